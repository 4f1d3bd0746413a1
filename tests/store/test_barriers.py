"""Can the tables be broken by raw SQL? What the database itself refuses, on each database.

What SQLite cannot refuse (a hand that drops triggers) is found by the checker: test_tampering.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import psycopg
import pytest

from earnest.domain.refusals import Trouble
from earnest.store import schema
from earnest.store.unit_sqlite import SqliteStore, connect
from tests.cast import HARBOUR, NINGBO
from tests.store.story import Teller, order

Refusals = (sqlite3.IntegrityError, sqlite3.OperationalError, asyncpg.PostgresError)
RAW = bytes(32)
EVENT = f"'order', '{order().id}'"
TRANSFER = f"INSERT INTO transfer VALUES ({EVENT}, 1, 7, "

BROKEN = {
    "an event is changed": "UPDATE event SET type = 'x'",
    "an event is deleted": "DELETE FROM event",
    "a transfer is changed": "UPDATE transfer SET amount_minor = 1",
    "a transfer is deleted": "DELETE FROM transfer",
    "a sequence number is taken twice": "INSERT INTO event SELECT * FROM event LIMIT 1",
    "a transfer moves nothing": f"{TRANSFER}'platform', 'custody', '{order().id}', "
    "'escrow/1/goods', 'USD', 0, 'release')",
    "a transfer is negative": f"{TRANSFER}'platform', 'custody', '{order().id}', "
    "'escrow/1/goods', 'USD', -5, 'release')",
    "a transfer is too large": f"{TRANSFER}'platform', 'custody', '{order().id}', "
    "'escrow/1/goods', 'USD', 1000000000000000, 'release')",
    "a transfer has one account": f"{TRANSFER}'platform', 'custody', 'platform', 'custody', "
    "'USD', 5, 'release')",
    "a transfer crosses currencies": f"{TRANSFER}'platform', 'custody', '{order().id}', "
    "'escrow/1/goods', 'EUR', 5, 'release')",
    "a transfer has no event": "INSERT INTO transfer VALUES ('order', 'nobody', 1, 0, 'platform', "
    f"'custody', '{order().id}', 'escrow/1/goods', 'USD', 5, 'release')",
    "an account with transfers is deleted": "DELETE FROM account",
    "an account with transfers changes currency": "UPDATE account SET currency = 'EUR'",
    "a balance falls below zero": "UPDATE account SET balance_minor = -1 WHERE scope <> 'platform'",
    "a balance is forgotten": "UPDATE account SET balance_minor = NULL WHERE scope <> 'platform'",
    "a shared account keeps a balance": "UPDATE account SET balance_minor = 1"
    " WHERE scope = 'platform'",
    "more is reserved than the limit": "UPDATE exposure SET reserved_minor = limit_minor + 1",
    "less than nothing is reserved": "UPDATE exposure SET reserved_minor = -1",
    "a limit falls below what is reserved": "UPDATE exposure SET limit_minor = 1",
    "a reservation is freed twice": "UPDATE reservation SET reserved_minor = -1",
    "a reservation has no limit": "INSERT INTO reservation VALUES ('x', 'nobody', 'USD', 1)",
    "an outcome is given twice": "INSERT INTO idempotency SELECT * FROM idempotency LIMIT 1",
    "a natural key is taken twice": "INSERT INTO natural_key SELECT * FROM natural_key LIMIT 1",
    "an outgoing number is taken twice": "INSERT INTO outbox SELECT * FROM outbox LIMIT 1",
    "a wait has no stream": "INSERT INTO deadline SELECT subject_kind, 'nobody', kind, about, who,"
    " due_at, rule, zone, calendar, started_at, 0, NULL, '' FROM deadline LIMIT 1",
}
SQLITE_ONLY = {
    "an event is replaced": "INSERT OR REPLACE INTO event SELECT * FROM event LIMIT 1",
    "a transfer is replaced": "REPLACE INTO transfer SELECT * FROM transfer LIMIT 1",
}
POSTGRESQL_ONLY = {
    "the journal is emptied": "TRUNCATE event CASCADE",
    "the ledger is emptied": "TRUNCATE transfer",
}


@pytest.fixture
def run(teller: Teller) -> Iterator[Callable[[str], None]]:
    """Runs one statement as the owner of the tables, with nothing switched off, for good."""
    teller.set_limit()
    teller.activate()
    store = teller.store
    if isinstance(store, SqliteStore):
        connection = connect(store.path)
        yield connection.execute  # type: ignore[misc]  # the cursor is of no interest
        connection.close()
        return
    with store.wires.taken() as wire:
        yield wire.execute


@pytest.mark.parametrize("what", BROKEN)
def test_database_refuses(run: Callable[[str], None], what: str):
    with pytest.raises(Refusals):
        run(BROKEN[what])


def test_database_refuses_what_only_it_knows(teller: Teller, run: Callable[[str], None]):
    only = SQLITE_ONLY if isinstance(teller.store, SqliteStore) else POSTGRESQL_ONLY
    for statement in only.values():
        with pytest.raises(Refusals):
            run(statement)


def test_reader_of_sqlite_cannot_write(teller: Teller):
    if isinstance(teller.store, SqliteStore):
        with pytest.raises(Trouble) as refused:
            teller.store.query("INSERT INTO setting VALUES ('a', 'b')")
        assert "readonly" in str(refused.value.facts)


@pytest.mark.needs_postgres
def test_application_role_may_not_touch_the_past(empty_postgres: str):
    with psycopg.connect(empty_postgres) as owner:
        owner.execute("DROP ROLE IF EXISTS earnest_application")
        owner.execute("CREATE ROLE earnest_application")
        schema.grant_application(owner, "earnest_application")
        for table in schema.APPEND_ONLY:
            for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
                assert _refused(owner, statement), statement
            column = "mac" if table in ("event", "idempotency") else ""
            if column:
                assert _refused(owner, f"UPDATE {table} SET {column} = {column}")
        assert not _refused(owner, "UPDATE board SET stage = stage")
        assert not _refused(owner, f"SELECT * FROM actor WHERE login IN ('{HARBOUR}', '{NINGBO}')")
        owner.execute("DROP OWNED BY earnest_application")
        owner.execute("DROP ROLE earnest_application")


def _refused(owner: psycopg.Connection[Any], statement: str) -> bool:
    owner.execute("SAVEPOINT one")
    owner.execute("SET LOCAL ROLE earnest_application")
    try:
        owner.execute(statement)  # type: ignore[arg-type]  # our own text
    except psycopg.errors.InsufficientPrivilege:
        return True
    else:
        return False
    finally:
        owner.execute("ROLLBACK TO one")
        owner.execute("RESET ROLE")
