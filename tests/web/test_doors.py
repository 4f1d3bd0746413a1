"""Do the pages keep the doors shut: headers, other people's rows, old forms, long sessions?"""

from __future__ import annotations

import pytest

from earnest.accounts import memberships
from earnest.accounts.models import MemberRole
from earnest.accounts.signed_in import memberships_of
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(client, ann):
    client.force_login(ann)
    return client


def test_every_answer_says_what_browsers_may_do(client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("page", ["profile", "keys", "organisation"])
def test_stranger_is_sent_to_sign_in(client, page):
    assert client.get(f"/account/{page}/").headers["Location"].startswith("/account/login/")


def test_seat_of_another_organisation_does_not_exist(inside):
    bob = person("bob@x.example", "Bob")
    memberships.found_organisation(bob, legal_name="Hale", country="IE")
    theirs = memberships_of(bob).get()
    assert inside.post(f"/account/organisation/{theirs.pk}/end/").status_code == 404
    assert (
        inside.post("/organisation/", {"organisation": theirs.organisation_id}).status_code == 404
    )
    theirs.refresh_from_db()
    assert theirs.ended_at is None


def test_invitation_of_others_cannot_be_accepted(inside, ann):
    owner = memberships_of(ann).get()
    seat = memberships.invite(owner, email="carol@x.example", role=MemberRole.OWNER)
    eve = person("eve@x.example", "Eve")
    inside.force_login(eve)
    assert inside.post(f"/account/organisation/{seat.pk}/accept/").status_code == 404


def test_refusal_stands_on_the_page(inside, ann):
    seat = memberships_of(ann).get()
    answer = inside.post(f"/account/organisation/{seat.pk}/end/", follow=True)
    assert "needs an owner" in answer.content.decode()


def test_wrong_form_is_answered_beside_the_field(inside):
    answer = inside.post("/account/organisation/invite/", {"email": "nobody", "role": "clerk"})
    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()


def test_session_ends_however_busy(inside, settings):
    assert inside.get("/account/profile/").status_code == 200
    session = inside.session
    session["started"] -= settings.EARNEST_SESSION_LONGEST + 1
    session.save()
    assert inside.get("/account/profile/").status_code == 302


def test_nothing_at_this_address(client):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "Nothing here" in answer.content.decode()


def test_old_form_is_explained(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "form is too old" in answer.content.decode()


def test_our_fault_needs_no_house(client, monkeypatch):
    from earnest.web.views import errors

    answer = errors.our_fault(None)
    assert answer.status_code == 500
    assert "Our fault" in answer.content.decode()
    assert errors.bad_request(None).status_code == 400


def test_language_switch_stays_on_this_site(client):
    there = {"language": "zh-hans", "next": "https://elsewhere.example/"}
    assert client.post("/language/", there).headers["Location"] == "/"
    assert "登录" in client.get("/").content.decode()


def test_password_of_everybody_is_refused():
    from django.contrib.auth.password_validation import password_changed, validate_password
    from django.core.exceptions import ValidationError

    for password in ("earnest-escrow-1", "password123!", "harbour-tools-1"):
        with pytest.raises(ValidationError):
            validate_password(password, person(f"a{len(password)}@harbour-tools.example", "Ann"))
    assert password_changed


def test_second_factor_secret_is_encrypted(ann):
    from earnest.accounts.second_factor import SecondFactorAdapter

    kept = SecondFactorAdapter().encrypt("JBSWY3DP")
    assert "JBSWY3DP" not in kept
    assert SecondFactorAdapter().decrypt(kept) == "JBSWY3DP"
