"""Does a page read what it shows, and not everything that an organisation ever had?

Asked of the plans that the databases make for the very statements of ``StoreReads``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from earnest.domain.order.acts.draft import OpenOrder
from earnest.store.reads import StoreReads
from tests.cast import BUYER, NINGBO
from tests.store.story import Teller

MANY = 3_000
BUYER_3 = "buyer-3"


class Explaining:
    """A database that notes how it would answer each statement."""

    def __init__(self, store: Any) -> None:
        self.vendor = store.vendor
        self._store = store
        self.plan = ""

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The plan as text, then the rows."""
        how = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN (ANALYZE)"}[self.vendor]
        found = self._store.query(f"{how} {sql}", *values)
        self.plan = "\n".join(str(row[-1]) for row in found)
        return list(self._store.query(sql, *values))


def _copy(store: Any, table: str, new: dict[str, str]) -> None:
    """Copy the rows of orders many times; ``new`` says what is new in the copy numbered ``k``."""
    names = {
        "sqlite": f"SELECT name FROM pragma_table_info('{table}')",
        "postgresql": "SELECT column_name::text FROM information_schema.columns"
        f" WHERE table_name = '{table}' ORDER BY ordinal_position",
    }
    picked = ", ".join(new.get(name, name) for (name,) in store.query(names[store.vendor]))
    store.change(
        f"INSERT INTO {table} WITH RECURSIVE n(k) AS"
        f" (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {MANY})"
        f" SELECT {picked} FROM {table}, n WHERE subject_kind = 'order'"
    )


@pytest.fixture
def crowded(teller: Teller) -> Explaining:
    """Thousands of drafts of ten buyers that their supplier cannot see, one order that he can."""
    teller.set_limit()
    Teller(teller.store, number=1).do(OpenOrder(teller.terms), BUYER)
    new = {"subject_id": "'copy-' || k", "place": "place - k", "buyer": "'buyer-' || (k % 10)"}
    _copy(teller.store, "board", new)
    _copy(teller.store, "deadline", {"subject_id": "'copy-' || k"})
    Teller(teller.store, number=2).activate()
    if teller.store.vendor == "postgresql":
        teller.store.query("VACUUM ANALYZE")
        # What ended a moment ago may keep the server from calling these rows old, and then it
        # would rather read their pages at once: we ask what the index could answer alone.
        for way in ("bitmapscan", "seqscan"):
            teller.store.query(f"SET enable_{way} = off")
    return Explaining(teller.store)


def test_list_never_walks_past_the_drafts_that_are_kept_from_it(crowded: Explaining):
    found = StoreReads(crowded).boards(organisation=NINGBO, limit=10)
    assert [line.stage for line in found] == ["active"]
    assert "board_seen_by_supplier" in crowded.plan
    assert "Rows Removed by Filter" not in crowded.plan
    assert "SCAN board" not in crowded.plan
    assert "Seq Scan" not in crowded.plan


def _held(reads: StoreReads) -> None:
    assert reads.held(BUYER_3) == [], "nothing is held for a draft"


def _waiting(reads: StoreReads) -> None:
    assert reads.waiting_for(BUYER_3, (), 10)[1] == MANY // 10


@pytest.mark.parametrize("ask", [_held, _waiting])
def test_sums_over_all_orders_of_a_side_open_no_row_of_a_board(
    crowded: Explaining, ask: Callable[[StoreReads], None]
):
    ask(StoreReads(crowded))
    if crowded.vendor == "sqlite":
        pytest.skip("SQLite finds the rows by their kind, and has few")
    assert "Index Only Scan using board_seen_by_buyer" in crowded.plan, crowded.plan
