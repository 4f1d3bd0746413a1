"""Is every tolerance read as people mean it, and nothing guessed?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earnest.domain.contract.tolerances import Tolerance, figure, tolerance

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2", -2, 2),
        ("±2", -2, 2),
        ("+/-2", -2, 2),
        ("+- 0.5", -HALF, HALF),
        ("＋／－２", -2, 2),
        ("+1/-0.5", -HALF, 1),
        ("-0.5/+1", -HALF, 1),
        ("+1 −0.5", -HALF, 1),
        ("+2/0", 0, 2),
        ("+0/-2", -2, 0),
        ("+3", 0, 3),
        ("-3", -3, 0),
        ("none", 0, 0),
        ("无", 0, 0),
        ("max", None, 0),
        ("Max.", None, 0),
        ("at most", None, 0),
        ("min", 0, None),
        ("最小", 0, None),
    ],
)
def test_distance_is_read(text, low, high):
    assert tolerance(text) == Tolerance(low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("5 %", -5, 5), ("±5%", -5, 5), ("５％", -5, 5), ("+5/-2 %", -2, 5), ("-3 percent", -3, 0)],
)
def test_percent_is_read(text, low, high):
    assert tolerance(text) == Tolerance(low, high, is_percent=True)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("370 to 390", 370, 390, ""),
        ("370–390 g", 370, 390, "g"),
        ("370 至 390 克", 370, 390, "克"),
        ("between 8 % and 12 %", 8, 12, "%"),
        ("-10 to -5 °C", -10, -5, "°c"),
        ("at most 20 mm", None, 20, "mm"),
        ("≤ 20", None, 20, ""),
        ("<=20mm", None, 20, "mm"),
        ("不超过 20 毫米", None, 20, "毫米"),
        ("20 mm or less", None, 20, "mm"),
        ("20 毫米以内", None, 20, "毫米"),
        ("64 °C or more", 64, None, "°c"),
        ("至少 64", 64, None, ""),
        ("不低于 64 件", 64, None, "件"),
        ("64 以上", 64, None, ""),
    ],
)
def test_limits_of_their_own_are_read(text, low, high, unit):
    assert tolerance(text) == Tolerance(low, high, is_absolute=True, unit=unit)


@pytest.mark.parametrize(
    ("text", "high", "formula"),
    [
        ("Delta-E 2.0", 2, "delta_e"),
        ("ΔE ≤ 2", 2, "delta_e"),
        ("∆E*ab 1.5", Fraction(3, 2), "delta_e"),
        ("Delta-E (CIEDE2000) at most 2.0", 2, "ciede2000"),
        ("色差 ΔE（CIEDE2000）不超过 2.0", 2, "ciede2000"),
        ("dE76 1.5", Fraction(3, 2), "cie76"),
        ("ΔE CIE94: 2", 2, "cie94"),
    ],
)
def test_colour_difference_is_read_with_its_formula(text, high, formula):
    assert tolerance(text) == Tolerance(0, high, is_absolute=True, formula=formula)


@pytest.mark.parametrize(
    "text",
    [
        "", "small", "as usual", "about 2", "10 to 5", "+1/0.5", "1,5", "2²", "±", "5 % of it",
        "+1 mm/-0.5 cm", "no empty space above 20 mm", "Delta-E 2 mm", "9" * 40, "2.", ".5", "1e3",
    ],
)  # fmt: skip
def test_what_has_no_exact_meaning_is_no_tolerance(text):
    assert tolerance(text) is None


PIECES = st.sampled_from(
    [
        "±",
        "+",
        "-",
        "/",
        " ",
        "2",
        "0.5",
        "%",
        "mm",
        "max",
        "min",
        "to",
        "至",
        "ΔE",
        "～",
        "（",
        "²",
    ]
)


@given(st.text(max_size=40) | st.lists(PIECES, max_size=9).map("".join))
@example("(" * 5000)
@example("1" + " " * 5000 + "x")
def test_any_text_is_read_or_not_and_never_an_error(text):
    found = tolerance(text)
    if found is not None and None not in (found.low, found.high):
        assert found.low <= found.high
    figure(text)


NUMBERS = st.decimals("0", "99999", places=3).map(lambda number: f"{number:f}")


@given(NUMBERS, st.sampled_from(["", " mm", "mm", " 毫米"]))
def test_a_plain_number_reaches_equally_far_both_ways(number, unit):
    for text in (f"{number}{unit}", f"±{number}{unit}", f"+/-{number}{unit}"):
        found = tolerance(text)
        assert (found.low, found.high) == (-Fraction(number), Fraction(number))


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("250", 250, ""),
        ("-3.5 mm", Fraction(-7, 2), "mm"),
        ("２５０毫米", 250, "毫米"),
        ("3 %", 3, "%"),
    ],
)
def test_figure_is_a_number_with_its_unit(text, number, unit):
    found = figure(text)
    assert (found.number, found.unit) == (number, unit)


@pytest.mark.parametrize("text", ["", "big", "65 °C after 6 h", "1,000", "24 x 12", "²"])
def test_figure_is_nothing_else(text):
    assert figure(text) is None
