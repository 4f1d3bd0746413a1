"""What would this command change? The write path's own answer, with nothing written.

Because it is the same code, it cannot drift from what happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.context import Context, Facts
from earnest.domain.coverage.backing import Backing, backing
from earnest.domain.order.offers import offers
from earnest.domain.order.state import Order, Wait
from earnest.domain.parties import Actor
from earnest.journal.envelope import Envelope, open_up
from earnest.usecases.batch import BoardRow, Loaded, Request
from earnest.usecases.commit import deed_of
from earnest.usecases.perform import House, narrowed, perform
from earnest.usecases.ports import Store


@dataclass(frozen=True, slots=True)
class MoneyBar:
    """One order's money in minor units of its currency."""

    currency: str
    total_minor: int
    paid_minor: int
    held_minor: int
    released_minor: int
    refunded_minor: int
    reversed_minor: int
    receivable_minor: int
    outstanding_minor: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands: its money, its cover, its waits, and what could be done."""

    stage: str
    money: MoneyBar
    cover: Backing
    waits: tuple[Wait, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The difference that a command would make; ``version`` is what consent must name."""

    version: int
    events: tuple[Envelope, ...]
    before: Standing
    after: Standing

    @property
    def no_longer_possible(self) -> tuple[str, ...]:
        """Commands that are open now and would not be afterwards."""
        return tuple(name for name in self.before.possible if name not in self.after.possible)


def money_bar(state: Order) -> MoneyBar:
    """The order's money as pages, API and command line show it (M13).

    A refund that was kept against the buyer's debt did not go back; so the parts add up (M3).
    """
    total = state.contract.stated_total_minor if state.contract else 0
    return MoneyBar(
        currency=state.currency,
        total_minor=total,
        paid_minor=state.paid_minor,
        held_minor=state.held_minor,
        released_minor=state.released_minor,
        refunded_minor=state.refunded_minor - state.recovered_minor,
        reversed_minor=state.reversed_minor,
        receivable_minor=state.receivable_minor - state.recovered_minor,
        outstanding_minor=state.outstanding() if state.lots else 0,
    )


def standing(state: Order, ctx: Context) -> Standing:
    """Where the order stands for this actor at this instant."""
    possible = dict.fromkeys(o.command.__name__ for o in offers(state, ctx) if o.is_open)
    return Standing(
        state.stage.value, money_bar(state), backing(state), state.waits, tuple(possible)
    )


def preview(request: Request, store: Store, house: House, now: datetime) -> Preview:
    """The dry run of a request on an order; refuses exactly as the deed would."""
    loaded = store.peek([request])
    return preview_of(request, loaded, house, now)


def preview_of(request: Request, loaded: Loaded, house: House, now: datetime) -> Preview:
    """The dry run on what was loaded."""
    idle = Request(request.subject, None, request.actor)
    caught_up = perform([idle], loaded, house, now)
    start = _state(caught_up.boards, request, loaded)
    version = next((b.seq for b in caught_up.boards if b.subject == request.subject), None)
    batch = perform([request], loaded, house, now)
    deed_of(batch.answers[0])
    after = _state(batch.boards, request, loaded)
    facts = Facts(exposures=loaded.exposures)
    ctx = Context(now, _now(request, loaded), house.policies, house.calendars, facts)
    known = loaded.streams[request.subject].seq if version is None else version
    events = tuple(
        open_up(row.body)
        for row in batch.events
        if row.seq > known or row.subject != request.subject
    )
    return Preview(known, events, standing(start, ctx), standing(after, ctx))


def _state(boards: Iterable[BoardRow], request: Request, loaded: Loaded) -> Order:
    found = {board.subject: board.state for board in boards}
    state = found.get(request.subject, loaded.streams[request.subject].state)
    if not isinstance(state, Order):
        return Order(id=request.subject.id)
    return state


def _now(request: Request, loaded: Loaded) -> Actor:
    known = loaded.actors.get((request.actor.login, request.actor.organisation))
    return narrowed(known, request.actor) if known else request.actor
