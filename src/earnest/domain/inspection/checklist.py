"""What must an inspector check on this lot, how, and on how many pieces? Made from the clauses.

Sampled clauses take the sample of their class, by the plan of the lot's size; cartons are opened
by the policy's number; quantity is counted whole. Nothing stands here that the contract does not
say, and every clause of the lot's goods stands here once.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.clauses import Limits, Shape, aspect_of, drop_height_mm, limits
from earnest.domain.contract.lots import lots_of, pieces_of
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    EvidenceType,
    InspectionPlan,
)
from earnest.domain.contract.tolerances import figure
from earnest.domain.contract.units import unit_code
from earnest.domain.inspection.history import AS_NORMAL, Strictness
from earnest.domain.inspection.verdict import sampling_plans
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse


class Way(ClosedList):
    """How the answer is written down: readings, a count, or yes and no."""

    MEASURED = "measured"
    COUNTED = "counted"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to check. ``sample`` counts pieces or cartons; 0 means all of them.

    ``limits`` are what a reading may be, where figures say it; ``drop_mm`` is the height of a drop
    test where the weight of a carton is agreed, else 0. One failure of a ``check_point`` fails the
    lot, whatever the counts.
    """

    clause: str
    line: str
    kind: ClauseKind
    aspect: str
    name: str
    value: str
    unit: str
    tolerance: str
    method: str
    severity: DefectClass
    evidence: EvidenceType
    file: str
    way: Way
    sample: int
    check_point: bool
    limits: Limits | None = None
    drop_mm: int = 0


def checklist(
    contract: Contract, lot: str, policy: Policy, strictness: Strictness = AS_NORMAL
) -> tuple[Item, ...]:
    """The items of a lot, in the order of a report: quantity, samples, packaging, documents.

    Refuses ``lot.unknown``.
    """
    terms = next((each for each in lots_of(contract) if each.id == lot), None)
    if terms is None:
        refuse("lot.unknown", lot=lot[:40])
    names = {part.line for part in terms.lines}
    planned = contract.inspection or InspectionPlan()
    plans = sampling_plans(max(2, pieces_of(contract, lot)), planned, strictness)
    samples = {severity: plan.units_to_inspect for severity, plan in plans.items()}
    drop = _drop_mm(contract)
    items = [
        _item(clause, line.name, _sample(clause, samples, policy), drop)
        for line in contract.lines
        if line.id in names
        for clause in line.clauses
    ]
    return tuple(sorted(items, key=lambda item: _ORDER.get(item.kind, _IN_THE_MIDDLE)))


_ORDER = {ClauseKind.QUANTITY: 0, ClauseKind.PACKAGING: 2, ClauseKind.DOCUMENT: 3}
_IN_THE_MIDDLE = 1


def _item(clause: Clause, line: str, sample: int, drop_mm: int) -> Item:
    is_drop = (clause.kind, clause.aspect) == (ClauseKind.PACKAGING, "drop_test")
    return Item(
        clause=clause.id,
        line=line,
        kind=clause.kind,
        aspect=clause.aspect,
        name=clause.name,
        value=clause.value,
        unit=clause.unit,
        tolerance=clause.tolerance,
        method=clause.method,
        severity=clause.severity,
        evidence=clause.evidence,
        file=clause.file,
        way=_way(clause),
        sample=sample,
        check_point=clause.is_checked,
        limits=limits(clause),
        drop_mm=drop_mm if is_drop else 0,
    )


def _way(clause: Clause) -> Way:
    shape = aspect_of(clause).shape
    if shape is Shape.COUNT:
        return Way.COUNTED
    is_measured = shape is Shape.SHADE or limits(clause) is not None
    return Way.MEASURED if is_measured else Way.YES_NO


def _sample(clause: Clause, samples: dict[DefectClass, int], policy: Policy) -> int:
    rules = policy.inspection
    if clause.kind is ClauseKind.QUANTITY:
        return 0
    if clause.kind is ClauseKind.DOCUMENT:
        return 1
    if clause.kind is ClauseKind.PACKAGING:
        return rules.drop_sample if clause.aspect == "drop_test" else rules.packaging_sample
    return samples[clause.severity]


def _drop_mm(contract: Contract) -> int:
    """How high a carton is dropped from, by its agreed weight in kilograms; 0 where none is."""
    for clause in contract.clauses:
        if (clause.kind, clause.aspect) == (ClauseKind.PACKAGING, "carton_weight"):
            found = figure(clause.value)
            unit = clause.unit or (found.unit if found else "")
            if found and found.number > 0 and unit_code(unit) in _TO_KG:
                return drop_height_mm(found.number * _TO_KG[unit_code(unit)])
    return 0


_TO_KG = {"KGM": Fraction(1), "GRM": Fraction(1, 1000)}
