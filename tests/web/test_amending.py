"""Is a signed contract amended, and a lot split, on the pages, each shown before it is done?"""

from __future__ import annotations

import html
import re

import pytest

from tests.web.test_commands import do, hidden
from tests.web.test_new_orders import form_data
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def active(trade):
    one = trade()
    one.conclude()
    one.pay("deposit")
    return one


def test_amendment_is_previewed_and_then_signed_by_the_other_side(client, active):
    address = f"/orders/{active.id}/write/propose-amendment/"
    sent = form_data(sit(client, "ning").get(address).content.decode()) | {"title": "Blue flasks"}
    page = client.post(address, sent)
    assert page.status_code == 200, text(page)
    done = client.post(f"/orders/{active.id}/do/propose-amendment/", hidden(page.content.decode()))
    assert done.status_code == 303
    offered = active.look().amendment
    assert (offered.contract.title, offered.by) == ("Blue flasks", "supplier")
    answer = sit(client, "hannah").get(f"/orders/{active.id}/do/answer-amendment/")
    assert "→ Blue flasks" in text(answer)
    do(sit(client, "hannah"), active.id, "answer-amendment", accept="yes",
       contract_hash=offered.contract_hash)  # fmt: skip
    assert active.look().contract.title == "Blue flasks"


def test_lot_is_split_by_a_form(client, active):
    address = f"/orders/{active.id}/do/split-lot/"
    page = html.unescape(sit(client, "ning").get(address).content.decode())
    whole = re.search(r"^1=([0-9.]+)", page, re.MULTILINE) or re.search(r">\s*1=([0-9.]+)", page)
    assert whole, "the lot's own goods stand there as an example"
    fields = {"lot": "A", "new_lot": "B", "caused_by": "supplier"}
    wrong = client.post(address, {**fields, "lines": "hundred"})
    assert wrong.status_code == 422
    do(client, active.id, "split-lot", **fields, lines="1=100")
    offered = active.look().amendment
    do(sit(client, "hannah"), active.id, "answer-amendment", accept="yes",
       contract_hash=offered.contract_hash)  # fmt: skip
    assert [lot.id for lot in active.look().lots] == ["A", "B"]
