"""Which orders has this person, and which of them wait for his side? The home page's question.

Like one order, every line is shown as it *is* now: waits that ran out are applied in memory (T3).
However many orders a page holds, the number of queries is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.order.state import Order, Wait
from earnest.domain.parties import Actor, Role, role_of
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.batch import Request
from earnest.usecases.look import Look
from earnest.usecases.perform import perform
from earnest.usecases.ports import BoardLine
from earnest.usecases.preview import MoneyBar, money_bar

SEARCHED = 100
"""So many orders, those due first, are searched for what waits for the viewer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One order in a list: the viewer's side, the other party, and what runs next."""

    id: str
    role: Role
    stage: str
    title: str
    reference: str
    buyer: str
    supplier: str
    money: MoneyBar
    next_wait: Wait | None


@dataclass(frozen=True, slots=True)
class Need:
    """Something that the viewer's side is waited for, on which order."""

    line: Line
    wait: Wait


@dataclass(frozen=True, slots=True)
class Held:
    """Money in escrow for the orders on which the viewer's organisation is this side."""

    side: str
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What waits for the viewer, a page of orders, and what is held; ``after`` goes on."""

    needs: tuple[Need, ...]
    lines: tuple[Line, ...]
    held: tuple[Held, ...]
    after: str


def overview(
    look: Look, viewer: Actor, now: datetime, *, stage: str = "", after: str = "", limit: int = 20
) -> Overview:
    """The viewer's orders, what is due first on top; a filter or a later page asks for no needs."""
    is_first = not stage and not after
    wanted = max(SEARCHED, limit + 1) if is_first else limit + 1
    boards = look.orders(viewer, stage=stage, after=after, limit=wanted)
    states = _states(look, boards, viewer, now)
    lines = [_line(state, viewer) for state in states.values()]
    page = boards[:limit]
    shown = {board.order for board in page}
    return Overview(
        needs=_needs(states, lines) if is_first else (),
        lines=tuple(line for line in lines if line.id in shown),
        held=tuple(Held(*sums) for sums in look.reads.held(viewer.organisation)),
        after=look.reads.cursor(page[-1]) if len(boards) > limit else "",
    )


def _states(
    look: Look, boards: Sequence[BoardLine], viewer: Actor, now: datetime
) -> Mapping[str, Order]:
    """The orders of a page, each as it is now, in the page's order."""
    requests = [Request(Subject(Kind.ORDER, board.order), None, viewer) for board in boards]
    if not requests:
        return {}
    loaded = look.store.peek(requests)
    batch = perform(requests, loaded, look.house, now)
    moved = {board.subject: board.state for board in batch.boards}
    found = {
        request.subject.id: moved.get(request.subject, loaded.streams[request.subject].state)
        for request in requests
    }
    return {id: state for id, state in found.items() if isinstance(state, Order)}


def _line(state: Order, viewer: Actor) -> Line:
    role = role_of(viewer, buyer=state.buyer, supplier=state.supplier)
    terms = state.terms
    return Line(
        id=state.id,
        role=role,
        stage=state.stage.value,
        title=terms.title,
        reference=terms.reference,
        buyer=terms.buyer.name,
        supplier=terms.supplier.name,
        money=money_bar(state),
        next_wait=min(state.waits, key=lambda wait: wait.due_at, default=None),
    )


def _needs(states: Mapping[str, Order], lines: Sequence[Line]) -> tuple[Need, ...]:
    found = [
        Need(line, wait)
        for line in lines
        for wait in states[line.id].waits
        if wait.who is line.role
    ]
    return tuple(sorted(found, key=lambda need: need.wait.due_at))
