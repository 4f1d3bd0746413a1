"""How is a lower price agreed, and where does the money go?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import DefectClass, InspectionKind
from earnest.domain.coverage.answer import Issue, Status
from earnest.domain.coverage.lines import cover
from earnest.domain.inspection.loss import known_loss
from earnest.domain.inspection.report import Finding
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    RecordInspection,
    open_failures,
)
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.acts.reduce import (
    AnswerReduction,
    PriceReduced,
    ProposeReduction,
    ReductionLapsed,
    ReductionProposed,
    ReductionRefused,
)
from earnest.domain.order.acts.waive import ClauseWaived, WaiveClause
from earnest.domain.parties import Role
from earnest.usecases.preview import money_bar
from tests.auditor import Auditor
from tests.cast import BUYER, OLGA, SUPPLIER
from tests.domain.order.degrees import (
    GUIDE,
    arrived,
    audit,
    inspected,
    reader_contract,
    report,
)
from tests.driver import World
from tests.given import Story, given


def test_reduction_of_a_paid_lot_goes_back_and_settles_the_clauses():
    story = arrived(8)
    propose = ProposeReduction("A", 54_000, ("size",))
    given(story).when(propose, SUPPLIER).then(ReductionProposed)
    given(story).when(propose, BUYER).refuses("reduce.already_proposed")
    given(story).when(AnswerReduction("A", True, 54_000), SUPPLIER).refuses("proposal.own")
    given(story).when(AnswerReduction("A", True, 53_999), BUYER).refuses("reduce.other_sum")
    given(story).when(AnswerReduction("A", True, 54_000), BUYER).then(
        PriceReduced, PayoutInstructed
    )
    assert story.order.payouts[-1].to is Role.BUYER
    assert known_loss(story.order, "A", GUIDE).minor == 27_000
    bar = money_bar(story.order)
    assert (bar.total_minor, bar.reduced_minor, bar.outstanding_minor) == (946_000, 54_000, 0)
    assert bar.paid_minor == bar.held_minor + bar.refunded_minor == 1_000_000
    assert story.order.reserved_minor == 1_000_000
    audit(story)


def test_reduction_takes_first_what_is_unpaid():
    story = Story(World(listeners=(Auditor(),))).opened(reader_contract()).proposed().signed()
    story.receives(300_000)
    story.do(ProposeReduction("B", 80_000, ("size",)), BUYER)
    given(story).when(AnswerReduction("B", True, 80_000), SUPPLIER).then(
        PriceReduced, PayoutInstructed
    )
    event = next(e for e in story.world.events() if isinstance(e, PriceReduced))
    assert [(c.instalment, c.minor) for c in event.cells] == [("balance", 70_000)]
    assert [(s.purpose, s.minor) for s in event.shares] == [(Purpose.GOODS, 10_000)]
    order = story.order
    assert (order.outstanding(), order.held_minor) == (630_000, 290_000)
    assert money_bar(order).total_minor == 920_000
    audit(story)
    story.receives(630_000)
    assert not story.order.outstanding()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ProposeReduction("A", 0, ("size",)), "reduce.more_than_left"),
        (ProposeReduction("A", 900_001, ("size",)), "reduce.more_than_left"),
        (ProposeReduction("A", 1, ()), "reduce.names_no_clause"),
        (ProposeReduction("A", 1, ("none",)), "approve.unknown_clause"),
        (AnswerReduction("A", True, 1), "reduce.nothing_proposed"),
    ],
)
def test_reduction_is_bounded(command, code):
    given(arrived()).when(command, BUYER).refuses(code)


def test_silence_refuses_a_reduction_and_proposals_have_a_budget():
    story = arrived()
    story.do(ProposeReduction("A", 5, ("size",)), BUYER).later(6)
    assert isinstance(story.world.events()[-1], ReductionLapsed)
    for _ in range(4):
        story.do(ProposeReduction("A", 5, ("size",)), BUYER)
        given(story).when(AnswerReduction("A", False, 5), SUPPLIER).then(ReductionRefused)
    once_more = ProposeReduction("A", 5, ("size",))
    given(story).when(once_more, BUYER).refuses("reduce.proposed_too_often")


def test_whole_price_can_go_back_and_then_nothing_is_left_to_reduce():
    story = arrived().do(ProposeReduction("A", 900_000, ("size", "gap")), SUPPLIER)
    story.do(AnswerReduction("A", True, 900_000), BUYER)
    once_more = ProposeReduction("A", 1, ("size",))
    given(story).when(once_more, BUYER).refuses("reduce.nothing_left")
    audit(story)


def lowered(majors, minor, *clauses, **changes):
    """A lot at the factory whose price both sides lowered for what was found."""
    story = inspected(majors, **changes).do(ProposeReduction("A", minor, clauses), SUPPLIER)
    return story.do(AnswerReduction("A", True, minor), BUYER)


def again(story, majors, *more):
    """The lot was refused, made anew and inspected once more."""
    story.do(ApproveShipment("A", Answer.REFUSED, ("size",)), BUYER).produced("A")
    return story.do(RecordInspection("A", report(majors, *more)), OLGA)


def test_bad_units_cost_what_a_unit_costs_after_the_price_was_lowered():
    """900 at 10.00 less 900.00 is 9.00 a piece: 3 x 9.00 x 60 % = 16.20, kept back 24.30."""
    story = lowered(3, 90_000, "gap")
    loss = known_loss(story.order, "A", GUIDE)
    assert (loss.minor, loss.holdback_minor) == (1_620, 2_430)
    line = cover(story.order, GUIDE, story.world.now).line(Issue.KNOWN_FINDING, "A", "size")
    assert line.minor == 1_620


def test_share_found_costs_what_it_is_of_the_lowered_price():
    """8 of 80 of 900 pieces at 9.00: 90 x 9.00 x 60 % = 486.00, kept back 729.00."""
    loss = known_loss(lowered(8, 90_000, "gap").order, "A", GUIDE)
    assert (loss.minor, loss.holdback_minor) == (48_600, 72_900)


def test_putting_right_costs_the_same_whatever_the_price():
    assert known_loss(lowered(8, 90_000, "size").order, "A", GUIDE).minor == 27_000


def test_nothing_bad_costs_more_than_is_left_of_the_price():
    story = lowered(8, 900_000, "gap")
    assert known_loss(story.order, "A", GUIDE).minor == 0


def test_price_that_can_be_given_up_is_the_lowered_one():
    story = lowered(8, 90_000, "gap").later(2)
    given(story).when(WaiveClause("A", "size", 810_001), BUYER).refuses("waive.sum")
    given(story).when(WaiveClause("A", "size", 810_000), BUYER).then(ClauseWaived)


@pytest.mark.parametrize("majors", [0, 8, 14])
def test_what_was_settled_stays_settled_while_it_is_not_worse(majors):
    story = again(lowered(8, 54_000, "size"), majors)
    assert story.order.lot("A").quality.settled == ("size",)
    assert "size" not in open_failures(story.order.lot("A"))
    assert known_loss(story.order, "A", GUIDE).minor == 27_000


def test_what_turned_out_worse_than_was_settled_is_open_for_the_rest():
    """20 of 80 of 900 at 9.40, 60 %: 1,269.00. Of it 8 of 80, 507.60, were settled for 540.00."""
    story = again(lowered(8, 54_000, "size"), 20)
    lot = story.order.lot("A")
    assert lot.quality.settled == ()
    assert set(open_failures(lot)) == {"size", "gap"}
    loss = known_loss(story.order, "A", GUIDE).of(("size",))
    assert (loss.minor, loss.holdback_minor) == (126_900 - 54_000, (126_900 - 54_000) * 3 // 2)
    line = cover(story.order, GUIDE, story.world.now).line(Issue.KNOWN_FINDING, "A", "size")
    assert (line.minor, dict(line.facts)["settled_minor"]) == (72_900, 54_000)
    assert "settled_before" in line.rules


def test_a_cheap_settlement_closes_all_that_had_been_found():
    """8 of 80 at 9.90: 534.60 were settled for 90.00; of 20 of 80, 1,336.50, the rest is open."""
    story = again(lowered(8, 9_000, "size"), 20)
    loss = known_loss(story.order, "A", GUIDE).of(("size",))
    assert loss.minor == 133_650 - 53_460


def test_what_got_better_again_is_settled_again():
    story = again(again(lowered(8, 54_000, "size"), 20), 8)
    assert story.order.lot("A").quality.settled == ("size",)


def test_a_visit_that_found_nothing_out_opens_nothing():
    story = again(lowered(8, 54_000, "size"), 20)
    story.do(ApproveShipment("A", Answer.REFUSED, ("size",)), BUYER).produced("A")
    story.do(RecordInspection("A", replace(report(0), aborted="not_ready")), OLGA)
    assert story.order.lot("A").quality.settled == ()


def test_what_is_found_critical_is_settled_no_more():
    edge = Finding("size", DefectClass.CRITICAL, 1, 80)
    story = again(lowered(8, 54_000, "size"), 8, edge)
    assert story.order.lot("A").quality.settled == ()


def test_a_broken_check_that_was_settled_stays_so():
    story = again(lowered(8, 27_000, "gap"), 8)
    assert story.order.lot("A").quality.settled == ("gap",)


def test_sum_for_two_clauses_is_shared_by_what_they_cost():
    """540.00 for the size and 270.00 for the gap: two parts of three and one."""
    event = lowered(8, 60_000, "size", "gap").world.events()
    found = next(each for each in event if isinstance(each, PriceReduced)).settlements
    assert [(s.clause, s.minor, s.found, s.checked) for s in found] == [
        ("size", 40_000, 8, 80), ("gap", 20_000, 0, 0),
    ]  # fmt: skip


def test_settled_before_anything_was_found_is_settled_whatever_is_found():
    """Both sides put a price on another height before anybody measured it."""
    story = Story(World(listeners=(Auditor(),))).opened(reader_contract()).proposed().signed()
    story.receives(1_000_000).do(ProposeReduction("A", 54_000, ("size",)), SUPPLIER)
    story.do(AnswerReduction("A", True, 54_000), BUYER).produced("A")
    story.do(RecordInspection("A", report(80)), OLGA)
    assert story.order.lot("A").quality.settled == ("size",)


def test_settled_after_a_report_from_the_destination_closes_what_that_found():
    story = arrived(3)
    there = replace(report(20), kind=InspectionKind.DESTINATION)
    story.do(RecordInspection("A", there), OLGA)
    worse = cover(story.order, GUIDE, story.world.now).line(Issue.WORSE_THAN_REPORTED, "A", "size")
    assert worse.status is Status.COVERED
    story.do(ProposeReduction("A", 54_000, ("size",)), SUPPLIER)
    story.do(AnswerReduction("A", True, 54_000), BUYER)
    worse = cover(story.order, GUIDE, story.world.now).line(Issue.WORSE_THAN_REPORTED, "A", "size")
    assert worse.status is Status.NOT_COVERED
