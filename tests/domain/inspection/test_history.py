"""What is remembered of a product's inspections, and what does it make of the next lot?"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.domain.contract.terms import LotLine, LotTerms
from earnest.domain.inspection import switching
from earnest.domain.inspection.history import (
    AS_NORMAL,
    KEPT,
    Because,
    Grade,
    History,
    LotSampled,
    Strictness,
    at_least,
    evolve,
    history_of,
    product_of,
    strictness,
)
from earnest.domain.inspection.sampling import Severity, plan
from tests.cast import NINGBO, START, contract, flasks

NORMAL, TIGHTENED, REDUCED = Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED


def lot(number, bad=0, severity=NORMAL, minor_bad=0):
    """The lot of that number, ``bad`` pieces of it bad in the sample of the major class."""
    major = switching.Lot(plan(1000, "II", "2.5", severity), bad)
    minor = switching.Lot(plan(1000, "II", "4.0"), minor_bad)
    return LotSampled("s", "flask", "o", str(number), major, minor, START)


def after(*lots):
    return reduce(evolve, lots, History("h"))


def major(*lots, reduced=False):
    return strictness(after(*lots), reduced=reduced).majors


def test_first_lot_of_a_product_is_inspected_normally():
    assert strictness(None) == Strictness(
        Grade(because=Because.FIRST), Grade(because=Because.FIRST)
    )
    assert strictness(History("h")) == strictness(None)


def test_two_lots_refused_of_five_tighten_the_next_one_and_say_so():
    assert major(lot(1, 6)) == Grade(NORMAL, Because.CALM, 1, 1)
    assert major(lot(1, 6), lot(2), lot(3, 9)) == Grade(TIGHTENED, Because.REFUSED, 2, 3)
    far = (lot(1, 6), *(lot(n) for n in range(2, 6)), lot(6, 6))
    assert major(*far) == Grade(NORMAL, Because.CALM, 1, 5)


def test_classes_switch_on_their_own():
    found = strictness(after(lot(1, minor_bad=8), lot(2, minor_bad=8)))
    assert found.minors == Grade(TIGHTENED, Because.REFUSED, 2, 2)
    assert found.majors == Grade(NORMAL, Because.CALM, 0, 2)
    assert not found.is_normal


def tightened(*counts):
    bad = (lot(1, 6), lot(2, 6))
    return (*bad, *(lot(n, count, TIGHTENED) for n, count in enumerate(counts, 3)))


def test_five_accepted_in_a_row_end_tightened_inspection():
    assert major(*tightened(0, 0, 0, 0)).severity is TIGHTENED
    assert major(*tightened(0, 0, 0, 0, 0)) == Grade(NORMAL, Because.RECOVERED, 0, 5)


def test_five_refused_on_tightened_inspection_are_a_warning_and_no_wall():
    found = strictness(after(*tightened(4, 0, 4, 4, 4, 4)))
    assert found.majors == Grade(TIGHTENED, Because.STOPPED, 5, 0)
    assert found.is_stopped
    assert not strictness(after(*tightened(4, 4, 4, 4))).is_stopped


def test_a_lot_accepted_after_the_stop_resumes_tightened_inspection():
    stopped = tightened(4, 4, 4, 4, 4)
    assert major(*stopped, lot(9, 4, TIGHTENED)).because is Because.STOPPED
    assert major(*stopped, lot(9, 0, TIGHTENED)) == Grade(TIGHTENED, Because.RESUMED)


def test_reduced_inspection_is_earned_and_asked_for():
    clean = tuple(lot(number) for number in range(10))
    assert major(*clean[:9], reduced=True).severity is NORMAL
    assert major(*clean) == Grade(NORMAL, Because.NOT_WANTED, 0, 30)
    assert major(*clean, reduced=True) == Grade(REDUCED, Because.EARNED, 0, 30)


def test_reduced_inspection_ends_with_a_lot_refused_or_nobody_asking():
    clean = tuple(lot(number) for number in range(10))
    kept = (*clean, lot(11, 0, REDUCED))
    assert major(*kept, reduced=True).severity is REDUCED
    refused = (*kept, lot(12, 9, REDUCED))
    assert major(*refused, reduced=True) == Grade(NORMAL, Because.LOST)
    unasked = (*kept, lot(12))
    assert major(*unasked, reduced=True).severity is NORMAL


def test_counts_of_a_known_lot_take_the_old_ones_place():
    wrong = after(lot(1, 6), lot(2, 6))
    assert strictness(wrong).majors.severity is TIGHTENED
    mended = evolve(wrong, lot(1, 0))
    assert strictness(mended).majors == Grade(NORMAL, Because.CALM, 1, 2)
    assert mended.count == 2


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from((NORMAL, TIGHTENED, REDUCED)))))
def test_history_forgets_nothing_that_counts_however_long_it_is(told):
    lots = [lot(number, *each) for number, each in enumerate(told * 4)]
    whole = History("h", recent=tuple(lots))
    kept = reduce(evolve, lots, History("h"))
    assert kept.now == whole.now
    assert len(kept.recent) == min(KEPT, len(lots))


def test_a_lot_shown_again_is_never_inspected_less_strictly():
    strict = Strictness(Grade(TIGHTENED, Because.REFUSED, 2, 2), Grade())
    assert at_least(AS_NORMAL, strict).majors == Grade(TIGHTENED, Because.REPEATED)
    assert at_least(strict, AS_NORMAL) == strict


def test_recheck_of_a_lot_that_is_long_gone_does_not_count_it_twice():
    lots = [lot(number) for number in range(KEPT + 2)]
    assert after(*lots, replace(lot(0, 9), is_again=True)) == after(*lots)


def test_product_is_what_its_name_says_without_case_width_and_spaces():
    assert product_of(contract(), "A") == "steel flask"
    odd = replace(flasks(), name="  ＳＴＥＥＬ   flask ")
    assert history_of(NINGBO, contract(lines=(odd,)), "A") == history_of(NINGBO, contract(), "A")


@pytest.mark.parametrize(
    "name",
    [
        "Steel\u200b flask",  # no width
        "Steel fl\u00adask",  # a hyphen that is seen at the end of a line only
        "\ufeffSteel \u2060flask",
        "Steel flask\u202c",  # the end of a direction
        "Steel flask\ufe0f",  # how to draw what stands before it
        "Steel \u3164flask",  # a filler between syllables
        "Steel flask\u034f",
    ],
)
def test_name_that_differs_by_what_nobody_sees_is_the_same_product(name):
    same = contract(lines=(replace(flasks(), name=name),))
    assert history_of(NINGBO, same, "A") == history_of(NINGBO, contract(), "A")


def test_product_of_a_mixed_lot_is_all_that_is_in_it_in_any_order():
    lids = replace(flasks(), id="2", name="Lid", clauses=())
    lots = (
        LotTerms("A", (LotLine("1", "600"), LotLine("2", "10"))),
        LotTerms("B", (LotLine("2", "600"), LotLine("1", "10"))),
        LotTerms("C", (LotLine("2", "600"),)),
    )
    found = [product_of(contract(lines=(flasks(), lids), lots=lots), id) for id in "ABC"]
    assert found == ["lid + steel flask"] * 2 + ["lid"]


def test_history_is_of_one_supplier_and_unknown_without_one():
    assert history_of(NINGBO, contract(), "A") != history_of("another", contract(), "A")
    assert not history_of("", contract(), "A")
    assert not history_of(NINGBO, contract(), "no such lot")
