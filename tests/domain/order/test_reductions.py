"""How is a lower price agreed, and where does the money go?"""

from __future__ import annotations

import pytest

from earnest.domain.contract.lots import Purpose
from earnest.domain.inspection.loss import known_loss
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.acts.reduce import (
    AnswerReduction,
    PriceReduced,
    ProposeReduction,
    ReductionLapsed,
    ReductionProposed,
    ReductionRefused,
)
from earnest.domain.parties import Role
from earnest.usecases.preview import money_bar
from tests.auditor import Auditor
from tests.cast import BUYER, SUPPLIER
from tests.domain.order.degrees import (
    GUIDE,
    arrived,
    audit,
    reader_contract,
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
    again = ProposeReduction("A", 5, ("size",))
    given(story).when(again, BUYER).refuses("reduce.proposed_too_often")


def test_whole_price_can_go_back_and_then_nothing_is_left_to_reduce():
    story = arrived().do(ProposeReduction("A", 900_000, ("size", "gap")), SUPPLIER)
    story.do(AnswerReduction("A", True, 900_000), BUYER)
    again = ProposeReduction("A", 1, ("size",))
    given(story).when(again, BUYER).refuses("reduce.nothing_left")
    audit(story)
