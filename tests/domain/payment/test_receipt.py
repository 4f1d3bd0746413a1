"""What becomes of money: exact, in part, too much, twice, strange, late, or taken back?"""

from __future__ import annotations

from itertools import permutations

import pytest

from earnest.domain.contract.terms import Instalment, Trigger
from earnest.domain.order.acts.pay import PaymentReceived, PaymentReversed, allocate, reversal
from earnest.domain.order.acts.payout import ReceivableRecovered, RecordPayout
from earnest.domain.order.acts.sign import LimitReserved
from earnest.domain.order.progress import OrderActivated
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import PayoutStatus, WaitKind
from earnest.domain.payment.receipt import (
    AssignReceipt,
    MoneyReceived,
    ReceiptMatched,
    ReceiptReturned,
    ReceiptReversed,
    ReceiptSuspended,
    RecordReceipt,
    RecordReturn,
    RecordReversal,
    ReturnInstructed,
    ReturnReceipt,
    reversal_key,
)
from earnest.domain.refusals import Refused
from earnest.usecases.preview import money_bar
from tests.auditor import Auditor
from tests.cast import BUYER, NINGBO, OLGA, ORDER, RAIL, STRANGER, TWO_LOTS, day, order_id
from tests.driver import ORDER_1, World, receipt
from tests.given import Story, an_order, given


def bank(minor, currency="USD", order=ORDER):
    return RecordReceipt("bank", "b-1", minor, currency, "wire", order)


def audited():
    return Story(World(listeners=(Auditor(),)))


def kinds(story):
    return [type(event) for event in story.world.events()]


def suspended(story, reason):
    state = story.world.state(receipt())
    events = [event for event in story.world.events() if isinstance(event, ReceiptSuspended)]
    return bool(state.suspense_minor) and events[-1].reason == reason


def test_exact_deposit_makes_the_order_active():
    given(an_order().signed()).when(bank(600_000), RAIL, receipt()).then(
        MoneyReceived, ReceiptMatched, PaymentReceived, OrderActivated
    )


def test_deposit_in_parts_is_active_with_the_last_part():
    story = an_order().signed().receives(599_999)
    assert story.order.stage is Stage.SIGNED
    assert story.receives(1).order.stage is Stage.ACTIVE


def test_too_much_stays_in_suspense_and_goes_back():
    story = an_order().signed().receives(2_000_050)
    assert story.world.state(receipt()).suspense_minor == 50
    story.later(12)
    assert ReturnInstructed in kinds(story)
    given(story).when(RecordReturn(), RAIL, receipt()).then(ReceiptReturned)
    given(story).when(RecordReturn(), RAIL, receipt()).refuses("receipt.nothing_returning")
    given(story).when(ReturnReceipt(), OLGA, receipt()).refuses("receipt.nothing_suspended")


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (bank(5, "EUR"), "other_currency"),
        (bank(5, order=""), "no_order"),
        (bank(5, order=order_id(8)), "no_order"),
    ],
)
def test_money_that_does_not_fit_counts_for_no_order(command, reason):
    story = an_order().signed().do(command, RAIL, receipt())
    assert suspended(story, reason)
    assert story.order.paid_minor == 0


def test_money_for_an_order_that_takes_none_is_suspended():
    story = an_order().proposed().receives(5)
    assert suspended(story, "order_not_payable")


def test_money_after_the_soft_hold_takes_the_limit_again_or_waits():
    story = an_order().signed().later(7).receives(600_000)
    assert LimitReserved in kinds(story)
    story = an_order().signed().later(7)
    story.world.exposures.clear()
    assert suspended(story.receives(600_000), "limit_gone")


def test_same_notice_twice_is_refused():
    story = an_order().signed().receives(600_000)
    given(story).when(bank(600_000), RAIL, receipt()).refuses("receipt.exists")
    given(story).when(RecordReturn(), RAIL, receipt(2)).refuses("receipt.not_found")


@pytest.mark.parametrize("minor", [0, -5, 10**15])
def test_amount_of_a_receipt_is_possible(minor):
    given(an_order().signed()).when(bank(minor), RAIL, receipt()).refuses("money.not_canonical")


def test_currency_of_a_receipt_exists():
    strange = bank(5, "XQQ")
    given(an_order().signed()).when(strange, RAIL, receipt()).refuses("money.unknown_currency")


def test_receipts_are_the_rails_and_the_operators_affair():
    story = an_order().signed()
    given(story).when(bank(5), BUYER, receipt()).refuses("order.not_found")
    given(story).when(bank(5), STRANGER, receipt()).refuses("order.not_found")
    given(story).when(bank(5), OLGA, receipt()).refuses("permission.wrong_role")
    foreign = RecordPayout("x", PayoutStatus.SETTLED)
    given(story).when(foreign, RAIL, receipt()).refuses("command.unknown")


def test_operator_assigns_what_fits():
    story = an_order().signed().do(bank(600_000, order=""), RAIL, receipt())
    given(story).when(AssignReceipt(order_id(9)), OLGA, receipt()).refuses("order.not_found")
    given(story).when(AssignReceipt(ORDER), OLGA, receipt()).then(
        ReceiptMatched, PaymentReceived, OrderActivated
    )
    given(story).when(AssignReceipt(ORDER), OLGA, receipt()).refuses("receipt.nothing_suspended")
    euro = an_order().signed().do(bank(5, "EUR"), RAIL, receipt())
    given(euro).when(AssignReceipt(ORDER), OLGA, receipt()).refuses("receipt.does_not_fit")
    full = an_order().paid().receives(9)
    given(full).when(AssignReceipt(ORDER), OLGA, receipt(2)).refuses("receipt.does_not_fit")


def test_assigning_without_a_free_limit_gives_suspended_money_no_more_time():
    story = an_order().signed().later(7)
    story.world.exposures.clear()
    story.receives(600_000).later(1)
    given(story).when(AssignReceipt(ORDER), OLGA, receipt()).refuses("receipt.does_not_fit")


def test_receipt_that_came_in_two_parts_is_one_source():
    story = audited().paid().receives(100)
    story.reversed(50, number=1)
    story.do(AssignReceipt(ORDER), OLGA, receipt(2))
    story.reversed(50, number=1).do(AssignReceipt(ORDER), OLGA, receipt(2))
    assert [paid.minor for paid in story.order.receipts] == [2_000_000, 100]
    story.reversed(100, number=2)
    assert story.order.reversed_minor == 200


def test_reversal_before_release_is_taken_from_what_is_held():
    story = audited().paid()
    given(story).when(RecordReversal("b-1", 600_000), RAIL, receipt()).then(
        ReceiptReversed, PaymentReversed
    )
    assert story.order.held_minor == 1_400_000
    assert story.order.debt_minor == 0
    assert story.order.wait(WaitKind.OVERDUE_INSTALMENT, "deposit")


def test_second_reversal_reopens_another_part():
    story = audited().paid().reversed(600_000).reversed(600_000)
    assert story.order.outstanding("deposit") == 600_000
    assert story.order.outstanding("balance") == 600_000


def test_reversed_balance_that_was_due_is_awaited_lot_by_lot():
    story = an_order().signed(lots=TWO_LOTS).receives(600_000).produced("A")
    story.receives(840_000).reversed(840_000, number=2)
    assert story.order.outstanding("balance/A") == 840_000
    assert story.order.wait(WaitKind.OVERDUE_INSTALMENT, "balance/A")
    assert story.order.wait(WaitKind.OVERDUE_INSTALMENT, "balance/B") is None


def test_reversal_after_release_is_the_buyers_debt_and_kept_from_his_refund():
    story = audited().paid(lots=TWO_LOTS).produced().shipped("A").received("A").accepted("A")
    story.reversed(1_500_000)
    assert (story.order.debt_minor, story.order.held_minor) == (700_000, 0)
    whole = audited().paid(lots=TWO_LOTS).produced().shipped("A").received("A").accepted("A")
    whole.reversed(2_000_000)
    assert whole.order.debt_minor == 1_200_000


def test_refund_is_kept_against_a_debt():
    story = audited().signed(lots=TWO_LOTS).receives(600_000).receives(1_400_000)
    story.produced().shipped("A").received("A").accepted("A").reversed(600_000)
    assert story.order.debt_minor == 360_000
    story.later(200)
    assert ReceivableRecovered in kinds(story)
    assert story.order.debt_minor == 0
    paid_back = sum(p.minor for p in story.order.payouts if p.to.value == "buyer")
    assert paid_back == 2_000_000 - 1_200_000 - 240_000 - 360_000
    bar = money_bar(story.order)
    assert bar.refunded_minor == paid_back
    assert bar.paid_minor == bar.released_minor + bar.refunded_minor + bar.reversed_minor


def test_refund_and_reversal_of_one_receipt_instruct_nothing_negative():
    story = audited().signed().receives(5).later(20).reversed(5)
    assert story.order.debt_minor == 5
    assert [payout.minor for payout in story.order.payouts] == [5]


def test_reversal_is_bounded_by_the_receipt():
    story = an_order().deposited()
    for minor in (0, 600_001):
        given(story).when(RecordReversal("b-1", minor), RAIL, receipt()).refuses(
            "receipt.reverses_too_much"
        )
    context = story.world.context(RAIL, day(1))
    with pytest.raises(Refused, match=r"payment\.unknown_receipt"):
        reversal(story.order, "none", 1, context)
    with pytest.raises(Refused, match=r"payment\.too_much"):
        allocate(story.order, 1_400_001)


def test_one_reversal_is_recorded_once():
    story = an_order().deposited()
    taken_back = RecordReversal("b-7", 100)
    story.world.taken[reversal_key(receipt().id, taken_back)] = receipt().id
    given(story).when(taken_back, RAIL, receipt()).refuses("receipt.reversed_already")


def test_money_in_suspense_is_reversed_from_there():
    story = an_order().signed().do(bank(50, order=""), RAIL, receipt())
    given(story).when(RecordReversal("b-1", 50), RAIL, receipt()).then(ReceiptReversed)
    assert story.world.state(receipt()).waits == ()


def test_money_after_release_goes_the_same_way():
    schedule = (
        Instalment("deposit", 600_000, Trigger.SIGNATURE, 5),
        Instalment("balance", 1_400_000, Trigger.RECEIPT, 7),
    )
    story = audited().deposited(schedule=schedule).produced().shipped().received().accepted()
    assert story.order.stage is Stage.SHIPPED or story.order.stage is Stage.RECEIVED
    story.receives(1_400_000)
    assert story.order.released_minor == 2_000_000


def test_receipt_belongs_to_one_order():
    story = an_order().paid().receives(50)
    other = order_id(2)
    world = story.world
    world.states[ORDER_1._replace(id=other)] = an_order().signed().order
    given(story).when(AssignReceipt(other), OLGA, receipt(2))
    assert world.exposures[NINGBO, "USD"].reserved_minor == 2_000_000


@pytest.mark.parametrize("amounts", list(permutations((600_000, 700_000, 700_000))))
def test_receipts_give_the_same_order_in_any_sequence(amounts):
    story = an_order().signed(lots=TWO_LOTS)
    for minor in amounts:
        story.receives(minor)
    lots = [(lot.stage, lot.held_minor) for lot in story.order.lots.values()]
    assert lots == [("waiting", 1_200_000), ("waiting", 800_000)]
    assert (story.order.stage, story.order.unpaid) == (Stage.ACTIVE, ())
