"""What do banks, rails and carriers say? The loop that turns their notices into commands.

A notice carries the rail's own id; its command is performed under a key made of it, so that a
notice repeated or out of order does nothing twice (E5, E6). Only then is it ``taken``.
"""

from __future__ import annotations

from earnest.domain.parties import Actor, Duty
from earnest.domain.refusals import Trouble
from earnest.usecases.batch import Request
from earnest.usecases.ports import Committer, Notice, Rail

RAIL = Actor(login="rail", organisation="rail", duty=Duty.RAIL, channel="rail")
"""The bank's voice inside the house."""


def intake(rail: Rail, committer: Committer) -> int:
    """Record everything that the rail has to say; gives the number of notices recorded.

    A refusal is an answer too (the notice was heard); trouble leaves the notice for later.
    """
    notices = rail.notices()
    if not notices:
        return 0
    requests = [request_of(notice) for notice in notices]
    answers = committer.submit_many(requests)
    heard = [
        notice
        for notice, answer in zip(notices, answers, strict=True)
        if not isinstance(answer, Trouble)
    ]
    rail.taken(heard)
    return len(heard)


def request_of(notice: Notice) -> Request:
    """The request that records a notice, under a key made of the rail's own id."""
    return Request(notice.subject, notice.command, RAIL, key=f"notice/{notice.id}")
