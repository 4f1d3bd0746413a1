"""What may a dishonest buyer, supplier or inspector try, and what stops him?

Each test is an attack that would once have worked, or must never work.
"""

from __future__ import annotations

from earnest.domain.changes import replace
from earnest.domain.contract.terms import InspectedBy
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.parties import Duty
from tests.cast import BUYER, SUPPLIER, person
from tests.domain.order.degrees import inspected, report
from tests.given import given

SELF = InspectedBy.SELF
FRIEND = person("fay", "friends-of-the-factory", Duty.INSPECT)


def test_inspector_without_the_visit_hands_in_nothing():
    story = inspected(8)
    passed = replace(report(0), findings=())
    given(story).when(RecordInspection("A", passed), FRIEND).refuses("inspection.not_assigned")


def test_buyers_own_report_never_takes_the_place_of_what_somebody_else_found():
    story = inspected(8)
    mine = replace(report(0), findings=(), by=SELF)
    given(story).when(RecordInspection("A", mine), BUYER).refuses("inspection.heavier_stands")
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("approve.waiver_needed")
    story.do(ApproveShipment("A", Answer.REFUSED), BUYER)
    story.do(ReportProduction("A", 100), SUPPLIER).do(RecordInspection("A", mine), BUYER)
    assert story.order.lot("A").quality.verdict is not Verdict.FAILED
