"""Is a report's verdict computed by the rules, from the worst section, and never from nonsense?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as every
from hypothesis import strategies as some

from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    DefectClass,
    InspectedBy,
    InspectionKind,
    InspectionPlan,
    LotLine,
    LotTerms,
)
from earnest.domain.inspection.report import (
    Finding,
    Measured,
    Report,
    Section,
    SectionResult,
    Verdict,
)
from earnest.domain.inspection.validity import MOST, MOST_FINDINGS, MOST_READINGS, Aborted
from earnest.domain.inspection.verdict import allowed, counted, judge, report_hash, weight
from earnest.domain.refusals import Refused
from earnest.policies import load
from tests.cast import PLAN, contract, flasks

CRITICAL, MAJOR, MINOR = DefectClass.CRITICAL, DefectClass.MAJOR, DefectClass.MINOR
RULES = load().of(load().default)
GAP = Clause(
    "gap", "Gap in the carton", "20", "mm", "max", "ruler", kind=ClauseKind.PACKAGING, aspect="gap"
)
BARCODE = Clause("barcode", "Barcode", "5012345678900", method="scan", check_point=True)
SIZE = Clause("size", "Height", "250", "mm", "2", "calliper", kind=ClauseKind.DIMENSION)
PAINT = Clause("paint", "Paint", "no run", method="by sight", severity=MINOR)
EDGE = Clause("edge", "Edges", "blunt", method="by hand", severity=CRITICAL)
SPLIT = (LotTerms("A", (LotLine("1", "900"),)), LotTerms("B", (LotLine("1", "100"),)))
TERMS = contract(
    lines=(flasks(clauses=(SIZE, PAINT, EDGE, GAP, BARCODE)),), lots=SPLIT, inspection=PLAN
)
SEEN = (Finding("gap", MAJOR, 0, 10), Finding("barcode", MAJOR, 0, 3))


def report(*findings, **changes):
    """A report on the whole of lot A by a sample of 80, with all check points looked at."""
    named = {finding.clause for finding in findings}
    rest = tuple(finding for finding in SEEN if finding.clause not in named)
    whole = Report(presented=900, units_checked=80, cartons=90, findings=(*findings, *rest))
    return replace(whole, **changes)


def verdict(found, lot="A", terms=TERMS):
    return judge(found, terms, lot, RULES).verdict


def section(found, name, lot="A", terms=TERMS):
    return next(s for s in judge(found, terms, lot, RULES).sections if s.name == name)


def test_sound_lot_passes():
    judged = judge(report(), TERMS, "A", RULES)
    assert judged.verdict is Verdict.PASSED
    assert not judged.failed_clauses


def test_reader_with_three_bad_units_and_gaps_fails_by_packaging_alone():
    found = report(Finding("size", MAJOR, 3, 80), Finding("gap", MAJOR, 10, 10))
    judged = judge(found, TERMS, "A", RULES)
    assert judged.verdict is Verdict.FAILED
    assert judged.failed_clauses == ("gap",)
    majors = section(found, "major")
    assert majors == Section("major", SectionResult.PASSED, ("size",), 3, 80, 5, 6)
    assert section(found, "minor").ac == 7
    assert section(found, "packaging") == Section(
        "packaging", SectionResult.FAILED, ("gap",), 10, 10, 0, 1
    )


def test_lot_not_shown_is_not_inspected():
    nothing = Report(aborted=Aborted.NOT_READY)
    assert verdict(nothing, "B") is Verdict.NOT_PERFORMED


def test_eight_majors_fail_the_class():
    found = report(Finding("size", MAJOR, 8, 80))
    assert judge(found, TERMS, "A", RULES).failed_clauses == ("size",)
    assert section(found, "major").result is SectionResult.FAILED


@pytest.mark.parametrize(("count", "result"), [(5, Verdict.PASSED), (6, Verdict.FAILED)])
def test_majors_pass_up_to_ac_and_fail_from_re(count, result):
    assert verdict(report(Finding("size", MAJOR, count, 80))) is result


def test_failed_check_points_fail_whatever_the_counts():
    mark = replace(BARCODE, id="mark", name="Carton mark")
    terms = contract(lines=(flasks(clauses=(GAP, BARCODE, mark)),), lots=SPLIT, inspection=PLAN)
    found = report(Finding("barcode", MAJOR, 1, 80), Finding("mark", MINOR, 1, 10))
    judged = judge(found, terms, "A", RULES)
    assert judged.verdict is Verdict.FAILED
    assert judged.failed_clauses == ("barcode", "mark")


def test_one_critical_unit_fails():
    assert verdict(report(Finding("edge", CRITICAL, 1, 80))) is Verdict.FAILED


def test_unit_counts_in_the_class_that_the_inspector_gave_it():
    assert verdict(report(Finding("paint", CRITICAL, 1, 80))) is Verdict.FAILED
    assert verdict(report(Finding("paint", MINOR, 7, 80))) is Verdict.PASSED


@pytest.mark.parametrize(
    "changes",
    [
        {"finished_percent": 99},
        {"packed_percent": 79},
        {"presented": 899},
        {"units_checked": 79},
        {"unperformed": ("paint",)},
        {"findings": (Finding("gap", MAJOR, 0, 10),)},
        {"findings": (Finding("gap", MAJOR, 0, 9), Finding("barcode", MAJOR, 0, 1))},
        {"measured": (Measured("paint", ("no run",)),)},
    ],
)
def test_what_is_open_cannot_end_in_a_pass(changes):
    assert verdict(report(**changes)) is Verdict.PENDING


def test_fail_is_a_fail_however_much_is_open():
    found = report(Finding("size", MAJOR, 6, 40), units_checked=40, unperformed=("paint",))
    assert verdict(found) is Verdict.FAILED
    assert section(found, "unperformed").clauses == ("paint",)


def test_drop_test_takes_a_carton_only():
    drop = replace(GAP, id="drop", name="Drop", value="no damage", aspect="drop_test")
    terms = contract(lines=(flasks(clauses=(SIZE, drop)),), lots=SPLIT, inspection=PLAN)
    one = Report(presented=900, units_checked=80, cartons=90)
    assert verdict(one, terms=terms) is Verdict.PENDING
    dropped = replace(one, findings=(Finding("drop", MAJOR, 0, 1),))
    assert verdict(dropped, terms=terms) is Verdict.PASSED


def test_fewer_cartons_than_the_sample_are_all_opened():
    few = report(Finding("gap", MAJOR, 0, 4), cartons=4)
    assert verdict(few) is Verdict.PASSED


def test_reading_out_of_tolerance_is_a_defective_piece():
    read = Measured("size", ("250", "252", "252.1", "247.9", "251"))
    found = report(measured=(read,))
    assert section(found, "major").found == 2
    both = report(Finding("size", MAJOR, 3, 80), measured=(read,))
    assert section(both, "major").found == 3
    assert counted(both, TERMS)[0] == Finding("size", MAJOR, 3, 80)
    six = report(measured=(Measured("size", ("240",) * 6),))
    assert verdict(six) is Verdict.FAILED


def test_measured_check_point_fails_at_the_first_reading():
    found = report(measured=(Measured("gap", ("19", "21")),))
    assert judge(found, TERMS, "A", RULES).failed_clauses == ("gap",)


def test_every_piece_compares_the_share_itself():
    whole = {"kind": InspectionKind.EVERY_PIECE, "units_checked": 900}
    rules = allowed(900, PLAN, InspectionKind.EVERY_PIECE)
    assert [(rules[kind].checked, rules[kind].ac) for kind in DefectClass] == [
        (900, 0), (900, 22), (900, 36),
    ]  # fmt: skip
    assert verdict(report(Finding("size", MAJOR, 22, 900), **whole)) is Verdict.PASSED
    assert verdict(report(Finding("size", MAJOR, 23, 900), **whole)) is Verdict.FAILED
    short = {**whole, "units_checked": 899}
    assert verdict(report(**short)) is Verdict.PENDING


def test_lot_of_one_piece_allows_none():
    one = (LotTerms("A", (LotLine("1", "1"),)), LotTerms("B", (LotLine("1", "999"),)))
    terms = contract(lines=(flasks(clauses=(SIZE, PAINT)),), lots=one, inspection=PLAN)
    sound = Report(presented=1, units_checked=1)
    assert verdict(sound, terms=terms) is Verdict.PASSED
    bad = replace(sound, findings=(Finding("paint", MINOR, 1, 1),))
    assert verdict(bad, terms=terms) is Verdict.FAILED


def test_early_inspection_judges_what_there_is():
    early = Report(kind=InspectionKind.DURING_PRODUCTION, presented=100, units_checked=5)
    early = replace(early, finished_percent=20, packed_percent=0)
    assert verdict(early) is Verdict.PASSED
    assert section(early, "quantity").result is SectionResult.NOT_APPLICABLE
    bad = replace(early, findings=(Finding("size", MAJOR, 5, 5),))
    assert verdict(bad) is Verdict.FAILED


def test_loading_counts_the_lot_and_asks_for_no_other_checks():
    bare = Report(kind=InspectionKind.LOADING, presented=900, units_checked=5)
    assert verdict(bare) is Verdict.PASSED
    assert verdict(replace(bare, packed_percent=50)) is Verdict.PENDING
    assert verdict(replace(bare, findings=(Finding("gap", MAJOR, 1, 3),))) is Verdict.FAILED


def test_destination_report_needs_its_sample_and_no_quantity():
    there = replace(report(), kind=InspectionKind.DESTINATION, presented=890)
    assert verdict(there) is Verdict.PASSED
    assert verdict(replace(there, units_checked=10)) is Verdict.PENDING


def test_own_report_weighs_least_and_the_late_ones_most():
    weights = {(by, k): weight(by, k, RULES) for by in InspectedBy for k in InspectionKind}
    for kind in InspectionKind:
        own = weights[InspectedBy.SELF, kind]
        assert own < weights[InspectedBy.THIRD_PARTY, kind]
        assert own < weights[InspectedBy.PLATFORM, kind]
    third = InspectedBy.THIRD_PARTY
    assert weights[third, InspectionKind.DESTINATION] > weights[third, InspectionKind.PRE_SHIPMENT]


IMPOSSIBLE = {
    "report.unknown_clause": [
        report(Finding("nothing", MAJOR, 0, 1)),
        report(measured=(Measured("nothing", ("1",)),)),
        report(unperformed=("nothing",)),
    ],
    "report.unknown_reason": [Report(aborted="no idea")],
    "report.impossible_count": [
        report(Finding("size", MAJOR, 2, 1)),
        report(Finding("size", MAJOR, 1, 901)),
        report(units_checked=901),
        report(cartons=5, cartons_opened=6),
        report(presented=3, units_checked=3, findings=(), cartons=0,
               measured=(Measured("size", ("250",) * 4),)),
    ],
    "report.out_of_bounds": [
        report(presented=-1),
        report(cartons=MOST + 1),
        report(packed_percent=101),
        report(finished_percent=-1),
        report(Finding("size", MAJOR, -1, 1)),
        report(Finding("size", MAJOR, 0, -1)),
        report(Finding("size", MAJOR, 1, 10**6 + 1), presented=10**9, units_checked=10**9),
        report(units_checked=True),
    ],
    "report.too_much": [
        report(findings=(Finding("size", MAJOR, 0, 1),) * (MOST_FINDINGS + 1)),
        report(measured=(Measured("size", ("250",) * (MOST_READINGS + 1)),)),
        report(measured=(Measured("size", ()),) * (MOST_FINDINGS + 1)),
        report(measured=(Measured("size", ("250",) * MOST_READINGS),) * 26),
        report(unperformed=("size",) * (MOST_FINDINGS + 1)),
        report(photos=("ab" * 32,) * 501),
        report(Finding("size", MAJOR, 0, 1, ("ab" * 32,) * 501)),
    ],
    "report.bad_reading": [
        report(measured=(Measured("size", ("",)),)),
        report(measured=(Measured("size", ("250\n",)),)),
        report(measured=(Measured("size", ("2" * 61,)),)),
    ],
    "report.bad_hash": [
        report(photos=("AB" * 32,)),
        report(files=("ab",)),
        report(Finding("size", MAJOR, 0, 1, ("report.jpg",))),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "found"), [(code, one) for code, many in IMPOSSIBLE.items() for one in many]
)
def test_report_that_cannot_be_true_is_refused_by_name(code, found):
    with pytest.raises(Refused) as refused:
        judge(found, TERMS, "A", RULES)
    assert refused.value.code == code


COUNTS = some.integers(0, 12)
ORDERED = {Verdict.PASSED: 0, Verdict.PENDING: 1, Verdict.FAILED: 2}


@every(counts=some.tuples(COUNTS, COUNTS, COUNTS), more=some.integers(0, 2), open_=some.booleans())
def test_more_defects_never_improve_the_verdict(counts, more, open_):
    clauses = (("size", MAJOR), ("paint", MINOR), ("edge", CRITICAL))

    def found(numbers):
        findings = (Finding(c, k, n, 80) for (c, k), n in zip(clauses, numbers, strict=True))
        return report(*findings, unperformed=("gap",) if open_ else ())

    worse = tuple(n + 1 if i == more else n for i, n in enumerate(counts))
    assert ORDERED[verdict(found(worse))] >= ORDERED[verdict(found(counts))]


@every(counts=some.tuples(COUNTS, COUNTS, COUNTS), gaps=some.integers(0, 10))
def test_worst_section_decides(counts, gaps):
    found = report(
        Finding("size", MAJOR, counts[0], 80),
        Finding("paint", MINOR, counts[1], 80),
        Finding("edge", CRITICAL, counts[2], 80),
        Finding("gap", MAJOR, gaps, 10),
    )
    judged = judge(found, TERMS, "A", RULES)
    results = {each.result for each in judged.sections}
    assert (judged.verdict is Verdict.FAILED) is (SectionResult.FAILED in results)
    assert bool(judged.failed_clauses) is (judged.verdict is Verdict.FAILED)


@every(
    pieces=some.integers(0, 200_000),
    level=some.sampled_from(["S-1", "S-4", "I", "II", "III"]),
    kind=some.sampled_from(InspectionKind),
)
def test_every_lot_has_rules_that_can_be_kept(pieces, level, kind):
    rules = allowed(pieces, InspectionPlan(level=level), kind)
    assert bool(rules) is (pieces > 0)
    for rule in rules.values():
        assert 0 < rule.checked <= pieces
        assert 0 <= rule.ac < rule.re


def test_hash_is_of_everything_in_the_report():
    assert report_hash(report()) == report_hash(report())
    assert report_hash(report()) != report_hash(report(cartons_opened=1))
    mine = report_hash(report(), order="1", lot="A", number=1)
    others = (("2", "A", 1), ("1", "B", 1), ("1", "A", 2))
    assert mine not in [report_hash(report(), order=o, lot=b, number=n) for o, b, n in others]
