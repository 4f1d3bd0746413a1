"""Is a failed report answered by somebody who reads what each answer does to money and cover?

The buyer answers with reservations, in English at a desk; the supplier turns his own sentence into
an undertaking and the buyer signs it, in Chinese on phones.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.domain.contract.terms import LotLine
from earnest.domain.order.acts.amend import SplitLot
from earnest.domain.parties import Role
from tests.browser import DESK, PHONE, follow, press, shoot, violations
from tests.needs import needs
from tests.web.asking import example, failed_on, received

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "trade"]),
    needs("browser"),
]
SENTENCE = "If there is a problem we will be responsible."


@pytest.fixture
def failed(trade, desk):
    """The order of the worked example, and the supplier's sentence below its report."""
    one = failed_on(example(trade), desk)
    one.say(SENTENCE, one.supplier)
    return one


@pytest.fixture
def sits(open_page, client, live_server):
    """Call for somebody of the cast at a page, in a language."""
    from earnest.accounts.models import User

    def sit_down(login, language, width, *, dark=False):
        page = open_page(language=language, width=width, dark=dark)
        client.force_login(User.objects.get(pk=login))
        value = client.cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
        page.goto("/")
        if page.get_attribute("html", "lang") != language:
            page.goto("/account/profile/")
            follow(page, f"button[name=language][value={language}]")
        return page

    return sit_down


def right(page, name):
    """Nobody is shut out, nothing is wider than the screen; leaves a picture."""
    shoot(page, f"answer-{name}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"], f"{name} is {wide} wide"
    found = violations(page)
    assert not found, "\n".join(found)


def test_buyer_keeps_her_claims_and_lets_the_goods_leave(sits, failed):
    page = sits("hannah", "en", DESK)
    page.goto(f"/orders/{failed.id}/")
    press(page, "#protections .protection >> nth=0", shows="#protections details[open]")
    right(page, "order-en")
    follow(page, "text=Compare my answers")
    page.wait_for_selector("#choice-reserve")
    right(page, "three-en")
    assert page.is_visible("text=No effect on cover until it is an undertaking")
    reserve = "section[aria-labelledby=choice-reserve]"
    assert "USD 270.00" in page.inner_text(reserve)
    follow(page, f"{reserve} button")
    page.wait_for_selector("#confirm")
    right(page, "reserving-en")
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")
    assert set(failed.look().lots[0].quality.reservations) == {"gap", "finish"}


def test_promise_in_a_message_becomes_an_undertaking_that_both_sign(sits, failed, desk):
    page = sits("ning", "zh-hans", PHONE)
    page.goto(f"/orders/{failed.id}/messages/")
    right(page, "messages-zh")
    follow(page, "ol.talk a")
    page.wait_for_selector("[name=max_minor]")
    assert page.input_value("[name=message]") == "1"
    page.select_option("select[name=lot]", "A") if page.query_selector("select[name=lot]") else None
    page.check("[name=clauses][value=gap]")
    page.check("[name=remedy][value=refund]")
    page.check("[name=trigger][value=photos]")
    page.check("[name=wording][value=accept_with_defects]")
    page.check("[name=extends][value=no]")
    page.fill("[name=max_minor]", "900.00")
    page.fill("[name=security_minor]", "405.00")
    page.fill("[name=claim_by]", (desk.now() + timedelta(days=120)).date().isoformat())
    page.fill("[name=perform_days]", "14")
    follow(page, "main form button.btn-primary, main form button.btn-outline-secondary")
    page.wait_for_selector("#confirm")
    assert page.locator(".both-texts > div").count() == 2
    right(page, "offering-zh")
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")

    page = sits("hannah", "zh-hans", PHONE, dark=True)
    page.goto(f"/orders/{failed.id}/")
    right(page, "order-zh")
    follow(page, "#promises .button-row a >> nth=0")
    page.wait_for_selector("main form button")
    follow(page, "main form button.btn-primary")
    page.wait_for_selector("#confirm")
    right(page, "signing-zh")
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")
    [made] = failed.look().undertakings
    assert (made.status.value, made.secured_minor, made.message) == ("active", 40_500, 1)


@pytest.mark.parametrize(
    "how",
    [("en", PHONE, True), ("zh-hans", DESK, False)],
    ids=["en-phone-dark", "zh-desk-light"],
)
def test_pages_of_answers_shut_nobody_out(sits, failed, desk, how):
    language, width, dark = how
    page = sits("hannah", language, width, dark=dark)
    page.goto(f"/orders/{failed.id}/answer/A/")
    page.wait_for_selector("#choice-as_is")
    assert page.locator(".choices-side > section").count() == 3
    right(page, f"three-{language}-{width}")
    received(failed, desk)
    page.goto(f"/orders/{failed.id}/answer/A/")
    page.wait_for_selector("#choice-keep_back")
    right(page, f"received-{language}-{width}")
    page.goto(f"/orders/{failed.id}/")
    right(page, f"order-received-{language}-{width}")


def test_amendment_shows_its_effect_before_it_is_answered(sits, failed):
    failed.do(SplitLot("B", "C", (LotLine("1", "40"),), Role.SUPPLIER), failed.supplier)
    page = sits("hannah", "zh-hans", PHONE)
    page.goto(f"/orders/{failed.id}/do/answer-amendment/")
    page.wait_for_selector("#differences")
    assert page.is_visible("#foreseen")
    right(page, "amendment-zh")
    page.check("[name=accept][value=yes]")
    follow(page, "main form[enctype] button.btn-primary")
    page.wait_for_selector("#confirm")
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")
    page.goto(f"/orders/{failed.id}/contract/")
    page.wait_for_selector("#versions")
    right(page, "versions-zh")
    assert [lot.id for lot in failed.look().lots] == ["A", "B", "C"]
