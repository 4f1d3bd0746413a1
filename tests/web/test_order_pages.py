"""Are the order pages right for every reader: width, colours, screen reader, no console error?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browser import DESK, PHONE, follow, shoot, violations
from tests.needs import needs
from tests.people import PASSWORD

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "trade"]),
    needs("browser"),
]


@pytest.fixture
def market(desk, trade):
    """Orders at the stages whose pages differ most."""
    draft = trade("draft", incoterm="DAT", coverage=None)
    working = trade("working")
    working.conclude()
    working.pay("deposit")
    working.produce(40)
    working.say("Cartons are ready on Friday.\nPlease send the marks.", working.supplier)
    arrived = trade("arrived")
    arrived.conclude()
    arrived.pay("deposit")
    arrived.produce()
    arrived.inspect()
    arrived.approve()
    arrived.pay("balance")
    desk.set_clock(desk.now() + timedelta(days=1))
    arrived.ship()
    offered = trade("offered")
    offered.propose()
    desk.set_clock(desk.now() + timedelta(days=4))
    return {"draft": draft, "working": working, "arrived": arrived, "offered": offered}


def addresses(market, login):
    """The pages of one side, by the name of their picture."""
    at = {name: f"/orders/{one.id}/" for name, one in market.items()}
    found = {
        "home": "/",
        "working": at["working"],
        "goods": f"{at['arrived']}goods/",
        "money": f"{at['arrived']}money/",
        "messages": f"{at['working']}messages/",
        "history": f"{at['arrived']}history/",
    }
    if login == "ning":
        answers = {
            "sign": f"{at['offered']}do/sign-contract/",
            "counter": f"{at['offered']}write/counter-propose/",
            "date": f"{at['working']}do/propose-ship-by/",
        }
        return found | answers
    buying = {
        "draft": at["draft"],
        "edit": f"{at['draft']}write/write-draft/",
        "new": "/orders/new/",
        "form": "/orders/new/form/",
        "contract": f"{at['working']}contract/",
        "pay": f"{at['working']}pay/",
        "not-arrived": f"{at['arrived']}do/report-not-arrived/?about=A",
    }
    return found | buying


def sign_in(page, login):
    from earnest.demo.cast import member_of

    page.goto("/account/login/")
    page.fill("[name=login]", member_of(login).email)
    page.fill("[name=password]", PASSWORD)
    follow(page, "main form[action*=login] button[type=submit]")
    page.wait_for_selector("details.menu")


@pytest.mark.parametrize(
    ("login", "width", "dark"),
    [
        ("hannah", DESK, False),
        ("hannah", PHONE, True),
        ("ning", PHONE, False),
        ("ning", DESK, True),
    ],
    ids=["en-desk-light", "en-phone-dark", "zh-phone-light", "zh-desk-dark"],
)
def test_order_pages_shut_nobody_out(open_page, market, login, width, dark):
    page = open_page(width=width, dark=dark)
    sign_in(page, login)
    found = []
    for name, address in addresses(market, login).items():
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        shoot(page, f"{name}-{login}-{width}-{'dark' if dark else 'light'}")
        found += [f"{address} is {wide} wide on {width}"] if wide > width else []
        found += violations(page)
    assert not found, "\n".join(found)
