"""Does the checker find nothing where nothing is wrong?"""

from __future__ import annotations

from typing import Any

from earnest.store.archive import StoreArchive
from earnest.usecases.verify import Report, verify
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
