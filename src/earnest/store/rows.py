"""How do a batch's values become columns, and what does a batch change where rows exist already?

Nothing here knows a database; ``unit_sqlite`` and ``unit_postgresql`` write what is told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from earnest.domain.context import Exposure
from earnest.domain.contract.signing import canonical_bytes
from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import waits
from earnest.domain.ledger.accounts import Account, keeps_balance
from earnest.domain.ledger.trial import balances
from earnest.domain.order.state import Order, Wait
from earnest.domain.parties import Actor, Duty
from earnest.domain.subjects import Subject
from earnest.journal.codec import decoder, from_json, to_json
from earnest.store.loading import Held
from earnest.usecases.batch import Batch


def actor_of(row: Sequence[Any]) -> Actor:
    """The actor of (login, organisation, duty, authority, revoked)."""
    login, organisation, duty, authority, revoked = row
    return Actor(
        login, organisation, Duty(duty), frozenset(from_json(authority)), revoked=bool(revoked)
    )


def contract_of(body: bytes) -> Contract:
    """The terms inside the canonical text of a contract."""
    return decoder(Contract).decode(to_json(from_json(body)["contract"]))


def contract_rows(batch: Batch) -> list[tuple[str, bytes]]:
    """(hash, canonical text) of the contracts on which written orders now stand.

    A text that was replaced within the same batch stands in the journal only.
    """
    found: dict[str, bytes] = {}
    for board in batch.boards:
        state = board.state
        if isinstance(state, Order) and state.contract and state.contract_hash in batch.contracts:
            found[state.contract_hash] = canonical_bytes(state.contract, policy=state.policy)
    return list(found.items())


class AccountChanges(NamedTuple):
    """Accounts that must exist, and by how much each balance rises or falls (minor units)."""

    shared: tuple[Account, ...]
    rising: tuple[tuple[Account, int], ...]
    falling: tuple[tuple[Account, int], ...]


def account_changes(batch: Batch) -> AccountChanges:
    """What a batch's transfers do to balances; one change for each account.

    A falling account exists already: nothing can leave where nothing ever came in.
    """
    changes = balances(row.transfer for row in batch.transfers)
    kept = {account: change for account, change in changes.items() if keeps_balance(account)}
    return AccountChanges(
        shared=tuple(sorted(account for account in changes if account not in kept)),
        rising=tuple(sorted((a, change) for a, change in kept.items() if change >= 0)),
        falling=tuple(sorted((a, -change) for a, change in kept.items() if change < 0)),
    )


class WaitChanges(NamedTuple):
    """Deadline rows that go, and those that come or change."""

    gone: tuple[tuple[Subject, str, str], ...]
    changed: tuple[tuple[Subject, Wait], ...]


def wait_changes(batch: Batch, held: Held) -> WaitChanges:
    """The difference between the waits that there are rows of and those that now run."""
    gone: list[tuple[Subject, str, str]] = []
    changed: list[tuple[Subject, Wait]] = []
    for subject, now in batch.waits.items():
        before = waits(held.loaded.streams[subject].state)
        known = held.rows.get(subject)
        if now is before and known is None:
            continue
        old = {wait.name: wait for wait in before} if known is None else dict.fromkeys(known)
        names = set()
        for wait in now:
            names.add(wait.name)
            if old.get(wait.name) != wait:
                changed.append((subject, wait))
        gone += ((subject, *name) for name in old if name not in names)
    return WaitChanges(tuple(gone), tuple(changed))


@dataclass(frozen=True, slots=True)
class LimitChanges:
    """New exposures, changes of existing ones, and changes of orders' reservations."""

    new: tuple[tuple[str, str, int, int], ...]
    changed: tuple[tuple[str, str, int | None, int], ...]
    taken: tuple[tuple[str, str, str, int], ...]
    freed: tuple[tuple[str, int], ...]


def limit_changes(batch: Batch, known: Iterable[tuple[str, str]]) -> LimitChanges:
    """What a batch does to limits and reservations; ``known`` exposures have a row already.

    An order's changes are summed: what is freed was reserved by a row that exists.
    """
    reserved: dict[tuple[str, str], int] = {}
    orders: dict[str, tuple[str, str, int]] = {}
    for item in batch.reservations:
        name = (item.supplier, item.currency)
        reserved[name] = reserved.get(name, 0) + item.change_minor
        before = orders[item.order][2] if item.order in orders else 0
        orders[item.order] = (*name, before + item.change_minor)
    names, known = sorted({*reserved, *batch.limits}), set(known)
    return LimitChanges(
        new=tuple(
            (*name, batch.limits.get(name, 0), reserved.get(name, 0))
            for name in names
            if name not in known
        ),
        changed=tuple(
            (*name, batch.limits.get(name), reserved.get(name, 0))
            for name in names
            if name in known
        ),
        taken=tuple((id, *rest) for id, rest in sorted(orders.items()) if rest[2] > 0),
        freed=tuple((id, -rest[2]) for id, rest in sorted(orders.items()) if rest[2] < 0),
    )


def exposure_of(row: Sequence[Any]) -> Exposure:
    """The exposure of (limit_minor, reserved_minor)."""
    return Exposure(row[0], row[1])
