"""What are the known findings of a lot worth, and how much may be kept back for them (R21, R22)?

Within Ac the counted bad units are credited; from Re on the share found is extrapolated to the
lot; a broken check costs what putting the whole lot right costs. Everything is an exact fraction
until it becomes money, once. What no figure of the contract prices is undetermined, never nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from earnest.domain.contract.lots import Purpose, lot_values, pieces_of
from earnest.domain.contract.terms import Clause, Contract, DefectClass, InspectionPlan
from earnest.domain.inspection.interval import bounds
from earnest.domain.inspection.report import Finding, Inspected, SectionResult
from earnest.domain.money import exact, exponent, minor_of
from earnest.domain.order.state import Lot, Order
from earnest.domain.policy import Policy

ALL_BASIS_POINTS = 10_000


class Reading(StrEnum):
    """How the loss of a finding was computed."""

    CREDITED = "credited"
    EXTRAPOLATED = "extrapolated"
    PUT_RIGHT = "put_right"


@dataclass(frozen=True, slots=True)
class Part:
    """The loss by one finding: so many ``units`` bad or to be put right.

    ``exact_minor`` is the loss in minor units, not yet rounded; ``None`` where the contract has no
    figure for it. ``upper_minor`` is the same at the upper 95 % limit of the sample.
    """

    clause: str
    reading: Reading
    units: Fraction
    exact_minor: Fraction | None
    upper_minor: Fraction | None

    @property
    def minor(self) -> int | None:
        """The loss, made money."""
        return None if self.exact_minor is None else minor_of(self.exact_minor)


@dataclass(frozen=True, slots=True)
class Loss:
    """The known loss of a lot, finding by finding, of the clauses on which claims are open."""

    parts: tuple[Part, ...] = ()
    factor_percent: int = 100

    @property
    def known_minor(self) -> int:
        """What the figures of the contract give; what has no figure is left out."""
        return minor_of(self._sum())

    @property
    def minor(self) -> int | None:
        """The whole loss, or ``None`` while a part of it has no figure."""
        return None if any(part.exact_minor is None for part in self.parts) else self.known_minor

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that it is about."""
        return tuple(dict.fromkeys(part.clause for part in self.parts))

    def of(self, clauses: tuple[str, ...]) -> Loss:
        """The loss of these clauses alone; of all where none is named."""
        wanted = clauses or self.clauses
        parts = tuple(part for part in self.parts if part.clause in wanted)
        return Loss(parts, self.factor_percent)

    @property
    def holdback_minor(self) -> int:
        """What may be kept back for it: the known loss times the policy's factor, uncapped."""
        return minor_of(self._sum() * self.factor_percent / 100)

    @property
    def upper_minor(self) -> int:
        """The most that the sample lets it be, with 95 % confidence: what a freeze may reach."""
        found = (part.upper_minor for part in self.parts if part.upper_minor is not None)
        return minor_of(sum(found, start=Fraction(0)))

    def _sum(self) -> Fraction:
        found = (part.exact_minor for part in self.parts if part.exact_minor is not None)
        return sum(found, start=Fraction(0))


def known_loss(state: Order, lot: str, policy: Policy) -> Loss:
    """The loss by what the deciding report found on a lot, less what was waived or settled.

    Its figures are the contract's own; the factor of the holdback is the policy's.
    """
    found = state.lot(lot)
    report = found.quality.deciding
    if report is None:
        return Loss()
    return Loss(tuple(_parts(state.terms, found, report)), policy.holdback.factor_percent)


def unit_price(contract: Contract, lot: str) -> Fraction:
    """What one piece of a lot's goods is worth, in minor units, exactly."""
    goods = sum(
        share.minor
        for share in lot_values(contract)
        if share.lot == lot and share.purpose is Purpose.GOODS
    )
    return Fraction(goods, max(1, pieces_of(contract, lot)))


def _parts(contract: Contract, lot: Lot, report: Inspected) -> Iterator[Part]:
    clauses = {clause.id: clause for clause in contract.clauses}
    closed = lot.quality.waived_as_reported.union(lot.quality.settled)
    failed = {
        section.name for section in report.judged.sections if section.result is SectionResult.FAILED
    }
    checks = []
    for finding in report.findings:
        if not finding.defective or finding.clause in closed:
            continue
        clause = clauses.get(finding.clause)
        if clause is not None and clause.is_checked:
            checks.append(clause)
        elif finding.severity.value in failed:
            yield _extrapolated(contract, lot.id, finding)
        elif not (contract.inspection or InspectionPlan()).aql_governs:
            yield _credited(contract, lot.id, finding)
    for clause in dict.fromkeys(checks):
        yield _put_right(contract, lot.id, clause)


def _credited(contract: Contract, lot: str, finding: Finding) -> Part:
    """Bad units that were counted, each at its loss of value; nothing is extrapolated (R21)."""
    units = Fraction(finding.defective)
    loss = _of_units(contract, lot, finding.severity, units)
    return Part(finding.clause, Reading.CREDITED, units, loss, loss)


def _extrapolated(contract: Contract, lot: str, finding: Finding) -> Part:
    """The share found, of all pieces of the lot (R21)."""
    pieces, checked = pieces_of(contract, lot), max(finding.checked, finding.defective)
    units = Fraction(finding.defective * pieces, checked)
    _, highest = bounds(finding.defective, checked)
    return Part(
        finding.clause,
        Reading.EXTRAPOLATED,
        units,
        _of_units(contract, lot, finding.severity, units),
        _of_units(contract, lot, finding.severity, highest * pieces),
    )


def _of_units(
    contract: Contract, lot: str, severity: DefectClass, units: Fraction
) -> Fraction | None:
    if contract.losses is None:
        return None
    points: int = getattr(contract.losses, severity.value)
    return units * unit_price(contract, lot) * points / ALL_BASIS_POINTS


def _put_right(contract: Contract, lot: str, clause: Clause) -> Part:
    pieces = Fraction(pieces_of(contract, lot))
    if not clause.repair_unit_price:
        return Part(clause.id, Reading.PUT_RIGHT, pieces, None, None)
    price = exact(clause.repair_unit_price) * 10 ** exponent(contract.currency)
    return Part(clause.id, Reading.PUT_RIGHT, pieces, price * pieces, price * pieces)
