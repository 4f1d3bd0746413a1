"""What does one command cost a SQLite file? No index where nothing moved, no statement in vain.

The lists' columns stand in indexes; an update that names them writes four of them anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.store.reads import StoreReads
from earnest.store.unit_sqlite import SqliteStore
from earnest.store.write_sqlite import INDEXED
from earnest.usecases.batch import Request
from earnest.usecases.perform import perform
from earnest.usecases.ports import Conflict
from tests.cast import BUYER, SUPPLIER
from tests.store.story import HOUSE, PEOPLE, Teller, order
from tests.store.test_verify import verified


@pytest.fixture
def teller(tmp_path: Path) -> Iterator[Teller]:
    store = SqliteStore(tmp_path / "trade.sqlite3")
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    teller = Teller(store)
    teller.set_limit()
    yield teller
    store.close()


def traced(teller: Teller) -> list[str]:
    """A list that fills with the writer's statements."""
    seen: list[str] = []
    teller.store.writer().set_trace_callback(seen.append)
    return seen


def place(teller: Teller, number: int = 1) -> tuple[str, int]:
    """The stage of an order and its place in the lists."""
    ((stage, place),) = teller.store.query(
        "SELECT stage, place FROM board WHERE subject_kind = 'order' AND subject_id = ?",
        order(number).id,
    )
    return stage, place


def test_an_event_that_moves_no_order_in_its_lists_names_no_column_of_an_index(
    teller: Teller,
) -> None:
    teller.activate()
    before, seen = place(teller), traced(teller)
    teller.do(ReportProduction(teller.lots()[0], 40), SUPPLIER)
    (update,) = (sql for sql in seen if sql.startswith("UPDATE board"))
    assert "place" not in update[: update.index(" WHERE ")]
    assert place(teller) == before
    assert verified(teller.store).findings == []


def test_an_index_of_the_board_holds_only_columns_that_the_quick_update_leaves_out(
    teller: Teller,
) -> None:
    texts = teller.store.query(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'board' AND sql <> ''"
    )
    columns = {name for (_, name, *_) in teller.store.query("PRAGMA table_info(board)")}
    named = {word for (sql,) in texts for word in re.findall(r"\w+", sql) if word in columns}
    assert len(texts) >= 4
    assert named <= {*INDEXED, "subject_kind", "subject_id"}


def test_a_list_moves_who_moves_and_leaves_who_stays(teller: Teller) -> None:
    teller.activate()
    other = Teller(teller.store, number=2)
    other.now = teller.now
    other.do(OpenOrder(other.terms), BUYER)
    before, drafted = place(teller), place(teller, 2)
    teller.now = other.now
    teller.ask(
        Request(order(), ReportProduction(teller.lots()[0], 40), SUPPLIER),
        Request(order(2), ProposeContract(other.hash), BUYER),
    )
    assert place(teller) == before
    stage, moved = place(teller, 2)
    assert stage == "proposed"
    assert moved != drafted[1]
    assert verified(teller.store).findings == []


def test_a_command_without_money_or_waits_runs_no_statement_for_either(teller: Teller) -> None:
    teller.activate()
    lot, seen = teller.lots()[0], traced(teller)
    teller.do(ReportProduction(lot, 40), SUPPLIER, key="forty")
    run = [sql for sql in dict.fromkeys(seen) if sql.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql.split()[sql.startswith("INSERT") + 1] for sql in run] == [
        "event", "board", "idempotency",
    ]  # fmt: skip


def test_a_board_row_that_changed_under_a_decision_is_a_conflict(teller: Teller) -> None:
    teller.activate()
    request = Request(order(), ReportProduction(teller.lots()[0], 40), SUPPLIER)
    with teller.store.unit() as unit:
        batch = perform([request], unit.load([request]), HOUSE, teller.now)
        teller.store.writer().execute("UPDATE board SET seq = seq + 1")
        with pytest.raises(Conflict):
            unit.append(batch)
        teller.store.undo()
    assert verified(teller.store).findings == []
