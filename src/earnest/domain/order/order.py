"""What is a command on an order, what an event, and what does each do? The one door.

``decide`` turns a command into events or refuses; ``lapse`` does so for a wait that ran out;
``evolve`` folds an event and never refuses. Each decision includes what follows by itself.
"""

from __future__ import annotations

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.order import progress
from earnest.domain.order.acts import (
    accept,
    amend,
    approve,
    assign,
    cancel,
    confirm,
    contest,
    decide_call,
    deliver,
    draft,
    enforce,
    hold_back,
    inspect,
    outage,
    pay,
    payout,
    produce,
    propose,
    reduce,
    release,
    reschedule,
    ship,
    sign,
    undertake,
    waive,
)
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.lapses import lapse as outcome_of
from earnest.domain.order.stages import next_stage
from earnest.domain.order.state import Order, Wait
from earnest.domain.parties import PARTIES, Role
from earnest.domain.permissions import permit
from earnest.domain.refusals import Broken, refuse

_ROOMS = (
    draft, confirm, propose, sign, pay, produce, reschedule, approve, ship, deliver, accept,
    cancel, release, payout, inspect, assign, contest,
    undertake, enforce, decide_call, amend, waive, reduce, hold_back, outage,
)  # fmt: skip

ACTS: dict[type, Act] = {command: act for room in _ROOMS for command, act in room.ACTS.items()}
"""Every command on an order, with its rules."""

FOLDS: dict[type, Fold] = {
    event: fold for room in (*_ROOMS, progress) for event, fold in room.FOLDS.items()
}
"""Every event of an order, with what it changes."""


def decide(
    state: Order, command: object, ctx: Context, trace: list[Order] | None = None
) -> tuple[object, ...]:
    """The events of ``command`` and of all that follows from it; refuses by name.

    Order of questions: may this actor, is this the stage, is this the moment, is the content
    right. Never changes ``state``; waits that ran out were lapsed before (T3). ``trace``, where
    given, receives the state after each event, so that nobody folds them again.
    """
    act = ACTS.get(type(command))
    name = type(command).__name__
    opening = command.side if isinstance(command, draft.OpenOrder) else None
    if act is None:
        refuse("command.unknown", command=name[:60])
    admit(state, type(command), ctx, opening=opening)
    if state.stage not in act.stages:
        refuse("order.wrong_stage", command=name, stage=state.stage.value)
    act.may(state, ctx, getattr(command, "lot", ""))
    return settle(state, act.decide(state, command, ctx), ctx, trace)


def admit(state: Order, command: type, ctx: Context, *, opening: Role | None = None) -> None:
    """Refuse unless the actor may send this command to this order at all (A2, A3).

    A draft that was never proposed does not exist for the other side, and no order exists for an
    inspector who was given nothing to inspect of it.
    """
    if opening is not None:
        permit(command.__name__, ctx.actor, opening)
        return
    if state.contract is None:
        refuse("order.not_found")
    role = ctx.role(state.buyer, state.supplier)
    if not state.shown and role in PARTIES and role is not state.opened_by:
        refuse("order.not_found")
    visitors = {each.inspector for each in state.inspections}
    if role is Role.INSPECTOR and ctx.actor.organisation not in visitors:
        refuse("order.not_found")
    permit(command.__name__, ctx.actor, role)


def lapse(
    state: Order, wait: Wait, ctx: Context, trace: list[Order] | None = None
) -> tuple[object, ...]:
    """The events of a wait that ran out; ``ctx.now`` is the instant at which it did."""
    lapsed = progress.WaitLapsed(wait.kind, wait.about, wait.who, wait.due_at)
    return settle(state, (lapsed, *outcome_of(state, wait, ctx)), ctx, trace)


MAX_FOLLOW = 40
"""No decision has more rounds of consequences than this; more would be a loop of ours."""


def settle(
    state: Order, events: Events, ctx: Context, trace: list[Order] | None = None
) -> tuple[object, ...]:
    """These events and whatever follows from them, in order; the states after each in ``trace``."""
    before, done = state, list(events)
    states = [] if trace is None else trace
    state = _folded(state, events, states)
    if any(isinstance(event, pay.PaymentReceived) for event in events):
        late = progress.late_payment(before, state, ctx)
        done += late
        state = _folded(state, late, states)
    for _ in range(MAX_FOLLOW):
        more = progress.follow(state, ctx)
        if not more:
            return tuple(done)
        done += more
        state = _folded(state, more, states)
    raise Broken("consequences come to an end")


def _folded(state: Order, events: Events, states: list[Order]) -> Order:
    for event in events:
        state = evolve(state, event)
        states.append(state)
    return state


def evolve(state: Order, event: object) -> Order:
    """The order after ``event``; never refuses an event that was journalled."""
    after = FOLDS[type(event)](state, event)
    stage = next_stage(after.stage, type(event).__name__)
    return after if stage is after.stage else replace(after, stage=stage)
