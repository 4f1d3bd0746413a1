"""Does a remittance reference name its order, and a typo never another (F13)?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.payment.reference import order_of, reference_of
from earnest.domain.refusals import Broken
from tests.cast import ORDER

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
BLIND_SPOTS = ({"1", "B"}, {"2", "M"}, {"3", "X"})
"""Pairs whose exchange the standard cannot see: B counts as 11, so that 1B and B1 are both 111."""

ids = st.text(CROCKFORD, min_size=20, max_size=20)


@given(order=ids)
def test_reference_leads_back_to_its_order(order):
    text = reference_of(order)
    assert int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
    spaced = " ".join(text[n : n + 4] for n in range(0, 24, 4)).lower()
    assert order_of(f"payment {spaced} thank you") == order


@given(order=ids, at=st.integers(4, 23), char=st.sampled_from(CROCKFORD))
def test_digit_for_digit_or_letter_for_letter_names_no_other_order(order, at, char):
    text = reference_of(order).lower()
    if text[at].isdigit() == char.isdigit():
        assert order_of(text[:at] + char + text[at + 1 :]) in (None, order)


@given(order=ids, at=st.integers(4, 22))
def test_two_exchanged_characters_name_no_other_order(order, at):
    text = reference_of(order)
    if set(text[at : at + 2]) not in BLIND_SPOTS:
        assert order_of(text[:at] + text[at + 1] + text[at] + text[at + 2 :]) in (None, order)


@pytest.mark.parametrize("text", ["", "RF", "thank you", "RF00" + "0" * 20, "ＲＦ18" + "0" * 20])
def test_text_without_a_reference_names_nothing(text):
    assert order_of(text) is None


def test_two_references_are_a_humans_affair():
    assert order_of(f"{reference_of(ORDER)} {reference_of('z' * 20)}") is None
    assert order_of(f"{reference_of(ORDER)} {reference_of(ORDER)}") == ORDER


def test_reference_is_made_of_an_order_only():
    with pytest.raises(Broken):
        reference_of("not an order")
