"""How do the trade tables come into a database, and who may do what to them?

The tables themselves are written in ``schema_sqlite.sql`` and ``schema_postgresql.sql``. The
migration and ``create`` run the same text, which does no harm when it is run again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

APPEND_ONLY = (
    "event", "transfer", "contract", "natural_key", "idempotency", "checkpoint", "file",
)  # fmt: skip
"""What the application's role may only add to (J4)."""

CHANGED = ("board", "account", "deadline", "outbox", "exposure", "reservation", "actor", "setting")
ERASED = ("private_text",)
TABLES = (*APPEND_ONLY, *CHANGED, *ERASED)


def text(vendor: str) -> str:
    """The SQL of all tables for ``sqlite`` or ``postgresql``."""
    return files(__package__).joinpath(f"schema_{vendor}.sql").read_text(encoding="utf-8")


def statements(vendor: str) -> Iterator[str]:
    """The same text in pieces that a driver takes one at a time."""
    if vendor == "postgresql":
        yield text(vendor)  # without parameters, the server takes a whole script
        return
    piece = ""
    for line in text(vendor).splitlines(keepends=True):
        piece += line
        if sqlite3.complete_statement(piece):
            yield piece
            piece = ""


def create(connection: Any) -> None:
    """Make the tables on a driver's connection (sqlite3 or psycopg) and commit."""
    vendor = "sqlite" if isinstance(connection, sqlite3.Connection) else "postgresql"
    for statement in statements(vendor):
        connection.execute(statement)
    connection.commit()


def grant_application(connection: Any, role: str) -> None:
    """Let ``role`` work as the application on PostgreSQL, and commit; it must exist.

    It may not change or delete events, transfers, contracts, natural keys, outcomes of keys and
    checkpoints; only the owner of the tables migrates.
    """
    name = '"' + role.replace('"', '""') + '"'
    add, change = ", ".join(TABLES), ", ".join((*CHANGED, *ERASED))
    for statement in (
        f"REVOKE ALL ON {add} FROM {name}",
        f"GRANT SELECT, INSERT ON {add} TO {name}",
        f"GRANT UPDATE, DELETE ON {change} TO {name}",
    ):
        connection.execute(statement)
    connection.commit()
