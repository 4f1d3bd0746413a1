"""Who gets into the back office, and what can be done there?"""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import member

PAGES = ("", "accounts/user/", "accounts/organisation/", "accounts/membership/", "accounts/apikey/")


@pytest.fixture
def olga(db: None, published: list[Any]) -> Any:
    user = member("olga@earnest.example", "Olga", "Earnest", duty="operate")
    user.is_staff = True
    user.save()
    return user


@pytest.fixture
def ann(db: None, published: list[Any]) -> Any:
    return member("ann@harbour.example", "Ann Moss", "Harbour Tools Ltd")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_operator_reads_every_page_in_both_languages(
    olga: Any, ann: Any, client: Any, language: str
):
    olga.language = language
    olga.save()
    client.force_login(olga)
    for page in PAGES:
        answer = client.get(f"/backoffice/{page}")
        assert answer.status_code == 200, page
        assert f'lang="{language.lower()}"' in answer.content.decode().lower()
    shown = client.get(f"/backoffice/accounts/user/{ann.pk}/change/")
    assert shown.status_code == 200
    assert b'name="_save"' not in shown.content


def test_staff_who_operates_nothing_and_operators_who_are_no_staff_stay_outside(
    olga: Any, ann: Any, client: Any
):
    ann.is_staff = ann.is_superuser = True
    ann.save()
    olga.is_staff = False
    olga.save()
    for person in (ann, olga):
        client.force_login(person)
        assert client.get("/backoffice/accounts/user/").status_code in (302, 403)
        assert client.get("/backoffice/login/").status_code == 403


def test_nobody_signs_in_at_the_back_door(client: Any, db: None):
    answer = client.get("/backoffice/")
    assert answer.status_code == 302
    door = client.get(answer["location"])
    assert door["location"].startswith("/account/login/")


@pytest.mark.parametrize("path", ["add/", "{id}/delete/"])
def test_no_row_is_added_or_deleted(olga: Any, ann: Any, client: Any, path: str):
    client.force_login(olga)
    assert client.get(f"/backoffice/accounts/user/{path.format(id=ann.pk)}").status_code == 403


def test_no_row_is_edited(olga: Any, ann: Any, client: Any):
    client.force_login(olga)
    page = f"/backoffice/accounts/user/{ann.pk}/change/"
    assert client.post(page, {"email": "evil@x.example", "is_staff": "on"}).status_code == 403
    ann.refresh_from_db()
    assert (ann.email, ann.is_staff) == ("ann@harbour.example", False)


def test_lock_out_is_a_command_that_the_trade_database_hears_of(
    olga: Any, ann: Any, client: Any, published: list[Any]
):
    client.force_login(olga)
    _do(client, "user", "lock_out", [ann.pk, olga.pk])
    ann.refresh_from_db()
    olga.refresh_from_db()
    assert (ann.is_active, olga.is_active) == (False, True)
    assert published[-1].login == ann.pk
    assert published[-1].revoked
    _do(client, "user", "let_in_again", [ann.pk])
    assert not published[-1].revoked


def test_key_is_revoked_and_its_digest_never_shown(olga: Any, ann: Any, client: Any):
    from earnest.accounts.keys import key_of, make_key
    from earnest.accounts.models import Membership

    key, secret = make_key(Membership.objects.get(user=ann), label="shop", scope="act")
    client.force_login(olga)
    page = client.get(f"/backoffice/accounts/apikey/{key.pk}/change/").content.decode()
    assert key.digest not in page
    _do(client, "apikey", "revoke", [key.pk])
    assert key_of(secret) is None


def _do(client: Any, kind: str, action: str, rows: list[Any]) -> None:
    data = {"action": action, "_selected_action": rows}
    assert client.post(f"/backoffice/accounts/{kind}/", data).status_code == 302
