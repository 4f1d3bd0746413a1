"""How is a batch written on PostgreSQL? By one set-based statement, made of the parts it needs.

Each part is a data-modifying CTE over arrays. Parts without rows are left out; since only few
combinations occur, each is planned once and prepared. Foreign keys are checked at the end of the
statement, so the order of the parts does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from earnest.journal.snapshot import freeze, version
from earnest.store.loading import Held
from earnest.store.rows import (
    account_changes,
    contract_rows,
    limit_changes,
    wait_changes,
)
from earnest.store.wire import Wire
from earnest.usecases.batch import Batch
from earnest.usecases.board import board_columns, keeps_line, standing
from earnest.usecases.ports import Conflict


class Part(NamedTuple):
    """One CTE: the types of its arrays, its text with ``{rows}``, whether all rows must count."""

    types: str
    sql: str
    counts: bool = False


_BOARD_TYPES = (
    "text text bigint bytea timestamptz bigint bytea text text text text text text text bigint"
    " bigint text timestamptz bigint"
)
_BOARD_TEXT = (
    "subject_kind subject_id seq head last_at outbox_seq snapshot folds contract_hash stage buyer"
    " supplier hidden_from currency total_minor held_minor title next_due_at place"
)
_BOARD_COLUMNS = tuple(_BOARD_TEXT.split())
_MOVING_COLUMNS = (
    *_BOARD_COLUMNS[:8],  # what the line shows stays as it is
    "held_minor",
    "next_due_at",
    "place",
)


def _update_board(columns: Sequence[str]) -> str:
    return (
        f"UPDATE board SET {', '.join(f'{name} = n.{name}' for name in columns[2:])}"
        f" FROM {{rows}} AS n({', '.join(columns)}, before)"
        " WHERE board.subject_kind = n.subject_kind AND board.subject_id = n.subject_id"
        " AND board.seq = n.before"
    )


PARTS = {
    "event": Part(
        "text text bigint text bytea bytea bytea timestamptz timestamptz",
        "INSERT INTO event SELECT * FROM {rows}",
    ),
    "contract": Part(
        "text bytea", "INSERT INTO contract SELECT * FROM {rows} ON CONFLICT DO NOTHING"
    ),
    "new_board": Part(
        f"{_BOARD_TYPES} timestamptz",
        f"INSERT INTO board ({', '.join(_BOARD_COLUMNS)}, opened_at) SELECT * FROM {{rows}}",
    ),
    "board": Part(
        f"{_BOARD_TYPES} bigint",
        _update_board(_BOARD_COLUMNS),
        counts=True,
    ),
    "moved_board": Part(
        "text text bigint bytea timestamptz bigint bytea text bigint timestamptz bigint bigint",
        _update_board(_MOVING_COLUMNS),
        counts=True,
    ),
    "shared_account": Part(
        "text text text",
        "INSERT INTO account SELECT scope, name, currency, NULL"
        " FROM {rows} AS n(scope, name, currency) ON CONFLICT DO NOTHING",
    ),
    "rising_account": Part(
        "text text text bigint",
        "INSERT INTO account SELECT * FROM {rows} ON CONFLICT (scope, name, currency) DO UPDATE"
        " SET balance_minor = account.balance_minor + excluded.balance_minor",
    ),
    "falling_account": Part(
        "text text text bigint",
        "UPDATE account SET balance_minor = balance_minor - n.fall"
        " FROM {rows} AS n(scope, name, currency, fall) WHERE account.scope = n.scope"
        " AND account.name = n.name AND account.currency = n.currency",
        counts=True,
    ),
    "transfer": Part(
        "text text bigint bigint text text text text text bigint text",
        "INSERT INTO transfer SELECT * FROM {rows}",
    ),
    "gone_deadline": Part(
        "text text text text",
        "DELETE FROM deadline USING {rows} AS n(subject_kind, subject_id, kind, about)"
        " WHERE deadline.subject_kind = n.subject_kind AND deadline.subject_id = n.subject_id"
        " AND deadline.kind = n.kind AND deadline.about = n.about",
    ),
    "deadline": Part(
        "text text text text text timestamptz text text text timestamptz",
        "INSERT INTO deadline (subject_kind, subject_id, kind, about, who, due_at, rule, zone,"
        " calendar, started_at) SELECT * FROM {rows}"
        " ON CONFLICT (subject_kind, subject_id, kind, about) DO UPDATE SET who = excluded.who,"
        " due_at = excluded.due_at, rule = excluded.rule, zone = excluded.zone,"
        " calendar = excluded.calendar, started_at = excluded.started_at, attempts = 0,"
        " parked_until = NULL, last_error = ''",
    ),
    "outbox": Part(
        "text text bigint text text timestamptz",
        "INSERT INTO outbox (subject_kind, subject_id, number, topic, payload, not_before)"
        " SELECT * FROM {rows}",
    ),
    "idempotency": Part(
        "text text text text timestamptz bytea", "INSERT INTO idempotency SELECT * FROM {rows}"
    ),
    "natural_key": Part("text text text", "INSERT INTO natural_key SELECT * FROM {rows}"),
    "new_exposure": Part("text text bigint bigint", "INSERT INTO exposure SELECT * FROM {rows}"),
    "exposure": Part(
        "text text bigint bigint",
        "UPDATE exposure SET limit_minor = coalesce(n.new_limit, limit_minor),"
        " reserved_minor = reserved_minor + n.change"
        " FROM {rows} AS n(supplier, currency, new_limit, change)"
        " WHERE exposure.supplier = n.supplier AND exposure.currency = n.currency",
        counts=True,
    ),
    "taken_reservation": Part(
        "text text text bigint",
        "INSERT INTO reservation SELECT * FROM {rows} ON CONFLICT (order_id) DO UPDATE"
        " SET reserved_minor = reservation.reserved_minor + excluded.reserved_minor",
    ),
    "freed_reservation": Part(
        "text bigint",
        "UPDATE reservation SET reserved_minor = reserved_minor - n.freed"
        " FROM {rows} AS n(order_id, freed) WHERE reservation.order_id = n.order_id",
        counts=True,
    ),
    "private_text": Part(
        "text text bigint text text", "INSERT INTO private_text SELECT * FROM {rows}"
    ),
}
"""Every table that a batch may write, and how."""


@cache
def statement(names: tuple[str, ...]) -> str:
    """The one statement that writes these parts and counts the rows that had to exist."""
    pieces, number = [], 0
    for name in names:
        part = PARTS[name]
        marks = []
        for type_ in part.types.split():
            number += 1
            marks.append(f"${number}::{type_}[]")
        sql = part.sql.format(rows=f"unnest({', '.join(marks)})")
        pieces.append(f"w_{name} AS ({sql}{' RETURNING 1' if part.counts else ''})")
    counted = [name for name in names if PARTS[name].counts]
    counts = ", ".join(f"(SELECT count(*) FROM w_{name})" for name in counted) or "1"
    return f"WITH {', '.join(pieces)} SELECT {counts}"


Rows = Sequence[Sequence[Any]]


def append(wire: Wire, batch: Batch, held: Held) -> None:
    """Write a batch inside the running transaction; raises Conflict where a row is not there."""
    parts = _filled(batch, held)
    (counts,) = wire.fetch(statement(tuple(parts)), *_columns(parts))
    expected = [len(rows) for name, rows in parts.items() if PARTS[name].counts]
    if expected and list(counts) != expected:
        raise Conflict("a row was not as expected")


def packed(batch: Batch, held: Held) -> tuple[str, list[list[Any]]]:
    """The statement that writes a batch and its arrays, for whoever compares drivers."""
    parts = _filled(batch, held)
    return statement(tuple(parts)), _columns(parts)


def _filled(batch: Batch, held: Held) -> dict[str, Rows]:
    return {name: rows for name, rows in _parts(batch, held) if rows}


def _columns(parts: dict[str, Rows]) -> list[list[Any]]:
    return [list(column) for rows in parts.values() for column in zip(*rows, strict=True)]


def _parts(batch: Batch, held: Held) -> Iterable[tuple[str, Rows]]:
    yield (
        "event",
        [
            (*s, e.seq, e.type, e.body, e.hash, e.mac, e.effective_at, e.recorded_at)
            for e in batch.events
            for s in (_name(e.subject),)
        ],
    )
    yield "contract", contract_rows(batch)
    yield from _boards(batch, held)
    if batch.transfers:
        yield from _ledger(batch)
    waits = wait_changes(batch, held)
    yield "gone_deadline", [(*_name(s), *name) for s, *name in waits.gone]
    yield (
        "deadline",
        [
            (
                *_name(s),
                w.kind.value,
                w.about,
                w.who.value,
                w.due_at,
                w.rule,
                w.zone,
                w.calendar,
                w.started_at,
            )
            for s, w in waits.changed
        ],
    )
    yield (
        "outbox",
        [(*_name(o.subject), o.number, o.topic, o.payload, o.not_before) for o in batch.outbox],
    )
    yield (
        "idempotency",
        [(k.principal, k.key, k.fingerprint, k.text, k.recorded_at, k.mac) for k in batch.keys],
    )
    yield "natural_key", [(key, *_name(s)) for key, s in batch.natural_keys.items()]
    yield from _limits(batch, held)
    yield (
        "private_text",
        [
            (*_name(row.subject), row.seq, name, text)
            for row in batch.private
            for name, text in row.words.items()
        ],
    )


def _limits(batch: Batch, held: Held) -> Iterable[tuple[str, Rows]]:
    if batch.reservations or batch.limits:
        changes = limit_changes(batch, held.loaded.exposures)
        yield "new_exposure", changes.new
        yield "exposure", changes.changed
        yield "taken_reservation", changes.taken
        yield "freed_reservation", changes.freed


def _boards(batch: Batch, held: Held) -> Iterable[tuple[str, Rows]]:
    opened = {e.subject: e.effective_at for e in batch.events if e.seq == 1}
    new: list[tuple[Any, ...]] = []
    old: list[tuple[Any, ...]] = []
    moved: list[tuple[Any, ...]] = []
    folds = version()
    for subject, seq, head, last_at, outbox_seq, state in batch.boards:
        before = batch.before[subject]
        start = (*_name(subject), seq, head, last_at, outbox_seq, freeze(state), folds)
        if not before:
            new.append((*start, *board_columns(state, last_at), opened[subject]))
        elif subject not in held.rows and keeps_line(held.loaded.streams[subject].state, state):
            moved.append((*start, *standing(state, last_at), before))
        else:
            old.append((*start, *board_columns(state, last_at), before))
    yield "new_board", new
    yield "board", old
    yield "moved_board", moved


def _ledger(batch: Batch) -> Iterable[tuple[str, Rows]]:
    changes = account_changes(batch)
    yield "shared_account", changes.shared
    yield "rising_account", [(*account, change) for account, change in changes.rising]
    yield "falling_account", [(*account, change) for account, change in changes.falling]
    yield (
        "transfer",
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


def _name(subject: tuple[Any, str]) -> tuple[str, str]:
    return subject[0].value, subject[1]
