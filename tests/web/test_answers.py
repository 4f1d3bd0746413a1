"""Do the answers to a lot stand side by side, each with its cover and money, as the core says?"""

from __future__ import annotations

import html
import re

import pytest

from earnest.domain.contract.terms import LotLine, LotTerms
from earnest.domain.inspection.report import Verdict
from tests.web.asking import example, failed_on, received
from tests.web.test_commands import do, hidden
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(trade, desk):
    return failed_on(example(trade), desk)


def column(page, key):
    """One of the columns of the page of answers."""
    return page.split(f'aria-labelledby="choice-{key}"')[1].split("</section>")[0]


def answers(client, one, who="hannah", lot="A"):
    return text(sit(client, who).get(f"/orders/{one.id}/answer/{lot}/"))


def test_three_answers_stand_side_by_side_safest_first(client, failed):
    page = answers(client, failed)
    assert re.findall(r'id="choice-(\w+)"', page) == ["refuse", "reserve", "as_is"]
    assert "3 bad, 80 checked, at most 5" in page
    assert "The supplier pays the next inspection" in column(page, "refuse")
    assert "The last choice" in column(page, "as_is")


def test_cover_of_each_answer_is_that_of_the_worked_example(client, failed):
    page = answers(client, failed)
    reserve, as_is = column(page, "reserve"), column(page, "as_is")
    assert "USD 270.00" in reserve
    assert "keep back up to USD 432.00 on your own word" in reserve
    assert "USD 18.00" in as_is
    packaging = as_is.split("Damage on the way because of the packaging")[1].split("</li>")[0]
    assert "Not covered" in packaging
    assert "now:" in packaging
    assert "No money moves." in as_is


def test_ticked_claims_are_kept_by_the_column_s_own_form(client, failed):
    answers(client, failed)
    fields = {"lot": "A", "answer": "with_reservations", "clauses": ["gap", "finish"]}
    do(client, failed.id, "approve-shipment", **fields)
    assert set(failed.look().lots[0].quality.reservations) == {"gap", "finish"}
    goods = text(client.get(f"/orders/{failed.id}/goods/"))
    kept = goods.split("Claims kept on")[1].split("</dd>")[0]
    assert "Gap in the carton" in kept
    assert "gap," not in kept
    past = text(client.get(f"/orders/{failed.id}/history/"))
    assert "keeps the claims on “Gap in the carton”" in html.unescape(past)


def test_giving_up_is_a_step_of_its_own_for_each_requirement(client, failed):
    page = answers(client, failed)
    assert "I give up claims for: Gap in the carton" in page
    assert 'value="270.00"' in page
    assert "I give up claims for: Surface finish" not in page, "it is within its limit"
    address = f"/orders/{failed.id}/do/waive-clause/?about=A&from=answer"
    unticked = client.post(address, {"lot": "A", "up_to_minor": "270.00"})
    assert unticked.status_code == 422
    shown = client.post(address, {"lot": "A", "clause": "gap", "up_to_minor": "270.00"})
    done = client.post(address, hidden(shown.content.decode()))
    assert done.headers["Location"] == f"/orders/{failed.id}/answer/A/"
    after = column(answers(client, failed), "as_is")
    assert "Approve shipping" in after
    assert "First give up claims" not in after


def test_within_a_day_of_the_report_nothing_can_be_given_up(client, trade, desk):
    one = failed_on(example(trade), desk, later=0.5)
    page = answers(client, one)
    assert "24 hours" in column(page, "as_is")
    assert "First give up claims" not in column(page, "as_is")
    assert 'name="up_to_minor"' not in page
    assert "Not covered" in column(page, "as_is"), "what it would mean is shown all the same"


def test_message_is_shown_without_effect_until_it_is_an_undertaking(client, failed):
    failed.say("If there is a problem we will be responsible.", failed.supplier)
    page = answers(client, failed)
    assert "No effect on cover until it is an undertaking" in page
    link = re.search(r'href="([^"]*offer-undertaking/\?[^"]*message=1)"', page)[1]
    form = text(client.get(link))
    assert re.search(r'name="message"[^>]*value="1"', form)
    talk = text(client.get(f"/orders/{failed.id}/messages/"))
    assert "Turn it into an undertaking" in talk


def test_after_receipt_the_computed_sum_can_be_kept_back(client, failed, desk):
    received(failed, desk)
    page = answers(client, failed)
    assert re.findall(r'id="choice-(\w+)"', page) == ["pay_all", "keep_back", "wrong"]
    keep = column(page, "keep_back")
    assert 'value="432.00"' in keep
    assert "USD 8,568.00" in keep
    assert "USD 9,000.00" in column(page, "wrong")
    do(client, failed.id, "accept-goods", lot="A", holdback_minor="432.00")
    assert failed.look().lots[0].held_minor == 43_200


@pytest.mark.parametrize("name", ["A/1 & <b>?", "第一批", ".."])
def test_lot_of_any_name_can_be_answered(client, trade, name):
    one = trade("named", lots=(LotTerms(name, (LotLine("1", "2400"),)),))
    one.conclude()
    one.pay("deposit")
    one.produce(lot=name)
    one.inspect(Verdict.PASSED, lot=name)
    page = text(sit(client, "hannah").get(f"/orders/{one.id}/"))
    link = re.search(r'<a class="btn[^>]*href="([^"]*)"[^>]*>Compare my answers', page)[1]
    shown = client.get(html.unescape(link))
    assert shown.status_code == 200
    assert name in html.unescape(text(shown))


def test_only_who_can_answer_sees_the_answers(client, failed):
    address = f"/orders/{failed.id}/answer/A/"
    for who in ("ning", "olga"):
        assert sit(client, who).get(address).status_code == 303
    assert sit(client, "hannah").get(f"/orders/{failed.id}/answer/B/").status_code == 303
    assert client.get(f"/orders/{failed.id}/answer/nothing/").status_code == 303


def test_passed_report_offers_shipping_as_it_is_first(client, trade):
    one = trade()
    one.conclude()
    one.pay("deposit")
    one.produce()
    one.inspect(Verdict.PASSED)
    page = answers(client, one)
    assert re.findall(r'id="choice-(\w+)"', page)[0] == "as_is"
    assert "found nothing on which a claim could be kept" in column(page, "reserve")
