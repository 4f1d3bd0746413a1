"""Which event moves which money? The only place where transfers are made.

``MOVES`` is the table: event, debit, credit, amount. An event that it does not name moves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.ledger.accounts import custody, escrow, payable, receivable, suspense
from earnest.domain.ledger.entry import Code, Transfer
from earnest.domain.order.acts.accept import HoldbackKept
from earnest.domain.order.acts.amend import ContractAmended
from earnest.domain.order.acts.enforce import UndertakingPaid, UndertakingPerformed
from earnest.domain.order.acts.pay import PaymentReceived, PaymentReversed
from earnest.domain.order.acts.payout import PayoutReturned, PayoutSettled, ReceivableRecovered
from earnest.domain.order.acts.reduce import PriceReduced
from earnest.domain.order.acts.release import LotPartReleased, LotRefunded, LotReleased
from earnest.domain.order.acts.undertake import UndertakingCountersigned, UndertakingLapsed
from earnest.domain.order.state import Cell
from earnest.domain.parties import Role
from earnest.domain.payment.receipt import MoneyReceived, ReceiptReturned, ReceiptReversed

BUYER, SUPPLIER = Role.BUYER, Role.SUPPLIER


Move = Callable[[Any, str, str], Iterator[Transfer]]


def moves(event: object, *, scope: str, currency: str) -> tuple[Transfer, ...]:
    """The transfers of ``event`` on the order or receipt ``scope``, held in ``currency``."""
    move = MOVES.get(type(event))
    return tuple(move(event, scope, currency)) if move else ()


def _receive(event: MoneyReceived, scope: str, ccy: str) -> Iterator[Transfer]:
    yield Transfer(Code.RECEIVE, custody(ccy), suspense(scope, ccy), event.minor)


def _allocate(event: PaymentReceived, scope: str, ccy: str) -> Iterator[Transfer]:
    for share in _by_account(event.cells):
        held = escrow(scope, share.lot, share.purpose, ccy)
        yield Transfer(Code.ALLOCATE, suspense(event.receipt, ccy), held, share.minor)


def _release(event: LotReleased | LotPartReleased, scope: str, ccy: str) -> Iterator[Transfer]:
    for share in event.shares:
        held = escrow(scope, share.lot, share.purpose, ccy)
        yield Transfer(Code.RELEASE, held, payable(scope, SUPPLIER, ccy), share.minor)


def _refund(event: LotRefunded | PriceReduced, scope: str, ccy: str) -> Iterator[Transfer]:
    for share in event.shares:
        held = escrow(scope, share.lot, share.purpose, ccy)
        yield Transfer(Code.REFUND, held, payable(scope, BUYER, ccy), share.minor)


def _amend(event: ContractAmended, scope: str, ccy: str) -> Iterator[Transfer]:
    for move in event.allotment.moved:
        held = escrow(scope, move.lot, move.purpose, ccy)
        to = escrow(scope, move.to_lot, move.to_purpose, ccy)
        yield Transfer(Code.REALLOCATE, held, to, move.minor)
    for share in event.allotment.refunded:
        held = escrow(scope, share.lot, share.purpose, ccy)
        yield Transfer(Code.REFUND, held, payable(scope, BUYER, ccy), share.minor)


def _secure(event: UndertakingCountersigned, scope: str, ccy: str) -> Iterator[Transfer]:
    if event.secured_minor:
        goods = escrow(scope, event.lot, Purpose.GOODS, ccy)
        security = escrow(scope, event.lot, Purpose.SECURITY, ccy)
        yield Transfer(Code.SECURE, goods, security, event.secured_minor)


def _free_security(
    event: UndertakingLapsed | UndertakingPerformed | UndertakingPaid, scope: str, ccy: str
) -> Iterator[Transfer]:
    if event.freed_minor:
        goods = escrow(scope, event.lot, Purpose.GOODS, ccy)
        security = escrow(scope, event.lot, Purpose.SECURITY, ccy)
        yield Transfer(Code.FREE_SECURITY, security, goods, event.freed_minor)


def _pay_security(event: UndertakingPaid, scope: str, ccy: str) -> Iterator[Transfer]:
    security = escrow(scope, event.lot, Purpose.SECURITY, ccy)
    yield Transfer(Code.REFUND, security, payable(scope, BUYER, ccy), event.minor)
    yield from _free_security(event, scope, ccy)


def _hold_back(event: HoldbackKept, scope: str, ccy: str) -> Iterator[Transfer]:
    kept = escrow(scope, event.lot, Purpose.HOLDBACK, ccy)
    for share in event.shares:
        held = escrow(scope, share.lot, share.purpose, ccy)
        yield Transfer(Code.HOLD_BACK, held, kept, share.minor)


def _pay_out(event: PayoutSettled, scope: str, ccy: str) -> Iterator[Transfer]:
    yield Transfer(Code.PAY_OUT, payable(scope, event.to, ccy), custody(ccy), event.minor)


def _come_back(event: PayoutReturned, scope: str, ccy: str) -> Iterator[Transfer]:
    if event.was_settled:
        owed = payable(scope, event.to, ccy)
        yield Transfer(Code.PAYOUT_RETURNED, custody(ccy), owed, event.minor)


def _reverse(event: PaymentReversed, scope: str, ccy: str) -> Iterator[Transfer]:
    for share in _by_account(event.gone):
        held = escrow(scope, share.lot, share.purpose, ccy)
        yield Transfer(Code.REVERSE, held, custody(ccy), share.minor)
    if event.receivable_minor:
        debt = receivable(scope, BUYER, ccy)
        yield Transfer(Code.REVERSE_AS_DEBT, debt, custody(ccy), event.receivable_minor)


def _recover(event: ReceivableRecovered, scope: str, ccy: str) -> Iterator[Transfer]:
    owed, debt = payable(scope, BUYER, ccy), receivable(scope, BUYER, ccy)
    yield Transfer(Code.RECOVER_DEBT, owed, debt, event.minor)


def _send_back(event: ReceiptReturned, scope: str, ccy: str) -> Iterator[Transfer]:
    yield Transfer(Code.RETURN_UNMATCHED, suspense(scope, ccy), custody(ccy), event.minor)


def _reverse_unmatched(event: ReceiptReversed, scope: str, ccy: str) -> Iterator[Transfer]:
    if event.from_suspense_minor:
        minor = event.from_suspense_minor
        yield Transfer(Code.REVERSE, suspense(scope, ccy), custody(ccy), minor)


MOVES: dict[type, Move] = {
    MoneyReceived: _receive,
    PaymentReceived: _allocate,
    LotReleased: _release,
    LotPartReleased: _release,
    LotRefunded: _refund,
    PriceReduced: _refund,
    HoldbackKept: _hold_back,
    ContractAmended: _amend,
    UndertakingCountersigned: _secure,
    UndertakingLapsed: _free_security,
    UndertakingPerformed: _free_security,
    UndertakingPaid: _pay_security,
    PayoutSettled: _pay_out,
    PayoutReturned: _come_back,
    PaymentReversed: _reverse,
    ReceivableRecovered: _recover,
    ReceiptReturned: _send_back,
    ReceiptReversed: _reverse_unmatched,
}
"""Every event that moves money, and how."""


def _by_account(cells: tuple[Cell | Share, ...]) -> tuple[Share, ...]:
    """Cells of several instalments add up where they meet one account."""
    sums: dict[tuple[str, str], Share] = {}
    for cell in cells:
        key = (cell.lot, cell.purpose.value)
        before = sums[key].minor if key in sums else 0
        sums[key] = Share(cell.lot, cell.purpose, before + cell.minor)
    return tuple(sums.values())
