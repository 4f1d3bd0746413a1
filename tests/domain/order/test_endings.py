"""How does an order end early, and how is the money of its end paid out?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.domain.contract.terms import CancellationCharges, Instalment, Trigger
from earnest.domain.order.acts.cancel import (
    AnswerCancellation,
    CancelForNonPayment,
    CancellationAgreed,
    CancellationProposed,
    CancellationRefused,
    GiveNotice,
    OrderDefaulted,
    ProposeCancellation,
)
from earnest.domain.order.acts.pay import InstalmentOverdue
from earnest.domain.order.acts.payout import (
    PayoutEscalated,
    PayoutInstructed,
    PayoutReturned,
    PayoutSettled,
    PayoutUnknown,
    PayoutUnresolved,
    ReceivableRecovered,
    RecordPayout,
    RetryPayout,
)
from earnest.domain.order.acts.release import Cause, settle_lot
from earnest.domain.order.acts.reschedule import ProposeShipBy
from earnest.domain.order.acts.ship import RefuseToShip
from earnest.domain.order.progress import OrderClosed
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import PayoutStatus, WaitKind
from earnest.domain.parties import Role
from earnest.domain.refusals import Refused
from tests.cast import BUYER, OLGA, ORDER, RAIL, SHIP_BY, SUPPLIER, TWO_LOTS
from tests.given import an_order, given

SETTLED, RETURNED, UNKNOWN = PayoutStatus.SETTLED, PayoutStatus.RETURNED, PayoutStatus.UNKNOWN
ON_RECEIPT = (
    Instalment("deposit", 600_000, Trigger.SIGNATURE, 5),
    Instalment("balance", 1_400_000, Trigger.RECEIPT, 7),
)


def unpaid(**changes):
    """Produced, but the balance stayed unpaid for so long that the supplier may cancel."""
    story = an_order().deposited(**changes).produced()
    while not story.order.overdue:
        story.until(min(wait.due_at for wait in story.order.waits))
    return story


def payout(number=1):
    return f"{ORDER}-{number}"


def test_end_by_agreement_shares_what_is_held():
    story = an_order().paid(lots=TWO_LOTS)
    given(story).when(ProposeCancellation(500_001), SUPPLIER).then(CancellationProposed)
    given(story).when(ProposeCancellation(0), BUYER).refuses("cancel.already_offered")
    given(story).when(AnswerCancellation(True, 500_001), SUPPLIER).refuses("proposal.own")
    given(story).when(AnswerCancellation(True, 5), BUYER).refuses("cancel.other_sum")
    found = given(story).when(AnswerCancellation(True, 500_001), BUYER).found
    assert isinstance(found[0].event, CancellationAgreed)
    assert (story.order.released_minor, story.order.refunded_minor) == (500_001, 1_499_999)
    assert story.settled().order.stage is Stage.CLOSED


def test_agreement_ends_a_part_paid_deposit_too():
    story = an_order().signed().receives(5).do(ProposeCancellation(5), SUPPLIER)
    story.do(AnswerCancellation(True, 5), BUYER)
    assert story.order.stage is Stage.RELEASED


def test_agreement_needs_money_and_an_offer():
    given(an_order().signed()).when(ProposeCancellation(0), BUYER).refuses("cancel.no_money_yet")
    story = an_order().deposited()
    given(story).when(ProposeCancellation(600_001), BUYER).refuses("release.more_than_held")
    given(story).when(ProposeCancellation(-1), BUYER).refuses("release.more_than_held")
    given(story).when(AnswerCancellation(True, 0), BUYER).refuses("cancel.nothing_offered")


def test_offer_is_refused_or_lapses_and_has_a_budget():
    story = an_order().deposited()
    for turn in range(5):
        story.do(ProposeCancellation(0), BUYER)
        if turn:
            given(story).when(AnswerCancellation(False, 0), SUPPLIER).then(CancellationRefused)
        else:
            story.later(7)
            assert story.order.cancellation is None
    given(story).when(ProposeCancellation(0), BUYER).refuses("cancel.offered_too_often")


def test_offer_larger_than_what_is_still_held_cannot_be_agreed_to():
    story = an_order().paid(lots=TWO_LOTS).produced().shipped("A").received("A")
    story.do(ProposeCancellation(2_000_000), SUPPLIER).accepted("A")
    given(story).when(AnswerCancellation(True, 2_000_000), BUYER).refuses("release.more_than_held")


def test_unpaid_balance_lets_the_supplier_cancel_under_the_signed_table():
    early = an_order().deposited().produced()
    given(early).when(CancelForNonPayment(), SUPPLIER).refuses("cancel.not_overdue")
    story = unpaid(cancellation=CancellationCharges(0, 1_000, 2_000))
    assert InstalmentOverdue in {type(event) for event in story.world.events()}
    found = given(story).when(CancelForNonPayment(), SUPPLIER).found
    assert isinstance(found[0].event, OrderDefaulted)
    assert (story.order.released_minor, story.order.refunded_minor) == (400_000, 200_000)


def test_charge_never_exceeds_what_is_held():
    story = unpaid(cancellation=CancellationCharges(0, 0, 10_000))
    story.do(CancelForNonPayment(), SUPPLIER)
    assert (story.order.released_minor, story.order.refunded_minor) == (600_000, 0)


def test_end_for_cause_concerns_goods_that_have_not_left():
    story = an_order().paid(schedule=ON_RECEIPT).produced().shipped()
    given(story).when(GiveNotice(), BUYER).refuses("order.wrong_stage")
    assert story.order.stage is Stage.SHIPPED


def test_lot_that_left_is_nobodys_lateness_while_another_is_only_to_be_paid():
    schedule = ON_RECEIPT
    story = an_order().deposited(schedule=schedule, lots=TWO_LOTS).produced().shipped("A")
    story.received("A").accepted("A").do(RefuseToShip(), SUPPLIER).do(GiveNotice(), BUYER).later(3)
    assert story.order.stage is Stage.ACTIVE  # the balance of A is still awaited
    given(story).when(GiveNotice(), BUYER).refuses("ship_by.all_shipped")
    given(story).when(RefuseToShip(), SUPPLIER).refuses("ship.refused_twice")
    later = ProposeShipBy(SHIP_BY + timedelta(days=9))
    given(story).when(later, SUPPLIER).refuses("ship_by.all_shipped")
    story.receives(story.order.outstanding())
    assert story.order.released_minor == 1_200_000
    assert story.order.stage is Stage.RELEASED


def test_part_paid_deposit_goes_back_when_it_lapses():
    story = an_order().signed().receives(5).later(20)
    assert story.order.stage is Stage.REFUNDED
    assert story.settled().order.stage is Stage.CLOSED


def test_bank_answers_each_payout_once():
    story = an_order().paid().produced().shipped().received().accepted()

    def answer(status):
        return given(story).when(RecordPayout(payout(), status), RAIL)

    given(story).when(RecordPayout("none", SETTLED), RAIL).refuses("payout.unknown")
    answer(UNKNOWN).then(PayoutUnknown)
    answer(UNKNOWN).refuses("payout.wrong_status")
    answer(SETTLED).then(PayoutSettled)
    answer(SETTLED).refuses("payout.wrong_status")
    given(story).when(RetryPayout(payout()), OLGA).refuses("payout.wrong_status")
    answer(RETURNED).then(PayoutReturned)
    given(story).when(RetryPayout(payout()), OLGA).then(PayoutInstructed)
    given(story).when(RetryPayout(payout()), OLGA).refuses("payout.retried_already")


def test_returned_payout_is_never_sent_again_by_itself_and_both_sides_are_told():
    story = an_order().paid().produced().shipped().received().accepted()
    given(story).when(RecordPayout(payout(), RETURNED), RAIL).then(PayoutReturned)
    wait = story.order.wait(WaitKind.RETURNED_PAYOUT, payout())
    assert (wait.who, wait.rule) == (Role.OPERATOR, "payment.returned_payout_business_days")
    before = story.order
    story.until(wait.due_at)
    (told,) = [e for e in story.world.events() if isinstance(e, PayoutEscalated)]
    assert (told.payout, told.minor, told.to) == (payout(), before.released_minor, Role.SUPPLIER)
    assert story.order.wait(WaitKind.RETURNED_PAYOUT, payout()) is None
    assert len(story.order.payouts) == len(before.payouts)
    assert story.order.payouts[0].is_escalated
    given(story).when(RetryPayout(payout()), OLGA).then(PayoutInstructed)
    assert not story.order.payouts[0].is_escalated
    assert story.order.payouts[1].minor == before.released_minor


def unknown_payout():
    """All is accepted, and the bank says nothing of the payout until it counts as unknown."""
    story = an_order().paid().produced().shipped().received().accepted()
    story.until(story.order.wait(WaitKind.PAYOUT, payout()).due_at)
    assert story.order.payouts[0].status is UNKNOWN
    return story


def test_unknown_payout_waits_for_the_operator_and_then_both_sides_are_told():
    story = unknown_payout()
    wait = story.order.wait(WaitKind.UNKNOWN_PAYOUT, payout())
    assert (wait.who, wait.rule) == (Role.OPERATOR, "payment.unknown_payout_business_days")
    before = story.order
    story.until(wait.due_at)
    (told,) = [e for e in story.world.events() if isinstance(e, PayoutUnresolved)]
    assert (told.payout, told.to, told.minor) == (payout(), Role.SUPPLIER, before.released_minor)
    assert story.order.wait(WaitKind.UNKNOWN_PAYOUT, payout()) is None
    assert story.order.payouts[0].is_unresolved


def test_unknown_payout_is_never_sent_again_before_the_bank_says_that_it_came_back():
    story = unknown_payout()
    given(story).when(RetryPayout(payout()), OLGA).refuses("payout.wrong_status")
    story.later(60)
    given(story).when(RetryPayout(payout()), OLGA).refuses("payout.wrong_status")
    assert len(story.order.payouts) == 1
    assert story.order.stage is Stage.RELEASED
    given(story).when(RecordPayout(payout(), RETURNED), RAIL).then(PayoutReturned)
    assert not story.order.payouts[0].is_unresolved
    assert [w.kind for w in story.order.waits] == [WaitKind.RETURNED_PAYOUT]
    given(story).when(RetryPayout(payout()), OLGA).then(PayoutInstructed)


def test_unknown_payout_of_which_the_statement_tells_waits_for_nobody():
    story = unknown_payout().do(RecordPayout(payout(), SETTLED), RAIL)
    assert [w.kind for w in story.order.waits if w.about == payout()] == []
    story.later(60)
    assert not [e for e in story.world.events() if isinstance(e, PayoutUnresolved)]
    assert story.order.stage is Stage.CLOSED


def test_word_of_a_bank_that_comes_after_the_bound_still_closes_the_order():
    story = unknown_payout().later(60)
    given(story).when(RecordPayout(payout(), SETTLED), RAIL).then(PayoutSettled, OrderClosed)
    assert not story.order.payouts[0].is_unresolved


def test_returned_payout_that_is_sent_anew_or_kept_against_a_debt_waits_for_nobody():
    story = an_order().paid().produced().shipped().received().accepted()
    story.do(RecordPayout(payout(), RETURNED), RAIL).do(RetryPayout(payout()), OLGA)
    assert [w.kind for w in story.order.waits if w.about == payout()] == []
    story.do(RecordPayout(payout(2), SETTLED), RAIL).later(60)
    assert not [e for e in story.world.events() if isinstance(e, PayoutEscalated)]
    assert story.order.stage is Stage.CLOSED


def test_payout_that_comes_back_after_the_end_is_bounded_too():
    story = an_order().paid().produced().shipped().received().accepted()
    story.do(RecordPayout(payout(), SETTLED), RAIL).later(60)
    assert story.order.stage is Stage.CLOSED
    story.do(RecordPayout(payout(), RETURNED), RAIL).later(14)
    assert story.order.payouts[0].is_escalated
    assert story.order.waits == ()


def test_order_closes_when_windows_are_over_and_payouts_are_final():
    story = an_order().paid().produced().shipped().received().accepted().later(40)
    assert story.order.stage is Stage.RELEASED
    given(story).when(RecordPayout(payout(), SETTLED), RAIL).then(PayoutSettled, OrderClosed)


def test_refund_that_came_back_is_kept_against_the_buyers_debt():
    story = an_order().deposited().do(RefuseToShip(), SUPPLIER).do(GiveNotice(), BUYER).later(3)
    story.reversed(600_000)
    assert story.order.debt_minor == 600_000
    given(story).when(RecordPayout(payout(), RETURNED), RAIL).then(
        PayoutReturned, ReceivableRecovered, OrderClosed
    )
    assert story.order.debt_minor == 0
    given(story).when(RetryPayout(payout()), OLGA).refuses("payout.retried_already")


def test_settlement_of_a_lot_never_gives_more_than_is_held():
    order = an_order().deposited().order
    for minor in (-1, 600_001):
        with pytest.raises(Refused, match=r"release\.more_than_held"):
            settle_lot(order, "A", minor, Cause.AGREEMENT)
    for minor in (0, 1, 599_999, 600_000):
        ends = settle_lot(order, "A", minor, Cause.AGREEMENT)
        assert sum(share.minor for event in ends for share in event.shares) == 600_000
