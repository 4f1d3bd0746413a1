"""How does the buyer's money reach the order, instalment by instalment, lot by lot (R9)?

Receipts are a stream of their own (``payment.receipt``); the part that matches an order becomes
``PaymentReceived`` here, in the same decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.coverage.undertaking import Undertaking
from earnest.domain.money import split
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import (
    Cell,
    Order,
    Paid,
    Wait,
    WaitKind,
    ending,
    starting,
)
from earnest.domain.refusals import refuse

PAYABLE = (Stage.SIGNED, Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED)
"""Stages in which money for the order is matched to it."""


@dataclass(frozen=True, slots=True)
class AnnouncePayment:
    """The buyer's payment is under way; the limit stays held until the deposit is due (R24)."""


@dataclass(frozen=True, slots=True)
class PaymentAnnounced:
    """The buyer says that money is under way."""

    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class PaymentReceived:
    """Settled money of one receipt belongs to this order, spread over instalments and lots."""

    receipt: str
    minor: int
    method: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PaymentReversed:
    """The bank took money back: from what is held, the rest as the buyer's debt (receivable).

    ``cells`` are owed again; ``taken`` says out of which balances their money came.
    """

    receipt: str
    minor: int
    cells: tuple[Cell, ...]
    receivable_minor: int
    waits: tuple[Wait, ...]
    taken: tuple[Share, ...] = ()

    @property
    def gone(self) -> tuple[Cell | Share, ...]:
        """What left escrow; before anything was kept back, the cells themselves."""
        return self.taken or self.cells


@dataclass(frozen=True, slots=True)
class InstalmentDue:
    """An instalment became due: its trigger happened."""

    part: str
    minor: int
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class InstalmentMissed:
    """The due date passed without full payment."""

    part: str
    at: datetime
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class InstalmentOverdue:
    """The balance is unpaid for so long that the supplier may cancel (R7)."""

    part: str


def allocate(state: Order, minor: int) -> tuple[Cell, ...]:
    """Spread a receipt over what is open: parts already due first, then the schedule's order.

    Within a part by the open amounts; ``minor`` must not exceed what is outstanding.
    """
    cells: list[Cell] = []
    for part in _order_of_payment(state):
        open_now = tuple(_minus(state.open_cells(part), cells))
        due = sum(cell.minor for cell in open_now)
        taken = min(due, minor)
        if taken:
            shares = split(taken, tuple(cell.minor for cell in open_now))
            cells += [replace(c, minor=m) for c, m in zip(open_now, shares, strict=True) if m]
            minor -= taken
    if minor:
        refuse("payment.too_much", excess=minor, currency=state.currency)
    return tuple(cells)


def _order_of_payment(state: Order) -> Iterator[str]:
    yield from state.triggered
    for item in state.terms.schedule:
        yield item.id


def _minus(cells: Sequence[Cell], taken: Sequence[Cell]) -> Iterator[Cell]:
    gone: dict[tuple[str, str, Purpose], int] = {}
    for cell in taken:
        gone[_key(cell)] = gone.get(_key(cell), 0) + cell.minor
    for cell in cells:
        part = min(cell.minor, gone.get(_key(cell), 0))
        gone[_key(cell)] = gone.get(_key(cell), 0) - part
        if cell.minor > part:
            yield replace(cell, minor=cell.minor - part)


def reversal(state: Order, receipt: str, minor: int, ctx: Context) -> PaymentReversed:
    """Take back ``minor`` of a receipt: from what is still held of it, the rest as a debt (M14).

    What a lot keeps back, or has set aside for a promise, is held of its payments as well; it is
    taken last.
    """
    paid = next((item for item in state.receipts if item.receipt == receipt), None)
    if paid is None or minor > paid.minor - paid.reversed_minor:
        refuse("payment.unknown_receipt", receipt=receipt[:60])
    cells, taken = _still_held(state, paid.cells, minor)
    left = minor - sum(cell.minor for cell in cells)
    waits = tuple(
        start(WaitKind.OVERDUE_INSTALMENT, state, ctx, about=part)
        for part in dict.fromkeys(_part_due(state, cell) for cell in cells)
        if part
    )
    return PaymentReversed(receipt, minor, cells, left, waits, taken)


def _still_held(
    state: Order, paid: tuple[Cell, ...], minor: int
) -> tuple[tuple[Cell, ...], tuple[Share, ...]]:
    """What of these paid cells is still in escrow, up to ``minor``, and in which balances."""
    held = {(lot.id, p): m for lot in state.lots.values() for p, m in lot.held.items()}
    there = Counter[tuple[str, str, Purpose]]()
    for cell in paid:
        there[_key(cell)] += cell.minor
    owed, taken = Counter[tuple[str, str, Purpose]](), Counter[tuple[str, Purpose]]()
    for kept in (None, Purpose.HOLDBACK, Purpose.SECURITY):
        for key, whole in there.items():
            name = (key[1], kept or key[2])
            part = min(minor - owed.total(), whole - owed[key], held.get(name, 0) - taken[name])
            owed[key] += part
            taken[name] += part
    return (
        tuple(Cell(*key, part) for key, part in owed.items() if part),
        tuple(Share(*name, part) for name, part in taken.items() if part),
    )


def _part_due(state: Order, cell: Cell) -> str:
    """The payable part of a cell that was due already; empty where it still has to become due."""
    by_lot = f"{cell.instalment}/{cell.lot}"
    if by_lot in state.triggered:
        return by_lot
    is_due = cell.instalment in (state.terms.schedule[0].id, *state.triggered)
    return cell.instalment if is_due else ""


def _may_announce(state: Order, _ctx: Context, _about: str) -> None:
    if state.payment_announced:
        refuse("payment.announced_twice")


def _announce(state: Order, _command: AnnouncePayment, ctx: Context) -> Events:
    deposit = state.wait(WaitKind.DEPOSIT)
    hold = state.wait(WaitKind.LIMIT_HOLD)
    if deposit is None or hold is None:
        return (PaymentAnnounced(()),)
    longer = start(WaitKind.LIMIT_HOLD, state, ctx, due_at=deposit.due_at)
    return (PaymentAnnounced((longer,)),)


def _announced(state: Order, event: PaymentAnnounced) -> Order:
    return starting(replace(state, payment_announced=True), event.waits)


def _add(held: Mapping[Purpose, int], purpose: Purpose, minor: int) -> dict[Purpose, int]:
    left = {**held, purpose: held.get(purpose, 0) + minor}
    return {key: value for key, value in left.items() if value}


def _hold(state: Order, cells: tuple[Cell, ...], parts: Iterable[Cell | Share], sign: int) -> Order:
    """The order with these cells paid (or owed again), and these parts in escrow (or gone)."""
    lots, unpaid = dict(state.lots), {_key(cell): cell for cell in state.unpaid}
    for part in parts:
        lot = lots[part.lot]
        lots[part.lot] = replace(lot, held=_add(lot.held, part.purpose, sign * part.minor))
    for cell in cells:
        old = unpaid.get(_key(cell), replace(cell, minor=0))
        unpaid[_key(cell)] = replace(old, minor=old.minor - sign * cell.minor)
    open_in_order = tuple(
        unpaid[_key(cell)] for cell in state.plan if unpaid.get(_key(cell), _NIL).minor
    )
    return replace(state, lots=lots, unpaid=open_in_order)


_NIL = Cell("", "", Purpose.GOODS, 0)


def _key(cell: Cell) -> tuple[str, str, Purpose]:
    return (cell.instalment, cell.lot, cell.purpose)


def _received(state: Order, event: PaymentReceived) -> Order:
    old = next((item for item in state.receipts if item.receipt == event.receipt), None)
    paid = old or Paid(event.receipt, 0, event.method, ())
    more = replace(paid, minor=paid.minor + event.minor, cells=(*paid.cells, *event.cells))
    others = tuple(item for item in state.receipts if item is not old)
    after = replace(
        _hold(state, event.cells, event.cells, 1),
        receipts=(*others, more),
        paid_minor=state.paid_minor + event.minor,
    )
    return ending(without_paid_waits(after), WaitKind.LIMIT_HOLD)


def without_paid_waits(state: Order) -> Order:
    """Nobody is waited for to pay what is no longer owed (T8)."""
    kinds = (WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT)
    gone = {w.name for w in state.waits if w.kind in kinds and not state.outstanding(w.about)}
    left = tuple(w for w in state.waits if w.name not in gone)
    overdue = tuple(part for part in state.overdue if state.outstanding(part))
    missed = {part: at for part, at in state.missed.items() if state.outstanding(part)}
    return replace(state, waits=left, overdue=overdue, missed=missed)


def _reversed(state: Order, event: PaymentReversed) -> Order:
    receipts = tuple(
        replace(
            item,
            reversed_minor=item.reversed_minor + event.minor,
            cells=tuple(_minus(item.cells, event.cells)),
        )
        if item.receipt == event.receipt
        else item
        for item in state.receipts
    )
    again = {wait.about: wait.started_at for wait in event.waits}
    after = replace(
        _unsecured(_hold(state, event.cells, event.gone, -1), event.taken),
        receipts=receipts,
        reversed_minor=state.reversed_minor + event.minor,
        receivable_minor=state.receivable_minor + event.receivable_minor,
        missed={**again, **state.missed},
    )
    return starting(after, event.waits)


def _unsecured(state: Order, taken: tuple[Share, ...]) -> Order:
    """The order whose promises have lost this security: the newest first."""
    gone = Counter({s.lot: s.minor for s in taken if s.purpose is Purpose.SECURITY})
    left: list[Undertaking] = []
    for each in reversed(state.undertakings):
        part = min(each.secured_minor, gone[each.lot])
        gone[each.lot] -= part
        left.append(replace(each, secured_minor=each.secured_minor - part))
    return replace(state, undertakings=tuple(reversed(left)))


def _due(state: Order, event: InstalmentDue) -> Order:
    return starting(replace(state, triggered=(*state.triggered, event.part)), event.waits)


def _missed(state: Order, event: InstalmentMissed) -> Order:
    after = replace(state, missed={**state.missed, event.part: event.at})
    return starting(ending(after, WaitKind.INSTALMENT, about=event.part), event.waits)


def _overdue(state: Order, event: InstalmentOverdue) -> Order:
    after = replace(state, overdue=(*state.overdue, event.part))
    return ending(after, WaitKind.OVERDUE_INSTALMENT, about=event.part)


ACTS = {AnnouncePayment: Act((Stage.SIGNED,), _announce, _may_announce)}
FOLDS: dict[type, Fold] = {
    PaymentAnnounced: _announced,
    PaymentReceived: _received,
    PaymentReversed: _reversed,
    InstalmentDue: _due,
    InstalmentMissed: _missed,
    InstalmentOverdue: _overdue,
}
