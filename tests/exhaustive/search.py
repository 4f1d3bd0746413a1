"""Which situations can an order get into, at all? A search to closure over a small scope.

Breadth first over the pure core: every command of the menu by everybody who may send it, every
receipt of the scope, and time, which only ever goes to the instant before the next wait ends (act
in the last moment) and to its end. Two situations are one when they differ in dates only, not in
the order of what is waited for. ``Graph`` keeps every edge, so that liveness is a walk on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple

from earnest.domain.coverage.undertaking import Undertaking
from earnest.domain.inspection.booking import LIVE, BookingStatus, Inspection
from earnest.domain.order.acts.deliver import earliest_arrival
from earnest.domain.order.acts.payout import RecordPayout
from earnest.domain.order.stages import TERMINAL, Stage
from earnest.domain.order.state import Lot, Order, PayoutStatus, Wait
from earnest.domain.parties import Actor
from earnest.domain.payment.receipt import RecordReceipt, RecordReversal
from earnest.domain.policy import Policies
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Subject
from earnest.policies import load
from tests.auditor import check_order
from tests.cast import BUYER, ORDER, RAIL
from tests.driver import ORDER_1, World, receipt
from tests.menu import commands, senders

TICK = timedelta(microseconds=1)
FAR = timedelta(days=10_000)


def tight() -> Policies:
    """The default policy with every budget at one, so that closure is near."""
    policy = load().of(load().default)
    tight = replace(
        policy,
        negotiation=replace(policy.negotiation, counter_limit=1),
        shipment=replace(policy.shipment, date_proposals_limit=1),
        cancellation=replace(policy.cancellation, proposals_limit=1),
        inspection=replace(policy.inspection, refusals_limit=1, bookings_limit=2, counter_limit=1),
        reduction=replace(policy.reduction, proposals_limit=1),
        holdback=replace(policy.holdback, asks_limit=1),
        receipt=replace(policy.receipt, not_arrived_limit=1),
        undertaking=replace(policy.undertaking, open_limit=1, offers_limit=1),
        amendment=replace(policy.amendment, proposals_limit=1),
    )
    return Policies({load().default: tight}, load().default)


class Money(NamedTuple):
    """One receipt that may come once, and once more as a duplicate notice."""

    number: int
    minor: int


@dataclass(frozen=True)
class Scope:
    """What may happen in a search: which receipts, reversals, and which commands."""

    receipts: tuple[Money, ...]
    reversals: tuple[int, ...] = ()
    leave_out: frozenset[str] = frozenset()
    skip: Callable[[object], bool] = lambda _command: False
    bank_answers_at_once: bool = False
    nodes: int = 10**7


class Edge(NamedTuple):
    """From one situation to another: by whom, by what, how much later, moving which waits."""

    source: int
    role: str
    label: str
    target: int
    days: float
    moved: frozenset[str]


@dataclass
class Graph:
    """Everything that was found."""

    waits: list[frozenset[str]] = field(default_factory=list)
    terminal: list[bool] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    transitions: int = 0
    refused: int = 0
    closed: bool = True

    def out_of(self) -> list[list[Edge]]:
        """The edges by their source."""
        out: list[list[Edge]] = [[] for _ in self.waits]
        for edge in self.edges:
            out[edge.source].append(edge)
        return out


def situation(world: World) -> Any:
    """What makes two worlds one: everything but dates; of dates, only their order and reach.

    What is over is forgotten: how a lot came to its end, or an order to its last stages.
    """
    order = world.order
    payouts = sorted((p.to, p.minor, p.status, p.retried, p.kept_minor) for p in order.payouts)
    waits = [(w.kind, w.about) for w in sorted(order.waits, key=_by_due)]
    nearest = min((w.due_at for w in order.waits), default=world.now + FAR)
    money = tuple(
        (s.id[-2:], r.suspense_minor > 0, r.returning_minor > 0, r.reversed_minor, r.matched_minor)
        for s, r in sorted(world.states.items())
        if s != ORDER_1
    )
    sources = sorted((p.receipt, p.refunded_minor, p.reversed_minor) for p in order.receipts)
    always = (
        order.stage,
        tuple(payouts),
        tuple(sources),
        (order.receivable_minor, order.recovered_minor, order.windows_over),
        (tuple(waits), nearest - world.now <= TICK),
        money,
        tuple(_promise(each) for each in order.undertakings),
        tuple(_visit(each, world) for each in order.inspections),
    )
    return always if order.stage in OVER else (always, _under_way(world))


OVER = (*TERMINAL, Stage.RELEASED, Stage.REFUNDED)


def _under_way(world: World) -> Any:
    order, ship = world.order, world.order.shipping
    unshipped = any(not lot.has_left for lot in order.live_lots)
    return (
        tuple(_lot(world, lot) for lot in order.lots.values()),
        order.unpaid,
        (order.triggered, tuple(order.missed), order.overdue, order.reserved_minor),
        unshipped and (ship.extra_over, ship.refused, ship.proposals, _missed(order)),
        (ship.proposal is None, ship.notice_at is None),
        (order.cancellation, order.cancellations, order.shown, order.payment_announced),
        (order.counters, order.proposed_by, order.signatures),
        (order.amendment and order.amendment.contract_hash, order.amendment_proposals),
        len(order.amendments),
    )


def _visit(each: Inspection, world: World) -> Any:
    """What can still become of a visit; one that is over counts, and says who pays it."""
    if each.status not in LIVE:
        return (each.status, each.payer)
    turn = (each.answers, each.counters) if each.status is BookingStatus.PROPOSED else ()
    is_past = each.on < world.now.date()
    return (each.status, each.payer, turn, bool(each.contests), is_past)


def _promise(each: Undertaking) -> Any:
    sums = (
        each.max_minor,
        each.secured_minor,
        each.called_minor,
        each.is_decided,
        each.decided_minor,
    )
    return (each.lot, each.by, each.status, sums if each.is_open else ())


def _missed(order: Order) -> bool:
    return order.shipping.missed_on is not None and (
        order.shipping.missed_on == order.shipping.ship_by_on
    )


def _by_due(wait: Wait) -> Any:
    return (wait.due_at, wait.kind, wait.about)


def _lot(world: World, lot: Lot) -> Any:
    if lot.is_ended:
        return (lot.stage, lot.is_payable)
    known: tuple[object, ...] = ()
    if lot.shipment is not None:
        early = earliest_arrival(world.order, lot.shipment, world.context(BUYER, world.now))
        proven, notice = lot.shipment.verified_at, world.order.shipping.notice_at
        known = (
            world.now >= early,
            proven is None,
            bool(proven and notice and proven < notice),
            lot.shipment.delivered_at is None,
            lot.shipment.not_arrived,
        )
    return (
        lot.stage,
        tuple(sorted(lot.held.items())),
        () if lot.has_left else (lot.production_percent, *_seen(lot)),
        (lot.quality.approved, lot.bargain, lot.quality.settled, lot.quality.waived),
        (lot.reported_under_notice, lot.cancelled, lot.received_at is None),
        known,
    )


def explore(root: World, scope: Scope, visit: Callable[[World], None] | None = None) -> Graph:
    """Search to closure (or to the scope's bound); every situation is checked once."""
    graph, seen = Graph(), {situation(root): 0}
    queue = deque([root])
    _enter(graph, root)
    at = -1
    while queue:
        world, at = queue.popleft(), at + 1
        if visit:
            visit(world)
        for role, label, after in _successors(world, scope, graph):
            key = situation(after)
            target = seen.setdefault(key, len(seen))
            if target == len(graph.waits):
                _enter(graph, after)
                queue.append(after)
            days = (after.now - world.now) / timedelta(days=1)
            graph.edges.append(Edge(at, role, label, target, days, _moved(world, after)))
        if len(seen) > scope.nodes:
            graph.closed = False
            return graph
    return graph


def _enter(graph: Graph, world: World) -> None:
    order = world.order
    check_order(order)
    out = order.released_minor + order.refunded_minor + order.reversed_minor
    assert order.paid_minor == order.held_minor + out - order.receivable_minor, "M3"
    assert order.debt_minor >= 0, "M14"
    graph.waits.append(frozenset(f"{wait.kind}/{wait.about}" for wait in order.waits))
    graph.terminal.append(order.stage in TERMINAL)


def _moved(before: World, after: World) -> frozenset[str]:
    """The waits that an edge began or whose end it moved."""
    old = {wait.name: wait.due_at for wait in before.order.waits}
    return frozenset(
        f"{wait.kind}/{wait.about}"
        for wait in after.order.waits
        if old.get(wait.name) != wait.due_at
    )


def _successors(world: World, scope: Scope, graph: Graph) -> Iterator[tuple[str, str, World]]:
    for command, actor, subject in _possible(world, scope):
        name = label = type(command).__name__
        if isinstance(command, RecordPayout):
            label = f"bank: {command.status.value}"
        graph.transitions += 1
        graph.pairs.add((world.order.stage.value, name))
        try:
            facts = world.decide(command, world.context(actor, world.now), subject)
        except Refused:
            graph.refused += 1
            continue
        after = world.copy()
        after.book(facts, world.now)
        after.pass_until(world.now)
        _bank(after, scope)
        yield actor.duty.value if actor.duty != "trade" else _side(actor), label, after
    for after in _later(world):
        graph.transitions += 1
        _bank(after, scope)
        yield "clock", "time", after


def _bank(world: World, scope: Scope) -> None:
    """The bank pays at once, where its answers are not what the search is about."""
    if scope.bank_answers_at_once:
        for payout in world.order.payouts:
            if payout.status in (PayoutStatus.INSTRUCTED, PayoutStatus.UNKNOWN):
                world.perform(RecordPayout(payout.id, PayoutStatus.SETTLED), RAIL)


def _side(actor: Actor) -> str:
    return "buyer" if actor is BUYER else "supplier"


def _possible(world: World, scope: Scope) -> Iterator[tuple[object, Actor, Subject]]:
    for command in commands(world.order, world.now):
        if type(command).__name__ not in scope.leave_out and not scope.skip(command):
            for actor in senders(command):
                yield command, actor, ORDER_1
    for money in scope.receipts:
        bank = RecordReceipt("bank", f"b-{money.number}", money.minor, "USD", "wire", ORDER)
        yield bank, RAIL, receipt(money.number)
    for number in scope.reversals:
        if receipt(number) in world.states:
            minor = world.states[receipt(number)].minor
            yield RecordReversal(f"b-{number}", minor), RAIL, receipt(number)


def _later(world: World) -> Iterator[World]:
    """The last moment before the next wait ends, and the moment at which it has ended."""
    due_at = min((wait.due_at for wait in world.order.waits), default=None)
    if due_at is None:
        return
    if world.now < due_at - TICK:
        last = world.copy()
        last.now = due_at - TICK
        yield last
    over = world.copy()
    over.pass_until(max(due_at, world.now))
    yield over


def _seen(lot: Lot) -> tuple[object, ...]:
    """What of a lot's inspection decides its future."""
    quality = lot.quality
    contested = quality.deciding is not None and quality.deciding.contested
    counts = (quality.refusals, quality.fails, quality.pass_refusals)
    redone = quality.pass_refused_at is not None
    return quality.verdict, *(min(count, 1) for count in counts), contested, redone
