"""How are claims waived, prices reduced, and sums kept back? The worked examples, to the cent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    Instalment,
    Losses,
    LotLine,
    LotTerms,
    Trigger,
)
from earnest.domain.coverage.undertaking import CallTrigger, Remedy
from earnest.domain.inspection.loss import Reading, known_loss
from earnest.domain.inspection.report import Finding, Report
from earnest.domain.order.acts.accept import AcceptGoods, GoodsAccepted, HoldbackKept
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    RecordInspection,
    ShipmentApproved,
)
from earnest.domain.order.acts.cancel import AnswerCancellation, ProposeCancellation
from earnest.domain.order.acts.deliver import ConfirmReceipt
from earnest.domain.order.acts.hold_back import (
    AnswerHoldback,
    AskHoldback,
    HoldbackAgreed,
    HoldbackAsked,
    HoldbackLapsed,
    HoldbackRefused,
)
from earnest.domain.order.acts.reduce import (
    AnswerReduction,
    PriceReduced,
    ProposeReduction,
    ReductionLapsed,
    ReductionProposed,
    ReductionRefused,
)
from earnest.domain.order.acts.release import (
    LotPartReleased,
    LotRefunded,
    LotReleased,
    PayoutInstructed,
)
from earnest.domain.order.acts.undertake import CountersignUndertaking, OfferUndertaking
from earnest.domain.order.acts.waive import ClauseWaived, VoidWaiver, WaiveClause, WaiverVoided
from earnest.domain.order.progress import OrderReleased
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from earnest.policies import load
from earnest.usecases.preview import money_bar
from tests.auditor import Auditor
from tests.cast import BUYER, INES, PLAN, SUPPLIER, contract, flasks
from tests.driver import World
from tests.given import Story, given

SIZE = Clause("size", "Height", "250", "mm", "2", "calliper")
GAP = Clause(
    "gap", "No gap", "0", "mm", "5", "ruler",
    kind=ClauseKind.PACKAGING, aspect="gap", repair_unit_price="0.30",
)  # fmt: skip
EDGE = Clause("edge", "No sharp edge", "none", method="touch", severity=DefectClass.CRITICAL)
TOTAL = 1_000_000
IN_TWO = (LotTerms("A", (LotLine("1", "900"),)), LotTerms("B", (LotLine("1", "100"),)))
DEPOSIT = (
    Instalment("deposit", 300_000, Trigger.SIGNATURE, 5),
    Instalment("balance", 700_000, Trigger.PRODUCTION, 7),
)
GUIDE = load().of("guide-2021@1")


def reader_contract(**changes) -> Contract:
    """The order of the worked examples: 1,000 units at USD 10.00, two lots."""
    line = flasks("1000", TOTAL, unit_price="10.00", clauses=(SIZE, GAP, EDGE))
    terms = {
        "lines": (line,),
        "lots": IN_TWO,
        "stated_total_minor": TOTAL,
        "schedule": DEPOSIT,
        "inspection": PLAN,
        "losses": Losses(major=6_000, minor=2_000),
    }
    return contract(**{**terms, **changes})


def report(majors: int = 3, *more: Finding) -> Report:
    """80 of lot A's 900 pieces were checked; 10 of 10 cartons have a gap."""
    found = (
        Finding("size", DefectClass.MAJOR, majors, 80),
        Finding("gap", DefectClass.MAJOR, 10, 10),
        *more,
    )
    return Report(presented=900, cartons=90, cartons_opened=10, units_checked=80, findings=found)


def inspected(majors: int = 3, *more: Finding, policy: str = "", **changes) -> Story:
    story = Story(World(listeners=(Auditor(),)))
    story.opened(reader_contract(**changes), policy=policy)
    story.proposed().signed().receives(TOTAL).produced("A")
    return story.do(RecordInspection("A", report(majors, *more)), INES)


def reserved(majors: int = 3, *clauses: str, **changes) -> Story:
    kept = clauses or (("gap",) if majors <= 5 else ("gap", "size"))
    story = inspected(majors, **changes)
    return story.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, kept), BUYER)


def arrived(majors: int = 3, *clauses: str, **changes) -> Story:
    story = reserved(majors, *clauses, **changes).shipped("A").later(20)
    return story.do(ConfirmReceipt("A"), BUYER)


def audit(story: Story) -> None:
    story.world.listeners[0].check(story.world)


# -- the worked examples


def test_example_a_keeps_back_432_and_pays_8568():
    story = arrived(3)
    loss = known_loss(story.order, "A", GUIDE)
    assert [(p.clause, p.reading, p.minor) for p in loss.parts] == [
        ("size", Reading.CREDITED, 1_800),
        ("gap", Reading.PUT_RIGHT, 27_000),
    ]
    assert (loss.minor, loss.holdback_minor) == (28_800, 43_200)
    given(story).when(AcceptGoods("A", 43_201), BUYER).refuses("accept.holdback")
    done = given(story).when(AcceptGoods("A", 43_200), BUYER)
    done.then(GoodsAccepted, HoldbackKept, LotPartReleased, PayoutInstructed)
    lot = story.order.lot("A")
    assert (lot.stage, lot.held, lot.released_minor) == (
        LotStage.ACCEPTED,
        {Purpose.HOLDBACK: 43_200},
        856_800,
    )
    assert story.order.lot("B").held == {Purpose.GOODS: 100_000}
    audit(story)


def test_example_b_keeps_back_1215_and_pays_7785():
    story = arrived(8)
    loss = known_loss(story.order, "A", GUIDE)
    assert loss.parts[0].units == 90
    assert [p.minor for p in loss.parts] == [54_000, 27_000]
    assert loss.of(("size",)).upper_minor == 101_285
    story.do(AcceptGoods("A", loss.holdback_minor), BUYER)
    lot = story.order.lot("A")
    assert (lot.held, lot.released_minor) == ({Purpose.HOLDBACK: 121_500}, 778_500)
    audit(story)


def test_example_c_wants_a_waiver_for_each_failed_check():
    mark = replace(EDGE, id="mark", severity=DefectClass.MAJOR, check_point=True)
    code = replace(EDGE, id="code", severity=DefectClass.MAJOR, check_point=True)
    line = flasks("1000", TOTAL, unit_price="10.00", clauses=(SIZE, GAP, mark, code))
    broken = [Finding(id, DefectClass.MAJOR, 1, 1) for id in ("mark", "code")]
    story = inspected(0, *broken, lines=(line,)).later(2)
    for clause in ("gap", "mark", "code"):
        given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses(
            "approve.waiver_needed"
        )
        story.do(WaiveClause("A", clause, 100), BUYER)
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).then(ShipmentApproved)


# -- waivers


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
    story.do(RecordInspection("A", replace(report(0), presented=100, findings=())), INES)
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("approve.pending")


def test_strict_policy_reads_an_approval_without_conditions_as_a_waiver():
    story = inspected(8, policy="alibaba-2017-12@1")
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).then(ShipmentApproved)
    event = next(e for e in reversed(story.world.events()) if isinstance(e, ShipmentApproved))
    assert [w.clause for w in event.waived] == ["size", "gap"]
    assert story.order.lot("A").quality.waived == {"size", "gap"}
    bad = inspected(0, Finding("edge", DefectClass.CRITICAL, 1, 80), policy="alibaba-2017-12@1")
    given(bad).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses("waive.never")


# -- a lower price


def test_reduction_of_a_paid_lot_goes_back_and_settles_the_clauses():
    story = arrived(8)
    propose = ProposeReduction("A", 54_000, ("size",))
    given(story).when(propose, SUPPLIER).then(ReductionProposed)
    given(story).when(propose, BUYER).refuses("reduce.already_proposed")
    given(story).when(AnswerReduction("A", True, 54_000), SUPPLIER).refuses("proposal.own")
    given(story).when(AnswerReduction("A", True, 53_999), BUYER).refuses("reduce.other_sum")
    given(story).when(AnswerReduction("A", True, 54_000), BUYER).then(
        PriceReduced, PayoutInstructed
    )
    assert story.order.payouts[-1].to is Role.BUYER
    assert known_loss(story.order, "A", GUIDE).minor == 27_000
    bar = money_bar(story.order)
    assert (bar.total_minor, bar.reduced_minor, bar.outstanding_minor) == (946_000, 54_000, 0)
    assert bar.paid_minor == bar.held_minor + bar.refunded_minor == 1_000_000
    assert story.order.reserved_minor == 1_000_000
    audit(story)


def test_reduction_takes_first_what_is_unpaid():
    story = Story(World(listeners=(Auditor(),))).opened(reader_contract()).proposed().signed()
    story.receives(300_000)
    story.do(ProposeReduction("B", 80_000, ("size",)), BUYER)
    given(story).when(AnswerReduction("B", True, 80_000), SUPPLIER).then(
        PriceReduced, PayoutInstructed
    )
    event = next(e for e in story.world.events() if isinstance(e, PriceReduced))
    assert [(c.instalment, c.minor) for c in event.cells] == [("balance", 70_000)]
    assert [(s.purpose, s.minor) for s in event.shares] == [(Purpose.GOODS, 10_000)]
    order = story.order
    assert (order.outstanding(), order.held_minor) == (630_000, 290_000)
    assert money_bar(order).total_minor == 920_000
    audit(story)
    story.receives(630_000)
    assert not story.order.outstanding()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ProposeReduction("A", 0, ("size",)), "reduce.more_than_left"),
        (ProposeReduction("A", 900_001, ("size",)), "reduce.more_than_left"),
        (ProposeReduction("A", 1, ()), "reduce.names_no_clause"),
        (ProposeReduction("A", 1, ("none",)), "approve.unknown_clause"),
        (AnswerReduction("A", True, 1), "reduce.nothing_proposed"),
    ],
)
def test_reduction_is_bounded(command, code):
    given(arrived()).when(command, BUYER).refuses(code)


def test_silence_refuses_a_reduction_and_proposals_have_a_budget():
    story = arrived()
    story.do(ProposeReduction("A", 5, ("size",)), BUYER).later(6)
    assert isinstance(story.world.events()[-1], ReductionLapsed)
    for _ in range(4):
        story.do(ProposeReduction("A", 5, ("size",)), BUYER)
        given(story).when(AnswerReduction("A", False, 5), SUPPLIER).then(ReductionRefused)
    again = ProposeReduction("A", 5, ("size",))
    given(story).when(again, BUYER).refuses("reduce.proposed_too_often")


def test_whole_price_can_go_back_and_then_nothing_is_left_to_reduce():
    story = arrived().do(ProposeReduction("A", 900_000, ("size", "gap")), SUPPLIER)
    story.do(AnswerReduction("A", True, 900_000), BUYER)
    again = ProposeReduction("A", 1, ("size",))
    given(story).when(again, BUYER).refuses("reduce.nothing_left")
    audit(story)


# -- a part kept back


def test_holdback_goes_to_the_supplier_when_nobody_claims_it():
    story = arrived().do(AcceptGoods("A", 43_200), BUYER)
    wait = story.order.wait(WaitKind.HOLDBACK, "A")
    assert wait.who is Role.BUYER
    story.until(wait.due_at)
    assert story.order.lot("A").stage is LotStage.RELEASED
    assert story.order.lot("A").released_minor == 900_000
    audit(story)


def test_order_is_released_only_when_nothing_is_kept_back():
    story = arrived(lots=())
    story.do(AcceptGoods("A", 30_000), BUYER)
    assert story.order.stage is Stage.RECEIVED
    assert OrderReleased not in [type(e) for e in story.world.events()]
    story.until(story.order.wait(WaitKind.HOLDBACK, "A").due_at)
    assert story.order.stage is Stage.RELEASED
    audit(story)


def test_holdback_can_be_for_some_clauses_only():
    story = arrived()
    given(story).when(AcceptGoods("A", 2_701, ("size",)), BUYER).refuses("accept.holdback")
    given(story).when(AcceptGoods("A", 0, ("size",)), BUYER).refuses("accept.holdback")
    given(story).when(AcceptGoods("A", 1, ("none",)), BUYER).refuses("approve.unknown_clause")
    story.do(AcceptGoods("A", 2_700, ("size",)), BUYER)
    assert story.order.lot("A").held == {Purpose.HOLDBACK: 2_700}


def test_clause_that_was_waived_or_has_no_figure_keeps_nothing_back():
    waived = inspected(8).later(2).do(WaiveClause("A", "size", 900_000), BUYER)
    assert known_loss(waived.order, "A", GUIDE).clauses == ("gap",)
    blind = arrived(8, losses=None)
    loss = known_loss(blind.order, "A", GUIDE)
    assert (loss.minor, loss.known_minor, loss.holdback_minor) == (None, 27_000, 40_500)
    line = flasks("1000", TOTAL, unit_price="10.00",
                  clauses=(SIZE, replace(GAP, repair_unit_price=""), EDGE))  # fmt: skip
    open_price = known_loss(arrived(lines=(line,)).order, "A", GUIDE)
    assert (open_price.minor, open_price.known_minor) == (None, 1_800)


def test_aql_that_governs_credits_nothing_within_its_number():
    story = inspected(3, inspection=replace(PLAN, aql_governs=True))
    assert known_loss(story.order, "A", GUIDE).clauses == ("gap",)
    failed = inspected(8, inspection=replace(PLAN, aql_governs=True))
    assert known_loss(failed.order, "A", GUIDE).clauses == ("size", "gap")


def test_lot_without_a_report_has_no_known_loss():
    story = inspected()
    assert known_loss(story.order, "B", GUIDE).parts == ()
    assert known_loss(story.order, "B", GUIDE).minor == 0


def test_more_is_kept_back_only_with_the_suppliers_countersignature():
    story = arrived()
    ask = AskHoldback("A", 100_000, ("gap",))
    given(story).when(AskHoldback("A", 100_000, ()), BUYER).refuses("holdback.names_no_clause")
    given(story).when(AskHoldback("A", 40_500, ("gap",)), BUYER).refuses("holdback.sum")
    given(story).when(AskHoldback("A", 900_001, ("gap",)), BUYER).refuses("holdback.sum")
    given(story).when(AnswerHoldback("A", True), SUPPLIER).refuses("holdback.nothing_asked")
    given(story).when(ask, BUYER).then(HoldbackAsked)
    given(story).when(ask, BUYER).refuses("holdback.already_asked")
    given(story).when(AcceptGoods("A", 100_000), BUYER).refuses("accept.holdback")
    given(story).when(AnswerHoldback("A", True), SUPPLIER).then(HoldbackAgreed)
    story.do(AcceptGoods("A", 100_000, ("gap",)), BUYER)
    assert story.order.lot("A").held == {Purpose.HOLDBACK: 100_000}
    audit(story)


def test_silent_supplier_refuses_a_larger_holdback_and_asking_has_a_budget():
    story = arrived()
    ask = AskHoldback("A", 100_000, ("gap",))
    story.do(ask, BUYER).later(7)
    assert isinstance(story.world.events()[-1], HoldbackLapsed)
    for _ in range(2):
        story.do(ask, BUYER)
        given(story).when(AnswerHoldback("A", False), SUPPLIER).then(HoldbackRefused)
    given(story).when(ask, BUYER).refuses("holdback.asked_too_often")


def test_silence_pays_everything_even_with_claims_kept():
    story = arrived()
    story.until(story.order.wait(WaitKind.ACCEPTANCE, "A").due_at)
    assert story.order.lot("A").stage is LotStage.RELEASED


def test_whole_lot_can_be_kept_back_and_still_ends():
    story = arrived(0, losses=None).do(AskHoldback("A", 900_000, ("gap",)), BUYER)
    story.do(AnswerHoldback("A", True), SUPPLIER)
    done = given(story).when(AcceptGoods("A", 900_000), BUYER)
    done.then(GoodsAccepted, HoldbackKept)
    story.until(story.order.wait(WaitKind.HOLDBACK, "A").due_at)
    assert story.order.lot("A").stage is LotStage.RELEASED
    audit(story)


def test_reduction_after_acceptance_comes_out_of_what_is_kept_back():
    story = arrived().do(AcceptGoods("A", 43_200), BUYER)
    story.do(ProposeReduction("A", 43_200, ("size", "gap")), SUPPLIER)
    given(story).when(AnswerReduction("A", True, 43_200), BUYER).then(
        PriceReduced, LotReleased, PayoutInstructed
    )
    lot = story.order.lot("A")
    assert (lot.stage, lot.refunded_minor, lot.held) == (LotStage.RELEASED, 43_200, {})
    assert story.order.wait(WaitKind.HOLDBACK, "A") is None
    audit(story)


def test_ending_by_agreement_takes_what_is_kept_back_too():
    story = arrived().do(AcceptGoods("A", 43_200), BUYER)
    story.do(ProposeCancellation(0), BUYER)
    story.do(AnswerCancellation(True, 0), SUPPLIER)
    refunds = [e for e in story.world.events() if isinstance(e, LotRefunded)]
    assert sum(s.minor for e in refunds for s in e.shares) == 143_200
    assert story.order.lot("A").stage is LotStage.RELEASED
    audit(story)


def test_security_of_an_undertaking_stays_when_the_holdback_has_gone():
    story = arrived()
    claim_by = story.world.now.date().replace(month=7)
    story.do(
        OfferUndertaking(
            "A", ("gap",), Remedy.REFUND, CallTrigger.NOTICE, 10_000, 10_000, claim_by, 0
        ),
        SUPPLIER,
    )
    undertaking = story.order.undertakings[0]
    story.do(CountersignUndertaking(undertaking.id, undertaking.text_sha256), BUYER)
    story.do(AcceptGoods("A", 43_200), BUYER)
    assert story.order.lot("A").held == {Purpose.HOLDBACK: 43_200, Purpose.SECURITY: 10_000}
    story.until(story.order.wait(WaitKind.HOLDBACK, "A").due_at)
    lot = story.order.lot("A")
    assert (lot.stage, lot.held) == (LotStage.ACCEPTED, {Purpose.SECURITY: 10_000})
    audit(story)
