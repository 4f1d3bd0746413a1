"""Does a page take longer when the database is a hundred times larger?

Two databases on one server: orders are performed through the write path, then copied inside the
database under new ids and organisations until there are 10,000 in one and 1,000,000 in the other.
A copy lies on disk as its original does (what one command wrote lies together), and both are
vacuumed and analysed, as autovacuum does in a system that runs.

Measured are an order page (state, history, statement, messages) and a list of an organisation's
orders, as a web server asks (and what a home page sums up, where a hundred organisations have a
hundred times more orders each): by a thread, on prepared statements, nothing of the order in the
process's own memory. The two sizes take turns, call by call, so that a busy machine is busy for
both; the medians are compared. *In use* are orders and lists that somebody opened since the server
started; *first* are orders that nobody opened, from wherever the system keeps them, mostly outside
PostgreSQL's own memory when there are a million.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median

import psycopg

from bench.figures import Figure
from bench.in_process import ORDERS, prepare
from bench.server import database
from earnest.domain.parties import Actor, Duty
from earnest.store.reads import StoreReads
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.usecases.look import Look
from tests.cast import BUYER, START
from tests.store.story import HOUSE

SMALL, LARGE = 10_000, 1_000_000
ORGANISATIONS = 100
PAGES = 600
ROUNDS = 6
FEW = 20
UNTIMED = 50
"""Pages at first that are not timed: their statements are being prepared."""

WANTED = 1.2
"""At most so many times the time."""

_NEW_ID = "left(md5({id} || '/' || k), 20)"
_TABLES = {
    "board": ("subject_id",),
    "event": ("subject_id",),
    "account": ("scope",),
    "transfer": ("subject_id", "debit_scope", "credit_scope"),
    "deadline": ("subject_id",),
    "outbox": ("subject_id",),
}
_NAMES = {
    "page": "open an order page",
    "first": "open an order page for the first time",
    "list": "list an organisation's orders",
    "sums": "what waits for a hundredth of all orders' buyer, and is held",
}
_WANTED = {"page": WANTED, "list": WANTED}


def run(url: str, *, large: int = LARGE) -> list[Figure]:
    """Times at both sizes as operations per second; ``url`` is an empty database."""
    urls = (database(url, "bench_reads_small"), url)
    for each, orders in zip(urls, (SMALL, large), strict=True):
        fill(each, orders)
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(measure, *urls).result()
    figures = []
    for what, (small, big) in found.items():
        ratio = f"{big / small:.2f} times the time"
        if what in _WANTED:
            ratio += f"; at most {_WANTED[what]} wanted"
        figures += [
            Figure(f"{_NAMES[what]}, {SMALL:,} orders", 1 / small),
            Figure(f"{_NAMES[what]}, {large:,} orders", 1 / big, None, ratio),
        ]
    return [*figures[:-1], replace(figures[-1], remark=f"{figures[-1].remark}\n{_plans(url)}")]


def fill(url: str, orders: int) -> None:
    """Perform orders in an empty database and copy them until there are so many."""
    store = PostgresqlStore(url)
    store.create()
    prepare(store)
    store.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # copies are consistent
        connection.execute("SET synchronous_commit = off")
        copies = {table: _original(connection, table, ids) for table, ids in _TABLES.items()}
        for number in range(1, orders // ORDERS + 1):
            for copy in copies.values():
                connection.execute(copy, [number])
        for table in copies:
            connection.execute(f"DROP TABLE original_{table}")
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _original(connection: psycopg.Connection, table: str, ids: Sequence[str]) -> str:
    """Keep what was performed in a table of its own; gives the statement that copies it."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT column_name::text FROM information_schema.columns"
            " WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        )
    ]
    connection.execute(
        f"CREATE UNLOGGED TABLE original_{table} AS SELECT t.* FROM {table} t"
        f" JOIN board ON board.subject_id = t.{ids[0]} AND board.subject_kind = 'order'"
        " ORDER BY t.ctid"
    )
    picked = ", ".join(_column(table, name, ids) for name in names)
    return f"INSERT INTO {table} SELECT {picked} FROM original_{table} t, (SELECT %s::int) n(k)"


def _column(table: str, name: str, ids: Sequence[str]) -> str:
    if name in ids:
        new = _NEW_ID.format(id=f"t.{name}")
        return f"CASE WHEN t.{name} = 'platform' THEN t.{name} ELSE {new} END"
    if table == "board" and name in ("buyer", "supplier"):
        return f"'{name}-' || mod(hashtext(t.subject_id || k) & 1023, {ORGANISATIONS})"
    return f"t.{name}"


class _Reader:
    """One database as a web process sees it that was just started."""

    def __init__(self, url: str) -> None:
        self._store = PostgresqlStore(url)
        self._reads = StoreReads(self._store, mac_key=HOUSE.mac_key)
        self._look = Look(self._store, self._reads, HOUSE)

    def active(self) -> list[str]:
        """Some orders under production, from all over the database."""
        ids = self._store.query("SELECT subject_id FROM board WHERE stage = 'active'")
        return random.Random(7).sample([row[0] for row in ids], 2 * PAGES)

    def page(self, id: str) -> None:
        """Open an order page."""
        seen = self._look.order(id, BUYER, START)
        self._look.history(seen)
        self._look.statement(seen)
        self._look.talk(seen)

    def list(self, organisation: str) -> None:
        """List what is due first."""
        self._look.orders(Actor("v", organisation, Duty.TRADE, frozenset({"draft"})))

    def sums(self, organisation: str) -> None:
        """Ask what a home page says of all orders of a side, however many."""
        self._reads.waiting_for(organisation, (), 100)
        self._reads.held(organisation)

    def close(self) -> None:
        """Leave the database."""
        self._store.close()


def measure(small: str, big: str) -> dict[str, tuple[float, float]]:
    """Median seconds of each kind of call on both databases."""
    before = _Reader(small), _Reader(big)
    ids = [reader.active() for reader in before]
    in_use = [each[:PAGES] for each in ids]
    viewers = [f"buyer-{number}" for number in range(ORGANISATIONS)]
    for reader, mine in zip(before, in_use, strict=True):
        for id in mine:
            reader.page(id)
        for viewer in viewers:
            reader.list(viewer)
        for viewer in viewers[:FEW]:
            reader.sums(viewer)
        reader.close()
    gc.collect()
    gc.freeze()
    now = _Reader(small), _Reader(big)
    for each in in_use:
        random.Random(8).shuffle(each)
    pages = list(zip(*in_use, strict=True))
    _turns([reader.page for reader in now], pages[:UNTIMED])
    lists = [(viewer, viewer) for viewer in viewers]
    found = {
        "page": _turns([reader.page for reader in now], pages[UNTIMED:]),
        "first": _turns(
            [reader.page for reader in now], list(zip(*(each[PAGES:] for each in ids), strict=True))
        ),
        "list": _turns([reader.list for reader in now], [*lists, *lists * ROUNDS][UNTIMED:]),
        "sums": _turns([reader.sums for reader in now], lists[:FEW] * 2),
    }
    for reader in now:
        reader.close()
    return found


def _turns(
    calls: Sequence[Callable[[str], None]], contents: Sequence[tuple[str, str]]
) -> tuple[float, float]:
    """Median seconds of either call, which take turns; each is first as often as second."""
    taken: tuple[list[float], list[float]] = ([], [])
    for number, content in enumerate(contents):
        for which in (0, 1) if number % 2 else (1, 0):
            begun = time.perf_counter()
            calls[which](content[which])
            taken[which].append(time.perf_counter() - begun)
    return median(taken[0]), median(taken[1])


def _plans(url: str) -> str:
    listing = (
        "SELECT subject_id FROM board WHERE subject_kind = 'order' AND buyer = 'buyer-7'"
        " AND hidden_from <> 'buyer' AND (place, subject_id) > (-9223372036854775808, '')"
        " ORDER BY place, subject_id LIMIT 50"
    )
    history = (
        "SELECT body FROM event WHERE subject_kind = 'order' AND subject_id ="
        " (SELECT subject_id FROM board WHERE stage = 'active' LIMIT 1) ORDER BY seq"
    )
    with psycopg.connect(url) as connection:
        lines = []
        for name, sql in (("list", listing), ("history", history)):
            plan = connection.execute(f"EXPLAIN {sql}").fetchall()
            lines += [f"    plan of {name}:", *(f"      {row[0]}" for row in plan)]
    return "\n".join(lines)
