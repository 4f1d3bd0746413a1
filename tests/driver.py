"""How is the pure core driven without a platform? All subjects in memory, one command at a time.

``World.perform`` is what the write path promises, in thirty lines: waits that ran out lapse first,
in order; then the command is decided; then its facts are folded. A refusal changes nothing but the
lapses that were due anyway. ``World`` keeps no money of its own: ``tests.auditor`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from earnest.domain import talk
from earnest.domain.calendar import Calendars
from earnest.domain.context import Context, Exposure, Facts
from earnest.domain.inspection import history
from earnest.domain.inspection.sampled import sampled
from earnest.domain.order import order as orders
from earnest.domain.order.acts.outage import ExtendForOutage, outage_key
from earnest.domain.order.acts.ship import ShipGoods, tracking_key
from earnest.domain.order.deadlines import due
from earnest.domain.order.state import Order, Wait
from earnest.domain.parties import CLOCK, Actor
from earnest.domain.payment import notice as notices
from earnest.domain.payment import receipt as receipts
from earnest.domain.payment.receipt import AssignReceipt, Receipt, RecordReceipt
from earnest.domain.policy import Policies
from earnest.domain.programme import limit
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Fact, Kind, Subject
from earnest.policies import load
from tests.cast import FILE, LIMIT, NINGBO, ORDER, PHOTO, START, receipt_id

NEW = {
    Kind.ORDER: Order,
    Kind.RECEIPT: Receipt,
    Kind.PROGRAMME: limit.Programme,
    Kind.TALK: talk.Talk,
    Kind.NOTICE: notices.RefusedNotice,
    Kind.HISTORY: history.History,
}
EVOLVE: dict[Kind, Callable[[Any, object], Any]] = {
    Kind.ORDER: orders.evolve,
    Kind.RECEIPT: receipts.evolve,
    Kind.PROGRAMME: limit.evolve,
    Kind.TALK: talk.evolve,
    Kind.NOTICE: notices.evolve,
    Kind.HISTORY: history.evolve,
}

ORDER_1 = Subject(Kind.ORDER, ORDER)


def receipt(number: int = 1) -> Subject:
    """The subject of a receipt of money."""
    return Subject(Kind.RECEIPT, receipt_id(number))


def _history(counted: history.LotSampled) -> Subject:
    return Subject(Kind.HISTORY, history.history_id(counted.supplier, counted.product))


@dataclass
class World:
    """All subjects of one story; ``copy`` is cheap, because states never change."""

    now: datetime = START
    states: dict[Subject, Any] = field(default_factory=dict)
    last_at: dict[Subject, datetime] = field(default_factory=dict)
    exposures: dict[tuple[str, str], Exposure] = field(
        default_factory=lambda: {(NINGBO, "USD"): Exposure(LIMIT)}
    )
    taken: dict[str, str] = field(default_factory=dict)
    files: dict[tuple[str, str], str] = field(
        default_factory=lambda: {
            (ORDER, FILE): "application/pdf",
            (ORDER, PHOTO): "image/png",
        }
    )
    journal: list[tuple[datetime, Fact]] = field(default_factory=list)
    calendars: Calendars = field(default_factory=Calendars)
    policies: Policies = field(default_factory=load)
    listeners: tuple[Callable[[World, Fact, Any, Any], None], ...] = ()
    keeps_journal: bool = True

    def copy(self) -> World:
        """Another world that goes on from here."""
        return replace(
            self,
            states=dict(self.states),
            last_at=dict(self.last_at),
            exposures=dict(self.exposures),
            taken=dict(self.taken),
            journal=list(self.journal),
        )

    def state(self, subject: Subject = ORDER_1) -> Any:
        """What is known of a subject; a new one where nothing happened yet."""
        return self.states.get(subject) or NEW[subject.kind](id=subject.id)

    @property
    def order(self) -> Order:
        """The order of the story."""
        state: Order = self.state()
        return state

    def context(self, actor: Actor, at: datetime) -> Context:
        """The circumstances of a decision at ``at``."""
        histories = {s.id: found for s, found in self.states.items() if s.kind is Kind.HISTORY}
        facts = Facts(self.exposures, self.taken, histories, self.files)
        return Context(at, actor, self.policies, self.calendars, facts)

    def perform(
        self, command: object, actor: Actor, subject: Subject = ORDER_1
    ) -> tuple[Fact, ...]:
        """Catch up, decide and fold; raises ``Refused`` and then leaves no trace of the command."""
        touched = self._touched(subject, command)
        at = max([self.now, *(self.last_at.get(one, self.now) for one in touched)])
        for one in touched:
            self.catch_up(one, at)
        facts = self.decide(command, self.context(actor, at), subject)
        if isinstance(command, ShipGoods):
            self.taken[tracking_key(command)] = subject.id
        if isinstance(command, ExtendForOutage):
            self.taken[outage_key(subject.id, command)] = subject.id
        self.book(facts, at)
        return facts

    def decide(self, command: object, ctx: Context, subject: Subject) -> tuple[Fact, ...]:
        """The facts of a command, without folding them."""
        state = self.state(subject)
        if subject.kind is Kind.RECEIPT:
            return receipts.decide(state, command, ctx, self.states)
        if subject.kind is Kind.TALK:
            events = talk.decide(state, command, ctx, self.state(Subject(Kind.ORDER, subject.id)))
        elif subject.kind is Kind.PROGRAMME:
            events = limit.decide(state, command, ctx)
        elif subject.kind is Kind.NOTICE:
            events = notices.decide(state, command, ctx)
        else:
            trace: list[Order] = []
            events = orders.decide(state, command, ctx, trace)
            counted = sampled(state, events, trace[-1]) if trace else ()
            return (
                *(Fact(subject, event) for event in events),
                *(Fact(_history(each), each) for each in counted),
            )
        return tuple(Fact(subject, event) for event in events)

    def catch_up(self, subject: Subject, at: datetime) -> None:
        """Lapse every wait of a subject that ran out by ``at``, in order of instants (T3)."""
        while wait := due(self.state(subject), at) if subject.kind in _WAITING else None:
            effective = max(wait.due_at, self.last_at.get(subject, wait.due_at))
            self.book(self.lapsed(subject, wait, effective), effective)

    def lapsed(self, subject: Subject, wait: Wait, at: datetime) -> tuple[Fact, ...]:
        """The facts of a wait that ran out, without folding them."""
        state, ctx = self.state(subject), self.context(CLOCK, at)
        if subject.kind is Kind.RECEIPT:
            return receipts.lapse(state, wait, ctx)
        return tuple(Fact(subject, event) for event in orders.lapse(state, wait, ctx))

    def pass_until(self, at: datetime) -> None:
        """Let time alone pass, for every subject."""
        self.now = max(self.now, at)
        for subject in tuple(self.states):
            self.catch_up(subject, self.now)

    def refusal(self, command: object, actor: Actor, subject: Subject = ORDER_1) -> str:
        """The code of the refusal, or empty where the command was accepted."""
        try:
            self.perform(command, actor, subject)
        except Refused as refused:
            return refused.code
        return ""

    def events(self) -> list[object]:
        """Every event so far, in order; not what a product's history remembers."""
        told = (fact for _, fact in self.journal if fact.subject.kind is not Kind.HISTORY)
        return [fact.event for fact in told]

    def _touched(self, subject: Subject, command: object) -> list[Subject]:
        order = getattr(self.state(subject), "order", "")
        if isinstance(command, RecordReceipt | AssignReceipt):
            order = command.order
        is_receipt = subject.kind is Kind.RECEIPT
        return [subject, Subject(Kind.ORDER, order)] if is_receipt and order else [subject]

    def book(self, facts: Iterable[Fact], at: datetime) -> None:
        """Fold facts, keep limits in step, and tell the listeners."""
        for fact in facts:
            before = self.state(fact.subject)
            after = EVOLVE[fact.subject.kind](before, fact.event)
            self.states[fact.subject] = after
            self.last_at[fact.subject] = at
            if self.keeps_journal:
                self.journal.append((at, fact))
            change = limit.reservation_change(fact.event)
            if change:
                name = (after.supplier, after.currency)
                old = self.exposures.get(name, Exposure())
                self.exposures[name] = replace(old, reserved_minor=old.reserved_minor + change)
            for listener in self.listeners:
                listener(self, fact, before, after)


def accepts(order: Order, command: object, actor: Actor, now: datetime) -> bool:
    """Whether the core would accept the command on this state, as far as the order alone tells."""
    facts = Facts({(NINGBO, "USD"): Exposure(LIMIT)})
    try:
        orders.decide(order, command, Context(now, actor, load(), facts=facts))
    except Refused:
        return False
    return True


_WAITING = (Kind.ORDER, Kind.RECEIPT)
