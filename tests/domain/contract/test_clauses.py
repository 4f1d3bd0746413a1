"""Is a reading judged by its clause alone, exactly, and left open where figures do not say?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.contract.clauses import KINDS, drop_height_mm, limits, within
from earnest.domain.contract.terms import Clause, ClauseKind, EvidenceType
from earnest.domain.contract.units import is_same_unit


def size(value="250", tolerance="2", unit="mm", **more):
    return Clause("c", "Height", value, unit, tolerance, kind=ClauseKind.DIMENSION, **more)


def shade(value, tolerance="2.0"):
    return Clause("c", "Enamel", value, "", tolerance, kind=ClauseKind.COLOUR)


def packed(value, tolerance="", aspect="units_per_carton", unit=""):
    return Clause("c", "Carton", value, unit, tolerance, kind=ClauseKind.PACKAGING, aspect=aspect)


def test_every_kind_has_a_rule_and_every_rule_something_that_shows_it():
    assert set(KINDS) == set(ClauseKind)
    for rule in KINDS.values():
        for aspect in (rule.plain, *rule.aspects.values()):
            assert aspect.evidence
            assert set(aspect.evidence) <= set(EvidenceType)


@pytest.mark.parametrize(
    ("clause", "reading", "kept"),
    [
        (size(), "248", True),
        (size(), "252.000", True),
        (size(), "252.001", False),
        (size(), "247.9", False),
        (size(), "251 mm", True),
        (size(), "251 毫米", True),
        (size(), "２５１", True),
        (size(tolerance="+1/-0.5"), "251", True),
        (size(tolerance="+1/-0.5"), "249.4", False),
        (size(tolerance="1 %"), "252.5", True),
        (size(tolerance="1 %"), "252.6", False),
        (size("-40", "5 %", "°C"), "-42", True),
        (size("-40", "5 %", "°C"), "-43", False),
        (size(tolerance="max"), "100", True),
        (size(tolerance="max"), "250.1", False),
        (size(tolerance="min"), "250", True),
        (size(tolerance="min"), "249.9", False),
        (size(tolerance="248 to 251"), "251", True),
        (size(tolerance="248 to 251"), "252", False),
        (size("at most 20 mm", "", ""), "20", True),
        (size("at most 20 mm", "", ""), "21 mm", False),
        (size("250 mm", "±2 mm", "MMT"), "251", True),
        (size("250", "none"), "250", True),
        (size("250", "none"), "250.1", False),
        (packed("24"), "24", True),
        (packed("24"), "23", False),
        (packed("24", "+1/0"), "25", True),
        (packed("20", "max", "gap", "mm"), "21", False),
    ],
)
def test_reading_is_judged_against_value_and_tolerance(clause, reading, kept):
    assert within(clause, reading) is kept


@pytest.mark.parametrize(
    ("clause", "reading"),
    [
        (size(), "about 250"),
        (size(), ""),
        (size(), "25 cm"),  # nothing is converted
        (size(unit=""), "250 mm"),  # the clause names no unit
        (size(tolerance=""), "250"),
        (size(tolerance="small"), "250"),
        (size("big", "2"), "250"),
        (size("250", "at most 2 mm"), "250"),  # a limit that the value itself breaks
        (size("250", "±2 cm"), "250"),
        (packed("some"), "24"),
    ],
)
def test_reading_that_figures_cannot_judge_is_left_open(clause, reading):
    assert within(clause, reading) is None


@pytest.mark.parametrize(
    ("clause", "reading", "kept"),
    [
        (shade("Pantone 7694 C"), "1.9", True),
        (shade("Pantone 7694 C"), "2.0", True),
        (shade("Pantone 7694 C", "Delta-E (CIEDE2000) at most 2.0"), "2.1", False),
        (shade("52, 3, -14", "Delta-E 5"), "55, 7, -14", True),  # 3, 4, 0: exactly 5
        (shade("52, 3, -14", "Delta-E 4.9"), "55, 7, -14", False),
        (shade("Lab(52; 3; -14)", "ΔE76 5"), "52 3 -9", True),
        (shade("Pantone 7694 C"), "55, 7, -14", None),  # whose L*, a*, b* nobody agreed
        (shade("52, 3, -14", "Delta-E (CIEDE2000) 5"), "55, 7, -14", None),  # another formula
        (shade("52, 3, -14", ""), "1", None),
        (shade("52, 3, -14"), "-1", None),
        (shade("52, 3, -14"), "1 mm", None),
        (shade("152, 3, -14"), "152, 3, -14", None),  # lighter than white
    ],
)
def test_shade_is_judged_by_its_distance(clause, reading, kept):
    assert within(clause, reading) is kept


HUNDREDTHS = st.integers(0, 100_000).map(lambda number: str(Decimal(number).scaleb(-2)))


@given(value=HUNDREDTHS, far=HUNDREDTHS, off=HUNDREDTHS)
def test_even_tolerance_judges_both_sides_alike(value, far, off):
    above = str(Decimal(value) + Decimal(off))
    below = str(Decimal(value) - Decimal(off))
    clause = size(value, far)
    assert within(clause, above) is within(clause, below) is (Decimal(off) <= Decimal(far))


@given(value=HUNDREDTHS, tolerance=HUNDREDTHS, reading=HUNDREDTHS, more=HUNDREDTHS)
def test_wider_tolerance_never_turns_a_kept_clause_into_a_broken_one(
    value, tolerance, reading, more
):
    wider = str(Decimal(tolerance) + Decimal(more))
    if within(size(value, tolerance), reading):
        assert within(size(value, wider), reading)


@given(
    st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.sampled_from(ClauseKind)
)
def test_any_texts_are_judged_or_left_open(value, tolerance, reading, kind):
    clause = Clause("c", "x", value, "", tolerance, kind=kind)
    assert within(clause, reading) in (True, False, None)


def test_value_itself_is_always_within_its_limits():
    for tolerance in ("2", "5 %", "max", "min", "248 to 252", "+1/-0.5"):
        assert limits(size(tolerance=tolerance)) is not None
        assert within(size(tolerance=tolerance), "250")


@pytest.mark.parametrize(
    ("kg", "height"),
    [("0.5", 760), ("9.999", 760), ("10", 610), ("19", 460), ("28", 310), ("45", 200), ("68", 150)],
)
def test_heavier_carton_falls_less_far(kg, height):
    assert drop_height_mm(Fraction(kg)) == height


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mm", "MMT", True), ("毫米", "millimetres", True), ("MM", "mm", True),
        ("pcs", "C62", True), ("mm", "cm", False), ("g", "kg", False), ("HRC", "hrc", True),
        ("", "mm", False),
    ],
)  # fmt: skip
def test_units_are_the_same_however_they_are_written(one, other, same):
    assert is_same_unit(one, other) is same
