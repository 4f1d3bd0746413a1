"""What may a dishonest buyer, supplier or inspector try, and what stops him?

Each test is an attack that would once have worked, or must never work.
"""

from __future__ import annotations

from datetime import UTC, date, timedelta

from earnest.domain.calendar import end_of_day
from earnest.domain.changes import replace
from earnest.domain.contract.terms import DefectClass, InspectedBy, InspectionKind
from earnest.domain.coverage.answer import Issue, Line, Status
from earnest.domain.coverage.lines import cover
from earnest.domain.coverage.rules import Missing, Rule
from earnest.domain.coverage.scene import Scene
from earnest.domain.coverage.undertaking import UndertakingStatus
from earnest.domain.coverage.windows import book_until, may_still_book
from earnest.domain.inspection.report import Finding, Report, Verdict
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    RecordInspection,
    ShipmentApproved,
    open_failures,
)
from earnest.domain.order.acts.decide_call import DecideCall
from earnest.domain.order.acts.inspect import BookInspection, InspectionProposed
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.reduce import AnswerReduction, ProposeReduction, ReductionRefused
from earnest.domain.order.acts.waive import WaiveClause
from earnest.domain.order.stages import LotStage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Duty
from tests.cast import BUYER, OLGA, PLAN, SUPPLIER, person
from tests.domain.order.degrees import GUIDE, inspected, reader_contract, report
from tests.given import Story, an_order, given
from tests.promise import an_order as audited_order
from tests.promise import audited, called, contested, lapse

SELF = InspectedBy.SELF
FRIEND = person("fay", "friends-of-the-factory", Duty.INSPECT)


def test_inspector_without_the_visit_hands_in_nothing():
    story = inspected(8)
    passed = replace(report(0), findings=())
    given(story).when(RecordInspection("A", passed), FRIEND).refuses("order.not_found")
    given(story).when(RecordInspection("Z", passed), FRIEND).refuses("order.not_found")


def test_buyers_own_report_never_takes_the_place_of_what_somebody_else_found():
    story = inspected(8)
    mine = replace(report(0), findings=(), by=SELF)
    given(story).when(RecordInspection("A", mine), BUYER).refuses("inspection.heavier_stands")
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("approve.waiver_needed")
    story.do(ApproveShipment("A", Answer.REFUSED), BUYER)
    story.do(ReportProduction("A", 100), SUPPLIER).do(RecordInspection("A", mine), BUYER)
    assert story.order.lot("A").quality.verdict is not Verdict.FAILED


def line(story: Story, issue: Issue, clause: str = "", lot: str = "A") -> Line:
    found = cover(story.order, GUIDE, story.world.now).line(issue, lot, clause)
    assert found is not None
    return found


def test_own_report_from_the_destination_proves_nothing_that_an_own_report_said_before():
    mine = replace(report(8), by=SELF)
    story = an_order().opened(reader_contract()).proposed().signed().paid().produced("A")
    story.do(RecordInspection("A", mine), BUYER)
    story.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, ("size", "gap")), BUYER)
    story.shipped("A").received("A")
    again = replace(mine, kind=InspectionKind.DESTINATION)
    story.do(RecordInspection("A", again), BUYER)
    known = line(story, Issue.KNOWN_FINDING, "size")
    assert (known.status, known.missing) == (Status.CONDITIONAL, (Missing.THIRD_PARTY_REPORT,))


def test_own_report_never_hides_an_independent_one():
    story = called().received()
    reported_by = [InspectedBy.THIRD_PARTY, SELF]
    assert Rule.REPORTED_THERE not in line(story, Issue.UNINSPECTED).rules
    for by in reported_by:
        story.do(RecordInspection("A", at_destination(by)), BUYER if by is SELF else OLGA)
        assert Rule.REPORTED_THERE in line(story, Issue.UNINSPECTED).rules


def at_destination(by: InspectedBy, **changes: object) -> Report:
    whole = Report(kind=InspectionKind.DESTINATION, by=by, presented=1000, units_checked=80)
    return replace(whole, **changes)


def test_buyer_cannot_price_the_report_away_that_his_claim_needs():
    story = an_order().opened(reader_contract(inspection=None)).proposed().signed().paid()
    before = line(story, Issue.UNINSPECTED)
    assert before.status is Status.CONDITIONAL
    total = story.order.terms.stated_total_minor
    kind = InspectionKind.DESTINATION
    story.do(BookInspection("A", kind, InspectedBy.THIRD_PARTY, date(2026, 6, 1), total), BUYER)
    assert line(story, Issue.UNINSPECTED).status is Status.CONDITIONAL


def test_visit_in_vain_counts_no_missing_pieces():
    story = called().received()
    story.do(RecordInspection("A", at_destination(InspectedBy.THIRD_PARTY, presented=0,
             units_checked=0, aborted="no_access")), OLGA)  # fmt: skip
    shortage = line(story, Issue.SHORTAGE)
    assert Rule.MISSING_UNITS not in shortage.rules


def test_promise_that_was_called_covers_no_more_than_was_called():
    assert line(called(60_000), Issue.UNDERTAKING, "U1").minor == 60_000


def test_promise_that_was_decided_covers_no_more_than_was_decided():
    story = contested(60_000).do(DecideCall("U1", 10_000), OLGA)
    assert line(story, Issue.UNDERTAKING, "U1").minor == 10_000
    story = contested(60_000).do(DecideCall("U1", 0), OLGA)
    assert cover(story.order, GUIDE, story.world.now).line(Issue.UNDERTAKING, "A", "U1") is None


def test_no_price_lets_goods_leave_that_are_dangerous():
    story = inspected(0, Finding("edge", DefectClass.CRITICAL, 1, 80))
    given(story).when(ProposeReduction("A", 1, ("edge",)), SUPPLIER).refuses("reduce.never")
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("approve.waiver_needed")


def test_what_is_found_critical_later_was_never_settled():
    story = inspected(8)
    story.do(ProposeReduction("A", 1_000, ("size",)), SUPPLIER)
    story.do(AnswerReduction("A", True, 1_000), BUYER)
    assert story.order.lot("A").quality.settled == ("size",)
    story.do(RecordInspection("A", report(8)), OLGA)
    assert open_failures(story.order.lot("A")) == ("gap",)
    sharp = Finding("size", DefectClass.CRITICAL, 1, 80)
    story.do(RecordInspection("A", replace(report(8), findings=(sharp,))), OLGA)
    assert open_failures(story.order.lot("A")) == ("size",)
    given(story).when(ProposeReduction("A", 1, ("size",)), BUYER).refuses("reduce.never")


def test_settlement_offered_before_the_report_is_not_signed_after_it():
    story = inspected(8).do(ProposeReduction("A", 1_000, ("size",)), SUPPLIER)
    sharp = Finding("size", DefectClass.CRITICAL, 1, 80)
    story.do(RecordInspection("A", replace(report(8), findings=(sharp,))), OLGA)
    given(story).when(AnswerReduction("A", True, 1_000), BUYER).refuses("reduce.never")
    given(story).when(AnswerReduction("A", False, 1_000), BUYER).then(ReductionRefused)


def test_payment_taken_back_takes_what_was_kept_back_before_it_makes_a_debt():
    story = audited_order().opened(reader_contract(lots=())).proposed().signed().paid()
    story.produced().do(RecordInspection("A", report(8)), OLGA)
    story.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, ("size", "gap")), BUYER)
    story.shipped().received().do(AcceptGoods("A", 50_000), BUYER).reversed(1_000_000)
    assert (story.order.held_minor, story.order.debt_minor) == (0, 950_000)
    assert story.order.outstanding() == 50_000
    assert story.order.lot("A").stage is LotStage.RELEASED
    audited(story).receives(50_000)
    assert story.order.released_minor == 1_000_000
    audited(story)


def test_payment_taken_back_leaves_a_promise_without_its_security():
    story = called(60_000).reversed(1_950_000)
    assert story.order.undertakings[0].secured_minor == 50_000
    audited(story).reversed(50_000)
    assert story.order.undertakings[0].secured_minor == 0
    assert (story.order.held_minor, story.order.debt_minor) == (0, 0)
    assert line(story, Issue.UNDERTAKING, "U1").minor == 0
    lapse(story, WaitKind.PERFORM_UNDERTAKING)
    lapse(story, WaitKind.PAY_UNDERTAKING)
    assert story.order.undertakings[0].status is UndertakingStatus.OWED
    audited(story)


def test_nothing_is_owed_that_was_given_up_or_came_too_late_or_is_the_buyers_risk():
    story = inspected(8).later(2)
    story.do(WaiveClause("A", "gap", 900_000), BUYER)
    story.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, ("size",)), BUYER)
    story.shipped("A").received("A").accepted("A")
    assert line(story, Issue.KNOWN_FINDING, "gap").owed_minor == 0
    assert line(story, Issue.TRANSIT_DAMAGE).owed_minor == 0
    assert line(story, Issue.KNOWN_FINDING, "size").owed_minor == 54_000
    assert line(story, Issue.LATENT).owed_minor == 900_000
    until = line(story, Issue.LATENT).until
    assert until is not None
    story.until(until)
    assert line(story, Issue.LATENT).owed_minor == 0
    assert line(story, Issue.KNOWN_FINDING, "size").owed_minor == 0


def test_visit_that_decides_is_not_put_off_until_the_date_is_missed():
    story = inspected(8)
    late, kind = date(2026, 12, 1), InspectionKind.PRE_SHIPMENT
    visit = BookInspection("A", kind, InspectedBy.THIRD_PARTY, late)
    given(story).when(visit, BUYER).refuses("inspection.bad_day")
    in_time = replace(visit, on=story.order.shipping.ship_by_on)
    given(story).when(in_time, BUYER).then(InspectionProposed)


def test_own_reports_do_not_fill_the_order():
    story = an_order().opened(reader_contract()).proposed().signed().paid().produced("A")
    mine = RecordInspection("A", replace(report(8), by=SELF))
    for _ in range(GUIDE.inspection.bookings_limit):
        story.do(mine, BUYER)
    given(story).when(mine, BUYER).refuses("inspection.reported_too_often")


def test_claims_are_given_up_by_nobody_without_the_authority_to_sign():
    """Under the strict reading an approval gives up claims, which is more than daily trade."""
    clerk = replace(BUYER, authority=BUYER.authority - {"sign"})
    story = inspected(8, policy="alibaba-2017-12@1")
    approve = ApproveShipment("A", Answer.AS_IS)
    given(story).when(approve, clerk).refuses("permission.no_authority")
    given(story).when(approve, BUYER).then(ShipmentApproved)


def test_last_day_to_book_ends_where_the_goods_are():
    story = an_order().opened(reader_contract(inspection=None)).proposed().signed().paid()
    on = book_until(Scene(story.order, GUIDE, story.world.now))
    assert on is not None
    ends = end_of_day(on, "Asia/Shanghai")
    assert may_still_book(Scene(story.order, GUIDE, ends - timedelta(microseconds=1)))
    assert ends.astimezone(UTC).date() == on
    assert not may_still_book(Scene(story.order, GUIDE, ends))


def test_same_figures_once_more_are_another_report_and_need_another_waiver():
    story = inspected(8).later(2)
    for clause in ("size", "gap"):
        story.do(WaiveClause("A", clause, 900_000), BUYER)
    assert open_failures(story.order.lot("A")) == ()
    story.do(ApproveShipment("A", Answer.REFUSED), BUYER).produced("A")
    story.do(RecordInspection("A", report(8)), OLGA)
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("approve.waiver_needed")
    given(story).when(WaiveClause("A", "size", 1), BUYER).refuses("waive.too_early")


def test_buyer_cannot_refuse_pass_after_pass_until_the_goods_are_late():
    story = an_order().paid(inspection=PLAN).produced().inspected()
    refuse_it = ApproveShipment("A", Answer.REFUSED, ("size",))
    story.do(refuse_it, BUYER).produced().inspected()
    given(story).when(refuse_it, BUYER).refuses("approve.pass_refused_before")
    kept = ApproveShipment("A", Answer.WITH_RESERVATIONS, ("size",))
    given(story).when(kept, BUYER).then(ShipmentApproved)
