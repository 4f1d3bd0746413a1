"""Can two people bring one order from a draft to the payout, with nothing but the pages?"""

from __future__ import annotations

import pytest

from tests.browser import DESK, PHONE, follow, press, shoot, violations
from tests.needs import needs

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "trade"]),
    needs("browser"),
]


class Traveller:
    """One browser in which both sides sit down in turn, as the demo lets people do."""

    def __init__(self, page, language, base):
        self.page, self.language, self.base = page, language, base
        self.order = ""
        self.step = 0

    def sit(self, login):
        """Take somebody's chair, in this journey's language, on the order's page."""
        chair = f".demo-strip button[value={login}]"
        press(self.page, ".demo-strip summary", shows=chair)
        follow(self.page, chair)
        if self.page.get_attribute("html", "lang") != self.language:
            follow(self.page, f"button[name=language][value={self.language}]")
        self.go("")

    def go(self, tab):
        self.page.goto(f"/orders/{self.order}/{tab}" if self.order else "/")

    def do(self, name, **fields):
        """Open an action by its button, fill it, look at the preview, confirm."""
        self.go("")
        follow(self.page, f"a.btn[href*='/do/{name}/']")
        self.fill(fields)
        if fields:
            follow(self.page, "main form[enctype] button.btn-primary")
        self.page.wait_for_selector("#preview")
        self.check(name)
        follow(self.page, "#confirm")
        self.page.wait_for_selector(".notice-success")

    def answer(self, column, name):
        """Choose one of the answers that stand side by side, look at its preview, confirm."""
        self.go("")
        follow(self.page, "a.btn[href*='/answer/']")
        self.check(f"answers-{name}")
        follow(self.page, f"section[aria-labelledby=choice-{column}] form button")
        self.page.wait_for_selector("#preview")
        self.check(name)
        follow(self.page, "#confirm")
        self.page.wait_for_selector(".notice-success")

    def fill(self, fields):
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]").first
            kind = field.get_attribute("type")
            if kind == "radio":
                self.page.check(f"main [name={name}][value={value}]")
            elif kind == "file":
                field.set_input_files(
                    {"name": "r.json", "mimeType": "application/json", "buffer": value}
                )
            else:
                field.fill(value)

    def choose(self, fields):
        for name, value in fields.items():
            self.page.select_option(f"[name={name}]", value)

    def pay(self):
        self.go("pay/")
        follow(self.page, "button[value=in_time]")
        self.page.wait_for_selector(".notice-success")

    def wait(self, *moves):
        for move in moves:
            follow(self.page, f".demo-strip button[value={move}]")

    def check(self, name):
        self.step += 1
        shoot(self.page, f"journey-{self.language}-{self.step:02}-{name}")
        assert not violations(self.page)


@pytest.fixture
def traveller(open_page, desk, live_server, client, request):
    """A page on which Hannah is signed in."""
    language, width = request.param
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk="hannah"))
    page = open_page(language=language, width=width)
    value = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
    page.goto("/")
    found = Traveller(page, language, live_server.url)
    if page.get_attribute("html", "lang") != language:
        follow(page, f"button[name=language][value={language}]")
    return found


@pytest.mark.parametrize(
    "traveller", [("en", DESK), ("zh-hans", PHONE)], ids=["en", "zh"], indirect=True
)
def test_order_goes_from_a_form_to_the_payout(traveller, desk):
    from datetime import timedelta

    from earnest.demo.cast import HANNAH, NING
    from earnest.demo.trade import set_limit

    set_limit(desk, NING, "USD", 100_000_000, "for the tests")
    page = traveller.page
    follow(page, "a.btn[href='/orders/new/']")
    follow(page, "a.btn[href='/orders/new/form/']")
    write(traveller, (desk.now() + timedelta(days=60)).date().isoformat())
    traveller.order = page.url.split("/")[4]
    traveller.check("draft")

    traveller.do("propose-contract")
    traveller.sit("ning")
    traveller.do("sign-contract")
    traveller.sit("hannah")
    traveller.do("sign-contract")
    traveller.pay()
    traveller.check("paid")
    traveller.sit("ning")
    traveller.do("report-production", percent="100")
    traveller.sit("olga")
    traveller.do("record-inspection", report=b'{"presented": 80, "units_checked": 80}')
    traveller.sit("hannah")
    traveller.answer("as_is", "approve-shipment")
    traveller.pay()
    traveller.sit("ning")
    traveller.wait("day")
    handed_over = (desk.now() - timedelta(hours=12)).strftime("%Y-%m-%dT%H:%M")
    traveller.do(
        "ship-goods",
        handed_over_at=handed_over,
        carrier="Blue Anchor Line",
        tracking="BAL 4711",
        documents="Bill of lading BAL 4711",
    )
    traveller.sit("hannah")
    traveller.wait("week", "week")
    traveller.do("confirm-receipt")
    traveller.answer("pay_all", "accept-goods")
    for tab in ("", "contract/", "goods/", "money/", "history/"):
        traveller.go(tab)
        traveller.check(tab.strip("/") or "released")
    desk.settle_down()
    seen = desk.look.order(traveller.order, HANNAH.actor(), desk.now())
    assert seen.stage == "released"
    assert seen.money.released_minor == seen.money.total_minor == 100_000


def write(traveller, on):
    """Fill the plain form."""
    page = traveller.page
    traveller.fill(
        {
            "title": "Brass lanterns",
            "side": "buyer",
            "counterparty": "Ningbo Lantern Works",
            "line-0-name": "Brass lantern, 30 cm",
            "line-0-quantity": "80",
            "line-0-unit_price": "12.50",
            "incoterm_place": "Ningbo",
            "ship_by_on": on,
            "origin_zone": "Asia/Shanghai",
            "destination_zone": "Europe/London",
            "coverage": "post_delivery",
            "deposit": "300.00",
            "law": "England and Wales",
        }
    )
    traveller.choose({"incoterm": "FOB", "mode": "sea", "balance_trigger": "shipment_approved"})
    page.check("[name=inspection]")
    press(page, "button[value='clause:0:dimension']", shows="[name=clause-0-name]")
    page.wait_for_selector("[id^='id_clause-0-']:focus")
    traveller.fill(
        {
            "clause-0-name": "Height",
            "clause-0-value": "30",
            "clause-0-tolerance": "0.5",
            "clause-0-method": "Calliper",
        }
    )
    traveller.choose({"clause-0-unit": "CMT"})
    follow(page, ".write .button-row button[name=save]")
    page.wait_for_selector(".stages")


def test_action_is_done_without_any_script(open_page, live_server, desk, trade, client):
    """Everything works without a script: preview and confirmation are plain forms."""
    from earnest.accounts.models import User

    one = trade()
    client.force_login(User.objects.get(pk="hannah"))
    page = open_page(scripts=False)
    value = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
    page.goto(f"/orders/{one.id}/")
    follow(page, "a.btn[href*='/do/propose-contract/']")
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")
    assert one.look().stage == "proposed"
