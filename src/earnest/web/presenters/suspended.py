"""Which money came for this order and does not fit it? What an operator and the buyer read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.parties import Role
from earnest.domain.payment.receipt import Receipt
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters.reader import Reader


def suspended(found: Sequence[Receipt], order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """Give each sum, why it does not count for this order, and what happens to it and when."""
    return [_line(receipt, order, reader) for receipt in found]


def _line(receipt: Receipt, order: OrderAnswer, reader: Reader) -> dict[str, Any]:
    facts = {
        "amount": reader.money(receipt.suspense_minor, receipt.currency),
        "why": reader.word("receipt_reason", receipt.reason),
    }
    mine = _("Your payment of %(amount)s does not count for this order: %(why)s.")
    theirs = _("%(amount)s came for this order and does not fit it: %(why)s.")
    return {
        "id": receipt.id if order.role is Role.OPERATOR else "",
        "text": (mine if order.role is Role.BUYER else theirs) % facts,
        "is_mine": order.role is Role.BUYER,
        "deadline": reader.deadline(receipt.waits[0]) if receipt.waits else None,
    }
