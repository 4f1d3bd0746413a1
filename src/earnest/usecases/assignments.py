"""What does an inspector see of the orders that were given to his organisation?

What is inspected, where and when, against which requirements, and what was found before: no money,
no messages, no limits. Whoever has no such booking is answered as if there were none (A3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from earnest.domain.contract.clauses import limits
from earnest.domain.contract.lots import lots_of, pieces_of
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    InspectedBy,
    InspectionKind,
    InspectionPlan,
)
from earnest.domain.inspection.booking import BookingStatus, Inspection
from earnest.domain.inspection.checklist import Item, checklist
from earnest.domain.inspection.history import Strictness
from earnest.domain.inspection.report import Inspected
from earnest.domain.inspection.sampling import cartons_to_open
from earnest.domain.inspection.verdict import Allowed, allowed
from earnest.domain.order.state import Order, WaitKind
from earnest.domain.parties import Actor, Duty
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse

_HIS = (BookingStatus.ASSIGNED, BookingStatus.REPORTED)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of an inspector's list; ``due_at`` is until when the report is awaited."""

    order: str
    inspection: str
    title: str
    lot: str
    kind: InspectionKind
    by: InspectedBy
    on: date
    place: str
    zone: str
    status: BookingStatus
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that an inspector needs on the spot, and for the report.

    ``version`` is the order's, for consent to what was seen. ``allowed`` says how many pieces of
    each class are checked and may be bad, and ``strictness`` why so. ``cartons`` is how many the
    lot should come in, and ``cartons_to_open`` how many of them are opened; both 0 where the
    contract does not say.
    ``policy`` names the rules; ``report_sha256`` is the report, once it was handed in.
    """

    assignment: Assignment
    version: int
    supplier: str
    pieces: int
    finished_percent: int
    clauses: tuple[Clause, ...]
    checklist: tuple[Item, ...]
    allowed: Mapping[DefectClass, Allowed]
    strictness: Strictness
    cartons: int
    cartons_to_open: int
    earlier: tuple[Inspected, ...]
    policy: str
    report_sha256: str


def has_inspection(state: Order, viewer: Actor) -> bool:
    """Whether the viewer's organisation has, or had, an inspection of this order."""
    return any(_is_his(each, viewer) for each in state.inspections)


def _is_his(each: Inspection, viewer: Actor) -> bool:
    is_inspector = viewer.duty is Duty.INSPECT and not viewer.revoked
    return is_inspector and each.status in _HIS and each.inspector == viewer.organisation


def assignments_in(state: Order, viewer: Actor) -> Iterator[Assignment]:
    """The visits that the viewer's organisation has still to make in one order."""
    for each in state.inspections:
        if _is_his(each, viewer) and each.status is BookingStatus.ASSIGNED:
            yield _line(state, each)


def _line(state: Order, each: Inspection) -> Assignment:
    terms, is_far = state.terms, each.kind is InspectionKind.DESTINATION
    ends = (
        wait.due_at
        for wait in state.waits
        if wait.kind is WaitKind.INSPECTION_DUE and wait.about.partition("/")[0] == each.id
    )
    return Assignment(
        order=state.id,
        inspection=each.id,
        title=terms.title,
        lot=each.lot,
        kind=each.kind,
        by=each.by,
        on=each.on,
        place="" if is_far else terms.incoterm_place,
        zone=terms.destination_zone if is_far else terms.origin_zone,
        status=each.status,
        due_at=next(ends, None),
    )


def visit(state: Order, inspection: str, viewer: Actor, version: int, policy: Policy) -> Visit:
    """One visit with all that it needs; refuses ``order.not_found`` for anybody else's."""
    found = next((each for each in state.inspections if each.id == inspection), None)
    if found is None or not _is_his(found, viewer):
        refuse("order.not_found")
    terms, lot = state.terms, state.lot(found.lot)
    pieces = pieces_of(terms, lot.id)
    plan = terms.inspection or InspectionPlan()
    rules = allowed(pieces, plan, found.kind, found.strictness)
    cartons, to_open = _cartons(terms, pieces, max((r.checked for r in rules.values()), default=0))
    return Visit(
        assignment=_line(state, found),
        version=version,
        supplier=terms.supplier.name,
        pieces=pieces,
        finished_percent=lot.production_percent,
        clauses=_clauses(terms, lot.id),
        checklist=checklist(terms, lot.id, policy, found.strictness),
        allowed=rules,
        strictness=found.strictness,
        cartons=cartons,
        cartons_to_open=to_open,
        earlier=lot.quality.reports,
        policy=state.policy,
        report_sha256=_handed_in(lot.quality.reports, found.id),
    )


def _handed_in(reports: tuple[Inspected, ...], inspection: str) -> str:
    return next((each.report_sha256 for each in reports if each.inspection == inspection), "")


def _clauses(terms: Contract, lot: str) -> tuple[Clause, ...]:
    lines = {part.line for each in lots_of(terms) if each.id == lot for part in each.lines}
    return tuple(clause for line in terms.lines if line.id in lines for clause in line.clauses)


def _cartons(terms: Contract, pieces: int, checked: int) -> tuple[int, int]:
    """How many cartons there should be, and how many are opened, where the contract says it."""
    for clause in terms.clauses:
        if clause.kind is ClauseKind.PACKAGING and clause.aspect == "units_per_carton":
            agreed = limits(clause)
            units = int(agreed.low) if agreed is not None and agreed.low else 0
            if units and pieces and checked:
                cartons = -(-pieces // units)
                return cartons, cartons_to_open(cartons, units_per_carton=units, units=checked)
    return 0, 0
