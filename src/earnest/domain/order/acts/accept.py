"""How does the buyer accept a lot after receipt, which pays the supplier (R1)?"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.context import Context, Exposure
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.release import Cause, releasable, release_all
from earnest.domain.order.acts.sign import LimitReserved
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Order, WaitKind, ending
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class AcceptGoods:
    """Accept a lot that was received; its money goes to the supplier."""

    lot: str


@dataclass(frozen=True, slots=True)
class GoodsAccepted:
    """The buyer accepted a lot."""

    lot: str


def _may(state: Order, _ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.stage is not LotStage.RECEIVED:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)


def _decide(state: Order, command: AcceptGoods, ctx: Context) -> Events:
    released = release_all(state, command.lot, Cause.ACCEPTED)
    return (GoodsAccepted(command.lot), *_now_unbacked(state, command.lot, ctx), released)


def _now_unbacked(state: Order, lot: str, ctx: Context) -> tuple[LimitReserved, ...]:
    """Where only unbacked money counts, releasing it before the window ends takes the limit."""
    if ctx.policies.of(state.policy).limit.base != "unbacked":
        return ()
    free = ctx.facts.exposures.get((state.supplier, state.currency), Exposure()).free_minor
    taken = min(free, sum(share.minor for share in releasable(state.lot(lot))))
    return (LimitReserved(taken),) if taken else ()


def _accepted(state: Order, event: GoodsAccepted) -> Order:
    return ending(state, WaitKind.ACCEPTANCE, about=event.lot)


ACTS = {
    AcceptGoods: Act((Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED), _decide, _may, per_lot=True)
}
FOLDS: dict[type, Fold] = {GoodsAccepted: _accepted}
