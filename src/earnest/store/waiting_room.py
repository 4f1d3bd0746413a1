"""Who waits to be committed, and how does the committing thread fetch them all at once?

Callers put a ticket down and sleep on a lock of its own, the cheapest thing that a thread can
sleep on. The committing thread is woken once, when as many are here as it hopes for, not once for
each: every waking costs a switch of threads, and those cost more than the commands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from threading import Lock

from earnest.usecases.batch import Answer, Request

AT_ONCE = 256
"""Single requests committed as one list; a longer list that arrives as one stays whole."""

PAUSE = 0.0005
"""Seconds without a newcomer after which nobody else is waited for."""


class Ticket:
    """One caller's requests on their way in, and the answers on their way back."""

    __slots__ = ("_answers", "_gate", "requests")

    def __init__(self, requests: Sequence[Request]) -> None:
        self.requests = requests
        self._answers: Sequence[Answer] = ()
        self._gate = Lock()
        self._gate.acquire()

    def settle(self, answers: Sequence[Answer]) -> None:
        """Give the answers, once; the caller wakes."""
        self._answers = answers
        self._gate.release()

    def answers(self, seconds: float) -> Sequence[Answer] | None:
        """Wait for the answers; None where ``seconds`` pass without them."""
        return self._answers if self._gate.acquire(timeout=seconds) else None


class WaitingRoom:
    """Where tickets wait; any number of threads put them down and take them up."""

    def __init__(self) -> None:
        self._door = Lock()
        self._turn = Lock()
        self._bell = Lock()
        self._bell.acquire()
        self._tickets: deque[Ticket] = deque()
        self._count, self._wanted = 0, 0
        self._is_open = True

    def enter(self, ticket: Ticket) -> bool:
        """Put a ticket down; False where the room is closed."""
        with self._door:
            if self._is_open:
                self._tickets.append(ticket)
                self._count += len(ticket.requests)
                self._ring()
            return self._is_open

    def close(self) -> None:
        """Let nobody else in; who waits is still served."""
        with self._door:
            self._is_open = False
            self._ring()

    def take(self, expected: int) -> list[Ticket]:
        """Take up what waits, at most ``AT_ONCE`` requests; empty once the room is closed.

        As many as last time are likely to come back at once: they are waited for, very shortly,
        so that their number does not dwindle to one request a transaction.
        """
        with self._turn:
            self._sleep(1, -1)
            here = 0
            while here < self._count < min(expected, AT_ONCE):
                here = self._count
                self._sleep(expected, PAUSE)
            with self._door:
                taken, count = [], 0
                while self._tickets and count < AT_ONCE:
                    taken.append(self._tickets.popleft())
                    count += len(taken[-1].requests)
                self._count -= count
                return taken

    def _ring(self) -> None:
        """Wake the sleeper, if what he waits for is here; the door is held."""
        if self._wanted and (self._count >= self._wanted or not self._is_open):
            self._wanted = 0
            self._bell.release()

    def _sleep(self, wanted: int, seconds: float) -> None:
        """Sleep until so many requests wait, the room closes, or ``seconds`` pass (-1: never)."""
        with self._door:
            if self._count >= wanted or not self._is_open:
                return
            self._wanted = wanted
        if not self._bell.acquire(timeout=seconds):
            with self._door:
                late, self._wanted = not self._wanted, 0
            if late:  # the bell rang while we gave up
                self._bell.acquire()
