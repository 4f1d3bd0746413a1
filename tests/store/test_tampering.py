"""Which lies does the checker find? Every column of money and authority, one change at a time.

Each change is made as a hand on the database itself would make it, with triggers, foreign keys
and (where it can be) checks switched off, inside a transaction that is undone afterwards.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from earnest.journal.chain import link
from earnest.journal.checkpoint import Head
from earnest.store.archive import TABLES, StoreArchive
from earnest.store.files import StoreFiles
from earnest.store.reads import StoreReads
from earnest.store.unit_sqlite import SqliteScanner, SqliteStore
from earnest.store.wire import Wire
from earnest.usecases.ports import FileRow
from earnest.usecases.verify import Report, verify
from tests.cast import START
from tests.store.story import HOUSE, Teller, order

INSTANT = "2001-02-03T04:05:06.000000Z"
NOT_MONEY = {
    ("deadline", "attempts"): "counts tries",
    ("outbox", "attempts"): "counts tries",
}
"""Columns whose change alters no money and no authority; nobody looks for it."""

ONLY_A_CHECKPOINT = ("a tail cut in every table at once", "chains recomputed with the stolen key")


class Hand:
    """A hand on the database: changes anything, sees anything."""

    def __init__(self, run: Callable[..., list[Any]], scanner: Any, vendor: str) -> None:
        self.run, self._scanner, self.vendor = run, scanner, vendor

    def report(self, heads: Any = ()) -> Report:
        return verify(StoreArchive(self._scanner, self.vendor), HOUSE, heads)

    def value(self, table: str, column: str, where: str) -> Any:
        return self.run(f"SELECT {column} FROM {table} WHERE {where} LIMIT 1")[0][0]


@contextmanager
def hand_on(store: Any) -> Iterator[Hand]:
    """Anything goes inside; nothing of it stays."""
    if isinstance(store, SqliteStore):
        connection = sqlite3.connect(store.path, isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("BEGIN")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield Hand(
            lambda sql, *v: connection.execute(sql, v).fetchall(),
            SqliteScanner(connection),
            "sqlite",
        )
        connection.close()
        return
    with store.wires.taken() as wire:
        wire.execute("BEGIN")
        wire.execute("SET LOCAL session_replication_role = replica")
        yield Hand(_numbered(wire), wire, "postgresql")
        wire.execute("ROLLBACK")


def _numbered(wire: Wire) -> Callable[..., list[Any]]:
    def run(sql: str, *values: Any) -> list[Any]:
        for place in range(len(values)):
            sql = sql.replace("?", f"${place + 1}", 1)
        return wire.fetch(sql, *values)

    return run


def other(value: Any, *, is_instant: bool) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1_000
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case datetime():
            return value + timedelta(seconds=1)
        case str():
            return INSTANT if is_instant else f"{value}x"
    raise AssertionError(value)


@pytest.fixture
def told(teller: Teller) -> Teller:
    """Two orders: one nearly over, one under way, with words, limits and both kinds of money."""
    teller.set_limit()
    for number in (1, 2):
        story = Teller(teller.store, number=number)
        story.activate()
        story.say("hello")
    teller.receive()
    from earnest.domain.order.acts.accept import AcceptGoods
    from tests.cast import BUYER

    teller.do(AcceptGoods(teller.lots()[0]), BUYER, key="accept")
    upload(teller.store, order(1).id)
    return teller


def upload(store: Any, order_id: str) -> None:
    """Two files of the buyer's, as rows; no bytes."""
    rows = StoreFiles(store, mac_key=HOUSE.mac_key)
    for number, digit in ((1, "a"), (2, "b")):
        row = FileRow(
            order_id, number, digit * 64, f"{digit}.pdf", "application/pdf", 10, 10 * number,
            "harbour", "hannah", "buyer", START,
        )  # fmt: skip
        assert rows.add(row)


ROW = {
    "event": f"subject_id = '{order(2).id}' AND subject_kind = 'order' AND seq = 3",
    "board": f"subject_id = '{order(2).id}' AND subject_kind = 'order'",
    "deadline": "subject_kind = 'order'",
    "transfer": "code = 'release'",
    "outbox": "topic = 'payout'",
    "account": "name = 'payable/supplier'",
    "private_text": "name = 'text'",
    "idempotency": "key = 'accept'",
    "natural_key": "key LIKE 'rail/%'",
}
"""Which row of each table is changed; the first one where nothing is said."""


def test_every_changed_column_is_found(told: Teller):
    with hand_on(told.store) as hand:
        assert hand.report().ok
        missed = [
            f"{table}.{column}"
            for table, shape in TABLES.items()
            for column in shape.columns.split()
            if (table, column) not in NOT_MONEY and not _is_found(hand, table, column)
        ]
    assert missed == []


def _is_found(hand: Hand, table: str, column: str) -> bool:
    where = ROW.get(table, "1 = 1")
    changed = other(hand.value(table, column, where), is_instant=column in TABLES[table].instants)
    hand.run("SAVEPOINT one")
    try:
        key = TABLES[table].order.split(", ")
        values = [hand.value(table, name, where) for name in key]
        this = " AND ".join(f"{name} = ?" for name in key)
        hand.run(f"UPDATE {table} SET {column} = ? WHERE {this}", changed, *values)
    except (asyncpg.CheckViolationError, sqlite3.IntegrityError):
        hand.run("ROLLBACK TO one")
        return True  # no hand can write this one
    report = hand.report()
    hand.run("ROLLBACK TO one")
    return not report.ok or report.old_snapshots > 0


def test_every_deleted_kind_of_row_is_found(told: Teller):
    # A person's row that is gone takes rights away; publishing everybody again brings it back.
    # Erased words are a right of their owner.
    harmless = {"actor", "private_text"}
    missed = []
    with hand_on(told.store) as hand:
        for table in TABLES.keys() - harmless:
            hand.run("SAVEPOINT one")
            key = TABLES[table].order.split(", ")
            where = ROW.get(table, "1 = 1")
            values = [hand.value(table, name, where) for name in key]
            hand.run(f"DELETE FROM {table} WHERE {' AND '.join(f'{n} = ?' for n in key)}", *values)
            if hand.report().ok:
                missed.append(table)
            hand.run("ROLLBACK TO one")
    assert missed == []


def test_two_swapped_events_are_found(told: Teller):
    with hand_on(told.store) as hand:
        where = f"subject_id = '{order(1).id}' AND subject_kind = 'order'"
        for old, new in ((3, 99), (4, 3), (99, 4)):
            hand.run(f"UPDATE event SET seq = {new} WHERE {where} AND seq = {old}")
        assert {finding.check for finding in hand.report().findings} >= {"event.hash"}


def test_tail_cut_from_the_events_is_found(told: Teller):
    with hand_on(told.store) as hand:
        where = f"subject_id = '{order(2).id}' AND subject_kind = 'order'"
        last = hand.run(f"SELECT max(seq) FROM event WHERE {where}")[0][0]
        hand.run(f"DELETE FROM event WHERE {where} AND seq = {last}")
        assert not hand.report().ok


def test_chain_computed_again_without_the_key_is_found(told: Teller):
    with hand_on(told.store) as hand:
        _recompute(hand, seal=False)
        assert {finding.check for finding in hand.report().findings} == {"event.mac"}


def test_chain_computed_again_with_the_key_is_found_by_a_checkpoint_only(told: Teller):
    heads = list(StoreReads(told.store).heads())
    with hand_on(told.store) as hand:
        assert hand.report(heads).ok
        _recompute(hand, seal=True)
        assert hand.report().ok
        checks = {finding.check for finding in hand.report(heads).findings}
        assert checks == {"checkpoint.other_history"}


def test_stream_cut_everywhere_at_once_is_found_by_a_checkpoint_only(told: Teller):
    heads = list(StoreReads(told.store).heads())
    with hand_on(told.store) as hand:
        hand.run("DELETE FROM private_text WHERE subject_kind = 'talk'")
        for table in ("event", "board"):
            hand.run(f"DELETE FROM {table} WHERE subject_kind = 'talk'")
        assert hand.report().ok
        checks = {finding.check for finding in hand.report(heads).findings}
        assert checks == {"checkpoint.stream_missing"}


def _recompute(hand: Hand, *, seal: bool) -> None:
    """Say something else in the first event of a talk, and make its chain fit again."""
    from earnest.domain.subjects import Kind, Subject
    from earnest.journal import chain

    subject = Subject(Kind.TALK, order(1).id)
    where = f"subject_kind = 'talk' AND subject_id = '{subject.id}'"
    body = hand.value("event", "body", where).replace(b'"channel":"web"', b'"channel":"api"')
    digest = link(subject, 1, chain.GENESIS, body)
    hand.run(f"UPDATE event SET body = ?, hash = ? WHERE {where}", body, digest)
    hand.run(f"UPDATE board SET head = ? WHERE {where}", digest)
    if seal:
        mac = chain.seal(HOUSE.mac_key, digest)
        hand.run(f"UPDATE event SET mac = ? WHERE {where}", mac)


def test_checkpoint_is_checked_against_its_heads_and_its_key(told: Teller):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from earnest.journal.checkpoint import checkpoint
    from earnest.usecases.verify import check_point

    key, heads = Ed25519PrivateKey.generate(), list(StoreReads(told.store).heads())
    point = checkpoint(heads, "2026-03-02T09:00:00.000000Z", key)
    StoreReads(told.store).keep_checkpoint(point)
    assert check_point(point, heads, key.public_key())
    assert not check_point(point, heads[1:], key.public_key())
    forged = [Head(heads[0].stream, heads[0].seq, "00" * 32), *heads[1:]]
    assert not check_point(point, forged, key.public_key())
    assert not check_point(point, heads, Ed25519PrivateKey.generate().public_key())
