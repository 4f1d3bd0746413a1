"""Which driver writes a list faster? The write path's one statement, by asyncpg and by psycopg.

The same statement with the same arrays, in a transaction that is undone; ADR 0016 rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Any

import psycopg

from bench.figures import Figure, rate
from bench.in_process import LIST, Standing, Trade, prepare
from earnest.store import write_postgresql
from earnest.store.loading import load
from earnest.store.unit_postgresql import PostgresqlSource, PostgresqlStore
from earnest.usecases.perform import perform
from tests.store.story import HOUSE

TIMES = 10


def run(url: str) -> list[Figure]:
    """Commands a second that each driver writes, in lists of a thousand; nothing is kept."""
    store = PostgresqlStore(url)
    store.create()
    requests = list(islice(Trade(*prepare(store)).trade(), LIST))
    with store.snapshot() as wire:
        held = load(PostgresqlSource(wire, store.memory), requests, lock=False)
    batch = perform(requests, held.loaded, HOUSE, Standing().now())
    sql, columns = write_postgresql.packed(batch, held)
    with store.wires.taken() as wire:

        def by_asyncpg() -> None:
            wire.execute("BEGIN")
            wire.fetch(sql, *columns)
            wire.execute("ROLLBACK")

        found = [Figure("asyncpg, the statement of 1,000 commands", _rate(by_asyncpg))]
    with psycopg.connect(url, autocommit=True) as connection:
        cursor: Any = connection.cursor(binary=True)
        marked = re.sub(r"\$\d+", "%s", sql)

        def by_psycopg() -> None:
            connection.execute("BEGIN")
            cursor.execute(marked, columns, prepare=True)
            connection.execute("ROLLBACK")

        found.append(Figure("psycopg, the statement of 1,000 commands", _rate(by_psycopg)))
    store.close()
    return found


def _rate(write: Callable[[], None]) -> float:
    write()

    def work() -> int:
        for _ in range(TIMES):
            write()
        return TIMES * LIST

    return rate(work)
