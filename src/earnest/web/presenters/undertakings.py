"""What did the supplier promise in a form that counts, and where does each promise stand?

The words are ``words.undertakings``'s: the very ones that both sides sign by their hash.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.contract.terms import Contract
from earnest.domain.coverage.undertaking import Undertaking, UndertakingStatus
from earnest.domain.order.acts.undertake import (
    CountersignUndertaking,
    OfferUndertaking,
    UndertakingOffered,
)
from earnest.domain.policy import Policy
from earnest.usecases.look import OrderAnswer
from earnest.usecases.preview import Preview
from earnest.web.presenters import actions
from earnest.web.presenters.reader import Reader, capital
from earnest.words import formats
from earnest.words.undertakings import undertaking_text

_TINTS = {
    UndertakingStatus.OFFERED: ("hourglass", "care"),
    UndertakingStatus.ACTIVE: ("shield-check", "good"),
    UndertakingStatus.CALLED: ("clock", "care"),
    UndertakingStatus.OBJECTED: ("scale", "care"),
    UndertakingStatus.PERFORMED: ("circle-check", "good"),
    UndertakingStatus.PAID: ("hand-coins", "good"),
    UndertakingStatus.OWED: ("triangle-alert", "grave"),
    UndertakingStatus.LAPSED: ("x", ""),
}
LANGUAGES = (("en", "English"), ("zh-Hans", "简体中文"))


def lines(order: OrderAnswer, reader: Reader, policy: Policy) -> list[dict[str, Any]]:
    """Give every undertaking of an order, the open ones first, the newest of them on top."""
    newest_first = order.undertakings[::-1]
    found = sorted(newest_first, key=lambda each: not each.is_open)
    return [_line(each, order, reader, policy) for each in found]


def _line(each: Undertaking, order: OrderAnswer, reader: Reader, policy: Policy) -> dict[str, Any]:
    icon, tint = _TINTS[each.status]
    currency = order.money.currency
    return {
        "id": each.id,
        "title": _("Undertaking %(id)s, lot %(lot)s") % {"id": each.id, "lot": each.lot},
        "icon": icon,
        "tint": tint,
        "status": capital(reader.word("undertaking", each.status.value)),
        "most": reader.money(each.max_minor, currency),
        "secured": reader.money(each.secured_minor, currency),
        "claim_by": formats.deadline(each.claim_by, reader.language, reader.zone),
        "zone": reader.zone,
        "is_unsigned": each.status is UndertakingStatus.OFFERED,
        "text": _text(each, order.contract, reader.language, policy),
        "hash": each.text_sha256,
        "steps": _steps(each),
        "deadlines": [
            reader.deadline(wait, reader.who_must(wait, order.role))
            for wait in order.waits
            if each.id in (wait.about, *wait.about.split("/"))
        ],
        "actions": _actions(each, order, reader),
    }


def _steps(each: Undertaking) -> list[dict[str, Any]]:
    """The way of a promise, with the step where it stands."""
    place = {
        UndertakingStatus.OFFERED: 0,
        UndertakingStatus.ACTIVE: 1,
        UndertakingStatus.CALLED: 2,
        UndertakingStatus.OBJECTED: 2,
    }.get(each.status, 3)
    names = (_("offered"), _("signed by both"), _("called"), _("ended"))
    return [{"name": name, "now": number == place} for number, name in enumerate(names)]


def _actions(each: Undertaking, order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """What the reader can do about undertakings now; the form asks about which."""
    names = {
        UndertakingStatus.OFFERED: ("CountersignUndertaking", "DeclineUndertaking"),
        UndertakingStatus.ACTIVE: ("CallUndertaking",),
        UndertakingStatus.CALLED: ("ReportPerformance", "AnswerPerformance", "ObjectToCall"),
        UndertakingStatus.OBJECTED: ("DecideCall",),
    }.get(each.status, ())
    return [
        {"title": reader.command(offer.command.__name__), "href": actions.address(order, offer)}
        for offer in order.offers
        if offer.is_open and offer.command.__name__ in names
    ]


def signed_texts(
    command: object, found: Preview, order: OrderAnswer, policy: Policy
) -> dict[str, Any] | None:
    """Give the text that a command would sign, in both languages, with its hash; else nothing."""
    if isinstance(command, OfferUndertaking):
        events = (envelope.event for envelope in found.events)
        each = next((e.undertaking for e in events if isinstance(e, UndertakingOffered)), None)
    elif isinstance(command, CountersignUndertaking):
        each = next((e for e in order.undertakings if e.id == command.undertaking), None)
    else:
        return None
    if each is None:
        return None
    return {"texts": both_texts(each, order.contract, policy), "hash": each.text_sha256}


def both_texts(each: Undertaking, contract: Contract, policy: Policy) -> list[dict[str, str]]:
    """Give the text in both languages, as both sides sign it."""
    return [
        {"lang": code, "name": name, "text": _text(each, contract, code.lower(), policy)}
        for code, name in LANGUAGES
    ]


def _text(each: Undertaking, contract: Contract, language: str, policy: Policy) -> str:
    days = policy.undertaking.payout_days
    return undertaking_text(each, contract, payout_days=days, language=language)
