"""Does the order page say what is covered, until when, why, and what would improve it?"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.domain.order.acts.approve import Answer, ApproveShipment
from earnest.domain.order.acts.waive import WaiveClause
from tests.cast import PHOTO, PHOTO_BYTES
from tests.vault.test_hostile_files import PDF
from tests.web.asking import example, failed_on
from tests.web.test_commands import do
from tests.web.test_files import send
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db
WORST_FIRST = ["Not covered", "Cannot be said yet", "Covered on a condition", "Covered"]


@pytest.fixture
def failed(trade, desk):
    return failed_on(example(trade), desk)


def card(client, one, who="hannah", tab=""):
    page = text(sit(client, who).get(f"/orders/{one.id}/{tab}"))
    return page.split('id="protections"')[1].split("</section>")[0]


def marks(part):
    """The words of the statuses, in their order."""
    return re.findall(r'class="mark mark-\w+"><svg.*?</svg>([^<]+)<', part, re.DOTALL)


def test_protections_stand_by_lot_with_the_worst_first(client, failed):
    found = card(client, failed)
    lots = found.split("group-title")[1:]
    assert [lot.split(">")[1].split("<")[0] for lot in lots] == [
        "Lot A",
        "Lot B",
        "The whole order",
    ]
    for lot in lots:
        said = [WORST_FIRST.index(word) for word in marks(lot.split("<table")[0])]
        assert said == sorted(said)
        assert said, "each group has lines"


def test_line_says_amount_parts_deadline_rule_and_help(client, failed):
    found = card(client, failed)
    packaging = found.split("What the report found: “Gap in the carton”")[1].split("</details>")[0]
    assert "USD 270.00" in packaging
    assert "held" in packaging
    assert "until 30 days after receipt" in packaging
    assert re.search(r"\(.*[SR]\d+", packaging), "the rule names where it is written"
    assert "Payment protection (not insurance)" in found


def test_claim_given_up_turns_the_light_and_the_line(client, failed):
    failed.do(WaiveClause("A", "gap", 27_000), failed.buyer)
    failed.do(ApproveShipment("A", Answer.AS_IS), failed.buyer)
    found = card(client, failed)
    assert "light-grave" in found
    assert "A claim may be refused on it" in found
    packaging = found.split("What the report found: “Gap in the carton”")[1].split("</details>")[0]
    assert marks(packaging) == ["Not covered"]
    assert "You gave up claims" in packaging


def test_improvement_leads_to_where_it_is_done(client, trade):
    draft = trade("draft", lines=(vague(trade),))
    found = card(client, draft)
    assert "Could a claim be refused later?" in found
    assert f'href="/orders/{draft.id}/write/write-draft/"' in found
    assert "group-title" not in found, "nothing is covered by a draft"


def vague(trade):
    line = trade("plain").look().contract.lines[0]
    return replace(line, clauses=())


def test_other_rules_are_compared_and_do_not_bind(client, trade):
    one = trade("unplanned")
    one.conclude()
    one.pay("deposit")
    found = card(client, one)
    assert "How other rules would answer" in found
    assert "the rules that both sides signed bind this order" in found


def test_supplier_reads_that_it_is_the_buyer_s_cover(client, failed):
    assert "买方的保障" in text(sit(client, "ning").get(f"/orders/{failed.id}/"))


def test_preview_of_a_waiver_shows_which_protection_goes(client, failed):
    sent = {"lot": "A", "clause": "gap", "up_to_minor": "270.00"}
    address = f"/orders/{failed.id}/do/waive-clause/?about=A"
    page = text(sit(client, "hannah").post(address, sent))
    told = page.split("What is covered otherwise")[1].split("</table>")[0]
    row = told.split("What the report found: “Gap in the carton”")[1].split("</tr>")[0]
    assert marks(row) == ["Covered", "Not covered"]


def test_call_is_shown_by_files_of_the_order(client, failed, desk):
    assert send(sit(client, "hannah"), failed.id).status_code == 303
    last_day = (desk.now() + timedelta(days=120)).date().isoformat()
    offer = {
        "lot": "A", "clauses": ["gap"], "remedy": "refund", "trigger": "photos",
        "max_minor": "300.00", "security_minor": "100.00", "perform_days": "0", "extends": "no",
        "claim_by": last_day, "wording": "accept_with_defects", "message": "0",
    }  # fmt: skip
    do(client, failed.id, "offer-undertaking", **offer)
    seen = failed.look().undertakings[0].text_sha256
    signature = {"undertaking": "U1", "text_sha256": seen, "language": "en"}
    do(sit(client, "ning"), failed.id, "countersign-undertaking", **signature)
    failed.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, ("gap",)), failed.buyer)
    failed.ship("A")
    send(sit(client, "hannah"), failed.id, PHOTO_BYTES, "gap.png")
    page = text(client.get(f"/orders/{failed.id}/do/call-undertaking/"))
    assert page.count('name="evidence"') == 2
    assert "plan.pdf" in page
    paper = hashlib.sha256(PDF).hexdigest()
    call = {"undertaking": "U1", "called_minor": "100.00", "evidence": [paper, PHOTO]}
    do(client, failed.id, "call-undertaking", **call)
    assert failed.look().undertakings[0].evidence == (paper, PHOTO)
    promises = text(client.get(f"/orders/{failed.id}/")).split('id="promises"')[1]
    assert 'aria-current="step">called' in promises
