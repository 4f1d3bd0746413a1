"""How do plain threads speak to PostgreSQL through asyncpg? One connection, one loop, one caller.

asyncpg is the driver because it packs the arrays of a batch in C, which is where a driver spends
its time here. Its errors become Conflict, Again or a named Trouble in ``named``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import asyncpg
import uvloop
from asyncpg import exceptions as pg
from asyncpg.protocol import protocol

from earnest.domain.refusals import Trouble
from earnest.usecases.ports import Again, Conflict

SETTINGS = {
    "timezone": "UTC",
    "application_name": "earnest",
    "lock_timeout": "10s",
    "statement_timeout": "120s",
    "idle_in_transaction_session_timeout": "60s",
    # Lists are joined to tables by their keys; a plan made for a small table must not scan a large.
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}

# asyncpg asks of every element of an array, by abstract classes, whether it is an array again: a
# tenth of a command's processor time. Ours are flat lists, so a list is all that it need look for.
protocol.IterableABC = protocol.SizedABC = list

_REFUSED = (pg.IntegrityConstraintViolationError, pg.DataError)
_AGAIN = (pg.TransactionRollbackError, pg.LockNotAvailableError, pg.QueryCanceledError)
_GONE = (
    pg.PostgresConnectionError,
    pg.OperatorInterventionError,
    pg.InsufficientResourcesError,
    pg.InvalidAuthorizationSpecificationError,
    pg.InvalidCatalogNameError,
    pg.InterfaceError,
    OSError,
    EOFError,
)

CHUNK = 2_000
"""Rows fetched at once by a scan."""

_T = TypeVar("_T")


@contextmanager
def named(*, committing: bool = False) -> Iterator[None]:
    """Turn the driver's errors into Conflict, Again or a Trouble with a code.

    A connection lost while committing leaves the outcome unknown.
    """
    try:
        yield
    except _AGAIN as error:
        raise Again(str(error)) from error
    except (*_REFUSED, OverflowError) as error:
        raise Conflict(str(error)) from error
    except pg.DiskFullError as error:
        raise Trouble("store.disk_full") from error
    except _GONE as error:
        why = str(error)[:200]
        if committing:
            raise Trouble("request.unknown", why=why) from error
        raise Trouble("store.gone", why=why) from error


class Wire:
    """One connection; used by one thread at a time."""

    def __init__(self, dsn: str) -> None:
        """Connect; raises the driver's errors."""
        self._loop = uvloop.new_event_loop()
        try:
            self._connection = self._run(asyncpg.connect(dsn, server_settings=SETTINGS, timeout=10))
        except BaseException:
            self._loop.close()
            raise

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run to the end; beside the caller's own loop, in a thread, where the caller has one."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return self._loop.run_until_complete(work)
        with ThreadPoolExecutor(1) as aside:
            return aside.submit(self._loop.run_until_complete, work).result()

    def fetch(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a prepared statement with ``$1`` for values."""
        return self._run(self._connection.fetch(sql, *values))

    def execute(self, sql: str) -> None:
        """Run a statement or a script without values."""
        self._run(self._connection.execute(sql))

    def execute_each(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row, all of them or none."""
        self._run(self._connection.executemany(sql, rows))

    def run_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement with ``?`` for values for each row, inside the running transaction."""
        self.execute_each(numbered(sql), list(rows))

    def scan(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a long SELECT in chunks, inside the running transaction."""
        cursor = self._run(self._cursor(sql))
        while rows := self._run(cursor.fetch(CHUNK)):
            yield from map(tuple, rows)

    async def _cursor(self, sql: str) -> Any:
        return await self._connection.cursor(sql)

    @property
    def is_lost(self) -> bool:
        """Whether the connection is closed."""
        return bool(self._connection.is_closed())

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self._connection.is_in_transaction())

    def close(self) -> None:
        """Close the connection, by force where the server does not answer."""
        with suppress(Exception):
            self._run(self._connection.close(timeout=2))
        self._connection.terminate()
        with suppress(Exception):
            self._run(asyncio.sleep(0))
        self._loop.close()


class Wires:
    """Connections to one database: taken for a while by a thread, kept for the next."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._new = Wire
        self._idle: list[Wire] = []
        self._lock = Lock()
        self._open = True

    @contextmanager
    def taken(self) -> Iterator[Wire]:
        """A connection for this thread alone; one that was lost or left in doubt is not kept."""
        wire = self._pop()
        try:
            yield wire
        finally:
            self._keep(wire)

    def _pop(self) -> Wire:
        with self._lock:
            if not self._open:
                raise Trouble("store.stopped")
            if self._idle:
                return self._idle.pop()
        with named():
            return self._new(self._dsn)

    def _keep(self, wire: Wire) -> None:
        usable = not wire.is_lost and not wire.in_transaction
        with self._lock:
            if usable and self._open:
                self._idle.append(wire)
                return
        wire.close()

    def close(self) -> None:
        """Close what is idle now, and what is taken as soon as it comes back."""
        with self._lock:
            self._open, idle = False, self._idle
            self._idle = []
        for wire in idle:
            wire.close()


@cache
def numbered(sql: str) -> str:
    """``?`` for values as ``$1``, ``$2`` ...; our SQL has no question mark elsewhere."""
    first, *others = sql.split("?")
    return first + "".join(f"${number}{piece}" for number, piece in enumerate(others, 1))
