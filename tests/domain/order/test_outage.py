"""What does a party get back when the platform was away on the last day of a window (T7)?"""

from __future__ import annotations

from datetime import timedelta

from earnest.domain.order.acts.outage import ExtendForOutage, WaitsExtended
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import CLOCK
from tests.cast import BUYER, OLGA
from tests.given import an_order, given


def test_hours_of_the_last_day_are_given_back_once():
    story = an_order().proposed()
    due_at = story.order.wait(WaitKind.ANSWER_PROPOSAL).due_at
    outage = ExtendForOutage(due_at - timedelta(hours=5), due_at - timedelta(hours=2))
    story.at(due_at - timedelta(hours=2))
    given(story).when(outage, BUYER).refuses("permission.wrong_role")
    given(story).when(outage, OLGA).refuses("permission.wrong_role")
    given(story).when(outage, CLOCK).then(WaitsExtended)
    assert story.order.wait(WaitKind.ANSWER_PROPOSAL).due_at == due_at + timedelta(hours=3)
    given(story).when(outage, CLOCK).then()


def test_outage_before_the_last_day_gives_nothing_back():
    story = an_order().proposed()
    now = story.world.now
    given(story).when(ExtendForOutage(now - timedelta(hours=5), now), CLOCK).then()
