"""Do the buyer and the operator see on the order what came for it and does not fit?"""

from __future__ import annotations

import pytest

from earnest.domain.payment.receipt import AssignReceipt, ReturnReceipt
from earnest.domain.subjects import Kind, Subject
from earnest.rails.sandbox.bank import Play

pytestmark = pytest.mark.django_db


def page(client, login: str, order: str, language: str = "en") -> str:
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk=login))
    client.post("/language/", {"language": language})
    return client.get(f"/orders/{order}/").content.decode()


@pytest.fixture
def other_currency(desk, trade):
    """An order for which euros came."""
    one = trade()
    one.conclude()
    desk.play_payment(one.id, 50_000, "USD", Play.WRONG_CURRENCY)
    desk.settle_down()
    return one.id


def test_buyer_reads_in_his_own_words_why_his_money_does_not_count(client, other_currency):
    said = page(client, "hannah", other_currency)
    assert "Your payment of EUR 500.00 does not count for this order" in said
    assert "in another currency than the order" in said
    assert "the money goes back to its source" in said
    assert "您支付的" in page(client, "hannah", other_currency, "zh-hans")


def test_operator_reads_the_receipt_and_the_supplier_nothing(client, desk, other_currency):
    (receipt,) = desk.look.suspense(_olga())
    said = page(client, "olga", other_currency)
    assert "EUR 500.00 came for this order" in said
    assert receipt.id in said
    assert receipt.sent_for == other_currency
    assert "500.00" not in page(client, "ning", other_currency)


def test_money_that_goes_back_leaves_the_page(client, desk, other_currency):
    (receipt,) = desk.look.suspense(_olga())
    desk.perform(Subject(Kind.RECEIPT, receipt.id), ReturnReceipt(), _olga())
    assert "does not count" not in page(client, "hannah", other_currency)


def test_money_for_another_order_stands_on_neither_page_once_it_is_assigned(client, desk, trade):
    one, other = trade(), trade()
    one.conclude()
    other.conclude()
    desk.play_payment(one.id, 100, "USD", Play.NO_REFERENCE)
    desk.settle_down()
    (receipt,) = desk.look.suspense(_olga())
    assert "does not count" not in page(client, "hannah", one.id)
    desk.perform(Subject(Kind.RECEIPT, receipt.id), AssignReceipt(one.id), _olga())
    assert all("does not count" not in page(client, "hannah", o.id) for o in (one, other))


def _olga():
    from earnest.demo.cast import OLGA

    return OLGA.actor()
