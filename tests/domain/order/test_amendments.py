"""How is a signed contract changed, and what does that never touch?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from earnest.domain.context import Exposure
from earnest.domain.contract.terms import (
    Clause,
    Coverage,
    InspectedBy,
    InspectionPlan,
    Instalment,
    Lateness,
    LotLine,
    LotTerms,
    ShipBy,
    Trigger,
)
from earnest.domain.coverage.backing import backing
from earnest.domain.inspection.report import UNKNOWN, Verdict
from earnest.domain.order.acts.amend import (
    AmendmentLapsed,
    AmendmentProposed,
    AmendmentRefused,
    AmendmentWithdrawn,
    AnswerAmendment,
    ContractAmended,
    ProposeAmendment,
    SplitLot,
    WithdrawAmendment,
)
from earnest.domain.order.acts.approve import Answer, ApproveShipment
from earnest.domain.order.acts.pay import InstalmentDue
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.acts.reduce import AnswerReduction, ProposeReduction
from earnest.domain.order.progress import OrderActivated
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from tests.cast import (
    BUYER,
    HARBOUR,
    NINGBO,
    PLAN,
    PRINT,
    SHIP_BY,
    SIZE,
    SUPPLIER,
    TWO_LOTS,
    contract,
    flasks,
    person,
    schedule,
)
from tests.domain.order.amending import (
    OTHER,
    amended,
    an_order,
    audited,
    dearer,
    divided,
    held,
    offered,
    offers,
    owed,
)
from tests.given import given

# -- the conversation


def test_amendment_is_signed_by_both_sides_and_the_old_text_is_kept():
    story = an_order().deposited()
    old = story.order.contract_hash
    text = replace(story.order.terms, title="Steel flasks, blue")
    given(story).when(ProposeAmendment(text), SUPPLIER).then(AmendmentProposed)
    assert story.order.terms.title == "Steel flasks"
    new = story.order.amendment.contract_hash
    given(story).when(AnswerAmendment(new, True), BUYER).then(ContractAmended)
    assert (story.order.terms, story.order.contract_hash) == (text, new)
    (version,) = story.order.amendments
    assert (version.number, version.old_hash, version.new_hash) == (2, old, new)
    assert (version.by, version.at) == (Role.SUPPLIER, story.world.now)
    assert story.order.amendment is None


def test_amendment_is_answered_by_the_other_side_with_the_text_that_was_seen():
    story = offered(an_order().deposited(), title="Flasks")
    seen = story.order.amendment.contract_hash
    given(story).when(AnswerAmendment(seen, True), SUPPLIER).refuses("proposal.own")
    given(story).when(AnswerAmendment("ab" * 32, True), BUYER).refuses("contract.other_text")
    given(story).when(WithdrawAmendment(), BUYER).refuses("amend.not_yours")
    given(story).when(AnswerAmendment(seen, False), BUYER).then(AmendmentRefused)
    given(story).when(AnswerAmendment(seen, True), BUYER).refuses("amend.nothing_offered")
    given(story).when(WithdrawAmendment(), SUPPLIER).refuses("amend.nothing_offered")
    assert story.order.terms.title == "Steel flasks"


def test_amendment_can_be_taken_back_and_only_one_is_open():
    story = offered(an_order().deposited(), title="Flasks")
    given(story).when(offers(story, title="Cups"), BUYER).refuses("amend.one_at_a_time")
    given(story).when(WithdrawAmendment(), SUPPLIER).then(AmendmentWithdrawn)
    given(story).when(offers(story, title="Cups"), BUYER).then(AmendmentProposed)


def test_silence_refuses_an_amendment():
    story = offered(an_order().deposited(), title="Flasks")
    wait = story.order.wait(WaitKind.ANSWER_AMENDMENT)
    assert (wait.who, wait.due_at.date()) == (Role.BUYER, date(2026, 3, 8))
    story.later(6)
    assert isinstance(story.world.events()[-1], AmendmentLapsed)
    assert (story.order.amendment, story.order.amendments) == (None, ())


def test_amendments_have_a_budget():
    story = an_order().deposited()
    for _ in range(20):
        offered(story, title="Flasks").do(WithdrawAmendment(), SUPPLIER)
    given(story).when(offers(story, title="Flasks"), BUYER).refuses("amend.too_many")


def test_amending_needs_the_authority_to_sign():
    story = an_order().deposited()
    helper = person("henry", HARBOUR, authority=frozenset({"draft", "operate"}))
    given(story).when(offers(story, title="Flasks"), helper).refuses("permission.no_authority")
    offered(story, title="Flasks")
    seen = story.order.amendment.contract_hash
    given(story).when(AnswerAmendment(seen, True), helper).refuses("permission.no_authority")


def test_end_of_the_order_ends_the_offer():
    story = offered(an_order().signed(), title="Flasks").later(30)
    assert story.order.stage is Stage.LAPSED
    assert (story.order.amendment, story.order.waits) == (None, ())


# -- what may change


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "EUR"}, "amend.currency"),
        ({"buyer": replace(contract().buyer, organisation=NINGBO + "-2")}, "amend.parties"),
        ({"stated_total_minor": 1}, "contract.incomplete"),
        ({}, "amend.nothing_changes"),
        ({"lots": TWO_LOTS}, "amend.lot_not_split"),
        ({"lots": (LotTerms("X", (LotLine("1", "1000"),)),)}, "amend.lot_gone"),
        ({"ship_by": ShipBy(date(2026, 3, 1), "Asia/Shanghai")}, "contract.ship_by_past"),
        ({"schedule": (schedule()[0], schedule()[1], schedule()[1])}, "contract.incomplete"),
    ],
)
def test_some_things_never_change(changes, code):
    story = an_order().deposited()
    given(story).when(offers(story, **changes), SUPPLIER).refuses(code)


def test_specification_of_a_lot_is_fixed_once_it_is_judged():
    story = an_order().paid(inspection=PLAN)
    softer = flasks(clauses=(replace(SIZE, tolerance="5"), PRINT))
    given(story).when(offers(story, lines=(softer,)), BUYER).then(AmendmentProposed)
    story.do(WithdrawAmendment(), BUYER).produced().inspected(Verdict.FAILED)
    given(story).when(offers(story, lines=(softer,)), BUYER).refuses("amend.lot_is_fixed")
    plan = InspectionPlan(by=InspectedBy.SELF)
    given(story).when(offers(story, inspection=plan), BUYER).refuses("amend.after_inspection")
    given(story).when(SplitLot("A", "B", (LotLine("1", "9"),)), BUYER).refuses("amend.lot_is_fixed")


def test_refused_lot_can_be_split_before_it_is_inspected_again():
    story = an_order().paid(inspection=PLAN).produced().inspected(Verdict.FAILED)
    story.do(ApproveShipment("A", Answer.REFUSED), BUYER)
    divided(story)
    assert story.order.lot("B").quality == UNKNOWN
    assert story.order.lot("A").quality.refusals == 1


def test_offer_that_became_impossible_cannot_be_signed():
    story = an_order().paid(inspection=PLAN).produced()
    story.do(SplitLot("A", "B", (LotLine("1", "100"),)), SUPPLIER)
    story.inspected()
    seen = story.order.amendment.contract_hash
    given(story).when(AnswerAmendment(seen, True), BUYER).refuses("amend.lot_is_fixed")


def test_cover_never_changes_after_goods_have_left():
    story = an_order().paid(lots=TWO_LOTS).produced().shipped("A")
    given(story).when(offers(story, coverage=Coverage.PRE_SHIPMENT), BUYER).refuses(
        "amend.after_shipment"
    )
    story.shipped("B")
    assert story.order.stage is Stage.SHIPPED
    later = ShipBy(SHIP_BY + timedelta(9), "Asia/Shanghai")
    given(story).when(offers(story, ship_by=later), BUYER).refuses("ship_by.all_shipped")
    amended(story, lateness=Lateness(50, 500))
    assert story.order.terms.lateness == Lateness(50, 500)


def test_cover_changes_by_signature_before_shipment():
    story = amended(an_order().paid(), coverage=Coverage.PRE_SHIPMENT)
    assert backing(story.order).promise == "pre_shipment"


def test_deposit_stays_the_first_instalment():
    story = an_order().deposited()
    swapped = (Instalment("first", 600_000, Trigger.SIGNATURE, 5), schedule()[1])
    given(story).when(offers(story, schedule=swapped), BUYER).refuses("amend.paid_instalment")
    more = schedule(2_000_000, 700_000)
    given(story).when(offers(story, schedule=more), BUYER).refuses("amend.paid_instalment")


# -- dates


def test_new_date_says_what_becomes_of_the_claim_for_lateness():
    later = ShipBy(SHIP_BY + timedelta(days=20), "Asia/Shanghai")
    for keep in (True, False):
        story = an_order().deposited().later(80)
        assert story.order.shipping.missed_on == SHIP_BY
        amended(story, keep=keep, ship_by=later)
        assert story.order.shipping.ship_by_on == later.on
        assert story.order.shipping.late_claim_kept is keep
        assert story.order.wait(WaitKind.SHIP_BY).due_at.date() == later.on
        assert story.order.wait(WaitKind.LONGSTOP) is None


def test_date_before_the_deposit_only_changes_what_will_run():
    later = ShipBy(SHIP_BY + timedelta(days=20), "Asia/Shanghai")
    story = amended(an_order().signed(), ship_by=later)
    assert story.order.wait(WaitKind.SHIP_BY) is None
    story.deposited()
    assert story.order.wait(WaitKind.SHIP_BY).due_at.date() == later.on


def test_text_that_leaves_the_date_leaves_what_runs():
    story = an_order().deposited()
    before = story.order.waits
    amended(story, title="Flasks")
    assert story.order.waits == before


# -- price and quantity


def test_higher_price_is_added_to_what_is_unpaid():
    story = amended(an_order().deposited(), **dearer(2_100_000))
    assert story.order.outstanding("deposit") == 0
    assert story.order.outstanding("balance") == 1_500_000
    assert story.order.reserved_minor == 2_100_000


def test_higher_price_after_full_payment_is_an_instalment_of_its_own():
    story = an_order().paid().produced()
    given(story).when(offers(story, **dearer(2_100_000)), SUPPLIER).refuses("amend.paid_instalment")
    offered(story, **dearer(2_100_000, "extra"))
    seen = story.order.amendment.contract_hash
    given(story).when(AnswerAmendment(seen, True), BUYER).then(ContractAmended, InstalmentDue)
    assert story.order.outstanding("extra/A") == 100_000
    assert story.order.wait(WaitKind.INSTALMENT, "extra/A").due_at.date() == date(2026, 3, 10)


def test_lower_price_is_taken_from_what_is_unpaid():
    story = amended(an_order().deposited(), **dearer(1_900_000))
    assert (held(story, "A"), story.order.outstanding()) == (600_000, 1_300_000)
    assert story.order.reserved_minor == 1_900_000


def test_lower_price_after_full_payment_goes_back_to_the_buyer():
    story = offered(an_order().paid(), **dearer(1_900_000))
    seen = story.order.amendment.contract_hash
    given(story).when(AnswerAmendment(seen, True), BUYER).then(ContractAmended, PayoutInstructed)
    (payout,) = story.order.payouts
    assert (payout.to, payout.minor, payout.receipt) == (
        Role.BUYER, 100_000, story.order.receipts[0].receipt,
    )  # fmt: skip
    assert (held(story, "A"), story.order.lot("A").refunded_minor) == (1_900_000, 100_000)
    audited(story.settled())


def test_smaller_deposit_activates_the_order():
    story = an_order().signed().receives(500_000)
    assert story.order.stage is Stage.SIGNED
    offered(story, schedule=schedule(deposit=500_000))
    seen = story.order.amendment.contract_hash
    given(story).when(AnswerAmendment(seen, True), BUYER).then(ContractAmended, OrderActivated)


def test_price_of_a_lot_changes_without_touching_one_that_left():
    story = an_order().deposited(lots=TWO_LOTS).produced("A")
    story.receives(story.order.outstanding("balance/A")).shipped("A")
    line, other = flasks("600", 1_200_000), flasks("400", 760_000, unit_price="19.00")
    lines = (line, replace(other, id="2", clauses=OTHER))
    lots = (TWO_LOTS[0], LotTerms("B", (LotLine("2", "400"),)))
    before = story.order
    amended(
        story, lines=lines, lots=lots, stated_total_minor=1_960_000, schedule=schedule(1_960_000)
    )
    after = story.order
    assert after.lot("A") == before.lot("A")
    assert [c for c in after.plan if c.lot == "A"] == [c for c in before.plan if c.lot == "A"]
    assert (held(story, "B"), owed(story, "B")) == (240_000, 520_000)
    cheaper = (replace(line, amount_minor=1_100_000, unit_price="18.33333333"), lines[1])
    wrong = offers(story, lines=cheaper, stated_total_minor=1_860_000, schedule=schedule(1_860_000))
    given(story).when(wrong, BUYER).refuses("amend.lot_is_fixed")


def test_fixed_lot_keeps_its_part_of_every_instalment():
    story = an_order().deposited(lots=TWO_LOTS).produced("A")
    story.receives(story.order.outstanding("balance/A")).shipped("A")
    parts = (
        schedule()[0],
        Instalment("balance", 500_000, Trigger.PRODUCTION, 7),
        Instalment("rest", 900_000, Trigger.SHIPMENT, 7),
    )
    given(story).when(offers(story, schedule=parts), BUYER).refuses("amend.fixed_instalment")
    parts = (
        schedule()[0],
        Instalment("balance", 900_000, Trigger.PRODUCTION, 7),
        Instalment("rest", 500_000, Trigger.SHIPMENT, 7),
    )
    amended(story, schedule=parts)
    assert story.order.outstanding("balance/A") == 0
    assert {c.instalment: c.minor for c in story.order.unpaid} == {
        "balance": 60_000,
        "rest": 500_000,
    }


def test_money_that_a_lot_no_longer_needs_pays_another():
    story = an_order().deposited(lots=TWO_LOTS).produced("A")
    story.receives(story.order.outstanding("balance/A"))
    lots = (LotTerms("A", (LotLine("1", "500"),)), LotTerms("B", (LotLine("1", "500"),)))
    amended(story, lots=lots)
    assert (held(story, "A"), held(story, "B")) == (1_000_000, 440_000)
    assert (owed(story, "A"), owed(story, "B")) == (0, 560_000)
    assert not story.order.payouts


def test_limit_follows_the_total():
    story = an_order().deposited()
    story.world.exposures[NINGBO, "USD"] = Exposure(2_050_000, 2_000_000)
    given(story).when(offers(story, **dearer(2_100_000)), SUPPLIER).refuses("limit.exceeded")
    amended(story, **dearer(1_500_000))
    assert story.world.exposures[NINGBO, "USD"].reserved_minor == 1_500_000
    amended(story, **dearer(2_050_000))
    assert story.world.exposures[NINGBO, "USD"].free_minor == 0


def test_price_that_was_lowered_stays_lowered():
    story = an_order().deposited(lots=TWO_LOTS)
    story.do(ProposeReduction("A", 1_000_000, ("size",)), SUPPLIER)
    given(story).when(offers(story, **dearer(2_100_000)), SUPPLIER).refuses("amend.lot_is_fixed")
    story.do(AnswerReduction("A", True, 1_000_000), BUYER)
    before = story.order
    amended(story, title="Flasks")
    assert (story.order.unpaid, story.order.forgiven) == (before.unpaid, before.forgiven)
    divided(story, "B", "C")
    assert sum(cell.minor for cell in story.order.forgiven) == 840_000


def test_amendment_is_not_weaker_than_the_signed_text():
    story = an_order().deposited()
    vague = flasks(clauses=(Clause("nice", "Good quality"),))
    given(story).when(offers(story, lines=(vague,)), SUPPLIER).refuses("amend.weaker")
