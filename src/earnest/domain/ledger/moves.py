"""Which event moves which money? The only place where transfers are made.

Read it as a table: event, debit, credit, amount. An event that is not named here moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from earnest.domain.contract.lots import Share
from earnest.domain.ledger.accounts import custody, escrow, payable, receivable, suspense
from earnest.domain.ledger.entry import Code, Transfer
from earnest.domain.order.acts.pay import PaymentReceived, PaymentReversed
from earnest.domain.order.acts.release import (
    LotRefunded,
    LotReleased,
    PayoutReturned,
    PayoutSettled,
    ReceivableRecovered,
)
from earnest.domain.order.state import Cell
from earnest.domain.parties import Role
from earnest.domain.payment.receipt import MoneyReceived, ReceiptReturned, ReceiptReversed

BUYER, SUPPLIER = Role.BUYER, Role.SUPPLIER


def moves(event: object, *, scope: str, currency: str) -> tuple[Transfer, ...]:
    """The transfers of ``event`` on the order or receipt ``scope``, held in ``currency``."""
    return tuple(_moves(event, scope, currency))


def _moves(event: object, scope: str, ccy: str) -> Iterator[Transfer]:
    bank = custody(ccy)
    match event:
        case MoneyReceived(minor=minor):
            yield Transfer(Code.RECEIVE, bank, suspense(scope, ccy), minor)
        case PaymentReceived(receipt=receipt, cells=cells):
            for share in _by_account(cells):
                held = escrow(scope, share.lot, share.purpose, ccy)
                yield Transfer(Code.ALLOCATE, suspense(receipt, ccy), held, share.minor)
        case LotReleased(shares=shares):
            for share in shares:
                held = escrow(scope, share.lot, share.purpose, ccy)
                yield Transfer(Code.RELEASE, held, payable(scope, SUPPLIER, ccy), share.minor)
        case LotRefunded(shares=shares):
            for share in shares:
                held = escrow(scope, share.lot, share.purpose, ccy)
                yield Transfer(Code.REFUND, held, payable(scope, BUYER, ccy), share.minor)
        case PayoutSettled(to=to, minor=minor):
            yield Transfer(Code.PAY_OUT, payable(scope, to, ccy), bank, minor)
        case PayoutReturned(to=to, minor=minor, was_settled=True):
            yield Transfer(Code.PAYOUT_RETURNED, bank, payable(scope, to, ccy), minor)
        case PaymentReversed(cells=cells, receivable_minor=debt):
            for share in _by_account(cells):
                held = escrow(scope, share.lot, share.purpose, ccy)
                yield Transfer(Code.REVERSE, held, bank, share.minor)
            if debt:
                owed = receivable(scope, BUYER, ccy)
                yield Transfer(Code.REVERSE_AS_DEBT, owed, bank, debt)
        case ReceivableRecovered(minor=minor):
            owed = receivable(scope, BUYER, ccy)
            yield Transfer(Code.RECOVER_DEBT, payable(scope, BUYER, ccy), owed, minor)
        case ReceiptReturned(minor=minor):
            yield Transfer(Code.RETURN_UNMATCHED, suspense(scope, ccy), bank, minor)
        case ReceiptReversed(from_suspense_minor=minor) if minor:
            yield Transfer(Code.REVERSE, suspense(scope, ccy), bank, minor)


def _by_account(cells: tuple[Cell, ...]) -> tuple[Share, ...]:
    """Cells of several instalments add up where they meet one account."""
    sums: dict[tuple[str, str], Share] = {}
    for cell in cells:
        key = (cell.lot, cell.purpose.value)
        before = sums[key].minor if key in sums else 0
        sums[key] = Share(cell.lot, cell.purpose, before + cell.minor)
    return tuple(sums.values())
