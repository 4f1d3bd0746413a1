"""Who may hand in which report, and how does the supplier contest one (R21)?

A booked inspection is reported once, by the inspector who has it. A contested report calls for a
joint re-check, whose loser pays it; until then, and if there is none, the report stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.domain.calendar import Holidays, business_days_after, local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import Contract, InspectedBy, InspectionKind
from earnest.domain.inspection.booking import LIVE, BookingStatus, Inspection, live
from earnest.domain.inspection.report import (
    DECIDING,
    Inspected,
    Judged,
    Quality,
    Report,
    Verdict,
)
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.acts.inspect import (
    booking,
    change_inspection,
    due_wait,
    next_id,
)
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Lot, Order, Wait, change_quality, starting
from earnest.domain.order.strictness import strictness_of
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse

_AT_THE_FACTORY = frozenset({LotStage.WAITING, LotStage.READY})
REPORTABLE = {
    InspectionKind.INITIAL: frozenset({LotStage.WAITING}),
    InspectionKind.DURING_PRODUCTION: frozenset({LotStage.WAITING}),
    InspectionKind.PRE_SHIPMENT: frozenset({LotStage.READY}),
    InspectionKind.EVERY_PIECE: frozenset({LotStage.READY}),
    InspectionKind.LOADING: frozenset({LotStage.APPROVED}),
    InspectionKind.DESTINATION: frozenset(
        {LotStage.RECEIVED, LotStage.ACCEPTED, LotStage.RELEASED}
    ),
}
"""Where a lot stands while each kind of inspection looks at it."""


@dataclass(frozen=True, slots=True)
class ContestReport:
    """Contest the report by which a lot did not pass: both sides look again, the loser pays."""

    lot: str


@dataclass(frozen=True, slots=True)
class ReportContested:
    """The supplier contested a report; a joint re-check is booked."""

    lot: str
    report_sha256: str
    inspection: Inspection
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ContestSettled:
    """The joint re-check said whether the report stands; ``payer`` lost and pays it.

    ``is_late``: the lot had been made ready anew, so that the overturned fail was still counted.
    """

    lot: str
    inspection: str
    stands: bool
    payer: Role
    price_minor: int
    is_late: bool = False


def may_report(state: Order, lot_id: str) -> None:
    """Refuse a report on a lot that nobody could look at now, or that nobody planned to."""
    lot = state.lot(lot_id)
    stages = frozenset().union(*REPORTABLE.values())
    if lot.stage not in stages or (lot.stage is LotStage.RELEASED and lot.received_at is None):
        refuse("lot.wrong_stage", lot=lot_id, stage=lot.stage.value)
    is_asked = live(state.inspections, lot_id) or lot.received_at is not None
    if state.terms.inspection is None and not is_asked:
        refuse("inspection.not_planned")


def admit_report(state: Order, lot: Lot, report: Report, inspection: str, ctx: Context) -> None:
    """Refuse a report of the wrong kind for the moment, or from somebody who has not the booking.

    Without a booking the operator may hand in a report that came on paper, and the buyer his own;
    an inspector has nothing to report on unless he was given the visit. The buyer's own never takes
    the place of what somebody else found on the same goods (R21).
    """
    if lot.stage not in REPORTABLE[report.kind]:
        refuse("inspection.wrong_moment", kind=report.kind.value, lot=lot.id)
    role = side(state, ctx)
    if (role is Role.BUYER) is not (report.by is InspectedBy.SELF):
        refuse("inspection.by_whom")
    if role is Role.BUYER and report.kind in DECIDING and _is_judged_by_others(lot.quality):
        refuse("inspection.heavier_stands", lot=lot.id)
    if role is Role.BUYER:
        _not_too_often(state, lot, ctx)
    if inspection:
        _booked(booking(state, inspection), lot, report, ctx, role)
    elif role is Role.INSPECTOR:
        refuse("inspection.not_assigned")
    elif role is not Role.BUYER:
        asked = [each for each in live(state.inspections, lot.id, report.kind) if each.inspector]
        if asked:
            refuse("inspection.is_assigned", inspection=asked[0].id)


def _not_too_often(state: Order, lot: Lot, ctx: Context) -> None:
    """Refuse one own report more than an order may have inspections: each of them is kept."""
    limit = ctx.policies.of(state.policy).inspection.bookings_limit
    if sum(each.by is InspectedBy.SELF for each in lot.quality.reports) >= limit:
        refuse("inspection.reported_too_often", lot=lot.id, limit=limit)


def _is_judged_by_others(quality: Quality) -> bool:
    """Whether somebody else than the buyer judged the lot since it was last made ready."""
    report = quality.deciding
    is_own = report is None or report.by is InspectedBy.SELF
    return not is_own and quality.verdict not in (Verdict.NONE, Verdict.NOT_PERFORMED)


def _booked(asked: Inspection, lot: Lot, report: Report, ctx: Context, role: Role) -> None:
    if asked.lot != lot.id:
        refuse("inspection.unknown", inspection=asked.id)
    if asked.status is BookingStatus.REPORTED:
        refuse("inspection.reported_twice", inspection=asked.id)
    if asked.status not in LIVE or asked.status is BookingStatus.PROPOSED:
        refuse("inspection.not_booked", inspection=asked.id)
    if (asked.kind, asked.by) != (report.kind, report.by):
        refuse("inspection.other_than_booked", inspection=asked.id)
    if role is Role.INSPECTOR and asked.inspector != ctx.actor.organisation:
        refuse("inspection.not_assigned")


def settled(state: Order, inspection: str, judged: Judged) -> tuple[ContestSettled, ...]:
    """What a joint re-check decides: the same result again, and the supplier pays it (R21)."""
    asked = booking(state, inspection) if inspection else None
    if asked is None or not asked.contests:
        return ()
    quality = state.lot(asked.lot).quality
    before = next(each for each in quality.reports if each.report_sha256 == asked.contests)
    stands = judged.verdict in (before.judged.verdict, Verdict.NOT_PERFORMED)
    payer = Role.SUPPLIER if stands else Role.BUYER
    was_counted = before.judged.verdict is Verdict.FAILED and before.by is not InspectedBy.SELF
    is_late = not stands and was_counted and not quality.counts_as_fail
    return (ContestSettled(asked.lot, asked.id, stands, payer, asked.price_minor, is_late),)


def _may_contest(state: Order, ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage not in _AT_THE_FACTORY:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    report = lot.quality.deciding
    if report is None or report.judged.verdict is Verdict.PASSED:
        refuse("contest.nothing_to_contest", lot=about)
    if report.contested or _is_recheck(state, report):
        refuse("contest.once", lot=about)
    policy, terms = ctx.policies.of(state.policy), state.terms
    until = contest_ends(report, terms, policy, ctx.calendars.of(terms.supplier.country))
    if ctx.now >= until:
        last = local_date(until - timedelta(microseconds=1), terms.origin_zone)
        refuse("contest.too_late", until=last.isoformat())
    next_id(state, ctx)


def contest_ends(
    report: Inspected, terms: Contract, policy: Policy, calendar: Holidays
) -> datetime:
    """Until when the supplier may contest a report: working days where the goods are (R21)."""
    days = policy.inspection.contest_business_days
    return business_days_after(report.delivered_at, days, terms.origin_zone, calendar)


def _is_recheck(state: Order, report: Inspected) -> bool:
    return any(each.id == report.inspection and each.contests for each in state.inspections)


def _contest(state: Order, command: ContestReport, ctx: Context) -> Events:
    report = state.lot(command.lot).quality.deciding
    if report is None:
        refuse("contest.nothing_to_contest", lot=command.lot)
    is_own = report.by is InspectedBy.SELF
    planned = state.terms.inspection
    terms, days = state.terms, ctx.policies.of(state.policy).inspection.recheck_working_days
    calendar = ctx.calendars.of(terms.supplier.country)
    ends = business_days_after(ctx.now, days, terms.origin_zone, calendar)
    asked = Inspection(
        id=next_id(state, ctx),
        lot=command.lot,
        kind=report.kind,
        by=InspectedBy.THIRD_PARTY if is_own else report.by,
        on=local_date(ends - timedelta(microseconds=1), terms.origin_zone),
        asked_by=Role.SUPPLIER,
        asked_at=ctx.now,
        payer=Role.SUPPLIER,
        price_minor=planned.price_minor if planned else 0,
        status=BookingStatus.BOOKED,
        again=report.inspection or report.report_sha256,
        contests=report.report_sha256,
        strictness=strictness_of(state, report.inspection),
    )
    wait = due_wait(state, asked, ctx)
    return (ReportContested(command.lot, report.report_sha256, asked, (wait,)),)


def _contested(state: Order, event: ReportContested) -> Order:
    def marked(quality: Quality) -> Quality:
        found = (
            replace(each, contested=True) if each.report_sha256 == event.report_sha256 else each
            for each in quality.reports
        )
        return replace(quality, reports=tuple(found))

    after = change_quality(state, event.lot, marked)
    after = replace(after, inspections=(*after.inspections, event.inspection))
    return starting(after, event.waits)


def _settled(state: Order, event: ContestSettled) -> Order:
    after = change_inspection(state, event.inspection, payer=event.payer)
    if not event.is_late:
        return after
    return change_quality(after, event.lot, lambda found: replace(found, fails=found.fails - 1))


ACTS = {ContestReport: Act((Stage.ACTIVE,), _contest, _may_contest, per_lot=True)}
FOLDS: dict[type, Fold] = {ReportContested: _contested, ContestSettled: _settled}
