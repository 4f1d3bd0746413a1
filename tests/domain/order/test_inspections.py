"""Are inspections asked for, dated, given away and called off as the rules say?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.inspection.booking import BookingStatus
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.approve import (
    InspectionRecorded,
    RecordInspection,
)
from earnest.domain.order.acts.assign import AssignInspector, InspectorAssigned
from earnest.domain.order.acts.inspect import (
    AnswerInspection,
    BookInspection,
    CancelInspection,
    InspectionBooked,
    InspectionCancelled,
    InspectionCountered,
    InspectionMissed,
    InspectionProposed,
)
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from tests.cast import BUYER, INES, NINGBO, OLGA, PLAN, START, SUPPLIER, day, report
from tests.domain.order.visits import (
    ASSIGN,
    ON,
    SELF,
    THIRD,
    asked,
    assigned,
    book,
    booked,
    failed,
    story,
    visit,
)
from tests.given import an_order, given


def test_buyer_asks_supplier_answers_and_the_report_is_awaited():
    tale = asked()
    assert visit(tale).status is BookingStatus.PROPOSED
    assert tale.order.wait(WaitKind.ANSWER_INSPECTION, "I1").who is Role.SUPPLIER
    given(tale).when(AnswerInspection("I1", True), SUPPLIER).then(InspectionBooked)
    found = visit(tale)
    assert (found.status, found.payer, found.price_minor) == (
        BookingStatus.BOOKED, Role.BUYER, 30_000,
    )  # fmt: skip
    due = tale.order.wait(WaitKind.INSPECTION_DUE, "I1")
    assert due.who is Role.INSPECTOR
    assert due.due_at > day(20) + timedelta(hours=48)


def test_silence_agrees_to_the_day():
    tale = asked().later(1.5)
    event = tale.world.events()[-1]
    assert event == replace(event, by_silence=True, on=ON)
    assert visit(tale).status is BookingStatus.BOOKED
    assert not tale.order.wait(WaitKind.ANSWER_INSPECTION, "I1")


def test_other_day_is_named_and_answered_by_the_other_side():
    tale, later = asked(), ON + timedelta(days=1)
    given(tale).when(AnswerInspection("I1", False, later), SUPPLIER).then(InspectionCountered)
    assert tale.order.wait(WaitKind.ANSWER_INSPECTION, "I1").who is Role.BUYER
    given(tale).when(AnswerInspection("I1", True), SUPPLIER).refuses("inspection.nothing_asked")
    given(tale).when(AnswerInspection("I1", True), BUYER).then(InspectionBooked)
    assert visit(tale).on == later


def test_answer_without_a_day_is_no_answer():
    tale = asked()
    for on in (None, ON):
        given(tale).when(AnswerInspection("I1", False, on), SUPPLIER).refuses(
            "inspection.name_a_day"
        )
    given(tale).when(AnswerInspection("I9", True), SUPPLIER).refuses("inspection.unknown")


def test_days_are_countered_a_few_times_only():
    tale = asked()
    for number, who in ((1, SUPPLIER), (2, BUYER), (3, SUPPLIER)):
        tale.do(AnswerInspection("I1", False, ON + timedelta(days=number)), who)
    given(tale).when(AnswerInspection("I1", False, ON), BUYER).refuses(
        "inspection.countered_too_often"
    )


def test_inspection_is_asked_for_in_time():
    late = story().at(date_at(2026, 5, 8))
    given(late).when(book(on=date(2026, 5, 12)), BUYER).refuses("inspection.too_late_to_book")
    loading = book(InspectionKind.LOADING, on=date(2026, 5, 12))
    given(late).when(loading, BUYER).then(InspectionProposed)


def date_at(*ymd):
    return START.replace(year=ymd[0], month=ymd[1], day=ymd[2])


def test_seven_working_days_before_the_date_are_just_enough():
    # the last day to ship is Friday 15 May; seven working days after 6 May end with it
    given(story().at(date_at(2026, 5, 6))).when(book(on=date(2026, 5, 12)), BUYER).then(
        InspectionProposed
    )
    given(story().at(date_at(2026, 5, 7))).when(book(on=date(2026, 5, 12)), BUYER).refuses(
        "inspection.too_late_to_book"
    )


@pytest.mark.parametrize("days", [-1, 366])
def test_day_is_not_past_and_not_a_year_away(days):
    on = START.date() + timedelta(days=days)
    given(story()).when(book(on=on), BUYER).refuses("inspection.bad_day")


def test_same_inspection_is_not_asked_for_twice_but_another_kind_is():
    tale = asked()
    given(tale).when(book(), BUYER).refuses("inspection.already_booked")
    given(tale).when(book(InspectionKind.DURING_PRODUCTION), BUYER).then(InspectionProposed)


def test_order_has_a_few_inspections_only():
    tale = story()
    for number in range(1, 21):
        tale.do(book(), BUYER).do(CancelInspection(f"I{number}"), BUYER)
    given(tale).when(book(), BUYER).refuses("inspection.booked_too_often")


def test_kind_fits_where_the_lot_stands():
    ready = story().produced()
    given(ready).when(book(InspectionKind.INITIAL), BUYER).refuses("inspection.wrong_moment")
    early = replace(report(), kind=InspectionKind.DURING_PRODUCTION)
    given(ready).when(RecordInspection("A", early), OLGA).refuses("inspection.wrong_moment")
    given(story()).when(RecordInspection("A", early), OLGA).then(InspectionRecorded)
    refunded = an_order().deposited(inspection=PLAN).until(day(200))
    given(refunded).when(book(), BUYER).refuses("order.wrong_stage")


def test_lot_that_was_refunded_is_not_inspected():
    from tests.cast import TWO_LOTS
    from tests.given import shipping

    tale = story(lots=TWO_LOTS).at(20).produced("A").inspected().approved()
    tale.do(shipping(tale.world, "A"), SUPPLIER)
    tale.until(day(120))
    on = tale.world.now.date() + timedelta(days=2)
    asking = BookInspection("B", InspectionKind.PRE_SHIPMENT, THIRD, on)
    given(tale).when(asking, BUYER).refuses("lot.wrong_stage")


def test_price_is_bounded_and_never_raised_for_who_must_pay():
    for minor in (-1, 2_000_001):
        given(story()).when(book(price_minor=minor), BUYER).refuses("inspection.bad_price")
    tale = failed()
    again = book(on=ON + timedelta(days=5), price_minor=30_001)
    given(tale).when(again, SUPPLIER).refuses("inspection.price_above_plan")


def test_supplier_asks_again_only_after_a_fail_and_pays_it():
    given(story()).when(book(), SUPPLIER).refuses("inspection.buyers_to_ask")
    tale = failed()
    early = BookInspection("A", InspectionKind.LOADING, THIRD, ON + timedelta(days=5))
    given(tale).when(early, SUPPLIER).refuses("inspection.buyers_to_ask")
    given(tale).when(book(on=ON + timedelta(days=5)), SUPPLIER).then(InspectionProposed)
    found = visit(tale)
    assert (found.payer, found.answers) == (Role.SUPPLIER, Role.BUYER)
    assert found.again == tale.order.lot("A").quality.deciding.report_sha256


def test_supplier_pays_the_next_one_too_when_he_was_not_ready():
    tale = story().at(20).produced().inspected(Verdict.NOT_PERFORMED)
    tale.do(book(on=ON + timedelta(days=5)), BUYER)
    assert visit(tale).payer is Role.SUPPLIER


def test_inspector_is_a_stranger_with_papers():
    tale = booked()
    given(tale).when(replace(ASSIGN, inspector=NINGBO), OLGA).refuses(
        "inspection.conflict_of_interest"
    )
    for papers in ({"body": ""}, {"valid_until": None}, {"scope": "x" * 121}):
        given(tale).when(replace(ASSIGN, **papers), OLGA).refuses("inspection.not_accredited")
    given(tale).when(replace(ASSIGN, valid_until=ON - timedelta(days=1)), OLGA).refuses(
        "inspection.accreditation_over"
    )
    given(tale).when(replace(ASSIGN, inspector=""), OLGA).refuses("inspection.no_inspector")
    given(tale).when(ASSIGN, OLGA).then(InspectorAssigned)
    assert visit(tale).accreditation.number == "4711"
    assert tale.order.wait(WaitKind.INSPECTION_DUE, f"I1/{INES.organisation}")
    assert not tale.order.wait(WaitKind.INSPECTION_DUE, "I1")


def test_own_service_needs_no_papers_and_half_of_them_are_refused():
    tale = booked(by=InspectedBy.PLATFORM)
    given(tale).when(AssignInspector("I1", "house", "UKAS"), OLGA).refuses(
        "inspection.not_accredited"
    )
    given(tale).when(AssignInspector("I1", "house"), OLGA).then(InspectorAssigned)


def test_only_a_booked_one_is_given_away():
    given(asked()).when(ASSIGN, OLGA).refuses("inspection.nothing_to_assign")
    given(booked(by=SELF)).when(ASSIGN, OLGA).refuses("inspection.nothing_to_assign")
    two = booked().do(book(InspectionKind.LOADING), BUYER)
    given(two).when(replace(ASSIGN, inspection="I2"), OLGA).refuses("inspection.nothing_to_assign")


def test_visit_without_a_report_is_over_and_changes_nothing():
    tale = assigned().produced().until(day(25))
    assert InspectionMissed("I1") in tale.world.events()
    assert visit(tale).status is BookingStatus.CANCELLED
    assert tale.order.lot("A").quality.verdict is Verdict.NONE
    given(tale).when(RecordInspection("A", report(), "I1"), INES).refuses("inspection.not_booked")


def test_who_asked_may_call_it_off():
    tale = booked()
    given(tale).when(CancelInspection("I1"), SUPPLIER).refuses("inspection.nothing_to_cancel")
    given(tale).when(CancelInspection("I1"), BUYER).then(InspectionCancelled)
    assert not tale.order.wait(WaitKind.INSPECTION_DUE, "I1")
    given(tale).when(CancelInspection("I1"), OLGA).refuses("inspection.nothing_to_cancel")
    both = booked().do(book(InspectionKind.LOADING), BUYER).do(CancelInspection("I1"), BUYER)
    given(both).when(CancelInspection("I1"), BUYER).refuses("inspection.nothing_to_cancel")
