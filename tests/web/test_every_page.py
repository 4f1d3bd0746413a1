"""Is every page right for every reader: language, width, colours, screen reader?"""

from __future__ import annotations

import pytest

from tests.browser import DESK, PHONE, follow, shoot, violations
from tests.needs import needs
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "trade"])]

OPEN = {
    "front": "/",
    "login": "/account/login/",
    "signup": "/account/signup/",
    "reset": "/account/password/reset/",
    "style": "/style/",
}
SIGNED_IN = {
    "home": "/",
    "profile": "/account/profile/",
    "seats": "/account/organisation/",
    "keys": "/account/keys/",
    "email": "/account/email/",
    "password": "/account/password/change/",
    "factors": "/account/2fa/",
    "sessions": "/account/sessions/",
    "logout": "/account/logout/",
}


def sign_in(page, email):
    page.goto("/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    follow(page, "main form[action*=login] button[type=submit]")
    page.wait_for_selector("details.menu")


@needs("browser")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_shut_nobody_out(open_page, ann, language, width, dark):
    page = open_page(language=language, width=width, dark=dark)
    found = []
    for name, address in OPEN.items():
        found += look(page, name, address)
    sign_in(page, ann.email)
    for name, address in SIGNED_IN.items():
        found += look(page, name, address)
    assert not found, "\n".join(found)


def look(page, name, address):
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth")
    scheme = (
        "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    )
    width = page.viewport_size["width"]
    shoot(page, f"{name}-{page.evaluate('document.documentElement.lang')}-{width}-{scheme}")
    too_wide = [f"{address} is {wide} wide on {width}"] if wide > width else []
    return too_wide + violations(page)
