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
INSERT_BOARD = f"INSERT INTO board VALUES ({', '.join('?' * 20)})"
UPDATE_BOARD = """
    UPDATE board SET seq = ?, head = ?, last_at = ?, outbox_seq = ?, snapshot = ?, folds = ?,
        contract_hash = ?, stage = ?, buyer = ?, supplier = ?, hidden_from = ?, currency = ?,
        total_minor = ?, held_minor = ?, title = ?, next_due_at = ?, place = ?
    WHERE subject_kind = ? AND subject_id = ? AND seq = ?"""
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
    connection.executemany(
        INSERT_OUTBOX,
        (
            (*_name(o.subject), o.number, o.topic, o.payload, instant(o.not_before))
            for o in batch.outbox
        ),
    )
    connection.executemany(
        INSERT_KEY,
        (
            (k.principal, k.key, k.fingerprint, k.text, instant(k.recorded_at), k.mac)
            for k in batch.keys
        ),
    )
    connection.executemany(
        INSERT_NATURAL_KEY, ((key, *_name(s)) for key, s in batch.natural_keys.items())
    )
    connection.executemany(
        INSERT_PRIVATE,
        (
            (*_name(row.subject), row.seq, name, text)
            for row in batch.private
            for name, text in row.words.items()
        ),
    )


def _journal(connection: sqlite3.Connection, batch: Batch) -> None:
    connection.executemany(
        INSERT_EVENT,
        (
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
        ),
    )
    connection.executemany(INSERT_CONTRACT, contract_rows(batch))
    opened = {e.subject: instant(e.effective_at) for e in batch.events if e.seq == 1}
    new = [b for b in batch.boards if batch.before[b.subject] == 0]
    old = [b for b in batch.boards if batch.before[b.subject] != 0]
    connection.executemany(
        INSERT_BOARD, ((*_name(b.subject), *board_row(b), opened[b.subject]) for b in new)
    )
    _all_there(
        connection,
        UPDATE_BOARD,
        ((*board_row(b), *_name(b.subject), batch.before[b.subject]) for b in old),
        len(old),
    )


def board_row(board: BoardRow) -> tuple[Any, ...]:
    """The columns of a board row between its name and its opening."""
    columns = board_columns(board.state, board.last_at)
    due = columns.next_due_at
    return (
        board.seq,
        board.head,
        instant(board.last_at),
        board.outbox_seq,
        freeze(board.state),
        version(),
        *columns[:-2],
        instant(due) if due else None,
        columns.place,
    )


def _ledger(connection: sqlite3.Connection, batch: Batch) -> None:
    if not batch.transfers:
        return
    changes = account_changes(batch)
    connection.executemany(SHARED_ACCOUNT, changes.shared)
    connection.executemany(RISING_ACCOUNT, ((*a, change) for a, change in changes.rising))
    falling = ((change, *a) for a, change in changes.falling)
    _all_there(connection, FALLING_ACCOUNT, falling, len(changes.falling))
    connection.executemany(
        INSERT_TRANSFER,
        (
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
        ),
    )


def _waits(connection: sqlite3.Connection, batch: Batch, held: Held) -> None:
    changes = wait_changes(batch, held.waits)
    connection.executemany(DELETE_DEADLINE, ((*_name(s), *name) for s, *name in changes.gone))
    connection.executemany(
        PUT_DEADLINE,
        (
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
        ),
    )


def _limits(connection: sqlite3.Connection, batch: Batch, held: Held) -> None:
    if not (batch.reservations or batch.limits):
        return
    changes = limit_changes(batch, held.loaded.exposures)
    connection.executemany(INSERT_EXPOSURE, changes.new)
    changed = ((limit, change, *name) for *name, limit, change in changes.changed)
    _all_there(connection, UPDATE_EXPOSURE, changed, len(changes.changed))
    connection.executemany(TAKE_RESERVATION, changes.taken)
    freed = ((minor, order) for order, minor in changes.freed)
    _all_there(connection, FREE_RESERVATION, freed, len(changes.freed))


def _all_there(
    connection: sqlite3.Connection, sql: str, rows: Iterable[Sequence[Any]], expected: int
) -> None:
    """Run an update for rows that must all exist; raises Conflict where one does not."""
    if expected and connection.executemany(sql, rows).rowcount != expected:
        raise Conflict(f"a row was not as expected: {sql.split()[1]}")


def _name(subject: tuple[Any, str]) -> tuple[str, str]:
    kind, id = subject
    return str(kind), id
