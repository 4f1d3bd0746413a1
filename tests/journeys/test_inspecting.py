"""Can Ines inspect on a phone in Chinese, and does the buyer read in English what she saw?"""

from __future__ import annotations

import pytest

from tests.browser import DESK, LONGEST_WAIT, PHONE, follow, press, send, shoot, violations
from tests.needs import needs
from tests.vault.test_hostile_files import jpeg
from tests.web.visiting import VISIT, filled, ready

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "trade"]),
    needs("browser"),
]


LOADED = """async (picture) => {
  picture.loading = "eager"; await picture.decode(); return picture.naturalWidth; }"""
KEPT = "(said) => Object.values(localStorage).some((kept) => kept.includes(said))"


def sat(page, client, live_server, login, language):
    """Let somebody of the cast sit down at a page, and read it in this language."""
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk=login))
    value = client.cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": value, "url": live_server.url}])
    page.goto("/account/profile/")
    if page.get_attribute("html", "lang") != language:
        follow(page, f"button[name=language][value={language}]")
        page.wait_for_selector(f"html[lang={language}]")
    return page


def sound(page, name):
    """No page is wider than the phone, and nobody is shut out."""
    shoot(page, f"inspecting-{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert not violations(page)


def write(page, said):
    """Type what an inspector found; what is hidden is filled as its buttons would."""
    for name, value in said.items():
        if name.endswith("-said"):
            page.check(f"[name={name}][value={value}]")
        elif name.endswith("-readings"):
            script = "(field, value) => { field.value = value }"
            page.eval_on_selector(f"[name={name}]", script, value)
        else:
            page.fill(f"[name={name}]", value)


def item_of(one, desk, *, is_read):
    """The number of the first sampled item that is measured, or that is looked at."""
    from earnest.demo.cast import INES
    from earnest.domain.inspection.checklist import Way

    job = desk.look.assignment(one.id, VISIT, INES.actor(), desk.now())
    return next(
        number
        for number, item in enumerate(job.checklist)
        if not item.check_point and (item.limits is not None if is_read else item.way is Way.YES_NO)
    )


@pytest.fixture
def one(trade, desk):
    return ready(trade(), desk)


def test_failed_report_from_a_phone_is_read_by_the_buyer(open_page, client, live_server, one, desk):
    page = sat(open_page(language="zh-hans", width=PHONE), client, live_server, "ines", "zh-hans")
    page.goto("/")
    assert page.inner_text("h1") == "我的验货任务"
    sound(page, "list-zh")
    follow(page, "text=填写报告")
    page.wait_for_selector("#report")
    sound(page, "empty-zh")
    page.reload()

    looked = item_of(one, desk, is_read=False)
    read = item_of(one, desk, is_read=True)
    write(page, {k: v for k, v in filled(one).items() if f"item-{looked}-" not in k})
    page.eval_on_selector(f"[name=item-{read}-readings]", "field => { field.value = '' }")
    for reading in ("371", "999"):
        page.fill(f"[name=item-{read}-new]", reading)
        page.wait_for_selector(f"#new-{read} .mark")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#item-{read} .readings li:has-text('{reading}')")
        page.wait_for_selector(f"[name=item-{read}-new]:focus")
    assert "超差" in page.get_attribute(f"#item-{read} .reading-grave svg", "aria-label")

    page.check(f"[name=item-{looked}-said][value=broken]")
    more = f"#item-{looked} .counter:nth-child(2) .step[data-step='1']"
    for _ in range(8):
        press(page, more, shows=more)
    assert page.input_value(f"[name=item-{looked}-major]") == "8"
    picture = {"name": "dent.jpg", "mimeType": "image/jpeg", "buffer": drawn(page)}
    page.set_input_files(f"[name=item-{looked}-file]", picture)
    page.wait_for_selector(f"#item-{looked} .shots li:not(.sending) img")
    page.wait_for_selector("#standing-word:has-text('不合格')")
    press(page, ".standing summary", shows="#standing-list:has-text('主要缺陷')")
    sound(page, "written-zh")
    send(page, "#checker")
    page.reload()
    assert page.input_value(f"[name=item-{looked}-major]") == "8", "a closed page loses nothing"

    sign(page, one)
    [report] = one.look().lots[0].quality.reports
    assert report.judged.verdict.value == "failed"
    read_by_both(open_page, client, live_server, one, page.url)


def sign(page, one):
    """Look at the result, and sign it."""
    follow(page, "[name=save]")
    page.wait_for_selector("#confirm")
    assert "由您（Ines Rocha）代表Quay Inspection签署" in page.inner_text("main")
    sound(page, "sign-zh")
    assert one.look().inspections[0].status.value == "assigned", "nothing is handed in unsigned"
    follow(page, "#confirm")
    page.wait_for_selector(".notice-success")
    sound(page, "signed-zh")


def read_by_both(open_page, client, live_server, one, address):
    """The buyer reads it at a desk, the supplier on a phone, where he may contest it."""
    desk_page = open_page(language="en", width=DESK)
    sat(desk_page, client, live_server, "hannah", "en")
    desk_page.goto(f"/orders/{one.id}/goods/")
    sound(desk_page, "lot-en")
    follow(desk_page, ".lot-inspections .plain-rows a")
    assert desk_page.url == address
    assert "Failed" in desk_page.inner_text("#result")
    assert "Ines Rocha" in desk_page.inner_text("[aria-labelledby=signed]")
    assert desk_page.eval_on_selector(".gallery img", LOADED) == 640
    sound(desk_page, "report-en")
    phone = open_page(language="en", width=PHONE, dark=True)
    sat(phone, client, live_server, "ning", "en")
    phone.goto(address)
    sound(phone, "report-phone-en")
    phone.goto(f"/orders/{one.id}/goods/")
    assert phone.is_visible("text=Contest the report")
    sound(phone, "lot-phone-en")


def test_report_is_written_without_any_script(open_page, live_server, one, client):
    """Readings, photos and the check are plain buttons of one form."""
    page = sat(open_page(width=PHONE, scripts=False), client, live_server, "ines", "en")
    page.goto(f"/orders/{one.id}/inspections/{VISIT}/")
    page.fill("[name=presented]", "2400")
    page.fill("[name=item-1-new]", "365")
    follow(page, "#item-1 button[value^=reading]")
    assert "out of tolerance" in page.get_attribute("#item-1 .reading-grave svg", "aria-label")
    picture = {"name": "scale.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    page.set_input_files("[name=item-1-file]", picture)
    follow(page, "[name=save]")
    assert "Failed" not in page.inner_text("#result")
    assert page.is_visible("#confirm")
    assert page.is_visible(".gallery li")


def drawn(page):
    """A photo that a browser made, so that a browser can draw it."""
    script = """() => { const c = document.createElement('canvas'); c.width = 640; c.height = 480;
      const p = c.getContext('2d'); p.fillStyle = '#8a9aa8'; p.fillRect(0, 0, 640, 480);
      p.fillStyle = '#3c4650'; p.beginPath(); p.ellipse(330, 250, 90, 40, 0.4, 0, 7); p.fill();
      return [...atob(c.toDataURL('image/jpeg').split(',')[1])].map((x) => x.charCodeAt(0)); }"""
    return bytes(page.evaluate(script))


def test_what_is_typed_without_a_connection_is_sent_with_the_next(
    browser, live_server, one, client
):
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": PHONE, "height": 900}
    )
    context.set_default_timeout(LONGEST_WAIT)
    page = sat(context.new_page(), client, live_server, "ines", "en")
    page.goto(f"/orders/{one.id}/inspections/{VISIT}/")
    context.set_offline(True)
    page.fill("[name=presented]", "2400")
    page.wait_for_selector("#offline:not([hidden])")
    page.fill("[name=cartons]", "100")
    page.wait_for_function(KEPT, arg="cartons=100")  # by the second attempt, which fails as well
    page.goto("about:blank")
    context.set_offline(False)
    page.goto(f"/orders/{one.id}/inspections/{VISIT}/")
    page.wait_for_selector("[name=cartons][value='100']")  # written by the server: an attribute
    page.wait_for_load_state()
    assert page.input_value("[name=presented]") == "2400"
    page.reload()
    assert page.input_value("[name=cartons]") == "100", "the server has it now"
    context.close()
