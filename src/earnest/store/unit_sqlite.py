"""How does one unit of work run on SQLite? One writer, BEGIN IMMEDIATE, one statement per table.

The writer's connection alone writes and checkpoints; readers have connections of their own,
which may not write. Failures of the database become Conflict, Again or a named Trouble here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar, Self

from earnest.domain.context import Exposure
from earnest.domain.contract.terms import Contract
from earnest.domain.parties import Actor
from earnest.domain.refusals import Trouble, require
from earnest.domain.subjects import Subject
from earnest.journal.envelope import instant
from earnest.store import schema, write_sqlite
from earnest.store.database import busy_is_trouble
from earnest.store.loading import Head, Held, load, remember
from earnest.store.memory import Memory
from earnest.store.owner import Owner
from earnest.store.rows import actor_of, contract_of, exposure_of
from earnest.store.times import moment
from earnest.usecases.batch import (
    Batch,
    Loaded,
    Remembered,
    Request,
)
from earnest.usecases.outcome import outcome_of
from earnest.usecases.ports import Again, Conflict

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA mmap_size = 0",
)
WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA cache_size = -32000",
)
"""Four times the usual log before its pages move into the file, so that a page which is written
often moves once; and memory, in kilobytes, for the pages that random keys fall on."""
READER = ("PRAGMA wal_autocheckpoint = 0", "PRAGMA query_only = ON")
BUSY_SECONDS = 2.0
"""How long one attempt waits for a lock that a stranger holds; ``commit`` attempts five times."""

_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def connect(path: Path, *, writer: bool = True) -> sqlite3.Connection:
    """Open the file as its one writer, or as a reader that can neither write nor checkpoint."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=200,
    )
    for pragma in (*WRITER, *PRAGMAS) if writer else (*PRAGMAS, *READER):
        connection.execute(pragma)
    return connection


@contextmanager
def named(*, committing: bool = False) -> Iterator[None]:
    """Turn SQLite's errors into Conflict, Again or a Trouble with a code."""
    try:
        yield
    except (sqlite3.IntegrityError, OverflowError, sqlite3.DataError) as error:
        raise Conflict(str(error)) from error
    except sqlite3.Error as error:
        raise _trouble(error, committing=committing) from error


def _trouble(error: sqlite3.Error, *, committing: bool) -> Exception:
    code = getattr(error, "sqlite_errorcode", 0)
    primary = code & 0xFF
    if primary in _BUSY:
        return Again(str(error))
    if code in _FULL or primary == sqlite3.SQLITE_FULL:
        return Trouble("store.disk_full")
    if primary in _DAMAGED:
        return Trouble("store.damaged")
    return Trouble("request.unknown" if committing else "store.gone", why=str(error)[:200])


class SqliteSource:
    """Answers loading's questions on one connection, inside one transaction: at one instant."""

    def __init__(self, connection: sqlite3.Connection, memory: Memory) -> None:
        self._connection = connection
        self._settled: dict[Subject, Head | None] = {}
        self.memory = memory

    def heads(
        self,
        subjects: Sequence[Subject],
        *,
        lock: bool,  # noqa: ARG002 - the file is locked
    ) -> Sequence[Head]:
        """The rows that exist; a writing transaction holds the whole file already.

        What is not there, and what is remembered, need not be looked for again.
        """
        found = []
        for subject in subjects:
            if subject in self._settled:
                head = self._settled[subject]
            else:
                head = self._head(subject)
                if head is None or head.snapshot is None:
                    self._settled[subject] = head
            if head is not None:
                found.append(head)
        return found

    def _head(self, subject: Subject) -> Head | None:
        sql = (
            "SELECT seq, head, last_at, outbox_seq, CASE WHEN head = ? THEN NULL ELSE snapshot END,"
            " folds, contract_hash FROM board WHERE subject_kind = ? AND subject_id = ?"
        )
        known = self.memory.head(subject)
        row = self._connection.execute(sql, (known, subject.kind.value, subject.id)).fetchone()
        return None if row is None else Head(subject, row[0], row[1], moment(row[2]), *row[3:])

    def lock_new(self, subjects: Sequence[Subject]) -> None:
        """Nothing to do: a writing transaction holds the whole file."""

    def bodies(self, subject: Subject) -> Iterable[bytes]:
        """The bodies of a stream's events, in order."""
        sql = "SELECT body FROM event WHERE subject_kind = ? AND subject_id = ? ORDER BY seq"
        rows = self._connection.execute(sql, (subject.kind.value, subject.id))
        return (body for (body,) in rows)

    def deadline_names(self, subject: Subject) -> Iterable[tuple[str, str]]:
        """(kind, about) of the subject's deadline rows."""
        sql = "SELECT kind, about FROM deadline WHERE subject_kind = ? AND subject_id = ?"
        return self._connection.execute(sql, (subject.kind.value, subject.id)).fetchall()

    def contracts(self, hashes: Sequence[str]) -> Mapping[str, Contract]:
        """Contracts by hash."""
        sql = "SELECT body FROM contract WHERE hash = ?"
        rows = ((hash_, self._connection.execute(sql, (hash_,)).fetchone()) for hash_ in hashes)
        return {hash_: contract_of(row[0]) for hash_, row in rows if row}

    def actors(
        self,
        names: Sequence[tuple[str, str]],
        *,
        lock: bool,  # noqa: ARG002 - see heads
    ) -> Mapping[tuple[str, str], Actor]:
        """Actors by (login, organisation)."""
        sql = (
            "SELECT login, organisation, duty, authority, revoked FROM actor"
            " WHERE login = ? AND organisation = ?"
        )
        rows = ((name, self._connection.execute(sql, name).fetchone()) for name in names)
        return {name: actor_of(row) for name, row in rows if row}

    def exposures(
        self,
        names: Sequence[tuple[str, str]],
        *,
        lock: bool,  # noqa: ARG002 - see heads
    ) -> Mapping[tuple[str, str], Exposure]:
        """Exposures by (supplier, currency)."""
        sql = "SELECT limit_minor, reserved_minor FROM exposure WHERE supplier = ? AND currency = ?"
        rows = ((name, self._connection.execute(sql, name).fetchone()) for name in names)
        return {name: exposure_of(row) for name, row in rows if row}

    def outcomes(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Remembered]:
        """Outcomes by (principal, key)."""
        sql = "SELECT fingerprint, outcome FROM idempotency WHERE principal = ? AND key = ?"
        rows = ((name, self._connection.execute(sql, name).fetchone()) for name in names)
        return {name: Remembered(row[0], outcome_of(row[1])) for name, row in rows if row}

    def taken(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The owners' ids of natural keys."""
        sql = "SELECT subject_id FROM natural_key WHERE key = ?"
        rows = ((key, self._connection.execute(sql, (key,)).fetchone()) for key in keys)
        return {key: row[0] for key, row in rows if row}

    def files(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """The media types of the files that are kept, by (order, SHA-256)."""
        sql = "SELECT media FROM file WHERE order_id = ? AND sha256 = ? LIMIT 1"
        rows = ((name, self._connection.execute(sql, name).fetchone()) for name in names)
        return {name: row[0] for name, row in rows if row}


class SqliteUnit:
    """One transaction on the writer's connection."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._held: Held | None = None
        self._written: Batch | None = None

    def __enter__(self) -> Self:
        self._store.lock.acquire()
        try:
            with named():
                self._store.writer().execute("BEGIN IMMEDIATE")
        except BaseException:
            self._store.lock.release()
            raise
        return self

    def __exit__(self, *failure: object) -> None:
        try:
            connection = self._store.writer()
            if failure[0] is None and self._written is not None:
                with self._store.undone_on_failure(), named(committing=True):
                    connection.execute("COMMIT")
                states = ((b.subject, b.head, b.state) for b in self._written.boards)
                remember(self._store.memory, states)
            else:
                self._store.undo()
        finally:
            self._store.lock.release()

    def load(self, requests: Sequence[Request]) -> Loaded:
        """Read all that the requests' decisions rest on; the file is locked already."""
        with named():
            source = SqliteSource(self._store.writer(), self._store.memory)
            self._held = load(source, requests, lock=True)
        return self._held.loaded

    def append(self, batch: Batch) -> None:
        """Write the whole batch, one statement per table; raises Conflict or Again."""
        require(self._held is not None, "a unit loads before it appends")
        with named():
            write_sqlite.append(self._store.writer(), batch, self._held)  # type: ignore[arg-type]  # required above
        self._written = batch


class SqliteStore:
    """A trade database in one file, owned by this process."""

    vendor: ClassVar[str] = "sqlite"

    def __init__(self, path: Path | str) -> None:
        """Own and open the file, making the tables where they are missing; raises Trouble."""
        self.path = Path(path)
        self.memory = Memory()
        self.lock = RLock()
        self._owner = Owner(self.path)
        self._writer: sqlite3.Connection | None = None
        self._readers: list[sqlite3.Connection] = []
        try:
            with named():
                schema.create(self.writer())
        except BaseException:
            self._owner.release()
            raise

    def unit(self) -> SqliteUnit:
        """A new unit of work; one at a time, others wait."""
        return SqliteUnit(self)

    def peek(self, requests: Sequence[Request]) -> Loaded:
        """Read, without locks and at one instant, what the requests' decisions would rest on."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            loaded = load(SqliteSource(connection, self.memory), requests, lock=False).loaded
            connection.execute("ROLLBACK")
        return loaded

    def writer(self) -> sqlite3.Connection:
        """The one connection that writes; opened again after a loss."""
        if self._writer is None:
            self._writer = connect(self.path)
        return self._writer

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A reading connection for the caller alone, kept for the next."""
        with named():
            try:
                connection = self._readers.pop()
            except IndexError:
                connection = connect(self.path, writer=False)
            yield connection
            self._readers.append(connection)

    @contextmanager
    def snapshot(self) -> Iterator[SqliteScanner]:
        """One instant of the database, on a connection of its own."""
        with named():
            connection = connect(self.path, writer=False)
            try:
                connection.execute("BEGIN")
                yield SqliteScanner(connection)
            finally:
                connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A short transaction of its own, beside the units: queues, settings, actors."""
        with self.lock, named():
            connection = self.writer()
            connection.execute("BEGIN IMMEDIATE")
            with self.undone_on_failure():
                yield connection
                connection.execute("COMMIT")

    @contextmanager
    def alone(self) -> Iterator[SqliteScanner]:
        """A transaction beside which nobody else writes."""
        with self.writing() as connection:
            yield SqliteScanner(connection)

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a SELECT with ``?`` for values."""
        with busy_is_trouble(), self.reading() as connection:
            return connection.execute(sql, _plain(values)).fetchall()

    def change(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement in a transaction of its own; gives what it RETURNs."""
        with busy_is_trouble(), self.writing() as connection:
            return connection.execute(sql, _plain(values)).fetchall()

    def change_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row, in one transaction."""
        with busy_is_trouble(), self.writing() as connection:
            connection.executemany(sql, [_plain(row) for row in rows])

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """Undo the transaction when anything fails inside."""
        try:
            yield
        except BaseException:
            self.undo()
            raise

    def undo(self) -> None:
        """Roll back; a connection that cannot even do that is thrown away."""
        try:
            if self._writer is not None and self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
        except sqlite3.Error:
            self.lose()

    def lose(self) -> None:
        """Forget the writer's connection; the next use opens another."""
        if self._writer is not None:
            self._writer.close()
        self._writer = None

    def close(self) -> None:
        """Close every connection and let the file go."""
        with self.lock:
            while self._readers:
                self._readers.pop().close()
            self.lose()
            self._owner.release()


class SqliteScanner:
    """Hands out the rows of long SELECTs on one connection, and may write beside them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def scan(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows, one after the other."""
        return iter(self._connection.execute(sql))

    def run_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        self._connection.executemany(sql, map(_plain, rows))


def _plain(values: Sequence[Any]) -> tuple[Any, ...]:
    """Instants as the text that this database keeps."""
    return tuple(instant(value) if isinstance(value, datetime) else value for value in values)
