"""What do the cover card and the page of answers ask of the desk?

``presenters/protection`` and ``presenters/answers`` write what comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.order.stages import LotStage
from earnest.domain.parties import Role
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.cover import EVERY_PACK, CoverQuestion
from earnest.usecases.look import OrderAnswer
from earnest.usecases.ports import Words
from earnest.usecases.preview import Preview
from earnest.web.counter import Visit
from earnest.web.presenters import actions, answers, asked, history, protection
from earnest.web.presenters.order import frame

BESIDES = (
    "ProposeReduction",
    "OfferUndertaking",
    "SplitLot",
    "AskHoldback",
    "CallUndertaking",
    "ContestReport",
)
"""What else can be done about a lot than to answer at once; shown as far as it is open."""


def card(visit: Visit, order: OrderAnswer) -> dict[str, Any] | None:
    """Ask the cover answer under the binding rules and all others; nothing for bystanders."""
    try:
        reply = visit.desk.cover(CoverQuestion(order.id, packs=(EVERY_PACK,)), visit.actor)
    except Refused:
        return None
    return protection.card(reply, order, visit.reader, visit.desk.policies)


def page(visit: Visit, order: OrderAnswer, lot: str) -> dict[str, Any] | None:
    """Give the page of answers to a lot, or nothing where the reader has none to give."""
    found = next((each for each in order.lots if each.id == lot), None)
    if found is None or not protection.is_asked(order, lot):
        return None
    subject = Subject(Kind.ORDER, order.id)

    def attempt(commands: Sequence[object], at: datetime | None) -> Preview:
        return visit.desk.preview_all(subject, commands, visit.actor, at)

    scene = asked.Scene(order, found, visit.policy(order), visit.reader, attempt)
    is_here = found.stage is LotStage.RECEIVED
    columns = answers.after_receipt(scene) if is_here else answers.before_shipping(scene)
    return {
        "order": frame(order, visit.reader, ""),
        "lot": lot,
        "lot_name": _("Lot %(lot)s") % {"lot": lot} if len(order.lots) > 1 else "",
        "is_here": is_here,
        "columns": columns,
        "report": asked.report(scene),
        "ticks": asked.ticks(scene),
        "failed": asked.failed(scene),
        "waivers": asked.waivers(scene),
        "waive": _waiving(order, lot, visit),
        "currency": order.money.currency,
        "most": asked.most_text(scene),
        "besides": _besides(order, lot, visit),
        "said": _last_words(visit, order),
        "deadlines": [
            visit.reader.deadline(wait)
            for wait in order.waits
            if wait.about == lot and wait.who is order.role
        ],
    }


def _waiving(order: OrderAnswer, lot: str, visit: Visit) -> dict[str, str]:
    """Where claims are given up, or the sentence why that is not possible now."""
    for offer in order.offers:
        if offer.command.__name__ == "WaiveClause" and offer.about == lot:
            closed = visit.reader.refusal(offer.refusal) if offer.refusal else ""
            return {"href": f"{actions.address(order, offer)}&from=answer", "closed": closed}
    return {"href": "", "closed": ""}


def _besides(order: OrderAnswer, lot: str, visit: Visit) -> list[dict[str, Any]]:
    found = []
    for offer in order.offers:
        name = offer.command.__name__
        if name in BESIDES and offer.is_open and offer.about in ("", lot):
            action = actions.card(order, offer, visit.reader)
            if not offer.about:
                action["href"] = actions.command_address(order, offer, lot)
            found.append(action)
    return sorted(found, key=lambda action: BESIDES.index(action["name"]))


def _last_words(visit: Visit, order: OrderAnswer) -> dict[str, Any] | None:
    """The other side's last message: people take it for a promise, and it is none (S136)."""
    talk = visit.desk.look.talk(order)
    theirs = [word for word in talk if word.organisation != visit.actor.organisation and word.text]
    if not theirs:
        return None
    last = theirs[-1]
    return history.said([last], visit.reader, visit.actor)[0] | {
        "promise": promise_address(order, last.number) if _may_promise(last) else ""
    }


def promise_address(order: OrderAnswer, message: int) -> str:
    """Where a message is made into an undertaking; empty while none can be offered."""
    for offer in order.offers:
        if offer.command.__name__ == "OfferUndertaking" and offer.is_open:
            return f"{actions.command_address(order, offer, '')}?message={message}"
    return ""


def with_promises(
    told: list[dict[str, Any]], words: Sequence[Words], order: OrderAnswer
) -> list[dict[str, Any]]:
    """Add to each of the supplier's messages where it becomes an undertaking (S136)."""
    return [
        line | {"promise": promise_address(order, word.number) if _may_promise(word) else ""}
        for line, word in zip(told, words, strict=True)
    ]


def _may_promise(word: Words) -> bool:
    return word.role == Role.SUPPLIER and word.text is not None
