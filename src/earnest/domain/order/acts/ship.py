"""How do the goods of a lot leave, and when is that proven (R4, R5, R6)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from earnest.domain.calendar import days_after, local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import BEFORE_SHIPMENT, Coverage
from earnest.domain.files import must_be_kept
from earnest.domain.order.acts.act import Act, Events, Fold
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


@dataclass(frozen=True, slots=True)
class ShipGoods:
    """Hand in that a lot left: when it was handed over, how, and the shipping documents.

    ``handed_over_at`` is the shipment event of the delivery term; ``documents`` are SHA-256 of
    the files or the numbers of the papers.
    """

    lot: str
    handed_over_at: datetime
    mode: str
    carrier: str
    tracking: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoodsShipped:
    """A lot left; ``late_days`` is counted against the date in force."""

    lot: str
    handed_over_at: datetime
    mode: str
    carrier: str
    tracking: str
    documents: tuple[str, ...]
    late_days: int
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class VerifyShipment:
    """Confirm from the carrier when a lot was really handed over."""

    lot: str
    handed_over_at: datetime


@dataclass(frozen=True, slots=True)
class ShipmentVerified:
    """The carrier proves the hand-over: ``late_days`` count by it, whatever was reported.

    ``defeats_notice`` where it beats the buyer's notice.
    """

    lot: str
    handed_over_at: datetime
    defeats_notice: bool
    late_days: int
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class RefuseToShip:
    """Say that the goods will not be shipped; the buyer may cancel at once with full refund."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShippingRefused:
    """The supplier will not ship."""


UNSHIPPED = (LotStage.WAITING, LotStage.READY, LotStage.APPROVED)
"""Lot stages before the goods leave."""


def tracking_key(command: ShipGoods) -> str:
    """The natural key of a consignment: one carrier's number serves one lot for ever (F4).

    Only letters and digits tell numbers apart.
    """
    names = (command.carrier.casefold(), command.tracking.casefold())
    carrier, number = ("".join(filter(str.isalnum, name)) for name in names)
    return f"tracking/{carrier}/{number}"


def _may_ship(state: Order, _ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage not in UNSHIPPED:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    if state.terms.inspection is not None and lot.stage is not LotStage.APPROVED:
        refuse("ship.not_approved", lot=about)
    before = {i.id for i in state.terms.schedule if i.trigger in BEFORE_SHIPMENT}
    unpaid = sum(c.minor for c in state.open_cells() if c.lot == about and c.instalment in before)
    if unpaid:
        refuse("ship.unpaid", lot=about, unpaid=unpaid, currency=state.currency)


def _ship(state: Order, command: ShipGoods, ctx: Context) -> Events:
    at, notice = command.handed_over_at, state.shipping.notice_at
    _plausible(state, at, ctx)
    if notice is not None and at >= notice:
        refuse("ship.notice_running")
    transit = ctx.policies.of(state.policy).receipt.transit_max_days
    if command.mode not in transit:
        refuse("ship.unknown_mode", mode=command.mode[:20])
    if not (_says(command.carrier) and _says(command.tracking)):
        refuse("ship.no_carrier")
    if not (command.documents and all(map(_says, command.documents))):
        refuse("ship.no_documents")
    must_be_kept(state.id, command, ctx.facts.files)
    owner = ctx.facts.taken.get(tracking_key(command))
    if owner is not None:
        refuse("ship.tracking_used", tracking=command.tracking[:40])
    return (
        GoodsShipped(
            command.lot,
            at,
            command.mode,
            command.carrier,
            command.tracking,
            command.documents,
            _late_days(state, at),
            _after_shipment(state, command, ctx),
        ),
    )


def _says(text: str) -> bool:
    """Whether a text holds a letter or a digit: blanks and dashes name no paper (F4)."""
    return any(map(str.isalnum, text))


def _plausible(state: Order, at: datetime, ctx: Context) -> None:
    """Refuse a hand-over in the future, or before there was a contract (F4)."""
    if at.tzinfo is None or at > ctx.now:
        refuse("ship.in_future")
    if state.concluded_at is not None and at < state.concluded_at:
        refuse("ship.before_contract", on=_day(at, state).isoformat())


def _day(at: datetime, state: Order) -> date:
    """The day at the place of origin; as it was written where no zone reaches so far back."""
    return local_date(at, state.terms.origin_zone) if at.year > 1 else at.date()


def _late_days(state: Order, at: datetime) -> int:
    promised, terms = state.shipping.ship_by_on, state.terms.ship_by
    if promised is None or terms is None:
        return 0
    return max(0, (local_date(at, terms.zone) - promised).days)


def _after_shipment(state: Order, command: ShipGoods, ctx: Context) -> tuple[Wait, ...]:
    rules, at, lot = ctx.policies.of(state.policy).receipt, command.handed_over_at, command.lot
    if state.terms.coverage is Coverage.PRE_SHIPMENT:
        last = days_after(at, rules.no_evidence_refund_days, state.terms.origin_zone)
        return (start(WaitKind.ARRIVAL_EVIDENCE, state, ctx, about=lot, due_at=max(last, ctx.now)),)
    days = rules.transit_max_days[command.mode] + rules.transit_margin_days
    arrival = days_after(at, days, state.terms.destination_zone)
    due_at = max(arrival, ctx.now + timedelta(days=rules.auto_confirm_days))
    return (start(WaitKind.RECEIPT, state, ctx, about=lot, due_at=due_at),)


def _may_verify(state: Order, _ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage is not LotStage.SHIPPED or lot.shipment is None:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    if lot.shipment.verified_at is not None:
        refuse("ship.verified_twice")


def _verify(state: Order, command: VerifyShipment, ctx: Context) -> Events:
    _plausible(state, command.handed_over_at, ctx)
    notice = state.shipping.notice_at
    defeats = notice is not None and command.handed_over_at < notice
    waits = objection(state, command.lot, ctx)
    at = command.handed_over_at
    return (ShipmentVerified(command.lot, at, defeats, _late_days(state, at), waits),)


def objection(state: Order, lot: str, ctx: Context) -> tuple[Wait, ...]:
    """The buyer's days to object once shipment is proven, under deposit protection (R4)."""
    running = state.wait(WaitKind.SHIPMENT_OBJECTION, lot) is not None
    if running or state.terms.coverage is not Coverage.PRE_SHIPMENT:
        return ()
    return (start(WaitKind.SHIPMENT_OBJECTION, state, ctx, about=lot),)


def _may_refuse(state: Order, _ctx: Context, _about: str) -> None:
    if state.shipping.refused:
        refuse("ship.refused_twice")
    if all(lot.has_left for lot in state.live_lots):
        refuse("ship_by.all_shipped")


def _refuse_to_ship(_state: Order, _command: RefuseToShip, _ctx: Context) -> Events:
    return (ShippingRefused(),)


def _shipped(state: Order, event: GoodsShipped) -> Order:
    shipment = Shipment(
        event.handed_over_at,
        event.mode,
        event.carrier,
        event.tracking,
        event.documents,
        event.late_days,
    )
    under_notice = state.shipping.notice_at is not None
    after = change_lot(
        state,
        event.lot,
        lambda lot: lot.after(
            "GoodsShipped", shipment=shipment, reported_under_notice=under_notice
        ),
    )
    after = without_ship_waits(ending(after, WaitKind.APPROVE_SHIPMENT, about=event.lot))
    return starting(after, event.waits)


def _verified(state: Order, event: ShipmentVerified) -> Order:
    after = change_lot(
        state,
        event.lot,
        lambda lot: replace(
            lot,
            shipment=lot.shipment
            and replace(lot.shipment, verified_at=event.handed_over_at, late_days=event.late_days),
        ),
    )
    if event.waits:
        after = ending(after, WaitKind.ARRIVAL_EVIDENCE, about=event.lot)
    return starting(without_ship_waits(after), event.waits)


def _shipping_refused(state: Order, _event: ShippingRefused) -> Order:
    return replace(state, shipping=replace(state.shipping, refused=True))


ACTS = {
    ShipGoods: Act((Stage.ACTIVE,), _ship, _may_ship, per_lot=True),
    VerifyShipment: Act((Stage.ACTIVE, Stage.SHIPPED), _verify, _may_verify, per_lot=True),
    RefuseToShip: Act((Stage.ACTIVE,), _refuse_to_ship, _may_refuse),
}
FOLDS: dict[type, Fold] = {
    GoodsShipped: _shipped,
    ShipmentVerified: _verified,
    ShippingRefused: _shipping_refused,
}
