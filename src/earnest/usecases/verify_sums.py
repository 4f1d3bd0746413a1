"""Do the sums over all streams agree with the tables that keep them?

Balances, limits, reservations, natural keys, remembered outcomes, contracts and people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from earnest.domain.deciders import State
from earnest.domain.files import bound_files
from earnest.domain.ledger.accounts import Account, is_asset, keeps_balance
from earnest.domain.ledger.entry import Transfer
from earnest.domain.order.acts.outage import ExtendForOutage, WaitsExtended, outage_key
from earnest.domain.order.acts.ship import GoodsShipped, ShipGoods, tracking_key
from earnest.domain.order.state import Order
from earnest.domain.payment.notice import NoticeRefused
from earnest.domain.payment.receipt import MoneyReceived, ReceiptReversed
from earnest.domain.programme.limit import Programme, reservation_change
from earnest.domain.subjects import Subject
from earnest.journal.chain import seal_row
from earnest.journal.envelope import Envelope
from earnest.usecases.batch import Done, Outcome
from earnest.usecases.intake import NOTICE_KEY, RAIL
from earnest.usecases.outcome import outcome_of
from earnest.usecases.perform import House, principal
from earnest.usecases.ports import Archive
from earnest.usecases.verify_stream import Findings, Row

UNDER_WAY = timedelta(hours=1)
"""So long after a refusal the loop may still be about to keep the notice."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_REVERSAL = "reversal/"
_OUTAGE = "outage/"
"""Claimed also where an outage took nothing from anybody, and then no event tells of it."""


@dataclass(slots=True)
class Sums:
    """What all streams together make; digests of 16 bytes stand for keys, to save memory."""

    house: House
    balances: dict[Account, int] = field(default_factory=dict)
    reserved: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    limits: dict[tuple[str, str], int] = field(default_factory=dict)
    natural: dict[str, tuple[str, str]] = field(default_factory=dict)
    reversals: dict[str, int] = field(default_factory=dict)
    keys: set[bytes] = field(default_factory=set)
    deeds: set[bytes] = field(default_factory=set)
    contracts: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    """Hashes of files that events bind."""
    kept: set[tuple[str, str]] = field(default_factory=set)
    """Refused notices that an operator can see: the rail's id and the code of the refusal."""
    latest: datetime = _NEVER
    """When the newest event was recorded."""

    def move(self, transfer: Transfer) -> None:
        """A transfer that an event makes."""
        for account, sign in ((transfer.debit, 1), (transfer.credit, -1)):
            change = sign * transfer.minor * (1 if is_asset(account.name) else -1)
            self.balances[account] = self.balances.get(account, 0) + change

    def note(self, envelope: Envelope, after: State) -> None:
        """An event of a stream, and the state that it led to."""
        event, stamp, subject = envelope.event, envelope.stamp, envelope.subject
        if stamp.key:
            owner = stamp.organisation or stamp.login
            self.keys.add(_digest(owner, stamp.key))
            name = f"{subject.kind.value}/{subject.id}"
            self.deeds.add(_digest(owner, stamp.key, name, str(envelope.seq), envelope.type))
        self.files |= bound_files(event)
        self.latest = max(self.latest, stamp.recorded_at)
        change = reservation_change(event)
        if change and isinstance(after, Order):
            before = self.reserved.get(subject.id, ("", "", 0))[2]
            self.reserved[subject.id] = (after.supplier, after.currency, before + change)
        match event:
            case MoneyReceived(rail=rail, rail_id=rail_id):
                self.natural[f"rail/{rail}/{rail_id}"] = (subject.kind.value, subject.id)
            case WaitsExtended(began_at=began, ended_at=ended):
                key = outage_key(subject.id, ExtendForOutage(began, ended))
                self.natural[key] = (subject.kind.value, subject.id)
            case NoticeRefused(notice=notice, code=code):
                self.kept.add((notice, code))
            case GoodsShipped():
                self.natural[_tracking(event)] = (subject.kind.value, subject.id)
            case ReceiptReversed():
                self.reversals[subject.id] = self.reversals.get(subject.id, 0) + 1

    def end(self, subject: Subject, state: State) -> None:
        """The last state of a stream."""
        if isinstance(state, Order) and state.contract_hash:
            self.contracts.add(state.contract_hash)
        if isinstance(state, Programme):
            for currency, minor in state.limits.items():
                self.limits[subject.id, currency] = minor


def _tracking(event: GoodsShipped) -> str:
    command = ShipGoods(
        event.lot, event.handed_over_at, event.mode, event.carrier, event.tracking, event.documents
    )
    return tracking_key(command)


def _digest(*parts: str) -> bytes:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).digest()


def check_sums(archive: Archive, sums: Sums, report: Findings) -> None:
    """Compare every table that no single stream explains."""
    _accounts(archive.rows("account"), sums, report)
    _limits(archive.rows("exposure"), sums, report)
    _reservations(archive.rows("reservation"), sums, report)
    _natural_keys(archive.rows("natural_key"), sums, report)
    _outcomes(archive.rows("idempotency"), sums, report)
    _contracts(archive.rows("contract"), sums, report)
    _people(archive.rows("actor"), sums, report)


def _accounts(rows: Iterable[Row], sums: Sums, report: Findings) -> None:
    """Balances equal the sums of transfers; none is below zero (M2, M4)."""
    missing = dict(sums.balances)
    for scope, name, currency, balance in rows:
        account = Account(scope, name, currency)
        right = missing.pop(account, None)
        if right is None:
            report.add("account.unexpected", "/".join(account))
        elif balance != (right if keeps_balance(account) else None):
            report.add("account.balance", "/".join(account), f"{balance} is not {right}")
        elif keeps_balance(account) and right < 0:
            report.add("account.below_zero", "/".join(account), str(right))
    for account in missing:
        report.add("account.missing", "/".join(account))


def _limits(rows: Iterable[Row], sums: Sums, report: Findings) -> None:
    """Limits are those set, reserved is the sum of reservations and within (M12)."""
    reserved: dict[tuple[str, str], int] = {}
    for supplier, currency, minor in sums.reserved.values():
        reserved[supplier, currency] = reserved.get((supplier, currency), 0) + minor
    missing = {*sums.limits, *(name for name, minor in reserved.items() if minor)}
    for supplier, currency, limit, held in rows:
        name = (supplier, currency)
        missing.discard(name)
        if name not in sums.limits and name not in reserved:
            report.add("exposure.unexpected", "/".join(name))
        if limit != sums.limits.get(name, 0):
            report.add("exposure.limit", "/".join(name), str(limit))
        if held != reserved.get(name, 0):
            report.add("exposure.reserved", "/".join(name), f"{held}, {reserved.get(name, 0)}")
    for name in missing:
        report.add("exposure.missing", "/".join(name))


def _reservations(rows: Iterable[Row], sums: Sums, report: Findings) -> None:
    missing = {order: value for order, value in sums.reserved.items() if value[2]}
    for order, supplier, currency, minor in rows:
        right = sums.reserved.get(order)
        missing.pop(order, None)
        if right != (supplier, currency, minor):
            report.add("reservation.differs", order, f"{supplier} {currency} {minor}, {right}")
    for order in missing:
        report.add("reservation.missing", order)


def _natural_keys(rows: Iterable[Row], sums: Sums, report: Findings) -> None:
    missing, reversals = dict(sums.natural), dict(sums.reversals)
    for key, kind, id in rows:
        receipt = key.removeprefix(_REVERSAL).split("/")[0]
        if key.startswith(_REVERSAL) and receipt == id and reversals.get(id):
            reversals[id] -= 1
        elif missing.pop(key, None) != (kind, id) and not key.startswith(f"{_OUTAGE}{id}/"):
            report.add("natural_key.differs", key, f"{kind}/{id}")
    for key in (*missing, *(f"{_REVERSAL}{id}" for id, left in reversals.items() if left)):
        report.add("natural_key.missing", key)


def _outcomes(rows: Iterable[Row], sums: Sums, report: Findings) -> None:
    """Every outcome is sealed, tells of events that are there, and none of theirs is missing."""
    missing = set(sums.keys)
    for owner, key, print_, text, recorded_at, mac in rows:
        missing.discard(_digest(owner, key))
        columns = (owner, key, print_, text, recorded_at)
        if seal_row(sums.house.mac_key, "idempotency", *columns) != mac:
            report.add("idempotency.mac", f"{owner}/{key}")
            continue
        outcome = outcome_of(text)
        if isinstance(outcome, Done) and not _is_told(owner, key, outcome, sums):
            report.add("idempotency.no_such_events", f"{owner}/{key}", text)
        if _is_dropped(owner, key, outcome, recorded_at, sums):
            report.add("notice.not_kept", f"{owner}/{key}", text)
    if missing:
        report.add("idempotency.missing", f"{len(missing)} keys of events")


def _is_dropped(owner: str, key: str, outcome: Outcome, recorded_at: str, sums: Sums) -> bool:
    """Whether the bank's notice was refused and nobody can see it; a moment ago is under way."""
    is_notice = owner == principal(RAIL) and key.startswith(NOTICE_KEY)
    if isinstance(outcome, Done) or not is_notice:
        return False
    is_past = datetime.fromisoformat(recorded_at) < sums.latest - UNDER_WAY
    return is_past and (key.removeprefix(NOTICE_KEY), outcome.code) not in sums.kept


def _is_told(owner: str, key: str, done: Done, sums: Sums) -> bool:
    name = f"{done.subject.kind.value}/{done.subject.id}"
    return all(
        any(_digest(owner, key, name, str(seq), type_) in sums.deeds for type_ in done.events)
        for seq in range(done.first_seq, done.version + 1)
    )


def _contracts(rows: Iterable[Row], sums: Sums, report: Findings) -> None:
    missing = set(sums.contracts)
    for hash_, body in rows:
        missing.discard(hash_)
        if hashlib.sha256(body).hexdigest() != hash_:
            report.add("contract.hash", hash_)
    for hash_ in missing:
        report.add("contract.missing", hash_)


def _people(rows: Iterable[Row], sums: Sums, report: Findings) -> None:
    """What decisions know of people was written by this installation."""
    for login, organisation, duty, authority, revoked, mac in rows:
        columns = (login, organisation, duty, authority, str(int(revoked)))
        if seal_row(sums.house.mac_key, "actor", *columns) != mac:
            report.add("actor.mac", f"{login}/{organisation}")
