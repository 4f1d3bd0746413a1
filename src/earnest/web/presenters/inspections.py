"""Which inspections does a lot have, and what can be done with them? For the two sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.domain.calendar import Holidays
from earnest.domain.inspection.booking import LIVE, BookingStatus, Inspection
from earnest.domain.inspection.report import DECIDING, Inspected, Verdict
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.contest import ContestReport, contest_ends
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection, CancelInspection
from earnest.domain.order.offers import Offer
from earnest.domain.order.state import Lot, WaitKind
from earnest.domain.policy import Policy
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters import actions, judged
from earnest.web.presenters.reader import Reader, capital, relative
from earnest.web.presenters.strict import strict

_STATUS = {
    BookingStatus.PROPOSED: ("care", "hourglass"),
    BookingStatus.BOOKED: ("news", "calendar"),
    BookingStatus.ASSIGNED: ("news", "user"),
    BookingStatus.REPORTED: ("good", "clipboard-check"),
    BookingStatus.CANCELLED: ("", "x"),
}
_OF_A_LOT = (BookInspection, ContestReport)
_OF_A_VISIT = (AnswerInspection, AssignInspector, CancelInspection)
_WAITS = (WaitKind.ANSWER_INSPECTION, WaitKind.INSPECTION_DUE)


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known besides the order: its rules, the place's holidays, inspectors' names."""

    policy: Policy
    holidays: Holidays
    names: Mapping[str, str]


def inspections(order: OrderAnswer, lot: Lot, reader: Reader, known: Known) -> dict[str, Any]:
    """Give the visits and reports of one lot, newest first, and the actions that are open."""
    policy, calendar = known.policy, known.holidays
    visits = [
        _visit(order, each, reader, known.names) for each in order.inspections if each.lot == lot.id
    ]
    reports = [
        _report(order, lot, each, reader, contest_ends(each, order.contract, policy, calendar))
        for each in lot.quality.reports
    ]
    return {
        "visits": visits[::-1],
        "reports": reports[::-1],
        "actions": [_action(order, each, reader) for each in _open(order, lot, visits)],
        "lead": _lead(policy) if _may_book(order, lot) else "",
    }


def _visit(
    order: OrderAnswer, each: Inspection, reader: Reader, names: Mapping[str, str]
) -> dict[str, Any]:
    tint, icon = _STATUS[each.status]
    waits = [
        wait
        for wait in order.waits
        if wait.kind in _WAITS and wait.about.partition("/")[0] == each.id
    ]
    return {
        "id": each.id,
        "is_live": each.status in LIVE,
        "kind": capital(reader.word("inspection_kind", each.kind.value)),
        "by": reader.word("inspected_by", each.by.value),
        "on": reader.day(each.on),
        "status": {
            "label": capital(reader.word("booking_status", each.status.value)),
            "tint": tint,
            "icon": icon,
        },
        "inspector": names.get(each.inspector, each.inspector),
        "pays": _pays(order, each, reader),
        "again": _again(each),
        "strictness": strict(each.strictness, reader),
        "deadline": reader.deadline(waits[0], reader.who_must(waits[0], order.role))
        if waits
        else None,
    }


def _pays(order: OrderAnswer, each: Inspection, reader: Reader) -> str:
    who = reader.word("Role", each.payer.value)
    if not each.price_minor:
        return _("%(who)s pays") % {"who": who}
    price = reader.money(each.price_minor, order.money.currency)
    return _("%(who)s pays %(price)s") % {"who": who, "price": price}


def _again(each: Inspection) -> str:
    if each.contests:
        return _("Joint re-check of the contested report; whoever turns out to be wrong pays.")
    return _("Re-inspection, because the lot did not pass before.") if each.again else ""


def _report(
    order: OrderAnswer, lot: Lot, each: Inspected, reader: Reader, ends: datetime
) -> dict[str, Any]:
    can_be = (
        each is lot.quality.deciding
        and each.judged.verdict is not Verdict.PASSED
        and not each.contested
        and reader.now < ends
    )
    return {
        "href": reverse("report", args=[order.id, each.report_sha256]),
        "kind": capital(reader.word("inspection_kind", each.kind.value)),
        "by": reader.word("inspected_by", each.by.value),
        "at": reader.moment(each.delivered_at),
        "decides": each.kind in DECIDING,
        "contested": each.contested,
        "contest": _("The supplier may contest it until %(at)s (%(left)s).")
        % {"at": reader.moment(ends)["at"], "left": relative(ends - reader.now)}
        if can_be
        else "",
        **judged.mark(each.judged.verdict, reader),
    }


def _open(order: OrderAnswer, lot: Lot, visits: list[dict[str, Any]]) -> list[Offer]:
    """The open offers about this lot; those about a visit only where it has one to come."""
    is_awaited = any(each["is_live"] for each in visits)
    return [
        offer
        for offer in order.offers
        if offer.is_open
        and (
            (offer.command in _OF_A_LOT and offer.about == lot.id)
            or (offer.command in _OF_A_VISIT and is_awaited)
        )
    ]


def _may_book(order: OrderAnswer, lot: Lot) -> bool:
    return any(
        offer.command is BookInspection and offer.is_open and offer.about == lot.id
        for offer in order.offers
    )


def _action(order: OrderAnswer, offer: Offer, reader: Reader) -> dict[str, str]:
    name = offer.command.__name__
    return {
        "title": reader.command(name),
        "icon": actions.looks(name)[0],
        "href": actions.address(order, offer),
    }


def _lead(policy: Policy) -> str:
    """Say how long before shipment an inspection is asked for, and when its report comes."""
    rules = policy.inspection
    facts = {"days": rules.book_before_ship_working_days, "hours": rules.report_hours}
    text = _(
        "A first inspection before shipment is asked for at least %(days)s working days before "
        "the ship-by date; the report comes within %(hours)s hours after the day of the visit."
    )
    return text % facts
