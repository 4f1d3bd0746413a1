"""Which rules serve which subject? One decider for each kind, behind one set of questions.

The write path asks only here: what a command reads besides its subject (``touches``), which
natural keys it claims, what it decides, what waits, and what a lapse does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import repeat

from earnest.domain import talk
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.files import bound_files
from earnest.domain.inspection import history
from earnest.domain.inspection.history import History, history_of
from earnest.domain.inspection.sampled import sampled
from earnest.domain.order import order
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.decide_call import ObjectToCall
from earnest.domain.order.acts.enforce import CallUndertaking
from earnest.domain.order.acts.inspect import BookInspection
from earnest.domain.order.acts.outage import ExtendForOutage, outage_key
from earnest.domain.order.acts.ship import ShipGoods, tracking_key
from earnest.domain.order.state import Order, Wait
from earnest.domain.payment import notice, receipt
from earnest.domain.payment.notice import RefusedNotice
from earnest.domain.payment.receipt import AssignReceipt, Receipt, RecordReceipt
from earnest.domain.programme import limit
from earnest.domain.programme.limit import Programme
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Fact, Kind, Subject
from earnest.domain.talk import Talk

State = Order | Receipt | Programme | Talk | RefusedNotice | History
States = Mapping[Subject, State]

COMMANDS: dict[Kind, tuple[type, ...]] = {
    Kind.ORDER: tuple(order.ACTS),
    Kind.RECEIPT: receipt.COMMANDS,
    Kind.PROGRAMME: limit.COMMANDS,
    Kind.TALK: talk.COMMANDS,
    Kind.NOTICE: notice.COMMANDS,
    Kind.HISTORY: (),
}
"""Every command that there is, by the kind of subject that it is sent to."""

EVENTS: dict[Kind, tuple[type, ...]] = {
    Kind.ORDER: tuple(order.FOLDS),
    Kind.RECEIPT: receipt.EVENTS,
    Kind.PROGRAMME: limit.EVENTS,
    Kind.TALK: talk.EVENTS,
    Kind.NOTICE: notice.EVENTS,
    Kind.HISTORY: history.EVENTS,
}
"""Every event that there is, by the kind of subject on whose stream it stands."""

_FRESH: dict[Kind, type] = {
    Kind.ORDER: Order,
    Kind.RECEIPT: Receipt,
    Kind.PROGRAMME: Programme,
    Kind.TALK: Talk,
    Kind.NOTICE: RefusedNotice,
    Kind.HISTORY: History,
}


def fresh(subject: Subject) -> State:
    """The state of a subject of which nothing is known yet."""
    return _FRESH[subject.kind](id=subject.id)  # type: ignore[no-any-return]  # a class of State


def touches(subject: Subject, command: object) -> tuple[Subject, ...]:
    """The subjects, besides its own, that a command reads or writes."""
    if subject.kind is Kind.TALK:
        return (Subject(Kind.ORDER, subject.id),)
    if isinstance(command, RecordReceipt | AssignReceipt) and command.order:
        return (Subject(Kind.ORDER, command.order),)
    return ()


ASKING_HISTORY = (BookInspection, RecordInspection)
"""Commands on an order that read or write what was inspected of the lot's product."""


def also_touches(state: State, command: object = None) -> tuple[Subject, ...]:
    """The subjects that a loaded state points to and that a decision on it may read or write."""
    if isinstance(state, Receipt) and state.order:
        return (Subject(Kind.ORDER, state.order),)
    if isinstance(state, Order) and state.contract and isinstance(command, ASKING_HISTORY):
        id = history_of(state.supplier, state.contract, command.lot)
        return (Subject(Kind.HISTORY, id),) if id else ()
    return ()


def exposures(states: States) -> tuple[tuple[str, str], ...]:
    """The limits (supplier, currency) on which decisions over these states may rest."""
    found: dict[tuple[str, str], None] = {}
    for state in states.values():
        if isinstance(state, Order) and state.supplier and state.currency:
            found[state.supplier, state.currency] = None
        if isinstance(state, Programme):
            found.update(dict.fromkeys((state.id, currency) for currency in state.limits))
    return tuple(found)


def natural_keys(subject: Subject, command: object) -> tuple[str, ...]:
    """The keys that a command claims for ever (E5); a key taken elsewhere is refused."""
    if isinstance(command, ShipGoods):
        return (tracking_key(command),)
    if isinstance(command, ExtendForOutage):
        return (outage_key(subject.id, command),)
    if isinstance(command, RecordReceipt):
        return (f"rail/{command.rail}/{command.rail_id}",)
    if isinstance(command, receipt.RecordReversal):
        return (receipt.reversal_key(subject.id, command),)
    return ()


_EVIDENT = (RecordInspection, CallUndertaking, ObjectToCall, ShipGoods)
"""The commands that name evidence."""


def files(subject: Subject, command: object) -> tuple[tuple[str, str], ...]:
    """The files, by (order, SHA-256), that a command names as evidence."""
    if not isinstance(command, _EVIDENT):
        return ()
    return tuple((subject.id, sha256) for sha256 in sorted(bound_files(command)))


def lapses_until(command: object, at: datetime) -> datetime:
    """Up to which instant waits have run out before the command is heard: now, except that an
    outage takes nothing from anybody before it was given back (T7).
    """
    return min(at, command.began_at) if isinstance(command, ExtendForOutage) else at


def decide(subject: Subject, command: object, ctx: Context, states: States) -> tuple[Fact, ...]:
    """The facts that a command makes, on its own stream and on those that it touches."""
    state = states[subject]
    if isinstance(state, Order):
        return _on_order(subject, state, command, ctx, states)
    if isinstance(state, Receipt):
        return receipt.decide(state, command, ctx, states)
    if isinstance(state, Programme):
        return _on(subject, limit.decide(state, command, ctx))
    if isinstance(state, RefusedNotice):
        return _on(subject, notice.decide(state, command, ctx))
    if isinstance(state, History):
        refuse("command.unknown", command=type(command).__name__[:60])
    about = states.get(Subject(Kind.ORDER, subject.id))
    if not isinstance(about, Order):
        refuse("order.not_found")
    return _on(subject, talk.decide(state, command, ctx, about))


def _on_order(
    subject: Subject, state: Order, command: object, ctx: Context, states: States
) -> tuple[Fact, ...]:
    """The facts on the order, and on the history of a product that was inspected."""
    asked = also_touches(state, command)
    if asked:
        known = ((each.id, states.get(each)) for each in asked)
        found = {id: history for id, history in known if isinstance(history, History)}
        ctx = replace(ctx, facts=replace(ctx.facts, histories=found))
    trace: list[Order] = []
    facts = _on(subject, order.decide(state, command, ctx, trace), trace)
    if not asked or not trace:
        return facts
    counted = sampled(state, tuple(fact.event for fact in facts), trace[-1])
    return (*facts, *(Fact(asked[0], event) for event in counted))


def lapse(subject: Subject, wait: Wait, ctx: Context, states: States) -> tuple[Fact, ...]:
    """The facts of a wait that ran out."""
    state = states[subject]
    if isinstance(state, Order):
        trace: list[Order] = []
        return _on(subject, order.lapse(state, wait, ctx, trace), trace)
    if isinstance(state, Receipt):
        return receipt.lapse(state, wait, ctx)
    return ()


def evolve(state: State, event: object) -> State:
    """The state after an event of its stream; never refuses."""
    if isinstance(state, Order):
        return order.evolve(state, event)
    if isinstance(state, Receipt):
        return receipt.evolve(state, event)
    if isinstance(state, Programme):
        return limit.evolve(state, event)
    if isinstance(state, RefusedNotice):
        return notice.evolve(state, event)
    if isinstance(state, History):
        return history.evolve(state, event)
    return talk.evolve(state, event)


def waits(state: State) -> tuple[Wait, ...]:
    """What runs on a subject."""
    return state.waits if isinstance(state, Order | Receipt) else ()


def _on(
    subject: Subject, events: tuple[object, ...], trace: Sequence[Order] = ()
) -> tuple[Fact, ...]:
    if trace:
        return tuple(map(Fact, repeat(subject), events, trace))
    return tuple(Fact(subject, event) for event in events)
