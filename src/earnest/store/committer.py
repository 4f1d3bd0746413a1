"""How do many callers share one transaction? Group commit on a thread of its own.

The thread takes whatever waits, in order of arrival, and commits it as one list; the callers wait
in the ``waiting_room``. What is decided and how it is retried is ``usecases.commit``'s affair.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Self

from earnest.domain.refusals import Trouble
from earnest.store.waiting_room import Ticket, WaitingRoom
from earnest.usecases.batch import Answer, Request
from earnest.usecases.commit import commit
from earnest.usecases.perform import House
from earnest.usecases.ports import Clock, Store

WAIT_SECONDS = 15.0
"""How long a caller waits before the answer is "unknown: ask again with the same key"."""


class GroupCommitter:
    """Performs requests on one store; ``stop`` it, or use it as a context manager."""

    def __init__(
        self,
        store: Store,
        house: House,
        clock: Clock,
        *,
        wait: float = WAIT_SECONDS,
        writers: int = 1,
    ) -> None:
        """Start ``writers`` threads; one is best where the server is near.

        With a network between, a second one decides while the first waits; what must not overlap
        is kept apart by the units' locks. Beside a near server two were a fifth slower: they share
        one interpreter, and each commits half as many at once.
        """
        self._store, self._house, self._clock, self._wait = store, house, clock, wait
        self._room = WaitingRoom()
        self._threads = [
            Thread(target=self._run, name=f"earnest-committer-{number}", daemon=True)
            for number in range(writers)
        ]
        for thread in self._threads:
            thread.start()

    def perform(self, request: Request) -> Answer:
        """Commit one request and wait for its answer."""
        return self.submit_many((request,))[0]

    def submit_many(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """Commit a list as one transaction and wait; one answer for each, in their order.

        After ``wait`` seconds every answer is Trouble request.unknown: it may still happen, and
        asking again with the same key tells.
        """
        if not requests:
            return ()
        ticket = Ticket(requests)
        if not self._room.enter(ticket):
            return tuple(Trouble("store.stopped") for _ in requests)
        answers = ticket.answers(self._wait)
        if answers is None:
            return tuple(Trouble("request.unknown") for _ in requests)
        return answers

    def stop(self) -> None:
        """Commit what waits, take nothing more, and end the thread."""
        self._room.close()
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.stop()

    def _run(self) -> None:
        expected = 1
        while tickets := self._room.take(expected):
            self._commit(tickets)
            expected = sum(len(ticket.requests) for ticket in tickets)

    def _commit(self, tickets: Sequence[Ticket]) -> None:
        """Commit the tickets as one list and answer each; nothing that fails ends the thread."""
        requests = [request for ticket in tickets for request in ticket.requests]
        try:
            with _undisturbed():
                answers = commit(requests, self._store, self._house, self._clock.now())
        except Exception as failure:  # noqa: BLE001 - every caller is told, the thread goes on
            answers = (failure,) * len(requests)
        start = 0
        for ticket in tickets:
            end = start + len(ticket.requests)
            ticket.settle(answers[start:end])
            start = end


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put the search for garbage off until a list is through.

    A list makes tens of thousands of values that stay; searching them again and again took half
    of the time of a long list.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class InlineCommitter:
    """The same door without a thread, for tests and for programs that do one thing."""

    def __init__(self, store: Store, house: House, clock: Clock) -> None:
        self._store, self._house, self._clock = store, house, clock

    def perform(self, request: Request) -> Answer:
        """Commit one request now."""
        return self.submit_many([request])[0]

    def submit_many(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """Commit a list now; trouble is everybody's answer."""
        try:
            return commit(requests, self._store, self._house, self._clock.now())
        except Trouble as trouble:
            return tuple(trouble for _ in requests)

    def stop(self) -> None:
        """Nothing runs, so nothing stops."""
