"""Can a person come in: sign up, sign in, change the language, prove a second factor?"""

from __future__ import annotations

import base64
import hmac
import re
import time

import pytest

from earnest.accounts.models import Organisation, User
from earnest.accounts.signed_in import memberships_of
from tests.browser import follow, press, shoot, violations
from tests.needs import needs
from tests.people import PASSWORD, member

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "trade"]),
    needs("browser"),
]
SUBMIT = "main form .btn-primary"


def sign_in(page, email, password=PASSWORD):
    page.goto("/account/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    follow(page, SUBMIT)


def prove(page, address):
    """Open a page that asks for the password once more."""
    page.goto(address)
    page.fill("[name=password]", PASSWORD)
    follow(page, SUBMIT)


def sign_up(page, email="li@lantern.example", password=PASSWORD):
    page.goto("/account/signup/")
    page.fill("[name=display_name]", "Li Wei")
    page.fill("[name=email]", email)
    page.fill("[name=password1]", password)
    page.fill("[name=legal_name]", "Ningbo Lantern Works")
    page.select_option("[name=country]", "CN")
    follow(page, SUBMIT)


def code_of(secret, *, ahead=0):
    """Be an authenticator (RFC 6238); ``ahead`` periods later where this code is used up."""
    counter = int(time.time()) // 30 + ahead
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def check(page, name):
    shoot(page, name)
    assert not violations(page)


@pytest.mark.parametrize(("language", "greeting"), [("en", "Good day"), ("zh-hans", "您好")])
def test_newcomer_gets_an_organisation(open_page, published, language, greeting):
    page = open_page(language=language)
    sign_up(page)
    page.wait_for_selector(f"text={greeting}")
    user = User.objects.get(email="li@lantern.example")
    organisation = memberships_of(user).get().organisation
    assert (organisation.legal_name, organisation.duty) == ("Ningbo Lantern Works", "trade")
    assert user.language == language
    assert user.password.startswith("argon2")
    assert published[-1].organisation == organisation.id


def test_form_keeps_what_was_typed_and_says_what_is_wrong(open_page, published):
    page = open_page()
    sign_up(page, password="earnest lantern")
    page.wait_for_selector(".field-error")
    assert page.input_value("[name=legal_name]") == "Ningbo Lantern Works"
    assert "easy to guess" in page.inner_text("#id_password1_error")
    check(page, "signup-wrong")


def test_address_is_verified_by_a_code_before_anything_else(
    open_page, published, settings, mailoutbox
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    page = open_page()
    sign_up(page)
    page.wait_for_selector("[name=code]")
    check(page, "verify")
    [letter] = mailoutbox
    assert "http://127.0.0.1" in letter.body
    page.fill("[name=code]", re.search(r"^[A-Z0-9-]{6,}$", letter.body, re.MULTILINE)[0])
    follow(page, SUBMIT)
    page.wait_for_selector("text=Good day")


def test_stranger_does_not_learn_who_is_registered(open_page, ann, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    page = open_page()
    sign_up(page, email=ann.email)
    page.wait_for_selector("[name=code]")
    assert Organisation.objects.filter(legal_name="Ningbo Lantern Works").count() == 0
    assert mailoutbox[0].to == [ann.email]


def test_wrong_password_is_refused_and_then_locked(open_page, ann):
    page = open_page()
    for _ in range(6):
        sign_in(page, ann.email, "not the password")
        page.wait_for_selector("[role=alert]")
    sign_in(page, ann.email)
    assert page.url.endswith("/account/login/")
    check(page, "login-locked")


def test_language_is_remembered_with_the_person(open_page, ann):
    page = open_page()
    sign_in(page, ann.email)
    follow(page, "button[name=language][value=zh-hans]")
    page.wait_for_selector("html[lang=zh-hans]")
    ann.refresh_from_db()
    assert ann.language == "zh-hans"
    elsewhere = open_page()
    sign_in(elsewhere, ann.email)
    elsewhere.wait_for_selector("text=您好")


def test_person_speaks_for_the_organisation_chosen_in_the_header(open_page, ann):
    from earnest.accounts.memberships import found_organisation

    found_organisation(ann, legal_name="Moss & Daughters", country="GB")
    page = open_page()
    sign_in(page, ann.email)
    other = "button:has-text('Moss & Daughters')"
    press(page, "details.menu:has(form[action='/organisation/']) summary", shows=other)
    check(page, "menu")
    follow(page, other)
    page.wait_for_selector("summary:has-text('Moss & Daughters')")
    page.goto("/account/organisation/")
    assert page.inner_text("h1") == "Moss & Daughters"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_authenticator_app_is_asked_for_after_it_is_set_up(open_page, ann, language):
    page = open_page(language=language)
    sign_in(page, ann.email)
    prove(page, "/account/2fa/totp/activate/")
    secret = page.input_value("#authenticator_secret")
    check(page, f"totp-{language}")
    page.fill("[name=code]", code_of(secret))
    follow(page, SUBMIT)
    page.wait_for_selector("#recovery_codes")
    check(page, f"recovery-{language}")
    page.goto("/account/2fa/")
    check(page, f"factors-set-{language}")

    elsewhere = open_page(language=language)
    sign_in(elsewhere, ann.email)
    elsewhere.wait_for_selector("[name=code]")
    check(elsewhere, f"authenticate-{language}")
    elsewhere.fill("[name=code]", code_of(secret, ahead=1))
    follow(elsewhere, SUBMIT)
    elsewhere.wait_for_selector("details.menu")


def test_passkey_signs_in_alone(open_page, ann):
    page = open_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, ann.email)
    prove(page, "/account/2fa/webauthn/add/")
    page.check("[name=passwordless]")
    check(page, "passkey-add")
    follow(page, "#mfa_webauthn_add")
    page.goto("/account/2fa/webauthn/")
    check(page, "passkeys")
    page.context.clear_cookies()
    page.goto("/account/login/")
    follow(page, "#passkey_login")
    page.wait_for_selector("details.menu")


def test_operator_comes_no_further_without_a_second_factor(open_page, published, settings):
    settings.EARNEST_DUTIES_WITH_SECOND_FACTOR = ("operate", "mediate")
    member("ola@platform.example", "Ola", "Earnest Operations", duty="operate")
    page = open_page()
    sign_in(page, "ola@platform.example")
    page.wait_for_url(re.compile("/account/2fa/"))
    page.goto("/account/organisation/")
    assert "/account/2fa/" in page.url
    prove(page, "/account/2fa/totp/activate/")
    secret = page.input_value("#authenticator_secret")
    page.fill("[name=code]", code_of(secret))
    follow(page, SUBMIT)
    page.wait_for_selector("#recovery_codes")
    page.goto("/account/organisation/")  # set up, but not yet used in this session
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", code_of(secret, ahead=1))
    follow(page, SUBMIT)
    page.wait_for_selector("h1:has-text('Earnest Operations')")


def test_key_is_shown_once(open_page, ann):
    page = open_page()
    sign_in(page, ann.email)
    page.goto("/account/keys/")
    page.fill("[name=label]", "Order import")
    follow(page, SUBMIT)
    check(page, "reauthenticate")
    page.fill("[name=password]", PASSWORD)
    follow(page, SUBMIT)
    assert page.inner_text("#secret").startswith("ern_")
    check(page, "key-new")
    page.goto("/account/keys/")
    assert page.query_selector("#secret") is None
    follow(page, "button:has-text('Revoke')")
    page.wait_for_selector("text=revoked")


def test_invited_person_accepts_on_the_page(open_page, ann, mailoutbox):
    member("bob@harbour.example", "Bob Hale", "Hale Ltd")
    page = open_page()
    sign_in(page, ann.email)
    page.goto("/account/organisation/")
    page.fill("[name=email]", "bob@harbour.example")
    follow(page, "main form[action*=invite] button")
    page.wait_for_selector("text=invited")
    check(page, "seats-invited")
    assert mailoutbox[0].to == ["bob@harbour.example"]
    bobs = open_page()
    sign_in(bobs, "bob@harbour.example")
    bobs.wait_for_selector("details.menu")
    bobs.goto("/account/organisation/")
    follow(bobs, "button:has-text('Accept')")
    bobs.wait_for_selector("text=Done.")
    assert memberships_of(User.objects.get(email="bob@harbour.example")).count() == 2
