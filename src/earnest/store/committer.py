"""How do many callers share one transaction? Group commit on a thread of its own.

The thread takes whatever waits, in order of arrival, and commits it as one list; the callers wait
for their futures. What is decided and how it is retried is ``usecases.commit``'s affair.
"""

from __future__ import annotations

import gc
import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLong
from contextlib import contextmanager
from threading import Lock, Thread
from typing import Self

from earnest.domain.refusals import Trouble
from earnest.usecases.batch import Answer, Request
from earnest.usecases.commit import commit
from earnest.usecases.perform import House
from earnest.usecases.ports import Clock, Store

AT_ONCE = 256
"""Single requests committed as one list; a longer list that arrives as one stays whole."""

PAUSE = 0.0005
"""Seconds of silence after which nobody else is waited for."""

WAIT_SECONDS = 30.0
"""How long a caller waits before the answer is "unknown: ask again with the same key"."""

_Work = tuple[Sequence[Request], "Future[tuple[Answer, ...]]"]


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
        self._waiting: queue.SimpleQueue[_Work | None] = queue.SimpleQueue()
        self._door = Lock()
        self._open = True
        self._threads = [
            Thread(target=self._run, name=f"earnest-committer-{number}", daemon=True)
            for number in range(writers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, request: Request) -> Future[Answer]:
        """Hand in one request; the future holds its answer, or raises Trouble."""
        single: Future[Answer] = Future()
        whole = self._enqueue([request])
        whole.add_done_callback(lambda done: _pass_on(done, single))
        return single

    def perform(self, request: Request) -> Answer:
        """Commit one request and wait for its answer."""
        return self.submit_many([request])[0]

    def submit_many(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """Commit a list as one transaction and wait; one answer for each, in their order.

        After ``wait`` seconds every answer is Trouble request.unknown: it may still happen, and
        asking again with the same key tells.
        """
        if not requests:
            return ()
        future = self._enqueue(requests)
        try:
            return future.result(self._wait)
        except WaitedTooLong:
            return tuple(Trouble("request.unknown") for _ in requests)
        except Trouble as trouble:
            return tuple(trouble for _ in requests)

    def stop(self) -> None:
        """Commit what waits, take nothing more, and end the thread."""
        with self._door:
            if not self._open:
                return
            self._open = False
            for _ in self._threads:
                self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.stop()

    def _enqueue(self, requests: Sequence[Request]) -> Future[tuple[Answer, ...]]:
        future: Future[tuple[Answer, ...]] = Future()
        with self._door:
            if self._open:
                self._waiting.put((requests, future))
                return future
        future.set_exception(Trouble("store.stopped"))
        return future

    def _run(self) -> None:
        expected, stopping = 1, False
        while not stopping:
            work, stopping = self._take(expected)
            if work:
                self._commit(work)
                expected = sum(len(part) for part, _ in work)

    def _take(self, expected: int) -> tuple[list[_Work], bool]:
        """Whatever waits, at most ``AT_ONCE`` requests; and whether this was the last.

        As many as last time are likely to come back at once: they are waited for, very shortly,
        so that their number does not dwindle to one request a transaction.
        """
        first = self._waiting.get()
        if first is None:
            return [], True
        taken, count = [first], len(first[0])
        while count < AT_ONCE:
            try:
                late = count >= expected
                more = self._waiting.get_nowait() if late else self._waiting.get(timeout=PAUSE)
            except queue.Empty:
                break
            if more is None:
                return taken, True
            taken.append(more)
            count += len(more[0])
        return taken, False

    def _commit(self, work: Sequence[_Work]) -> None:
        """Commit the works as one list and answer each; nothing that fails ends the thread."""
        work = [one for one in work if one[1].set_running_or_notify_cancel()]
        requests = [request for part, _ in work for request in part]
        try:
            with _undisturbed():
                answers = commit(requests, self._store, self._house, self._clock.now())
        except Exception as failure:  # noqa: BLE001 - every caller is told, the thread goes on
            for _, future in work:
                future.set_exception(failure)
            return
        start = 0
        for part, future in work:
            future.set_result(answers[start : start + len(part)])
            start += len(part)


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

    def submit(self, request: Request) -> Future[Answer]:
        """Commit one request now; the future is done."""
        future: Future[Answer] = Future()
        future.set_result(self.perform(request))
        return future

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


def _pass_on(done: Future[tuple[Answer, ...]], single: Future[Answer]) -> None:
    failure = done.exception()
    if failure is None:
        single.set_result(done.result()[0])
    else:
        single.set_exception(failure)
