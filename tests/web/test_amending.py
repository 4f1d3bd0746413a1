"""Is a signed contract amended, and a lot split, on the pages, each shown before it is done?"""

from __future__ import annotations

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
    told = text(answer).split("What the new text says otherwise")[1]
    assert "Blue flasks" in told
    do(sit(client, "hannah"), active.id, "answer-amendment", accept="yes",
       contract_hash=offered.contract_hash)  # fmt: skip
    assert active.look().contract.title == "Blue flasks"


def test_lot_is_split_by_a_form(client, active):
    address = f"/orders/{active.id}/do/split-lot/"
    page = text(sit(client, "ning").get(address))
    assert "共 2400" in page, "each line says of how many"
    fields = {"lot": "A", "new_lot": "B", "caused_by": "supplier"}
    wrong = client.post(address, {**fields, "lines_0": "hundred"})
    assert wrong.status_code == 422
    assert 'value="hundred"' in text(wrong), "what was typed is kept"
    do(client, active.id, "split-lot", **fields, lines_0="100")
    offered = active.look().amendment
    answering = text(sit(client, "hannah").get(f"/orders/{active.id}/do/answer-amendment/"))
    assert "What signing it would change" in answering
    assert "Lot B" in answering.split("Lots, by the price of their goods")[1]
    do(client, active.id, "answer-amendment", accept="yes",
       contract_hash=offered.contract_hash)  # fmt: skip
    assert [lot.id for lot in active.look().lots] == ["A", "B"]


def test_program_may_send_the_goods_of_a_split_as_text(client, active):
    fields = {"lot": "A", "new_lot": "B", "caused_by": "supplier"}
    do(sit(client, "ning"), active.id, "split-lot", **fields, lines="1=100")
    assert [lot.id for lot in active.look().amendment.contract.lots] == ["A", "B"]


def test_every_signed_text_is_kept_with_what_it_changed(client, active):
    address = f"/orders/{active.id}/write/propose-amendment/"
    sent = form_data(sit(client, "ning").get(address).content.decode()) | {"title": "Blue flasks"}
    page = client.post(address, sent)
    client.post(f"/orders/{active.id}/do/propose-amendment/", hidden(page.content.decode()))
    offered = active.look().amendment
    do(sit(client, "hannah"), active.id, "answer-amendment", accept="yes",
       contract_hash=offered.contract_hash)  # fmt: skip
    contract = text(client.get(f"/orders/{active.id}/contract/"))
    assert "Version 2" in contract
    assert "Version 1" in contract
    row = contract.split("Signed versions")[1]
    assert "Enamelled vacuum flasks with harbour logo" in row
    assert "Blue flasks" in row
