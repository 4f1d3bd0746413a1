"""How do the loops run beside a server, or on their own? Turn after turn, until told to stop.

A turn that fails is reported and the next one comes later and later: trouble of the world never
ends the loop, and nothing is lost, because what waits is a row.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from earnest.wiring.desk import Desk

PAUSE = 1.0
"""Seconds between two turns in which nothing happened."""

LONGEST_PAUSE = 60.0
"""Seconds between turns while they fail."""

Said = Callable[[dict[str, int] | Exception], None]


class Loop:
    """Takes a desk's turns; ``told`` hears each turn that did something, and each failure."""

    def __init__(self, desk: Desk, told: Said) -> None:
        self._desk, self._told = desk, told
        self._over = Event()
        self._thread: Thread | None = None

    def run(self) -> None:
        """Take turns until ``stop``; returns then."""
        pause = PAUSE
        while not self._over.is_set():
            try:
                done = self._desk.turn()
            except Exception as failure:  # noqa: BLE001 - the loop outlives every trouble (L3)
                self._told(failure)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = PAUSE
                if any(done.values()):
                    self._told(done)
                    continue
            self._over.wait(pause)

    def start(self) -> None:
        """Run on a thread of its own."""
        self._thread = Thread(target=self.run, name="earnest-loop", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the present turn, and wait for it."""
        self._over.set()
        if self._thread is not None:
            self._thread.join(timeout=LONGEST_PAUSE)
