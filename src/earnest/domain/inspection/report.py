"""What does an inspector hand in, and what became of it? Values only.

The verdict is computed from a report by ``verdict``; booking and assignment are ``booking``'s.
Free words and pictures stand outside the journal, bound by their SHA-256 in hex.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.terms import DefectClass, InspectedBy, InspectionKind
from earnest.domain.inspection.worse import is_worse


class Verdict(ClosedList):
    """The result of a lot's inspection; ``verdict.judge`` computes it."""

    NONE = "none"
    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"
    NOT_PERFORMED = "not_performed"


class SectionResult(ClosedList):
    """The result of one section of a report."""

    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"
    NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one clause: ``defective`` of ``checked`` pieces (or cartons, checks).

    ``severity`` is the class that the inspector gives the worst of them.
    """

    clause: str
    severity: DefectClass
    defective: int
    checked: int
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """Readings of one clause, as decimal texts in the clause's unit, one for each piece."""

    clause: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, as its inspector signs it.

    ``presented`` is the number of pieces shown, ``units_checked`` the sample that was drawn;
    ``unperformed`` names clauses that could not be checked; ``aborted`` says why a visit ended
    without an inspection (empty: it did not).
    """

    kind: InspectionKind = InspectionKind.PRE_SHIPMENT
    by: InspectedBy = InspectedBy.THIRD_PARTY
    presented: int = 0
    finished_percent: int = 100
    packed_percent: int = 100
    cartons: int = 0
    cartons_opened: int = 0
    units_checked: int = 0
    findings: tuple[Finding, ...] = ()
    measured: tuple[Measured, ...] = ()
    unperformed: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    aborted: str = ""

    @property
    def all_photos(self) -> tuple[str, ...]:
        """The SHA-256 of every photo, of the findings first."""
        return (*(photo for each in self.findings for photo in each.photos), *self.photos)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a judged report: its result, the clauses that made it so, and the count rule.

    ``found``, ``ac`` and ``re`` are filled where a sampling plan decided; ``checked`` is then the
    sample size of the class.
    """

    name: str
    result: SectionResult
    clauses: tuple[str, ...] = ()
    found: int = 0
    checked: int = 0
    ac: int = 0
    re: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A report's verdict and why: the sections in the order of the report."""

    verdict: Verdict
    sections: tuple[Section, ...]

    @property
    def failed_clauses(self) -> tuple[str, ...]:
        """The clauses that must be waived before the lot may leave as it is (R20)."""
        failed = (s.clauses for s in self.sections if s.result is SectionResult.FAILED)
        return tuple(dict.fromkeys(clause for clauses in failed for clause in clauses))


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is remembered of a report on a lot: enough for cover, waivers and holdbacks.

    ``delivered_at`` is when both sides had it (R20 counts from there).
    """

    inspection: str
    report_sha256: str
    kind: InspectionKind
    by: InspectedBy
    delivered_at: datetime
    judged: Judged
    presented: int
    units_checked: int
    findings: tuple[Finding, ...] = ()
    contested: bool = False

    def count(self, clause: str) -> tuple[int, int]:
        """How many pieces (cartons, checks) were bad in a clause, of how many."""
        found = [each for each in self.findings if each.clause == clause]
        checked = max((each.checked for each in found), default=0)
        return min(checked, sum(each.defective for each in found)), checked

    @property
    def found_critical(self) -> frozenset[str]:
        """The clauses in which something critical was found."""
        return frozenset(
            each.clause
            for each in self.findings
            if each.severity is DefectClass.CRITICAL and each.defective
        )


DECIDING = frozenset({InspectionKind.PRE_SHIPMENT, InspectionKind.EVERY_PIECE})
"""Kinds whose verdict decides whether a lot may leave (R5)."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A signed giving-up of claims: for one clause of one lot, up to a sum (R20).

    ``baseline`` of ``checked`` is the count from which the goods are "worse than reported".
    A waiver that was voided has no effect any more.
    """

    clause: str
    up_to_minor: int
    report_sha256: str
    at: datetime
    baseline: int = 0
    checked: int = 0
    void_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Compensation:
    """What an undertaking has paid the buyer for these clauses (none named: for any defect)."""

    clauses: tuple[str, ...]
    minor: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """What both sides settled of one clause by a lower price: its part of the sum, and what was
    known then.

    ``found`` of ``checked`` by the newest report on it, the last of the first ``reports``. Nothing
    is ``checked`` where no report spoke of the clause, or where it is a check point, whose breach
    costs the same however many pieces show it: then nothing that is found later is worse.
    """

    clause: str
    minor: int
    found: int = 0
    checked: int = 0
    report_sha256: str = ""
    reports: int = 0
    p_basis_points: int = 500

    def holds(self, later: Iterable[Inspected]) -> bool:
        """Whether it closes the clause also after the reports that came since, oldest first.

        Not when one of them found something critical, nor when the last one that decides on
        shipping is worse than what was settled (R20).
        """
        last = None
        for each in later:
            if self.clause in each.found_critical:
                return False
            if each.kind in DECIDING and each.judged.verdict is not Verdict.NOT_PERFORMED:
                last = each
        if last is None or not self.checked:
            return True
        bad, checked = last.count(self.clause)
        return not is_worse(self.found, self.checked, bad, checked, self.p_basis_points)


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known and decided about the conformity of one lot, before and after it left.

    ``reports`` are all of them, oldest first; the last pre-shipment one decides. ``settlements``
    are what lower prices closed; for what was ``compensated`` nobody is paid twice.
    ``fails`` counts how often the lot was made ready and failed, once for each time, however many
    reports then said so (R21). ``pass_refused_at`` is when the buyer refused the lot although it
    had passed, until it passes again, fails, or may leave all the same.
    """

    verdict: Verdict = Verdict.NONE
    reports: tuple[Inspected, ...] = ()
    reservations: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    compensated: tuple[Compensation, ...] = ()
    refusals: int = 0
    pass_refusals: int = 0
    pass_refused_at: datetime | None = None
    fails: int = 0
    approved: bool = False
    approved_at: datetime | None = field(default=None)

    @property
    def last(self) -> Inspected | None:
        """The newest report."""
        return self.reports[-1] if self.reports else None

    @property
    def waived_as_reported(self) -> frozenset[str]:
        """The clauses waived on exactly what the deciding report found, not on an older one."""
        report = self.deciding
        digest = report.report_sha256 if report else ""
        found = (w for w in self.waivers if w.void_at is None and w.report_sha256 == digest)
        return frozenset(waiver.clause for waiver in found)

    @property
    def deciding(self) -> Inspected | None:
        """The newest report that decides on shipping; an early or a late one never does."""
        found = (each for each in reversed(self.reports) if each.kind in DECIDING)
        return next(found, None)

    @property
    def counts_as_fail(self) -> bool:
        """Whether the lot stands failed by somebody else than the buyer himself (R21)."""
        report = self.deciding
        is_own = report is not None and report.by is InspectedBy.SELF
        return self.verdict is Verdict.FAILED and not is_own

    @property
    def calls_for_third_party(self) -> bool:
        """Whether the buyer's own fail stands alone: somebody independent should look (R21)."""
        report = self.deciding
        is_own = report is not None and report.by is InspectedBy.SELF
        return self.verdict is Verdict.FAILED and is_own

    @property
    def settled(self) -> tuple[str, ...]:
        """The clauses that an agreed lower price closes, as far as is known now."""
        return tuple(dict.fromkeys(each.clause for each in self._holding))

    @property
    def _holding(self) -> tuple[Settlement, ...]:
        return tuple(s for s in self.settlements if s.holds(self.reports[s.reports :]))

    def settlement_of(self, clause: str) -> Settlement | None:
        """The newest settlement that closes a clause, as far as is known now."""
        return next((s for s in reversed(self._holding) if s.clause == clause), None)

    def judged(self, inspected: Inspected) -> Quality:
        """The quality with one more report; one that decides on shipping sets the verdict."""
        reports = (*self.reports, inspected)
        if inspected.kind not in DECIDING:
            return replace(self, reports=reports)
        verdict = inspected.judged.verdict
        after = replace(self, reports=reports, verdict=verdict)
        fails = self.fails + after.counts_as_fail - self.counts_as_fail
        is_decided = verdict in (Verdict.PASSED, Verdict.FAILED)
        refused_at = None if is_decided else self.pass_refused_at
        return replace(after, fails=fails, pass_refused_at=refused_at)

    @property
    def waived(self) -> frozenset[str]:
        """The clauses on which claims were given up."""
        return frozenset(waiver.clause for waiver in self.waivers if waiver.void_at is None)


UNKNOWN = Quality()
"""Nothing was inspected or decided yet."""
