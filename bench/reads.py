"""Does a page take longer when the database is a hundred times larger?

Orders are performed through the write path, then copied inside the database under new ids and
organisations until there are 10,000, and until there are 1,000,000. Opening an order page (state,
history, statement, messages) and listing an organisation's orders are timed at both sizes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

import psycopg

from bench.figures import Figure
from bench.in_process import ORDERS, prepare
from earnest.domain.parties import Actor, Duty
from earnest.store.reads import StoreReads
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.usecases.look import Look
from tests.cast import BUYER, START
from tests.store.story import HOUSE

SMALL, LARGE = 10_000, 1_000_000
ORGANISATIONS = 100
PAGES = 300

_NEW_ID = "left(md5({id} || '/' || k), 20)"
_TABLES = {
    "board": ("subject_id",),
    "event": ("subject_id",),
    "account": ("scope",),
    "transfer": ("subject_id", "debit_scope", "credit_scope"),
    "deadline": ("subject_id",),
    "outbox": ("subject_id",),
}


def run(url: str, *, large: int = LARGE) -> list[Figure]:
    """Times at both sizes as operations per second; ``url`` is an empty database."""
    store = PostgresqlStore(url)
    store.create()
    prepare(store)
    _multiply(url, 1, SMALL // ORDERS)
    small = _measure(store)
    _multiply(url, SMALL // ORDERS + 1, large // ORDERS)
    big = _measure(store)
    plans = _plans(url)
    store.close()
    names = {"page": "open an order page", "list": "list an organisation's orders"}
    found = []
    for what, name in names.items():
        ratio = small[what] / big[what]
        found += [
            Figure(f"{name}, {SMALL:,} orders", small[what]),
            Figure(f"{name}, {large:,} orders", big[what], None, f"{ratio:.2f} times the time"),
        ]
    return [*found[:-1], replace(found[-1], remark=f"{found[-1].remark}\n{plans}")]


def _multiply(url: str, first: int, last: int) -> None:
    """Copy every performed order ``last - first + 1`` times under new ids and organisations."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # copies are consistent
        connection.execute("SET synchronous_commit = off")
        if first == 1:
            connection.execute(
                "CREATE TABLE original AS SELECT subject_id AS id FROM board"
                " WHERE subject_kind = 'order'"
            )
        for table, ids in _TABLES.items():
            names = [
                row[0]
                for row in connection.execute(
                    "SELECT column_name::text FROM information_schema.columns"
                    " WHERE table_name = %s ORDER BY ordinal_position",
                    [table],
                )
            ]
            picked = ", ".join(_column(table, name, ids) for name in names)
            connection.execute(
                f"INSERT INTO {table} SELECT {picked} FROM {table} t"
                f" JOIN original ON original.id = t.{ids[0]}, generate_series({first}, {last}) k"
            )
        connection.execute("ANALYZE")


def _column(table: str, name: str, ids: Sequence[str]) -> str:
    if name in ids:
        new = _NEW_ID.format(id=f"t.{name}")
        return f"CASE WHEN t.{name} = 'platform' THEN t.{name} ELSE {new} END"
    if table == "board" and name in ("buyer", "supplier"):
        return f"'{name}-' || (hashtext(t.subject_id || k) & 1023) % {ORGANISATIONS}"
    return f"t.{name}"


def _measure(store: PostgresqlStore) -> dict[str, float]:
    reads = StoreReads(store, mac_key=HOUSE.mac_key)
    look = Look(store, reads, HOUSE)
    ids = [row[0] for row in store.query("SELECT subject_id FROM board WHERE stage = 'active'")]
    some = random.Random(7).sample(ids, PAGES + 50)
    at = START
    viewers = [
        Actor("v", f"buyer-{n}", Duty.TRADE, frozenset({"draft"})) for n in range(ORGANISATIONS)
    ]

    def page(id: str) -> None:
        look.order(id, BUYER, at)
        look.history(id, BUYER, at)
        look.statement(id, BUYER, at)
        look.talk(id, BUYER, at)

    for id in some[:50]:
        page(id)
    pages = [_seconds(lambda id=id: page(id)) for id in some[50:]]
    for viewer in viewers:  # warm, as the pages are
        look.orders(viewer)
    lists = [_seconds(lambda v=v: look.orders(v)) for v in viewers * 3]
    return {"page": 1 / median(pages), "list": 1 / median(lists)}


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _plans(url: str) -> str:
    listing = (
        "SELECT subject_id FROM board WHERE subject_kind = 'order' AND buyer = 'buyer-7'"
        " AND (place, subject_id) > (-9223372036854775808, '') ORDER BY place, subject_id LIMIT 50"
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
