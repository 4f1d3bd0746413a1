"""What do banks, rails and carriers say? The loop that turns their notices into commands.

A notice carries the rail's own id; its command is performed under a key made of it, so that a
notice repeated or out of order does nothing twice (E5, E6). What is refused is kept for an
operator's eye, once. Only then is a notice ``taken``.
"""

from __future__ import annotations

import hashlib

from earnest.domain.changes import replace
from earnest.domain.parties import Actor, Duty
from earnest.domain.payment.notice import KeepNotice
from earnest.domain.payment.receipt import RecordReceipt
from earnest.domain.refusals import Refused, Trouble
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import encode
from earnest.usecases.batch import Answer, Done, Request
from earnest.usecases.outcome import outcome_text
from earnest.usecases.perform import fingerprint
from earnest.usecases.ports import Committer, Notice, Rail

RAIL = Actor(login="rail", organisation="rail", duty=Duty.RAIL, channel="rail")
"""The bank's voice inside the house."""

NOTICE_KEY = "notice/"
"""How the keys of notices begin; what follows is the rail's own id."""


def intake(rail: Rail, committer: Committer) -> int:
    """Record everything that the rail has to say; gives the number of notices recorded.

    A refusal is an answer too, and is kept with the bank's words; trouble and faults of ours
    leave the notice for later, except that money is booked at once: in suspense, where its order
    cannot take it.
    """
    notices = rail.notices()
    if not notices:
        return 0
    requests = [request_of(notice) for notice in notices]
    answers = committer.submit_many(requests)
    heard = [
        notice
        for notice, request, answer in zip(notices, requests, answers, strict=True)
        if _is_heard(notice, request, answer, committer)
    ]
    rail.taken(heard)
    return len(heard)


def _is_heard(notice: Notice, request: Request, answer: Answer, committer: Committer) -> bool:
    """Whether the notice stands somewhere; money that met a fault of ours does for no order."""
    if _is_fault(answer) and isinstance(request.command, RecordReceipt):
        request = replace(request, command=replace(request.command, order=""))
        (answer,) = committer.submit_many([request])
    if not isinstance(answer, Refused):
        return isinstance(answer, Done)
    (answer,) = committer.submit_many([kept(notice, request, answer)])
    is_known = isinstance(answer, Refused) and answer.code == "notice.kept_already"
    return is_known or isinstance(answer, Done)


def _is_fault(answer: Answer) -> bool:
    return not isinstance(answer, Done | Refused | Trouble)


def request_of(notice: Notice) -> Request:
    """The request that records a notice, under a key made of the rail's own id."""
    return Request(notice.subject, notice.command, RAIL, key=f"{NOTICE_KEY}{notice.id}")


def kept(notice: Notice, request: Request, refused: Refused) -> Request:
    """The request that keeps a refused notice; the same notice is kept once, however often told."""
    about = f"{notice.subject.kind.value}/{notice.subject.id}"
    command = KeepNotice(
        notice=notice.id,
        about=about,
        act=type(notice.command).__name__,
        words=encode(notice.command).decode(),
        code=refused.code,
        refusal=outcome_text(refused),
    )
    subject = Subject(Kind.NOTICE, notice_subject(notice.id, fingerprint(request)))
    return Request(subject, command, RAIL)


def notice_subject(notice: str, print_: str) -> str:
    """The id of the stream of a refused notice, from the rail's id and the request's print."""
    return hashlib.sha256(f"{notice}|{print_}".encode()).hexdigest()[:20]
