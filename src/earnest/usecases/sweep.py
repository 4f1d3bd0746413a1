"""Which waits have run out? The loop that records what is already true.

A deadline is a fact, not a job: decisions and pages behave as if it had lapsed whether or not
this loop ran. An early, late or repeated turn does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.domain.order.acts.outage import LAST_DAY, ExtendForOutage
from earnest.domain.parties import CLOCK
from earnest.domain.refusals import Trouble
from earnest.domain.subjects import Kind
from earnest.usecases.batch import Done, Request
from earnest.usecases.ports import Committer, DeadlineQueue

MAX_STEP = timedelta(hours=1)
"""A wall clock that jumps ahead of the steady one by more is not believed (T6)."""

AT_ONCE = 200
"""Subjects lapsed as one list."""


def sweep(queue: DeadlineQueue, committer: Committer, now: datetime) -> int:
    """Record every wait that has run out by ``now``; gives the number of subjects caught up."""
    caught_up = 0
    while subjects := queue.due(now, AT_ONCE):
        requests = [Request(subject, None, CLOCK) for subject in subjects]
        answers = committer.submit_many(requests)
        for subject, answer in zip(subjects, answers, strict=True):
            if isinstance(answer, Done):
                caught_up += 1
            else:
                queue.failed(subject, now, repr(answer))
    return caught_up


def give_back(queue: DeadlineQueue, committer: Committer, began: datetime, ended: datetime) -> int:
    """Give the parties back what an outage took (T7); gives the number of orders looked at.

    To be called before anybody is served again, so that no window has run out meanwhile.
    """
    subjects = [s for s in queue.between(began, ended + LAST_DAY) if s.kind is Kind.ORDER]
    for start in range(0, len(subjects), AT_ONCE):
        part = subjects[start : start + AT_ONCE]
        extend = ExtendForOutage(began, ended)
        committer.submit_many([Request(subject, extend, CLOCK) for subject in part])
    return len(subjects)


@dataclass(slots=True)
class SteadyClock:
    """Notices a wall clock that jumped: compares it with a clock that only counts forward."""

    wall: datetime | None = None
    steady: float = 0.0

    def check(self, wall: datetime, steady: float) -> None:
        """Raise Trouble, so that no money moves, when the wall clock jumped ahead (T6).

        A jumped clock is compared with the last good instant again and again: it is believed when
        it is right, or by a program that was started anew.
        """
        if self.wall is not None:
            ahead = wall - self.wall - timedelta(seconds=steady - self.steady)
            if ahead > MAX_STEP:
                raise Trouble("clock.jumped", ahead=str(ahead))
        self.wall, self.steady = wall, steady
