"""Can claims be given up, a price lowered and a part kept back on the pages?"""

from __future__ import annotations

import pytest

from earnest.domain.contract.lots import Purpose
from earnest.domain.inspection.report import Verdict
from tests.web.test_commands import days, do
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(trade, desk):
    """A lot that is paid, and whose inspection failed two days ago."""
    one = trade()
    one.conclude()
    one.pay("deposit")
    one.produce()
    one.pay("balance")
    one.inspect(Verdict.FAILED)
    desk.set_clock(desk.now() + days(2))
    return one


def quality(one):
    return one.look().lots[0].quality


def test_claims_are_given_up_by_a_form_that_lists_what_was_found(client, failed):
    bad = quality(failed).deciding.judged.failed_clauses[0]
    page = text(sit(client, "hannah").get(f"/orders/{failed.id}/do/waive-clause/?about=A"))
    assert page.count('name="clause"') == 1
    assert "Give up claims" in page
    do(client, failed.id, "waive-clause", lot="A", clause=bad, up_to_minor="100.00")
    assert quality(failed).waived == {bad}
    do(client, failed.id, "void-waiver", lot="A", clause=bad)
    assert not quality(failed).waived


def test_lower_price_is_proposed_and_agreed_by_forms(client, failed):
    bad = quality(failed).deciding.judged.failed_clauses[0]
    fields = {"lot": "A", "reduce_minor": "250.00", "clauses": [bad]}
    do(sit(client, "ning"), failed.id, "propose-reduction", **fields)
    sit(client, "hannah")
    page = text(client.get(f"/orders/{failed.id}/do/answer-reduction/?about=A"))
    assert 'value="250.00"' in page
    assert "readonly" in page
    do(client, failed.id, "answer-reduction", lot="A", accept="yes", reduce_minor="250.00")
    seen = failed.look()
    assert (seen.money.reduced_minor, seen.money.refunded_minor) == (25_000, 25_000)
    assert "Price reduced by" in text(client.get(f"/orders/{failed.id}/"))


def test_part_is_kept_back_by_the_form_that_accepts(client, failed, desk):
    bad = quality(failed).deciding.judged.failed_clauses[0]
    fields = {"lot": "A", "answer": "with_reservations", "clauses": [bad]}
    do(sit(client, "hannah"), failed.id, "approve-shipment", **fields)
    failed.ship()
    desk.set_clock(desk.now() + days(20))
    failed.receive()
    page = text(client.get(f"/orders/{failed.id}/do/accept-goods/"))
    assert "Keep back" in page
    do(client, failed.id, "accept-goods", lot="A", holdback_minor="300.00")
    assert failed.look().lots[0].held == {Purpose.HOLDBACK: 30_000}
    for tab in ("", "goods/", "money/", "history/"):
        assert client.get(f"/orders/{failed.id}/{tab}").status_code == 200
    client.post("/language/", {"language": "zh-hans"})
    assert "暂留至" in text(client.get(f"/orders/{failed.id}/history/"))
