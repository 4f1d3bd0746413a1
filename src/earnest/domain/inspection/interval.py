"""Between which shares does the truth lie, after a sample? The interval of Clopper and Pearson.

It bounds what a claim may freeze (R16, R22). Each bound is the share at which the count found, or
one further out, would still have half of the remaining probability. It is found by halving, in
decimals of fifty digits, so that every machine finds the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction

DIGITS = 50
HALVINGS = 60
"""A share is known to 2**-60: far finer than a cent of the largest order."""


def bounds(found: int, checked: int, percent: int = 95) -> tuple[Fraction, Fraction]:
    """The lower and the upper bound of the share of bad pieces, each from 0 to 1.

    For 8 bad of 80, 95 %: 0.04417 and 0.18757. Nothing checked says nothing: 0 and 1.
    """
    if checked <= 0:
        return Fraction(0), Fraction(1)
    with localcontext() as context:
        context.prec = DIGITS
        tail = Decimal(100 - percent) / 200
        low = Decimal(0)
        if found > 0:
            low = _halved(lambda share: 1 - _at_most(found - 1, checked, share) < tail)
        high = Decimal(1)
        if found < checked:
            high = _halved(lambda share: _at_most(found, checked, share) > tail)
    return Fraction(low), Fraction(high)


def _halved(is_below: Callable[[Decimal], bool]) -> Decimal:
    low, high = Decimal(0), Decimal(1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return high


def _at_most(count: int, checked: int, share: Decimal) -> Decimal:
    """How probable it is to find ``count`` or fewer of ``checked``, each bad with ``share``."""
    odds = share / (1 - share)
    term = (1 - share) ** checked
    found = term
    for k in range(count):
        term = term * (checked - k) / (k + 1) * odds
        found += term
    return found
