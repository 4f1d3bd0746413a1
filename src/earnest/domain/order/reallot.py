"""What becomes of plan and paid money when the contract is amended?

Nothing is lost, lots that are fixed keep every cent and every date, money that a lot no longer
needs goes where something is unpaid, and only what fits nowhere goes back (R9). In one sentence:
the plan of the new text always equals what is paid plus what is unpaid, lot by lot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.contract.lots import Purpose, Share, lot_values, lots_of
from earnest.domain.contract.terms import Contract
from earnest.domain.money import split
from earnest.domain.order.plan import Key, cells_of, divide, key_of
from earnest.domain.order.state import Cell, Order
from earnest.domain.refusals import refuse

Account = tuple[str, Purpose]
"""A lot's balance for one purpose."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Held money that changes from one lot and purpose to another, in minor units."""

    lot: str
    purpose: Purpose
    to_lot: str
    to_purpose: Purpose
    minor: int


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where the money of one receipt stands now."""

    receipt: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Allotment:
    """A plan, what of it is unpaid, where each receipt stands, and which held money moves."""

    plan: tuple[Cell, ...]
    unpaid: tuple[Cell, ...]
    sources: tuple[Sourced, ...]
    moved: tuple[Moved, ...]
    refunded: tuple[Share, ...]


def reallot(
    state: Order, contract: Contract, *, fixed: frozenset[str], due: frozenset[str]
) -> Allotment:
    """The plan under an amended text, and what becomes of the money paid so far.

    ``fixed`` lots keep their part of every instalment; ``due`` names the payable parts that are due
    already. At most one lot is new, split from one that is not fixed. Refuses
    ``amend.fixed_instalment`` and ``amend.paid_instalment``.
    """
    table = {key_of(cell): cell.minor for cell in state.plan}
    open_now = {key_of(cell): cell.minor for cell in state.unpaid}
    forgiven = _sums(state.forgiven)
    paid = {k: m - open_now.get(k, 0) - forgiven.get(k, 0) for k, m in table.items()}
    worth = {(share.lot, share.purpose): share.minor for share in lot_values(contract)}
    for lot in lots_of(contract):
        if lot.id not in state.lots:
            pair = (lot.split_from, lot.id)
            divide(table, paid, *pair, lambda p, pair=pair: _worth(worth, pair, p))  # type: ignore[misc]  # bound now
            due |= {inherited(part, *pair) for part in due}
    desk = _Desk(state, contract, worth, table, paid, forgiven, fixed, due)
    if not desk.fits():
        desk.respread()
        desk.refill()
    unpaid = {key: desk.open(key) for key in desk.table}
    moved, refunded = _moves(state, desk.paid)
    return Allotment(
        cells_of(desk.table, contract),
        cells_of(unpaid, contract),
        tuple(_sources(state, contract, desk.paid)),
        moved,
        refunded,
    )


def inherited(part: str, parent: str, child: str) -> str:
    """The payable part that a lot split off has of a part of its parent's; else the same part."""
    instalment, _, lot = part.partition("/")
    return f"{instalment}/{child}" if lot == parent else part


def _worth(
    worth: Mapping[Account, int], pair: tuple[str, str], purpose: Purpose
) -> tuple[int, int]:
    return (worth.get((pair[0], purpose), 0), worth.get((pair[1], purpose), 0))


@dataclass(slots=True)
class _Desk:
    """The working copy: planned and paid amounts by instalment, lot and purpose."""

    state: Order
    contract: Contract
    worth: Mapping[Account, int]
    table: dict[Key, int]
    paid: dict[Key, int]
    forgiven: Mapping[Key, int]
    fixed: frozenset[str]
    due: frozenset[str]
    settled: frozenset[Key] = frozenset()

    def fits(self) -> bool:
        """Whether the plan adds up to the new text as it is."""
        items = {item.id: item.amount_minor for item in self.contract.schedule}
        by_item = dict.fromkeys(items, 0)
        by_account: dict[Account, int] = {}
        for (item, lot, purpose), minor in self.table.items():
            by_item[item] = by_item.get(item, 0) + minor
            by_account[lot, purpose] = by_account.get((lot, purpose), 0) + minor
        return by_item == items and {k: v for k, v in by_account.items() if v} == self.worth

    def respread(self) -> None:
        """Plan anew, keeping what is fixed, what is paid and what is due as far as it goes."""
        kept = self._kept()
        left = dict(self.worth)
        rest = {item.id: item.amount_minor for item in self.contract.schedule}
        for (item, lot, purpose), minor in kept.items():
            left[lot, purpose] -= minor
            rest[item] -= minor
        self.settled = frozenset(key for key in kept if self._is_settled(key))
        table = dict(kept)
        for item, wanted in rest.items():
            for names in self._tiers(item):
                room = [left[name] for name in names]
                parts = _split(min(wanted, sum(room)), room)
                wanted -= sum(parts)  # noqa: PLW2901 - what the next tier must take
                for name, part in zip(names, parts, strict=True):
                    left[name] -= part
                    table[item, *name] = table.get((item, *name), 0) + part
        self.table = table

    def _kept(self) -> dict[Key, int]:
        """The amounts that stay: of fixed lots all, of the others what is paid in full or due."""
        items = {item.id: item.amount_minor for item in self.contract.schedule}
        self._paid_stay(items)
        kept = {key: minor for key, minor in self.table.items() if minor and key[1] in self.fixed}
        for item, _, _ in kept:
            if sum(m for key, m in kept.items() if key[0] == item) > items.get(item, 0):
                refuse("amend.fixed_instalment", instalment=item)
        left = dict(self.worth)
        theirs: dict[Key, int] = {}
        for key, minor in sorted(self.table.items(), key=lambda each: _place(each[0], items)):
            part = min(minor, left.get(key[1:], 0)) if key[0] in items else 0
            if part and key not in kept and self._is_settled(key):
                theirs[key] = part
                left[key[1:]] -= part
        for item, amount in items.items():
            room = amount - sum(m for key, m in kept.items() if key[0] == item)
            names = [key for key in theirs if key[0] == item]
            wanted = [theirs[key] for key in names]
            if sum(wanted) > room:
                theirs.update(zip(names, _split(room, wanted), strict=True))
        return {**kept, **theirs}

    def _paid_stay(self, items: Mapping[str, int]) -> None:
        """Refuse to raise or to take away an instalment that was paid in full."""
        for item in dict.fromkeys(key[0] for key in self.table):
            planned = sum(m for key, m in self.table.items() if key[0] == item)
            both = (self.paid, self.forgiven)
            paid = sum(m for each in both for key, m in each.items() if key[0] == item)
            if paid == planned and not 0 < items.get(item, 0) <= planned:
                refuse("amend.paid_instalment", instalment=item)

    def _is_settled(self, key: Key) -> bool:
        is_paid = self.paid.get(key, 0) == self.table[key]
        return is_paid or not self.due.isdisjoint((key[0], f"{key[0]}/{key[1]}"))

    def _tiers(self, item: str) -> Iterator[list[Account]]:
        """Who takes what an instalment still needs: first the lots that owe nothing of it yet."""
        names = [name for name in self.worth if name[0] not in self.fixed]
        yield [name for name in names if (item, *name) not in self.settled]
        yield [
            name for name in names if self.paid.get((item, *name), 0) < self.table_of(item, name)
        ]
        yield names

    def table_of(self, item: str, name: Account) -> int:
        """What was planned of an instalment for a lot and purpose before."""
        return self.table.get((item, *name), 0)

    def refill(self) -> None:
        """Lay what was paid onto the new plan: each lot its own first, then where it is needed."""
        before = self.paid
        self.paid = {
            key: min(minor, self.table[key]) for key, minor in before.items() if key in self.table
        }
        over = _by_account(before)
        for key, minor in self.paid.items():
            over[key[1:]] -= minor
        for name in over:
            own = [key for key in self._unpaid() if key[1:] == name]
            over[name] -= self._lay(over[name], own)
        for name in over:
            near = sorted(
                self._unpaid(), key=lambda key: (key not in self.settled, key[1] != name[0])
            )
            over[name] -= self._lay(over[name], [key for key in near if self._may_take(key[1])])

    def _unpaid(self) -> list[Key]:
        """What is not paid: first what is due, then in the schedule's order."""
        items = {item.id: place for place, item in enumerate(self.contract.schedule)}
        found = [key for key in self.table if self.open(key)]
        return sorted(found, key=lambda key: (key not in self.settled, _place(key, items)))

    def open(self, key: Key) -> int:
        """What is still to be paid of an amount."""
        return self.table[key] - self.paid.get(key, 0) - self.forgiven.get(key, 0)

    def _may_take(self, lot: str) -> bool:
        known = self.state.lots.get(lot)
        return known is None or (known.is_payable and not known.is_ended)

    def _lay(self, minor: int, keys: Iterable[Key]) -> int:
        """Lay up to ``minor`` onto these amounts in order; gives how much found a place."""
        laid = 0
        for key in keys:
            part = min(minor - laid, self.open(key))
            if part:
                self.paid[key] = self.paid.get(key, 0) + part
                laid += part
        return laid


def _place(key: Key, items: Mapping[str, int]) -> tuple[int, str, str]:
    order = list(items)
    return (order.index(key[0]) if key[0] in items else len(order), key[1], key[2].value)


def _split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    return split(total, weights) if any(weights) else (0,) * len(weights)


def _by_account(table: Mapping[Key, int]) -> dict[Account, int]:
    sums: dict[Account, int] = {}
    for (_, lot, purpose), minor in table.items():
        sums[lot, purpose] = sums.get((lot, purpose), 0) + minor
    return sums


_Meets = Callable[[Key], object]


def _sources(state: Order, contract: Contract, paid: Mapping[Key, int]) -> Iterator[Sourced]:
    """Where each receipt stands now: where it stood, else on the lot split off, else anywhere."""
    parents = {lot.id: lot.split_from for lot in lots_of(contract)}
    wanted = dict(paid)
    had = [(item.receipt, dict(_sums(item.cells))) for item in state.receipts]
    found: dict[str, dict[Key, int]] = {item.receipt: {} for item in state.receipts}
    meetings: tuple[tuple[_Meets, _Meets], ...] = (
        (lambda key: key, lambda want: want),
        (lambda key: key, lambda want: (want[0], parents[want[1]], want[2])),
        (lambda key: key[1:], lambda want: want[1:]),
        (lambda _key: None, lambda _want: None),
    )
    for of_had, of_wanted in meetings:
        places: dict[object, list[Key]] = {}
        for want in [want for want, minor in wanted.items() if minor]:
            places.setdefault(of_wanted(want), []).append(want)
        for receipt, cells in had:
            for key in cells:
                _hand_over(key, cells, wanted, places.get(of_had(key), ()), found[receipt])
    for item in state.receipts:
        yield Sourced(item.receipt, cells_of(found[item.receipt], contract))


def _hand_over(
    key: Key,
    cells: dict[Key, int],
    wanted: dict[Key, int],
    places: Iterable[Key],
    found: dict[Key, int],
) -> None:
    for want in places:
        part = min(cells[key], wanted[want])
        cells[key] -= part
        wanted[want] -= part
        found[want] = found.get(want, 0) + part


def _sums(cells: Iterable[Cell]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for cell in cells:
        sums[key_of(cell)] = sums.get(key_of(cell), 0) + cell.minor
    return sums


def _moves(state: Order, paid: Mapping[Key, int]) -> tuple[tuple[Moved, ...], tuple[Share, ...]]:
    """Which held money changes its lot or purpose, and what goes back."""
    change = _by_account(paid)
    for item in state.receipts:
        for cell in item.cells:
            name = (cell.lot, cell.purpose)
            change[name] = change.get(name, 0) - cell.minor
    moved: list[Moved] = []
    for giver, taker in _pairs(change):
        part = min(-change[giver], change[taker])
        if part > 0:
            change[giver] += part
            change[taker] -= part
            moved.append(Moved(*giver, *taker, part))
    back = tuple(Share(*name, -minor) for name, minor in change.items() if minor < 0)
    return tuple(moved), back


def _pairs(change: Mapping[Account, int]) -> list[tuple[Account, Account]]:
    """Who could give to whom: first within one purpose, then across."""
    givers = [name for name, minor in change.items() if minor < 0]
    takers = [name for name, minor in change.items() if minor > 0]
    pairs = [(giver, taker) for giver in givers for taker in takers]
    return sorted(pairs, key=lambda pair: pair[0][1] is not pair[1][1])


def reallotted(state: Order, allotment: Allotment) -> Order:
    """The order with its money where ``allotment`` says; lots must exist already."""
    held = {id: dict(lot.held) for id, lot in state.lots.items()}
    back = dict.fromkeys(state.lots, 0)
    for move in allotment.moved:
        held[move.lot][move.purpose] -= move.minor
        to = held[move.to_lot]
        to[move.to_purpose] = to.get(move.to_purpose, 0) + move.minor
    for share in allotment.refunded:
        held[share.lot][share.purpose] -= share.minor
        back[share.lot] += share.minor
    lots = {
        id: replace(
            lot,
            held={purpose: minor for purpose, minor in held[id].items() if minor},
            refunded_minor=lot.refunded_minor + back[id],
        )
        for id, lot in state.lots.items()
    }
    cells = {source.receipt: source.cells for source in allotment.sources}
    return replace(
        state,
        lots=lots,
        plan=allotment.plan,
        unpaid=allotment.unpaid,
        receipts=tuple(replace(item, cells=cells[item.receipt]) for item in state.receipts),
        refunded_minor=state.refunded_minor + sum(back.values()),
    )
