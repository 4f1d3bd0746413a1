"""Which orders has this person, and which of them wait for his side? The home page's question.

Like one order, every line is shown as it *is* now: waits that ran out are applied in memory (T3).
However many orders a page holds, the number of queries is the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.order.state import Order, Wait, WaitKind
from earnest.domain.parties import Actor, Role, role_of
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.batch import Request
from earnest.usecases.look import Look
from earnest.usecases.perform import perform
from earnest.usecases.preview import MoneyBar, money_bar

MOST_NEEDS = 100
"""So many orders that wait for the viewer are shown; of more, only the number."""

RIGHTS = (WaitKind.CLOSE, WaitKind.SHIPMENT_OBJECTION)
"""Waits for something that the side may do and need not: no task on its list."""


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
    """What waits for the viewer, a page of orders, and what is held; ``after`` goes on.

    ``more`` orders wait for the viewer as well, later than those of ``needs``.
    """

    needs: tuple[Need, ...]
    more: int
    lines: tuple[Line, ...]
    held: tuple[Held, ...]
    after: str


def overview(
    look: Look, viewer: Actor, now: datetime, *, stage: str = "", after: str = "", limit: int = 20
) -> Overview:
    """The viewer's orders, what is due first on top; a filter or a later page asks for no needs."""
    is_first = not stage and not after
    boards = look.orders(viewer, stage=stage, after=after, limit=limit + 1)
    page = boards[:limit]
    rights = tuple(kind.value for kind in RIGHTS)
    waiting, count = look.waiting_for(viewer, rights, MOST_NEEDS) if is_first else ((), 0)
    orders = dict.fromkeys((*(board.order for board in page), *waiting))
    states = _states(look, tuple(orders), viewer, now)
    lines = {id: _line(state, viewer) for id, state in states.items()}
    needs = _needs(states, tuple(lines.values())) if is_first else ()
    return Overview(
        needs=needs,
        more=max(0, count - len({need.line.id for need in needs})),
        lines=tuple(lines[board.order] for board in page if board.order in lines),
        held=tuple(Held(*sums) for sums in look.reads.held(viewer.organisation)),
        after=look.reads.cursor(page[-1]) if len(boards) > limit else "",
    )


def _states(look: Look, orders: Sequence[str], viewer: Actor, now: datetime) -> Mapping[str, Order]:
    """These orders, each as it is now."""
    requests = [Request(Subject(Kind.ORDER, order), None, viewer) for order in orders]
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
        if wait.who is line.role and wait.kind not in RIGHTS
    ]
    return tuple(sorted(found, key=lambda need: need.wait.due_at))
