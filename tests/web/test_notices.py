"""Does an operator see refused notices of the bank, and nobody else?"""

from __future__ import annotations

import pytest

from earnest.domain.payment.receipt import RecordReversal
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.intake import intake
from earnest.usecases.ports import Notice

pytestmark = pytest.mark.django_db


class OneNotice:
    """A bank with one piece of news, which it tells once."""

    def __init__(self) -> None:
        self.news = [Notice("bank/9", Subject(Kind.RECEIPT, "9" * 20), RecordReversal("b-9", 77))]

    def notices(self) -> list[Notice]:
        return self.news

    def taken(self, notices: list[Notice]) -> None:
        self.news = [notice for notice in self.news if notice not in notices]


def sit(client, login):
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk=login))
    return client


def home(client, login: str) -> str:
    return sit(client, login).get("/").content.decode()


def test_operator_sees_what_the_bank_said_and_deals_with_it(client, desk):
    intake(OneNotice(), desk.committer)
    page = home(client, "olga")
    assert "Refused notices of the bank" in page
    assert "receipt.not_found" in page
    assert "minor 77" in page
    (notice,) = desk.look.notices(_olga())
    address = f"/notices/{notice.id}/settle/"
    refused = client.post(address, {"reason": "  "}, follow=True).content.decode()
    assert "Say what was done" in refused
    assert "Marked as dealt with." in client.post(address, {"reason": "rang"}, follow=True).text
    assert "Refused notices of the bank" not in home(client, "olga")
    assert client.post(address, {"reason": "twice"}).status_code == 409


def test_parties_neither_see_nor_settle_refused_notices(client, desk):
    intake(OneNotice(), desk.committer)
    (notice,) = desk.look.notices(_olga())
    for login in ("hannah", "ning"):
        assert "Refused notices" not in home(client, login)
        assert client.post(f"/notices/{notice.id}/settle/", {"reason": "x"}).status_code in {
            403,
            404,
        }
    assert desk.look.notices(_olga()) == (notice,)


def _olga():
    from earnest.demo.cast import OLGA

    return OLGA.actor()
