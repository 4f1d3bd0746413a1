"""Does the history of supplier and product decide how strictly a booked lot is inspected?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.domain.contract.terms import (
    DefectClass,
    InspectedBy,
    InspectionKind,
    LotLine,
    LotTerms,
    ShipBy,
)
from earnest.domain.inspection.checklist import checklist
from earnest.domain.inspection.history import Because, Grade, History
from earnest.domain.inspection.report import Finding, Report, Verdict
from earnest.domain.inspection.sampling import Severity
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.contest import ContestReport
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.reschedule import AnswerShipBy, ProposeShipBy
from earnest.domain.subjects import Kind
from earnest.policies import load
from tests.cast import BUYER, INES, OLGA, PLAN, SHIP_BY, START, SUPPLIER, flasks, schedule
from tests.domain.order.visits import ASSIGN
from tests.given import an_order, given

NORMAL, TIGHTENED, REDUCED = Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED
MANY = 14
LOTS = tuple(LotTerms(f"L{n}", (LotLine("1", "1000"),)) for n in range(1, MANY + 1))
PSI, THIRD = InspectionKind.PRE_SHIPMENT, InspectedBy.THIRD_PARTY
ON = START.date() + timedelta(days=20)
STRICT = "alibaba-2017-12@1"


def terms(**changes):
    """Fourteen lots of a thousand flasks at one dollar."""
    total = 1_400_000
    line = flasks("14000", total, unit_price="1.00")
    whole = {"lines": (line,), "lots": LOTS, "stated_total_minor": total, "inspection": PLAN}
    return {**whole, "schedule": (replace(schedule()[0], amount_minor=total),), **changes}


def story(**changes):
    """They are paid and produced."""
    return an_order().paid(**terms(**changes)).produced()


def found(bad, *, by=THIRD, checked=80, presented=1000, kind=PSI, packed=100):
    """A report on a lot of a thousand: so many of the sample are bad in the major class."""
    finding = Finding("size", DefectClass.MAJOR, bad, checked)
    return Report(
        kind=kind, by=by, presented=presented, packed_percent=packed, units_checked=checked,
        findings=(finding,),
    )  # fmt: skip


def counted(tale, lot, bad, **more):
    """A report on paper, which an operator hands in."""
    return tale.do(RecordInspection(lot, found(bad, **more)), OLGA)


def with_two_refused():
    tale = counted(counted(story(), "L1", 6), "L2", 6)
    return counted(tale, "L3", 0)


def booked(tale, lot="L4", by=BUYER, **more):
    return tale.do(BookInspection(lot, PSI, THIRD, ON, **more), by)


def visit(tale):
    return tale.order.inspections[-1]


def history(tale):
    (kept,) = (one for s, one in tale.world.states.items() if s.kind is Kind.HISTORY)
    assert isinstance(kept, History)
    return kept


def test_first_booking_of_a_product_is_normal_and_says_why():
    found = visit(booked(story(), "L1")).strictness
    assert (found.majors, found.minors) == (Grade(because=Because.FIRST),) * 2


def test_two_of_the_last_lots_refused_tighten_the_next_booking():
    strictness = visit(booked(with_two_refused())).strictness
    assert strictness.majors == Grade(TIGHTENED, Because.REFUSED, 2, 2)
    assert strictness.minors == Grade(NORMAL, Because.CALM, 0, 3)


def test_severity_stands_at_the_booking_whatever_comes_later():
    tale = booked(counted(story(), "L1", 6), "L4")
    counted(tale, "L2", 6)
    assert visit(tale).strictness.is_normal
    assert visit(booked(tale, "L5")).strictness.majors.severity is TIGHTENED


def given_to_ines(tale):
    number = visit(tale).id
    tale.do(AnswerInspection(number, True), SUPPLIER)
    return tale.do(replace(ASSIGN, inspection=number), OLGA)


@pytest.mark.parametrize(("bad", "verdict"), [(3, Verdict.PASSED), (4, Verdict.FAILED)])
def test_booked_lot_is_judged_by_the_tightened_plan(bad, verdict):
    """80 checked, at most 3 bad instead of 5."""
    tale = given_to_ines(booked(with_two_refused()))
    tale.do(RecordInspection("L4", found(bad), visit(tale).id), INES)
    assert tale.order.lot("L4").quality.verdict is verdict
    (section,) = (
        each for each in tale.order.lot("L4").quality.last.judged.sections if each.name == "major"
    )
    assert (section.checked, section.ac, section.re) == (80, 3, 4)


def test_report_without_a_booking_is_judged_normally():
    tale = counted(with_two_refused(), "L4", 5)
    assert tale.order.lot("L4").quality.verdict is Verdict.PASSED


def remembering(earlier, tale):
    """Another order, in a world that remembers what was inspected in the earlier one."""
    kept = {s: one for s, one in earlier.world.states.items() if s.kind is Kind.HISTORY}
    tale.world.states.update(kept)
    return tale


def test_lots_of_another_order_of_the_same_product_count_the_same():
    tale = with_two_refused()
    assert visit(booked(remembering(tale, story()), "L1")).strictness.majors.severity is TIGHTENED


def test_lot_of_another_product_is_not_touched():
    tale = with_two_refused()
    line = replace(flasks("14000", 1_400_000, unit_price="1.00"), name="Steel mug")
    mugs = remembering(tale, story(lines=(line,)))
    assert visit(booked(mugs, "L1")).strictness.is_normal


def test_only_the_first_sampling_of_a_lot_counts():
    tale = counted(story(), "L1", 6)
    tale.do(ApproveShipment("L1", Answer.REFUSED, ("size",)), BUYER)
    tale.do(ReportProduction("L1", 100), SUPPLIER)
    counted(tale, "L1", 6)
    assert history(tale).count == 1


@pytest.mark.parametrize(
    ("report", "by"),
    [
        (found(6, by=InspectedBy.SELF), BUYER),
        (found(0, checked=20), OLGA),
        (found(30, kind=InspectionKind.EVERY_PIECE, checked=1000), OLGA),
        (replace(found(0), aborted="not_ready"), OLGA),
    ],
    ids=["the buyer's own", "unfinished", "every piece", "aborted"],
)
def test_report_that_is_no_outsiders_finished_sampling_does_not_count(report, by):
    tale = story().do(RecordInspection("L1", report), by)
    assert not [s for s in tale.world.states if s.kind is Kind.HISTORY]


def test_a_lot_that_waits_for_packing_counts_once_by_its_sample():
    tale = counted(counted(story(), "L1", 6, packed=0), "L1", 0)
    assert history(tale).count == 1
    assert history(tale).recent[0].majors.nonconforming == 6


def test_recheck_that_turned_the_result_round_counts_in_its_place():
    tale = counted(story(), "L1", 6).do(ContestReport("L1"), SUPPLIER)
    tale.do(replace(ASSIGN, inspection=visit(tale).id), OLGA)
    tale.do(RecordInspection("L1", found(2), visit(tale).id), INES)
    assert (history(tale).count, history(tale).recent[0].majors.nonconforming) == (1, 2)


def test_recheck_that_says_the_same_changes_nothing():
    tale = counted(story(), "L1", 6).do(ContestReport("L1"), SUPPLIER)
    before = history(tale)
    tale.do(replace(ASSIGN, inspection=visit(tale).id), OLGA)
    tale.do(RecordInspection("L1", found(7), visit(tale).id), INES)
    assert history(tale) == before


def test_recheck_is_as_strict_as_the_report_that_it_checks():
    tale = given_to_ines(booked(with_two_refused()))
    tale.do(RecordInspection("L4", found(4), visit(tale).id), INES)
    tale.do(ContestReport("L4"), SUPPLIER)
    assert visit(tale).strictness.majors.severity is TIGHTENED


def test_lot_shown_again_is_inspected_at_least_as_strictly():
    tale = given_to_ines(booked(with_two_refused()))
    tale.do(RecordInspection("L4", found(4), visit(tale).id), INES)
    for number in range(5, 10):
        booked(tale, f"L{number}")
        given_to_ines(tale)
        tale.do(RecordInspection(f"L{number}", found(0), visit(tale).id), INES)
    assert visit(booked(tale, "L10")).strictness.majors == Grade(NORMAL, Because.RECOVERED, 0, 5)
    tale.do(ApproveShipment("L4", Answer.REFUSED, ("size",)), BUYER)
    tale.do(ReportProduction("L4", 100), SUPPLIER)
    assert visit(booked(tale, "L4")).strictness.majors == Grade(TIGHTENED, Because.REPEATED)


@pytest.mark.parametrize("kind", [InspectionKind.EVERY_PIECE, InspectionKind.LOADING])
def test_only_a_sampling_before_shipment_asks_the_history(kind):
    tale = with_two_refused().do(BookInspection("L4", kind, THIRD, ON), BUYER)
    assert visit(tale).strictness.majors == Grade()


def with_ten_clean(**changes):
    tale = story(**changes)
    for number in range(1, 11):
        counted(tale, f"L{number}", 0)
    return tale


def test_buyer_may_have_it_reduced_where_the_history_earned_it():
    tale = booked(with_ten_clean(), "L11", reduced=True)
    assert visit(tale).strictness.majors == Grade(REDUCED, Because.EARNED, 0, 30)
    policy = load().of(tale.order.policy)
    items = checklist(tale.order.terms, "L11", policy, visit(tale).strictness)
    assert {item.sample for item in items if item.clause == "size"} == {32}
    given_to_ines(tale)
    tale.do(RecordInspection("L11", found(3, checked=32), visit(tale).id), INES)
    assert tale.order.lot("L11").quality.verdict is Verdict.PASSED


def test_nobody_gets_it_reduced_without_asking():
    strictness = visit(booked(with_ten_clean(), "L11")).strictness
    assert strictness.majors == Grade(NORMAL, Because.NOT_WANTED, 0, 30)


def wish(lot="L11", kind=PSI):
    return BookInspection(lot, kind, THIRD, ON, reduced=True)


def test_reduced_is_refused_before_it_is_earned():
    tale = counted(story(), "L1", 0)
    given(tale).when(wish(), BUYER).refuses("inspection.reduced_not_earned")


def test_reduced_is_refused_for_what_is_no_first_sampling():
    tale = with_ten_clean()
    every = wish(kind=InspectionKind.EVERY_PIECE)
    given(tale).when(every, BUYER).refuses("inspection.reduced_not_possible")


def test_reduced_is_refused_to_a_supplier():
    tale = counted(with_ten_clean(), "L11", 6)
    given(tale).when(wish(), SUPPLIER).refuses("inspection.reduced_is_buyers_wish")


def test_reduced_is_refused_for_a_lot_shown_again():
    tale = counted(with_ten_clean(), "L11", 0)
    tale.do(RecordInspection("L12", replace(found(0), aborted="not_ready")), OLGA)
    given(tale).when(wish("L12"), BUYER).refuses("inspection.reduced_not_possible")


FAR = ShipBy(START.date() + timedelta(days=330), "Asia/Shanghai")


def test_reduced_needs_a_lot_within_the_half_year_before():
    tale = with_ten_clean(ship_by=FAR)
    soon = replace(wish(), on=START.date() + timedelta(days=200))
    given(tale).at(181).when(soon, BUYER).refuses("inspection.reduced_not_steady")


def test_reduced_needs_production_that_was_never_late():
    tale = with_ten_clean().at(75)
    revised = SHIP_BY + timedelta(days=40)
    tale.do(ProposeShipBy(revised), SUPPLIER).do(AnswerShipBy(True, True), BUYER)
    late = replace(wish(), on=SHIP_BY + timedelta(days=30))
    given(tale).when(late, BUYER).refuses("inspection.reduced_not_steady")


def test_stricter_policy_knows_no_reduced_inspection():
    tale = an_order().opened(policy=STRICT, **terms()).paid().produced()
    for number in range(1, 11):
        counted(tale, f"L{number}", 0)
    given(tale).when(wish(), BUYER).refuses("inspection.reduced_not_possible")
