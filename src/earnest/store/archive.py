"""How is the whole database read at one instant, table by table, sorted alike on both?

The checker and the rebuild read here: one snapshot, rows in chunks, instants as the journal's text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol


class Table(NamedTuple):
    """A table's columns in the schema's order, which of them are instants, and its sort."""

    columns: str
    order: str
    instants: frozenset[str] = frozenset()


def _table(columns: str, order: int, instants: str = "") -> Table:
    names = columns.split()
    return Table(columns, ", ".join(names[:order]), frozenset(instants.split()))


TABLES = {
    "event": _table(
        "subject_kind subject_id seq type body hash mac effective_at recorded_at",
        3,
        "effective_at recorded_at",
    ),
    "board": _table(
        "subject_kind subject_id seq head last_at outbox_seq snapshot folds contract_hash stage"
        " buyer supplier hidden_from currency total_minor held_minor title next_due_at place"
        " opened_at",
        2,
        "last_at next_due_at opened_at",
    ),
    "contract": _table("hash body", 1),
    "account": _table("scope name currency balance_minor", 3),
    "transfer": _table(
        "subject_kind subject_id seq number debit_scope debit_name credit_scope credit_name"
        " currency amount_minor code",
        4,
    ),
    "deadline": _table(
        "subject_kind subject_id kind about who due_at rule zone calendar started_at attempts",
        4,
        "due_at started_at",
    ),
    "outbox": _table(
        "subject_kind subject_id number topic payload not_before attempts", 3, "not_before"
    ),
    "idempotency": _table("principal key fingerprint outcome recorded_at mac", 2, "recorded_at"),
    "natural_key": _table("key subject_kind subject_id", 1),
    "exposure": _table("supplier currency limit_minor reserved_minor", 2),
    "reservation": _table("order_id supplier currency reserved_minor", 1),
    "actor": _table("login organisation duty authority revoked mac", 2),
    "private_text": _table("subject_kind subject_id seq name text", 4),
    "file": _table(
        "order_id number sha256 name media size_bytes total_bytes organisation login role"
        " received_at mac",
        2,
        "received_at",
    ),
}

_AS_TEXT = {
    "sqlite": "{0}",
    "postgresql": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
}


def select(vendor: str, name: str) -> str:
    """The statement that reads a whole table, sorted by its key."""
    table = TABLES[name]
    as_text = _AS_TEXT[vendor]
    columns = ", ".join(
        as_text.format(column) if column in table.instants else column
        for column in table.columns.split()
    )
    return f"SELECT {columns} FROM {name} ORDER BY {table.order}"


class Scanner(Protocol):
    """Something that runs a SELECT and hands its rows out in chunks."""

    def scan(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows, one after the other."""
        ...


class Scannable(Protocol):
    """A store that can be read as it stands at one instant."""

    @property
    def vendor(self) -> str:
        """``sqlite`` or ``postgresql``."""
        ...

    def snapshot(self) -> AbstractContextManager[Scanner]:
        """One instant of the database for as long as the context is open."""
        ...


class StoreArchive:
    """The port ``Archive`` on one snapshot of either database."""

    def __init__(self, scanner: Scanner, vendor: str) -> None:
        self._scanner, self._vendor = scanner, vendor

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """All rows of a table, sorted by key."""
        return self._scanner.scan(select(self._vendor, table))
