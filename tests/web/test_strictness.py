"""Do the pages say how strictly a lot is inspected, and why, to whom it concerns?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.domain.calendar import local_date
from earnest.domain.inspection.report import Verdict
from tests.web.test_inspections import said
from tests.web.test_orders import sit
from tests.web.visiting import VISIT, book

pytestmark = pytest.mark.django_db

TIGHTENED = "Tightened inspection. Not accepted of the last 2 lots: 2."


@pytest.fixture
def refused(trade):
    """Two orders of the same flasks, whose lots were refused."""
    for name in ("first", "second"):
        one = trade(name)
        one.conclude()
        one.pay("deposit")
        one.produce()
        one.inspect(Verdict.FAILED)


@pytest.fixture
def third(refused, trade, desk):
    one = trade("third")
    one.conclude()
    one.pay("deposit")
    one.produce()
    return book(one, desk)


@pytest.mark.parametrize(
    ("login", "reason"),
    [("hannah", TIGHTENED), ("ning", "加严检验：最近 2 批中有 2 批不接收。"), ("olga", TIGHTENED)],
)
def test_booking_is_shown_with_its_reason_to_both_and_to_operators(client, third, login, reason):
    page = said(sit(client, login).get(f"/orders/{third.id}/goods/"))
    assert reason in page


def test_inspector_reads_the_stricter_plan_and_why(client, third):
    page = said(sit(client, "ines").get(f"/orders/{third.id}/inspections/{VISIT}/"))
    assert TIGHTENED in page
    assert "125 checked, at most 5 bad" in page


def test_preview_of_a_booking_says_that_it_will_be_stricter(client, refused, trade, desk):
    one = trade("third")
    one.conclude()
    one.pay("deposit")
    on = (local_date(desk.now(), "Asia/Shanghai") + timedelta(days=10)).isoformat()
    fields = {"lot": "A", "kind": "psi", "by": "third_party", "on": on}
    sit(client, "hannah")
    page = said(client.post(f"/orders/{one.id}/do/book-inspection/", fields))
    assert "It is tightened, because of what was found in earlier lots of this product." in page


def test_plan_of_a_draft_shows_it_to_who_bought_the_product_before(client, refused, trade):
    draft = trade("third")
    page = said(sit(client, "hannah").get(f"/orders/{draft.id}/write/write-draft/"))
    assert TIGHTENED in page
    assert "125 checked, at most 5 bad" in page


def test_both_sides_get_a_letter_about_it(third, desk):
    told = "SELECT payload FROM outbox WHERE payload LIKE ?"
    assert len(desk.store.query(told, "%inspection_proposed%")) == 2


def test_plan_of_a_draft_shows_it_to_nobody_else(refused, trade, desk):
    from earnest.demo.cast import HANNAH, INES, NING, OLGA

    terms = trade("third").look().contract
    others = [INES.actor(), OLGA.actor()]
    assert [desk.look.strictness(terms, each) for each in others] == [{}, {}]
    assert desk.look.strictness(terms, HANNAH.actor())["A"].name == "tightened"
    assert desk.look.strictness(terms, NING.actor())["A"].name == "tightened"
