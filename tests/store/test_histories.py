"""Does the real write path remember what was inspected of a product, over orders and lists?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.domain.contract.terms import (
    DefectClass,
    InspectedBy,
    InspectionKind,
    LotLine,
    LotTerms,
)
from earnest.domain.inspection.history import Because, Grade, history_id
from earnest.domain.inspection.report import Finding, Report
from earnest.domain.inspection.sampling import Severity
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.inspect import BookInspection
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.subjects import Kind, Subject
from earnest.store.reads import StoreReads
from earnest.usecases.batch import Request
from tests.cast import BUYER, NINGBO, OLGA, PLAN, START, SUPPLIER, contract
from tests.store.story import HOUSE, PEOPLE, Teller, order
from tests.store.test_verify import verified

HISTORY = Subject(Kind.HISTORY, history_id(NINGBO, "steel flask"))
LOTS = tuple(LotTerms(id, (LotLine("1", "500"),)) for id in "AB")
BOOK = BookInspection(
    "A", InspectionKind.PRE_SHIPMENT, InspectedBy.THIRD_PARTY, START.date() + timedelta(days=20)
)
BAD = Report(presented=500, units_checked=50, findings=(Finding("size", DefectClass.MAJOR, 9, 50),))


def told(store, number=1):
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    teller = Teller(store, number=number, terms=contract(lots=LOTS, inspection=PLAN))
    if number == 1:
        teller.set_limit()
    teller.activate()
    return teller


def ready(teller):
    for lot in "AB":
        teller.do(ReportProduction(lot, 100), SUPPLIER)
    return teller


def refused(teller, *lots):
    for lot in lots:
        teller.do(RecordInspection(lot, BAD), OLGA)


def kept(store):
    return store.peek([Request(HISTORY, None, BUYER)]).streams[HISTORY].state


def test_next_order_of_the_product_is_inspected_more_strictly(store):
    refused(ready(told(store)), "A", "B")
    assert kept(store).count == 2
    assert verified(store).findings == []
    later = told(store, 2)
    later.do(BOOK, BUYER)
    found = later.state().inspections[0].strictness
    assert found.majors == Grade(Severity.TIGHTENED, Because.REFUSED, 2, 2)


def test_lots_reported_and_booked_in_one_list_count_as_one_after_the_other(store):
    first, second = ready(told(store)), told(store, 2)
    requests = [
        Request(order(1), RecordInspection("A", BAD), OLGA),
        Request(order(1), RecordInspection("B", BAD), OLGA),
        Request(order(2), BOOK, BUYER),
    ]
    answers = first.ask(*requests)
    assert not [each for each in answers if isinstance(each, BaseException)]
    assert not second.state().inspections[0].strictness.is_normal


def test_an_answer_does_not_tell_what_the_platform_remembers(store):
    teller = ready(told(store))
    done = teller.do(RecordInspection("A", BAD), OLGA)
    assert [name for name in done.events if "sampled" in name] == []


@pytest.mark.parametrize("lot", ["A", "no such lot"])
def test_booking_that_is_refused_remembers_nothing(store, lot):
    teller = told(store)
    (answer,) = teller.ask(Request(order(1), replace(BOOK, lot=lot, on=START.date()), OLGA))
    assert isinstance(answer, BaseException)
    assert kept(store).count == 0
