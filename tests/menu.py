"""Which commands could anybody send now? Every command of an order with sensible contents.

One list for the matrix, the properties and the searches: a command that is missing here is missing
everywhere, and ``tests/domain/matrix`` fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from earnest.domain.changes import replace
from earnest.domain.contract.amendment import decimal
from earnest.domain.contract.gaps import warnings
from earnest.domain.contract.lots import Purpose, lots_of
from earnest.domain.contract.terms import (
    Contract,
    InspectedBy,
    InspectionKind,
    Instalment,
    Line,
    LineKind,
    LotLine,
    Trigger,
)
from earnest.domain.coverage.undertaking import CallTrigger, Remedy
from earnest.domain.inspection.booking import live
from earnest.domain.inspection.report import Verdict
from earnest.domain.money import exact
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.amend import (
    AnswerAmendment,
    ProposeAmendment,
    SplitLot,
    WithdrawAmendment,
)
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.cancel import (
    AnswerCancellation,
    CancelForNonPayment,
    CancelOrder,
    GiveNotice,
    ProposeCancellation,
)
from earnest.domain.order.acts.confirm import ConfirmWarnings
from earnest.domain.order.acts.contest import ContestReport
from earnest.domain.order.acts.decide_call import DecideCall, ObjectToCall
from earnest.domain.order.acts.deliver import ConfirmReceipt, RecordDelivery, ReportNotArrived
from earnest.domain.order.acts.draft import OpenOrder, WriteDraft
from earnest.domain.order.acts.enforce import (
    AnswerPerformance,
    CallUndertaking,
    ReportPerformance,
)
from earnest.domain.order.acts.hold_back import AnswerHoldback, AskHoldback
from earnest.domain.order.acts.inspect import (
    AnswerInspection,
    BookInspection,
    CancelInspection,
)
from earnest.domain.order.acts.outage import ExtendForOutage
from earnest.domain.order.acts.pay import AnnouncePayment
from earnest.domain.order.acts.payout import RecordPayout, RetryPayout
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import CounterPropose, DeclineProposal, ProposeContract
from earnest.domain.order.acts.reduce import AnswerReduction, ProposeReduction
from earnest.domain.order.acts.reschedule import AnswerShipBy, ProposeShipBy
from earnest.domain.order.acts.ship import RefuseToShip, ShipGoods, VerifyShipment
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.acts.undertake import (
    CountersignUndertaking,
    DeclineUndertaking,
    OfferUndertaking,
)
from earnest.domain.order.acts.waive import VoidWaiver, WaiveClause
from earnest.domain.order.state import Order, PayoutStatus
from earnest.domain.parties import Actor
from earnest.domain.permissions import PERMISSIONS
from earnest.policies import load
from tests.cast import EVERYBODY, FILE, INES, contract, report

POLICY = load().of(load().default)


def commands(order: Order, now: datetime) -> Iterator[object]:
    """Every command with contents that fit the moment, where any contents could."""
    yield from _negotiation(order.contract or contract(), order.contract_hash)
    yield from (AnnouncePayment(), RefuseToShip(), GiveNotice(), CancelForNonPayment())
    yield ExtendForOutage(now - timedelta(hours=5), now)
    yield from _dates_and_endings(order)
    yield from _amendments(order)
    for lot in order.lots or ("A",):
        yield from _before_leaving(lot)
        yield from _inspections_of(order, lot, now)
        yield from _on_the_way(order, lot, now)
        yield from _in_degrees(order, lot)
        yield from _undertakings_of(order, lot, now)
    yield from _undertakings(order)
    yield from _bookings(order, now)
    for payout in [each.id for each in order.payouts[-3:]] or ["none"]:
        yield from (RecordPayout(payout, status) for status in _ANSWERS)
        yield RetryPayout(payout)


_ANSWERS = (PayoutStatus.SETTLED, PayoutStatus.RETURNED, PayoutStatus.UNKNOWN)


def _negotiation(text: Contract, digest: str) -> Iterator[object]:
    yield OpenOrder(text)
    yield WriteDraft(text)
    yield ConfirmWarnings(digest, tuple(gap.id for gap in warnings(text, POLICY)))
    yield ProposeContract(digest)
    yield CounterPropose(text)
    yield DeclineProposal()
    yield SignContract(digest)
    yield CancelOrder()


def _amendments(order: Order) -> Iterator[object]:
    text = order.contract or contract()
    for kind, minor in ((LineKind.CHARGE, 1), (LineKind.ALLOWANCE, -1)):
        yield ProposeAmendment(with_line(text, kind, minor))
    seen = order.amendment.contract_hash if order.amendment else "none"
    yield from (AnswerAmendment(seen, accept) for accept in (True, False))
    yield WithdrawAmendment()
    for lot in lots_of(text):
        half = decimal(exact(lot.lines[0].quantity) / 2) if lot.lines else "1"
        yield SplitLot(lot.id, f"{lot.id}{len(lots_of(text))}", (LotLine("", half),))


def with_line(text: Contract, kind: LineKind, minor: int) -> Contract:
    """The contract with one line more, and as much more (or less) to pay with the last part."""
    line = Line(f"more-{len(text.lines)}", "Later", minor, kind)
    *first, last = text.schedule or (Instalment("balance", 1, Trigger.PRODUCTION, 7),)
    schedule = (*first, replace(last, amount_minor=last.amount_minor + minor))
    total = text.stated_total_minor + minor
    lines = (*text.lines, line)
    return replace(text, lines=lines, stated_total_minor=total, schedule=schedule)


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


def _inspections_of(order: Order, lot: str, now: datetime) -> Iterator[object]:
    on = now.date() + timedelta(days=3)
    for kind in (InspectionKind.DURING_PRODUCTION, InspectionKind.PRE_SHIPMENT):
        yield BookInspection(lot, kind, InspectedBy.THIRD_PARTY, on)
    yield BookInspection(lot, InspectionKind.DESTINATION, InspectedBy.THIRD_PARTY, on)
    yield ContestReport(lot)
    for asked in live(order.inspections, lot):
        for verdict in (Verdict.PASSED, Verdict.FAILED):
            found = replace(report(verdict, pieces=1), kind=asked.kind, by=asked.by)
            yield RecordInspection(lot, found, asked.id)


def _bookings(order: Order, now: datetime) -> Iterator[object]:
    for id in [each.id for each in order.inspections[-2:]] or ["I1"]:
        yield AnswerInspection(id, True)
        yield AnswerInspection(id, False, now.date() + timedelta(days=5))
        until = now.date() + timedelta(days=500)
        yield AssignInspector(id, INES.organisation, "UKAS", "4711", "consumer goods", until)
        yield CancelInspection(id)


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


def _in_degrees(order: Order, lot: str) -> Iterator[object]:
    """Claims given up, a lower price, a part kept back."""
    yield from (WaiveClause(lot, "size", 1), VoidWaiver(lot, "size"))
    found = order.lots.get(lot)
    asked = found.bargain.reduction if found else None
    yield ProposeReduction(lot, 1, ("size",))
    yield from (AnswerReduction(lot, yes, asked.minor if asked else 1) for yes in (True, False))
    most = sum(found.held.values()) if found else 1
    yield AskHoldback(lot, most, ("size",))
    yield from (AnswerHoldback(lot, yes) for yes in (True, False))
    yield AcceptGoods(lot, 1)


def _undertakings_of(order: Order, lot: str, now: datetime) -> Iterator[object]:
    found = order.lots.get(lot)
    held = found.held.get(Purpose.GOODS, 0) if found else 0
    worth = sum(cell.minor for cell in order.plan if cell.lot == lot) or 1
    claim_by = now.date() + timedelta(days=60)
    for secured in dict.fromkeys((min(held, worth), 0)):
        terms = (Remedy.REPAIR, CallTrigger.NOTICE, worth, secured, claim_by, 10)
        yield OfferUndertaking(lot, (), *terms)


def _undertakings(order: Order) -> Iterator[object]:
    for each in order.undertakings[-2:] or (None,):
        id, sum_, text = (each.id, each.max_minor, each.text_sha256) if each else ("U1", 1, "")
        called = each.called_minor if each else 1
        yield CountersignUndertaking(id, text)
        yield DeclineUndertaking(id)
        yield CallUndertaking(id, sum_, (FILE,))
        yield ReportPerformance(id)
        yield from (AnswerPerformance(id, kept) for kept in (True, False))
        yield ObjectToCall(id)
        yield from (DecideCall(id, minor) for minor in dict.fromkeys((called, called // 2, 0)))


def senders(command: object) -> tuple[Actor, ...]:
    """The actors whose roles may send the command."""
    roles = PERMISSIONS[type(command).__name__].roles
    return tuple(EVERYBODY[role.value] for role in roles)
