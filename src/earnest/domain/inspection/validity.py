"""Can this report be true of this lot? What is impossible is refused before anybody judges it.

A verdict rests on counts, so counts that contradict one another are no findings but mistakes.
What was merely not done (too few pieces, a test left out) is no mistake: ``verdict`` says pending.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.terms import Clause, Contract
from earnest.domain.inspection.report import Finding, Measured, Report
from earnest.domain.refusals import refuse

MOST = 10**9
"""No count is larger: pieces of one lot, cartons."""

MOST_CHECKED = 10**6
"""Nobody looks at more pieces one by one for one report; what is computed from them ends soon."""

MOST_FINDINGS = 500
MOST_READINGS = 200
"""Readings of one clause; no sample that is measured is larger (level S-4 ends at 80)."""

MOST_READINGS_IN_ALL = 5_000
"""Readings of a whole report: each of them is judged whenever the order is read."""

MOST_PAPERS = 500
"""Photos of one finding, of the whole report, and files beside it."""

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_READING = re.compile(r"[^\x00-\x1f\x7f]{1,60}")
_COUNTS = ("presented", "cartons", "cartons_opened", "units_checked")
_PERCENTS = ("finished_percent", "packed_percent")


class Aborted(ClosedList):
    """Why a visit ended without an inspection."""

    SUPPLIER_CANCELLED = "supplier_cancelled"
    NOT_READY = "not_ready"
    CANNOT_DRAW = "cannot_draw"
    NO_ACCESS = "no_access"
    OTHER = "other"


def check(report: Report, contract: Contract) -> None:
    """Refuse a report that contradicts itself or its contract, by ``report.*``."""
    if report.aborted and report.aborted not in set(Aborted):
        refuse("report.unknown_reason", reason=report.aborted[:40], known=tuple(Aborted))
    _sizes(report)
    known = {clause.id: clause for clause in contract.clauses}
    for clause in _named(report):
        if clause not in known:
            refuse("report.unknown_clause", clause=clause[:40])
    for finding in report.findings:
        _possible(finding, report, known[finding.clause])
    for measured in report.measured:
        _readable(measured, report)
    _hashes(report)


def _sizes(report: Report) -> None:
    for name in _COUNTS:
        _between(name, getattr(report, name), MOST)
    for name in _PERCENTS:
        _between(name, getattr(report, name), 100)
    if report.units_checked > report.presented:
        _impossible("units_checked", report.units_checked, report.presented)
    if report.cartons_opened > report.cartons:
        _impossible("cartons_opened", report.cartons_opened, report.cartons)
    if len(report.findings) > MOST_FINDINGS:
        refuse("report.too_much", what="findings", limit=MOST_FINDINGS)
    if len(report.measured) > MOST_FINDINGS:
        refuse("report.too_much", what="measured", limit=MOST_FINDINGS)
    if len(report.unperformed) > MOST_FINDINGS:
        refuse("report.too_much", what="unperformed", limit=MOST_FINDINGS)
    if sum(len(each.values) for each in report.measured) > MOST_READINGS_IN_ALL:
        refuse("report.too_much", what="readings", limit=MOST_READINGS_IN_ALL)


def _between(name: str, value: int, most: int) -> None:
    if type(value) is not int or not 0 <= value <= most:
        refuse("report.out_of_bounds", field=name, most=most)


def _impossible(name: str, value: int, of: int) -> None:
    refuse("report.impossible_count", field=name, value=value, of=of)


def _named(report: Report) -> Iterator[str]:
    yield from (finding.clause for finding in report.findings)
    yield from (measured.clause for measured in report.measured)
    yield from report.unperformed


def _possible(finding: Finding, report: Report, clause: Clause) -> None:
    """Bad ones are among those checked; those checked among what was shown (or its cartons)."""
    _between("defective", finding.defective, MOST_CHECKED)
    _between("checked", finding.checked, MOST_CHECKED)
    if finding.defective > finding.checked:
        _impossible("defective", finding.defective, finding.checked)
    shown = max(report.presented, report.cartons) if clause.is_checked else report.presented
    if finding.checked > shown:
        _impossible("checked", finding.checked, shown)
    if len(finding.photos) > MOST_PAPERS:
        refuse("report.too_much", what="photos", limit=MOST_PAPERS)


def _readable(measured: Measured, report: Report) -> None:
    if len(measured.values) > MOST_READINGS:
        refuse("report.too_much", what="readings", limit=MOST_READINGS)
    if len(measured.values) > max(report.presented, report.cartons):
        _impossible("readings", len(measured.values), report.presented)
    for value in measured.values:
        if not _READING.fullmatch(value):
            refuse("report.bad_reading", clause=measured.clause, text=ascii(value[:40]))


def _hashes(report: Report) -> None:
    if len(report.photos) > MOST_PAPERS or len(report.files) > MOST_PAPERS:
        refuse("report.too_much", what="photos", limit=MOST_PAPERS)
    for digest in (*report.all_photos, *report.files):
        if not _SHA256.fullmatch(digest):
            refuse("report.bad_hash", text=digest[:80])
