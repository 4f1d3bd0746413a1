"""Every test of this room runs on both databases: ``store`` is one, then the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from earnest.store.reads import StoreReads
from earnest.store.unit_sqlite import SqliteStore
from tests.store.story import PEOPLE, Teller


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    opened = SqliteStore(tmp_path / "trade.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def teller(store: Any) -> Teller:
    StoreReads(store).project_actors(PEOPLE)
    return Teller(store)
