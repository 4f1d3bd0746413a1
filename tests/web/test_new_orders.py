"""Does an order begin from a file, an example and a form, and is nothing lost or guessed?"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db
ORDERS = Path(__file__).resolve().parents[1] / "data" / "orders"
TERMS = {
    "title": "Brass lanterns",
    "reference": "HT-9",
    "side": "buyer",
    "counterparty": "ningbo lantern works",
    "currency": "USD",
    "incoterm": "FOB",
    "incoterm_place": "Ningbo",
    "mode": "sea",
    "ship_by_on": "2027-12-01",
    "origin_zone": "Asia/Shanghai",
    "destination_zone": "Europe/London",
    "lead_days": "30",
    "coverage": "post_delivery",
    "inspection": "on",
    "deposit": "300.00",
    "deposit_days": "7",
    "balance_trigger": "shipment_approved",
    "balance_days": "7",
    "law": "England and Wales",
}
LINE = {
    "id": "",
    "kind": "goods",
    "name": "Brass lantern, 30 cm",
    "quantity": "80",
    "unit": "C62",
    "unit_price": "12.50",
    "base_quantity": "1",
}
CLAUSE = {
    "line": "0",
    "name": "Height",
    "what": "dimension:height",
    "value": "300",
    "unit": "MMT",
    "tolerance": "±2",
    "method": "Calliper",
    "severity": "major",
    "evidence": "measurement",
}


def filled(*lines, clauses=(), lots=(), **changes):
    """The form's data with these rows."""
    data = {**TERMS, "key": "k1", **changes}
    for prefix, rows in (("line", lines), ("clause", clauses), ("lot", lots)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def order_at(answer):
    return answer.headers["Location"].split("/")[2]


def seen(desk, id, login="hannah"):
    from earnest.demo.cast import member_of

    return desk.look.order(id, member_of(login).actor(), desk.now())


def test_form_makes_a_contract_that_can_be_proposed(client, trade, desk):
    freight = {
        **LINE,
        "kind": "freight",
        "name": "Freight",
        "quantity": "1",
        "unit_price": "90.00",
    }
    less = {**freight, "kind": "allowance", "name": "Discount", "unit_price": "40.00"}
    answer = sit(client, "hannah").post("/orders/new/form/", filled(LINE, freight, less))
    assert answer.status_code == 303, text(answer)
    order = seen(desk, order_at(answer))
    assert [line.amount_minor for line in order.contract.lines] == [100_000, 9_000, -4_000]
    assert order.money.total_minor == 105_000
    assert [item.minor for item in order.instalments] == [30_000, 75_000]
    assert order.contract.supplier.organisation == "ningbo-lantern"
    assert not [gap.code for gap in order.gaps if gap.blocks]
    again = client.post("/orders/new/form/", filled(LINE, freight, less))
    assert order_at(again) == order.id, "the same key is the same order"


def test_title_alone_is_saved_and_the_gaps_are_sentences(client, desk):
    bare = {**dict.fromkeys(TERMS, ""), "title": "Idea", "side": "buyer", "currency": "EUR"}
    bare |= {"deposit_days": "7", "balance_days": "7", "balance_trigger": "shipment"}
    answer = sit(client, "hannah").post("/orders/new/form/", filled(**bare))
    page = html.unescape(text(client.get(answer.headers["Location"])))
    assert "There is no exact ship-by date" in page
    assert "The contract has no goods" in page


def test_wrong_numbers_are_marked_and_everything_typed_is_kept(client, desk):
    wrong = {**LINE, "quantity": "1,000", "unit_price": "-3"}
    answer = sit(client, "hannah").post("/orders/new/form/", filled(wrong, deposit="３０"))
    assert answer.status_code == 422
    page = text(answer)
    assert 'value="1,000"' in page
    assert 'id="id_line-0-quantity_error"' in page
    strange = client.post(
        "/orders/new/form/", filled(LINE, counterparty="Nobody Ltd", origin_zone="Mars")
    )
    assert 'id="id_counterparty_error"' in text(strange)
    assert 'id="id_origin_zone_error"' in text(strange)
    amount = client.post("/orders/new/form/", filled(LINE, deposit="３０"))
    assert amount.status_code == 422
    assert "３０" in text(amount)


def test_one_more_line_keeps_the_others(client, desk):
    page = text(sit(client, "hannah").post("/orders/new/form/", {**filled(LINE), "do": "line"}))
    assert 'name="line-1-name"' in page
    assert "Brass lantern, 30 cm" in page


def test_editing_loses_nothing_that_the_form_does_not_ask(client, trade, desk):
    one = trade()
    before = one.look().contract
    address = f"/orders/{one.id}/write/write-draft/"
    page = sit(client, "hannah").get(address).content.decode()
    sent = form_data(page) | {"title": "Flasks, second text"}
    assert client.post(address, sent).status_code == 303
    after = one.look().contract
    assert after.title == "Flasks, second text"
    assert [line.clauses for line in after.lines] == [line.clauses for line in before.lines]
    assert (after.lines, after.schedule, after.lateness) == (
        before.lines,
        before.schedule,
        before.lateness,
    )
    assert after == replace(before, title=after.title)


def form_data(page):
    """What a browser would send for the form of a contract, untouched."""
    form = page.split('class="write"')[1]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        is_choice = said.get("type") in ("radio", "checkbox")
        if said.get("name") and (not is_choice or " checked" in tag):
            found[said["name"]] = html.unescape(said.get("value", "on" if is_choice else ""))
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', body) or re.search(
            r'value="([^"]*)"', body
        )
        found[name] = html.unescape(chosen[1])
    return found


def test_counter_proposal_is_previewed_before_the_other_side_sees_it(client, trade):
    one = trade()
    one.propose()
    address = f"/orders/{one.id}/write/counter-propose/"
    sent = form_data(sit(client, "ning").get(address).content.decode()) | {
        "incoterm_place": "Ningbo, Beilun"
    }
    page = client.post(address, sent)
    assert page.status_code == 200, text(page)
    assert one.look().contract.incoterm_place == "Ningbo"
    confirm = page.content.decode().split('class="confirm"')[1]
    fields = {n: html.unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', confirm)}
    done = client.post(f"/orders/{one.id}/do/counter-propose/", fields)
    assert done.status_code == 303
    assert one.look().contract.incoterm_place == "Ningbo, Beilun"


@pytest.mark.parametrize("file", sorted(ORDERS.glob("*.xml")), ids=lambda path: path.stem)
def test_published_order_becomes_a_draft_with_its_gaps(client, desk, file):
    sent = {"file": SimpleUploadedFile(file.name, file.read_bytes()), "side": "buyer"}
    answer = sit(client, "hannah").post("/orders/new/file/", sent)
    assert answer.status_code == 303
    order = seen(desk, order_at(answer))
    assert order.contract.buyer.organisation == "harbour-tools"
    assert order.contract.lines
    assert client.get(answer.headers["Location"]).status_code == 200


def test_file_that_cannot_be_read_is_one_sentence(client, desk):
    for data in (b"", b"<Invoice/>", b"%PDF-1.7", b'{"title": 1}', b"<!DOCTYPE x><a/>"):
        sent = {"file": SimpleUploadedFile("order.xml", data), "side": "buyer"}
        answer = sit(client, "hannah").post("/orders/new/file/", sent)
        assert answer.status_code in (413, 415, 422), data
        assert 'role="alert"' in text(answer)
    assert desk.reads.boards(organisation="harbour-tools") == []


@pytest.mark.parametrize(("login", "side"), [("hannah", "buyer"), ("ning", "supplier")])
@pytest.mark.parametrize("example", ["vacuum-flasks", "vacuum-flasks-zh"])
def test_example_is_copied_for_either_side(client, desk, login, side, example):
    answer = sit(client, login).post("/orders/new/copy/", {"example": example, "side": side})
    order = seen(desk, order_at(answer), login)
    assert order.role == side
    assert order.contract.ship_by.on > desk.now().date()


def test_draft_of_others_cannot_be_written(client, trade):
    one = trade()
    one.propose()
    for login in ("sora", "olga"):
        assert sit(client, login).get(f"/orders/{one.id}/write/counter-propose/").status_code == 404


def test_very_long_order_keeps_its_lines(client, trade):
    from tests.cast import flasks as line

    many = tuple(line("1", 2_000, id=str(number)) for number in range(150))
    one = trade("long", lines=many, stated_total_minor=300_000)
    address = f"/orders/{one.id}/write/write-draft/"
    page = sit(client, "hannah").get(address).content.decode()
    assert "150 lines with their" in page
    assert client.post(address, form_data(page) | {"title": "Long"}).status_code == 303
    assert one.look().contract.lines == many
