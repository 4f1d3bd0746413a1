"""What does the statement of an order's money say, and how is it paid?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.domain.ledger.trial import StatementLine
from earnest.domain.order.state import Payout
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters.contract import schedule
from earnest.web.presenters.reader import Reader

MOVEMENTS: dict[str, Promise] = {
    "receive": gettext_lazy("Money arrived at the custody account"),
    "allocate": gettext_lazy("Paid in and held"),
    "release": gettext_lazy("Released to the supplier"),
    "refund": gettext_lazy("Released back to the buyer"),
    "reallocate": gettext_lazy("Moved to another lot"),
    "secure": gettext_lazy("Set aside for an undertaking"),
    "free_security": gettext_lazy("Security back to the money for the goods"),
    "hold_back": gettext_lazy("Kept back after acceptance"),
    "pay_out": gettext_lazy("Paid by the bank"),
    "payout_returned": gettext_lazy("Payout came back from the bank"),
    "reverse": gettext_lazy("Payment taken back by the bank"),
    "reverse_as_debt": gettext_lazy("Payment taken back: owed by the buyer"),
    "recover_debt": gettext_lazy("Refund kept against a debt"),
    "return_unmatched": gettext_lazy("Unmatched money sent back"),
}
"""What each movement of the ledger is called."""

SHOWN = {
    "paid": ("receive", "allocate", "reverse", "reverse_as_debt"),
    "held": ("allocate", "release", "refund", "reverse"),
    "out": ("release", "pay_out"),
    "back": ("refund", "pay_out", "recover_debt"),
}
"""Which movements each piece of the money bar consists of."""


def statement(
    lines: Sequence[StatementLine], currency: str, reader: Reader, show: str = ""
) -> list[dict[str, Any]]:
    """Give the statement's lines; ``show`` picks those behind one piece of the bar."""
    wanted = SHOWN.get(show, tuple(MOVEMENTS))
    return [
        {
            **reader.moment(datetime.fromisoformat(line.at)),
            "what": MOVEMENTS[line.code],
            "accounts": f"{line.debit} → {line.credit}",
            "amount": reader.money(line.minor, currency),
            "held": reader.money(line.held_minor, currency),
        }
        for line in lines
        if line.code in wanted
    ]


def instruction(order: OrderAnswer, reader: Reader) -> dict[str, Any]:
    """Give the payment instruction: how much, with which reference, and what is paid already."""
    due = sum(item.due_minor for item in order.instalments)
    first = min((i.due_at for i in order.instalments if i.due_at), default=None)
    wait = next((w for w in order.waits if first and w.due_at == first), None)
    return {
        "due": reader.money(due, order.money.currency),
        "is_due": bool(due),
        "currency": order.money.currency,
        "outstanding": reader.money(order.money.outstanding_minor, order.money.currency),
        "reference": spaced(order.reference),
        "plain_reference": order.reference,
        "deadline": reader.deadline(wait) if wait else None,
        "parts": schedule(order, reader),
        "receipts": [
            {
                "id": paid.receipt[:8],
                "method": paid.method.upper(),
                "amount": reader.money(paid.minor, order.money.currency),
                "back": reader.money(
                    paid.refunded_minor + paid.reversed_minor, order.money.currency
                ),
                "is_back": bool(paid.refunded_minor + paid.reversed_minor),
            }
            for paid in order.receipts
        ],
    }


def spaced(reference: str) -> str:
    """Write a creditor reference in groups of four, as banks print it."""
    return " ".join(reference[at : at + 4] for at in range(0, len(reference), 4))


def payouts(order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """Give what was asked of the bank, and what became of it."""
    return [
        {
            "to": reader.word("Role", payout.to.value),
            "amount": reader.money(payout.minor, order.money.currency),
            "status": _stands(payout, reader),
            "icon": "circle-check" if payout.status == "settled" else "hourglass",
            "tint": "good" if payout.status == "settled" else "care",
        }
        for payout in order.payouts
    ]


def _stands(payout: Payout, reader: Reader) -> str:
    if payout.is_escalated:
        return reader.word("payout_note", "escalated")
    if payout.is_unresolved:
        return reader.word("payout_note", "unresolved")
    return reader.word("payout_status", payout.status.value)


def messages_banner() -> str:
    """Say what a message never does."""
    return _(
        "Messages never change the contract or the protection. Money paid outside Earnest is not "
        "held and not protected."
    )
