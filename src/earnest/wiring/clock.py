"""What time is it here? The real clock, or in demo and sandbox one that can be set forward.

The only module of the program that asks the machine for the time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from earnest.domain.refusals import refuse
from earnest.usecases.sweep import SteadyClock

SETTING = "clock.ahead_by"
"""Seconds by which the installation's clock is ahead of the machine's (negative: behind)."""

LAST_TICK = "clock.last_tick"
"""The setting that says when the installation was last seen running."""

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
    """The machine's time; production's clock. It notes now and then that somebody runs it."""

    def __init__(
        self,
        read: Callable[[str], str | None],
        write: Callable[[str, str], None],
        *,
        machine: Callable[[], datetime] = machine_now,
    ) -> None:
        self._machine = machine
        self._read = read
        self._write = write
        self._steady = SteadyClock()

    def now(self) -> datetime:
        """The present instant in UTC; Trouble ``clock.jumped`` when it cannot be believed (T6)."""
        at = self._machine()
        self._steady.check(at, steady_seconds())
        return at

    def tick(self) -> None:
        """Note that the installation runs; at most once in a while."""
        now, last = self.now(), self.last_tick()
        if last is None or now - last >= TICK:
            self._write(LAST_TICK, now.isoformat())

    def last_tick(self) -> datetime | None:
        """When the installation was last seen running."""
        last = self._read(LAST_TICK)
        return datetime.fromisoformat(last) if last else None


class SettableClock(SystemClock):
    """The machine's time moved by a setting that every process of the installation reads."""

    def now(self) -> datetime:
        """The installation's present instant in UTC."""
        return machine_now() + timedelta(seconds=float(self._read(SETTING) or "0"))

    def set(self, at: datetime) -> None:
        """Move the clock forward to ``at``; refuses to go back."""
        if at < self.now():
            refuse("clock.backwards", at=at.isoformat())
        self.begin(at)

    def go_on(self) -> None:
        """Go on from the last tick, as if no time had passed while nobody ran this."""
        last = self.last_tick()
        if last is not None and self.now() - last > STOOD_STILL:
            self.begin(last)

    def begin(self, at: datetime) -> None:
        """Set the clock of an installation in which nothing has happened yet."""
        self._write(SETTING, str((at - machine_now()).total_seconds()))
        self._write(LAST_TICK, at.isoformat())
