"""Which commands could anybody send now? Every command of an order with sensible contents.

One list for the matrix, the properties and the searches: a command that is missing here is missing
everywhere, and ``tests/domain/matrix`` fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from earnest.domain.contract.terms import Contract
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.cancel import (
    AnswerCancellation,
    CancelForNonPayment,
    CancelOrder,
    GiveNotice,
    ProposeCancellation,
)
from earnest.domain.order.acts.deliver import ConfirmReceipt, RecordDelivery, ReportNotArrived
from earnest.domain.order.acts.draft import OpenOrder, WriteDraft
from earnest.domain.order.acts.outage import ExtendForOutage
from earnest.domain.order.acts.pay import AnnouncePayment
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import CounterPropose, DeclineProposal, ProposeContract
from earnest.domain.order.acts.release import RecordPayout, RetryPayout
from earnest.domain.order.acts.reschedule import AnswerShipBy, ProposeShipBy
from earnest.domain.order.acts.ship import RefuseToShip, ShipGoods, VerifyShipment
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.state import Order, PayoutStatus
from earnest.domain.parties import Actor
from earnest.domain.permissions import PERMISSIONS
from tests.cast import EVERYBODY, contract, report


def commands(order: Order, now: datetime) -> Iterator[object]:
    """Every command with contents that fit the moment, where any contents could."""
    yield from _negotiation(order.contract or contract(), order.contract_hash)
    yield from (AnnouncePayment(), RefuseToShip(), GiveNotice(), CancelForNonPayment())
    yield ExtendForOutage(now - timedelta(hours=5), now)
    yield from _dates_and_endings(order)
    for lot in order.lots or ("A",):
        yield from _before_leaving(lot)
        yield from _on_the_way(order, lot, now)
    for payout in [each.id for each in order.payouts[-3:]] or ["none"]:
        yield from (RecordPayout(payout, status) for status in _ANSWERS)
        yield RetryPayout(payout)


_ANSWERS = (PayoutStatus.SETTLED, PayoutStatus.RETURNED, PayoutStatus.UNKNOWN)


def _negotiation(text: Contract, digest: str) -> Iterator[object]:
    yield OpenOrder(text)
    yield WriteDraft(text)
    yield ProposeContract(digest)
    yield CounterPropose(text)
    yield DeclineProposal()
    yield SignContract(digest)
    yield CancelOrder()


def _dates_and_endings(order: Order) -> Iterator[object]:
    on = order.shipping.ship_by_on
    if on is not None:
        yield ProposeShipBy(on + timedelta(days=45))
    yield from (AnswerShipBy(accept, True) for accept in (True, False))
    for keeps in dict.fromkeys((0, order.held_minor // 2, order.held_minor)):
        yield ProposeCancellation(keeps)
    offered = order.cancellation.keeps_minor if order.cancellation else 0
    yield from (AnswerCancellation(accept, offered) for accept in (True, False))


def _before_leaving(lot: str) -> Iterator[object]:
    yield from (ReportProduction(lot, percent) for percent in (50, 100))
    for verdict in (Verdict.PASSED, Verdict.FAILED, Verdict.PENDING):
        yield RecordInspection(lot, report(verdict))
    yield ApproveShipment(lot, Answer.AS_IS)
    yield ApproveShipment(lot, Answer.WITH_RESERVATIONS, ("size",))
    yield ApproveShipment(lot, Answer.REFUSED, ("size",))


def _on_the_way(order: Order, lot: str, now: datetime) -> Iterator[object]:
    notice, found = order.shipping.notice_at, order.lots.get(lot)
    before_notice = now if notice is None else notice - timedelta(hours=1)
    number = f"{lot}-{now.isoformat()}"
    yield ShipGoods(lot, before_notice, "sea", "Ocean Line", number, ("bill of lading",))
    handed = found.shipment.handed_over_at if found and found.shipment else now
    yield VerifyShipment(lot, handed)
    if notice is not None:
        yield VerifyShipment(lot, now)
    yield RecordDelivery(lot, now, "Felixstowe")
    yield from (ConfirmReceipt(lot), ReportNotArrived(lot), AcceptGoods(lot))


def senders(command: object) -> tuple[Actor, ...]:
    """The actors whose roles may send the command."""
    roles = PERMISSIONS[type(command).__name__].roles
    return tuple(EVERYBODY[role.value] for role in roles)
