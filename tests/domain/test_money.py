"""Is an amount read in one way only, and shared without losing a cent (M8, M9)?"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.domain.currencies import EXPONENTS
from earnest.domain.money import (
    MAX_MINOR,
    Money,
    decimal_text,
    exact,
    line_amount,
    minor_from_text,
    minor_of,
    money_from_decimal,
    share,
    split,
    total,
)
from earnest.domain.refusals import Broken, Refused

HOSTILE = [
    "",
    " 1",
    "1 ",
    "1\n",
    "+1",
    "-1",
    "01",
    "1_000",
    "1,000",
    "1.",
    ".5",
    "NaN",
    "inf",
    "1e999",
    "1E3",
    "0x10",
    "１２",
    "٣",
    "1\u200b",
    "½",
    "9" * 16,
    "1.23456",
    None,
    True,
    1.0,
    Decimal(1),
    b"1",
]
EDGES = [0, 1, 2, 3, 2**31 - 1, 2**31, 2**53 - 1, 2**53 + 1, MAX_MINOR]
amounts = st.sampled_from([e for e in EDGES if e <= MAX_MINOR]) | st.integers(0, MAX_MINOR)


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_hostile_text_is_no_amount(text):
    for read in (minor_from_text, lambda t: money_from_decimal(t, "USD"), exact):
        if read is exact and text == "1.23456":
            continue
        with pytest.raises(Refused, match=r"money\.not_canonical"):
            read(text)


@pytest.mark.parametrize("minor", [True, 1.0, "1", None, MAX_MINOR + 1, -MAX_MINOR - 1])
def test_money_holds_whole_minor_units_within_bounds(minor):
    with pytest.raises(Refused, match=r"money\.not_canonical"):
        Money(minor, "USD")


@pytest.mark.parametrize("minor", [-1, MAX_MINOR + 1])
def test_programs_send_amounts_within_bounds(minor):
    with pytest.raises(Refused, match=r"money\.not_canonical"):
        minor_from_text(minor)


def test_currencies_do_not_mix_and_exist():
    with pytest.raises(Refused, match=r"money\.mixed_currencies"):
        Money(1, "USD") + Money(1, "EUR")
    with pytest.raises(Refused, match=r"money\.mixed_currencies"):
        Money(1, "USD") - Money(1, "EUR")
    with pytest.raises(Refused, match=r"money\.unknown_currency"):
        Money(1, "XQQ")
    assert (Money(3, "USD") + Money(4, "USD")) - Money(5, "USD") == Money(2, "USD")


@given(minor=amounts, currency=st.sampled_from(sorted(EXPONENTS)))
def test_amount_survives_being_written_and_read(minor, currency):
    money = Money(minor, currency)
    text = decimal_text(money)
    if len(text.split(".")[0]) <= 15:
        assert money_from_decimal(text, currency) == money
    assert minor_from_text(str(minor)) == minor == minor_from_text(minor)


def test_digits_beyond_the_currencys_are_refused():
    with pytest.raises(Refused):
        money_from_decimal("1.0", "JPY")
    assert money_from_decimal("1.5", "USD").minor == 150
    assert money_from_decimal("1.005", "KWD").minor == 1005
    assert decimal_text(Money(-5, "USD")) == "-0.05"
    assert decimal_text(Money(5, "JPY")) == "5"


@settings(max_examples=200)
@given(whole=amounts, weights=st.lists(st.sampled_from(EDGES) | st.integers(0, 99), max_size=7))
def test_split_is_exact_and_fair(whole, weights):
    if not any(weights):
        with pytest.raises(Refused, match=r"money\.cannot_split"):
            split(whole, weights)
        return
    parts = split(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(whole * weight, sum(weights))) < 1
    assert parts == split(whole, tuple(weights))


def test_equal_remainders_favour_the_earlier():
    assert split(2, (1, 1, 1)) == (1, 1, 0)
    assert split(0, (1, 1)) == (0, 0)


@pytest.mark.parametrize(("whole", "weights"), [(-1, (1,)), (1, ()), (1, (0,)), (1, (2, -1))])
def test_split_refuses_what_has_no_answer(whole, weights):
    with pytest.raises(Refused, match=r"money\.cannot_split"):
        split(whole, weights)


@given(amount=amounts, denominator=st.integers(1, 10_000), data=st.data())
def test_share_and_the_rest_add_up(amount, denominator, data):
    numerator = data.draw(st.integers(0, denominator))
    part = share(amount, numerator, denominator)
    assert 0 <= part <= amount
    assert abs(part - Fraction(amount * numerator, denominator)) < 1


@pytest.mark.parametrize(("numerator", "denominator"), [(2, 1), (-1, 1), (0, 0), (1, -1)])
def test_share_is_a_part_of_the_whole(numerator, denominator):
    with pytest.raises(Refused, match=r"money\.cannot_split"):
        share(1, numerator, denominator)


def test_ratio_becomes_money_half_up():
    assert [minor_of(Fraction(n, 2)) for n in range(4)] == [0, 1, 1, 2]
    with pytest.raises(Broken):
        minor_of(Fraction(-1, 2))


def test_line_is_rounded_once_at_the_end():
    price = {"unit_price": "0.0125", "base_quantity": "1", "currency": "USD"}
    assert line_amount(quantity="3", **price) == 4
    assert line_amount(quantity="1000", **{**price, "base_quantity": "50"}) == 25
    with pytest.raises(Refused, match=r"contract\.base_quantity_zero"):
        line_amount(quantity="1", **{**price, "base_quantity": "0"})
    assert total([1, 2, 3]) == 6
