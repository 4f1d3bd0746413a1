"""How are claims given up, and what does an approval need?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.contract.terms import (
    DefectClass,
)
from earnest.domain.inspection.loss import known_loss
from earnest.domain.inspection.report import Finding
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    RecordInspection,
    ShipmentApproved,
)
from earnest.domain.order.acts.waive import ClauseWaived, VoidWaiver, WaiveClause, WaiverVoided
from tests.cast import BUYER, OLGA
from tests.domain.order.degrees import (
    GUIDE,
    TOTAL,
    inspected,
    reader_contract,
    report,
)
from tests.given import Story, given


def test_waiver_prints_its_baseline_and_touches_no_other_lot():
    story = inspected(8).later(2)
    given(story).when(WaiveClause("A", "size", 50_000), BUYER).then(ClauseWaived)
    waiver = story.order.lot("A").quality.waivers[0]
    assert (waiver.baseline, waiver.checked, waiver.up_to_minor) == (17, 80, 50_000)
    assert waiver.report_sha256 == story.order.lot("A").quality.deciding.report_sha256
    assert not story.order.lot("B").quality.waivers
    signed = story.world.events()[-1]
    assert (signed.authority, signed.factors) == ("sign", ("password", "totp"))


def test_waiver_comes_a_day_after_the_report_and_not_before():
    story = inspected()
    delivered = story.order.lot("A").quality.deciding.delivered_at
    given(story).when(WaiveClause("A", "gap", 1), BUYER).refuses("waive.too_early")
    given(story).at(delivered.replace(day=delivered.day + 1)).when(
        WaiveClause("A", "gap", 1), BUYER
    ).then(ClauseWaived)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (WaiveClause("A", "gap", 0), "waive.sum"),
        (WaiveClause("A", "gap", 900_001), "waive.sum"),
        (WaiveClause("A", "edge", 1), "waive.not_found"),
        (WaiveClause("A", "other", 1), "waive.not_found"),
        (WaiveClause("B", "gap", 1), "lot.wrong_stage"),
        (VoidWaiver("A", "gap"), "waive.nothing_waived"),
    ],
)
def test_waiver_is_bounded(command, code):
    given(inspected().later(2)).when(command, BUYER).refuses(code)


def test_waiver_of_what_is_critical_is_never_possible():
    story = inspected(0, Finding("edge", DefectClass.CRITICAL, 1, 80)).later(2)
    given(story).when(WaiveClause("A", "edge", 1), BUYER).refuses("waive.never")
    found_critical = inspected(0, Finding("size", DefectClass.CRITICAL, 1, 80)).later(2)
    given(found_critical).when(WaiveClause("A", "size", 1), BUYER).refuses("waive.never")


def test_waiver_needs_a_report_and_is_signed_once():
    story = Story().opened(reader_contract()).proposed().signed().receives(TOTAL).produced()
    given(story).when(WaiveClause("A", "gap", 1), BUYER).refuses("waive.no_report")
    story = inspected().later(2).do(WaiveClause("A", "gap", 1), BUYER)
    given(story).when(WaiveClause("A", "gap", 1), BUYER).refuses("waive.twice")


def test_voided_waiver_becomes_a_reservation_until_the_lot_leaves():
    story = inspected().later(2).do(WaiveClause("A", "gap", 1), BUYER)
    story.do(ApproveShipment("A", Answer.AS_IS), BUYER)
    given(story).when(VoidWaiver("A", "size"), BUYER).refuses("waive.nothing_waived")
    given(story).when(VoidWaiver("A", "gap"), BUYER).then(WaiverVoided)
    quality = story.order.lot("A").quality
    assert (quality.reservations, quality.waived, quality.approved) == (("gap",), frozenset(), True)
    assert known_loss(story.order, "A", GUIDE).clauses == ("size", "gap")
    gone = inspected().later(2).do(WaiveClause("A", "gap", 1), BUYER)
    gone.do(ApproveShipment("A", Answer.AS_IS), BUYER).shipped("A")
    given(gone).when(VoidWaiver("A", "gap"), BUYER).refuses("waive.left_already")


def test_reservations_name_every_failed_clause_that_is_not_waived():
    story = inspected(8).later(2)
    only = ApproveShipment("A", Answer.WITH_RESERVATIONS, ("gap",))
    given(story).when(only, BUYER).refuses("approve.waiver_needed")
    story.do(WaiveClause("A", "size", 1), BUYER)
    given(story).when(only, BUYER).then(ShipmentApproved)


def test_pending_report_cannot_be_approved_as_it_is():
    story = Story().opened(reader_contract()).proposed().signed().receives(TOTAL).produced()
    story.do(RecordInspection("A", replace(report(0), presented=100, findings=())), OLGA)
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("approve.pending")


def test_strict_policy_reads_an_approval_without_conditions_as_a_waiver():
    story = inspected(8, policy="alibaba-2017-12@1")
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).then(ShipmentApproved)
    event = next(e for e in reversed(story.world.events()) if isinstance(e, ShipmentApproved))
    assert [w.clause for w in event.waived] == ["size", "gap"]
    assert story.order.lot("A").quality.waived == {"size", "gap"}
    bad = inspected(0, Finding("edge", DefectClass.CRITICAL, 1, 80), policy="alibaba-2017-12@1")
    given(bad).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("waive.never")
