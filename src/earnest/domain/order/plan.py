"""How is the price planned over instalments, lots and purposes?

What becomes of a plan when the contract is amended is decided in ``reallot``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from earnest.domain.contract.lots import Purpose, family, lot_values, lots_of
from earnest.domain.contract.terms import Contract
from earnest.domain.money import split
from earnest.domain.order.state import Cell

Key = tuple[str, str, Purpose]
"""Instalment, lot and purpose: what a cell is about."""


def key_of(cell: Cell) -> Key:
    """What the cell is about."""
    return (cell.instalment, cell.lot, cell.purpose)


def plan_of(contract: Contract) -> tuple[Cell, ...]:
    """Spread each instalment over lots and purposes by value; both sums are exact.

    Each instalment takes its part of what is left of every share, so the last takes the rest. A lot
    that was split is planned as one, and then divided: no split moves a cent of another lot's plan.
    """
    lots = lots_of(contract)
    whole = {(share.lot, share.purpose): share.minor for share in lot_values(contract)}
    splits = [
        (lots[parent].id, lot.id)
        for lot, parent in zip(lots, family(lots), strict=True)
        if parent is not None
    ]
    for parent_id, child in reversed(splits):
        for purpose in Purpose:
            both = whole.get((parent_id, purpose), 0) + whole.get((child, purpose), 0)
            whole[parent_id, purpose] = both
    originals = [lot.id for lot in lots if lot.id not in {child for _, child in splits}]
    # In a fixed order: on equal remainders the earlier share wins, and a part that went wholly to a
    # lot split off must keep its place, or a cent would change its cell.
    names = [(lot, purpose) for purpose in Purpose for lot in originals]
    left = {name: whole[name] for name in names if whole.get(name)}
    table: dict[Key, int] = {}
    for item in contract.schedule:
        parts = split(item.amount_minor, tuple(left.values()))
        for (lot_id, purpose), part in zip(tuple(left), parts, strict=True):
            left[lot_id, purpose] -= part
            table[item.id, lot_id, purpose] = part
    for parent_id, child in splits:
        _divide_exactly(table, parent_id, child, whole)
    return cells_of(table, contract)


def _divide_exactly(
    table: dict[Key, int], parent: str, child: str, whole: Mapping[tuple[str, Purpose], int]
) -> None:
    def worth(purpose: Purpose) -> tuple[int, int]:
        goes = whole.get((child, purpose), 0)
        of_both = (minor for key, minor in table.items() if key[1:] == (parent, purpose))
        return (sum(of_both) - goes, goes)

    divide(table, {}, parent, child, worth)


def divide(
    table: dict[Key, int],
    paid: dict[Key, int],
    parent: str,
    child: str,
    worth: Callable[[Purpose], tuple[int, int]],
) -> None:
    """Divide each planned amount of ``parent`` with ``child``, and what was paid of it likewise.

    ``worth`` gives what both are worth for a purpose. The later instalments take the rest, so that
    both come to their part of the sum exactly.
    """
    for purpose in Purpose:
        weights = worth(purpose)
        if not any(weights):
            continue
        keys = [key for key in table if key[1:] == (parent, purpose)]
        left = list(split(sum(table[key] for key in keys), weights))
        for key in keys:
            stays, goes = split(table[key], left) if table[key] else (0, 0)
            left = [left[0] - stays, left[1] - goes]
            theirs: Key = (key[0], child, purpose)
            if paid.get(key):
                paid[key], paid[theirs] = split(paid[key], (stays, goes))
            table[key], table[theirs] = stays, goes


def cells_of(table: Mapping[Key, int], contract: Contract) -> tuple[Cell, ...]:
    """The amounts as cells: by instalment, then purpose, then lot; empty ones left out."""
    items = {item.id: place for place, item in enumerate(contract.schedule)}
    lots = {lot.id: place for place, lot in enumerate(lots_of(contract))}
    purposes = {purpose: place for place, purpose in enumerate(Purpose)}

    def place(key: Key) -> tuple[int, int, int]:
        return (items[key[0]], purposes[key[2]], lots[key[1]])

    found = sorted((key for key, minor in table.items() if minor), key=place)
    return tuple(Cell(*key, table[key]) for key in found)
