"""Does the checker find nothing where nothing is wrong?"""

from __future__ import annotations

from typing import Any

from earnest.domain.order.acts.produce import ReportProduction
from earnest.store.archive import TABLES, StoreArchive
from earnest.store.rebuild import rebuild
from earnest.usecases.verify import Report, verify
from tests.cast import SUPPLIER
from tests.store.story import HOUSE, Teller


def verified(store: Any, heads: Any = ()) -> Report:
    with store.snapshot() as scanner:
        return verify(StoreArchive(scanner, store.vendor), HOUSE, heads)


def test_whole_story_is_found_in_order(teller: Teller):
    teller.set_limit()
    for number in (1, 2):
        story = Teller(teller.store, number=number)
        story.activate()
        story.say("hello")
    teller.receive()
    assert verified(teller.store).findings == []
    teller.finish()
    report = verified(teller.store)
    assert report.findings == []
    assert report.events > 30
    assert report.old_snapshots == 0


def test_rebuild_heals_what_was_spoiled_and_changes_nothing_else(teller: Teller):
    teller.set_limit()
    for number in (1, 2):
        Teller(teller.store, number=number).activate()
    teller.receive()
    before = rows_of(teller.store)
    for spoil in (
        "UPDATE board SET held_minor = held_minor + 1, title = 'Lanterns'",
        "UPDATE board SET folds = 'old', place = 0, buyer = 'me'",
        "UPDATE deadline SET who = 'nobody'",
        "DELETE FROM deadline",
    ):
        teller.store.change(spoil)
    assert not verified(teller.store).ok
    assert rebuild(teller.store) == len(before["board"])
    assert verified(teller.store).ok
    assert rows_of(teller.store) == before


def rows_of(store: Any) -> dict[str, list[tuple[Any, ...]]]:
    with store.snapshot() as scanner:
        archive = StoreArchive(scanner, store.vendor)
        return {table: list(archive.rows(table)) for table in TABLES}


def test_snapshot_of_other_folds_is_read_by_replay(open_store: Any):
    store = open_store()
    from earnest.store.reads import StoreReads
    from tests.store.story import PEOPLE

    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    teller = Teller(store)
    teller.set_limit()
    teller.activate()
    store.change("UPDATE board SET folds = 'old', snapshot = head")
    store.memory.states = type(store.memory.states)(10)
    teller.receive()
    assert verified(store).findings == []
    assert verified(store).old_snapshots == 2  # the limit's and the first receipt's


def test_rows_of_other_folds_are_mended_also_where_somebody_looked_first(teller: Teller):
    store = teller.store
    teller.set_limit()
    teller.activate()
    for left_by_other_folds in (
        "UPDATE board SET folds = 'old', snapshot = head",
        "UPDATE board SET title = 'Lanterns' WHERE subject_kind = 'order'",
        "UPDATE deadline SET who = 'nobody', kind = 'acceptance' WHERE subject_kind = 'order'",
    ):
        store.change(left_by_other_folds)
    store.memory.states = type(store.memory.states)(10)
    (lot,) = teller.lots()
    teller.do(ReportProduction(lot, 50), SUPPLIER)
    assert verified(store).findings == []
