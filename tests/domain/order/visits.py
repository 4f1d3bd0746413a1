"""An inspection asked for, booked, given to Ines: the stories that two files begin with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection
from earnest.domain.parties import Duty
from tests.cast import BUYER, INES, OLGA, PLAN, START, SUPPLIER, person, report
from tests.given import an_order

PRICED = replace(PLAN, price_minor=30_000)
ON = START.date() + timedelta(days=20)
PSI, THIRD, SELF = InspectionKind.PRE_SHIPMENT, InspectedBy.THIRD_PARTY, InspectedBy.SELF
ASSIGN = AssignInspector(
    "I1", INES.organisation, "UKAS", "4711", "consumer goods", date(2027, 1, 1)
)
OTHER = person("otto", "other-inspectors", Duty.INSPECT)
FAILED = report(Verdict.FAILED)


def book(kind=PSI, by=THIRD, on=ON, **more):
    return BookInspection("A", kind, by, on, **more)


def story(**changes):
    return an_order().paid(**{"inspection": PRICED, **changes})


def asked(**more):
    return story().do(book(**more), BUYER)


def booked(**more):
    return asked(**more).do(AnswerInspection("I1", True), SUPPLIER)


def assigned():
    return booked().do(ASSIGN, OLGA)


def visit(tale, number=0):
    return tale.order.inspections[number]


def failed():
    """A lot that was ready and failed, on day 20."""
    return story().at(20).produced().inspected(Verdict.FAILED)
