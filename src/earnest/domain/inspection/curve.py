"""How likely is a lot of some quality accepted? The operating characteristic of a plan, exactly.

Three models, chosen by ``curve``: lots much larger than the sample are counted by the binomial
distribution, smaller ones by the hypergeometric (bad pieces in this very lot), nonconformities per
100 items (AQL above 10) by Poisson's. Whole numbers and decimals only; chances are rounded once,
half to even, to whole millionths. How a curve is drawn is ``charts``'s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import partial
from math import comb
from typing import NamedTuple

from earnest.domain.closed_list import ClosedList
from earnest.domain.inspection.grids import AQLS
from earnest.domain.inspection.sampling import Plan
from earnest.domain.refusals import require

MILLION = 1_000_000
STEPS_PER_PERCENT = 1000
"""Qualities are looked at in thousandths of a percent."""

SMALL_LOT = 10
"""A lot of fewer than so many samples is counted piece by piece (our choice, a common one)."""

POINTS = 60
_NEARLY_NEVER = MILLION // 100
_DIGITS = 50
_ONLY_PER_HUNDRED = frozenset(AQLS[AQLS.index("10") + 1 :])


class Model(ClosedList):
    """How a lot's quality is counted.

    ``PROCESS``: per cent nonconforming of a long production. ``LOT``: per cent of this lot, one
    point for a number of pieces. ``NONCONFORMITIES``: per 100 items.
    """

    PROCESS = "process"
    LOT = "lot"
    NONCONFORMITIES = "nonconformities"


class Point(NamedTuple):
    """A quality (per cent, or per 100 items) and the chance, 0 to 1, that it is accepted."""

    quality: Decimal
    chance: Decimal


@dataclass(frozen=True, slots=True)
class Curve:
    """The operating characteristic of a plan, best quality first.

    ``safe`` is the worst quality that is still accepted 95 times in 100 (the supplier's side),
    ``caught`` the best that is accepted at most 10 times in 100 (the buyer's side).
    """

    plan: Plan
    model: Model
    points: tuple[Point, ...]
    safe: Point
    caught: Point


def model_of(plan: Plan) -> Model:
    """The model that fits a plan."""
    if plan.aql in _ONLY_PER_HUNDRED:
        return Model.NONCONFORMITIES
    is_small = plan.lot < SMALL_LOT * plan.sample_size
    return Model.LOT if is_small else Model.PROCESS


def curve(plan: Plan) -> Curve:
    """The plan's operating characteristic, up to the quality that is accepted once in a hundred."""
    chosen = model_of(plan)
    chance = partial(_CHANCES[chosen], plan)
    end = _first(chance, _NEARLY_NEVER, _end(plan, chosen))
    step = max(1, -(-end // POINTS))
    places = [*range(0, end, step), end]

    def point(place: int) -> Point:
        return Point(_quality(plan, chosen, place), Decimal(chance(place)).scaleb(-6))

    caught = _first(chance, MILLION // 10, end)
    safe = _first(chance, MILLION * 95 // 100 - 1, end) - 1
    return Curve(plan, chosen, tuple(point(place) for place in places), point(safe), point(caught))


def chance_of_acceptance(plan: Plan, quality: Decimal, model: Model | None = None) -> Decimal:
    """The chance, 0 to 1 in whole millionths, that a lot of this quality is accepted.

    ``quality`` is per cent (0 to 100) or per 100 items, with at most three decimals; by ``LOT`` it
    has to be a whole number of pieces in the plan's lot.
    """
    chosen = model or model_of(plan)
    place = Fraction(quality) * (
        Fraction(plan.lot, 100) if chosen is Model.LOT else STEPS_PER_PERCENT
    )
    require(place.denominator == 1, "a quality is a whole number of pieces or of thousandths")
    require(0 <= place <= _end(plan, chosen), "a quality lies between none and all")
    return Decimal(_CHANCES[chosen](plan, int(place))).scaleb(-6)


def _end(plan: Plan, model: Model) -> int:
    """The worst quality there is, as a place."""
    if model is Model.LOT:
        return plan.lot
    worst = plan.re + 5 if model is Model.NONCONFORMITIES else 1
    return 100 * STEPS_PER_PERCENT * worst


def _quality(plan: Plan, model: Model, place: int) -> Decimal:
    if model is Model.LOT:
        share = Fraction(100 * place * STEPS_PER_PERCENT, plan.lot)
        return Decimal(round(share)).scaleb(-3)
    return Decimal(place).scaleb(-3)


def _first(chance: Callable[[int], int], most: int, end: int) -> int:
    """The first place whose chance is at most so many millionths; ``end`` where none is.

    Looks at twice the place until it is passed, so that bad qualities are not counted in vain.
    """
    last = 1
    while last < end and chance(last) > most:
        last *= 2
    last = min(last, end)
    return bisect_left(range(last), -most, key=lambda place: -chance(place))


def _process(plan: Plan, place: int) -> int:
    """Binomial: up to Re - 1 nonconforming among n, each piece bad by itself."""
    size, most, whole = plan.sample_size, plan.re - 1, 100 * STEPS_PER_PERCENT
    if most >= size:
        return MILLION
    bad, good = place, whole - place
    ways = sum(comb(size, n) * bad**n * good ** (most - n) for n in range(most + 1))
    return round_half_even(ways * good ** (size - most) * MILLION, whole**size)


def _lot(plan: Plan, place: int) -> int:
    """Hypergeometric: the bad pieces of this lot are drawn without putting back."""
    size, bad = plan.units_to_inspect, place
    ways = sum(
        comb(size, n) * comb(plan.lot - size, bad - n) for n in range(min(plan.re - 1, bad) + 1)
    )
    return round_half_even(ways * MILLION, comb(plan.lot, bad))


def _nonconformities(plan: Plan, place: int) -> int:
    """Poisson: the sum of m^k / k! up to Re - 1, times e^-m, to fifty digits before rounding."""
    with localcontext(Context(prec=_DIGITS)):
        mean = Decimal(plan.units_to_inspect * place).scaleb(-5)
        term = total = Decimal(1)
        for n in range(1, plan.re):
            term = term * mean / n
            total += term
        return int((total * (-mean).exp() * MILLION).to_integral_value())


def round_half_even(numerator: int, denominator: int) -> int:
    """The quotient of two whole numbers that are not negative, rounded; half goes to even."""
    found, rest = divmod(numerator, denominator)
    return found + (2 * rest > denominator or (2 * rest == denominator and found % 2 == 1))


_CHANCES: dict[Model, Callable[[Plan, int], int]] = {
    Model.PROCESS: _process,
    Model.LOT: _lot,
    Model.NONCONFORMITIES: _nonconformities,
}
