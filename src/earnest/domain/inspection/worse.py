"""When are goods worse than reported? The one-sided test of Fisher on two samples (R20).

A waiver gives up claims for what a report found, not for what is worse. "Worse" is a promise that
two strangers must be able to compute alike: so it is done in whole numbers, without tables.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb

from earnest.domain.inspection.tails import falls, weight_below

BASIS_POINTS = 10_000

EXACT_UP_TO = 4_000
"""Pieces of both samples together up to which every binomial coefficient is written out; above
it terms have the precision of ``tails``, which no two real samples can tell from exact."""


def is_worse(found: int, checked: int, other: int, other_checked: int, p_basis_points: int) -> bool:
    """Whether ``other`` bad of ``other_checked`` is worse than ``found`` of ``checked``.

    It is when chance alone would give the second sample so many of all the bad pieces, or more,
    with a probability below ``p_basis_points`` of 10,000 (hypergeometric tail).
    """
    bad, last = found + other, min(other_checked, found + other)
    if other > last or checked < found:
        return False
    if checked + other_checked > EXACT_UP_TO:
        return _is_below(checked, other, other_checked, bad, p_basis_points)
    limit = comb(checked + other_checked, bad) * p_basis_points
    term = comb(other_checked, other) * comb(checked, found) * BASIS_POINTS
    tail = term
    for count in range(other, last):
        up = (other_checked - count) * (bad - count)
        down = (count + 1) * (checked - bad + count + 1)
        if tail >= limit:
            return False
        if up < down and tail + term * up // (down - up) + 1 < limit:
            return True  # what is still to come is less than a falling geometric series
        term = term * up // down
        tail += term
    return tail < limit


def _is_below(checked: int, other: int, other_checked: int, bad: int, p: int) -> bool:
    """The same of large samples: the tail from ``other`` on against all that lies below it."""

    def more(count: int) -> tuple[int, int]:
        return (other_checked - count) * (bad - count), (count + 1) * (checked - bad + count + 1)

    def fewer(count: int) -> tuple[int, int]:
        return count * (checked - bad + count), (other_checked - count + 1) * (bad - count + 1)

    tail = sum(falls(other, +1, more))
    enough = tail * (BASIS_POINTS - p) // p + 1
    return weight_below(other, fewer, enough) >= enough


@lru_cache(maxsize=4096)
def baseline(found: int, checked: int, p_basis_points: int = 500) -> int:
    """The smallest count in another sample of the same size that is worse than ``found``.

    One more than ``checked`` where no count could be: ten of ten bad cartons cannot get worse.
    """
    low, high = found, checked + 1
    while high - low > 1:
        middle = (low + high) // 2
        if is_worse(found, checked, middle, checked, p_basis_points):
            high = middle
        else:
            low = middle
    return high
