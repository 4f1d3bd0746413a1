"""How does the buyer answer before the goods leave (R1, R5)? It moves no money.

A report arrives as ``RecordInspection``; how its verdict is computed is ``inspection.verdict``'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.context import Context
from earnest.domain.files import must_be_kept, must_be_photos
from earnest.domain.inspection.booking import BookingStatus
from earnest.domain.inspection.report import DECIDING, Inspected, Judged, Report, Verdict, Waiver
from earnest.domain.inspection.verdict import counted, judge, report_hash
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.contest import admit_report, may_report, settled
from earnest.domain.order.acts.inspect import over
from earnest.domain.order.acts.reschedule import moved_by_refusal
from earnest.domain.order.acts.waive import critical, lot_value, waiver_of
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import (
    Lot,
    Order,
    Wait,
    WaitKind,
    change_lot,
    change_quality,
    ending,
    starting,
)
from earnest.domain.order.strictness import strictness_of
from earnest.domain.refusals import refuse

SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
"""A SHA-256 in hex, as the contract and the journal write it."""


class Answer(ClosedList):
    """The three answers to a lot that is ready to leave."""

    AS_IS = "as_is"
    WITH_RESERVATIONS = "with_reservations"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RecordInspection:
    """Hand in a signed report on a lot; its verdict is computed.

    ``inspection`` is the booking that it answers, or empty.
    """

    lot: str
    report: Report
    inspection: str = ""


@dataclass(frozen=True, slots=True)
class ApproveShipment:
    """Let a lot leave, keep claims on named clauses, or refuse; clauses are the contract's ids."""

    lot: str
    answer: Answer
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectionRecorded:
    """A signed report with its verdict was delivered to both sides; it is frozen from here on."""

    lot: str
    inspection: str
    report: Report
    report_sha256: str
    judged: Judged
    at: datetime
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ShipmentApproved:
    """The lot may leave; ``by_silence`` when a passed report stayed unanswered.

    ``clauses`` are those on which claims are kept, ``called`` what the contract then calls them;
    ``waived`` is given up by the approval itself, where the policy reads an approval without
    conditions so.
    """

    lot: str
    clauses: tuple[str, ...] = ()
    by_silence: bool = False
    waived: tuple[Waiver, ...] = ()
    at: datetime | None = None
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShipmentRefused:
    """The lot may not leave: rework, report again, inspect again; no money moves.

    ``called`` is what the contract then calls the clauses. Where the lot had passed, the ship-by
    date will move by the days that this costs, at most ``moves_days``.
    """

    lot: str
    clauses: tuple[str, ...]
    called: tuple[str, ...] = ()
    at: datetime | None = None
    moves_days: int = 0


def _ready(state: Order, _ctx: Context, about: str) -> None:
    if state.lot(about).stage is not LotStage.READY:
        refuse("lot.wrong_stage", lot=about, stage=state.lot(about).stage.value)


def _may_record(state: Order, _ctx: Context, about: str) -> None:
    may_report(state, about)


def _record(state: Order, command: RecordInspection, ctx: Context) -> Events:
    lot, report, booked = command.lot, command.report, command.inspection
    admit_report(state, state.lot(lot), report, booked, ctx)
    policy, strictness = ctx.policies.of(state.policy), strictness_of(state, booked)
    judged = judge(report, state.terms, lot, policy, strictness=strictness)
    must_be_kept(state.id, command, ctx.facts.files)
    must_be_photos(state.id, report.all_photos, ctx.facts.files)
    lets_leave = judged.verdict is Verdict.PASSED and report.kind in DECIDING
    waits = (start(WaitKind.APPROVE_SHIPMENT, state, ctx, about=lot),) if lets_leave else ()
    number = len(state.lot(lot).quality.reports) + 1
    digest = report_hash(report, order=state.id, lot=lot, number=number)
    recorded = InspectionRecorded(lot, booked, report, digest, judged, ctx.now, waits)
    later = moved_by_refusal(state, ctx, lot) if lets_leave else ()
    return (recorded, *settled(state, booked, judged), *later)


def are_known(state: Order, clauses: tuple[str, ...]) -> None:
    """Refuse clauses that the contract does not have."""
    known = {clause.id for clause in state.terms.clauses}
    unknown = tuple(clause[:40] for clause in clauses if clause not in known)
    if unknown:
        refuse("approve.unknown_clause", clauses=unknown)


def open_failures(lot: Lot) -> tuple[str, ...]:
    """The clauses that failed in the deciding report and on which claims were not given up."""
    report = lot.quality.deciding
    if report is None or report.judged.verdict is not Verdict.FAILED:
        return ()
    closed = lot.quality.waived_as_reported.union(lot.quality.settled)
    return tuple(clause for clause in report.judged.failed_clauses if clause not in closed)


def _approve(state: Order, command: ApproveShipment, ctx: Context) -> Events:
    lot, clauses = state.lot(command.lot), command.clauses
    are_known(state, clauses)
    if command.answer is Answer.REFUSED:
        _may_refuse(state, lot, clauses, ctx)
        is_passed = lot.quality.verdict is Verdict.PASSED
        most = ctx.policies.of(state.policy).inspection.pass_refusal_days_max if is_passed else 0
        return (ShipmentRefused(lot.id, clauses, state.terms.called(clauses), ctx.now, most),)
    later = moved_by_refusal(state, ctx, lot.id)
    if command.answer is Answer.WITH_RESERVATIONS:
        if not clauses:
            refuse("approve.names_no_clause")
        _all_answered(state, lot, clauses)
        called = state.terms.called(clauses)
        return (ShipmentApproved(lot.id, clauses, at=ctx.now, called=called), *later)
    if lot.quality.verdict is Verdict.PENDING:
        refuse("approve.pending", lot=lot.id)
    waived = _waived_by_it(state, lot, ctx)
    return (ShipmentApproved(lot.id, waived=waived, at=ctx.now), *later)


def _may_refuse(state: Order, lot: Lot, clauses: tuple[str, ...], ctx: Context) -> None:
    """A pass is refused on a cited clause only (R21), and not again and again until it is late."""
    if lot.quality.verdict is not Verdict.PASSED:
        return
    if not clauses:
        refuse("approve.pass_needs_clause")
    if lot.quality.pass_refusals >= ctx.policies.of(state.policy).inspection.pass_refusals_limit:
        refuse("approve.pass_refused_before", lot=lot.id)


def _all_answered(state: Order, lot: Lot, clauses: tuple[str, ...]) -> None:
    """Each failed clause is waived, settled or reserved: nobody approves one by not seeing it."""
    left = tuple(clause for clause in open_failures(lot) if clause not in clauses)
    if left:
        refuse("approve.waiver_needed", lot=lot.id, clauses=left, called=state.terms.called(left))


def _waived_by_it(state: Order, lot: Lot, ctx: Context) -> tuple[Waiver, ...]:
    """The waivers that an approval without conditions makes: none, but in a policy that says so.

    Refuses while a failed clause is neither waived nor settled; what is critical stays refused
    under every policy (R20).
    """
    policy = ctx.policies.of(state.policy)
    left, report = open_failures(lot), lot.quality.deciding
    if not left or report is None:
        return ()
    if not policy.switches.waiver_by_unconditional_approval:
        refuse("approve.waiver_needed", lot=lot.id, clauses=left, called=state.terms.called(left))
    if "sign" not in ctx.actor.authority:
        refuse("permission.no_authority", command="WaiveClause", authority="sign")
    never = tuple(clause for clause in left if clause in critical(state, lot))
    if never:
        refuse("waive.never", clause=never[0], called=state.terms.called(never[:1]))
    value, p = lot_value(state, lot.id), policy.waiver.worse_p_basis_points
    return tuple(waiver_of(report, c, value, at=ctx.now, p_basis_points=p) for c in left)


def _recorded(state: Order, event: InspectionRecorded) -> Order:
    report = event.report
    inspected = Inspected(
        event.inspection,
        event.report_sha256,
        report.kind,
        report.by,
        event.at,
        event.judged,
        report.presented,
        report.units_checked,
        counted(report, state.terms),
    )
    after = change_quality(state, event.lot, lambda quality: quality.judged(inspected))
    if event.inspection:
        after = over(after, event.inspection, BookingStatus.REPORTED)
    if report.kind in DECIDING:
        after = ending(after, WaitKind.APPROVE_SHIPMENT, about=event.lot)
    return starting(after, event.waits)


def _approved(state: Order, event: ShipmentApproved) -> Order:
    after = change_lot(
        state,
        event.lot,
        lambda lot: lot.after(
            "ShipmentApproved",
            quality=replace(
                lot.quality,
                approved=True,
                approved_at=event.at,
                pass_refused_at=None,
                reservations=event.clauses,
                waivers=(*lot.quality.waivers, *event.waived),
            ),
        ),
    )
    return ending(after, WaitKind.APPROVE_SHIPMENT, about=event.lot)


def _refused(state: Order, event: ShipmentRefused) -> Order:
    def refused(lot: Lot) -> Lot:
        known = lot.quality
        quality = replace(
            known,
            refusals=known.refusals + known.counts_as_fail,
            pass_refusals=known.pass_refusals + (known.verdict is Verdict.PASSED),
            pass_refused_at=event.at if known.verdict is Verdict.PASSED else known.pass_refused_at,
        )
        return lot.after("ShipmentRefused", quality=quality, production_percent=0)

    after = change_lot(state, event.lot, refused)
    return ending(after, WaitKind.APPROVE_SHIPMENT, about=event.lot)


ACTS = {
    RecordInspection: Act(
        (Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED, Stage.RELEASED),
        _record,
        _may_record,
        per_lot=True,
    ),
    ApproveShipment: Act((Stage.ACTIVE,), _approve, _ready, per_lot=True),
}
FOLDS: dict[type, Fold] = {
    InspectionRecorded: _recorded,
    ShipmentApproved: _approved,
    ShipmentRefused: _refused,
}
