"""Is every action previewed by the core, done once, refused in sentences, and stale when it is?"""

from __future__ import annotations

import html
import re

import pytest

from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db


def hidden(page):
    """The hidden fields of the form that confirms."""
    form = page.split('class="confirm"')[1]
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)
    }


def do(client, order, name, **fields):
    """Fill the form of an action, and press the button of its preview."""
    address = f"/orders/{order}/do/{name}/"
    page = client.post(address, fields) if fields else client.get(address)
    assert page.status_code == 200, text(page)
    answer = client.post(address, hidden(page.content.decode()))
    assert answer.status_code == 303, text(answer)
    assert answer.headers["Location"] == f"/orders/{order}/"


def stage(desk, one):
    return one.look(one.supplier).stage


def test_whole_order_is_done_by_forms(client, trade, desk):
    from earnest.demo.cast import OLGA

    one = trade()
    do(sit(client, "hannah"), one.id, "propose-contract")
    do(sit(client, "ning"), one.id, "sign-contract")
    do(sit(client, "hannah"), one.id, "sign-contract")
    assert client.post(f"/orders/{one.id}/pay/play/", {"play": "in_time"}).status_code == 303
    assert stage(desk, one) == "active"
    do(sit(client, "ning"), one.id, "report-production", percent="100", lot="A")
    sit(client, OLGA.login)
    report = {"lot": "A", "report": upload(a_report(one))}
    do(client, one.id, "record-inspection", **report)
    do(sit(client, "hannah"), one.id, "approve-shipment", lot="A", answer="as_is")
    client.post(f"/orders/{one.id}/pay/play/", {"play": "in_time"})
    desk.set_clock(desk.now() + days(2))
    shipment = {
        "lot": "A",
        "handed_over_at": (desk.now() - days(1)).strftime("%Y-%m-%dT%H:%M"),
        "mode": "sea",
        "carrier": "Blue Anchor Line",
        "tracking": "BAL 17",
        "documents": "Bill of lading 17\nPacking list",
    }
    do(sit(client, "ning"), one.id, "ship-goods", **shipment)
    assert one.look().lots[0].shipment.documents == ("Bill of lading 17", "Packing list")
    desk.set_clock(desk.now() + days(20))
    do(sit(client, "hannah"), one.id, "confirm-receipt")
    do(client, one.id, "accept-goods")
    desk.settle_down()
    assert stage(desk, one) == "released"
    assert one.look().money.released_minor == one.look().money.total_minor


def a_report(one):
    """The bytes of a report that finds nothing bad in the whole lot."""
    from earnest.demo.trade import report_on
    from earnest.domain.inspection.report import Verdict
    from earnest.exchange.report_file import write_report

    seen = one.look()
    rules = one.desk.policies.of(seen.policy)
    return write_report(report_on(seen.contract, "A", Verdict.PASSED, rules))


def upload(data):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("report.json", data)


def days(number):
    from datetime import timedelta

    return timedelta(days=number)


@pytest.fixture
def active(trade):
    one = trade()
    one.conclude()
    one.pay("deposit")
    return one


@pytest.mark.parametrize("login", ["hannah", "ning", "olga"])
def test_every_open_button_leads_to_a_form_or_a_preview(client, trade, active, login):
    orders = [trade("draft"), active]
    orders[0].propose()
    sit(client, login)
    for one in orders:
        page = client.get(f"/orders/{one.id}/").content.decode()
        addresses = {html.unescape(a) for a in re.findall(r'href="(/orders/\w+/do/[^"]+)"', page)}
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert 'role="alert"' not in text(answer), address


def test_buttons_are_the_offers_of_the_core(client, active, desk):
    from earnest.demo.cast import NING
    from earnest.journal.codec import kebab

    page = sit(client, "ning").get(f"/orders/{active.id}/").content.decode()
    shown = set(re.findall(r"/(?:do|write)/([\w-]+)/", page))
    offered = {kebab(o.command.__name__) for o in active.look(NING).offers if o.is_open}
    assert shown == offered


def test_refusal_stands_beside_its_field_and_keeps_what_was_typed(client, active):
    address = f"/orders/{active.id}/do/report-production/"
    active.produce(40)
    answer = sit(client, "ning").post(address, {"lot": "A", "percent": "30"})
    client.post("/language/", {"language": "en"})
    answer = client.post(address, {"lot": "A", "percent": "30"})
    assert answer.status_code == 422
    assert 'id="id_percent_error"' in text(answer)
    assert 'value="30"' in text(answer)
    assert "report more than the 40 %" in html.unescape(text(answer))


def test_form_that_cannot_be_read_is_answered_beside_the_field(client, active):
    address = f"/orders/{active.id}/do/propose-cancellation/"
    for amount in ("1,000.00", "１２", "-1", "1e3", "nan", ""):
        answer = sit(client, "hannah").post(address, {"keeps_minor": amount})
        assert answer.status_code == 422, amount
        assert 'id="id_keeps_minor_error"' in text(answer)


def test_closed_action_says_why_and_has_no_button(client, active):
    answer = sit(client, "hannah").get(f"/orders/{active.id}/do/accept-goods/?about=A")
    assert "confirm" not in re.findall(r'class="(confirm)"', text(answer))
    assert 'role="alert"' in text(answer)


def test_action_of_the_other_side_does_not_exist(client, active):
    sit(client, "hannah")
    for name in ("ship-goods", "record-receipt", "nothing", "open-order"):
        assert client.get(f"/orders/{active.id}/do/{name}/").status_code == 404


def test_stale_consent_shows_what_changed_and_the_new_preview(client, active):
    address = f"/orders/{active.id}/do/propose-ship-by/"
    on = (active.look().contract.ship_by.on + days(7)).isoformat()
    sit(client, "ning")
    client.post("/language/", {"language": "en"})
    seen = hidden(client.post(address, {"on": on}).content.decode())
    active.produce(50)
    answer = client.post(address, seen)
    assert answer.status_code == 409
    assert "Nothing was done" in text(answer)
    assert "50 % of lot A is finished" in html.unescape(text(answer))
    assert active.look().shipping.proposal is None
    assert client.post(address, hidden(answer.content.decode())).status_code == 303
    assert active.look().shipping.proposal is not None


def test_second_click_is_the_same_deed(client, active):
    address = f"/orders/{active.id}/do/report-production/"
    sit(client, "ning")
    seen = hidden(client.post(address, {"lot": "A", "percent": "60"}).content.decode())
    first, version = client.post(address, seen), active.look().version
    second = client.post(address, seen)
    assert (first.status_code, second.status_code) == (303, 303)
    assert active.look().version == version


def test_confirmation_changed_by_hand_is_not_found(client, active):
    address = f"/orders/{active.id}/do/report-production/"
    for command in ('{"lot": "A"}', '{"lot": "A", "percent": 9, "x": 1}', "[]", ""):
        sent = {"command": command, "version": "1", "key": "k"}
        assert sit(client, "ning").post(address, sent).status_code == 404


def test_answer_to_an_offer_is_for_the_sum_that_was_offered(client, active):
    do(sit(client, "ning"), active.id, "propose-cancellation", keeps_minor="100.00")
    page = text(sit(client, "hannah").get(f"/orders/{active.id}/do/answer-cancellation/"))
    assert 'value="100.00"' in page
    do(client, active.id, "answer-cancellation", accept="yes", keeps_minor="100.00")
    assert active.look().money.released_minor == 10_000


def test_report_that_cannot_be_read_is_refused_beside_its_field(client, active):
    from earnest.demo.cast import OLGA

    active.produce()
    address = f"/orders/{active.id}/do/record-inspection/"
    sit(client, OLGA.login)
    for data in (b"%PDF-1.7", b"{", b'{"presented": 1.5}', b'{"verdict": "passed"}', b"\xff"):
        answer = client.post(address, {"lot": "A", "report": upload(data)})
        assert answer.status_code == 422, data
        assert 'id="id_report_error"' in text(answer)


def test_message_is_sent_once_and_an_empty_one_is_refused_beside_its_field(client, active):
    sit(client, "hannah")
    sent = {"text": "When will the cartons leave?", "key": "m1"}
    for _ in range(2):
        assert client.post(f"/orders/{active.id}/messages/send/", sent).status_code == 303
    page = text(client.get(f"/orders/{active.id}/messages/"))
    assert page.count("When will the cartons leave?") == 1
    assert "never change the contract" in page
    long = client.post(f"/orders/{active.id}/messages/send/", {"text": "x" * 4001, "key": "m2"})
    assert long.status_code == 422
    assert "x" * 4001 in long.content.decode()
