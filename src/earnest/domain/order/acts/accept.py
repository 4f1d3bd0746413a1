"""How does the buyer accept a lot after receipt, which pays the supplier (R1)?

He may keep back a part for what is known to be wrong, up to the computed sum (R22). What he keeps
stays in escrow until the end of the time for claims; then it goes to the supplier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from earnest.domain.changes import replace
from earnest.domain.context import Context, Exposure
from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.approve import are_known
from earnest.domain.order.acts.hold_back import holdback_limit, releasable_minor
from earnest.domain.order.acts.release import KEPT, Cause, release_all
from earnest.domain.order.acts.sign import LimitReserved
from earnest.domain.order.deadlines import start
from earnest.domain.order.held import taken, without
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Lot, Order, Wait, WaitKind, change_lot, ending, starting
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class AcceptGoods:
    """Accept a lot that was received; its money goes to the supplier, less what is kept back.

    ``clauses`` narrows what the part is kept back for; all known findings where it is empty.
    """

    lot: str
    holdback_minor: int = 0
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoodsAccepted:
    """The buyer accepted a lot."""

    lot: str


@dataclass(frozen=True, slots=True)
class HoldbackKept:
    """A part of an accepted lot's money stays in escrow until then, for these clauses."""

    lot: str
    shares: tuple[Share, ...]
    clauses: tuple[str, ...]
    until: datetime
    waits: tuple[Wait, ...]


def _may(state: Order, _ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage is not LotStage.RECEIVED:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)


def _decide(state: Order, command: AcceptGoods, ctx: Context) -> Events:
    kept = _holdback(state, command, ctx)
    after = state
    for event in kept:
        after = _kept(after, event)
    first = (GoodsAccepted(command.lot), *_now_unbacked(after, command.lot, ctx), *kept)
    released = release_all(after, command.lot, Cause.ACCEPTED)
    return first if kept and not released.shares else (*first, released)


def _holdback(state: Order, command: AcceptGoods, ctx: Context) -> tuple[HoldbackKept, ...]:
    """What the buyer keeps back, checked against the computed or countersigned sum."""
    lot, minor = state.lot(command.lot), command.holdback_minor
    if not minor and not command.clauses:
        return ()
    are_known(state, command.clauses)
    most = holdback_limit(state, lot.id, ctx.policies.of(state.policy), command.clauses)
    if not 1 <= minor <= most:
        refuse("accept.holdback", most=most, currency=state.currency)
    window = state.wait(WaitKind.ACCEPTANCE, lot.id)
    wait = start(
        WaitKind.HOLDBACK,
        state,
        ctx,
        about=lot.id,
        after=lot.received_at,
        due_at=window.due_at if window else None,
    )
    paid = {purpose: held for purpose, held in lot.held.items() if purpose not in KEPT}
    shares = taken(lot.id, paid, minor)
    return (HoldbackKept(lot.id, shares, command.clauses, wait.due_at, (wait,)),)


def _now_unbacked(state: Order, lot: str, ctx: Context) -> tuple[LimitReserved, ...]:
    """Where only unbacked money counts, releasing it before the window ends takes the limit."""
    if ctx.policies.of(state.policy).limit.base != "unbacked":
        return ()
    free = ctx.facts.exposures.get((state.supplier, state.currency), Exposure()).free_minor
    taken_now = min(free, releasable_minor(state.lot(lot)))
    return (LimitReserved(taken_now),) if taken_now else ()


def _accepted(state: Order, event: GoodsAccepted) -> Order:
    return ending(state, WaitKind.ACCEPTANCE, about=event.lot)


def _kept(state: Order, event: HoldbackKept) -> Order:
    minor = sum(share.minor for share in event.shares)

    def with_holdback(lot: Lot) -> Lot:
        held = without(lot.held, event.shares)
        held[Purpose.HOLDBACK] = held.get(Purpose.HOLDBACK, 0) + minor
        bargain = replace(lot.bargain, holdback=None)
        return lot.after("HoldbackKept", held=held, bargain=bargain)

    after = ending(state, WaitKind.ANSWER_HOLDBACK, about=event.lot)
    return starting(change_lot(after, event.lot, with_holdback), event.waits)


ACTS = {
    AcceptGoods: Act((Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED), _decide, _may, per_lot=True)
}
FOLDS: dict[type, Fold] = {GoodsAccepted: _accepted, HoldbackKept: _kept}
