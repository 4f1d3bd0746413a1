"""In what do two texts differ, said term by term?"""

from __future__ import annotations

from dataclasses import replace

from earnest.domain.contract.differences import Difference, differences
from earnest.domain.contract.terms import Coverage, DesignFile, Lateness, LotLine, LotTerms
from earnest.domain.parties import Role
from tests.cast import PRINT, SIZE, TWO_LOTS, contract, flasks, schedule


def paths(**changes):
    return [each.path for each in differences(contract(), contract(**changes))]


def test_same_texts_do_not_differ():
    assert differences(contract(), contract()) == ()


def test_difference_says_before_and_after():
    found = differences(contract(), contract(coverage=Coverage.PRE_SHIPMENT))
    assert found == (Difference("coverage", "post_delivery", "pre_shipment"),)


def test_named_parts_are_compared_with_their_namesakes():
    new = replace(SIZE, id="weight", value="1.2")
    found = paths(lines=(flasks(clauses=(new, replace(SIZE, tolerance="3"), PRINT)),))
    assert "lines.1.clauses.size.tolerance" in found
    assert "lines.1.clauses.weight.value" in found
    assert not [path for path in found if "print" in path]


def test_what_is_new_or_gone_is_said_field_by_field():
    assert paths(lateness=Lateness(50, 500)) == [
        "lateness.basis_points_a_week",
        "lateness.cap_basis_points",
    ]
    gone = differences(contract(), contract(schedule=schedule()[:1]))
    assert ("schedule.balance.amount_minor", "1400000", "") in [
        (one.path, one.before, one.after) for one in gone
    ]


def test_split_is_told_by_its_quantities():
    lots = (TWO_LOTS[0], LotTerms("B", (LotLine("1", "300"),)))
    third = LotTerms("C", (LotLine("1", "100"),), "B", Role.BUYER)
    found = differences(contract(lots=TWO_LOTS), contract(lots=(*lots, third)))
    assert found[0] == Difference("lots.B.lines.1.quantity", "400", "300")
    assert Difference("lots.C.split_cause", "", "buyer") in found


def test_second_part_of_one_name_hides_nothing():
    good, bad = DesignFile("logo.ai", "a" * 64), DesignFile("logo.ai", "b" * 64)
    signed = contract(design_files=(good,))
    (found, *_) = differences(signed, replace(signed, design_files=(bad, good)))
    assert (found.before, found.after) == ("a" * 64, "b" * 64)


def test_another_order_of_the_same_parts_is_told():
    text = contract()
    turned = replace(text, schedule=tuple(reversed(text.schedule)))
    (found,) = differences(text, turned)
    assert (found.path, found.before, found.after) == (
        "schedule", "deposit, balance", "balance, deposit",
    )  # fmt: skip
