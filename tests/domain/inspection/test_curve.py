"""How likely is a lot accepted? Against fractions, lots counted out, and known constants."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import combinations, pairwise
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.inspection.curve import (
    Model,
    chance_of_acceptance,
    curve,
    model_of,
    round_half_even,
)
from earnest.domain.inspection.grids import AQLS, LEVELS
from earnest.domain.inspection.sampling import plan
from earnest.domain.refusals import Broken


def millionths(share):
    return Decimal(round(share * 10**6)).scaleb(-6)


@pytest.mark.parametrize(
    ("lot", "aql", "safe", "caught"),
    [(2000, "1.0", "1.10", "5.27"), (5000, "2.5", "3.11", "7.60"), (1200, "0.65", "0.446", "4.78")],
)
def test_turning_points_are_those_that_books_print(lot, aql, safe, caught):
    found = curve(plan(lot, "II", aql))
    assert abs(found.safe.quality - Decimal(safe)) < Decimal("0.01")
    assert abs(found.caught.quality - Decimal(caught)) < Decimal("0.01")


@pytest.mark.parametrize(
    ("aql", "ac", "at_95", "at_10"),
    [("15", 10, "6.169", "15.407"), ("25", 14, "9.246", "20.128"), ("40", 21, "14.894", "28.184")],
)
def test_means_of_poisson_are_those_of_the_usual_table(aql, ac, at_95, at_10):
    """Cameron's factors: n times the share that is accepted 95 and 10 times in 100."""
    found = plan(3000, "S-4", aql)
    assert model_of(found) is Model.NONCONFORMITIES
    drawn = curve(found)
    size = Decimal(found.sample_size)
    assert found.ac == ac
    assert abs(drawn.safe.quality * size / 100 - Decimal(at_95)) < Decimal("0.01")
    assert abs(drawn.caught.quality * size / 100 - Decimal(at_10)) < Decimal("0.01")


@given(st.integers(0, 100_000), st.sampled_from(["0.10", "1.0", "4.0", "10"]))
def test_process_is_the_binomial_sum(thousandths, aql):
    found = plan(1500, "I", aql)
    bad = Fraction(thousandths, 100_000)
    size = found.sample_size
    exact = sum(
        (comb(size, n) * bad**n * (1 - bad) ** (size - n) for n in range(found.re)), Fraction()
    )
    quality = Decimal(thousandths).scaleb(-3)
    assert chance_of_acceptance(found, quality, Model.PROCESS) == millionths(exact)


@pytest.mark.parametrize("bad", range(9))
def test_small_lot_is_counted_out_piece_by_piece(bad):
    """Eight pieces, five drawn, one may be bad: every possible sample is looked at."""
    found = plan(8, "II", "10")
    assert (model_of(found), found.units_to_inspect, found.ac) == (Model.LOT, 5, 1)
    samples = list(combinations(range(8), 5))
    accepted = sum(sum(piece < bad for piece in sample) <= 1 for sample in samples)
    quality = Decimal("12.5") * bad
    assert chance_of_acceptance(found, quality) == millionths(Fraction(accepted, len(samples)))


def test_whole_lot_inspected_leaves_nothing_to_chance():
    drawn = curve(plan(8, "II", "0.010"))
    assert [tuple(map(str, point)) for point in drawn.points] == [
        ("0.000", "1.000000"), ("12.500", "0.000000"),
    ]  # fmt: skip
    assert (drawn.safe, drawn.caught) == (drawn.points[0], drawn.points[1])


def test_gap_of_the_older_table_counts_as_accepted():
    old = plan(50_000, "II", "2.5", "reduced", standard="milstd105e")
    assert old.re - old.ac == 3
    same = [old.sample_size, old.re - 1]
    exact = sum(
        (comb(same[0], n) * Fraction(5, 100) ** n * Fraction(95, 100) ** (same[0] - n)
         for n in range(same[1] + 1)), Fraction(),
    )  # fmt: skip
    assert chance_of_acceptance(old, Decimal(5)) == millionths(exact)


@given(st.integers(2, 10**6), st.sampled_from(LEVELS), st.sampled_from(AQLS))
def test_chance_never_rises_as_quality_falls(lot, level, aql):
    drawn = curve(plan(lot, level, aql))
    chances = [point.chance for point in drawn.points]
    assert chances[0] == 1
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] <= Decimal("0.01")
    assert all(one.quality < other.quality for one, other in pairwise(drawn.points))
    assert 2 <= len(drawn.points) <= 62
    assert drawn.safe.chance >= Decimal("0.95")
    assert drawn.caught.chance <= Decimal("0.10")


def test_forced_model_where_all_may_be_bad_always_accepts():
    many = plan(100, "II", "1000")
    assert many.ac > many.sample_size
    assert chance_of_acceptance(many, Decimal(100), Model.PROCESS) == 1


@pytest.mark.parametrize("quality", ["-1", "100.001", "0.0001"])
def test_quality_that_is_none_is_our_mistake(quality):
    with pytest.raises(Broken):
        chance_of_acceptance(plan(5000, "II", "2.5"), Decimal(quality))


def test_half_goes_to_even():
    assert [round_half_even(n, 2) for n in (1, 3, 5, 4)] == [0, 2, 2, 2]
    assert round_half_even(2, 3) == 1
