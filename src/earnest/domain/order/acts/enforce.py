"""What happens when the buyer calls an undertaking: kept, paid from its security, or not due?

The supplier performs or is silent; silence pays after the notice (R22). How an undertaking comes
about is in ``undertake``, what happens when the supplier objects in ``decide_call``.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.calendar import days_after
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.coverage.undertaking import (
    CallTrigger,
    Ending,
    Undertaking,
    UndertakingStatus,
)
from earnest.domain.files import PHOTOS, must_be_kept
from earnest.domain.inspection.report import Compensation, Inspected
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.approve import SHA256
from earnest.domain.order.acts.undertake import (
    change_undertaking,
    free,
    freed,
    in_status,
    lapsed,
    move_held,
    over,
    undertaking_of,
)
from earnest.domain.order.deadlines import start, zone_of_party
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import (
    Order,
    Wait,
    WaitKind,
    change_lot,
    change_quality,
    ending,
    starting,
)
from earnest.domain.parties import Role
from earnest.domain.refusals import refuse

MAX_EVIDENCE = 50
"""Files that one call or objection may name."""

ACTIVE, CALLED, OBJECTED = (
    UndertakingStatus.ACTIVE,
    UndertakingStatus.CALLED,
    UndertakingStatus.OBJECTED,
)


@dataclass(frozen=True, slots=True)
class CallUndertaking:
    """Demand what an undertaking promises: the sum, and the SHA-256 of files that show why."""

    undertaking: str
    called_minor: int
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportPerformance:
    """Say that what was promised has been done."""

    undertaking: str


@dataclass(frozen=True, slots=True)
class AnswerPerformance:
    """Say whether the promise was kept; "kept" also gives up a call that is being decided."""

    undertaking: str
    kept: bool


@dataclass(frozen=True, slots=True)
class UndertakingCalled:
    """The buyer called an undertaking; without time to perform it is due after the notice."""

    undertaking: str
    lot: str
    minor: int
    evidence: tuple[str, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class PerformanceReported:
    """The supplier says that the promise was kept; the buyer is asked."""

    undertaking: str
    lot: str
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class UndertakingPerformed:
    """The promise was kept; its security is goods money again."""

    undertaking: str
    lot: str
    by_silence: bool
    freed_minor: int


@dataclass(frozen=True, slots=True)
class UndertakingUnkept:
    """The promise was not kept in time, or the buyer says so: notice that it will be paid."""

    undertaking: str
    lot: str
    by_silence: bool
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class UndertakingPaid:
    """``minor`` of the security belongs to the buyer; ``owed_minor`` of the call was not secured.

    ``freed_minor`` is the rest of the security: goods money of the lot again.
    """

    undertaking: str
    lot: str
    minor: int
    owed_minor: int
    freed_minor: int


@dataclass(frozen=True, slots=True)
class UndertakingOwed:
    """The call was due and nothing was secured for it: the supplier owes it."""

    undertaking: str
    lot: str
    owed_minor: int


def stands_at(state: Order, *wanted: UndertakingStatus) -> bool:
    """Whether any undertaking of the order stands there."""
    return any(each.status in wanted for each in state.undertakings)


def _may_call(state: Order, _ctx: Context, _about: str) -> None:
    active = [each for each in state.undertakings if each.status is ACTIVE]
    if not active:
        refuse("undertaking.none_active")
    if not any(state.lots[each.lot].has_left for each in active):
        refuse("undertaking.not_left")


def _call(state: Order, command: CallUndertaking, ctx: Context) -> Events:
    found = in_status(state, command.undertaking, ACTIVE)
    if not state.lots[found.lot].has_left:
        refuse("undertaking.not_left")
    if not 1 <= command.called_minor <= found.max_minor:
        refuse("undertaking.above_sum", most=found.max_minor, currency=state.currency)
    are_hashes(command.evidence)
    must_be_kept(state.id, command, ctx.facts.files)
    if found.trigger is CallTrigger.PHOTOS and not photos_in(state.id, command.evidence, ctx):
        refuse("undertaking.no_photos")
    if found.trigger is CallTrigger.DESTINATION_REPORT and not independent(state, found):
        refuse("undertaking.no_report", lot=found.lot)
    waits = (
        (_to_perform(state, found, ctx),) if found.perform_days else (_notice(state, found, ctx),)
    )
    return (UndertakingCalled(found.id, found.lot, command.called_minor, command.evidence, waits),)


def are_hashes(evidence: tuple[str, ...]) -> None:
    """Refuse files that are not named by their SHA-256, or too many of them."""
    if len(evidence) > MAX_EVIDENCE or not all(map(SHA256.fullmatch, evidence)):
        refuse("undertaking.evidence", most=MAX_EVIDENCE)


def photos_in(order: str, evidence: tuple[str, ...], ctx: Context) -> tuple[str, ...]:
    """The pictures among the files that a call names."""
    return tuple(each for each in evidence if ctx.facts.files[order, each] in PHOTOS)


def reports_of(state: Order, undertaking: Undertaking) -> tuple[Inspected, ...]:
    """The destination reports that show a defect in what the undertaking is about."""
    return tuple(
        report
        for report in state.lots[undertaking.lot].quality.reports
        if report.kind is InspectionKind.DESTINATION
        and any(
            each.defective and each.clause in (undertaking.clauses or (each.clause,))
            for each in report.findings
        )
    )


def independent(state: Order, undertaking: Undertaking) -> tuple[Inspected, ...]:
    """Those of them that somebody else than the buyer made: his own would prove nothing (R21)."""
    found = reports_of(state, undertaking)
    return tuple(report for report in found if report.by is not InspectedBy.SELF)


def _to_perform(state: Order, found: Undertaking, ctx: Context) -> Wait:
    due_at = days_after(ctx.now, found.perform_days, zone_of_party(state, Role.SUPPLIER))
    return start(WaitKind.PERFORM_UNDERTAKING, state, ctx, about=found.id, due_at=due_at)


def _notice(state: Order, found: Undertaking, ctx: Context) -> Wait:
    return start(WaitKind.PAY_UNDERTAKING, state, ctx, about=found.id)


def unkept(state: Order, id: str, ctx: Context, *, by_silence: bool) -> UndertakingUnkept:
    """Notice that a called undertaking is paid, unless the supplier objects in time (R22)."""
    found = in_status(state, id, CALLED)
    return UndertakingUnkept(id, found.lot, by_silence, (_notice(state, found, ctx),))


def may_be_answered(state: Order, _ctx: Context, _about: str) -> None:
    """Refuse where nothing was called that the supplier could answer."""
    if not stands_at(state, CALLED):
        refuse("undertaking.none_called")


def _report(state: Order, command: ReportPerformance, ctx: Context) -> Events:
    found = in_status(state, command.undertaking, CALLED)
    if state.wait(WaitKind.PERFORM_UNDERTAKING, found.id) is None:
        refuse("undertaking.no_time_to_perform")
    wait = start(WaitKind.CONFIRM_PERFORMANCE, state, ctx, about=found.id)
    return (PerformanceReported(found.id, found.lot, (wait,)),)


def _may_answer(state: Order, _ctx: Context, _about: str) -> None:
    if not stands_at(state, CALLED, OBJECTED):
        refuse("undertaking.none_called")


def _answer(state: Order, command: AnswerPerformance, ctx: Context) -> Events:
    found = in_status(state, command.undertaking, CALLED, OBJECTED)
    if command.kept:
        return (performed(state, found.id, by_silence=False),)
    if state.wait(WaitKind.CONFIRM_PERFORMANCE, found.id) is None:
        refuse("undertaking.nothing_reported")
    return (unkept(state, found.id, ctx, by_silence=False),)


def performed(state: Order, id: str, *, by_silence: bool) -> UndertakingPerformed:
    """A called undertaking was kept, by the buyer's word or his silence (R25)."""
    found = in_status(state, id, CALLED, OBJECTED)
    return UndertakingPerformed(id, found.lot, by_silence, freed(state, found))


def paid(state: Order, id: str, minor: int) -> Events:
    """What is due of a call: from its security, the rest is owed; nothing due ends it."""
    found = in_status(state, id, CALLED, OBJECTED)
    if not minor:
        return (lapsed(state, found, Ending.NOT_DUE),)
    there = freed(state, found)
    part = min(minor, there)
    if not part:
        return (UndertakingOwed(id, found.lot, minor),)
    return (UndertakingPaid(id, found.lot, part, minor - part, there - part),)


def _called(state: Order, event: UndertakingCalled) -> Order:
    after = ending(state, WaitKind.CALL_UNDERTAKING, about=event.undertaking)
    after = change_undertaking(
        after,
        event.undertaking,
        status=CALLED,
        called_minor=event.minor,
        evidence=event.evidence,
    )
    return starting(after, event.waits)


CALL_WAITS = (
    WaitKind.PERFORM_UNDERTAKING,
    WaitKind.CONFIRM_PERFORMANCE,
    WaitKind.PAY_UNDERTAKING,
)
"""What runs while a call is neither kept nor contested."""


def _next(state: Order, event: PerformanceReported | UndertakingUnkept) -> Order:
    return starting(ending(state, *CALL_WAITS, about=event.undertaking), event.waits)


def _performed(state: Order, event: UndertakingPerformed) -> Order:
    after = over(state, event.undertaking, UndertakingStatus.PERFORMED)
    return free(after, event.lot, event.freed_minor)


def _paid(state: Order, event: UndertakingPaid) -> Order:
    after = over(
        state,
        event.undertaking,
        UndertakingStatus.PAID,
        paid_minor=event.minor,
        owed_minor=event.owed_minor,
    )
    after = free(after, event.lot, event.freed_minor)
    after = move_held(after, event.lot, {Purpose.SECURITY: -event.minor})
    after = change_lot(
        after,
        event.lot,
        lambda lot: replace(lot, refunded_minor=lot.refunded_minor + event.minor),
    )
    paid = Compensation(undertaking_of(state, event.undertaking).clauses, event.minor)
    after = change_quality(
        after, event.lot, lambda known: replace(known, compensated=(*known.compensated, paid))
    )
    return replace(after, refunded_minor=after.refunded_minor + event.minor)


def _owed(state: Order, event: UndertakingOwed) -> Order:
    return over(state, event.undertaking, UndertakingStatus.OWED, owed_minor=event.owed_minor)


CALLABLE = (Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED, Stage.RELEASED)
"""Stages in which an undertaking can be called and answered."""

ACTS = {
    CallUndertaking: Act(CALLABLE, _call, _may_call),
    ReportPerformance: Act(CALLABLE, _report, may_be_answered),
    AnswerPerformance: Act(CALLABLE, _answer, _may_answer),
}
FOLDS: dict[type, Fold] = {
    UndertakingCalled: _called,
    PerformanceReported: _next,
    UndertakingPerformed: _performed,
    UndertakingUnkept: _next,
    UndertakingPaid: _paid,
    UndertakingOwed: _owed,
}
