"""What do banks, rails and carriers say? The loop that turns their notices into commands.

A notice carries the rail's own id; its command is performed under a key made of it, so that a
notice repeated or out of order does nothing twice (E5, E6). Only then is it ``taken``.
"""

from __future__ import annotations

from earnest.domain.changes import replace
from earnest.domain.parties import Actor, Duty
from earnest.domain.payment.receipt import RecordReceipt
from earnest.domain.refusals import Refused, Trouble
from earnest.usecases.batch import Answer, Done, Request
from earnest.usecases.ports import Committer, Notice, Rail

RAIL = Actor(login="rail", organisation="rail", duty=Duty.RAIL, channel="rail")
"""The bank's voice inside the house."""


def intake(rail: Rail, committer: Committer) -> int:
    """Record everything that the rail has to say; gives the number of notices recorded.

    A refusal is an answer too (the notice was heard); trouble and faults of ours leave the notice
    for later, except that money is booked at once: in suspense, where its order cannot take it.
    """
    notices = rail.notices()
    if not notices:
        return 0
    requests = [request_of(notice) for notice in notices]
    answers = committer.submit_many(requests)
    heard = [
        notice
        for notice, request, answer in zip(notices, requests, answers, strict=True)
        if _is_heard(request, answer, committer)
    ]
    rail.taken(heard)
    return len(heard)


def _is_heard(request: Request, answer: Answer, committer: Committer) -> bool:
    """Whether the notice is recorded; money that met a fault of ours is recorded for no order."""
    is_fault = not isinstance(answer, Done | Refused | Trouble)
    if is_fault and isinstance(request.command, RecordReceipt):
        for_nobody = replace(request, command=replace(request.command, order=""))
        (answer,) = committer.submit_many([for_nobody])
    return isinstance(answer, Done | Refused)


def request_of(notice: Notice) -> Request:
    """The request that records a notice, under a key made of the rail's own id."""
    return Request(notice.subject, notice.command, RAIL, key=f"notice/{notice.id}")
