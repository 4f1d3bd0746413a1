"""What if the supplier objects to the call of an undertaking? Somebody else decides (R25).

A mediator has the first word, then the operator; if nobody speaks, the burden of proof decides on
the file, never half and half. How a call comes about and is paid is in ``enforce``.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.context import Context
from earnest.domain.coverage.undertaking import Ending
from earnest.domain.files import must_be_kept
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.enforce import (
    CALL_WAITS,
    CALLABLE,
    CALLED,
    OBJECTED,
    are_hashes,
    independent,
    may_be_answered,
    paid,
    stands_at,
)
from earnest.domain.order.acts.undertake import change_undertaking, in_status, lapsed
from earnest.domain.order.deadlines import start
from earnest.domain.order.state import Order, Wait, WaitKind, ending, starting
from earnest.domain.parties import Role
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class ObjectToCall:
    """Contest a call before it pays out; a mediator decides."""

    undertaking: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecideCall:
    """Decide a contested call: what of the called sum is due."""

    undertaking: str
    pay_minor: int


@dataclass(frozen=True, slots=True)
class CallContested:
    """The supplier objects to a call; it waits for a decision."""

    undertaking: str
    lot: str
    evidence: tuple[str, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class CallPassedOn:
    """No mediator decided in time; the platform's operator is asked."""

    undertaking: str
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class CallDecided:
    """A contested call was decided; it is carried out when its review window is over (R12)."""

    undertaking: str
    lot: str
    minor: int
    waits: tuple[Wait, ...]


def _object(state: Order, command: ObjectToCall, ctx: Context) -> Events:
    found = in_status(state, command.undertaking, CALLED)
    if state.wait(WaitKind.CONFIRM_PERFORMANCE, found.id):
        refuse("undertaking.performance_reported")
    are_hashes(command.evidence)
    must_be_kept(state.id, command, ctx.facts.files)
    wait = start(WaitKind.DECIDE_CALL, state, ctx, about=found.id)
    return (CallContested(found.id, found.lot, command.evidence, (wait,)),)


def passed_on(state: Order, id: str, ctx: Context) -> CallPassedOn:
    """No mediator decided in time: the operator has a few days more (R25)."""
    return CallPassedOn(id, (start(WaitKind.DECIDE_CALL_LATE, state, ctx, about=id),))


def _may_decide(state: Order, _ctx: Context, _about: str) -> None:
    if not stands_at(state, OBJECTED):
        refuse("undertaking.none_contested")


def _decide(state: Order, command: DecideCall, ctx: Context) -> Events:
    found = in_status(state, command.undertaking, OBJECTED)
    if found.is_decided:
        refuse("undertaking.decided_already")
    if not 0 <= command.pay_minor <= found.called_minor:
        refuse("undertaking.above_call", called=found.called_minor, currency=state.currency)
    loser = Role.SUPPLIER if command.pay_minor else Role.BUYER
    wait = start(WaitKind.REVIEW_CALL, state, ctx, about=found.id, who=loser)
    return (CallDecided(found.id, found.lot, command.pay_minor, (wait,)),)


def by_burden(state: Order, id: str) -> Events:
    """Nobody decided: a destination report of a third party shows the defect, or nothing does."""
    found = in_status(state, id, OBJECTED)
    if independent(state, found):
        return paid(state, id, found.called_minor)
    return (lapsed(state, found, Ending.UNPROVEN),)


def _contested(state: Order, event: CallContested) -> Order:
    after = ending(state, *CALL_WAITS, about=event.undertaking)
    after = change_undertaking(after, event.undertaking, status=OBJECTED)
    return starting(after, event.waits)


def _passed_on(state: Order, event: CallPassedOn) -> Order:
    return starting(state, event.waits)


def _decided(state: Order, event: CallDecided) -> Order:
    after = ending(state, WaitKind.DECIDE_CALL, WaitKind.DECIDE_CALL_LATE, about=event.undertaking)
    after = change_undertaking(after, event.undertaking, is_decided=True, decided_minor=event.minor)
    return starting(after, event.waits)


ACTS = {
    ObjectToCall: Act(CALLABLE, _object, may_be_answered),
    DecideCall: Act(CALLABLE, _decide, _may_decide),
}
FOLDS: dict[type, Fold] = {
    CallContested: _contested,
    CallPassedOn: _passed_on,
    CallDecided: _decided,
}
