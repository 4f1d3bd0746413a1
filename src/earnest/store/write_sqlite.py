"""How is a batch written on SQLite? One statement per table, run for all of its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from earnest.journal.envelope import instant
from earnest.journal.snapshot import freeze, version
from earnest.store.loading import Held
from earnest.store.rows import (
    account_changes,
    contract_rows,
    limit_changes,
    wait_changes,
)
from earnest.usecases.batch import Batch, BoardRow
from earnest.usecases.board import board_columns
from earnest.usecases.ports import Conflict

INSERT_EVENT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NAME = ("subject_kind", "subject_id")
_CHANGED = (
    "seq", "head", "last_at", "outbox_seq", "snapshot", "folds", "contract_hash", "total_minor",
    "title", "next_due_at",
)  # fmt: skip
INDEXED = ("stage", "buyer", "supplier", "hidden_from", "currency", "held_minor", "place")
"""The columns of a board row that some index holds or asks for."""


def _are(names: Iterable[str], between: str) -> str:
    return between.join(f"{name} = ?" for name in names)


INSERT_BOARD = (
    f"INSERT INTO board ({', '.join((*_CHANGED, *INDEXED, *_NAME))}, opened_at)"
    f" VALUES ({', '.join('?' * 20)})"
)
UPDATE_BOARD = (
    f"UPDATE board SET {_are(_CHANGED, ', ')} WHERE {_are((*INDEXED, *_NAME, 'seq'), ' AND ')}"
)
"""For what keeps its stage, money and place in every list, as after most events of an order: SQLite
writes an index anew wherever its columns are named, be they changed or not, and here are four."""
MOVE_BOARD = (
    f"UPDATE board SET {_are((*_CHANGED, *INDEXED), ', ')} WHERE {_are((*_NAME, 'seq'), ' AND ')}"
)
INSERT_CONTRACT = "INSERT INTO contract VALUES (?, ?) ON CONFLICT DO NOTHING"
SHARED_ACCOUNT = "INSERT INTO account VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING"
RISING_ACCOUNT = """
    INSERT INTO account VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET balance_minor = balance_minor + excluded.balance_minor"""
FALLING_ACCOUNT = """
    UPDATE account SET balance_minor = balance_minor - ?
    WHERE scope = ? AND name = ? AND currency = ?"""
INSERT_TRANSFER = "INSERT INTO transfer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
DELETE_DEADLINE = """
    DELETE FROM deadline WHERE subject_kind = ? AND subject_id = ? AND kind = ? AND about = ?"""
PUT_DEADLINE = """
    INSERT INTO deadline (subject_kind, subject_id, kind, about, who, due_at, rule, zone, calendar,
        started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET who = excluded.who, due_at = excluded.due_at, rule = excluded.rule,
        zone = excluded.zone, calendar = excluded.calendar, started_at = excluded.started_at,
        attempts = 0, parked_until = NULL, last_error = ''"""
INSERT_OUTBOX = """
    INSERT INTO outbox (subject_kind, subject_id, number, topic, payload, not_before)
    VALUES (?, ?, ?, ?, ?, ?)"""
INSERT_KEY = "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?)"
INSERT_NATURAL_KEY = "INSERT INTO natural_key VALUES (?, ?, ?)"
INSERT_EXPOSURE = "INSERT INTO exposure VALUES (?, ?, ?, ?)"
UPDATE_EXPOSURE = """
    UPDATE exposure SET limit_minor = coalesce(?, limit_minor),
        reserved_minor = reserved_minor + ?
    WHERE supplier = ? AND currency = ?"""
TAKE_RESERVATION = """
    INSERT INTO reservation VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
    SET reserved_minor = reserved_minor + excluded.reserved_minor"""
FREE_RESERVATION = "UPDATE reservation SET reserved_minor = reserved_minor - ? WHERE order_id = ?"
INSERT_PRIVATE = "INSERT INTO private_text VALUES (?, ?, ?, ?, ?)"


def append(connection: sqlite3.Connection, batch: Batch, held: Held) -> None:
    """Write a batch inside the running transaction; raises Conflict where a row is not there."""
    _journal(connection, batch)
    _ledger(connection, batch)
    _waits(connection, batch, held)
    _limits(connection, batch, held)
    _each(
        connection,
        INSERT_OUTBOX,
        [
            (*_name(o.subject), o.number, o.topic, o.payload, instant(o.not_before))
            for o in batch.outbox
        ],
    )
    _each(
        connection,
        INSERT_KEY,
        [
            (k.principal, k.key, k.fingerprint, k.text, instant(k.recorded_at), k.mac)
            for k in batch.keys
        ],
    )
    _each(
        connection,
        INSERT_NATURAL_KEY,
        [(key, *_name(subject)) for key, subject in batch.natural_keys.items()],
    )
    _each(
        connection,
        INSERT_PRIVATE,
        [
            (*_name(row.subject), row.seq, name, text)
            for row in batch.private
            for name, text in row.words.items()
        ],
    )


def _journal(connection: sqlite3.Connection, batch: Batch) -> None:
    _each(
        connection,
        INSERT_EVENT,
        [
            (
                *_name(e.subject),
                e.seq,
                e.type,
                e.body,
                e.hash,
                e.mac,
                instant(e.effective_at),
                instant(e.recorded_at),
            )
            for e in batch.events
        ],
    )
    _each(connection, INSERT_CONTRACT, contract_rows(batch))
    opened = {e.subject: instant(e.effective_at) for e in batch.events if e.seq == 1}
    before = batch.before
    new = [(*board_row(b), opened[b.subject]) for b in batch.boards if not before[b.subject]]
    old = [(*board_row(b), seq) for b in batch.boards if (seq := before[b.subject])]
    _each(connection, INSERT_BOARD, new)
    stayed = _each(connection, UPDATE_BOARD, old)
    _all_there(connection, MOVE_BOARD, old, len(old) - stayed)  # who stayed has another seq by now


def board_row(board: BoardRow) -> tuple[Any, ...]:
    """The columns of a board row: those that change, those in indexes, the name."""
    columns = board_columns(board.state, board.last_at)
    due = columns.next_due_at
    return (
        board.seq,
        board.head,
        instant(board.last_at),
        board.outbox_seq,
        freeze(board.state),
        version(),
        columns.contract_hash,
        columns.total_minor,
        columns.title,
        instant(due) if due else None,
        columns.stage,
        columns.buyer,
        columns.supplier,
        columns.hidden_from,
        columns.currency,
        columns.held_minor,
        columns.place,
        *_name(board.subject),
    )


def _ledger(connection: sqlite3.Connection, batch: Batch) -> None:
    if not batch.transfers:
        return
    changes = account_changes(batch)
    _each(connection, SHARED_ACCOUNT, changes.shared)
    _each(connection, RISING_ACCOUNT, [(*a, change) for a, change in changes.rising])
    falling = [(change, *a) for a, change in changes.falling]
    _all_there(connection, FALLING_ACCOUNT, falling, len(falling))
    connection.executemany(
        INSERT_TRANSFER,
        [
            (
                *_name(row.subject),
                row.seq,
                row.number,
                row.transfer.debit.scope,
                row.transfer.debit.name,
                row.transfer.credit.scope,
                row.transfer.credit.name,
                row.transfer.currency,
                row.transfer.minor,
                row.transfer.code.value,
            )
            for row in batch.transfers
        ],
    )


def _waits(connection: sqlite3.Connection, batch: Batch, held: Held) -> None:
    changes = wait_changes(batch, held)
    _each(connection, DELETE_DEADLINE, [(*_name(s), *name) for s, *name in changes.gone])
    _each(
        connection,
        PUT_DEADLINE,
        [
            (
                *_name(s),
                w.kind.value,
                w.about,
                w.who.value,
                instant(w.due_at),
                w.rule,
                w.zone,
                w.calendar,
                instant(w.started_at),
            )
            for s, w in changes.changed
        ],
    )


def _limits(connection: sqlite3.Connection, batch: Batch, held: Held) -> None:
    if not (batch.reservations or batch.limits):
        return
    changes = limit_changes(batch, held.loaded.exposures)
    _each(connection, INSERT_EXPOSURE, changes.new)
    changed = [(limit, change, *name) for *name, limit, change in changes.changed]
    _all_there(connection, UPDATE_EXPOSURE, changed, len(changed))
    _each(connection, TAKE_RESERVATION, changes.taken)
    freed = [(minor, order) for order, minor in changes.freed]
    _all_there(connection, FREE_RESERVATION, freed, len(freed))


def _each(connection: sqlite3.Connection, sql: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run a statement for each row, none for none; gives how many rows it changed."""
    return connection.executemany(sql, rows).rowcount if rows else 0


def _all_there(
    connection: sqlite3.Connection, sql: str, rows: Sequence[Sequence[Any]], expected: int
) -> None:
    """Run an update that must change ``expected`` rows; raises Conflict where one is not there."""
    if expected and _each(connection, sql, rows) != expected:
        raise Conflict(f"a row was not as expected: {sql.split()[1]}")


def _name(subject: tuple[Any, str]) -> tuple[str, str]:
    kind, id = subject
    return str(kind), id
