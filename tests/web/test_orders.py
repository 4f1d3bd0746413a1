"""Do the order pages show what the core answers, with a fixed number of queries, to nobody else?"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from earnest import wiring

pytestmark = pytest.mark.django_db
TABS = ("", "contract/", "goods/", "money/", "messages/", "history/", "pay/")


@pytest.fixture
def hannah(client, desk):
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk="hannah"))
    return client


def sit(client, login):
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk=login))
    return client


def text(answer):
    """The page without its tokens, which differ each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "token", answer.content.decode())


def test_home_without_orders_says_what_to_do(hannah):
    page = text(hannah.get("/"))
    assert "No orders yet" in page
    assert "Nothing needs you now" in page
    assert "/orders/new/" in page


def test_every_tab_of_an_order_answers_both_sides(client, trade):
    one = trade()
    one.conclude()
    one.pay("deposit")
    for login in ("hannah", "ning", "olga"):
        sit(client, login)
        for tab in TABS:
            answer = client.get(f"/orders/{one.id}/{tab}")
            assert answer.status_code == 200, (login, tab)
            assert "Enamelled vacuum flasks" in text(answer)
        client.post("/language/", {"language": "zh-hans"})
        for tab in TABS:
            assert client.get(f"/orders/{one.id}/{tab}").status_code == 200


def test_order_of_others_is_answered_like_a_missing_one(client, trade):
    one = trade()
    one.conclude()
    sit(client, "sora")
    for tab in (*TABS, "do/cancel-order/", "write/write-draft/"):
        foreign = client.get(f"/orders/{one.id}/{tab}")
        missing = client.get(f"/orders/{'0' * 20}/{tab}")
        assert foreign.status_code == missing.status_code == 404
        assert text(foreign).replace(one.id, "") == text(missing).replace("0" * 20, "")


def test_draft_does_not_exist_for_the_other_side_before_it_is_proposed(client, trade):
    one = trade()
    assert sit(client, "ning").get(f"/orders/{one.id}/").status_code == 404
    one.propose()
    assert client.get(f"/orders/{one.id}/").status_code == 200


def test_needs_stand_on_top_with_what_silence_brings(client, trade):
    one = trade()
    one.propose()
    page = text(sit(client, "ning").get("/"))
    assert "Needs you" in page or "等您处理" in page
    assert f"/orders/{one.id}/" in page
    page = text(sit(client, "hannah").get("/"))
    assert "Nothing needs you now" in page


def test_list_is_filtered_and_paged(client, trade, desk):
    for number in range(23):
        trade(str(number))
    last = trade("last")
    last.conclude()
    sit(client, "hannah")
    first = text(client.get("/?stage=draft"))
    assert first.count('class="order-name"') == 20
    assert "More orders" in first
    after = first.split("after=")[1].split('"')[0]
    rest = text(client.get(f"/?stage=draft&after={after}"))
    assert rest.count('class="order-name"') == 3
    assert "No order is at this stage" in text(client.get("/?stage=shipped"))


class Counting:
    """Stands before a part of the desk and notes every question put to it."""

    def __init__(self, part, asked):
        self._part, self._asked = part, asked

    def __getattr__(self, name):
        found = getattr(self._part, name)

        def ask(*args, **kwargs):
            self._asked.append(name)
            return found(*args, **kwargs)

        return ask if callable(found) else found


def questions(client, desk, address):
    """Count what a page asks of the accounts and of the store."""
    asked = []
    counted = replace(desk, reads=Counting(desk.reads, asked), store=Counting(desk.store, asked))
    wiring.use_desk(counted)
    with CaptureQueriesContext(connection) as accounts:
        assert client.get(address).status_code == 200
    wiring.use_desk(desk)
    return len(accounts), sorted(asked)


@pytest.mark.parametrize("tab", [None, *TABS])
def test_page_asks_the_same_questions_of_one_order_and_of_many(client, trade, desk, tab):
    one = trade("a")
    one.conclude()
    sit(client, "hannah")
    address = "/" if tab is None else f"/orders/{one.id}/{tab}"
    client.get(address)
    first = questions(client, desk, address)
    for name in ("b", "c"):
        trade(name).conclude()
    assert questions(client, desk, address) == first
    assert first[0] <= 12, first
    assert len(first[1]) <= 12, first


def test_addresses_made_by_hand_never_break_anything(client, trade):
    one = trade()
    sit(client, "hannah")
    for address in (
        "/orders/abc/",
        "/orders/abc/do/sign-contract/",
        f"/orders/{one.id}/do/propose-contract/?about=zzz",
        f"/orders/{one.id}/write/ship-goods/",
        "/?stage=nonsense",
        "/?after=nonsense",
        "/?after=1.2.3",
        f"/orders/{one.id}/money/?show=nonsense",
    ):
        assert client.get(address).status_code in (200, 404, 422), address
    for rows in ("x", "９", "9" * 400, "-1", ""):
        counts = {f"{name}-TOTAL_FORMS": rows for name in ("line", "clause", "lot")}
        for press in ("line", "clause:0:colour", "lot", "drop-lot:0", "check"):
            sent = {"do": press, "title": "x", **counts}
            assert client.post("/orders/new/form/", sent).status_code == 200, (rows, press)
    sent = {"command": "{}", "version": "9" * 5000, "key": "k" * 5000}
    assert client.post(f"/orders/{one.id}/do/propose-contract/", sent).status_code == 404
