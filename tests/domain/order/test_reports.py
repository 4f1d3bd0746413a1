"""May a report be handed in, what does it decide, and how is it contested?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.domain.contract.terms import Coverage, DefectClass, InspectedBy, InspectionKind
from earnest.domain.files import bound_files
from earnest.domain.inspection.booking import BookingStatus
from earnest.domain.inspection.report import Finding, Verdict
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    InspectionRecorded,
    RecordInspection,
    ShipmentRefused,
)
from earnest.domain.order.acts.cancel import GiveNotice
from earnest.domain.order.acts.contest import ContestReport, ContestSettled, ReportContested
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from tests.cast import BUYER, FILE, INES, OLGA, PHOTO, SUPPLIER, report
from tests.domain.order.visits import (
    FAILED,
    ON,
    OTHER,
    PSI,
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


def test_assigned_inspector_alone_reports_and_once():
    tale = assigned().produced()
    done = RecordInspection("A", report(), "I1")
    given(tale).when(done, OTHER).refuses("order.not_found")
    given(tale).when(RecordInspection("A", report()), INES).refuses("inspection.not_assigned")
    given(tale).when(RecordInspection("A", report()), OLGA).refuses("inspection.is_assigned")
    given(tale).when(done, INES).then(InspectionRecorded)
    assert visit(tale).status is BookingStatus.REPORTED
    assert not [w for w in tale.order.waits if w.kind is WaitKind.INSPECTION_DUE]
    given(tale).when(done, INES).refuses("inspection.reported_twice")


UNKEPT = "cd" * 32
"""A file that nobody uploaded."""


@pytest.mark.parametrize(
    "found",
    [
        replace(report(), photos=(UNKEPT,)),
        replace(report(), files=(FILE, UNKEPT)),
        replace(report(), findings=(Finding("size", DefectClass.MINOR, 1, 80, (PHOTO, UNKEPT)),)),
    ],
)
def test_report_names_only_files_that_are_kept_with_the_order(found):
    tale = assigned().produced()
    given(tale).when(RecordInspection("A", found, "I1"), INES).refuses("evidence.not_kept")
    tale.world.files[tale.order.id, UNKEPT] = "image/jpeg"
    given(tale).when(RecordInspection("A", found, "I1"), INES).then(InspectionRecorded)


@pytest.mark.parametrize(
    "found",
    [
        replace(report(), photos=(FILE,)),
        replace(report(), findings=(Finding("size", DefectClass.MINOR, 1, 80, (FILE,)),)),
    ],
)
def test_photo_of_a_report_is_a_picture(found):
    tale = assigned().produced()
    given(tale).when(RecordInspection("A", found, "I1"), INES).refuses("evidence.no_picture")


def test_report_binds_its_photos_and_files():
    found = replace(report(), photos=(PHOTO,), files=(FILE,))
    tale = assigned().produced()
    done = given(tale).when(RecordInspection("A", found, "I1"), INES).then(InspectionRecorded)
    assert bound_files(done.found[0].event) == {PHOTO, FILE}


def test_booking_without_an_inspector_is_reported_on_paper_by_the_operator():
    tale = booked().produced()
    done = RecordInspection("A", report(), "I1")
    given(tale).when(done, INES).refuses("order.not_found")
    given(tale).when(done, OLGA).then(InspectionRecorded)


def test_report_is_of_the_kind_that_was_booked():
    tale = assigned().produced()
    house = replace(report(), by=InspectedBy.PLATFORM)
    given(tale).when(RecordInspection("A", house, "I1"), INES).refuses(
        "inspection.other_than_booked"
    )
    given(tale).when(RecordInspection("A", report(), "I7"), INES).refuses("inspection.unknown")
    proposed = asked().produced()
    given(proposed).when(RecordInspection("A", report(), "I1"), OLGA).refuses(
        "inspection.not_booked"
    )


def test_own_report_is_the_buyers_and_calls_for_a_third_party():
    tale = story().produced()
    own = replace(FAILED, by=SELF)
    given(tale).when(RecordInspection("A", FAILED), BUYER).refuses("inspection.by_whom")
    given(tale).when(RecordInspection("A", own), OLGA).refuses("inspection.by_whom")
    given(tale).when(RecordInspection("A", own), BUYER).then(InspectionRecorded)
    quality = tale.order.lot("A").quality
    assert quality.calls_for_third_party
    assert (quality.verdict, quality.fails) == (Verdict.FAILED, 0)
    tale.inspected(Verdict.FAILED)
    quality = tale.order.lot("A").quality
    assert not quality.calls_for_third_party
    assert quality.fails == 1


def test_early_and_late_reports_never_decide_on_shipping():
    early = replace(FAILED, kind=InspectionKind.INITIAL)
    tale = story().do(RecordInspection("A", early), OLGA)
    quality = tale.order.lot("A").quality
    assert (quality.verdict, quality.deciding, quality.fails) == (Verdict.NONE, None, 0)
    assert quality.last.kind is InspectionKind.INITIAL
    tale.produced().inspected().approved().shipped().received()
    late = replace(FAILED, kind=InspectionKind.DESTINATION)
    given(tale).when(RecordInspection("A", late), OLGA).then(InspectionRecorded)
    quality = tale.order.lot("A").quality
    assert (quality.verdict, len(quality.reports)) == (Verdict.PASSED, 3)


def test_destination_needs_no_answer_and_is_awaited_after_the_money_is_out():
    tale = an_order().paid().produced().approved().shipped().received()
    on = tale.world.now.date() + timedelta(days=3)
    tale.do(book(InspectionKind.DESTINATION, on=on), BUYER)
    assert visit(tale).status is BookingStatus.BOOKED
    tale.accepted()
    assert tale.order.stage == "released"
    assert tale.order.wait(WaitKind.INSPECTION_DUE, "I1")
    late = replace(report(), kind=InspectionKind.DESTINATION)
    given(tale).when(RecordInspection("A", late, "I1"), OLGA).then(InspectionRecorded)


def test_report_is_contested_in_time_and_once():
    tale = failed()
    given(tale).when(ContestReport("A"), SUPPLIER).then(ReportContested)
    assert tale.order.lot("A").quality.deciding.contested
    again = visit(tale)
    assert (again.kind, again.by, again.status) == (PSI, THIRD, BookingStatus.BOOKED)
    assert again.contests == tale.order.lot("A").quality.deciding.report_sha256
    given(tale).when(ContestReport("A"), SUPPLIER).refuses("contest.once")
    late = failed().later(3)
    given(late).when(ContestReport("A"), SUPPLIER).refuses("contest.too_late")


def test_passed_lot_has_nothing_to_contest():
    for tale in (story().produced(), story().produced().inspected()):
        given(tale).when(ContestReport("A"), SUPPLIER).refuses("contest.nothing_to_contest")
    left = story().produced().inspected().approved()
    given(left).when(ContestReport("A"), SUPPLIER).refuses("lot.wrong_stage")


@pytest.mark.parametrize(
    ("found", "stands", "payer"),
    [
        (FAILED, True, Role.SUPPLIER),
        (report(), False, Role.BUYER),
        (report(Verdict.NOT_PERFORMED), True, Role.SUPPLIER),
    ],
)
def test_loser_pays_the_joint_recheck(found, stands, payer):
    tale = failed().do(ContestReport("A"), SUPPLIER)
    given(tale).when(RecordInspection("A", found, "I1"), OLGA).then(
        InspectionRecorded, ContestSettled
    )
    settled = tale.world.events()[-1]
    assert (settled.stands, settled.payer, settled.price_minor) == (stands, payer, 30_000)
    assert visit(tale).payer is payer
    if stands:
        given(tale).when(ContestReport("A"), SUPPLIER).refuses("contest.once")


def test_buyers_own_fail_is_rechecked_by_a_third_party():
    tale = story().at(20).produced().do(RecordInspection("A", replace(FAILED, by=SELF)), BUYER)
    tale.do(ContestReport("A"), SUPPLIER)
    assert visit(tale).by is THIRD


def test_recheck_that_nobody_makes_leaves_the_report_standing():
    tale = failed().do(ContestReport("A"), SUPPLIER).later(20)
    assert visit(tale).status is BookingStatus.CANCELLED
    assert tale.order.lot("A").quality.verdict is Verdict.FAILED
    assert visit(tale).payer is Role.SUPPLIER


def test_overturned_fail_does_not_count():
    tale = failed().do(ContestReport("A"), SUPPLIER)
    assert tale.order.lot("A").quality.fails == 1
    tale.do(RecordInspection("A", report(), "I1"), OLGA)
    assert tale.order.lot("A").quality.fails == 0


def test_overturned_fail_does_not_count_even_after_a_refusal():
    tale = failed().do(ContestReport("A"), SUPPLIER)
    tale.do(ApproveShipment("A", Answer.REFUSED, ("size",)), BUYER)
    tale.do(ReportProduction("A", 100), SUPPLIER)
    assert tale.order.lot("A").quality.fails == 1
    tale.do(RecordInspection("A", report(), "I1"), OLGA)
    assert tale.order.lot("A").quality.fails == 0


def test_third_fail_lets_the_buyer_cancel_however_many_reports_say_it():
    tale = story().at(10).produced()
    for number in range(1, 4):
        given(tale).when(GiveNotice(), BUYER).refuses("cancel.no_cause")
        tale.inspected(Verdict.FAILED).inspected(Verdict.FAILED)
        assert tale.order.lot("A").quality.fails == number
        if number < 3:
            given(tale).when(ApproveShipment("A", Answer.REFUSED, ("size",)), BUYER).then(
                ShipmentRefused
            )
            tale.do(ReportProduction("A", 100), SUPPLIER)
    assert tale.world.refusal(GiveNotice(), BUYER) == ""


def test_nobody_inspects_what_was_never_planned_or_asked_for():
    bare = an_order().paid().produced()
    given(bare).when(RecordInspection("A", report()), OLGA).refuses("inspection.not_planned")
    bare.do(book(on=ON), BUYER)
    given(bare).when(RecordInspection("A", report()), OLGA).then(InspectionRecorded)


def test_report_on_a_lot_on_its_way_waits_for_its_arrival():
    tale = story(coverage=Coverage.POST_DELIVERY).produced().inspected().approved().shipped()
    late = replace(report(), kind=InspectionKind.DESTINATION)
    given(tale).when(RecordInspection("A", late), OLGA).refuses("lot.wrong_stage")
