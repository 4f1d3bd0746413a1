"""What would this command change? The write path's own answer, with nothing written.

Because it is the same code, it cannot drift from what happens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.context import Context, Facts
from earnest.domain.coverage.answer import CoverAnswer
from earnest.domain.coverage.backing import Backing, backing
from earnest.domain.coverage.lines import cover
from earnest.domain.order.offers import offers
from earnest.domain.order.state import Order, Wait
from earnest.domain.parties import Actor
from earnest.domain.subjects import Kind
from earnest.journal.envelope import Envelope, open_up
from earnest.usecases.batch import BoardRow, Loaded, Request
from earnest.usecases.commit import deed_of
from earnest.usecases.perform import House, narrowed, perform
from earnest.usecases.ports import Store


@dataclass(frozen=True, slots=True)
class MoneyBar:
    """One order's money in minor units of its currency.

    ``total_minor`` is the price as it now stands: ``reduced_minor`` was taken off by agreement.
    """

    currency: str
    total_minor: int
    paid_minor: int
    held_minor: int
    released_minor: int
    refunded_minor: int
    reversed_minor: int
    receivable_minor: int
    outstanding_minor: int
    reduced_minor: int = 0


@dataclass(frozen=True, slots=True)
class LotStanding:
    """Where one lot stands: what it is worth by the text in force, and what is held for it."""

    id: str
    stage: str
    value_minor: int
    held_minor: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands: its money, its cover, its waits, and what could be done.

    ``cover`` says what stands behind it all, ``protection`` what is covered, issue by issue.
    """

    stage: str
    money: MoneyBar
    cover: Backing
    waits: tuple[Wait, ...]
    possible: tuple[str, ...]
    protection: CoverAnswer
    lots: tuple[LotStanding, ...]


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


@dataclass(frozen=True, slots=True)
class Supposed:
    """A dry run: the version that it starts from, the states around it, the events between."""

    version: int
    before: Order
    after: Order
    events: tuple[Envelope, ...]


def money_bar(state: Order) -> MoneyBar:
    """The order's money as pages, API and command line show it (M13).

    A refund that was kept against the buyer's debt did not go back; so the parts add up (M3).
    """
    total = state.contract.stated_total_minor if state.contract else 0
    return MoneyBar(
        currency=state.currency,
        total_minor=total - state.reduced_minor,
        paid_minor=state.paid_minor,
        held_minor=state.held_minor,
        released_minor=state.released_minor,
        refunded_minor=state.refunded_minor - state.recovered_minor,
        reversed_minor=state.reversed_minor,
        receivable_minor=state.receivable_minor - state.recovered_minor,
        outstanding_minor=state.outstanding() if state.lots else 0,
        reduced_minor=state.reduced_minor,
    )


def lot_standings(state: Order) -> tuple[LotStanding, ...]:
    """Where each lot stands, in the order of the contract."""
    worth = Counter[str]()
    for cell in state.plan:
        worth[cell.lot] += cell.minor
    return tuple(
        LotStanding(lot.id, lot.stage.value, worth[lot.id], lot.held_minor)
        for lot in state.lots.values()
    )


def standing(state: Order, ctx: Context) -> Standing:
    """Where the order stands for this actor at this instant."""
    possible = dict.fromkeys(o.command.__name__ for o in offers(state, ctx) if o.is_open)
    return Standing(
        state.stage.value,
        money_bar(state),
        backing(state),
        state.waits,
        tuple(possible),
        protection(state, ctx),
        lot_standings(state),
    )


def protection(state: Order, ctx: Context) -> CoverAnswer:
    """What is covered now by the order's own policy; later versions never touch it."""
    if state.contract is None:
        return CoverAnswer(state.policy, ctx.now, state.currency, "none")
    return cover(state, ctx.policies.of(state.policy), ctx.now, ctx.calendars)


def preview(request: Request, store: Store, house: House, now: datetime) -> Preview:
    """The dry run of a request on an order; refuses exactly as the deed would."""
    return preview_all([request], store, house, now)


def preview_all(requests: Sequence[Request], store: Store, house: House, now: datetime) -> Preview:
    """The dry run of several commands of one person on one order, one after the other.

    Refuses as the first of them that would be refused.
    """
    return preview_of(requests[0], store.peek(requests), house, now, requests[1:])


def preview_of(
    request: Request,
    loaded: Loaded,
    house: House,
    now: datetime,
    further: Sequence[Request] = (),
) -> Preview:
    """The dry run on what was loaded."""
    found = suppose(request, loaded, house, now, further)
    facts = Facts(exposures=loaded.exposures)
    ctx = Context(now, _now(request, loaded), house.policies, house.calendars, facts)
    return Preview(
        found.version, found.events, standing(found.before, ctx), standing(found.after, ctx)
    )


def suppose(
    request: Request,
    loaded: Loaded,
    house: House,
    now: datetime,
    further: Sequence[Request] = (),
) -> Supposed:
    """Decide a request without writing: the states before and after; refuses as the deed would.

    ``further`` are decided after it, each on what the one before left.
    """
    idle = Request(request.subject, None, request.actor)
    caught_up = perform([idle], loaded, house, now)
    start = _state(caught_up.boards, request, loaded)
    version = next((b.seq for b in caught_up.boards if b.subject == request.subject), None)
    batch = perform([request, *further], loaded, house, now)
    for answer in batch.answers:
        deed_of(answer)
    after = _state(batch.boards, request, loaded)
    known = loaded.streams[request.subject].seq if version is None else version
    events = tuple(
        open_up(row.body)
        for row in batch.events
        if (row.seq > known or row.subject != request.subject)
        and row.subject.kind is not Kind.HISTORY  # no side's affair, but the platform's own memory
    )
    return Supposed(known, start, after, events)


def _state(boards: Iterable[BoardRow], request: Request, loaded: Loaded) -> Order:
    found = {board.subject: board.state for board in boards}
    state = found.get(request.subject, loaded.streams[request.subject].state)
    if not isinstance(state, Order):
        return Order(id=request.subject.id)
    return state


def _now(request: Request, loaded: Loaded) -> Actor:
    known = loaded.actors.get((request.actor.login, request.actor.organisation))
    return narrowed(known, request.actor) if known else request.actor
