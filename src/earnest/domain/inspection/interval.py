"""Between which shares does the truth lie, after a sample? The interval of Clopper and Pearson.

It bounds what a claim may freeze (R16, R22). Each bound is the share at which the count found, or
one further out, would still have half of the remaining probability. It is found by halving, in
whole numbers, so that every machine finds the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from earnest.domain.inspection.tails import falls, weight_below

HALVINGS = 60
WHOLE = 1 << HALVINGS
"""A share is a whole number of these parts: far finer than a cent of the largest order."""


@lru_cache(maxsize=4096)
def bounds(found: int, checked: int, percent: int = 95) -> tuple[Fraction, Fraction]:
    """The lower and the upper bound of the share of bad pieces, each from 0 to 1.

    For 8 bad of 80, 95 %: 0.04417 and 0.18757. Nothing checked says nothing: 0 and 1.
    """
    if checked <= 0:
        return Fraction(0), Fraction(1)
    good, rest = checked - found, 100 - percent
    low = 0 if found <= 0 else _halved(lambda share: _is_rarer(found, good, share, rest))
    high = WHOLE
    if good > 0:  # the good pieces, seen from the other end
        high = WHOLE - _halved(lambda share: _is_rarer(good, found, share, rest))
    return Fraction(low, WHOLE), Fraction(high, WHOLE)


def _halved(is_below: Callable[[int], bool]) -> int:
    low, high = 0, WHOLE
    for _ in range(HALVINGS):
        middle = (low + high) // 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return high


def _is_rarer(count: int, others: int, share: int, percent: int) -> bool:
    """Whether ``count`` or more of all pieces come by chance in less than half of ``percent``.

    ``others`` are the rest of the sample; each piece counts with probability ``share`` of WHOLE.
    """
    checked, rest = count + others, WHOLE - share

    def more(k: int) -> tuple[int, int]:
        return (checked - k) * share, (k + 1) * rest

    def fewer(k: int) -> tuple[int, int]:
        return k * rest, (checked - k + 1) * share

    if count * WHOLE <= checked * share:
        return False  # the mean or less is never rare
    tail = sum(falls(count, +1, more))
    enough = tail * (200 - percent) // percent + 1
    return weight_below(count, fewer, enough) >= enough
