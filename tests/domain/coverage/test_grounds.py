"""Are the grounds on which a claim could be refused told from the draft on (S76, S77, S78)?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.contract.terms import Clause, Coverage, InspectionKind
from earnest.domain.coverage.grounds import GroundCode, GroundStatus, forecast
from earnest.domain.inspection.report import Finding
from earnest.domain.order.state import Order
from earnest.policies import load
from earnest.words.cover import said_ground
from tests.cast import PLAN, contract, day, flasks
from tests.domain.coverage.test_examples import MAJOR, a_as_is, inspected, the_order
from tests.domain.coverage.test_steps import reported_there
from tests.given import an_order

GUIDE, STRICT = (load().of(f"{name}@1") for name in ("guide-2021", "alibaba-2017-12"))
MET, OPEN, AT_RISK = GroundStatus.MET, GroundStatus.OPEN, GroundStatus.AT_RISK
VAGUE = Clause("nice", "Good quality")


def ground(order, code, now=None, policy=GUIDE):
    return next(each for each in forecast(order, policy, now or day(0)) if each.code is code)


def status(order, code, now=None, policy=GUIDE):
    return ground(order, code, now, policy).status


def draft(**changes):
    return an_order().opened(contract(**changes)).order


def test_no_contract_has_no_forecast():
    assert forecast(Order(id="x"), GUIDE, day(0)) == ()


def test_clear_specification_is_met_and_a_vague_one_open_until_it_is_signed():
    code = GroundCode.NO_CLEAR_SPECIFICATION
    assert status(draft(), code) is MET
    for clauses, improve in (((VAGUE,), "make_testable"), ((), "add_clause")):
        vague = draft(lines=(flasks(clauses=clauses),))
        found = ground(vague, code)
        assert (found.status, found.improve) == (OPEN, (improve,))
        signed = an_order().signed().order
        terms = replace(signed.terms, lines=vague.terms.lines)
        assert status(replace(signed, contract=terms), code) is AT_RISK


def test_planned_inspection_meets_the_ground_of_none_booked():
    assert status(draft(inspection=PLAN), GroundCode.NO_INSPECTION_BOOKED) is MET


def test_without_one_booking_is_open_until_its_date_then_a_destination_report_is():
    code = GroundCode.NO_INSPECTION_BOOKED
    order = an_order().paid().order
    found = ground(order, code)
    assert (found.status, dict(found.facts)["book_by"]) == (OPEN, "2026-05-06")
    late = ground(order, code, day(66))
    assert (late.status, late.improve) == (OPEN, ("book_destination_report",))
    lot = order.lots["A"]
    there = replace(reported_there(), kind=InspectionKind.DESTINATION)
    seen = replace(lot, quality=replace(lot.quality, reports=(there,)))
    assert status(replace(order, lots={"A": seen}), code, day(66)) is MET


def test_under_deposit_protection_no_destination_report_helps():
    order = an_order().paid(coverage=Coverage.PRE_SHIPMENT).order
    assert status(order, GroundCode.NO_INSPECTION_BOOKED, day(66)) is AT_RISK


def test_when_the_window_has_passed_it_is_too_late():
    story = an_order().paid().produced().shipped().received()
    code = GroundCode.NO_INSPECTION_BOOKED
    assert status(story.order, code, story.world.now) is OPEN
    assert status(story.order, code, day(60)) is AT_RISK


def test_found_after_receipt_threatens_only_what_was_given_up():
    code = GroundCode.FOUND_AFTER_RECEIPT
    story = inspected(the_order(), Finding("finish", MAJOR, 3, 80))
    assert status(story.order, code) is MET
    given_up = ground(a_as_is().order, code)
    assert (given_up.status, dict(given_up.facts)["given_up"]) == (
        AT_RISK,
        ("A: Gap in the carton",),
    )


def test_found_after_receipt_is_not_covered_by_deposit_protection():
    code = GroundCode.FOUND_AFTER_RECEIPT
    story = an_order().paid(coverage=Coverage.PRE_SHIPMENT).produced()
    assert status(story.order, code) is OPEN
    assert status(story.shipped().order, code) is AT_RISK


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_ground_that_can_come_about_is_said(language):
    orders = [
        draft(),
        draft(lines=(flasks(clauses=()),)),
        draft(lines=(flasks(clauses=(VAGUE,)),)),
        an_order().paid().order,
        an_order().paid(coverage=Coverage.PRE_SHIPMENT).produced().shipped().order,
        a_as_is().order,
    ]
    for order in orders:
        for now in (day(0), day(66)):
            for found in forecast(order, GUIDE, now):
                said = said_ground(found, language)
                assert said.sentence
                assert "{" not in said.sentence
