"""Does a whole order run through commit, and is everything written that must be?"""

from __future__ import annotations

from earnest.domain.order.stages import Stage
from tests.store.story import Teller


def test_order_runs_from_draft_to_closed(teller: Teller):
    teller.set_limit()
    teller.activate()
    teller.say("hello")
    teller.receive()
    teller.finish()
    assert teller.state().stage is Stage.CLOSED
    assert teller.state().held_minor == 0
