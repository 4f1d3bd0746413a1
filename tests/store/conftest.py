"""Every test of this room runs on both databases: ``store`` is one, then the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from earnest.store.reads import StoreReads
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.store.unit_sqlite import SqliteStore
from tests.store.story import HOUSE, PEOPLE, Teller

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.needs_postgres)


@pytest.fixture
def empty_postgres(
    postgres_template: Callable[..., str], fresh_postgres: Callable[..., str]
) -> str:
    """The URL of a database of the test's own, with our tables in it."""
    return fresh_postgres(postgres_template("store", _create))


def _create(url: str) -> None:
    opened = PostgresqlStore(url)
    try:
        opened.create()
    finally:
        opened.close()


@pytest.fixture(params=["sqlite", POSTGRESQL])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Call for a store on the test's database; each call another store on the same one."""
    opened: list[Any] = []
    url = request.getfixturevalue("empty_postgres") if request.param == "postgresql" else ""

    def open_() -> Any:
        opened.append(PostgresqlStore(url) if url else SqliteStore(tmp_path / "trade.sqlite3"))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Any]) -> Any:
    return open_store()


@pytest.fixture
def teller(store: Any) -> Teller:
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    return Teller(store)
