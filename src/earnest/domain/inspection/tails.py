"""How are the terms of a distribution added up when a sample is large?

Reports are data from outside, and samples may be of a million pieces: no sum may take longer for
that than a moment. Every term is a ratio of its neighbour. So the terms are whole numbers beside
the one from which the walk begins (``ONE``), and the walk ends where they no longer count: some
ten standard deviations further on. What is lost by rounding is below 2**-200 of the sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

ONE = 1 << 256
"""The first term."""

NEGLIGIBLE = 80
"""A falling term that many binary places below the sum adds nothing that a decision could see."""

Ratio = Callable[[int], tuple[int, int]]
"""How many times (numerator, denominator) its neighbour is of the term at a count."""


def falls(start: int, step: int, ratio: Ratio) -> Iterator[int]:
    """The terms from ``start`` on, itself included, until they are zero or no longer count."""
    term, count, total = ONE, start, 0
    while term:
        yield term
        total += term
        up, down = ratio(count)
        if up <= 0 or down <= 0 or (up < down and term < total >> NEGLIGIBLE):
            return
        term, count = term * up // down, count + step


def weight_below(start: int, ratio: Ratio, enough: int) -> int:
    """What the terms below ``start`` add up to; no further than until it is ``enough``."""
    total = -ONE
    for term in falls(start, -1, ratio):
        total += term
        if total >= enough:
            break
    return total
