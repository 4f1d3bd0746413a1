"""When is a second sample worse than the report, and between which shares lies the truth?"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import pytest

from earnest.domain.inspection import interval, tails, worse
from earnest.domain.inspection.interval import bounds
from earnest.domain.inspection.worse import baseline, is_worse


@pytest.mark.parametrize(
    ("found", "checked", "worse_from"),
    [
        (3, 80, 10),
        (0, 80, 5),
        (8, 80, 17),
        (0, 20, 5),
        (1, 50, 7),
        (5, 125, 13),
        (14, 500, 26),
    ],
)
def test_baseline_is_the_first_count_below_five_percent(found, checked, worse_from):
    assert baseline(found, checked) == worse_from
    assert plain(found, checked, worse_from) < Fraction(5, 100)
    assert plain(found, checked, worse_from - 1) >= Fraction(5, 100)


def plain(found: int, checked: int, other: int) -> Fraction:
    """Fisher's tail by its definition: so many of all bad pieces in the second sample, or more."""
    bad = found + other
    tail = sum(
        comb(checked, k) * comb(checked, bad - k) for k in range(other, min(checked, bad) + 1)
    )
    return Fraction(tail, comb(2 * checked, bad))


def test_sample_that_is_all_bad_cannot_get_worse():
    assert baseline(10, 10) == 11


def test_exactly_five_percent_is_not_worse():
    assert plain(0, 3, 3) == Fraction(1, 20)
    assert baseline(0, 3) == 4


SMALL = [
    (found, one, bad, other)
    for one, other in product(range(1, 9), repeat=2)
    for found, bad in product(range(one + 1), range(other + 1))
]


def test_every_small_table_agrees_with_the_definition():
    for found, one, bad, other in SMALL:
        counts = range(bad, min(other, found + bad) + 1)
        tail = sum(comb(other, k) * comb(one, found + bad - k) for k in counts)
        wanted = Fraction(tail, comb(one + other, found + bad)) < Fraction(5, 100)
        assert is_worse(found, one, bad, other, 500) is wanted


def test_count_that_cannot_be_is_never_worse():
    assert not is_worse(1, 10, 11, 10, 500)


def test_interval_of_8_of_80_is_the_published_one():
    low, high = bounds(8, 80)
    assert (round(float(low), 5), round(float(high), 5)) == (0.04417, 0.18757)


def test_bounds_leave_half_of_the_rest_on_each_side():
    low, high = bounds(8, 80)
    assert abs(at_most(8, 80, high) - Fraction(25, 1000)) < Fraction(1, 10**12)
    assert abs(1 - at_most(7, 80, low) - Fraction(25, 1000)) < Fraction(1, 10**12)


def at_most(found: int, checked: int, share: Fraction) -> Fraction:
    short = Fraction(round(share * 2**40), 2**40)
    return sum(
        (comb(checked, k) * short**k * (1 - short) ** (checked - k) for k in range(found + 1)),
        start=Fraction(0),
    )


def test_bounds_at_the_edges():
    assert bounds(0, 0) == (0, 1)
    assert bounds(0, 20)[0] == 0
    assert bounds(20, 20)[1] == 1
    assert round(float(bounds(0, 20)[1]), 4) == 0.1684


def test_both_ways_of_adding_up_agree(monkeypatch):
    tables = [
        (f, 600, b, n)
        for f in (0, 1, 9, 300, 598)
        for b in (0, 9, 40, 330, 380)
        for n in (380, 600)
    ]
    written_out = [is_worse(*table, p) for table in tables for p in (1, 500, 4999)]
    assert any(written_out)
    assert not all(written_out)
    monkeypatch.setattr(worse, "EXACT_UP_TO", 0)
    assert [is_worse(*table, p) for table in tables for p in (1, 500, 4999)] == written_out


def test_samples_of_a_million_are_compared_in_a_moment(steps):
    """Reports come from outside: the time must follow the spread of the count, not the count."""
    low, high = bounds(500_000, 1_000_000)
    assert baseline(500_000, 1_000_000) == 501_165
    assert (round(float(low), 6), round(float(high), 6)) == (0.49902, 0.50098)
    assert steps[0] < 3_000_000


@pytest.fixture
def steps(monkeypatch):
    """How many terms were added up; nothing remembered from before."""
    counted, walk = [0], tails.falls

    def falls(*asked):
        for term in walk(*asked):
            counted[0] += 1
            yield term

    for module in (tails, worse, interval):
        monkeypatch.setattr(module, "falls", falls)
    bounds.cache_clear()
    baseline.cache_clear()
    return counted
