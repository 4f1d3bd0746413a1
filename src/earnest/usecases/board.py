"""What do lists and sorts need of a state? Columns derived from the state and nothing else.

The store writes them beside each snapshot; the checker derives them again and compares (J3).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from earnest.domain.deciders import State, waits
from earnest.domain.order.state import Order
from earnest.domain.parties import Role
from earnest.domain.payment.notice import RefusedNotice
from earnest.domain.payment.receipt import Receipt
from earnest.domain.programme.limit import Programme

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BEHIND = 2**61
"""Behind every instant of this calendar, in microseconds; twice as much still fits 64 bits."""


def place_of(next_due_at: datetime | None, last_at: datetime) -> int:
    """Where a list has it: by the next deadline; behind all, newest first, what has none."""
    if next_due_at is not None:
        return (next_due_at - _EPOCH) // _MICROSECOND
    return _BEHIND - (last_at - _EPOCH) // _MICROSECOND


OPEN = "open"
"""The stage of a refused notice that nobody has dealt with."""


class BoardColumns(NamedTuple):
    """What lists and sorts need of a state, derived from nothing else."""

    contract_hash: str
    stage: str
    buyer: str
    supplier: str
    hidden_from: str
    currency: str
    total_minor: int
    held_minor: int
    title: str
    next_due_at: datetime | None
    place: int


def board_columns(state: State, last_at: datetime) -> BoardColumns:
    """The columns of a state; a draft never shown is hidden from the other side's lists.

    The title of a receipt is the order for which its suspended money came.
    """
    held, due, place = standing(state, last_at)
    if isinstance(state, Order):
        hidden = "" if state.shown else _other(state.opened_by)
        terms = state.contract
        return BoardColumns(
            state.contract_hash,
            state.stage.value,
            state.buyer,
            state.supplier,
            hidden,
            state.currency,
            terms.stated_total_minor if terms else 0,
            held,
            terms.title if terms else "",
            due,
            place,
        )
    if isinstance(state, Receipt):
        sums = (state.currency, state.minor, held)
        return BoardColumns("", "", "", "", "", *sums, state.sent_for, due, place)
    if isinstance(state, RefusedNotice):
        stage = OPEN if state.is_open else ""
        return BoardColumns("", stage, "", "", "", "", 0, 0, "", due, place)
    supplier = state.id if isinstance(state, Programme) else ""
    return BoardColumns("", "", "", supplier, "", "", 0, 0, "", due, place)


def standing(state: State, last_at: datetime) -> tuple[int, datetime | None, int]:
    """What moves with every event: ``held_minor``, ``next_due_at`` and ``place``."""
    due = min((wait.due_at for wait in waits(state)), default=None)
    place = place_of(due, last_at)
    if isinstance(state, Order):
        return state.held_minor, due, place
    return state.suspense_minor if isinstance(state, Receipt) else 0, due, place


def keeps_line(before: State, after: State) -> bool:
    """Whether all other columns are surely the same: those of an order's text, stage and sides."""
    return (
        isinstance(before, Order)
        and isinstance(after, Order)
        and before.contract is after.contract
        and before.stage is after.stage
        and before.shown is after.shown
        and before.policy == after.policy
        and (before.buyer, before.supplier) == (after.buyer, after.supplier)
    )


def _other(side: Role) -> str:
    return Role.SUPPLIER.value if side is Role.BUYER else Role.BUYER.value
