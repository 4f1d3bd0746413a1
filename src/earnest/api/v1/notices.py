"""Which notices of the bank were refused, and what was done about them? For operators' programs.

The bank cannot be told no: what the rules refuse is kept until an operator says what was done.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic_core import from_json

from earnest.api import answers
from earnest.api.asked import asked_by, only
from earnest.api.outgoing import NoticeDeedOut, NoticeOut, NoticesOut
from earnest.api.shapes import Shape, read, shape_of
from earnest.api.v1.commands import KEY, body_extra, body_of
from earnest.domain.payment.notice import RefusedNotice, SettleNotice
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import kebab
from earnest.usecases.outcome import refused_of
from earnest.wiring import desk
from earnest.words.say import refusal, sentence

router = Router(tags=["notices"])
SettleNoticeIn: type[Shape] = shape_of(SettleNotice)
NOTICE_ID = re.compile(r"[0-9a-f]{20}", re.ASCII)
"""What a notice's id looks like."""


@router.get("/notices", response=NoticesOut, operation_id="list_notices")
def list_notices(request: Any) -> HttpResponse:
    """List the notices of the bank that were refused and with which nobody has dealt yet.

    For operators. Oldest first; each with the bank's own words and the reason.
    """
    only(request)
    found = desk().look.notices(request.auth)
    return answers.answer(NoticesOut(notices=[_notice(each) for each in found]))


@router.post(
    "/notices/{id}/settle",
    response=NoticeDeedOut,
    operation_id="settle_notice",
    summary=sentence("commands", "SettleNotice", "en", part="label"),
    openapi_extra={
        "parameters": [{**KEY, "required": True}],
        "requestBody": body_extra(SettleNoticeIn, required=True),
    },
)
def settle_notice(request: Any, id: str) -> HttpResponse:
    """Mark a refused notice as dealt with; the journal keeps who did it and why. Moves no money."""
    only(request)
    terms = asked_by(request.META.get("HTTP_IDEMPOTENCY_KEY", ""), None, "SettleNotice")
    command = read(SettleNoticeIn, body_of(request))
    if not NOTICE_ID.fullmatch(id):
        refuse("notice.not_found")
    done = desk().perform(
        Subject(Kind.NOTICE, id), command, request.auth,
        key=terms.key, request_id=secrets.token_hex(8),
    )  # fmt: skip
    deed = NoticeDeedOut(
        notice=id, version=done.version, first_seq=done.first_seq, events=list(done.events)
    )
    return answers.answer(deed)


def _notice(found: RefusedNotice) -> NoticeOut:
    return NoticeOut(
        id=found.id,
        bank_notice=found.notice,
        about=found.about,
        command=kebab(found.act),
        words=answers.with_text_amounts(from_json(found.words)),
        code=found.code,
        sentence=refusal(refused_of(found.refusal), answers.language()),
        at=found.at,
    )
