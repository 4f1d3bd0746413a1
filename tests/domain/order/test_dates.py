"""What happens when the ship-by date moves, passes, or is the buyer's own fault (R6)?"""

from __future__ import annotations

from datetime import date, timedelta

from earnest.domain.contract.terms import ShipBy
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    InspectionRecorded,
    RecordInspection,
    ShipmentApproved,
)
from earnest.domain.order.acts.cancel import CancellationNoticed, GiveNotice
from earnest.domain.order.acts.deliver import ConfirmReceipt
from earnest.domain.order.acts.reschedule import (
    AnswerShipBy,
    ExtraPeriodEnded,
    ProposeShipBy,
    ShipByMissed,
    ShipByMoved,
    ShipByProposalLapsed,
    ShipByProposed,
    ShipByRefused,
    ShipByRevised,
)
from earnest.domain.order.acts.ship import RefuseToShip, ShipmentVerified, VerifyShipment
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import WaitKind
from tests.cast import (
    BUYER,
    CARRIER,
    OLGA,
    PLAN,
    SHIP_BY,
    SUPPLIER,
    TWO_LOTS,
    day,
    report,
)
from tests.given import an_order, given, shipping

LATER = date(2026, 6, 15)
ESSENTIAL = ShipBy(SHIP_BY, "Asia/Shanghai", essential=True)


def producing(**changes):
    return an_order().paid(**changes)


def late(**changes):
    """The ship-by date has passed and nothing has left."""
    story = producing(**changes)
    return story.until(story.order.wait(WaitKind.SHIP_BY).due_at)


def too_late(**changes):
    """The extra period has passed as well."""
    story = late(**changes)
    return story.until(story.order.wait(WaitKind.EXTRA_PERIOD).due_at)


def noticed(**changes):
    return too_late(**changes).produced().do(GiveNotice(), BUYER)


def kinds(story):
    return [type(event) for event in story.world.events()]


def test_new_date_is_asked_for_and_granted():
    story = producing()
    given(story).when(ProposeShipBy(LATER), SUPPLIER).then(ShipByProposed)
    given(story).when(ProposeShipBy(LATER), SUPPLIER).refuses("ship_by.already_asked")
    given(story).when(AnswerShipBy(True, False), BUYER).then(ShipByRevised)
    assert story.order.shipping.ship_by_on == LATER
    assert not story.order.shipping.late_claim_kept
    given(story).when(AnswerShipBy(True, True), BUYER).refuses("ship_by.nothing_asked")


def test_new_date_lies_later_and_within_a_year():
    for on in (SHIP_BY, date(2026, 3, 1), SHIP_BY + timedelta(days=366)):
        given(producing()).when(ProposeShipBy(on), SUPPLIER).refuses("ship_by.not_later")


def test_new_date_that_passed_meanwhile_is_not_granted():
    soon = SHIP_BY + timedelta(days=2)
    story = late().do(ProposeShipBy(soon), SUPPLIER).later(2.5)
    given(story).when(AnswerShipBy(True, True), BUYER).refuses("ship_by.not_later")
    given(story).when(AnswerShipBy(False, True), BUYER).then(ShipByRefused)


def test_new_dates_have_a_budget():
    story = producing()
    for _ in range(3):
        story.do(ProposeShipBy(LATER), SUPPLIER).do(AnswerShipBy(False, True), BUYER)
    given(story).when(ProposeShipBy(LATER), SUPPLIER).refuses("ship_by.asked_too_often")


def test_unanswered_proposal_leaves_the_old_date():
    story = producing().do(ProposeShipBy(LATER), SUPPLIER).later(7)
    assert ShipByProposalLapsed in kinds(story)
    assert story.order.shipping.ship_by_on == SHIP_BY


def test_date_ends_at_midnight_of_its_place():
    story = producing()
    due_at = story.order.wait(WaitKind.SHIP_BY).due_at
    assert due_at.isoformat() == "2026-05-15T16:00:00+00:00"
    story.until(due_at - timedelta(microseconds=1))
    assert ShipByMissed not in kinds(story)
    assert ShipByMissed in kinds(story.until(due_at))


def test_lateness_is_a_cause_after_the_extra_period_only():
    given(producing()).when(GiveNotice(), BUYER).refuses("cancel.no_cause")
    given(late()).when(GiveNotice(), BUYER).refuses("cancel.no_cause")
    story = too_late()
    assert ExtraPeriodEnded in kinds(story)
    given(story).when(GiveNotice(), BUYER).then(CancellationNoticed)
    given(story).when(GiveNotice(), BUYER).refuses("cancel.notice_twice")


def test_essential_date_is_a_cause_at_once_and_not_after_a_new_date_was_granted():
    assert not given(late(ship_by=ESSENTIAL)).when(GiveNotice(), BUYER).code
    story = late(ship_by=ESSENTIAL).do(ProposeShipBy(LATER), SUPPLIER)
    story.do(AnswerShipBy(True, True), BUYER)
    given(story).when(GiveNotice(), BUYER).refuses("cancel.no_cause")


def test_refusal_to_ship_is_a_cause_at_once():
    story = producing().do(RefuseToShip(), SUPPLIER).do(GiveNotice(), BUYER).later(3)
    assert story.order.stage is Stage.REFUNDED
    assert story.order.refunded_minor == 2_000_000


def test_notice_refunds_after_forty_eight_hours():
    story = noticed()
    due_at = story.order.wait(WaitKind.CANCEL_NOTICE).due_at
    assert due_at == story.world.now + timedelta(hours=48)
    story.until(due_at)
    assert story.order.refunded_minor == 2_000_000


def test_only_a_proven_earlier_hand_over_defeats_a_notice():
    story = noticed()
    notice = story.order.shipping.notice_at
    later = shipping(story.world, handed_over_at=notice)
    given(story).when(later, SUPPLIER).refuses("ship.notice_running")
    before = notice - timedelta(hours=1)
    given(story).when(shipping(story.world, handed_over_at=before), SUPPLIER)
    assert story.order.wait(WaitKind.CANCEL_NOTICE)
    given(story).when(VerifyShipment("A", before), CARRIER).then(ShipmentVerified)
    assert story.order.wait(WaitKind.CANCEL_NOTICE) is None
    assert story.later(3).order.held_minor == 2_000_000


def test_proof_of_a_later_hand_over_does_not_defeat_a_notice():
    story = noticed()
    before = story.order.shipping.notice_at - timedelta(hours=1)
    story.do(shipping(story.world, handed_over_at=before), SUPPLIER)
    story.later(1).do(VerifyShipment("A", story.world.now), CARRIER).later(2)
    assert story.order.refunded_minor == 2_000_000


def test_goods_that_the_buyer_has_received_are_not_refunded_by_his_notice():
    story = noticed()
    before = story.order.shipping.notice_at - timedelta(days=15)
    story.do(shipping(story.world, handed_over_at=before), SUPPLIER)
    story.do(ConfirmReceipt("A"), BUYER).later(3)
    assert story.order.lot("A").stage is LotStage.RECEIVED
    assert story.order.held_minor == 2_000_000


def test_notice_refunds_only_the_lots_that_stayed():
    story = producing(lots=TWO_LOTS).produced("A").shipped("A")
    story.until(story.order.wait(WaitKind.SHIP_BY).due_at)
    story.until(story.order.wait(WaitKind.EXTRA_PERIOD).due_at)
    story.do(GiveNotice(), BUYER).later(3)
    assert story.order.refunded_minor == 800_000
    assert story.order.stage is Stage.RECEIVED
    given(story).when(GiveNotice(), BUYER).refuses("order.wrong_stage")


def test_nobody_acting_refunds_thirty_days_after_the_date():
    story = too_late()
    story.until(story.order.wait(WaitKind.LONGSTOP).due_at)
    assert story.order.stage is Stage.REFUNDED


def test_longstop_refunds_only_the_lots_that_stayed():
    story = producing(lots=TWO_LOTS).produced("A").at(70).shipped("A")
    story.until(story.order.wait(WaitKind.SHIP_BY).due_at)
    story.until(story.order.wait(WaitKind.LONGSTOP).due_at)
    assert (story.order.refunded_minor, story.order.held_minor) == (800_000, 1_200_000)
    assert story.order.lot("A").stage is LotStage.SHIPPED


def test_granted_date_withdraws_a_notice():
    story = noticed().do(ProposeShipBy(date(2026, 7, 1)), SUPPLIER)
    story.do(AnswerShipBy(True, True), BUYER)
    assert story.order.wait(WaitKind.CANCEL_NOTICE) is None
    assert story.later(5).order.held_minor == 2_000_000


def test_late_deposit_moves_the_date_day_for_day():
    story = an_order().signed().at(9).deposited()
    assert story.order.shipping.ship_by_on == SHIP_BY + timedelta(days=4)
    story = an_order().signed().at(4).deposited()
    assert story.order.shipping.ship_by_on == SHIP_BY


def test_late_balance_moves_the_date_even_after_it_was_missed():
    story = an_order().deposited().at(60).produced()  # due on day 67, ship-by on day 74
    story.at(77).paid()
    assert ShipByMoved in kinds(story)
    assert story.order.shipping.ship_by_on > SHIP_BY
    assert story.order.wait(WaitKind.SHIP_BY)
    assert story.order.wait(WaitKind.LONGSTOP) is None


def test_buyers_own_delay_is_no_cause_to_cancel():
    story = an_order().deposited().at(60).produced()
    story.until(story.order.wait(WaitKind.SHIP_BY).due_at)
    story.until(story.order.wait(WaitKind.EXTRA_PERIOD).due_at)
    given(story).when(GiveNotice(), BUYER).refuses("cancel.own_delay")


def test_nothing_is_asked_of_the_date_once_all_has_left():
    story = producing(lots=TWO_LOTS).produced().shipped("A")
    assert not given(story).when(ProposeShipBy(LATER), SUPPLIER).code
    story.shipped("B")
    running = {wait.kind for wait in story.order.waits}
    assert not running & {WaitKind.SHIP_BY, WaitKind.ANSWER_SHIP_BY, WaitKind.LONGSTOP}


def test_order_whose_only_unshipped_lot_was_paid_for_but_ended_asks_for_no_date():
    story = producing(lots=TWO_LOTS).produced().shipped("A").received("A")
    story.do(RefuseToShip(), SUPPLIER).do(GiveNotice(), BUYER).later(3).accepted("A")
    for command in (ProposeShipBy(LATER), RefuseToShip()):
        given(story).when(command, SUPPLIER).refuses("order.wrong_stage")


REFUSE = ApproveShipment("A", Answer.REFUSED, ("size",))


def refused_pass(on=40, **changes):
    """A lot passed on that day, and the buyer refused it all the same."""
    return (
        an_order().paid(inspection=PLAN, **changes).at(on).produced().inspected().do(REFUSE, BUYER)
    )


def test_days_of_a_refused_pass_move_the_date_when_the_lot_passes_again():
    story = refused_pass().later(6)
    story.produced()
    assert story.order.shipping.ship_by_on == SHIP_BY
    found = given(story).when(RecordInspection("A", report()), OLGA)
    found.then(InspectionRecorded, ShipByMoved)
    assert story.order.shipping.ship_by_on == SHIP_BY + timedelta(days=6)
    assert story.order.shipping.moved_days == 6
    story.approved()
    assert story.order.shipping.moved_days == 6


def test_days_of_a_refused_pass_move_the_date_when_it_may_leave_without_another_report():
    story = refused_pass().later(3).produced()
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).then(ShipmentApproved, ShipByMoved)
    assert story.order.shipping.ship_by_on == SHIP_BY + timedelta(days=3)


def test_a_refusal_that_the_next_report_bears_out_moves_nothing():
    story = refused_pass().later(6).produced().inspected(Verdict.FAILED)
    story.do(REFUSE, BUYER).later(2).produced().inspected()
    assert story.order.shipping.ship_by_on == SHIP_BY


def test_a_refused_fail_moves_nothing():
    story = an_order().paid(inspection=PLAN).at(40).produced().inspected(Verdict.FAILED)
    story.do(REFUSE, BUYER).later(6).produced().inspected()
    assert story.order.shipping.ship_by_on == SHIP_BY


def test_rework_that_takes_its_time_is_the_suppliers_own_beyond_a_bound():
    story = refused_pass().later(25).produced().inspected()
    assert story.order.shipping.ship_by_on == SHIP_BY + timedelta(days=14)


def test_days_that_two_lots_were_refused_count_once():
    story = an_order().paid(inspection=PLAN, lots=TWO_LOTS).at(40).produced()
    for lot in "AB":
        story.inspected(lot=lot).do(ApproveShipment(lot, Answer.REFUSED, ("size",)), BUYER)
    story.later(4).produced("A").inspected(lot="A")
    story.later(3).produced("B").inspected(lot="B")
    assert story.order.shipping.ship_by_on == SHIP_BY + timedelta(days=7)


def test_refused_pass_moves_the_date_even_after_it_was_missed():
    story = refused_pass(on=73).later(5)
    assert story.order.wait(WaitKind.LONGSTOP)
    story.produced().inspected()
    assert story.order.shipping.ship_by_on == SHIP_BY + timedelta(days=5)
    assert story.order.wait(WaitKind.LONGSTOP) is None


def test_buyer_cannot_cancel_for_the_days_of_his_own_refusal():
    story = refused_pass(on=73)
    story.until(story.order.wait(WaitKind.SHIP_BY).due_at)
    story.until(story.order.wait(WaitKind.EXTRA_PERIOD).due_at)
    given(story).when(GiveNotice(), BUYER).refuses("cancel.own_delay")
    story.at(73 + 15)
    given(story).when(GiveNotice(), BUYER).then(CancellationNoticed)


def test_refusal_says_how_far_it_may_move_the_date():
    story = an_order().paid(inspection=PLAN).at(40).produced().inspected()
    (fact,) = given(story).when(REFUSE, BUYER).found
    assert (fact.event.moves_days, fact.event.at) == (14, day(40))
