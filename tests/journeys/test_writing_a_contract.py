"""Does the check speak while a buyer types, and does the contract get better by it?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browser import DESK, PHONE, follow, press, shoot, violations
from tests.needs import needs

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "trade"]),
    needs("browser"),
]
WORDS = {
    "en": {
        "vague": "good quality",
        "why": "“good quality” cannot be tested: give a value, a tolerance and a method.",
        "plan": "125 checked, at most 7 bad",
        "name": "Surface",
        "value": "No scratch longer than 2 mm",
        "method": "Seen from 30 cm for 5 seconds",
    },
    "zh-hans": {
        "vague": "质量好",
        "why": "“质量好”无法检验：请写明数值、公差和检验方法。",
        "plan": "抽125件，最多7件不良",
        "name": "外观",
        "value": "不得有长于 2 mm 的划痕",
        "method": "距 30 cm 目视 5 秒",
    },
}


def signed_in(page, client, live_server, language):
    """Let Hannah sit down at a page, and read it in this language."""
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk="hannah"))
    value = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
    page.goto("/orders/new/form/")
    if page.get_attribute("html", "lang") != language:
        follow(page, f"button[name=language][value={language}]")
        page.goto("/orders/new/form/")
    return page


def terms(page, on):
    """Fill everything but the requirements."""
    for name, value in {
        "title": "Brass lanterns",
        "counterparty": "Ningbo Lantern Works",
        "line-0-name": "Brass lantern, 30 cm",
        "line-0-quantity": "2400",
        "line-0-unit_price": "12.50",
        "incoterm_place": "Ningbo",
        "ship_by_on": on,
        "origin_zone": "Asia/Shanghai",
        "destination_zone": "Europe/London",
        "deposit": "9000.00",
        "law": "England and Wales",
    }.items():
        page.fill(f"main [name={name}]", value)
    for name, value in {"incoterm": "FOB", "mode": "sea"}.items():
        page.select_option(f"[name={name}]", value)
    page.check("[name=coverage][value=post_delivery]")
    page.check("[name=inspection]")


def add(page, kind, number):
    """Press a button that adds a requirement, and wait until its first empty field has focus."""
    press(page, f"button[value='clause:0:{kind}']", shows=f"[name=clause-{number}-name]")
    page.wait_for_selector(f"[id^='id_clause-{number}-']:focus")


@pytest.fixture
def writer(open_page, trade, client, live_server, request):
    """The page of an empty contract, in a language, a width and a colour scheme."""
    language, width, dark = request.param
    page = open_page(language=language, width=width, dark=dark)
    return signed_in(page, client, live_server, language)


@pytest.mark.parametrize(
    "writer",
    [("en", DESK, False), ("zh-hans", PHONE, True)],
    ids=["en", "zh"],
    indirect=True,
)
def test_vague_requirement_is_mended_while_typing_and_the_contract_proposed(writer, desk):
    page, language = writer, writer.get_attribute("html", "lang")
    words = WORDS[language]
    terms(page, (desk.now() + timedelta(days=60)).date().isoformat())
    add(page, "colour", 0)
    assert page.input_value("[name=line-0-name]") == "Brass lantern, 30 cm"
    add(page, "", 1)
    page.keyboard.type(words["name"])
    page.focus("[name=clause-1-value]")
    page.keyboard.type(words["vague"])
    page.wait_for_selector(f"#clause-1-note:has-text('{words['why']}')")
    assert page.evaluate("document.activeElement.id") == "id_clause-1-value", "focus is kept"
    assert page.input_value("[name=clause-1-value]") == words["vague"]
    assert page.inner_text("#check-grade .grade") == "D"
    page.wait_for_selector(f"#sampling:has-text('{words['plan']}')")
    check(page, f"vague-{language}")

    page.select_option("[name=clause-1-what]", "workmanship:surface")
    page.fill("[name=clause-1-value]", words["value"])
    page.fill("[name=clause-1-method]", words["method"])
    page.wait_for_selector("#check-grade .grade:text-is('A')")
    assert not page.query_selector("[name=confirm]")
    assert desk.reads.boards(organisation="harbour-tools") == [], "nothing was written by typing"
    check(page, f"mended-{language}")

    follow(page, "button[value=propose]")
    page.wait_for_selector("#confirm")
    check(page, f"proposing-{language}")
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")
    [board] = desk.reads.boards(organisation="harbour-tools")
    assert board.stage == "proposed"


def check(page, name):
    shoot(page, f"writing-{name}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= page.viewport_size["width"]
    assert not violations(page)


def test_contract_is_written_without_any_script(open_page, live_server, desk, trade, client):
    """Rows, lots and the check are plain buttons of one form."""
    page = signed_in(open_page(scripts=False), client, live_server, "en")
    terms(page, (desk.now() + timedelta(days=60)).date().isoformat())
    follow(page, "button[value='clause:0:weight']")
    follow(page, "button[value='lot']")
    assert page.input_value("[name=lot-1-of-0]") == "1200"
    page.fill("[name=clause-0-value]", "nice")
    follow(page, "button[value=check]")
    assert "“nice” cannot be tested" in page.inner_text("#clause-0-note")
    page.fill("[name=clause-0-value]", "380")
    follow(page, "button[value=propose]")
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")
