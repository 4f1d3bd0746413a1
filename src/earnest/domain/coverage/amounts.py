"""How much is each issue about? Minor units by R21 and the contract; ``None`` where nobody knows.

Known findings are priced by ``inspection.loss``, as for a sum that is kept back. Late: the
contract's own clause. Shortage: units by price.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from earnest.domain.coverage.rules import Missing, Rule
from earnest.domain.coverage.scene import Goods, Known, Scene
from earnest.domain.coverage.windows import days_late
from earnest.domain.inspection.loss import Reading, compensated, loss_parts, settled_before
from earnest.domain.money import minor_of, share

WHOLE = 10_000
WEEK = 7


@dataclass(frozen=True, slots=True)
class Cost:
    """What a known finding costs, by which rule; or what is missing to say so."""

    minor: int | None
    rule: Rule
    missing: Missing | None = None


_BY_READING = {
    Reading.CREDITED: Rule.COUNTED,
    Reading.EXTRAPOLATED: Rule.EXTRAPOLATED,
    Reading.PUT_RIGHT: Rule.PUT_RIGHT,
}


def cost_of(goods: Goods, known: Known) -> Cost:
    """The loss of one clause's known findings (R21), also where its claim was given up since.

    Where the AQL itself is the measure, bad units within it break nothing.
    """
    found = loss_parts(goods.contract, goods.lot, known.report)
    parts = [part for part in found if part.clause == known.clause]
    if not parts:
        return Cost(0, Rule.CONFORMS)
    rule = _BY_READING[parts[0].reading]
    sums = [part.exact_minor for part in parts]
    if None in sums:
        is_check = rule is Rule.PUT_RIGHT
        return Cost(None, rule, Missing.REPAIR_PRICE if is_check else Missing.LOSS_TABLE)
    return Cost(minor_of(sum((each for each in sums if each), start=Fraction(0))), rule)


def paid_for(goods: Goods, known: Known) -> int:
    """What undertakings have paid for it already: nobody is paid twice."""
    if not goods.lot.quality.compensated:
        return 0
    parts = list(loss_parts(goods.contract, goods.lot, known.report))
    return minor_of(compensated(goods.lot, parts, {}).get(known.clause, Fraction(0)))


def settled_for(goods: Goods, known: Known) -> int:
    """What an agreed lower price closed of it, where it has turned out worse since."""
    return minor_of(settled_before(goods.contract, goods.lot, known.clause))


@dataclass(frozen=True, slots=True)
class Late:
    """Compensation for lateness: days known so far, what they come to, and the most ever."""

    days: int
    minor: int
    most_minor: int


def late_sum(scene: Scene, goods: Goods) -> Late | None:
    """The sum of the contract's clause for the days known; ``None`` without such a clause (R6)."""
    clause, days = scene.terms.lateness, days_late(scene, goods)
    if clause is None:
        return None
    points = min(clause.cap_basis_points, clause.basis_points_a_week * -(-days // WEEK))
    return Late(
        days,
        share(goods.value_minor, points, WHOLE),
        share(goods.value_minor, clause.cap_basis_points, WHOLE),
    )


def units_missing(goods: Goods) -> int:
    """How many pieces are known to be missing, by the last count at loading or destination."""
    return max(0, goods.pieces - goods.counted.presented) if goods.counted else 0


def price_of(goods: Goods, units: int) -> int:
    """What so many pieces of the lot cost."""
    return minor_of(goods.unit_price * units)


def report_price(scene: Scene) -> int:
    """What an independent report costs, as both sides signed it; 0 if they named no price.

    A booking names a price as well, but one side alone writes it: it would decide which of its own
    claims need a report.
    """
    plan = scene.terms.inspection
    return plan.price_minor if plan else 0
