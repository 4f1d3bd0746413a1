"""Which database does an installation have, and what does one opening of it give?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from earnest.store.files import StoreFiles
from earnest.store.queues import StoreDeadlines, StoreOutbox
from earnest.store.reads import StoreReads
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.store.unit_sqlite import SqliteStore
from earnest.usecases.ports import Store


@dataclass(frozen=True, slots=True)
class OpenStore:
    """A trade database, open: the write path's units, the reads, the queues, the rows of files."""

    store: Store
    reads: StoreReads
    deadlines: StoreDeadlines
    outbox: StoreOutbox
    files: StoreFiles
    database: SqliteStore | PostgresqlStore

    def close(self) -> None:
        """Let go of every connection, and of the file where there is one."""
        self.database.close()


def open_store(*, home: Path, database: str, mac_key: bytes) -> OpenStore:
    """Open the database at ``database`` (a PostgreSQL URL), or the SQLite file in ``home``.

    ``mac_key`` is the house's; it seals what decisions must know of people. Makes the tables of
    an SQLite file where they are missing; PostgreSQL's are made by the migration. Raises Trouble
    ``store.owned_by_another`` when another process has the file.
    """
    found = PostgresqlStore(database) if database else SqliteStore(home / "trade.sqlite3")
    return OpenStore(
        store=found,
        reads=StoreReads(found, mac_key=mac_key),
        deadlines=StoreDeadlines(found),
        outbox=StoreOutbox(found),
        files=StoreFiles(found, mac_key=mac_key),
        database=found,
    )
