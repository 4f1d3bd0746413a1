"""Can an undertaking be written, read and signed by forms, in both languages?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.web.test_commands import do
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(client, trade, desk):
    """An order with its deposit paid, on which the supplier wrote an undertaking by form."""
    one = trade()
    one.conclude()
    one.pay("deposit")
    do(
        sit(client, "ning"),
        one.id,
        "offer-undertaking",
        lot="A",
        clauses=["logo"],
        remedy="repair",
        trigger="photos",
        max_minor="300.00",
        security_minor="100.00",
        claim_by=(desk.now().date() + timedelta(days=90)).isoformat(),
        perform_days="14",
        extends="no",
        wording="accept_with_defects",
        message="0",
    )
    return one


def test_signer_reads_the_whole_text_in_his_language(client, offered):
    address = f"/orders/{offered.id}/do/countersign-undertaking/"
    page = text(sit(client, "hannah").get(address))
    assert "USD 100.00 of the money held for the lot is set aside as its security" in page
    declining = f"/orders/{offered.id}/do/decline-undertaking/"
    assert "供应商自费修理有关货物" in text(sit(client, "ning").get(declining))


def test_undertaking_is_signed_by_form(client, offered):
    seen = offered.look().undertakings[0].text_sha256
    signature = {"undertaking": "U1", "text_sha256": seen, "language": "en"}
    do(sit(client, "hannah"), offered.id, "countersign-undertaking", **signature)
    found = offered.look().undertakings[0]
    assert (found.status.value, found.secured_minor) == ("active", 10_000)


def test_security_above_the_sum_is_refused_beside_its_field(client, offered, desk):
    sent = {
        "lot": "A",
        "clauses": ["logo"],
        "remedy": "repair",
        "trigger": "notice",
        "max_minor": "1.00",
        "security_minor": "2.00",
        "claim_by": (desk.now().date() + timedelta(days=90)).isoformat(),
        "perform_days": "0",
        "extends": "no",
        "wording": "repack_and_ship",
        "message": "0",
    }
    answer = client.post(f"/orders/{offered.id}/do/offer-undertaking/", sent)
    assert answer.status_code == 422
    assert 'id="id_security_minor_error"' in text(answer)
