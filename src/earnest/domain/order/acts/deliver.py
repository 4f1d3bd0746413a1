"""When have the goods arrived: by the buyer's word, the carrier's proof, or silence (R8)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.domain.calendar import days_after
from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.context import Context
from earnest.domain.contract.terms import Coverage
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.ship import objection
from earnest.domain.order.deadlines import start
from earnest.domain.order.leaving import without_ship_waits
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import (
    Order,
    Shipment,
    Wait,
    WaitKind,
    change_lot,
    ending,
    starting,
)
from earnest.domain.refusals import refuse


class Arrival(ClosedList):
    """By what a receipt is known."""

    CONFIRMED = "confirmed"
    CARRIER = "carrier"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """Record the carrier's evidence that a lot was delivered."""

    lot: str
    delivered_at: datetime
    place: str


@dataclass(frozen=True, slots=True)
class ConfirmReceipt:
    """Say that the goods arrived; the money stays held."""

    lot: str


@dataclass(frozen=True, slots=True)
class ReportNotArrived:
    """Say that the goods did not arrive; stops the clock, at most twice."""

    lot: str


@dataclass(frozen=True, slots=True)
class GoodsDelivered:
    """Carrier evidence of delivery."""

    lot: str
    delivered_at: datetime
    place: str
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class GoodsNotArrived:
    """The buyer says that nothing came."""

    lot: str
    count: int
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ArrivalInDoubt:
    """Nobody can show that the goods came: carrier evidence decides, or the money goes back."""

    lot: str
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class GoodsReceived:
    """The goods count as received; the window for claims begins."""

    lot: str
    received_at: datetime
    how: Arrival
    waits: tuple[Wait, ...]


def shipment_of(state: Order, lot: str) -> Shipment:
    """The lot's shipment; refuses a lot that is not on its way."""
    found = state.lot(lot)
    if found.stage is not LotStage.SHIPPED or found.shipment is None:
        refuse("lot.wrong_stage", lot=lot, stage=found.stage.value)
    return found.shipment


def _on_its_way(state: Order, _ctx: Context, about: str) -> None:
    shipment_of(state, about)
    if state.terms.coverage is Coverage.PRE_SHIPMENT:
        refuse("deliver.not_under_deposit_protection")


def _may_record(state: Order, _ctx: Context, about: str) -> None:
    if shipment_of(state, about).delivered_at is not None:
        refuse("deliver.twice")


def _record(state: Order, command: RecordDelivery, ctx: Context) -> Events:
    shipment = shipment_of(state, command.lot)
    at = command.delivered_at
    known = at.tzinfo is not None
    if not known or at > ctx.now or at < earliest_arrival(state, shipment, ctx):
        refuse("deliver.implausible", at=at.isoformat())
    waits = objection(state, command.lot, ctx)
    if state.terms.coverage is not Coverage.PRE_SHIPMENT:
        waits = (_after_delivery(state, command, ctx),)
    return (GoodsDelivered(command.lot, at, command.place, waits),)


def _after_delivery(state: Order, command: RecordDelivery, ctx: Context) -> Wait:
    days = ctx.policies.of(state.policy).receipt.auto_confirm_days
    due_at = days_after(command.delivered_at, days, state.terms.destination_zone)
    running = state.wait(WaitKind.RECEIPT, command.lot)
    if shipment_of(state, command.lot).not_arrived and running:
        due_at = max(due_at, running.due_at)
    return start(WaitKind.RECEIPT, state, ctx, about=command.lot, due_at=max(due_at, ctx.now))


def earliest_arrival(state: Order, shipment: Shipment, ctx: Context) -> datetime:
    """The first plausible instant of arrival: hand-over plus the shortest transit of the mode."""
    days = ctx.policies.of(state.policy).receipt.transit_min_days.get(shipment.mode, 0)
    return shipment.handed_over_at + timedelta(days=days)


def _may_confirm(state: Order, ctx: Context, about: str) -> None:
    _on_its_way(state, ctx, about)
    shipment = shipment_of(state, about)
    earliest = earliest_arrival(state, shipment, ctx)
    if shipment.delivered_at is None and ctx.now < earliest:
        refuse("receipt.too_early", earliest=earliest.isoformat())


def _confirm(state: Order, command: ConfirmReceipt, ctx: Context) -> Events:
    return (received(state, command.lot, ctx, Arrival.CONFIRMED),)


def received(state: Order, lot: str, ctx: Context, how: Arrival) -> GoodsReceived:
    """The receipt of a lot at this instant, with the window that begins (R1, S62)."""
    waits = (start(WaitKind.ACCEPTANCE, state, ctx, about=lot),)
    return GoodsReceived(lot, ctx.now, how, waits)


def _may_report(state: Order, ctx: Context, about: str) -> None:
    _on_its_way(state, ctx, about)
    limit = ctx.policies.of(state.policy).receipt.not_arrived_limit
    if shipment_of(state, about).not_arrived >= limit:
        refuse("receipt.not_arrived_too_often", limit=limit)
    if state.wait(WaitKind.RECEIPT, about) is None:
        refuse("receipt.in_doubt_already")


def _report(state: Order, command: ReportNotArrived, ctx: Context) -> Events:
    rules = ctx.policies.of(state.policy).receipt
    due_at = days_after(ctx.now, rules.not_arrived_days, state.terms.destination_zone)
    running = state.wait(WaitKind.RECEIPT, command.lot)
    later = max(due_at, running.due_at) if running else due_at
    waits = (start(WaitKind.RECEIPT, state, ctx, about=command.lot, due_at=later),)
    return (GoodsNotArrived(command.lot, shipment_of(state, command.lot).not_arrived + 1, waits),)


def in_doubt(state: Order, lot: str, ctx: Context) -> ArrivalInDoubt:
    """Carrier evidence is wanted until the last day after shipment, then the money goes back."""
    days = ctx.policies.of(state.policy).receipt.no_evidence_refund_days
    shipment = shipment_of(state, lot)
    last = days_after(shipment.handed_over_at, days, state.terms.destination_zone)
    wait = start(WaitKind.ARRIVAL_EVIDENCE, state, ctx, about=lot, due_at=max(last, ctx.now))
    return ArrivalInDoubt(lot, (wait,))


def _delivered(state: Order, event: GoodsDelivered) -> Order:
    after = change_lot(
        state,
        event.lot,
        lambda lot: replace(
            lot, shipment=lot.shipment and replace(lot.shipment, delivered_at=event.delivered_at)
        ),
    )
    after = ending(without_ship_waits(after), WaitKind.ARRIVAL_EVIDENCE, about=event.lot)
    return starting(after, event.waits)


def _not_arrived(state: Order, event: GoodsNotArrived) -> Order:
    after = change_lot(
        state,
        event.lot,
        lambda lot: replace(
            lot, shipment=lot.shipment and replace(lot.shipment, not_arrived=event.count)
        ),
    )
    return starting(after, event.waits)


def _doubted(state: Order, event: ArrivalInDoubt) -> Order:
    return starting(ending(state, WaitKind.RECEIPT, about=event.lot), event.waits)


def _received(state: Order, event: GoodsReceived) -> Order:
    after = change_lot(
        state,
        event.lot,
        lambda lot: lot.after("GoodsReceived", received_at=event.received_at),
    )
    over = (WaitKind.RECEIPT, WaitKind.ARRIVAL_EVIDENCE)
    return starting(ending(without_ship_waits(after), *over, about=event.lot), event.waits)


_UNDER_WAY = (Stage.ACTIVE, Stage.SHIPPED)

ACTS = {
    RecordDelivery: Act(_UNDER_WAY, _record, _may_record, per_lot=True),
    ConfirmReceipt: Act(_UNDER_WAY, _confirm, _may_confirm, per_lot=True),
    ReportNotArrived: Act(_UNDER_WAY, _report, _may_report, per_lot=True),
}
FOLDS: dict[type, Fold] = {
    GoodsDelivered: _delivered,
    GoodsNotArrived: _not_arrived,
    ArrivalInDoubt: _doubted,
    GoodsReceived: _received,
}
