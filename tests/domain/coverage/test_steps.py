"""Does each step of the procedure decide as its line in docs/rules/coverage.md says?"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from earnest.domain.contract.terms import (
    Coverage,
    InspectedBy,
    InspectionKind,
    InspectionPlan,
    Lateness,
    LotLine,
    LotTerms,
)
from earnest.domain.coverage.answer import Issue, Status
from earnest.domain.coverage.lines import cover
from earnest.domain.coverage.steps import ISSUES, STEPS
from earnest.domain.coverage.undertaking import (
    CallTrigger,
    Remedy,
    Undertaking,
    UndertakingStatus,
)
from earnest.domain.inspection.report import Finding, Inspected, Settlement
from earnest.domain.order.acts.reschedule import AnswerShipBy, ProposeShipBy
from earnest.domain.order.stages import LotStage
from earnest.policies import load
from tests.cast import BUYER, PLAN, SHIP_BY, SUPPLIER, TWO_LOTS, contract, day, flasks
from tests.domain.coverage.test_examples import GAP, MAJOR, inspected, the_order
from tests.given import an_order

PAGE = Path(__file__).parents[3] / "docs/rules/coverage.md"
GUIDE = load().of("guide-2021@1")


def ask(order, now, policy=GUIDE):
    return cover(order, policy, now)


def asked(story, issue, lot="A", clause=""):
    found = ask(story.order, story.world.now).line(issue, lot, clause)
    assert found is not None
    return found


def test_table_in_the_code_is_the_table_in_the_rules():
    rows = re.findall(r"^\| ([1-9]) [^|]*\|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = {
        int(number): [cell.strip() or "-" for cell in cells.split("|")] for number, cells in rows
    }
    assert len(ISSUES) == 10
    assert told == {number: marks.split() for number, (_, marks) in enumerate(STEPS, 1)}


def paid_by(order, *methods):
    (paid,) = order.receipts
    share = paid.minor // len(methods)
    receipts = tuple(
        replace(paid, receipt=f"r{number}", minor=share, method=method)
        for number, method in enumerate(methods)
    )
    return replace(order, receipts=receipts)


def test_step_1_money_by_another_way_is_not_covered_but_goes_back_where_nothing_leaves():
    story = an_order().paid(inspection=PLAN)
    answer = ask(paid_by(story.order, "cash"), story.world.now)
    assert answer.line(Issue.UNINSPECTED, "A").status is Status.NOT_COVERED
    assert answer.line(Issue.UNINSPECTED, "A").rules == ("not_inspected", "unlisted_method")
    assert answer.line(Issue.NOT_SHIPPED, "A").minor == 2_000_000
    half = ask(paid_by(story.order, "cash", "tt"), story.world.now)
    assert half.line(Issue.UNINSPECTED, "A").minor == 1_000_000


def test_step_2_released_money_is_owed_and_never_called_covered():
    story = an_order().paid().produced().shipped().received().accepted()
    found = asked(story, Issue.SHORTAGE)
    assert (found.status, found.minor, found.owed_minor) == (Status.NOT_COVERED, 0, 2_000_000)
    assert found.rules[-1] == "nothing_behind"
    unpaid = an_order().signed()
    assert "not_paid" in asked(unpaid, Issue.SHORTAGE).rules


def test_step_3_deposit_protection_ends_at_shipment_but_not_for_shortage_and_fraud():
    story = an_order().paid(coverage=Coverage.PRE_SHIPMENT, inspection=PLAN).produced()
    assert asked(story, Issue.UNINSPECTED).missing == ("inspection",)
    story.inspected()
    assert asked(story, Issue.LATENT).status is Status.COVERED
    left = replace(story.order.lots["A"], shipment=shipment(), stage=LotStage.SHIPPED)
    gone = ask(replace(story.order, lots={"A": left}), day(20))
    assert gone.line(Issue.LATENT, "A").rules == ("ended_at_shipment",)
    for issue, lot in ((Issue.SHORTAGE, "A"), (Issue.FRAUD, "")):
        assert gone.line(issue, lot).status is Status.COVERED
        assert gone.line(issue, lot).until is not None
    late = ask(replace(story.order, lots={"A": left}), day(150))
    assert late.line(Issue.FRAUD).rules[-1] == "window_over"


def shipment():
    from earnest.domain.order.state import Shipment

    return Shipment(day(15), "sea", "Ocean Line", "1", ("bill of lading",))


def test_step_4_what_breaks_no_testable_clause_is_not_covered():
    from tests.given import Story

    terms = contract(lines=(flasks(clauses=()),))
    order = Story().opened(terms).order
    answer = ask(order, day(0))
    assert answer.line(Issue.UNINSPECTED, "A").status is Status.NOT_COVERED
    paid = an_order().paid().order
    bare = replace(paid, contract=replace(paid.terms, lines=(flasks(clauses=()),)))
    found = ask(bare, day(0)).line(Issue.UNINSPECTED, "A")
    assert (found.rules[-1], found.improve) == ("no_clause", ("add_clause",))


def test_step_4_within_the_limit_conforms_where_the_aql_is_the_measure():
    story = inspected(the_order(), Finding("finish", MAJOR, 3, 80))
    plan = InspectionPlan(price_minor=30_000, aql_governs=True)
    order = replace(story.order, contract=replace(story.order.terms, inspection=plan))
    found = ask(order, story.world.now).line(Issue.KNOWN_FINDING, "A", "finish")
    assert (found.status, found.rules) == (Status.NOT_COVERED, ("conforms",))


def test_step_5_an_agreed_lower_price_settles_its_clauses():
    story = inspected(the_order(), Finding("gap", MAJOR, 10, 10))
    lot = story.order.lots["A"]
    settled = replace(lot, quality=replace(lot.quality, settlements=(Settlement("gap", 1),)))
    answer = ask(replace(story.order, lots={**story.order.lots, "A": settled}), story.world.now)
    for issue in (Issue.KNOWN_FINDING, Issue.PACKAGING_DAMAGE):
        assert answer.line(issue, "A", "gap").rules[-1] == "settled"


def with_report(order, lot="A", **changes):
    """The order with its lot's last report changed."""
    found = order.lots[lot]
    reports = (*found.quality.reports[:-1], replace(found.quality.reports[-1], **changes))
    quality = replace(found.quality, reports=reports)
    return replace(order, lots={**order.lots, lot: replace(found, quality=quality)})


def test_step_6_the_buyers_own_and_a_contested_report_need_somebody_else():
    story = inspected(the_order(), Finding("finish", MAJOR, 8, 80))
    for changes, missing in (
        ({"by": InspectedBy.SELF}, "third_party_report"),
        ({"contested": True}, "recheck"),
    ):
        answer = ask(with_report(story.order, **changes), story.world.now)
        found = answer.line(Issue.KNOWN_FINDING, "A", "finish")
        assert (found.status, found.missing) == (Status.CONDITIONAL, (missing,))
        assert found.minor == 54_000


def test_step_6_without_an_inspection_large_claims_wait_for_a_destination_report():
    story = an_order().paid()
    found = asked(story, Issue.UNINSPECTED)
    assert (found.status, found.missing) == (Status.CONDITIONAL, ("destination_report",))
    assert "book_inspection" in found.improve
    assert dict(found.facts)["book_by"] == "2026-05-06"
    past = ask(story.order, day(66)).line(Issue.UNINSPECTED, "A")
    assert "book_inspection" not in past.improve
    there = replace(reported_there(), findings=())
    lot = story.order.lots["A"]
    seen = replace(lot, quality=replace(lot.quality, reports=(there,)))
    answer = ask(replace(story.order, lots={"A": seen}), story.world.now)
    assert answer.line(Issue.UNINSPECTED, "A").status is Status.COVERED


def reported_there(found=0):
    story = inspected(the_order(), Finding("finish", MAJOR, 3, 80))
    report: Inspected = story.order.lots["A"].quality.reports[-1]
    finding = Finding("finish", MAJOR, found, 80)
    return replace(report, kind=InspectionKind.DESTINATION, findings=(finding,))


@pytest.mark.parametrize(("found", "status"), [(9, "not_covered"), (10, "covered")])
def test_step_5_worse_than_reported_is_counted_at_the_destination(found, status):
    story = inspected(the_order(), Finding("finish", MAJOR, 3, 80))
    lot = story.order.lots["A"]
    reports = (*lot.quality.reports, reported_there(found))
    settled = (Settlement("finish", 1, 3, 80),)
    quality = replace(lot.quality, settlements=settled, reports=reports)
    order = replace(story.order, lots={**story.order.lots, "A": replace(lot, quality=quality)})
    answer = ask(order, story.world.now)
    assert answer.line(Issue.WORSE_THAN_REPORTED, "A", "finish").status == status


@pytest.mark.parametrize(
    ("term", "status", "missing"),
    [("FOB", "not_covered", ()), ("DAP", "covered", ()), ("", "undetermined", ("incoterm",))],
)
def test_step_7_damage_on_the_way_follows_the_delivery_term(term, status, missing):
    story = an_order().paid(inspection=PLAN)
    order = replace(story.order, contract=replace(story.order.terms, incoterm=term))
    found = ask(order, story.world.now).line(Issue.TRANSIT_DAMAGE, "A")
    assert (found.status, found.missing) == (status, missing)


def test_step_8_windows_are_half_open_and_follow_the_running_wait():
    story = an_order().paid(inspection=PLAN).produced()
    story.inspected().approved().shipped().received()
    found = asked(story, Issue.LATENT)
    wait = next(wait for wait in story.order.waits if wait.kind == "acceptance")
    assert found.until == wait.due_at
    over = ask(story.order, wait.due_at).line(Issue.LATENT, "A")
    assert (over.status, over.rules[-1]) == (Status.NOT_COVERED, "window_over")


def undertaking(**changes):
    plain = Undertaking(
        "U1", "A", ("finish",), Remedy.REFUND, CallTrigger.NOTICE, 50_000, 0, day(90), 5
    )
    return replace(plain, **changes)


def test_step_8_signed_undertaking_keeps_the_window_open():
    story = inspected(the_order(), Finding("finish", MAJOR, 3, 80))
    lot = replace(
        story.order.lots["A"], stage=LotStage.RECEIVED, shipment=shipment(), received_at=day(40)
    )
    given = undertaking(status=UndertakingStatus.ACTIVE, extends_to=day(120))
    order = replace(story.order, lots={**story.order.lots, "A": lot}, undertakings=(given,))
    answer = ask(order, day(100))
    assert answer.line(Issue.KNOWN_FINDING, "A", "finish").until == day(120)
    assert answer.line(Issue.LATENT, "A").rules[-1] == "window_over"


@pytest.mark.parametrize(
    ("changes", "held", "expected"),
    [
        ({}, 0, ("not_covered", 0, 0, "unsigned")),
        ({"status": UndertakingStatus.ACTIVE}, 0, ("not_covered", 0, 50_000, "unsecured")),
        (
            {"status": UndertakingStatus.ACTIVE, "secured_minor": 20_000},
            20_000,
            ("covered", 20_000, 30_000, "secured"),
        ),
    ],
)
def test_undertaking_is_covered_up_to_its_security_and_owed_above_it(changes, held, expected):
    from earnest.domain.contract.lots import Purpose

    story = the_order()
    lot = story.order.lots["A"]
    goods = {**lot.held, Purpose.GOODS: lot.held[Purpose.GOODS] - held, Purpose.SECURITY: held}
    order = replace(
        story.order,
        lots={**story.order.lots, "A": replace(lot, held=goods)},
        undertakings=(undertaking(**changes),),
    )
    found = ask(order, day(10)).line(Issue.UNDERTAKING, "A", "U1")
    assert (found.status, found.minor, found.owed_minor, found.rules[0]) == expected
    assert ask(order, day(10)).line(Issue.UNDERTAKING) is None


def test_part_that_was_not_presented_is_a_line_of_its_own():
    lots = (LotTerms("A", (LotLine("1", "1000"),)),)
    story = inspected(the_order(), Finding("finish", MAJOR, 3, 80))
    order = story.order
    whole = replace(order.lots["A"], held=order.lots["A"].held)
    one = replace(order, contract=replace(order.terms, lots=lots), lots={"A": whole})
    found = ask(one, story.world.now).line(Issue.UNINSPECTED, "A")
    assert dict(found.facts)["left"] == 100
    assert found.minor == whole.held_minor // 10


def test_new_date_with_the_claim_given_up_counts_lateness_from_it():
    story = an_order().paid(lateness=Lateness(50, 500))
    later = SHIP_BY.replace(month=6)
    story.do(ProposeShipBy(later), SUPPLIER)
    kept, given_up = (story.world.copy() for _ in "ab")
    for world, keep, days in ((kept, True, 31), (given_up, False, 0)):
        world.perform(AnswerShipBy(True, keep), BUYER)
        found = ask(world.order, day(105)).line(Issue.LATE, "A")
        assert dict(found.facts)["late_days"] == days
        assert ("late_given_up" in found.rules) is not keep


def test_order_that_is_over_has_no_lines():
    story = an_order().signed().until(day(40))
    assert ask(story.order, story.world.now).lines == ()


def test_lots_are_told_in_the_contracts_order_and_the_order_last():
    story = an_order().paid(lots=TWO_LOTS)
    lots = [line.lot for line in ask(story.order, day(0)).lines]
    assert lots == sorted(lots, key=lambda lot: (lot == "", lot))
    assert GAP.id not in story.order.terms.lines[0].clauses
