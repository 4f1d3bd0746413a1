"""What are the known findings of a lot worth, and how much may be kept back for them (R21, R22)?

Within Ac the counted bad units are credited; from Re on the share found is extrapolated to the
lot; a broken check costs what putting the whole lot right costs. Everything is an exact fraction
until it becomes money, once. What no figure of the contract prices is undetermined, never nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.lots import Purpose, lot_values, pieces_of
from earnest.domain.contract.terms import Clause, Contract, DefectClass, InspectionPlan
from earnest.domain.inspection.interval import bounds
from earnest.domain.inspection.report import Finding, Inspected, SectionResult
from earnest.domain.money import exact, exponent, minor_of
from earnest.domain.order.state import Lot, Order
from earnest.domain.policy import Policy

ALL_BASIS_POINTS = 10_000


class Reading(ClosedList):
    """How the loss of a finding was computed."""

    CREDITED = "credited"
    EXTRAPOLATED = "extrapolated"
    PUT_RIGHT = "put_right"


@dataclass(frozen=True, slots=True)
class Part:
    """The loss by one finding: so many ``units`` bad or to be put right.

    ``whole_minor`` is what it would be if the whole lot were bad, in minor units and not yet
    rounded; ``None`` where the contract has no figure for it. ``sample`` is what was found, of
    how many. ``given_up_minor`` of the loss was given up by a waiver (R20).
    """

    clause: str
    reading: Reading
    units: Fraction
    pieces: Fraction
    whole_minor: Fraction | None
    sample: tuple[int, int] = (0, 0)
    given_up_minor: Fraction = Fraction(0)

    @property
    def exact_minor(self) -> Fraction | None:
        """The loss on which a claim is open, not yet rounded."""
        return self._of(self.units / self.pieces)

    @property
    def upper_minor(self) -> Fraction | None:
        """The same at the upper 95 % limit of the sample, where the share was extrapolated."""
        if self.reading is Reading.EXTRAPOLATED:
            return self._of(bounds(*self.sample)[1])
        return self.exact_minor

    def _of(self, share: Fraction) -> Fraction | None:
        if self.whole_minor is None:
            return None
        return max(Fraction(0), share * self.whole_minor - self.given_up_minor)

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
    """The loss by what the deciding report found on a lot, less what was waived, settled or paid.

    A waiver up to a sum leaves what the finding costs above it. The figures are the contract's
    own; the factor of the holdback is the policy's.
    """
    return loss_of(state.terms, state.lot(lot), policy)


def loss_of(contract: Contract, lot: Lot, policy: Policy) -> Loss:
    """The same of a lot under its contract, for those who have no order at hand."""
    quality = lot.quality
    report = quality.deciding
    if report is None:
        return Loss()
    waived = {
        waiver.clause: Fraction(waiver.up_to_minor)
        for waiver in quality.waivers
        if waiver.clause in quality.waived_as_reported
        and waiver.report_sha256 == report.report_sha256
    }
    found = [
        part for part in loss_parts(contract, lot, report) if part.clause not in quality.settled
    ]
    priced = {part.clause for part in found if part.exact_minor is not None}
    for clause in priced:
        closed = settled_before(contract, lot, clause)
        waived |= {clause: waived.get(clause, Fraction(0)) + closed} if closed else {}
    for clause, minor in compensated(lot, found, waived).items():
        waived[clause] = waived.get(clause, Fraction(0)) + minor
    return Loss(tuple(_not_given_up(found, waived)), policy.holdback.factor_percent)


def newest(lot: Lot, clause: str) -> Inspected | None:
    """The newest report of any kind that speaks of a clause."""
    found = (r for r in reversed(lot.quality.reports) if r.count(clause)[1])
    return next(found, None)


def found_loss(
    contract: Contract, lot: Lot, report: Inspected | None, clause: str
) -> Fraction | None:
    """What a report's findings on one clause cost, not yet rounded; ``None`` without a figure."""
    parts = loss_parts(contract, lot, report) if report else ()
    sums = [part.exact_minor for part in parts if part.clause == clause]
    return None if None in sums else sum((each for each in sums if each), start=Fraction(0))


def settled_before(contract: Contract, lot: Lot, clause: str) -> Fraction:
    """What lower prices closed of a clause that is open again, because it turned out worse.

    What had been found then, and never less than what was paid for it: nobody is paid twice.
    """
    known = [each for each in lot.quality.settlements if each.clause == clause]
    reports = {each.report_sha256: each for each in lot.quality.reports}
    then = (found_loss(contract, lot, reports.get(each.report_sha256), clause) for each in known)
    paid = Fraction(sum(each.minor for each in known))
    return max([paid, *(each for each in then if each)])


def compensated(
    lot: Lot, parts: Iterable[Part], waived: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """What undertakings have paid for each clause already, at most what was still claimed of it."""
    claimed: dict[str, Fraction] = {}
    for part in parts:
        claimed[part.clause] = claimed.get(part.clause, Fraction(0)) + (part.exact_minor or 0)
    open_minor = {c: max(Fraction(0), m - waived.get(c, 0)) for c, m in claimed.items()}
    paid: dict[str, Fraction] = {}
    for each in lot.quality.compensated:
        left = Fraction(each.minor)
        for clause in each.clauses or tuple(open_minor):
            taken = min(left, open_minor.get(clause, Fraction(0)))
            if taken:
                paid[clause] = paid.get(clause, Fraction(0)) + taken
                open_minor[clause] -= taken
                left -= taken
    return paid


def _not_given_up(parts: Iterable[Part], waived: dict[str, Fraction]) -> Iterator[Part]:
    """Each part less what was given up of its clause; nothing is left of one without a figure."""
    for part in parts:
        if part.clause not in waived:
            yield part
            continue
        taken = min(waived[part.clause], part.exact_minor or Fraction(0))
        left = replace(part, given_up_minor=taken)
        waived[part.clause] -= taken
        if left.exact_minor:
            yield left


def goods_value(contract: Contract, lot: Lot) -> int:
    """What a lot's goods cost as the price now stands, in minor units: less what was agreed to be
    taken off it, whatever part of the payments that was taken from.
    """
    agreed = sum(
        share.minor
        for share in lot_values(contract)
        if share.lot == lot.id and share.purpose is Purpose.GOODS
    )
    return max(0, agreed - lot.reduced_minor)


def unit_price(contract: Contract, lot: Lot) -> Fraction:
    """What one piece of a lot's goods costs as the price now stands, in minor units, exactly."""
    return Fraction(goods_value(contract, lot), max(1, pieces_of(contract, lot.id)))


def loss_parts(contract: Contract, lot: Lot, report: Inspected) -> Iterator[Part]:
    """The loss by each finding of a report, also where the claim was given up since."""
    clauses = {clause.id: clause for clause in contract.clauses}
    failed = {
        section.name for section in report.judged.sections if section.result is SectionResult.FAILED
    }
    checks = []
    for finding in report.findings:
        if not finding.defective:
            continue
        clause = clauses.get(finding.clause)
        if clause is not None and clause.is_checked:
            checks.append(clause)
        elif finding.severity.value in failed:
            yield _extrapolated(contract, lot, finding)
        elif not (contract.inspection or InspectionPlan()).aql_governs:
            yield _credited(contract, lot, finding)
    for clause in dict.fromkeys(checks):
        yield _put_right(contract, lot, clause)


def _credited(contract: Contract, lot: Lot, finding: Finding) -> Part:
    """Bad units that were counted, each at its loss of value; nothing is extrapolated (R21)."""
    pieces, whole = _whole(contract, lot, finding.severity)
    return Part(finding.clause, Reading.CREDITED, Fraction(finding.defective), pieces, whole)


def _extrapolated(contract: Contract, lot: Lot, finding: Finding) -> Part:
    """The share found, of all pieces of the lot (R21)."""
    pieces, whole = _whole(contract, lot, finding.severity)
    sample = (finding.defective, max(finding.checked, finding.defective))
    units = Fraction(*sample) * pieces
    return Part(finding.clause, Reading.EXTRAPOLATED, units, pieces, whole, sample)


def _whole(contract: Contract, lot: Lot, severity: DefectClass) -> tuple[Fraction, Fraction | None]:
    """The pieces of a lot, and the loss of value if all of them were bad in this class."""
    pieces = Fraction(max(1, pieces_of(contract, lot.id)))
    if contract.losses is None:
        return pieces, None
    points: int = getattr(contract.losses, severity.value)
    return pieces, pieces * unit_price(contract, lot) * points / ALL_BASIS_POINTS


def _put_right(contract: Contract, lot: Lot, clause: Clause) -> Part:
    pieces = Fraction(max(1, pieces_of(contract, lot.id)))
    if not clause.repair_unit_price:
        return Part(clause.id, Reading.PUT_RIGHT, pieces, pieces, None)
    price = exact(clause.repair_unit_price) * 10 ** exponent(contract.currency)
    return Part(clause.id, Reading.PUT_RIGHT, pieces, pieces, price * pieces)
