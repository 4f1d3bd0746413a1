"""What becomes of a lot that is split: its money, its cover, what is due of it?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.contract.amendment import split
from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import (
    LotLine,
    LotTerms,
)
from earnest.domain.coverage.backing import backing
from earnest.domain.order.acts.amend import (
    ProposeAmendment,
    SplitLot,
)
from earnest.domain.order.plan import plan_of
from earnest.domain.order.stages import LotStage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from earnest.domain.refusals import Refused
from tests.cast import (
    BUYER,
    SUPPLIER,
    contract,
    flasks,
    schedule,
)
from tests.domain.order.amending import (
    OTHER,
    an_order,
    answer,
    audited,
    divided,
    held,
    owed,
)
from tests.given import given


def test_split_lot_takes_its_part_of_what_is_held():
    story = divided(an_order().deposited())
    assert (held(story, "A"), held(story, "B")) == (540_000, 60_000)
    assert (owed(story, "A"), owed(story, "B")) == (1_260_000, 140_000)
    assert story.order.plan == plan_of(story.order.terms)
    new = story.order.lot("B")
    assert (new.stage, new.split_from, new.split_cause) == (
        LotStage.WAITING, "A", Role.SUPPLIER,
    )  # fmt: skip
    assert story.order.terms.lots[-1] == LotTerms("B", (LotLine("1", "100"),), "A", Role.SUPPLIER)


def test_split_never_changes_what_stands_behind_cover():
    story = an_order().paid()
    before = backing(story.order)
    divided(story, quantity="333")
    assert backing(story.order) == before


def test_split_lots_go_their_own_ways():
    story = divided(an_order().paid())
    story.produced("A").shipped("A").received("A").accepted("A")
    assert (story.order.lot("A").stage, held(story, "B")) == (LotStage.RELEASED, 200_000)
    audited(story.produced("B").shipped("B").received("B").accepted("B").settled())
    assert story.order.released_minor == 2_000_000


def test_what_is_due_of_a_lot_is_due_of_both_parts_by_the_same_day():
    story = an_order().deposited().produced()
    due = story.order.wait(WaitKind.INSTALMENT, "balance/A").due_at
    divided(story.later(3), quantity="250")
    new = story.order.lot("B")
    assert (new.stage, new.production_percent) == (LotStage.READY, 100)
    assert [w.due_at for w in story.order.waits if w.kind is WaitKind.INSTALMENT] == [due, due]
    assert story.order.outstanding("balance/B") == 350_000
    story.receives(story.order.outstanding("balance/A"))
    assert story.order.wait(WaitKind.INSTALMENT, "balance/A") is None
    story.later(5)
    assert set(story.order.missed) == {"balance/B"}


def test_what_was_missed_of_a_lot_was_missed_of_both_parts():
    story = an_order().deposited().produced().later(8)
    missed = story.order.missed["balance/A"]
    divided(story)
    assert story.order.missed == {"balance/A": missed, "balance/B": missed}
    kinds = [w.about for w in story.order.waits if w.kind is WaitKind.OVERDUE_INSTALMENT]
    assert kinds == ["balance/A", "balance/B"]
    story.later(11)
    assert story.order.overdue == ("balance/A", "balance/B")
    offer = SplitLot("A", "C", (LotLine("1", "1"),))
    story.do(offer, BUYER)
    audited(answer(story, by=SUPPLIER))
    assert story.order.overdue == ("balance/A", "balance/B", "balance/C")


def test_split_again_leaves_the_first_part_alone():
    story = divided(an_order().deposited(lines=(flasks("7", 10_001, unit_price="14.2871428"),),
        stated_total_minor=10_001, schedule=schedule(10_001, 3_333)), quantity="2")  # fmt: skip
    first = story.order.lot("B"), [c for c in story.order.plan if c.lot == "B"]
    divided(story, new="C", quantity="3")
    assert (story.order.lot("B"), [c for c in story.order.plan if c.lot == "B"]) == first
    divided(story, "B", "D", "1")
    assert story.order.held_minor == 3_333
    assert story.order.plan == plan_of(story.order.terms)


def test_reversal_after_a_split_takes_from_both_lots():
    story = divided(an_order().paid())
    audited(story.reversed(2_000_000))
    assert (story.order.held_minor, story.order.outstanding()) == (0, 2_000_000)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SplitLot("Z", "B", (LotLine("1", "1"),)), "lot.unknown"),
        (SplitLot("A", "A", (LotLine("1", "1"),)), "amend.lot_name"),
        (SplitLot("A", "x/y", (LotLine("1", "1"),)), "amend.lot_name"),
        (SplitLot("A", "B", (LotLine("1", "1000"),)), "amend.split_quantity"),
        (SplitLot("A", "B", (LotLine("1", "1001"),)), "amend.split_quantity"),
        (SplitLot("A", "B", (LotLine("1", "0"),)), "amend.split_quantity"),
        (SplitLot("A", "B", (LotLine("9", "1"),)), "amend.split_quantity"),
        (SplitLot("A", "B", ()), "amend.split_quantity"),
        (SplitLot("A", "B", (LotLine("1", "1"), LotLine("1", "1"))), "amend.split_quantity"),
        (SplitLot("A", "B", (LotLine("1", "1"),), Role.CARRIER), "amend.split_cause"),
        (SplitLot("A", "B", (LotLine("1", "1e2"),)), "money.not_canonical"),
    ],
)
def test_split_names_goods_that_are_there(command, code):
    given(an_order().deposited()).when(command, SUPPLIER).refuses(code)


def test_one_amendment_makes_one_new_lot():
    story = an_order().deposited()
    text = split(story.order.terms, "A", "B", (LotLine("1", "100"),), Role.BUYER)
    text = split(text, "A", "C", (LotLine("1", "100"),), Role.BUYER)
    given(story).when(ProposeAmendment(text), BUYER).refuses("amend.one_new_lot")


def test_split_pays_for_one_line_of_a_lot_of_two():
    text = contract(
        lines=(flasks("600", 1_200_000), replace(flasks("400", 800_000), id="2", clauses=OTHER)),
    )
    story = divided(an_order().paid(contract=text), quantity="400", line="2")
    assert (held(story, "A"), held(story, "B")) == (1_200_000, 800_000)
    assert story.order.lot("B").held == {Purpose.GOODS: 800_000}
    with pytest.raises(Refused):
        split(text, "A", "C", (LotLine("", "1"),), Role.BUYER)
