"""How is the ship-by date moved, missed, and answered (R6)?

A new date moves by the buyer's answer, which says what becomes of the claim for lateness, or day
for day by a delay that the buyer caused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from earnest.domain.calendar import end_of_day, local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.money import share
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import DateProposal, Order, Wait, WaitKind, ending, starting
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class ProposeShipBy:
    """Ask for a new ship-by date, before or after the old one has passed."""

    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AnswerShipBy:
    """Grant or refuse the new date; a granted one keeps or gives up the claim for lateness."""

    accept: bool
    keep_late_claim: bool


@dataclass(frozen=True, slots=True)
class ShipByProposed:
    """The supplier asks for a new date; the old one stands until it is granted."""

    on: date
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ShipByRevised:
    """The buyer granted a new date; the claim for lateness is kept or given up, in words."""

    on: date
    late_claim_kept: bool
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ShipByRefused:
    """The buyer refused; the old date stands."""

    on: date


@dataclass(frozen=True, slots=True)
class ShipByProposalLapsed:
    """Nobody answered; the old date stands."""

    on: date


@dataclass(frozen=True, slots=True)
class ShipByMoved:
    """A delay that the buyer caused moved the date day for day.

    He paid ``part`` late, or refused ``lot`` although it had passed: then the days ``until`` this
    instant are counted, and no lot's refusal counts them again.
    """

    on: date
    days: int
    part: str
    waits: tuple[Wait, ...]
    lot: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShipByMissed:
    """The date passed with goods that had not left."""

    on: date
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ExtraPeriodEnded:
    """The extra period ran out: the buyer may cancel with full refund by notice."""

    at: datetime


def ship_by_wait(state: Order, ctx: Context, on: date) -> Wait:
    """The wait for shipment until the end of ``on`` in the zone of the place, plus grace."""
    terms = state.terms
    zone = terms.ship_by.zone if terms.ship_by else terms.origin_zone
    grace = ctx.policies.of(state.policy).shipment.grace_days
    return start(WaitKind.SHIP_BY, state, ctx, due_at=end_of_day(on + timedelta(days=grace), zone))


def missed(state: Order, ctx: Context) -> ShipByMissed:
    """What begins when the date passes: an extra period unless essential, and the longstop."""
    policy, terms = ctx.policies.of(state.policy).shipment, state.terms
    on = state.shipping.ship_by_on
    if on is None or terms.ship_by is None:
        refuse("contract.incomplete", gaps=("ship_by.missing",))
    of_lead = share(terms.lead_days, policy.extra_period_percent_of_lead, 100)
    extra_on = on + timedelta(days=max(policy.extra_period_days, of_lead))
    extra_at = end_of_day(extra_on, terms.ship_by.zone)
    last_at = max(
        end_of_day(on + timedelta(days=policy.longstop_days), terms.ship_by.zone), extra_at
    )
    waits = [start(WaitKind.LONGSTOP, state, ctx, due_at=last_at)]
    if not terms.ship_by.essential:
        waits.append(start(WaitKind.EXTRA_PERIOD, state, ctx, due_at=extra_at))
    return ShipByMissed(on, tuple(waits))


def moved(state: Order, ctx: Context, days: int, part: str) -> tuple[ShipByMoved, ...]:
    """Move the ship-by date by the buyer's days, also when it was missed because of them.

    None where no date is running, or where even the later date has passed or a notice runs.
    """
    on = state.shipping.ship_by_on
    running = state.wait(WaitKind.SHIP_BY) or state.wait(WaitKind.LONGSTOP)
    if days <= 0 or on is None or running is None:
        return ()
    later = on + timedelta(days=days)
    wait = ship_by_wait(state, ctx, later)
    was_missed = running.kind is WaitKind.LONGSTOP
    if was_missed and (wait.due_at <= ctx.now or state.shipping.notice_at is not None):
        return ()
    return (ShipByMoved(later, days, part, (wait,)),)


def moved_by_refusal(state: Order, ctx: Context, id: str) -> tuple[ShipByMoved, ...]:
    """Move the ship-by date by the days since the buyer refused a lot that had passed (R6, R21).

    At most by the policy's number: what takes longer is not the refusal's doing.
    """
    since = state.lot(id).quality.pass_refused_at
    if since is None:
        return ()
    zone, counted = state.terms.origin_zone, state.shipping.refused_until
    first = max(since, counted) if counted else since
    most = ctx.policies.of(state.policy).inspection.pass_refusal_days_max
    days = min(most, (local_date(ctx.now, zone) - local_date(first, zone)).days)
    found = moved(state, ctx, days, "")
    return tuple(replace(each, lot=id, until=ctx.now) for each in found)


def _may_propose(state: Order, ctx: Context, _about: str) -> None:
    if state.shipping.proposal is not None:
        refuse("ship_by.already_asked")
    if all(lot.has_left for lot in state.live_lots):
        refuse("ship_by.all_shipped")
    if state.shipping.proposals >= ctx.policies.of(state.policy).shipment.date_proposals_limit:
        refuse("ship_by.asked_too_often")


def _propose(state: Order, command: ProposeShipBy, ctx: Context) -> Events:
    old = state.shipping.ship_by_on
    if old is None or command.on <= max(old, ctx.now.date()) or command.on > old + timedelta(365):
        refuse("ship_by.not_later", on=command.on.isoformat())
    return (ShipByProposed(command.on, (start(WaitKind.ANSWER_SHIP_BY, state, ctx),)),)


def _may_answer(state: Order, _ctx: Context, _about: str) -> None:
    if state.shipping.proposal is None:
        refuse("ship_by.nothing_asked")


def _answer(state: Order, command: AnswerShipBy, ctx: Context) -> Events:
    proposal = state.shipping.proposal
    if proposal is None:
        refuse("ship_by.nothing_asked")
    if not command.accept:
        return (ShipByRefused(proposal.on),)
    wait = ship_by_wait(state, ctx, proposal.on)
    if wait.due_at <= ctx.now:
        refuse("ship_by.not_later", on=proposal.on.isoformat())
    return (ShipByRevised(proposal.on, command.keep_late_claim, (wait,)),)


def _proposed(state: Order, event: ShipByProposed) -> Order:
    shipping = replace(
        state.shipping,
        proposal=DateProposal(event.on, ""),
        proposals=state.shipping.proposals + 1,
    )
    return starting(replace(state, shipping=shipping), event.waits)


def revised(state: Order, event: ShipByRevised) -> Order:
    """Put a new date in force: what ran because of the old one ends."""
    shipping = replace(
        state.shipping,
        ship_by_on=event.on,
        proposal=None,
        extra_over=False,
        notice_at=None,
        late_claim_kept=state.shipping.late_claim_kept and event.late_claim_kept,
    )
    over = (
        WaitKind.ANSWER_SHIP_BY,
        WaitKind.EXTRA_PERIOD,
        WaitKind.LONGSTOP,
        WaitKind.CANCEL_NOTICE,
    )
    after = starting(ending(replace(state, shipping=shipping), *over), event.waits)
    lots = {id: replace(lot, reported_under_notice=False) for id, lot in after.lots.items()}
    return replace(after, lots=lots)


def _no_new_date(state: Order, _event: object) -> Order:
    after = replace(state, shipping=replace(state.shipping, proposal=None))
    return ending(after, WaitKind.ANSWER_SHIP_BY)


def _moved(state: Order, event: ShipByMoved) -> Order:
    shipping = replace(
        state.shipping,
        ship_by_on=event.on,
        moved_days=state.shipping.moved_days + event.days,
        refused_until=event.until or state.shipping.refused_until,
        extra_over=False,
    )
    over = (WaitKind.EXTRA_PERIOD, WaitKind.LONGSTOP)
    return starting(ending(replace(state, shipping=shipping), *over), event.waits)


def _missed(state: Order, event: ShipByMissed) -> Order:
    after = replace(state, shipping=replace(state.shipping, missed_on=event.on))
    return starting(ending(after, WaitKind.SHIP_BY), event.waits)


def _extra_over(state: Order, _event: ExtraPeriodEnded) -> Order:
    after = replace(state, shipping=replace(state.shipping, extra_over=True))
    return ending(after, WaitKind.EXTRA_PERIOD)


ACTS = {
    ProposeShipBy: Act((Stage.ACTIVE,), _propose, _may_propose),
    AnswerShipBy: Act((Stage.ACTIVE,), _answer, _may_answer),
}
FOLDS: dict[type, Fold] = {
    ShipByProposed: _proposed,
    ShipByRevised: revised,
    ShipByRefused: _no_new_date,
    ShipByProposalLapsed: _no_new_date,
    ShipByMoved: _moved,
    ShipByMissed: _missed,
    ExtraPeriodEnded: _extra_over,
}
