"""What becomes of an undertaking that is called: kept, paid, contested, decided, or too late?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import InspectedBy, Trigger
from earnest.domain.coverage.undertaking import CallTrigger, Remedy, UndertakingStatus
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.decide_call import (
    CallContested,
    DecideCall,
    ObjectToCall,
)
from earnest.domain.order.acts.enforce import (
    AnswerPerformance,
    CallUndertaking,
    PerformanceReported,
    ReportPerformance,
    UndertakingCalled,
    UndertakingOwed,
    UndertakingPaid,
    UndertakingPerformed,
    UndertakingUnkept,
)
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.acts.release import Cause, LotReleased
from earnest.domain.order.acts.undertake import CountersignUndertaking
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from earnest.domain.refusals import Refused
from tests.cast import BUYER, FILE, MARA, PHOTO, SUPPLIER, TWO_LOTS, schedule
from tests.given import Story, given
from tests.promise import (
    active,
    an_order,
    audited,
    called,
    contested,
    held,
    lapse,
    offer,
    offered,
    reported,
    text,
    u1,
)

UNKEPT = "cd" * 32
"""A file that nobody uploaded."""

# -- calling


def test_call_moves_nothing_and_gives_time_to_perform():
    story = active().shipped()
    done = given(story).when(CallUndertaking("U1", 60_000), BUYER).then(UndertakingCalled)
    assert u1(done).called_minor == 60_000
    assert done.order.wait(WaitKind.PERFORM_UNDERTAKING, "U1").who is Role.SUPPLIER
    assert not done.order.wait(WaitKind.CALL_UNDERTAKING, "U1")
    assert held(done, Purpose.SECURITY) == 100_000
    audited(story)


def test_promise_without_time_to_perform_is_due_after_the_notice():
    story = called(perform_days=0, remedy=Remedy.REFUND)
    assert story.order.wait(WaitKind.PAY_UNDERTAKING, "U1").due_at
    given(story).when(ReportPerformance("U1"), SUPPLIER).refuses("undertaking.no_time_to_perform")


@pytest.mark.parametrize(
    ("changes", "command", "code"),
    [
        ({}, CallUndertaking("U1", 0), "undertaking.above_sum"),
        ({}, CallUndertaking("U1", 300_001), "undertaking.above_sum"),
        ({}, CallUndertaking("U2", 1), "undertaking.unknown"),
        ({}, CallUndertaking("U1", 1, ("no hash",)), "undertaking.evidence"),
        ({}, CallUndertaking("U1", 1, (FILE,) * 51), "undertaking.evidence"),
        ({"trigger": CallTrigger.PHOTOS}, CallUndertaking("U1", 1), "undertaking.no_photos"),
        (
            {"trigger": CallTrigger.DESTINATION_REPORT},
            CallUndertaking("U1", 1, (FILE,)),
            "undertaking.no_report",
        ),
    ],
)
def test_call_that_the_text_does_not_give_is_refused(changes, command, code):
    given(active(**changes).shipped()).when(command, BUYER).refuses(code)


def test_call_with_photos_names_them():
    story = active(trigger=CallTrigger.PHOTOS).shipped()
    given(story).when(CallUndertaking("U1", 1, (FILE,)), BUYER).refuses("undertaking.no_photos")
    both = (FILE, PHOTO)
    done = given(story).when(CallUndertaking("U1", 1, both), BUYER).then(UndertakingCalled)
    assert u1(done).evidence == both


@pytest.mark.parametrize("evidence", [(UNKEPT,), (FILE, UNKEPT)])
def test_call_names_only_files_that_are_kept_with_the_order(evidence):
    story = active().shipped()
    with pytest.raises(Refused, match=r"evidence\.not_kept") as refused:
        story.do(CallUndertaking("U1", 1, evidence), BUYER)
    assert refused.value.facts["files"] == (UNKEPT[:12],)
    story.world.files["another order", UNKEPT] = "application/pdf"
    given(story).when(CallUndertaking("U1", 1, evidence), BUYER).refuses("evidence.not_kept")
    story.world.files[story.order.id, UNKEPT] = "application/pdf"
    done = given(story).when(CallUndertaking("U1", 1, evidence), BUYER).then(UndertakingCalled)
    assert u1(done).evidence == evidence


def test_undertaking_can_be_called_only_after_its_lot_has_left():
    given(active()).when(CallUndertaking("U1", 1), BUYER).refuses("undertaking.not_left")
    story = active(an_order().paid(lots=TWO_LOTS)).do(offer("B"), SUPPLIER)
    story.do(CountersignUndertaking("U2", text(story, "U2")), BUYER).produced().shipped("B")
    given(story).when(CallUndertaking("U1", 1), BUYER).refuses("undertaking.not_left")
    given(story).when(CallUndertaking("U2", 1), BUYER).then(UndertakingCalled)


def test_offered_undertaking_cannot_be_called():
    given(offered().shipped()).when(CallUndertaking("U1", 1), BUYER).refuses(
        "undertaking.none_active"
    )


def test_undertaking_is_called_once():
    given(active(called())).when(CallUndertaking("U1", 1), BUYER).refuses(
        "undertaking.wrong_status"
    )


def test_call_is_too_late_after_the_last_day():
    story = active().shipped()
    story.at(story.order.wait(WaitKind.CALL_UNDERTAKING, "U1").due_at)
    given(story).when(CallUndertaking("U1", 1), BUYER).refuses("undertaking.none_active")


@pytest.mark.parametrize(("clause", "bad"), [("size", 3), ("print", 0)])
def test_report_that_shows_no_defect_in_the_clause_does_not_call(clause, bad):
    story = active(trigger=CallTrigger.DESTINATION_REPORT).shipped()
    reported(story, InspectedBy.THIRD_PARTY, clause, bad)
    given(story).when(CallUndertaking("U1", 1), BUYER).refuses("undertaking.no_report")


def test_report_from_the_destination_calls():
    story = active(trigger=CallTrigger.DESTINATION_REPORT).shipped()
    reported(story, InspectedBy.SELF)
    given(story).when(CallUndertaking("U1", 1), BUYER).refuses("undertaking.no_report")
    story = active(trigger=CallTrigger.DESTINATION_REPORT).shipped()
    reported(story, InspectedBy.THIRD_PARTY)
    given(story).when(CallUndertaking("U1", 1), BUYER).then(UndertakingCalled)


# -- kept


def test_kept_promise_ends_and_frees_its_security():
    story = called().do(ReportPerformance("U1"), SUPPLIER)
    done = given(story).when(AnswerPerformance("U1", True), BUYER).then(UndertakingPerformed)
    assert u1(done).status is UndertakingStatus.PERFORMED
    assert (held(done, Purpose.GOODS), held(done, Purpose.SECURITY)) == (2_000_000, 0)
    audited(story)


def test_buyers_silence_confirms_a_reported_performance():
    story = called()
    given(story).when(ReportPerformance("U1"), SUPPLIER).then(PerformanceReported)
    lapse(story, WaitKind.CONFIRM_PERFORMANCE)
    assert u1(story).status is UndertakingStatus.PERFORMED
    assert story.world.events()[-1].by_silence


def test_denied_performance_is_paid_unless_the_supplier_objects():
    story = called().do(ReportPerformance("U1"), SUPPLIER)
    given(story).when(ObjectToCall("U1"), SUPPLIER).refuses("undertaking.performance_reported")
    given(story).when(AnswerPerformance("U1", False), BUYER).then(UndertakingUnkept)
    given(story).when(ObjectToCall("U1"), SUPPLIER).then(CallContested)


def test_there_is_nothing_to_deny_before_a_performance_was_reported():
    given(called()).when(AnswerPerformance("U1", False), BUYER).refuses(
        "undertaking.nothing_reported"
    )


@pytest.mark.parametrize(
    ("command", "by", "code"),
    [
        (ReportPerformance("U1"), SUPPLIER, "undertaking.none_called"),
        (AnswerPerformance("U1", True), BUYER, "undertaking.none_called"),
        (ObjectToCall("U1"), SUPPLIER, "undertaking.none_called"),
        (DecideCall("U1", 0), MARA, "undertaking.none_contested"),
    ],
)
def test_answers_need_a_call(command, by, code):
    given(active().shipped()).when(command, by).refuses(code)


def test_buyer_may_give_up_a_contested_call():
    given(contested()).when(AnswerPerformance("U1", True), BUYER).then(UndertakingPerformed)


# -- paid


def test_unkept_promise_pays_out_five_days_after_the_notice():
    story = lapse(called(60_000), WaitKind.PERFORM_UNDERTAKING)
    notice, due_at = story.world.now, story.order.wait(WaitKind.PAY_UNDERTAKING, "U1").due_at
    assert timedelta(days=5) <= due_at - notice <= timedelta(days=6)
    lapse(story, WaitKind.PAY_UNDERTAKING)
    paid = next(e for e in story.world.events() if isinstance(e, UndertakingPaid))
    assert (paid.minor, paid.owed_minor, paid.freed_minor) == (60_000, 0, 40_000)
    back = next(e for e in story.world.events() if isinstance(e, PayoutInstructed))
    assert (back.to, back.minor) == (Role.BUYER, 60_000)
    assert u1(story).status is UndertakingStatus.PAID
    assert (held(story, Purpose.GOODS), held(story, Purpose.SECURITY)) == (1_940_000, 0)
    assert story.order.refunded_minor == 60_000
    audited(story)


def test_call_above_the_security_leaves_the_rest_owed():
    story = lapse(lapse(called(250_000), WaitKind.PERFORM_UNDERTAKING), WaitKind.PAY_UNDERTAKING)
    assert (u1(story).paid_minor, u1(story).owed_minor) == (100_000, 150_000)
    assert u1(story).status is UndertakingStatus.PAID
    audited(story)


def test_unsecured_undertaking_is_only_owed():
    story = called(60_000, security_minor=0)
    lapse(lapse(story, WaitKind.PERFORM_UNDERTAKING), WaitKind.PAY_UNDERTAKING)
    assert isinstance(story.world.events()[-1], UndertakingOwed)
    assert (u1(story).status, u1(story).owed_minor) == (UndertakingStatus.OWED, 60_000)
    assert story.order.refunded_minor == 0
    audited(story)


# -- after the goods were accepted


def accepted(**changes: Any) -> Story:
    return active(**changes).shipped().received().accepted()


def test_accepted_lot_keeps_its_security_and_the_order_stays_open():
    story = accepted()
    lot = story.order.lots["A"]
    assert (lot.stage, lot.held) == (LotStage.ACCEPTED, {Purpose.SECURITY: 100_000})
    assert story.order.stage is Stage.RECEIVED
    assert story.order.released_minor == 1_900_000
    given(story).when(AcceptGoods("A"), BUYER).refuses("lot.wrong_stage")
    audited(story)


def test_silence_pays_what_is_not_secured():
    story = active(an_order().paid().produced()).shipped().received()
    lapse(story, WaitKind.ACCEPTANCE, "A")
    assert story.order.lots["A"].held == {Purpose.SECURITY: 100_000}
    audited(story)


def test_security_of_an_accepted_lot_goes_to_the_supplier_when_nothing_is_due():
    story = lapse(accepted(), WaitKind.CALL_UNDERTAKING)
    last = [e for e in story.world.events() if isinstance(e, LotReleased)][-1]
    assert (last.cause, sum(share.minor for share in last.shares)) == (Cause.REST, 100_000)
    assert (story.order.stage, story.order.released_minor) == (Stage.RELEASED, 2_000_000)
    audited(story)


def test_lot_ends_when_its_last_money_was_security_that_is_paid():
    story = accepted(perform_days=0).do(CallUndertaking("U1", 100_000), BUYER)
    lapse(story, WaitKind.PAY_UNDERTAKING)
    assert story.order.lots["A"].stage is LotStage.RELEASED
    assert story.order.stage is Stage.RELEASED
    assert (story.order.released_minor, story.order.refunded_minor) == (1_900_000, 100_000)
    audited(story.settled())


def test_late_money_for_an_accepted_lot_is_paid_out_without_the_security():
    story = active(an_order().deposited(schedule=schedule(trigger=Trigger.RECEIPT)).produced())
    story.shipped().received().accepted()
    assert story.order.lots["A"].held == {Purpose.SECURITY: 100_000}
    story.receives(story.order.outstanding())
    assert story.order.lots["A"].held == {Purpose.SECURITY: 100_000}
    assert story.order.released_minor == 1_900_000
    audited(story)


def test_order_does_not_close_while_an_undertaking_is_in_force():
    story = accepted(security_minor=0, claim_by=date(2026, 8, 20)).settled()
    assert story.order.stage is Stage.RELEASED
    lapse(story, WaitKind.CLOSE, "")
    assert (story.order.stage, u1(story).status.value) == (Stage.RELEASED, "active")
    lapse(story.do(CallUndertaking("U1", 50), BUYER), WaitKind.PERFORM_UNDERTAKING)
    lapse(story, WaitKind.PAY_UNDERTAKING)
    assert (u1(story).status.value, story.order.stage) == ("owed", Stage.CLOSED)
    audited(story)


def test_refund_of_security_is_kept_against_a_debt():
    story = an_order().deposited(lots=TWO_LOTS).produced("B")
    story.receives(story.order.outstanding("balance/B")).produced("A")
    story.receives(story.order.outstanding())
    story = active(story, perform_days=0).shipped().received("B").accepted("B")
    story.reversed(story.order.receipts[1].minor, number=2)
    debt = story.order.debt_minor
    assert debt > 100_000
    story.do(CallUndertaking("U1", 100_000), BUYER)
    lapse(story, WaitKind.PAY_UNDERTAKING)
    assert story.order.debt_minor == debt - 100_000
    assert not [payout for payout in story.order.payouts if payout.to is Role.BUYER]
    audited(story)
