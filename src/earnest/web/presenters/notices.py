"""Which notices of the bank were refused? Their lines on an operator's home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from pydantic_core import from_json

from earnest.domain.payment.notice import RefusedNotice
from earnest.domain.subjects import Kind
from earnest.usecases.outcome import refused_of
from earnest.web.presenters.reader import Reader


def notices(found: Sequence[RefusedNotice], reader: Reader) -> list[dict[str, Any]]:
    """Give what the bank said, why it was refused, when, and where it is marked as dealt with."""
    return [_line(notice, reader) for notice in found]


def _line(notice: RefusedNotice, reader: Reader) -> dict[str, Any]:
    kind, _, id = notice.about.partition("/")
    return {
        "id": notice.id,
        "act": reader.command(notice.act),
        "notice": notice.notice,
        "about": notice.about,
        "order": reverse("order", args=[id]) if kind == Kind.ORDER.value else "",
        "words": list(from_json(notice.words).items()),
        "why": reader.refusal(refused_of(notice.refusal)),
        "code": notice.code,
        "at": reader.moment(notice.at) if notice.at else None,
        "settle": reverse("settle_notice", args=[notice.id]),
    }
