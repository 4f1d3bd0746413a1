"""Where is the money of an order, and what stands behind its cover?

Only what is held or guaranteed is ever called covered; what the supplier alone owes never is (R2).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.contract.terms import Coverage
from earnest.domain.coverage.backing import Backing
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.usecases.look import OrderAnswer
from earnest.usecases.preview import MoneyBar
from earnest.web.presenters.reader import Reader
from earnest.words import formats

FEE_MINOR = 0
"""Both sides' fee in this edition: the rules charge none, and no movement of money books one."""


def bar(
    money: MoneyBar, reader: Reader, ledger: str = "", *, is_signed: bool = True
) -> dict[str, Any]:
    """Give the money bar; ``ledger`` is the address of the statement, whose lines it links to.

    Before both sides have signed, nothing is owed yet: all of the total is still to be paid.
    """
    gone = money.held_minor + money.released_minor + money.refunded_minor
    to_pay = money.outstanding_minor if is_signed else money.total_minor
    owed = money.outstanding_minor if is_signed and money.reduced_minor else 0
    amount = lambda minor: reader.money(minor, money.currency)  # noqa: E731 (one word for a call)
    rows = [
        ("paid", _("Paid in"), money.paid_minor, 0, "paid"),
        ("held", _("Held in escrow"), money.held_minor, money.held_minor, "held"),
        ("released", _("Paid to the supplier"), money.released_minor, money.released_minor, "out"),
        (
            "refunded",
            _("Refunded to the buyer"),
            money.refunded_minor,
            money.refunded_minor,
            "back",
        ),
        ("fee", _("Fee"), FEE_MINOR, 0, ""),
        ("open", _("Still to pay"), to_pay, max(0, money.total_minor - gone, owed), ""),
    ]
    if money.reversed_minor:
        rows.insert(1, ("open", _("Taken back by the bank"), money.reversed_minor, 0, "paid"))
    if money.reduced_minor:
        rows.append(("open", _("Price reduced by"), money.reduced_minor, 0, ""))
    if money.receivable_minor:
        rows.append(("open", _("Owed by the buyer"), money.receivable_minor, 0, "paid"))
    pieces = [
        {
            "kind": kind,
            "label": label,
            "amount": amount(minor),
            "minor": width,
            "href": f"{ledger}?show={show}#statement" if ledger and show else "",
        }
        for kind, label, minor, width, show in rows
    ]
    return {"caption": _("Order total"), "total": amount(money.total_minor), "pieces": pieces}


def promise(order: OrderAnswer, reader: Reader) -> str:
    """Name the promise that is in force, or say that there is none."""
    if order.cover.promise == "none":
        return _("No protection is in force at this stage.")
    text = reader.word("coverage", order.cover.promise)
    return text[:1].upper() + text[1:]


def cover(order: OrderAnswer, reader: Reader, policy: Policy) -> list[dict[str, str]]:
    """Give the three parts of what stands behind the cover, as the cover card takes them."""
    backing, currency = order.cover, order.money.currency
    until = cover_until(order, reader, policy)
    guaranteed, owed = backing.guaranteed_minor, backing.owed_minor
    return [
        _part(
            _("Held"),
            "covered" if backing.held_minor else "none",
            reader.money(backing.held_minor, currency),
            until if backing.held_minor else "",
            _held_why(order),
        ),
        _part(
            _("Guaranteed"),
            "covered" if guaranteed else "none",
            reader.money(guaranteed, currency),
            "",
            _("The platform runs no guarantee fund: nothing is covered beyond what is held."),
        ),
        _part(
            _("Owed"),
            "not" if owed else "none",
            reader.money(owed, currency),
            "",
            _("What was already paid to the supplier: a claim on it is the supplier's debt alone."),
        ),
    ]


def _part(name: str, state: str, amount: str, until: str, why: str) -> dict[str, str]:
    keys = ("name", "state", "amount", "until", "why")
    return dict(zip(keys, (name, state, amount, until, why), strict=True))


def _held_why(order: OrderAnswer) -> str:
    if not order.cover.held_minor and not order.money.paid_minor:
        return _("Nothing has been paid in yet.")
    if not order.cover.held_minor:
        return _("Nothing is held any more.")
    if order.role is Role.SUPPLIER:
        return _("In escrow for this order. It goes to you as the contract's steps are taken.")
    return _("In escrow. It leaves only as the contract's steps are taken, or comes back to you.")


def cover_until(order: OrderAnswer, reader: Reader, policy: Policy) -> str:
    """Say until when the promise runs; before that day is known, what it will be counted from."""
    if order.cover.promise == "none":
        return ""
    if order.cover.until:
        at = formats.deadline(order.cover.until, reader.language, reader.zone)
        return _("until %(at)s") % {"at": at}
    if order.contract.coverage is Coverage.PRE_SHIPMENT:
        days = policy.cover.pre_shipment_release_business_days
        return _("until %(days)d business days after shipment is confirmed") % {"days": days}
    return _("until %(days)d days after the goods arrive") % {
        "days": policy.dispute.open_window_days
    }


def backing_rows(backing: Backing) -> list[tuple[str, int]]:
    """List the three parts for a comparison of before and after."""
    return [
        (_("Covered: held in escrow"), backing.held_minor),
        (_("Covered: guaranteed"), backing.guaranteed_minor),
        (_("Not covered: owed by the supplier alone"), backing.owed_minor),
    ]
