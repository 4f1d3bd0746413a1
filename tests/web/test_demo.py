"""Can a visitor of the demo play the bank, the clock and the others, and nobody elsewhere?"""

from __future__ import annotations

import pytest

from tests.people import member
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db


def english(client, login):
    sit(client, login)
    client.post("/language/", {"language": "en"})
    return client


@pytest.fixture
def signed(trade):
    one = trade()
    one.conclude()
    return one


@pytest.mark.parametrize(
    ("play", "paid", "stage"),
    [
        ("in_time", 349_200, "active"),
        ("late", 0, "signed"),
        ("twice", 698_400, "active"),
        ("too_little", 314_280, "signed"),
        ("too_much", 384_121, "active"),
        ("wrong_currency", 0, "signed"),
        ("no_reference", 0, "signed"),
    ],
)
def test_played_bank_pays_as_payers_do(client, signed, play, paid, stage):
    answer = english(client, "hannah").post(f"/orders/{signed.id}/pay/play/", {"play": play})
    assert answer.status_code == 303
    seen = signed.look()
    assert (seen.money.paid_minor, seen.stage) == (paid, stage)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_supplier_and_stranger_play_no_payments(client, signed):
    for login in ("ning", "sora", "olga"):
        answer = sit(client, login).post(f"/orders/{signed.id}/pay/play/", {"play": "in_time"})
        assert answer.status_code == 404


def test_clock_goes_forward_and_brings_what_is_due(client, signed, desk):
    before = desk.now()
    english(client, "hannah").post("/demo/clock/", {"move": "day", "next": f"/orders/{signed.id}/"})
    assert (desk.now() - before).days == 1
    for _ in range(20):
        client.post("/demo/clock/", {"move": "next", "order": signed.id})
    assert signed.look().stage == "lapsed"
    assert "Ended by time" in text(client.get(f"/orders/{signed.id}/"))


def test_clock_goes_nowhere_else(client, desk):
    answer = english(client, "hannah").post(
        "/demo/clock/", {"move": "day", "next": "https://x.example/"}
    )
    assert answer.headers["Location"] == "/"


def test_chairs_are_changed_with_one_click(client, signed):
    english(client, "hannah")
    assert client.post("/demo/chair/", {"login": "ning"}).status_code == 303
    assert "Ningbo Lantern Works" in text(client.get("/account/organisation/"))


def test_nobody_sits_on_a_chair_of_a_real_person(client, desk):
    real = member("ann@harbour.com", "Ann Moss", "Moss Ltd")
    english(client, "hannah")
    assert client.post("/demo/chair/", {"login": real.pk}).status_code == 404
    assert client.post("/demo/chair/", {"login": ""}).status_code == 404


def test_chairs_stand_only_in_the_demo(client, desk, settings):
    settings.EARNEST_MODE = "sandbox"
    english(client, "hannah")
    assert client.post("/demo/chair/", {"login": "ning"}).status_code == 404
    assert "/demo/chair/" not in text(client.get("/"))
