"""How does an order end early: free before payment, by agreement, or for cause (R6, R7)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import BEFORE_SHIPMENT
from earnest.domain.money import share, split
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.acts.release import Cause, settle_lot
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import (
    CancellationProposal,
    Lot,
    Order,
    Wait,
    WaitKind,
    ending,
    starting,
)
from earnest.domain.parties import Role, other_side
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """End an order in which there was never any money; free for both sides."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProposeCancellation:
    """Offer to end the order: the supplier keeps ``keeps_minor`` of what is held, the rest
    goes back.
    """

    keeps_minor: int


@dataclass(frozen=True, slots=True)
class AnswerCancellation:
    """Agree to the offer with this sum, or refuse it."""

    accept: bool
    keeps_minor: int


@dataclass(frozen=True, slots=True)
class GiveNotice:
    """Cancel for cause what has not left: full refund when the notice has run (R6)."""


@dataclass(frozen=True, slots=True)
class CancelForNonPayment:
    """Cancel because the balance stayed unpaid; the signed table bounds what is kept (R7)."""


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """The order ended before any money was in it."""

    by: Role
    freed_minor: int


@dataclass(frozen=True, slots=True)
class OrderLapsed:
    """The order ended because nobody acted, before any money was left in it."""

    freed_minor: int


@dataclass(frozen=True, slots=True)
class CancellationProposed:
    """One side offers to end the order."""

    by: Role
    keeps_minor: int
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class CancellationAgreed:
    """Both sides end the order by agreement."""

    keeps_minor: int


@dataclass(frozen=True, slots=True)
class CancellationRefused:
    """The other side does not agree; the order goes on."""

    by: Role


@dataclass(frozen=True, slots=True)
class CancellationLapsed:
    """Nobody answered; the order goes on. Silence never consents on money."""


@dataclass(frozen=True, slots=True)
class CancellationNoticed:
    """The buyer gave notice: only a hand-over before ``at``, proven by the carrier, defeats it."""

    at: datetime
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class OrderDefaulted:
    """The supplier cancelled for non-payment."""

    part: str


def _no_money(state: Order, _ctx: Context, _about: str) -> None:
    if state.receipts:
        refuse("cancel.money_in")


def _cancel(state: Order, _command: CancelOrder, ctx: Context) -> Events:
    return (OrderCancelled(side(state, ctx), state.reserved_minor),)


def _may_propose(state: Order, ctx: Context, _about: str) -> None:
    if not state.receipts:
        refuse("cancel.no_money_yet")
    if state.cancellation is not None:
        refuse("cancel.already_offered")
    if state.cancellations >= ctx.policies.of(state.policy).cancellation.proposals_limit:
        refuse("cancel.offered_too_often")


def _propose(state: Order, command: ProposeCancellation, ctx: Context) -> Events:
    if not 0 <= command.keeps_minor <= state.held_minor:
        refuse("release.more_than_held", held=state.held_minor, currency=state.currency)
    role = side(state, ctx)
    waits = (start(WaitKind.ANSWER_CANCELLATION, state, ctx, who=other_side(role)),)
    return (CancellationProposed(role, command.keeps_minor, waits),)


def _may_answer(state: Order, ctx: Context, _about: str) -> None:
    if state.cancellation is None:
        refuse("cancel.nothing_offered")
    if state.cancellation.by is side(state, ctx):
        refuse("proposal.own")


def _answer(state: Order, command: AnswerCancellation, ctx: Context) -> Events:
    offer = state.cancellation
    if offer is None or not command.accept:
        return (CancellationRefused(side(state, ctx)),)
    if command.keeps_minor != offer.keeps_minor:
        refuse("cancel.other_sum", offered=offer.keeps_minor, currency=state.currency)
    if offer.keeps_minor > state.held_minor:
        refuse("release.more_than_held", held=state.held_minor, currency=state.currency)
    ends = _settle(state, state.live_lots, offer.keeps_minor, Cause.AGREEMENT)
    return (CancellationAgreed(offer.keeps_minor), *ends)


def _settle(state: Order, lots: tuple[Lot, ...], keeps: int, cause: Cause) -> Events:
    """End these lots together: ``keeps`` spread by what each holds."""
    held = tuple(lot.held_minor for lot in lots)
    parts = split(keeps, held) if any(held) else (0,) * len(lots)
    return [
        event
        for lot, part in zip(lots, parts, strict=True)
        for event in settle_lot(state, lot.id, part, cause)
    ]


def _has_cause(state: Order, ctx: Context, _about: str) -> None:
    shipping, terms = state.shipping, state.terms
    if all(lot.has_left for lot in state.live_lots):
        refuse("ship_by.all_shipped")
    if shipping.notice_at is not None:
        refuse("cancel.notice_twice")
    essential = terms.ship_by is not None and terms.ship_by.essential
    third_fail = ctx.policies.of(state.policy).inspection.refusals_limit
    if shipping.refused or any(lot.quality.fails >= third_fail for lot in state.live_lots):
        return
    is_missed = shipping.missed_on is not None and shipping.missed_on == shipping.ship_by_on
    if not (shipping.extra_over or (essential and is_missed)):
        refuse("cancel.no_cause")
    before = {item.id for item in terms.schedule if item.trigger in BEFORE_SHIPMENT}
    if any(part.split("/")[0] in before for part in state.missed) or _refusal_runs(state, ctx):
        refuse("cancel.own_delay")


def _refusal_runs(state: Order, ctx: Context) -> bool:
    """Whether goods are late because the buyer refused a lot that had passed, and it is redone."""
    most = timedelta(days=ctx.policies.of(state.policy).inspection.pass_refusal_days_max)
    refused = (lot.quality.pass_refused_at for lot in state.live_lots)
    return any(at is not None and ctx.now < at + most for at in refused)


def _give_notice(state: Order, _command: GiveNotice, ctx: Context) -> Events:
    return (CancellationNoticed(ctx.now, (start(WaitKind.CANCEL_NOTICE, state, ctx),)),)


def _unpaid_long(state: Order, _ctx: Context, _about: str) -> None:
    before = {item.id for item in state.terms.schedule if item.trigger in BEFORE_SHIPMENT}
    if not any(part.split("/")[0] in before for part in state.overdue):
        refuse("cancel.not_overdue")
    if all(lot.has_left for lot in state.live_lots):
        refuse("ship_by.all_shipped")


def _default(state: Order, _command: CancelForNonPayment, _ctx: Context) -> Events:
    lots = tuple(lot for lot in state.live_lots if not lot.has_left)
    held = sum(lot.held_minor for lot in lots)
    value = sum(cell.minor for cell in state.plan if cell.lot in {lot.id for lot in lots})
    keeps = min(held, share(value, _charge(state, lots), 10_000))
    return (OrderDefaulted(state.overdue[0]), *_settle(state, lots, keeps, Cause.NON_PAYMENT))


def _charge(state: Order, lots: tuple[Lot, ...]) -> int:
    """The signed table's basis points for how far production had got (R7)."""
    table = state.terms.cancellation
    if any(lot.stage is not LotStage.WAITING for lot in lots):
        return table.produced
    if any(lot.production_percent for lot in lots):
        return table.in_production
    return table.before_production


def _ended(state: Order, _event: object) -> Order:
    return replace(state, reserved_minor=0, waits=(), amendment=None, signatures=state.signatures)


def _proposed(state: Order, event: CancellationProposed) -> Order:
    offer = CancellationProposal(event.by, event.keeps_minor)
    after = replace(state, cancellation=offer, cancellations=state.cancellations + 1)
    return starting(after, event.waits)


def _no_offer(state: Order, _event: object) -> Order:
    return ending(replace(state, cancellation=None), WaitKind.ANSWER_CANCELLATION)


def _noticed(state: Order, event: CancellationNoticed) -> Order:
    shipping = replace(state.shipping, notice_at=event.at)
    return starting(replace(state, shipping=shipping), event.waits)


def _unchanged(state: Order, _event: OrderDefaulted) -> Order:
    return state


_UNDER_WAY = (Stage.SIGNED, Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED)

ACTS = {
    CancelOrder: Act((Stage.DRAFT, Stage.PROPOSED, Stage.SIGNED), _cancel, _no_money),
    ProposeCancellation: Act(_UNDER_WAY, _propose, _may_propose),
    AnswerCancellation: Act(_UNDER_WAY, _answer, _may_answer),
    GiveNotice: Act((Stage.ACTIVE,), _give_notice, _has_cause),
    CancelForNonPayment: Act((Stage.ACTIVE,), _default, _unpaid_long),
}
FOLDS: dict[type, Fold] = {
    OrderCancelled: _ended,
    OrderLapsed: _ended,
    CancellationProposed: _proposed,
    CancellationAgreed: _no_offer,
    CancellationRefused: _no_offer,
    CancellationLapsed: _no_offer,
    CancellationNoticed: _noticed,
    OrderDefaulted: _unchanged,
}
