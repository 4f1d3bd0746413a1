"""How are claims given up before the goods leave, and how is that taken back (R20)?

A waiver names clause, lot and money, and prints the count from which the goods are "worse than
reported". It is possible only a day after the report was delivered; never on what is critical.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import DefectClass
from earnest.domain.inspection.report import Inspected, Quality, Waiver
from earnest.domain.inspection.worse import baseline
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Lot, Order, change_quality
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class WaiveClause:
    """Give up claims on one clause of one lot, up to a sum in minor units."""

    lot: str
    clause: str
    up_to_minor: int


@dataclass(frozen=True, slots=True)
class VoidWaiver:
    """Take a waiver back because shipping was made to depend on it."""

    lot: str
    clause: str


@dataclass(frozen=True, slots=True)
class ClauseWaived:
    """The buyer signed a waiver; it names clause, sum, report and the printed baseline.

    ``called`` is what the contract then calls the clause.
    """

    lot: str
    clause: str
    up_to_minor: int
    waiver: Waiver
    authority: str
    factors: tuple[str, ...]
    called: str = ""


@dataclass(frozen=True, slots=True)
class WaiverVoided:
    """A waiver has no effect any more; where the lot was approved, the claim is kept instead.

    ``called`` is what the contract then calls the clause.
    """

    lot: str
    clause: str
    at: datetime
    called: str = ""


def lot_value(state: Order, lot: str) -> int:
    """The price of a lot as it now stands, in minor units."""
    planned = sum(cell.minor for cell in state.plan if cell.lot == lot)
    return planned - state.lots[lot].reduced_minor


def critical(state: Order, lot: Lot) -> frozenset[str]:
    """Clauses that nobody can waive: critical by contract, or by what was found (R20)."""
    report = lot.quality.deciding
    by_contract = (c.id for c in state.terms.clauses if c.severity is DefectClass.CRITICAL)
    return frozenset(by_contract).union(report.found_critical if report else ())


def waiver_of(
    report: Inspected, clause: str, up_to_minor: int, *, at: datetime, p_basis_points: int
) -> Waiver:
    """A waiver of what this report found on the clause, with the baseline of R20."""
    bad, checked = report.count(clause)
    worse_from = baseline(bad, checked, p_basis_points)
    return Waiver(clause, up_to_minor, report.report_sha256, at, worse_from, checked)


def _may_waive(state: Order, ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage is not LotStage.READY:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    report = _report(lot)
    hours = ctx.policies.of(state.policy).waiver.not_before_hours
    first = report.delivered_at + timedelta(hours=hours)
    if ctx.now < first:
        refuse("waive.too_early", at=first.isoformat(), hours=hours)


def _report(lot: Lot) -> Inspected:
    report = lot.quality.deciding
    if report is None:
        refuse("waive.no_report", lot=lot.id)
    return report


def _waive(state: Order, command: WaiveClause, ctx: Context) -> Events:
    lot, clause = state.lot(command.lot), command.clause
    report, called = _report(lot), state.terms.called((clause[:40],))
    found = {each.clause for each in report.findings if each.defective}
    if clause not in found.union(report.judged.failed_clauses):
        refuse("waive.not_found", clause=clause[:40], called=called, lot=lot.id)
    if clause in critical(state, lot):
        refuse("waive.never", clause=clause[:40], called=called)
    if any(w.clause == clause and w.report_sha256 == report.report_sha256
           for w in lot.quality.waivers):  # fmt: skip
        refuse("waive.twice", clause=clause[:40], called=called, lot=lot.id)
    value = lot_value(state, lot.id)
    if not 1 <= command.up_to_minor <= value:
        refuse("waive.sum", value=value, currency=state.currency)
    p = ctx.policies.of(state.policy).waiver.worse_p_basis_points
    waiver = waiver_of(report, clause, command.up_to_minor, at=ctx.now, p_basis_points=p)
    signed = ("sign", ctx.actor.factors)
    return (ClauseWaived(lot.id, clause, waiver.up_to_minor, waiver, *signed, *called),)


def _may_void(state: Order, _ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.has_left or lot.is_ended:
        refuse("waive.left_already", lot=about)
    if not lot.quality.waived:
        refuse("waive.nothing_waived", lot=about)


def _void(state: Order, command: VoidWaiver, ctx: Context) -> Events:
    if command.clause not in state.lot(command.lot).quality.waived:
        refuse("waive.nothing_waived", lot=command.lot)
    (called,) = state.terms.called((command.clause,))
    return (WaiverVoided(command.lot, command.clause, ctx.now, called),)


def _waived(state: Order, event: ClauseWaived) -> Order:
    def with_waiver(quality: Quality) -> Quality:
        return replace(quality, waivers=(*quality.waivers, event.waiver))

    return change_quality(state, event.lot, with_waiver)


def _voided(state: Order, event: WaiverVoided) -> Order:
    def without(quality: Quality) -> Quality:
        waivers = tuple(
            replace(w, void_at=event.at) if w.clause == event.clause and not w.void_at else w
            for w in quality.waivers
        )
        kept = (event.clause,) if quality.approved else ()
        reservations = tuple(dict.fromkeys((*quality.reservations, *kept)))
        return replace(quality, waivers=waivers, reservations=reservations)

    return change_quality(state, event.lot, without)


ACTS = {
    WaiveClause: Act((Stage.ACTIVE,), _waive, _may_waive, per_lot=True),
    VoidWaiver: Act((Stage.ACTIVE,), _void, _may_void, per_lot=True),
}
FOLDS: dict[type, Fold] = {ClauseWaived: _waived, WaiverVoided: _voided}
