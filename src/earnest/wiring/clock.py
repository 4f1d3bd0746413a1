"""What time is it here? The real clock, or in demo and sandbox one that can be set forward.

The only module of the program that asks the machine for the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from earnest.domain.refusals import refuse

SETTING = "clock.ahead_by"
"""Seconds by which the installation's clock is ahead of the machine's (negative: behind)."""

LAST_TICK = "clock.last_tick"
"""When a settable clock was last seen running."""

TICK = timedelta(seconds=30)
STOOD_STILL = timedelta(minutes=10)
"""A pause longer than this is time in which nobody ran the installation."""


def machine_now() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


def steady_seconds() -> float:
    """A clock that only counts forward, for measuring (T6)."""
    return time.monotonic()


class SystemClock:
    """The machine's time; production's clock."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return machine_now()


class SettableClock:
    """The machine's time moved by a setting that every process of the installation reads."""

    def __init__(
        self, read: Callable[[str], str | None], write: Callable[[str, str], None]
    ) -> None:
        self._read = read
        self._write = write

    def now(self) -> datetime:
        """The installation's present instant in UTC."""
        return machine_now() + timedelta(seconds=float(self._read(SETTING) or "0"))

    def set(self, at: datetime) -> None:
        """Move the clock forward to ``at``; refuses to go back."""
        if at < self.now():
            refuse("clock.backwards", at=at.isoformat())
        self.begin(at)

    def tick(self) -> None:
        """Note that the installation runs; at most once in a while."""
        now = self.now()
        last = self._read(LAST_TICK)
        if last is None or now - datetime.fromisoformat(last) >= TICK:
            self._write(LAST_TICK, now.isoformat())

    def go_on(self) -> None:
        """Go on from the last tick, as if no time had passed while nobody ran this."""
        last = self._read(LAST_TICK)
        if last is not None and self.now() - datetime.fromisoformat(last) > STOOD_STILL:
            self.begin(datetime.fromisoformat(last))

    def begin(self, at: datetime) -> None:
        """Set the clock of an installation in which nothing has happened yet."""
        self._write(SETTING, str((at - machine_now()).total_seconds()))
        self._write(LAST_TICK, at.isoformat())
