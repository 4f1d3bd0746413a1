"""Does an inspector find his visits, on each database, and nobody else's?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.inspection.booking import BookingStatus
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.parties import Duty
from earnest.domain.refusals import Refused
from earnest.store.reads import StoreReads
from earnest.store.rebuild import rebuild
from earnest.usecases.look import Look
from earnest.usecases.story import story
from tests.cast import BUYER, INES, OLGA, START, SUPPLIER, person, report
from tests.store.story import HOUSE, Teller, order

ON = START.date() + timedelta(days=20)
ASKED = BookInspection("A", InspectionKind.PRE_SHIPMENT, InspectedBy.THIRD_PARTY, ON)
UNTIL = ON + timedelta(days=400)


def given_to(teller: Teller, inspector: str) -> Teller:
    """An active order with one visit, which the operator gave away."""
    teller.activate()
    teller.do(ASKED, BUYER)
    teller.do(AnswerInspection("I1", True), SUPPLIER)
    teller.do(AssignInspector("I1", inspector, "UKAS", "4711", "consumer goods", UNTIL), OLGA)
    return teller


def look(teller: Teller) -> Look:
    return Look(teller.store, StoreReads(teller.store), HOUSE)


def test_inspector_finds_the_visits_of_his_house_alone(teller: Teller):
    teller.set_limit()
    first = given_to(teller, INES.organisation)
    given_to(Teller(teller.store, number=2), "other-house")
    given_to(Teller(teller.store, number=3), f"x%{INES.organisation[1:]}")
    reads = StoreReads(teller.store)
    assert list(reads.visits(INES.organisation)) == [(order().id, "I1")]
    assert list(reads.visits("%")) == list(reads.visits("_")) == []
    (found,) = look(teller).assignments(INES, first.now)
    assert (found.order, found.inspection, found.on) == (order().id, "I1", ON)
    assert found.status is BookingStatus.ASSIGNED
    assert look(teller).assignments(BUYER, first.now) == ()
    assert look(teller).assignments(replace(INES, organisation=""), first.now) == ()


def test_visit_shows_what_to_check_and_no_money(teller: Teller):
    teller.set_limit()
    given_to(teller, INES.organisation)
    found = look(teller).assignment(order().id, "I1", INES, teller.now)
    assert found.pieces == 1000
    assert [clause.id for clause in found.clauses] == ["size", "print"]
    assert [item.clause for item in found.checklist] == ["size", "print"]
    assert max(rule.checked for rule in found.allowed.values()) == 80
    names = " ".join(type(found).__slots__) + " ".join(type(found.assignment).__slots__)
    assert not any(word in names for word in ("minor", "price", "held", "paid"))


def test_visit_of_another_house_does_not_exist(teller: Teller):
    teller.set_limit()
    given_to(teller, INES.organisation)
    strangers = (person("otto", "other-house", Duty.INSPECT), BUYER, replace(INES, revoked=True))
    for viewer in strangers:
        with pytest.raises(Refused, match=r"order\.not_found"):
            look(teller).assignment(order().id, "I1", viewer, teller.now)
    with pytest.raises(Refused, match=r"order\.not_found"):
        look(teller).order(order().id, INES, teller.now)


def test_reported_visit_leaves_the_list_and_stays_readable(teller: Teller):
    teller.set_limit()
    StoreReads(teller.store, mac_key=HOUSE.mac_key).project_actors([INES])
    given_to(teller, INES.organisation)
    teller.do(ReportProduction("A", 100), SUPPLIER)
    teller.do(RecordInspection("A", report(), "I1"), INES)
    assert look(teller).assignments(INES, teller.now) == ()
    found = look(teller).assignment(order().id, "I1", INES, teller.now)
    assert found.assignment.status is BookingStatus.REPORTED
    assert len(found.earlier) == 1


def test_what_an_inspector_sees_too_is_not_called_one_sides_own(teller: Teller):
    teller.set_limit()
    given_to(teller, INES.organisation)
    room = look(teller)
    told = story(room, room.seen(order().id, BUYER, teller.now))
    private = {type(each.envelope.event).__name__ for each in told if each.is_private}
    assert private == {"OrderOpened", "DraftWritten"}


def test_visits_are_made_again_from_the_journal(teller: Teller):
    teller.set_limit()
    given_to(teller, INES.organisation)
    rebuild(teller.store)
    assert list(StoreReads(teller.store).visits(INES.organisation)) == [(order().id, "I1")]
