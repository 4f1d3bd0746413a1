"""How is a part kept back, and how does it end?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import InspectionKind
from earnest.domain.coverage.backing import backing
from earnest.domain.coverage.undertaking import CallTrigger, Remedy
from earnest.domain.inspection.loss import known_loss
from earnest.domain.inspection.report import Report
from earnest.domain.ledger.moves import moves
from earnest.domain.order.acts.accept import AcceptGoods, GoodsAccepted, HoldbackKept
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.cancel import AnswerCancellation, ProposeCancellation
from earnest.domain.order.acts.hold_back import (
    AnswerHoldback,
    AskHoldback,
    HoldbackAgreed,
    HoldbackAsked,
    HoldbackLapsed,
    HoldbackRefused,
)
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.acts.reduce import (
    AnswerReduction,
    PriceReduced,
    ProposeReduction,
)
from earnest.domain.order.acts.release import LotPartReleased, LotRefunded, LotReleased
from earnest.domain.order.acts.undertake import CountersignUndertaking, OfferUndertaking
from earnest.domain.order.acts.waive import WaiveClause
from earnest.domain.order.progress import OrderReleased
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from tests.cast import BUYER, OLGA, PLAN, SUPPLIER, flasks
from tests.domain.order.degrees import (
    EDGE,
    GAP,
    GUIDE,
    SIZE,
    TOTAL,
    arrived,
    audit,
    inspected,
)
from tests.given import given


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


def test_worked_holdback_is_booked_as_the_page_shows():
    story = arrived().do(AcceptGoods("A", 43_200), BUYER)
    story.until(story.order.wait(WaitKind.HOLDBACK, "A").due_at)
    page = (Path(__file__).parents[3] / "docs/accounting.md").read_text(encoding="utf-8")
    lines = [
        f"| `{type(fact.event).__name__}` | {move.code} | {move.debit.name} | {move.credit.name} "
        f"| {move.minor // 100:,}.{move.minor % 100:02d} |"
        for _, fact in story.world.journal
        for move in moves(fact.event, scope=fact.subject.id, currency="USD")
        if isinstance(fact.event, HoldbackKept | LotPartReleased | LotReleased)
    ]
    assert "\n".join(lines[:3]) in page, "\n" + "\n".join(lines)


def test_report_from_the_destination_is_still_taken_while_a_part_is_kept_back():
    story = arrived().do(AcceptGoods("A", 43_200), BUYER)
    late = Report(kind=InspectionKind.DESTINATION, presented=900, units_checked=80)
    story.do(RecordInspection("A", late), OLGA)
    assert story.order.lot("A").quality.last.kind is InspectionKind.DESTINATION
    assert story.order.lot("A").stage is LotStage.ACCEPTED


def test_what_is_kept_back_stays_held_behind_the_cover_and_the_rest_is_owed():
    story = arrived()
    before = backing(story.order)
    assert (before.held_minor, before.owed_minor) == (1_000_000, 0)
    story.do(AcceptGoods("A", 43_200), BUYER)
    after = backing(story.order)
    assert (after.held_minor, after.owed_minor) == (143_200, 856_800)
    assert after.until == story.order.wait(WaitKind.HOLDBACK, "A").due_at.isoformat()
