"""What does a report say about its lot? Its verdict, computed, never typed in (S133, R21).

Check points fail the lot whatever the counts; sampled clauses are judged by class against the
plan of the size that was shown; goods that are not all there, a sample that is too small or a check
that was not made cannot end in a pass. What cannot be true at all is ``validity``'s to refuse. The
rules of practice behind each section are in docs/rules/inspection.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from earnest.domain.contract.clauses import within
from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    InspectedBy,
    InspectionKind,
    InspectionPlan,
)
from earnest.domain.inspection.history import AS_NORMAL, Strictness
from earnest.domain.inspection.report import (
    DECIDING,
    Finding,
    Judged,
    Report,
    Section,
    SectionResult,
    Verdict,
)
from earnest.domain.inspection.sampling import ZERO, Plan, Wanted, class_plans
from earnest.domain.inspection.validity import check
from earnest.domain.money import exact
from earnest.domain.policy import Policy

PASSED, FAILED, PENDING = SectionResult.PASSED, SectionResult.FAILED, SectionResult.PENDING

WHOLE = frozenset({InspectionKind.PRE_SHIPMENT, InspectionKind.EVERY_PIECE, InspectionKind.LOADING})
"""Kinds that look at a finished lot: all of it must be there, and packed."""

SAMPLED = frozenset(
    {InspectionKind.PRE_SHIPMENT, InspectionKind.EVERY_PIECE, InspectionKind.DESTINATION}
)
"""Kinds whose pass rests on a full sample; the others look at what there is."""


def report_hash(report: Report, *, order: str = "", lot: str = "", number: int = 1) -> str:
    """The SHA-256, in hex, of the report as its inspector signs it.

    It is the ``number``-th report on that lot of that order: what was found there and then stands
    for no other goods, and the same figures once more are another report (R20).
    """
    signed = {"order": order, "lot": lot, "number": number, "report": asdict(report)}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def weight(by: InspectedBy, kind: InspectionKind, policy: Policy) -> int:
    """How much a report proves, as a whole number to compare with others' (S81, R21).

    Who inspected counts times what was inspected: by oneself weighs least.
    """
    rules = policy.inspection
    return rules.weight_by[by.value] * rules.weight_of_kind[kind.value]


def judge(
    report: Report,
    contract: Contract,
    lot: str,
    policy: Policy,
    *,
    strictness: Strictness = AS_NORMAL,
) -> Judged:
    """The verdict on a lot and the sections that made it so: the worst section decides.

    ``strictness`` is that of the booking; without one a lot is inspected normally.

    Refuses ``report.*`` what cannot be true of any lot of this contract.
    """
    check(report, contract)
    if report.aborted:
        return Judged(Verdict.NOT_PERFORMED, ())
    size = min(report.presented, pieces_of(contract, lot))
    seen = _Seen(report, contract, size, counted(report, contract), strictness)
    sections = (
        _quantity(seen, lot, policy),
        *_workmanship(seen),
        *_checks(seen, policy),
        *_undecided(seen),
    )
    results = {section.result for section in sections}
    if FAILED in results:
        return Judged(Verdict.FAILED, sections)
    return Judged(Verdict.PENDING if PENDING in results else Verdict.PASSED, sections)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A report beside its contract; ``size`` is the number of pieces from which was drawn.

    ``findings`` are those that count.
    """

    report: Report
    contract: Contract
    size: int
    findings: tuple[Finding, ...]
    strictness: Strictness

    @property
    def clauses(self) -> dict[str, Clause]:
        """The clauses by id."""
        return {clause.id: clause for clause in self.contract.clauses}


def counted(report: Report, contract: Contract) -> tuple[Finding, ...]:
    """The findings that count: readings out of tolerance are defective pieces of their clause.

    Where a clause has both, the larger count holds: a piece that measures wrong is among those
    that the inspector called bad.
    """
    clauses = {clause.id: clause for clause in contract.clauses}
    out = _out_of_tolerance(report, clauses)
    found = []
    for each in report.findings:
        bad, read = out.pop(each.clause, (0, 0))
        more = max(each.defective, bad), max(each.checked, read)
        found.append(Finding(each.clause, each.severity, *more, each.photos))
    rest = (Finding(id, clauses[id].severity, bad, read) for id, (bad, read) in out.items())
    return (*found, *rest)


def _out_of_tolerance(report: Report, clauses: dict[str, Clause]) -> dict[str, tuple[int, int]]:
    """By clause: how many readings are out of tolerance, and how many there are."""
    found: dict[str, tuple[int, int]] = {}
    for each in report.measured:
        bad = sum(within(clauses[each.clause], value) is False for value in each.values)
        before = found.get(each.clause, (0, 0))
        found[each.clause] = (before[0] + bad, before[1] + len(each.values))
    return found


def _quantity(seen: _Seen, lot: str, policy: Policy) -> Section:
    report, rules = seen.report, policy.inspection
    if report.kind not in WHOLE:
        return Section("quantity", SectionResult.NOT_APPLICABLE)
    is_ready = (
        report.presented >= pieces_of(seen.contract, lot)
        and report.finished_percent >= rules.finished_min_percent
        and report.packed_percent >= rules.packed_min_percent
    )
    return Section("quantity", PASSED if is_ready else PENDING)


def sampling_plans(
    pieces: int, planned: InspectionPlan, strictness: Strictness = AS_NORMAL
) -> dict[DefectClass, Plan]:
    """The plan of each class for a lot of so many pieces (at least two); critical allows none."""
    aqls = {
        DefectClass.CRITICAL: ZERO,
        DefectClass.MAJOR: planned.aql_major,
        DefectClass.MINOR: planned.aql_minor,
    }
    wanted: dict[str, Wanted] = {
        name: Wanted(aql, strictness.of(name)) for name, aql in aqls.items()
    }
    return {
        DefectClass(name): plan for name, plan in class_plans(pieces, planned.level, wanted).items()
    }


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many pieces of a class are checked, and how many of them may be bad."""

    checked: int
    ac: int
    re: int


def allowed(
    pieces: int,
    planned: InspectionPlan,
    kind: InspectionKind,
    strictness: Strictness = AS_NORMAL,
) -> dict[DefectClass, Allowed]:
    """What each class allows in a lot of so many pieces; the standard's plans begin with two.

    Where every piece is checked nothing is drawn, so the share itself is compared: the AQL as per
    cent of the pieces. A lot of one piece allows none bad. Nothing is allowed of no pieces.
    """
    if pieces == 0:
        return {}
    if kind is InspectionKind.EVERY_PIECE or pieces == 1:
        aqls = {
            DefectClass.CRITICAL: ZERO,
            DefectClass.MAJOR: planned.aql_major,
            DefectClass.MINOR: planned.aql_minor,
        }
        most = {
            name: int(exact(aql) * pieces / 100) if pieces > 1 else 0 for name, aql in aqls.items()
        }
        return {name: Allowed(pieces, ac, ac + 1) for name, ac in most.items()}
    plans = sampling_plans(pieces, planned, strictness)
    return {name: Allowed(p.units_to_inspect, p.ac, p.re) for name, p in plans.items()}


def _workmanship(seen: _Seen) -> Iterator[Section]:
    """One section for each class; every unit counts once, in the worst class that it has."""
    report, clauses = seen.report, seen.clauses
    counted = [each for each in seen.findings if not clauses[each.clause].is_checked]
    planned = seen.contract.inspection or InspectionPlan()
    for name, rule in allowed(seen.size, planned, report.kind, seen.strictness).items():
        found = [each for each in counted if each.severity is name and each.defective]
        count = sum(each.defective for each in found)
        is_short = report.kind in SAMPLED and report.units_checked < rule.checked
        result = FAILED if count >= rule.re else PENDING if is_short else PASSED
        broken = tuple(dict.fromkeys(each.clause for each in found))
        yield Section(name.value, result, broken, count, rule.checked, rule.ac, rule.re)


def _checks(seen: _Seen, policy: Policy) -> Iterator[Section]:
    """Check points, by group: any that is broken fails; any that nobody looked at is open."""
    groups: dict[str, list[Clause]] = {}
    for clause in seen.contract.clauses:
        if clause.is_checked:
            groups.setdefault(_group(clause), []).append(clause)
    for name, clauses in groups.items():
        yield _check_section(name, clauses, seen, policy)


def _group(clause: Clause) -> str:
    if clause.kind is ClauseKind.PACKAGING:
        return "packaging"
    return "tests" if clause.kind is ClauseKind.FUNCTION_TEST else "conformity"


def _check_section(name: str, clauses: list[Clause], seen: _Seen, policy: Policy) -> Section:
    ids = {clause.id for clause in clauses}
    found = [each for each in seen.findings if each.clause in ids]
    bad = tuple(dict.fromkeys(each.clause for each in found if each.defective))
    count = sum(each.defective for each in found)
    checked = max((each.checked for each in found), default=0)
    if bad:
        return Section(name, FAILED, bad, count, checked, 0, 1)
    seen_of = {each.clause: each.checked for each in sorted(found, key=lambda each: each.checked)}
    missing = tuple(
        clause.id
        for clause in clauses
        if _must_be_seen(clause) and seen_of.get(clause.id, 0) < _wanted(clause, seen, policy)
    )
    if seen.report.kind in DECIDING and missing:
        return Section(name, PENDING, missing, 0, checked, 0, 1)
    return Section(name, PASSED, (), 0, checked, 0, 1)


def _must_be_seen(clause: Clause) -> bool:
    """Packaging and marked check points; papers may follow, and quantity has its own section."""
    return clause.check_point or clause.kind is ClauseKind.PACKAGING


def _wanted(clause: Clause, seen: _Seen, policy: Policy) -> int:
    """How many must be looked at: of packaging the policy's sample, or every carton of fewer."""
    if clause.kind is not ClauseKind.PACKAGING:
        return 1
    rules = policy.inspection
    sample = rules.drop_sample if clause.aspect == "drop_test" else rules.packaging_sample
    return max(1, min(sample, seen.report.cartons or sample, seen.size or sample))


def _undecided(seen: _Seen) -> Iterator[Section]:
    """Leave to the buyer what was not checked, and readings that no tolerance judges."""
    clauses = seen.clauses
    unclear = dict.fromkeys(
        each.clause
        for each in seen.report.measured
        if any(within(clauses[each.clause], value) is None for value in each.values)
    )
    if unclear:
        yield Section("measurements", PENDING, tuple(unclear))
    if seen.report.unperformed:
        yield Section("unperformed", PENDING, tuple(dict.fromkeys(seen.report.unperformed)))
