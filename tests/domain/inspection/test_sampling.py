"""How many pieces are checked, and how many may be bad? Looked up as a person would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.inspection.grids import AQLS, LEVELS
from earnest.domain.inspection.sampling import (
    Judgement,
    Severity,
    Wanted,
    aql_key,
    cartons_to_open,
    class_plans,
    code_letter,
    judge,
    plan,
)
from earnest.domain.refusals import Broken, Refused

TABLES = ("normal", "tightened", "reduced")
LOTS = st.one_of(st.integers(2, 1000), st.integers(2, 10**7))


def numbers(found):
    return found.code_letter, found.use_letter, found.sample_size, found.ac, found.re


@pytest.mark.parametrize(
    ("lot", "level", "aql", "severity", "expected"),
    [
        (5000, "II", "2.5", "normal", ("L", "L", 200, 10, 11)),
        (5000, "II", "4.0", "normal", ("L", "L", 200, 14, 15)),
        (2000, "II", "1.0", "normal", ("K", "K", 125, 3, 4)),
        (1000, "II", "0.65", "normal", ("J", "J", 80, 1, 2)),
        (5000, "II", "2.5", "tightened", ("L", "L", 200, 8, 9)),
        (5000, "II", "2.5", "reduced", ("L", "L", 80, 6, 7)),
        (100, "II", "0.65", "normal", ("F", "F", 20, 0, 1)),
        (100, "II", "1.0", "normal", ("F", "E", 13, 0, 1)),
        (100, "II", "1.5", "normal", ("F", "G", 32, 1, 2)),
        (5, "I", "0.010", "normal", ("A", "Q", 1250, 0, 1)),
        (600_000, "III", "0.025", "tightened", ("R", "S", 3150, 1, 2)),
        (3000, "II", "1000", "normal", ("K", "B", 3, 44, 45)),
    ],
)
def test_plan_is_that_of_the_standard_with_its_arrows_followed(lot, level, aql, severity, expected):
    assert numbers(plan(lot, level, aql, severity)) == expected


@pytest.mark.parametrize(
    ("lot", "letter"),
    list(zip(
        (2, 8, 9, 15, 16, 25, 26, 50, 51, 90, 91, 150, 151, 280, 281, 500, 501, 1200, 1201, 3200,
         3201, 10_000, 10_001, 35_000, 35_001, 150_000, 150_001, 500_000, 500_001, 10**12),
        "AABBCCDDEEFFGGHHJJKKLLMMNNPPQQ",
        strict=True,
    )),
)  # fmt: skip
def test_code_letter_of_level_two_changes_at_the_ends_of_its_ranges(lot, letter):
    assert code_letter(lot, "II") == letter


def test_whole_lot_is_checked_where_the_sample_would_be_larger():
    small = plan(30, "II", "0.40")
    assert (small.sample_size, small.units_to_inspect, small.follows_arrow) == (32, 30, True)


@pytest.mark.parametrize("typed", ["4", "4.0", "4.00"])
def test_aql_may_be_typed_as_people_do(typed):
    assert aql_key(typed) == plan(5000, "II", typed).aql == "4.0"


@pytest.mark.parametrize(
    ("lot", "level", "aql", "severity", "code"),
    [
        (0, "II", "2.5", "normal", "sampling.lot_too_small"),
        (1, "II", "2.5", "normal", "sampling.lot_too_small"),
        (-5, "II", "2.5", "normal", "sampling.lot_too_small"),
        (10.5, "II", "2.5", "normal", "sampling.lot_not_whole"),
        (True, "II", "2.5", "normal", "sampling.lot_not_whole"),
        ("5000", "II", "2.5", "normal", "sampling.lot_not_whole"),
        (5000, "IV", "2.5", "normal", "sampling.unknown_level"),
        (5000, "", "2.5", "normal", "sampling.unknown_level"),
        (5000, "II", "3.3", "normal", "sampling.unknown_aql"),
        (5000, "II", "-1", "normal", "sampling.unknown_aql"),
        (5000, "II", "２.5", "normal", "sampling.unknown_aql"),
        (5000, "II", 2.5, "normal", "sampling.unknown_aql"),
        (5000, "II", "0", "normal", "sampling.aql_zero"),
        (5000, "II", "2.5", "strict", "sampling.unknown_severity"),
        (5000, "II", "2.5", "discontinued", "sampling.discontinued"),
    ],
)
def test_impossible_plan_is_refused_by_name(lot, level, aql, severity, code):
    with pytest.raises(Refused) as refused:
        plan(lot, level, aql, severity)
    assert refused.value.code == code


def test_unknown_standard_is_refused():
    with pytest.raises(Refused, match=r"sampling\.unknown_standard"):
        plan(5000, "II", "2.5", standard="milstd414")


def test_lot_is_accepted_up_to_ac_and_refused_from_re():
    found = plan(5000, "II", "2.5")
    assert [judge(found, bad) for bad in (0, 10, 11, 200)] == [
        Judgement.ACCEPT, Judgement.ACCEPT, Judgement.REFUSE, Judgement.REFUSE,
    ]  # fmt: skip


def test_older_reduced_inspection_accepts_in_its_gap():
    old = plan(5000, "II", "2.5", "reduced", standard="milstd105e")
    assert numbers(old) == ("L", "L", 80, 5, 8)
    answers = [judge(old, bad) for bad in (5, 6, 7, 8)]
    assert answers == ["accept", "accept_in_gap", "accept_in_gap", "refuse"]
    assert [answer.is_accepted for answer in answers] == [True, True, True, False]


@pytest.mark.parametrize("severity", ["normal", "tightened"])
def test_both_standards_agree_outside_reduced_inspection(severity):
    old = plan(5000, "II", "2.5", severity, standard="milstd105e")
    assert numbers(old) == numbers(plan(5000, "II", "2.5", severity))


@pytest.mark.parametrize("count", [-1, 1.5, True, "3"])
def test_count_that_is_none_is_refused(count):
    with pytest.raises(Refused, match=r"sampling\.count_not_whole"):
        judge(plan(5000, "II", "2.5"), count)


def test_classes_of_a_usual_order_share_their_sample():
    found = class_plans(
        5000, "II", {"critical": Wanted("0"), "major": Wanted("2.5"), "minor": Wanted("4.0")}
    )
    assert list(found) == ["critical", "major", "minor"]
    assert [(one.sample_size, one.ac, one.re) for one in found.values()] == [
        (200, 0, 1), (200, 10, 11), (200, 14, 15),
    ]  # fmt: skip


def test_largest_sample_serves_the_other_class_with_its_own_numbers():
    """Major has an arrow from F to G (32 pieces); minor is read in the row of G too."""
    found = class_plans(100, "II", {"major": Wanted("1.5"), "minor": Wanted("4.0")})
    assert numbers(found["major"]) == ("F", "G", 32, 1, 2)
    assert numbers(found["minor"]) == ("F", "G", 32, 3, 4)
    assert numbers(plan(100, "II", "4.0")) == ("F", "F", 20, 2, 3)


def test_class_keeps_its_own_sample_where_the_larger_letter_has_an_arrow():
    found = class_plans(100, "II", {"major": Wanted("1.5"), "safety": Wanted("0.65")})
    assert numbers(found["major"]) == ("F", "G", 32, 1, 2)
    assert numbers(found["safety"]) == ("F", "F", 20, 0, 1)


def test_class_of_another_severity_keeps_its_own_sample():
    found = class_plans(
        5000, "II", {"major": Wanted("2.5", "tightened"), "minor": Wanted("4.0", "reduced")}
    )
    assert [one.sample_size for one in found.values()] == [200, 80]


def test_class_keeps_its_own_sample_beside_the_single_plan_of_row_s():
    found = class_plans(
        600_000, "III", {"a": Wanted("0.025", "tightened"), "b": Wanted("2.5", "tightened")}
    )
    assert found["a"].use_letter == "S"
    assert found["b"] == plan(600_000, "III", "2.5", "tightened")


def test_zero_alone_has_no_sample():
    with pytest.raises(Refused, match=r"sampling\.aql_zero"):
        class_plans(5000, "II", {"critical": Wanted("0")})


def test_disputed_cell_says_so():
    """J / 4.0 reduced is 5/6 here, 4/5 in one transcription (docs/rules/sampling.md)."""
    assert plan(1000, "II", "4.0", "reduced").is_disputed
    assert not plan(1000, "II", "4.0", "normal").is_disputed
    assert not plan(1000, "II", "4.0", "reduced", standard="milstd105e").is_disputed


@pytest.mark.parametrize(
    ("cartons", "each", "units", "opened"),
    [(200, 50, 200, 15), (200, 10, 200, 20), (1, 10, 5, 1), (4, 5, 20, 4), (3, 5, 99, 3),
     (100, 100, 13, 10)],
)  # fmt: skip
def test_cartons_are_opened_by_their_square_root_or_as_many_as_hold_the_sample(
    cartons, each, units, opened
):
    assert cartons_to_open(cartons, units_per_carton=each, units=units) == opened


def test_empty_carton_is_our_mistake():
    with pytest.raises(Broken):
        cartons_to_open(3, units_per_carton=0, units=5)


@given(LOTS, st.sampled_from(LEVELS), st.sampled_from(AQLS), st.sampled_from(TABLES))
def test_every_plan_can_be_carried_out(lot, level, aql, severity):
    found = plan(lot, level, aql, severity)
    assert 0 <= found.ac < found.re
    assert 1 <= found.units_to_inspect <= lot
    assert found.severity is Severity(severity)
    assert judge(found, found.ac).is_accepted
    assert not judge(found, found.re).is_accepted


@given(LOTS, LOTS, st.sampled_from(LEVELS))
def test_larger_lot_never_has_a_smaller_letter(one, other, level):
    small, large = sorted((one, other))
    assert code_letter(small, level) <= code_letter(large, level)


@given(LOTS, st.sampled_from(AQLS))
def test_higher_level_never_has_a_smaller_letter(lot, aql):
    found = [code_letter(lot, level) for level in LEVELS]
    assert found == sorted(found)
    assert [plan(lot, level, aql).code_letter for level in LEVELS] == found


@given(LOTS, st.sampled_from(LEVELS), st.dictionaries(st.sampled_from("abc"), st.sampled_from(AQLS),
       min_size=1), st.sampled_from(TABLES))  # fmt: skip
def test_common_sample_is_the_largest_and_every_plan_on_it_is_in_the_table(
    lot, level, aqls, severity
):
    wanted = {name: Wanted(aql, severity) for name, aql in aqls.items()}
    own = {name: plan(lot, level, aql, severity) for name, aql in aqls.items()}
    found = class_plans(lot, level, wanted | {"critical": Wanted("0", severity)})
    largest = max(one.sample_size for one in own.values())
    assert max(one.sample_size for one in found.values()) == largest
    assert (found["critical"].sample_size, found["critical"].ac) == (largest, 0)
    for name, each in own.items():
        assert found[name] == each or found[name].sample_size == largest > each.sample_size
