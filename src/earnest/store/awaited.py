"""How does a caller wait that must not sleep? It is told the answer when the list is through.

A server of one loop has no thread for each caller. It puts a ticket down and goes on; the
committing thread tells it the answer. Everything else is the ``committer``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from earnest.domain.refusals import Trouble
from earnest.store.committer import GroupCommitter
from earnest.store.waiting_room import Ticket
from earnest.usecases.batch import Answer, Request


class ToldTicket(Ticket):
    """One request of a caller that does not sleep."""

    __slots__ = ("_told",)

    def __init__(self, request: Request, told: Callable[[Answer], None]) -> None:
        super().__init__((request,))
        self._told = told

    def settle(self, answers: Sequence[Answer]) -> None:
        """Tell the answer, once, on the committing thread."""
        self._told(answers[0])


class AwaitedCommitter(GroupCommitter):
    """The committer, for callers that sleep and for callers that do not."""

    def submit(self, request: Request, told: Callable[[Answer], None]) -> None:
        """Commit one request, together with all that wait, and call ``told`` with its answer.

        ``told`` runs on the committing thread, so it is quick and never raises; it is not called
        at all where the process ends first.
        """
        if not self._room.enter(ToldTicket(request, told)):
            told(Trouble("store.stopped"))
