"""What does a contract say? The signed terms as plain, immutable values.

Amounts are minor units of the contract's currency; unit prices and quantities are decimal
strings with a base quantity (0.0125 each, 50 per 100). Nothing personal stands here: parties are
organisations. What is missing from a contract is told by ``gaps``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from earnest.domain.closed_list import ClosedList
from earnest.domain.parties import Role


class LineKind(ClosedList):
    """What a line of the contract pays for."""

    GOODS = "goods"
    TOOLING = "tooling"
    FREIGHT = "freight"
    CHARGE = "charge"
    ALLOWANCE = "allowance"
    TAX = "tax"


class Coverage(ClosedList):
    """Which promise covers the order (S39): deposit until shipment, or all until receipt."""

    PRE_SHIPMENT = "pre_shipment"
    POST_DELIVERY = "post_delivery"


class Trigger(ClosedList):
    """What makes an instalment due (S43, and the balance triggers of the trade)."""

    SIGNATURE = "signature"
    PRODUCTION = "production"
    SHIPMENT_APPROVED = "shipment_approved"
    SHIPMENT = "shipment"
    RECEIPT = "receipt"


BEFORE_SHIPMENT = (Trigger.SIGNATURE, Trigger.PRODUCTION, Trigger.SHIPMENT_APPROVED)
"""Triggers of instalments that must be paid before the goods may leave."""


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the contract: the organisation's id (empty while unknown), its name, country."""

    organisation: str = ""
    name: str = ""
    country: str = ""


class ClauseKind(ClosedList):
    """What a clause is about (S31-S38, S87-S92); each kind has its own way to be tested."""

    DIMENSION = "dimension"
    WEIGHT = "weight"
    COLOUR = "colour"
    MATERIAL = "material"
    QUANTITY = "quantity"
    PACKAGING = "packaging"
    CUSTOMISATION = "customisation"
    WORKMANSHIP = "workmanship"
    FUNCTION_TEST = "function_test"
    DOCUMENT = "document"
    FREE_TEXT = "free_text"


class DefectClass(ClosedList):
    """How bad it is when a clause is broken.

    Critical: could injure, is unsafe or breaks law, so it can never be waived (R20). Major: likely
    to fail or be returned. Minor: hardly affects use or sale.
    """

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class EvidenceType(ClosedList):
    """What shows that a clause is kept or broken."""

    MEASUREMENT = "measurement"
    COUNT = "count"
    PHOTO = "photo"
    TEST = "test"
    SAMPLE = "sample"
    DOCUMENT = "document"


CHECKED_KINDS = frozenset({ClauseKind.PACKAGING, ClauseKind.DOCUMENT, ClauseKind.QUANTITY})
"""Kinds that are never counted by AQL: one failed check fails the lot (R21)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement of a line: testable when it has a value and a tolerance or a method (S31).

    ``aspect`` narrows the kind (``gap``, ``logo``, ``pantone``); ``file`` is the SHA-256 of an
    artwork or reference; ``repair_unit_price`` is what putting it right costs for one unit, a
    decimal in the contract's currency. A ``check_point`` fails the lot whatever the counts.
    """

    id: str
    name: str
    value: str = ""
    unit: str = ""
    tolerance: str = ""
    method: str = ""
    severity: DefectClass = DefectClass.MAJOR
    kind: ClauseKind = ClauseKind.FREE_TEXT
    aspect: str = ""
    evidence: EvidenceType = EvidenceType.PHOTO
    file: str = ""
    repair_unit_price: str = ""
    check_point: bool = False

    @property
    def is_testable(self) -> bool:
        """Whether an inspector could say yes or no to it without asking anybody."""
        return bool(self.value and (self.tolerance or self.method))

    @property
    def is_checked(self) -> bool:
        """Whether it is a check point: one failure fails the lot, no AQL allows any (R21)."""
        return self.check_point or self.kind in CHECKED_KINDS


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``amount_minor`` is negative for an allowance, ``unit`` a UN/CEFACT Rec 20 code."""

    id: str
    name: str
    amount_minor: int
    kind: LineKind = LineKind.GOODS
    quantity: str = "1"
    unit: str = "C62"
    unit_price: str = "0"
    base_quantity: str = "1"
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class LotLine:
    """How much of one line belongs to a lot."""

    line: str
    quantity: str


@dataclass(frozen=True, slots=True)
class LotTerms:
    """A part of the goods that is produced, shipped, accepted and paid on its own (R9).

    ``split_from`` names the earlier lot that it was a part of, ``split_cause`` the side that made
    the split necessary and bears its costs.
    """

    id: str
    lines: tuple[LotLine, ...] = ()
    split_from: str = ""
    split_cause: Role | None = None


@dataclass(frozen=True, slots=True)
class ShipBy:
    """The last day for the shipment event of the delivery term, at its place and zone (R6, S35)."""

    on: date
    zone: str
    essential: bool = False
    deliver_by_on: date | None = None


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of the price: the amount, what makes it due, and the days to pay from then on."""

    id: str
    amount_minor: int
    trigger: Trigger
    days: int


class InspectionKind(ClosedList):
    """When and for what goods are inspected (S80, S82, S118)."""

    INITIAL = "ipi"
    DURING_PRODUCTION = "dupro"
    PRE_SHIPMENT = "psi"
    LOADING = "loading"
    DESTINATION = "destination"
    EVERY_PIECE = "every_piece"


class InspectedBy(ClosedList):
    """Who inspects (S81); a third party has its accreditation on file."""

    SELF = "self"
    THIRD_PARTY = "third_party"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class InspectionPlan:
    """The inspection that both sides planned; its rooms are in ``inspection`` (S77, S80).

    ``price_minor`` is what one inspection costs, in the contract's currency. ``aql_governs``: the
    AQL is the measure of conformity itself; otherwise it only decides whether a lot may leave, and
    each bad unit stays claimable.
    """

    kind: InspectionKind = InspectionKind.PRE_SHIPMENT
    by: InspectedBy = InspectedBy.THIRD_PARTY
    level: str = "II"
    aql_major: str = "2.5"
    aql_minor: str = "4.0"
    price_minor: int = 0
    aql_governs: bool = False


@dataclass(frozen=True, slots=True)
class Losses:
    """Loss of value of one bad unit, in basis points of its price, by the class of its defect."""

    critical: int = 10_000
    major: int = 10_000
    minor: int = 10_000


@dataclass(frozen=True, slots=True)
class Lateness:
    """Liquidated damages: basis points of the late goods per week begun, up to a cap (R6)."""

    basis_points_a_week: int
    cap_basis_points: int


@dataclass(frozen=True, slots=True)
class CancellationCharges:
    """Basis points of the order total that the supplier may keep, by how far he got (R7)."""

    before_production: int = 0
    in_production: int = 0
    produced: int = 0


@dataclass(frozen=True, slots=True)
class DesignFile:
    """A file that is part of the contract, bound by its SHA-256 in hex (S30, S38)."""

    name: str
    sha256: str


def called(clauses: Iterable[Clause], wanted: Iterable[str]) -> tuple[str, ...]:
    """What a contract with these clauses calls the ``wanted`` ones, which are given by their ids.

    The id stands behind a name that several have, and in place of a name that there is not.
    """
    names = {clause.id: clause.name for clause in clauses}
    often = Counter(names.values())

    def name(id: str) -> str:
        plain = names.get(id) or id
        return f"{plain} ({id})" if often[plain] > 1 else plain

    return tuple(name(clause) for clause in wanted)


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole agreement as both sides sign it; ``stated_total_minor`` is the payable amount.

    Absent terms are ``None`` or empty: nothing is guessed, ``gaps`` lists them.
    """

    title: str
    currency: str
    buyer: Party
    supplier: Party
    lines: tuple[Line, ...]
    stated_total_minor: int
    reference: str = ""
    incoterm: str = ""
    incoterm_place: str = ""
    mode: str = ""
    origin_zone: str = ""
    destination_zone: str = ""
    ship_by: ShipBy | None = None
    coverage: Coverage | None = None
    inspection: InspectionPlan | None = None
    schedule: tuple[Instalment, ...] = ()
    lots: tuple[LotTerms, ...] = ()
    lateness: Lateness | None = None
    cancellation: CancellationCharges = CancellationCharges()
    design_files: tuple[DesignFile, ...] = ()
    losses: Losses | None = None
    lead_days: int = 0
    law: str = ""
    prevailing_language: str = "en"

    @property
    def computed_total_minor(self) -> int:
        """The sum of all lines; must equal the stated total before anybody may propose."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause of every line."""
        return tuple(clause for line in self.lines for clause in line.clauses)

    def called(self, clauses: Iterable[str]) -> tuple[str, ...]:
        """What this text calls these clauses, given by their ids."""
        return called(self.clauses, clauses)

    def instalment(self, id: str) -> Instalment | None:
        """The instalment called ``id``."""
        return next((item for item in self.schedule if item.id == id), None)
