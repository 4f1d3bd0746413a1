"""How does one unit of work run on PostgreSQL? READ COMMITTED, explicit locks, one statement.

Rows are locked in a fixed order before they are read (S10); a stream that does not exist yet is
locked by its name, so that two cannot begin it at once. Any number of processes may do so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, ClassVar, Self

from earnest.domain.context import Exposure
from earnest.domain.contract.terms import Contract
from earnest.domain.parties import Actor
from earnest.domain.refusals import require
from earnest.domain.subjects import Kind, Subject
from earnest.store import schema, write_postgresql
from earnest.store.database import busy_is_trouble
from earnest.store.loading import Head, Held, load, remember
from earnest.store.memory import Memory
from earnest.store.rows import actor_of, contract_of, exposure_of
from earnest.store.wire import Wire, Wires, named, numbered
from earnest.usecases.batch import (
    Batch,
    Loaded,
    Remembered,
    Request,
)
from earnest.usecases.outcome import outcome_of

_HEADS = """
    SELECT b.subject_kind, b.subject_id, b.seq, b.head, b.last_at, b.outbox_seq,
        CASE WHEN b.head = n.known THEN NULL ELSE b.snapshot END, b.folds, b.contract_hash
    FROM unnest($1::text[], $2::text[], $3::bytea[]) AS n(kind, id, known)
    JOIN board b ON b.subject_kind = n.kind AND b.subject_id = n.id
    ORDER BY b.subject_kind, b.subject_id"""
_LOCK_NEW = """
    SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM (SELECT unnest($1::text[]) AS name ORDER BY 1 OFFSET 0) AS sorted"""
_ACTORS = """
    SELECT a.login, a.organisation, a.duty, a.authority, a.revoked
    FROM unnest($1::text[], $2::text[]) AS n(login, organisation)
    JOIN actor a ON a.login = n.login AND a.organisation = n.organisation
    ORDER BY a.login, a.organisation"""
_EXPOSURES = """
    SELECT x.supplier, x.currency, x.limit_minor, x.reserved_minor
    FROM unnest($1::text[], $2::text[]) AS n(supplier, currency)
    JOIN exposure x ON x.supplier = n.supplier AND x.currency = n.currency
    ORDER BY x.supplier, x.currency"""
_OUTCOMES = """
    SELECT i.principal, i.key, i.fingerprint, i.outcome
    FROM unnest($1::text[], $2::text[]) AS n(principal, key)
    JOIN idempotency i ON i.principal = n.principal AND i.key = n.key"""

_FILES = """
    SELECT f.order_id, f.sha256, f.media
    FROM unnest($1::text[], $2::text[]) AS n(order_id, sha256)
    JOIN file f ON f.order_id = n.order_id AND f.sha256 = n.sha256"""


_KINDS = {kind.value: kind for kind in Kind}


class PostgresqlSource:
    """Answers loading's questions on one connection."""

    def __init__(self, wire: Wire, memory: Memory) -> None:
        self._wire = wire
        self.memory = memory

    def heads(self, subjects: Sequence[Subject], *, lock: bool) -> Sequence[Head]:
        """The rows of those subjects that exist; locked in the order of kind and id."""
        names = [[s.kind.value for s in subjects], [s.id for s in subjects]]
        known = [self.memory.head(s) for s in subjects]
        rows = self._wire.fetch(_HEADS + (" FOR UPDATE OF b" if lock else ""), *names, known)
        return [Head(Subject(_KINDS[row[0]], row[1]), *row[2:]) for row in map(tuple, rows)]

    def lock_new(self, subjects: Sequence[Subject]) -> None:
        """Keep others from beginning these streams until this transaction ends."""
        self._wire.fetch(_LOCK_NEW, [f"{s.kind.value}/{s.id}" for s in subjects])

    def bodies(self, subject: Subject) -> Iterable[bytes]:
        """The bodies of a stream's events, in order."""
        sql = "SELECT body FROM event WHERE subject_kind = $1 AND subject_id = $2 ORDER BY seq"
        return [row[0] for row in self._wire.fetch(sql, subject.kind.value, subject.id)]

    def deadline_names(self, subject: Subject) -> Iterable[tuple[str, str]]:
        """(kind, about) of the subject's deadline rows."""
        sql = "SELECT kind, about FROM deadline WHERE subject_kind = $1 AND subject_id = $2"
        return [tuple(row) for row in self._wire.fetch(sql, subject.kind.value, subject.id)]

    def contracts(self, hashes: Sequence[str]) -> Mapping[str, Contract]:
        """Contracts by hash."""
        sql = "SELECT hash, body FROM contract WHERE hash = ANY($1::text[])"
        return {row[0]: contract_of(row[1]) for row in self._wire.fetch(sql, list(hashes))}

    def actors(
        self, names: Sequence[tuple[str, str]], *, lock: bool
    ) -> Mapping[tuple[str, str], Actor]:
        """Actors by (login, organisation); locked, nobody can be revoked meanwhile."""
        sql = _ACTORS + (" FOR SHARE OF a" if lock else "")
        return {(row[0], row[1]): actor_of(row) for row in self._wire.fetch(sql, *_columns(names))}

    def exposures(
        self, names: Sequence[tuple[str, str]], *, lock: bool
    ) -> Mapping[tuple[str, str], Exposure]:
        """Exposures by (supplier, currency)."""
        sql = _EXPOSURES + (" FOR UPDATE OF x" if lock else "")
        rows = self._wire.fetch(sql, *_columns(names))
        return {(row[0], row[1]): exposure_of(row[2:]) for row in map(tuple, rows)}

    def outcomes(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Remembered]:
        """Outcomes by (principal, key)."""
        rows = self._wire.fetch(_OUTCOMES, *_columns(names))
        return {(row[0], row[1]): Remembered(row[2], outcome_of(row[3])) for row in rows}

    def taken(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The owners' ids of natural keys."""
        sql = "SELECT key, subject_id FROM natural_key WHERE key = ANY($1::text[])"
        return {row[0]: row[1] for row in self._wire.fetch(sql, list(keys))}

    def files(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """The media types of the files that are kept, by (order, SHA-256)."""
        rows = self._wire.fetch(_FILES, *_columns(names))
        return {(row[0], row[1]): row[2] for row in rows}


def _columns(names: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [name[0] for name in names], [name[1] for name in names]


class PostgresqlUnit:
    """One transaction on a connection of its own."""

    def __init__(self, store: PostgresqlStore) -> None:
        self._store = store
        self._stack = ExitStack()
        self._wire: Wire | None = None
        self._held: Held | None = None
        self._written: Batch | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._wire = stack.enter_context(self._store.wires.taken())
            with named():
                self._wire.execute("BEGIN")
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *failure: object) -> None:
        with self._stack:
            if failure[0] is None and self._written is not None:
                with named(committing=True):
                    self._line().execute("COMMIT")
                states = ((b.subject, b.head, b.state) for b in self._written.boards)
                remember(self._store.memory, states)
            elif not self._line().is_lost:
                with named():
                    self._line().execute("ROLLBACK")

    def load(self, requests: Sequence[Request]) -> Loaded:
        """Lock and read all that the requests' decisions rest on, in a fixed order (S10)."""
        with named():
            source = PostgresqlSource(self._line(), self._store.memory)
            self._held = load(source, requests, lock=True)
        return self._held.loaded

    def append(self, batch: Batch) -> None:
        """Write the whole batch by one statement; raises Conflict or Again."""
        require(self._held is not None, "a unit loads before it appends")
        with named():
            write_postgresql.append(self._line(), batch, self._held)  # type: ignore[arg-type]  # required above
        self._written = batch

    def _line(self) -> Wire:
        require(self._wire is not None, "a unit is entered before it is used")
        return self._wire  # type: ignore[return-value]  # required above


class PostgresqlStore:
    """A trade database on a PostgreSQL server, shared by any number of processes."""

    vendor: ClassVar[str] = "postgresql"

    def __init__(self, dsn: str) -> None:
        """Remember where the server is; connections are made when they are needed."""
        self.memory = Memory()
        self.wires = Wires(dsn)

    def create(self) -> None:
        """Make the tables where they are missing; for the owner of the database."""
        with self.wires.taken() as wire, named():
            wire.execute(schema.text("postgresql"))

    def unit(self) -> PostgresqlUnit:
        """A new unit of work; several may run at once."""
        return PostgresqlUnit(self)

    def peek(self, requests: Sequence[Request]) -> Loaded:
        """Read, without locks and at one instant, what the requests' decisions would rest on."""
        with self.snapshot() as wire:
            return load(PostgresqlSource(wire, self.memory), requests, lock=False).loaded

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a SELECT with ``?`` for values."""
        with busy_is_trouble(), self.wires.taken() as wire, named():
            return [tuple(row) for row in wire.fetch(numbered(sql), *values)]

    def change(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement in a transaction of its own; gives what it RETURNs."""
        return self.query(sql, *values)

    def change_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row, in one transaction."""
        with busy_is_trouble(), self.wires.taken() as wire, named():
            wire.execute_each(numbered(sql), list(rows))

    @contextmanager
    def snapshot(self) -> Iterator[Wire]:
        """One instant of the database, on a connection of its own."""
        with self.wires.taken() as wire, named():
            wire.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield wire
            finally:
                if not wire.is_lost:
                    wire.execute("ROLLBACK")

    @contextmanager
    def alone(self) -> Iterator[Wire]:
        """A transaction beside which nobody else locks or writes a board."""
        with self.wires.taken() as wire, named():
            wire.execute(
                "BEGIN; LOCK TABLE board IN EXCLUSIVE MODE; SET LOCAL statement_timeout = 0"
            )
            try:
                yield wire
                wire.execute("COMMIT")
            finally:
                if wire.in_transaction and not wire.is_lost:
                    wire.execute("ROLLBACK")

    def close(self) -> None:
        """Close every connection."""
        self.wires.close()
