"""What becomes of a call that the supplier contests: heard, decided, carried out, or not proven?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import InspectedBy
from earnest.domain.coverage.undertaking import Ending, UndertakingStatus
from earnest.domain.order.acts.decide_call import (
    CallContested,
    CallDecided,
    CallPassedOn,
    DecideCall,
    ObjectToCall,
)
from earnest.domain.order.acts.enforce import (
    CallUndertaking,
)
from earnest.domain.order.acts.undertake import UndertakingLapsed
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from tests.cast import BUYER, FILE, MARA, OLGA, SUPPLIER
from tests.given import Story, given
from tests.promise import (
    active,
    audited,
    called,
    contested,
    held,
    lapse,
    looked_at,
    reported,
    u1,
)

UNKEPT = "cd" * 32
"""A file that nobody uploaded."""


def test_objection_stops_the_payment_and_asks_a_mediator():
    story = called()
    done = given(story).when(ObjectToCall("U1", (FILE,)), SUPPLIER).then(CallContested)
    assert u1(done).status is UndertakingStatus.OBJECTED
    assert done.order.wait(WaitKind.DECIDE_CALL, "U1").who is Role.MEDIATOR
    assert not done.order.wait(WaitKind.PERFORM_UNDERTAKING, "U1")
    given(story).when(ObjectToCall("U1"), SUPPLIER).refuses("undertaking.none_called")


def test_objection_names_only_files_that_are_kept_with_the_order():
    given(called()).when(ObjectToCall("U1", (UNKEPT,)), SUPPLIER).refuses("evidence.not_kept")


def test_objection_names_files_by_their_hash():
    given(called()).when(ObjectToCall("U1", ("photo.jpg",)), SUPPLIER).refuses(
        "undertaking.evidence"
    )


@pytest.mark.parametrize("by", [MARA, OLGA])
@pytest.mark.parametrize(("due", "status"), [(25_000, "paid_from_security"), (0, "lapsed")])
def test_decision_is_carried_out_after_its_review_window(by, due, status):
    story = contested(60_000)
    done = given(story).when(DecideCall("U1", due), by).then(CallDecided)
    review = done.order.wait(WaitKind.REVIEW_CALL, "U1")
    assert review.due_at - story.world.now >= timedelta(days=7)
    assert review.who is (Role.SUPPLIER if due else Role.BUYER)
    lapse(story, WaitKind.REVIEW_CALL)
    assert (u1(story).status.value, u1(story).paid_minor) == (status, due)
    assert held(story, Purpose.GOODS) == 2_000_000 - due
    audited(story)


def test_decision_is_made_once_and_within_the_call():
    story = contested(60_000)
    given(story).when(DecideCall("U1", 60_001), MARA).refuses("undertaking.above_call")
    given(story).when(DecideCall("U1", -1), MARA).refuses("undertaking.above_call")
    story.do(DecideCall("U1", 0), MARA)
    given(story).when(DecideCall("U1", 1), OLGA).refuses("undertaking.decided_already")


def test_parties_cannot_decide_their_own_call():
    for actor in (BUYER, SUPPLIER):
        given(contested()).when(DecideCall("U1", 0), actor).refuses("permission.wrong_role")


def silent_mediator(story: Story) -> Story:
    lapse(story, WaitKind.DECIDE_CALL)
    assert isinstance(story.world.events()[-1], CallPassedOn)
    assert story.order.wait(WaitKind.DECIDE_CALL_LATE, "U1").who is Role.OPERATOR
    return lapse(story, WaitKind.DECIDE_CALL_LATE)


def test_silent_mediators_leave_it_to_the_burden_of_proof():
    story = silent_mediator(contested(60_000))
    assert u1(story).status is UndertakingStatus.LAPSED
    lapsed = [e for e in story.world.events() if isinstance(e, UndertakingLapsed)]
    assert lapsed[-1].why is Ending.UNPROVEN


@pytest.mark.parametrize(("by", "paid"), [(InspectedBy.THIRD_PARTY, 60_000), (InspectedBy.SELF, 0)])
def test_outside_report_from_the_destination_carries_the_burden(by, paid):
    story = active().shipped()
    reported(story, by).do(CallUndertaking("U1", 60_000), BUYER).do(ObjectToCall("U1"), SUPPLIER)
    silent_mediator(story)
    assert u1(story).paid_minor == paid


def test_report_that_comes_while_a_call_is_decided_carries_the_burden():
    story = active().shipped().received()
    story.do(CallUndertaking("U1", 60_000), BUYER).do(ObjectToCall("U1"), SUPPLIER)
    looked_at(story, InspectedBy.THIRD_PARTY)
    silent_mediator(story)
    assert u1(story).paid_minor == 60_000


def test_call_that_was_decided_is_not_made_again_with_other_evidence():
    story = contested().do(DecideCall("U1", 0), MARA)
    again = CallUndertaking("U1", 60_000, (FILE,))
    given(story).when(again, BUYER).refuses("undertaking.none_active")
    lapse(story, WaitKind.REVIEW_CALL)
    looked_at(story.received(), InspectedBy.THIRD_PARTY)
    given(story).when(again, BUYER).refuses("undertaking.none_active")
    assert story.order.wait(WaitKind.ACCEPTANCE, "A"), "claims on the goods themselves are open"


def test_operator_may_decide_in_the_mediators_place():
    story = lapse(contested(), WaitKind.DECIDE_CALL)
    given(story).when(DecideCall("U1", 60_000), OLGA).then(CallDecided)
    assert not story.order.wait(WaitKind.DECIDE_CALL_LATE, "U1")
