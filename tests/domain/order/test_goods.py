"""How are the goods produced, inspected, let go, shipped, delivered and accepted?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from earnest.domain.contract.terms import Coverage
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.accept import AcceptGoods, GoodsAccepted
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    InspectionRecorded,
    RecordInspection,
    ShipmentApproved,
    ShipmentRefused,
)
from earnest.domain.order.acts.cancel import GiveNotice
from earnest.domain.order.acts.deliver import (
    ArrivalInDoubt,
    ConfirmReceipt,
    GoodsDelivered,
    GoodsNotArrived,
    GoodsReceived,
    RecordDelivery,
    ReportNotArrived,
)
from earnest.domain.order.acts.pay import InstalmentDue
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.acts.produce import (
    ProductionProgressed,
    ProductionReported,
    ReportProduction,
)
from earnest.domain.order.acts.release import LotReleased
from earnest.domain.order.acts.ship import (
    GoodsShipped,
    RefuseToShip,
    ShipGoods,
    ShipmentVerified,
    ShippingRefused,
    VerifyShipment,
)
from earnest.domain.order.progress import OrderReceived, OrderReleased, OrderShipped
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import WaitKind
from tests.cast import BUYER, CARRIER, OLGA, PLAN, START, SUPPLIER, TWO_LOTS, day, report
from tests.given import an_order, given, shipping

NAIVE = datetime(2026, 3, 1)  # noqa: DTZ001 (an instant without a zone is what is refused)


def ready(**changes):
    return an_order().paid(**changes).produced()


def on_the_way(**changes):
    return ready(**changes).shipped()


def kinds(story):
    return [type(event) for event in story.world.events()]


def test_production_is_reported_in_steps():
    story = an_order().deposited()
    given(story).when(ReportProduction("A", 40), SUPPLIER).then(ProductionProgressed)
    given(story).when(ReportProduction("A", 40), SUPPLIER).refuses("produce.percent")
    given(story).when(ReportProduction("A", 101), SUPPLIER).refuses("produce.percent")
    given(story).when(ReportProduction("Z", 50), SUPPLIER).refuses("lot.unknown")
    given(story).when(ReportProduction("A", 100), SUPPLIER).then(ProductionReported, InstalmentDue)
    given(story).when(ReportProduction("A", 100), SUPPLIER).refuses("lot.wrong_stage")


def test_inspection_is_recorded_where_one_is_planned():
    verdict = RecordInspection("A", report())
    given(ready()).when(verdict, OLGA).refuses("inspection.not_planned")
    story = ready(inspection=PLAN)
    given(story).when(verdict, OLGA).then(InspectionRecorded)
    early = an_order().paid(inspection=PLAN)
    given(early).when(verdict, OLGA).refuses("inspection.wrong_moment")


def test_planned_inspection_needs_an_answer_before_shipment():
    story = ready(inspection=PLAN).inspected()
    given(story).when(shipping(story.world), SUPPLIER).refuses("ship.not_approved")
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).then(ShipmentApproved)
    given(story).when(shipping(story.world), SUPPLIER).then(GoodsShipped, OrderShipped)


def test_silence_after_a_pass_approves_and_after_a_fail_never_does():
    passed = ready(inspection=PLAN).inspected().later(10)
    assert passed.order.lot("A").quality.approved
    failed = ready(inspection=PLAN).inspected(Verdict.FAILED).later(10)
    assert not failed.order.lot("A").quality.approved


def test_answer_to_an_inspection_names_clauses():
    story = ready(inspection=PLAN).inspected()

    def answer(kind, *clauses):
        return ApproveShipment("A", kind, clauses)

    given(story).when(answer(Answer.REFUSED), BUYER).refuses("approve.pass_needs_clause")
    given(story).when(answer(Answer.WITH_RESERVATIONS), BUYER).refuses("approve.names_no_clause")
    given(story).when(answer(Answer.REFUSED, "none"), BUYER).refuses("approve.unknown_clause")
    given(story).when(answer(Answer.REFUSED, "size"), BUYER).then(ShipmentRefused)
    assert story.order.lot("A").stage is LotStage.WAITING
    failed = ready(inspection=PLAN).inspected(Verdict.FAILED)
    given(failed).when(answer(Answer.AS_IS), BUYER).refuses("approve.waiver_needed")
    given(failed).when(answer(Answer.WITH_RESERVATIONS, "size"), BUYER).then(ShipmentApproved)


def test_only_a_failed_lot_counts_as_failed():
    story = an_order().paid()
    for _ in range(3):
        story.produced().do(ApproveShipment("A", Answer.REFUSED), BUYER)
    given(story).when(GiveNotice(), BUYER).refuses("cancel.no_cause")


def test_third_fail_is_a_cause_to_cancel():
    story = an_order().paid(inspection=PLAN)
    for _ in range(3):
        story.produced().inspected(Verdict.FAILED)
        story.do(ApproveShipment("A", Answer.REFUSED), BUYER)
    assert not given(story).when(GiveNotice(), BUYER).code


def test_shipment_needs_its_money_papers_and_a_plausible_date():
    story = an_order().deposited().produced()
    given(story).when(shipping(story.world), SUPPLIER).refuses("ship.unpaid")
    story = ready().at(3)
    tomorrow = story.world.now + timedelta(days=1)
    for changes, code in (
        ({"handed_over_at": tomorrow}, "ship.in_future"),
        ({"handed_over_at": NAIVE}, "ship.in_future"),
        ({"handed_over_at": START - timedelta(days=1)}, "ship.before_contract"),
        ({"mode": "balloon"}, "ship.unknown_mode"),
        ({"carrier": ""}, "ship.no_carrier"),
        ({"documents": ()}, "ship.no_documents"),
        ({"documents": ("BL 17", "cd" * 32)}, "evidence.not_kept"),
    ):
        given(story).when(shipping(story.world, **changes), SUPPLIER).refuses(code)
    given(story).when(shipping(story.world), SUPPLIER).then(GoodsShipped, OrderShipped)
    given(story).when(shipping(story.world), SUPPLIER).refuses("order.wrong_stage")


@pytest.mark.parametrize("number", ["ol17", "OL-17", "ol\t17", " OL\u00a017 ", "OL17\u200b"])
def test_tracking_number_serves_one_lot_for_ever(number):
    story = ready(lots=TWO_LOTS).shipped("A", tracking="OL 17")
    same = shipping(story.world, "B", tracking=number)
    given(story).when(same, SUPPLIER).refuses("ship.tracking_used")
    given(story).when(shipping(story.world, "A"), SUPPLIER).refuses("lot.wrong_stage")


@pytest.mark.parametrize(
    ("blank", "code"),
    [
        ({"carrier": " "}, "ship.no_carrier"),
        ({"tracking": "\u200b-"}, "ship.no_carrier"),
        ({"documents": ("",)}, "ship.no_documents"),
        ({"documents": ("B/L 7", " ")}, "ship.no_documents"),
    ],
)
def test_blank_names_no_carrier_and_no_paper(blank, code):
    story = ready()
    given(story).when(replace(shipping(story.world), **blank), SUPPLIER).refuses(code)


@pytest.mark.parametrize("hours", [-12, 0, 14])
def test_hand_over_at_the_beginning_of_time_is_refused(hours):
    story = ready()
    at = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=hours)))
    early = replace(shipping(story.world), handed_over_at=at)
    given(story).when(early, SUPPLIER).refuses("ship.before_contract")


def test_supplier_may_refuse_to_ship_once():
    story = ready()
    given(story).when(RefuseToShip(), SUPPLIER).then(ShippingRefused)
    given(story).when(RefuseToShip(), SUPPLIER).refuses("ship.refused_twice")
    left = an_order().signed(lots=TWO_LOTS).paid().produced().shipped("A")
    assert not given(left).when(RefuseToShip(), SUPPLIER).code


def test_carrier_verifies_a_shipment_once():
    story = on_the_way().at(1)
    for at, code in (
        (day(2), "ship.in_future"),
        (NAIVE, "ship.in_future"),
        (day(-3), "ship.before_contract"),
    ):
        given(story).when(VerifyShipment("A", at), CARRIER).refuses(code)
    given(story).when(VerifyShipment("A", START), CARRIER).then(ShipmentVerified)
    given(story).when(VerifyShipment("A", START), CARRIER).refuses("ship.verified_twice")
    given(ready()).when(VerifyShipment("A", START), CARRIER).refuses("lot.wrong_stage")


def test_delivery_is_recorded_once_and_not_before_it_is_possible():
    story = on_the_way().at(9)
    for at in (day(1), day(10), NAIVE):
        given(story).when(RecordDelivery("A", at, "x"), CARRIER).refuses("deliver.implausible")
    given(story).when(RecordDelivery("A", day(9), "x"), CARRIER).then(GoodsDelivered)
    given(story).when(RecordDelivery("A", day(9), "x"), CARRIER).refuses("deliver.twice")


def test_delivery_that_nobody_answers_is_receipt_after_a_week():
    story = on_the_way().at(20).delivered().later(9)
    assert story.order.stage is Stage.RECEIVED


def test_receipt_is_confirmed_by_the_buyer_and_not_too_early():
    story = on_the_way()
    given(story).at(2).when(ConfirmReceipt("A"), BUYER).refuses("receipt.too_early")
    given(story).at(9).when(ConfirmReceipt("A"), BUYER).then(GoodsReceived, OrderReceived)
    given(story).when(ConfirmReceipt("A"), BUYER).refuses("order.wrong_stage")
    given(ready()).when(ConfirmReceipt("A"), BUYER).refuses("lot.wrong_stage")


def test_not_arrived_stops_the_clock_twice_then_evidence_decides():
    story = on_the_way()
    for at in (60, 61):
        given(story).at(at).when(ReportNotArrived("A"), BUYER).then(GoodsNotArrived)
    given(story).when(ReportNotArrived("A"), BUYER).refuses("receipt.not_arrived_too_often")
    story.until(day(200))
    assert ArrivalInDoubt in kinds(story)
    assert story.order.refunded_minor == 2_000_000


def test_not_arrived_cannot_be_said_again_while_evidence_is_awaited():
    story = on_the_way().at(1)
    story.do(ReportNotArrived("A"), BUYER)
    story.until(story.order.wait(WaitKind.RECEIPT, "A").due_at)
    given(story).when(ReportNotArrived("A"), BUYER).refuses("receipt.in_doubt_already")


def test_goods_are_accepted_after_receipt_only():
    given(on_the_way()).when(AcceptGoods("A"), BUYER).refuses("lot.wrong_stage")
    story = on_the_way().received()
    given(story).when(AcceptGoods("A"), BUYER).then(
        GoodsAccepted, LotReleased, PayoutInstructed, OrderReleased
    )
    assert story.order.released_minor == 2_000_000


def test_silence_after_receipt_pays_the_supplier():
    story = on_the_way().received().later(32)
    assert story.order.released_minor == 2_000_000
    assert story.settled().later(40).order.stage is Stage.CLOSED


def test_lots_are_accepted_and_paid_one_by_one():
    story = ready(lots=TWO_LOTS).shipped("A").received("A").accepted("A")
    assert story.order.released_minor == 1_200_000
    assert story.order.stage is Stage.ACTIVE
    assert story.order.held_minor == 800_000


@pytest.mark.parametrize("proof", ["verified", "delivered"])
def test_deposit_cover_ends_five_business_days_after_proof_of_shipment(proof):
    story = on_the_way(coverage=Coverage.PRE_SHIPMENT).at(datetime(2026, 3, 16, 9, tzinfo=UTC))
    getattr(story, proof)()
    story.until(datetime(2026, 3, 23, 23, 59, tzinfo=UTC))
    assert story.order.held_minor == 2_000_000
    story.until(datetime(2026, 3, 24, 0, 0, tzinfo=UTC))
    assert story.order.released_minor == 2_000_000


def test_deposit_cover_knows_no_receipt():
    story = on_the_way(coverage=Coverage.PRE_SHIPMENT).at(20)
    for command in (ConfirmReceipt("A"), ReportNotArrived("A")):
        given(story).when(command, BUYER).refuses("deliver.not_under_deposit_protection")


def test_shipment_without_any_proof_refunds_after_ninety_days():
    story = on_the_way(coverage=Coverage.PRE_SHIPMENT).until(day(95))
    assert story.order.refunded_minor == 2_000_000


def test_ship_goods_is_a_value():
    assert shipping(an_order().world) == shipping(an_order().world)
    assert isinstance(shipping(an_order().world), ShipGoods)


def test_days_late_count_by_the_carriers_proof_and_not_by_the_suppliers_word():
    story = an_order().paid().produced()
    on = story.order.shipping.ship_by_on
    story.at(datetime(on.year, on.month, on.day, 3, tzinfo=UTC)).shipped()
    assert story.order.lots["A"].shipment.late_days == 0
    story.later(4).do(VerifyShipment("A", story.world.now), CARRIER)
    assert story.order.lots["A"].shipment.late_days == 4
