"""What can this person do next, and why not the rest? Exactly the core's own offers, in groups.

The tables say only how an offer looks: which icon, how grave, and which wait it answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.domain.order.acts.draft import WriteDraft
from earnest.domain.order.offers import Offer
from earnest.domain.order.state import Wait, WaitKind
from earnest.domain.parties import PARTIES, Role
from earnest.journal.codec import kebab
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters.reader import Reader

MAIN, PLAIN, GRAVE = "main", "plain", "grave"

_LOOKS = {
    "WriteDraft": ("pen-line", PLAIN, ()),
    "ConfirmWarnings": ("shield-alert", PLAIN, ()),
    "ProposeContract": ("file-text", MAIN, (WaitKind.DRAFT_IDLE,)),
    "CounterPropose": ("pen-line", PLAIN, ()),
    "DeclineProposal": ("undo-2", PLAIN, ()),
    "SignContract": ("pen-line", MAIN, (WaitKind.COUNTERSIGN, WaitKind.ANSWER_PROPOSAL)),
    "CancelOrder": ("x", GRAVE, ()),
    "AnnouncePayment": ("banknote", PLAIN, (WaitKind.LIMIT_HOLD,)),
    "ReportProduction": ("factory", MAIN, ()),
    "ProposeShipBy": ("calendar", PLAIN, ()),
    "AnswerShipBy": ("calendar", MAIN, (WaitKind.ANSWER_SHIP_BY,)),
    "RecordInspection": ("clipboard-check", MAIN, ()),
    "BookInspection": ("calendar", PLAIN, ()),
    "AnswerInspection": ("calendar", MAIN, (WaitKind.ANSWER_INSPECTION,)),
    "AssignInspector": ("user", MAIN, ()),
    "CancelInspection": ("x", PLAIN, ()),
    "ContestReport": ("scale", PLAIN, ()),
    "ApproveShipment": ("clipboard-check", MAIN, (WaitKind.APPROVE_SHIPMENT,)),
    "ShipGoods": ("ship", MAIN, (WaitKind.SHIP_BY, WaitKind.EXTRA_PERIOD)),
    "RefuseToShip": ("x", GRAVE, ()),
    "VerifyShipment": ("truck", MAIN, ()),
    "RecordDelivery": ("package-check", MAIN, (WaitKind.ARRIVAL_EVIDENCE,)),
    "ConfirmReceipt": ("package-check", MAIN, (WaitKind.RECEIPT,)),
    "ReportNotArrived": ("package", PLAIN, ()),
    "AcceptGoods": ("hand-coins", MAIN, (WaitKind.ACCEPTANCE,)),
    "WaiveClause": ("pen-line", PLAIN, ()),
    "VoidWaiver": ("undo-2", PLAIN, ()),
    "ProposeReduction": ("scale", PLAIN, ()),
    "AnswerReduction": ("scale", MAIN, (WaitKind.ANSWER_REDUCTION,)),
    "AskHoldback": ("hand-coins", PLAIN, ()),
    "AnswerHoldback": ("scale", MAIN, (WaitKind.ANSWER_HOLDBACK,)),
    "OfferUndertaking": ("pen-line", PLAIN, ()),
    "CountersignUndertaking": ("pen-line", MAIN, (WaitKind.ANSWER_UNDERTAKING,)),
    "DeclineUndertaking": ("undo-2", PLAIN, (WaitKind.ANSWER_UNDERTAKING,)),
    "CallUndertaking": ("scale", MAIN, (WaitKind.CALL_UNDERTAKING,)),
    "ReportPerformance": ("package-check", MAIN, (WaitKind.PERFORM_UNDERTAKING,)),
    "AnswerPerformance": ("clipboard-check", MAIN, (WaitKind.CONFIRM_PERFORMANCE,)),
    "ObjectToCall": ("scale", PLAIN, (WaitKind.PAY_UNDERTAKING, WaitKind.PERFORM_UNDERTAKING)),
    "DecideCall": ("scale", MAIN, (WaitKind.DECIDE_CALL, WaitKind.DECIDE_CALL_LATE)),
    "ProposeCancellation": ("x", GRAVE, ()),
    "AnswerCancellation": ("scale", MAIN, (WaitKind.ANSWER_CANCELLATION,)),
    "ProposeAmendment": ("pen-line", PLAIN, ()),
    "SplitLot": ("pen-line", PLAIN, ()),
    "AnswerAmendment": ("pen-line", MAIN, (WaitKind.ANSWER_AMENDMENT,)),
    "WithdrawAmendment": ("undo-2", PLAIN, ()),
    "GiveNotice": ("undo-2", GRAVE, ()),
    "CancelForNonPayment": ("x", GRAVE, ()),
    "RetryPayout": ("banknote", MAIN, (WaitKind.RETURNED_PAYOUT,)),
}
"""Each command's icon, tone, and the waits that it answers."""

ANSWERS = ("ApproveShipment", "AcceptGoods")
"""Commands that have other answers beside them: all of a lot's stand on one page."""

_TO_PAY = (WaitKind.DEPOSIT, WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT)


def next_actions(order: OrderAnswer, reader: Reader) -> dict[str, Any]:
    """Give the open actions, those that end the order, and the closed ones with their reasons.

    Of the open ones, those come first that carry the order on or that somebody waits for.
    """
    opened = [offer for offer in order.offers if offer.is_open]
    cards = [card(order, offer, reader) for offer in opened]
    cards = [*_paying(order, reader), *cards]
    if any(gap.blocks for gap in order.gaps):
        cards = [_after_the_gaps(card) for card in cards]
    now = sorted((c for c in cards if c["tone"] != GRAVE), key=_urgent_first)
    first = [c for c in now if c["tone"] == MAIN or c["deadline"]] or now
    return {
        "now": first,
        "more": [c for c in now if c not in first],
        "ending": [c for c in cards if c["tone"] == GRAVE],
        "closed": closed(order, reader),
    }


def _after_the_gaps(action: dict[str, Any]) -> dict[str, Any]:
    """While something blocks the proposal, editing is what comes first."""
    if action["name"] == "WriteDraft":
        return action | {"tone": MAIN, "due_at": 0}
    return action | {"tone": PLAIN} if action["name"] == "ProposeContract" else action


def looks(name: str) -> tuple[str, str, tuple[WaitKind, ...]]:
    """Give the icon, the tone and the waits of a command."""
    return _LOOKS[name]


def card(order: OrderAnswer, offer: Offer, reader: Reader) -> dict[str, Any]:
    """Give one open offer as ``parts/action_card.html`` takes it."""
    name = offer.command.__name__
    icon, tone, kinds = _LOOKS[name]
    if name == "RecordInspection" and order.role is Role.BUYER:
        tone = PLAIN  # her own report weighs least: nobody waits for it
    wait = _wait(order, kinds, offer.about)
    return {
        "name": name,
        "title": title(order, offer, reader),
        "text": hint(offer, reader),
        "icon": icon,
        "tone": tone,
        "href": answer_address(order, offer) if name in ANSWERS else address(order, offer),
        "button": _button(name),
        "deadline": reader.deadline(wait) if wait else None,
        "due_at": wait.due_at.timestamp() if wait else NO_DEADLINE,
        "closed": "",
    }


def _button(name: str) -> str:
    if name == "WriteDraft":
        return _("Edit the draft")
    return _("Compare my answers") if name in ANSWERS else _("See what happens")


NO_DEADLINE = 1e12
"""Sorts what has no deadline behind everything that has one."""


def title(order: OrderAnswer, offer: Offer, reader: Reader) -> str:
    """Name the action, and its lot where there are several."""
    if offer.command is WriteDraft:
        return _("Edit the draft")
    label = reader.command(offer.command.__name__)
    if offer.about and len(order.lots) > 1:
        return _("%(action)s: lot %(lot)s") % {"action": label, "lot": offer.about}
    return label


def hint(offer: Offer, reader: Reader) -> str:
    """Say in one sentence what the action means."""
    if offer.command is WriteDraft:
        return _("Change what you like: a draft binds nobody.")
    return reader.command(offer.command.__name__, "hint")


def address(order: OrderAnswer, offer: Offer) -> str:
    """Say where the action's preview is."""
    name = kebab(offer.command.__name__)
    if name in ("write-draft", "counter-propose", "propose-amendment"):
        return reverse("edit_contract", args=[order.id, name])
    return command_address(order, offer, offer.about)


def answer_address(order: OrderAnswer, offer: Offer) -> str:
    """Say where the answers to the offer's lot stand side by side.

    A lot may have any name; one that no address can carry is answered by the plain form.
    """
    if not offer.about.strip("."):
        return address(order, offer)
    return reverse("answer", args=[order.id, offer.about])


def command_address(order: OrderAnswer, offer: Offer, about: str) -> str:
    """Say where the command is previewed and confirmed."""
    address = reverse("command", args=[order.id, kebab(offer.command.__name__)])
    return f"{address}?{urlencode({'about': about})}" if about else address


def closed(order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """List what is not possible now, each with the sentence why; lots with one reason together."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for offer in order.offers:
        if offer.refusal is None:
            continue
        name, why = offer.command.__name__, reader.refusal(offer.refusal)
        icon = _LOOKS[name][0]
        found.setdefault(
            (name, why), {"title": reader.command(name), "icon": icon, "closed": why, "tone": PLAIN}
        )
    return list(found.values())


def _paying(order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """Paying is no command: the bank reports it. The buyer gets the way to the instruction."""
    due = sum(item.due_minor for item in order.instalments)
    if order.role is not Role.BUYER or not due:
        return []
    wait = _wait(order, _TO_PAY, None)
    return [
        {
            "name": "Pay",
            "title": _("Pay %(amount)s") % {"amount": reader.money(due, order.money.currency)},
            "text": _("The money is held in escrow for this order until the goods are as agreed."),
            "icon": "banknote",
            "tone": MAIN,
            "href": reverse("pay", args=[order.id]),
            "button": _("How to pay"),
            "deadline": reader.deadline(wait) if wait else None,
            "due_at": wait.due_at.timestamp() if wait else 0,
            "closed": "",
        }
    ]


def _wait(order: OrderAnswer, kinds: Iterable[WaitKind], about: str | None) -> Wait | None:
    """Find the first wait of these kinds that is the reader's (or nobody else's) to end."""
    mine = (order.role, Role.CARRIER) if order.role not in PARTIES else (order.role,)
    found = [
        wait
        for wait in order.waits
        if wait.kind in kinds
        and wait.who in mine
        and (about is None or not wait.about or wait.about == about)
    ]
    return min(found, key=lambda wait: wait.due_at, default=None)


def _urgent_first(action: dict[str, Any]) -> tuple[float, bool]:
    return (action["due_at"], action["tone"] != MAIN)
