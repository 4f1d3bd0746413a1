"""How is an inspection asked for, dated, or called off (S80 to S82)?

The date needs the other side's word: who says nothing in time agrees to it, never to a price (R25).
A booked visit without a report is over by itself. Who makes it is said in ``assign``, reports are
handed in by ``approve`` and contested in ``contest``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from earnest.domain.calendar import business_days_after, end_of_day, local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.inspection.booking import (
    LIVE,
    BookingStatus,
    Inspection,
    live,
)
from earnest.domain.inspection.report import DECIDING, Verdict
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Lot, Order, Wait, WaitKind, ending, starting
from earnest.domain.order.strictness import of_booking
from earnest.domain.parties import Role, other_side
from earnest.domain.refusals import refuse

FARTHEST_DAYS = 365
"""Nobody books a visit further ahead than a year."""

_BEFORE = frozenset({LotStage.WAITING, LotStage.READY})
BOOKABLE = {
    InspectionKind.INITIAL: frozenset({LotStage.WAITING}),
    InspectionKind.DURING_PRODUCTION: frozenset({LotStage.WAITING}),
    InspectionKind.PRE_SHIPMENT: _BEFORE,
    InspectionKind.EVERY_PIECE: _BEFORE,
    InspectionKind.LOADING: _BEFORE | {LotStage.APPROVED},
    InspectionKind.DESTINATION: frozenset(LotStage) - {LotStage.REFUNDED},
}
"""Where a lot may stand when an inspection of each kind is asked for."""


@dataclass(frozen=True, slots=True)
class BookInspection:
    """Ask for an inspection of a lot on a day; ``price_minor`` 0 means the plan's price.

    The supplier may ask for one after a fail; then, as whenever he was not ready, he pays it. A
    buyer may want it ``reduced`` where the history of the product has earned that.
    """

    lot: str
    kind: InspectionKind
    by: InspectedBy
    on: date
    price_minor: int = 0
    reduced: bool = False


@dataclass(frozen=True, slots=True)
class AnswerInspection:
    """Agree to the day that the other side named, or name another one."""

    inspection: str
    accept: bool
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CancelInspection:
    """Call off an inspection that has no report yet."""

    inspection: str


@dataclass(frozen=True, slots=True)
class InspectionProposed:
    """An inspection was asked for; the other side may name another day."""

    inspection: Inspection
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class InspectionCountered:
    """The other side named another day."""

    inspection: str
    on: date
    by: Role
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class InspectionBooked:
    """The day stands: agreed, or not answered in time."""

    inspection: str
    on: date
    waits: tuple[Wait, ...]
    by_silence: bool = False


@dataclass(frozen=True, slots=True)
class InspectionCancelled:
    """The inspection was called off."""

    inspection: str
    by: Role


@dataclass(frozen=True, slots=True)
class InspectionMissed:
    """The day passed without a report; nothing that was known of the lot changes."""

    inspection: str


def booking(state: Order, id: str) -> Inspection:
    """The inspection called ``id``; refuses an unknown one."""
    found = next((each for each in state.inspections if each.id == id), None)
    return found if found is not None else refuse("inspection.unknown", inspection=id[:40])


def next_id(state: Order, ctx: Context) -> str:
    """The id of the next inspection of an order; refuses one more than the policy allows."""
    limit = ctx.policies.of(state.policy).inspection.bookings_limit
    if len(state.inspections) >= limit:
        refuse("inspection.booked_too_often", limit=limit)
    return f"I{len(state.inspections) + 1}"


def due_wait(state: Order, asked: Inspection, ctx: Context) -> Wait:
    """The wait for the report: so many hours after the end of the day of the visit."""
    hours = ctx.policies.of(state.policy).inspection.report_hours
    due_at = end_of_day(asked.on, _zone(state, asked.kind)) + timedelta(hours=hours)
    who = Role.BUYER if asked.by is InspectedBy.SELF else Role.INSPECTOR
    about = visit_name(asked.id, asked.inspector)
    return start(
        WaitKind.INSPECTION_DUE, state, ctx, about=about, who=who, due_at=max(due_at, ctx.now)
    )


def visit_name(id: str, inspector: str) -> str:
    """What a wait for a report is about: the inspection, and whose it is once it was given away.

    So an inspector's visits are found by the waits alone, in any number of orders.
    """
    return f"{id}/{inspector}" if inspector else id


def _zone(state: Order, kind: InspectionKind) -> str:
    terms = state.terms
    return terms.destination_zone if kind is InspectionKind.DESTINATION else terms.origin_zone


def _may_book(state: Order, ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage is LotStage.REFUNDED:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    next_id(state, ctx)
    if side(state, ctx) is Role.SUPPLIER and not _repeats(lot):
        refuse("inspection.buyers_to_ask")


def _repeats(lot: Lot) -> str:
    """What a new inspection of the lot would repeat: one that failed, or could not be done."""
    report = lot.quality.deciding
    if report is None or report.judged.verdict in (Verdict.PASSED, Verdict.PENDING):
        return ""
    return report.inspection or report.report_sha256


def _book(state: Order, command: BookInspection, ctx: Context) -> Events:
    lot, role = state.lot(command.lot), side(state, ctx)
    if lot.stage not in BOOKABLE[command.kind]:
        refuse("inspection.wrong_moment", kind=command.kind.value, lot=lot.id)
    if live(state.inspections, lot.id, command.kind):
        refuse("inspection.already_booked", lot=lot.id)
    again = _repeats(lot) if command.kind in DECIDING else ""
    if role is Role.SUPPLIER and not again:
        refuse("inspection.buyers_to_ask")
    _on_a_day(state, command.on, command.kind, ctx)
    if command.kind is InspectionKind.PRE_SHIPMENT and not again:
        _early_enough(state, ctx)
    asked = Inspection(
        id=next_id(state, ctx),
        lot=lot.id,
        kind=command.kind,
        by=command.by,
        on=command.on,
        asked_by=role,
        asked_at=ctx.now,
        payer=Role.SUPPLIER if again else role,
        price_minor=_price(state, command, again),
        again=again,
        answers=other_side(role),
        strictness=of_booking(
            state, lot.id, command.kind, ctx, again=again, reduced=command.reduced
        ),
    )
    return (_asked(state, asked, ctx),)


def _asked(state: Order, asked: Inspection, ctx: Context) -> InspectionProposed:
    """The other side is asked for its word on the day; at the buyer's own place nobody is."""
    if asked.kind is InspectionKind.DESTINATION:
        booked = replace(asked, status=BookingStatus.BOOKED)
        return InspectionProposed(booked, (due_wait(state, booked, ctx),))
    wait = start(WaitKind.ANSWER_INSPECTION, state, ctx, about=asked.id, who=asked.answers)
    return InspectionProposed(asked, (wait,))


def _price(state: Order, command: BookInspection, again: str) -> int:
    """What it costs; a price that the other side must pay is never above the signed one (R25)."""
    planned = state.terms.inspection.price_minor if state.terms.inspection else 0
    if again and command.price_minor > planned:
        refuse("inspection.price_above_plan", planned=planned, currency=state.currency)
    if command.price_minor < 0 or command.price_minor > state.terms.stated_total_minor:
        refuse("inspection.bad_price", currency=state.currency)
    return command.price_minor or planned


def _on_a_day(state: Order, on: date, kind: InspectionKind, ctx: Context) -> None:
    today, last = local_date(ctx.now, _zone(state, kind)), _last_day(state, kind, ctx)
    if not today <= on <= last:
        refuse("inspection.bad_day", on=on.isoformat(), last=last.isoformat())


def _last_day(state: Order, kind: InspectionKind, ctx: Context) -> date:
    """The last day for a visit: what decides on shipping is not put off until the date is missed.

    Near the ship-by date there are as many working days as for a joint re-check.
    """
    zone, ship_by = _zone(state, kind), state.shipping.ship_by_on
    if kind not in DECIDING or ship_by is None:
        return local_date(ctx.now, zone) + timedelta(days=FARTHEST_DAYS)
    days = ctx.policies.of(state.policy).inspection.recheck_working_days
    calendar = ctx.calendars.of(state.terms.supplier.country)
    soon = business_days_after(ctx.now, days, zone, calendar) - timedelta(microseconds=1)
    return max(ship_by, local_date(soon, zone))


def _early_enough(state: Order, ctx: Context) -> None:
    """A first inspection before shipment is asked for some working days before that date."""
    ship_by, zone = state.shipping.ship_by_on, state.terms.origin_zone
    days = ctx.policies.of(state.policy).inspection.book_before_ship_working_days
    calendar = ctx.calendars.of(state.terms.supplier.country)
    if ship_by is None:
        return
    if business_days_after(ctx.now, days, zone, calendar) > end_of_day(ship_by, zone):
        refuse("inspection.too_late_to_book", days=days, ship_by=ship_by.isoformat())


def _may_answer(state: Order, ctx: Context, _about: str) -> None:
    role = side(state, ctx)
    if not any(_is_asked(each, role) for each in state.inspections):
        refuse("inspection.nothing_asked")


def _is_asked(asked: Inspection, role: Role) -> bool:
    return asked.status is BookingStatus.PROPOSED and asked.answers is role


def _answer(state: Order, command: AnswerInspection, ctx: Context) -> Events:
    asked, role = booking(state, command.inspection), side(state, ctx)
    if not _is_asked(asked, role):
        refuse("inspection.nothing_asked")
    if command.accept:
        return (booked(state, asked, ctx),)
    if command.on is None or command.on == asked.on:
        refuse("inspection.name_a_day")
    limit = ctx.policies.of(state.policy).inspection.counter_limit
    if asked.counters >= limit:
        refuse("inspection.countered_too_often", limit=limit)
    _on_a_day(state, command.on, asked.kind, ctx)
    wait = start(WaitKind.ANSWER_INSPECTION, state, ctx, about=asked.id, who=other_side(role))
    return (InspectionCountered(asked.id, command.on, role, (wait,)),)


def booked(
    state: Order, asked: Inspection, ctx: Context, *, by_silence: bool = False
) -> InspectionBooked:
    """The day stands, and the report is awaited."""
    return InspectionBooked(asked.id, asked.on, (due_wait(state, asked, ctx),), by_silence)


def _may_cancel(state: Order, ctx: Context, _about: str) -> None:
    role = side(state, ctx)
    if not any(role in (each.asked_by, Role.OPERATOR) for each in live(state.inspections)):
        refuse("inspection.nothing_to_cancel")


def _cancel(state: Order, command: CancelInspection, ctx: Context) -> Events:
    asked, role = booking(state, command.inspection), side(state, ctx)
    if asked.status not in LIVE or role not in (asked.asked_by, Role.OPERATOR):
        refuse("inspection.nothing_to_cancel")
    return (InspectionCancelled(asked.id, role),)


def change_inspection(state: Order, id: str, **changes: object) -> Order:
    """The order with one inspection changed."""
    found = (replace(e, **changes) if e.id == id else e for e in state.inspections)
    return replace(state, inspections=tuple(found))


def over(state: Order, id: str, status: BookingStatus) -> Order:
    """The order with one inspection come to its end, so that nobody waits for it."""
    after = change_inspection(state, id, status=status)
    return ending(unawaited(after, id), WaitKind.ANSWER_INSPECTION, about=id)


def unawaited(state: Order, id: str) -> Order:
    """The order in which nobody waits for the report of one inspection."""
    name = visit_name(id, booking(state, id).inspector)
    return ending(state, WaitKind.INSPECTION_DUE, about=name)


def _proposed(state: Order, event: InspectionProposed) -> Order:
    after = replace(state, inspections=(*state.inspections, event.inspection))
    return starting(after, event.waits)


def _countered(state: Order, event: InspectionCountered) -> Order:
    before = booking(state, event.inspection)
    after = change_inspection(
        state,
        event.inspection,
        on=event.on,
        answers=other_side(event.by),
        counters=before.counters + 1,
    )
    return starting(after, event.waits)


def _booked(state: Order, event: InspectionBooked) -> Order:
    after = change_inspection(state, event.inspection, status=BookingStatus.BOOKED)
    after = ending(after, WaitKind.ANSWER_INSPECTION, about=event.inspection)
    return starting(after, event.waits)


def _cancelled(state: Order, event: InspectionCancelled | InspectionMissed) -> Order:
    return over(state, event.inspection, BookingStatus.CANCELLED)


UNDER_WAY = (Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED, Stage.RELEASED)
"""Stages of an order in which its goods can be looked at."""

ACTS = {
    BookInspection: Act(UNDER_WAY, _book, _may_book, per_lot=True),
    AnswerInspection: Act(UNDER_WAY, _answer, _may_answer),
    CancelInspection: Act(UNDER_WAY, _cancel, _may_cancel),
}
FOLDS: dict[type, Fold] = {
    InspectionProposed: _proposed,
    InspectionCountered: _countered,
    InspectionBooked: _booked,
    InspectionCancelled: _cancelled,
    InspectionMissed: _cancelled,
}
