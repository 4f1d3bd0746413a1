"""What does a report say about its lot? Its verdict, computed, never typed in (S133, R21).

Check points fail the lot whatever the counts; sampled clauses are judged by class against the
plan of the lot's size; goods that are not all there cannot end in a pass. The rules of practice
behind each section are in docs/rules/inspection.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import Contract, DefectClass, InspectionPlan
from earnest.domain.inspection.report import (
    Finding,
    Judged,
    Report,
    Section,
    SectionResult,
    Verdict,
)
from earnest.domain.inspection.sampling import ZERO, Plan, Wanted, class_plans
from earnest.domain.policy import Policy


def report_hash(report: Report) -> str:
    """The SHA-256, in hex, of the report as its inspector signs it."""
    text = json.dumps(asdict(report), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def judge(report: Report, contract: Contract, lot: str, policy: Policy) -> Judged:
    """The verdict on a lot and the section that made it so: the worst section decides."""
    if report.aborted:
        return Judged(Verdict.NOT_PERFORMED, ())
    sections = (
        _quantity(report, contract, lot, policy),
        *_workmanship(report, contract, lot),
        *_checks(report, contract),
    )
    results = {section.result for section in sections}
    if SectionResult.FAILED in results:
        return Judged(Verdict.FAILED, sections)
    pending = SectionResult.PENDING in results or report.unperformed
    return Judged(Verdict.PENDING if pending else Verdict.PASSED, sections)


def _quantity(report: Report, contract: Contract, lot: str, policy: Policy) -> Section:
    rules = policy.inspection
    is_ready = (
        report.presented >= pieces_of(contract, lot)
        and report.finished_percent >= rules.finished_min_percent
        and report.packed_percent >= rules.packed_min_percent
    )
    return Section("quantity", SectionResult.PASSED if is_ready else SectionResult.PENDING)


def sampling_plans(pieces: int, planned: InspectionPlan) -> dict[DefectClass, Plan]:
    """The plan of each class for a lot of so many pieces (at least two); critical allows none."""
    wanted: dict[str, Wanted] = {
        DefectClass.CRITICAL: Wanted(ZERO),
        DefectClass.MAJOR: Wanted(planned.aql_major),
        DefectClass.MINOR: Wanted(planned.aql_minor),
    }
    return {
        DefectClass(name): plan for name, plan in class_plans(pieces, planned.level, wanted).items()
    }


def _workmanship(report: Report, contract: Contract, lot: str) -> Iterator[Section]:
    checked = {clause.id for clause in contract.clauses if clause.is_checked}
    sampled = [each for each in report.findings if each.clause not in checked]
    planned = contract.inspection or InspectionPlan()
    size = max(2, min(report.presented, pieces_of(contract, lot)))
    for kind, plan in sampling_plans(size, planned).items():
        found = [each for each in sampled if each.severity is kind]
        count = sum(each.defective for each in found)
        result = SectionResult.FAILED if count >= plan.re else SectionResult.PASSED
        clauses = tuple(dict.fromkeys(each.clause for each in found if each.defective))
        yield Section(kind.value, result, clauses, count, plan.units_to_inspect, plan.ac, plan.re)


def _checks(report: Report, contract: Contract) -> Iterator[Section]:
    checked = {clause.id: clause for clause in contract.clauses if clause.is_checked}
    broken: dict[str, list[Finding]] = {}
    for each in report.findings:
        if each.clause in checked and each.defective:
            broken.setdefault(checked[each.clause].kind.value, []).append(each)
    for kind, found in broken.items():
        yield Section(
            kind,
            SectionResult.FAILED,
            tuple(dict.fromkeys(each.clause for each in found)),
            sum(each.defective for each in found),
            max(each.checked for each in found),
            re=1,
        )
