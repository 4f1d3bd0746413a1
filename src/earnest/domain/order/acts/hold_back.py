"""How is more kept back of a lot than the buyer may keep on his own word (R22)?

The supplier countersigns, or it stays at the computed sum; silence refuses. What is kept back is
kept by accepting the goods: ``accept``.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import Contract
from earnest.domain.inspection.loss import loss_of
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.acts.approve import are_known
from earnest.domain.order.acts.release import releasable
from earnest.domain.order.bargain import Asked, Bargain
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Lot, Order, Wait, WaitKind, change_lot, ending, starting
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class AskHoldback:
    """Ask the supplier to let more be kept back of a lot than is computed."""

    lot: str
    keep_minor: int
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerHoldback:
    """Countersign the sum that may be kept back, or refuse it."""

    lot: str
    accept: bool


@dataclass(frozen=True, slots=True)
class HoldbackAsked:
    """The buyer asks for the supplier's countersignature under a holdback.

    ``called`` is what the contract then calls the clauses.
    """

    lot: str
    by: Role
    minor: int
    clauses: tuple[str, ...]
    waits: tuple[Wait, ...]
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldbackAgreed:
    """The supplier countersigned: the buyer may keep back so much when accepting the lot."""

    lot: str
    minor: int


@dataclass(frozen=True, slots=True)
class HoldbackRefused:
    """The supplier refused; the computed sum stays the limit."""

    lot: str


@dataclass(frozen=True, slots=True)
class HoldbackLapsed:
    """The supplier did not answer, which refuses."""

    lot: str


def releasable_minor(lot: Lot) -> int:
    """What would be paid out if the lot were accepted now."""
    return sum(share.minor for share in releasable(lot))


def holdback_limit(state: Order, lot: str, policy: Policy, clauses: tuple[str, ...] = ()) -> int:
    """The most that the buyer may keep back of a lot on his own word (R22).

    The computed sum for these clauses (all known findings where none is named), or what the
    supplier countersigned if that is more; never more than what would now be paid out.
    """
    return limit_of(state.terms, state.lot(lot), policy, clauses)


def limit_of(contract: Contract, lot: Lot, policy: Policy, clauses: tuple[str, ...] = ()) -> int:
    """The same of a lot under its contract, for those who have no order at hand."""
    computed = loss_of(contract, lot, policy).of(clauses).holdback_minor
    return min(max(computed, lot.bargain.agreed_holdback_minor), releasable_minor(lot))


def _may_ask(state: Order, ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage is not LotStage.RECEIVED:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    if lot.bargain.holdback is not None:
        refuse("holdback.already_asked", lot=about)
    if lot.bargain.holdbacks >= ctx.policies.of(state.policy).holdback.asks_limit:
        refuse("holdback.asked_too_often", lot=about)


def _ask(state: Order, command: AskHoldback, ctx: Context) -> Events:
    lot = state.lot(command.lot)
    if not command.clauses:
        refuse("holdback.names_no_clause")
    are_known(state, command.clauses)
    free = holdback_limit(state, lot.id, ctx.policies.of(state.policy), command.clauses)
    most = releasable_minor(lot)
    if not free < command.keep_minor <= most:
        refuse("holdback.sum", free=free, most=most, currency=state.currency)
    wait = start(WaitKind.ANSWER_HOLDBACK, state, ctx, about=lot.id)
    by, keep, clauses = side(state, ctx), command.keep_minor, command.clauses
    return (HoldbackAsked(lot.id, by, keep, clauses, (wait,), state.terms.called(clauses)),)


def _may_answer(state: Order, _ctx: Context, about: str) -> None:
    if state.lot(about).bargain.holdback is None:
        refuse("holdback.nothing_asked", lot=about)


def _answer(state: Order, command: AnswerHoldback, _ctx: Context) -> Events:
    asked = state.lot(command.lot).bargain.holdback
    if asked is None or not command.accept:
        return (HoldbackRefused(command.lot),)
    return (HoldbackAgreed(command.lot, asked.minor),)


def _change(state: Order, lot: str, **changes: object) -> Order:
    def changed(bargain: Bargain) -> Bargain:
        return replace(bargain, **changes)

    return change_lot(state, lot, lambda found: replace(found, bargain=changed(found.bargain)))


def _asked(state: Order, event: HoldbackAsked) -> Order:
    number = state.lots[event.lot].bargain.holdbacks + 1
    holdback = Asked(event.by, event.minor, event.clauses)
    return starting(_change(state, event.lot, holdback=holdback, holdbacks=number), event.waits)


def _over(state: Order, event: HoldbackRefused | HoldbackLapsed) -> Order:
    after = _change(state, event.lot, holdback=None)
    return ending(after, WaitKind.ANSWER_HOLDBACK, about=event.lot)


def _agreed(state: Order, event: HoldbackAgreed) -> Order:
    after = _change(state, event.lot, holdback=None, agreed_holdback_minor=event.minor)
    return ending(after, WaitKind.ANSWER_HOLDBACK, about=event.lot)


_UNDER_WAY = (Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED)

ACTS = {
    AskHoldback: Act(_UNDER_WAY, _ask, _may_ask, per_lot=True),
    AnswerHoldback: Act(_UNDER_WAY, _answer, _may_answer, per_lot=True),
}
FOLDS: dict[type, Fold] = {
    HoldbackAsked: _asked,
    HoldbackAgreed: _agreed,
    HoldbackRefused: _over,
    HoldbackLapsed: _over,
}
