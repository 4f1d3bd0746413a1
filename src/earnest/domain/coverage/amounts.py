"""How much is each issue about? Minor units by R21 and the contract; ``None`` where nobody knows.

Known findings: counted bad units within Ac, the share extrapolated to the lot from Re on, failed
checks by what putting right costs. Late: the contract's own clause. Shortage: units by price.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from earnest.domain.contract.terms import DefectClass, InspectionKind, Losses
from earnest.domain.coverage.rules import Missing, Rule
from earnest.domain.coverage.scene import Goods, Known, Scene
from earnest.domain.coverage.windows import days_late
from earnest.domain.inspection.report import Finding, SectionResult
from earnest.domain.money import exact, exponent, minor_of, share

WHOLE = 10_000
WEEK = 7


@dataclass(frozen=True, slots=True)
class Loss:
    """What a known finding costs, by which rule; or what is missing to say so."""

    minor: int | None
    rule: Rule | None = None
    missing: Missing | None = None


def loss_of(goods: Goods, known: Known) -> Loss:
    """The loss of one clause's known findings (R21): exact, and made money once."""
    clause = goods.clauses.get(known.clause)
    if clause is not None and clause.is_checked:
        if not clause.repair_unit_price:
            return Loss(None, missing=Missing.REPAIR_PRICE)
        price = exact(clause.repair_unit_price) * 10 ** exponent(goods.contract.currency)
        return Loss(minor_of(price * goods.pieces), Rule.PUT_RIGHT)
    losses = goods.contract.losses
    if losses is None:
        return Loss(None, missing=Missing.LOSS_TABLE)
    failed = {
        section.name
        for section in known.report.judged.sections
        if section.result is SectionResult.FAILED
    }
    whole = sum((_units(goods, each, failed) * _rate(losses, each) for each in known.findings),
                start=Fraction(0))  # fmt: skip
    is_spread = any(each.severity.value in failed for each in known.findings)
    rule = Rule.EXTRAPOLATED if is_spread else Rule.COUNTED
    return Loss(minor_of(whole * goods.unit_price), rule)


def _units(goods: Goods, finding: Finding, failed: set[str]) -> Fraction:
    """Bad units to pay for: those counted, or the share found times the lot."""
    if finding.severity.value not in failed:
        return Fraction(finding.defective)
    return Fraction(finding.defective * goods.pieces, max(1, finding.checked))


def _rate(losses: Losses, finding: Finding) -> Fraction:
    of_class = {
        DefectClass.CRITICAL: losses.critical,
        DefectClass.MAJOR: losses.major,
        DefectClass.MINOR: losses.minor,
    }
    return Fraction(of_class[finding.severity], WHOLE)


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


COUNTED_AT = (InspectionKind.LOADING, InspectionKind.DESTINATION)
"""Inspections that count what really left or arrived."""


def units_missing(goods: Goods) -> int:
    """How many pieces are known to be missing, by the last count at loading or destination."""
    counts = [each for each in goods.lot.quality.reports if each.kind in COUNTED_AT]
    return max(0, goods.pieces - counts[-1].presented) if counts else 0


def price_of(goods: Goods, units: int) -> int:
    """What so many pieces of the lot cost."""
    return minor_of(goods.unit_price * units)


def report_price(scene: Scene) -> int:
    """What an independent report costs: as planned in the contract, or as booked; 0 if unknown."""
    plan = scene.terms.inspection
    booked = [each.price_minor for each in scene.state.inspections if each.price_minor]
    return booked[-1] if booked else plan.price_minor if plan else 0
