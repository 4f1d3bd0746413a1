"""Who gets in, and who learns what? Every route for every role, and others' orders (A1 to A4)."""

from __future__ import annotations

import pytest

from earnest.domain.parties import Role
from earnest.domain.permissions import PERMISSIONS
from earnest.domain.refusals import Broken
from earnest.journal.codec import kebab
from tests.api.callers import House, shipment
from tests.api.contents import CONTENTS

MISSING = "0" * 20
LOOKS = ("", "/history", "/ledger", "/messages")
PEOPLE = {Role.BUYER, Role.SUPPLIER, Role.INSPECTOR, Role.MEDIATOR, Role.OPERATOR}
ROLES = ("buyer", "supplier", "operator", "mediator", "inspector", "stranger", "")


def test_every_route_has_a_line_and_every_line_a_route():
    from earnest.api import access
    from earnest.api.v1.api import _routes, api

    assert {(method, path) for method, path, _ in _routes(api)} == set(access.ACCESS)


def test_route_without_a_line_stops_the_program():
    from earnest.api import access

    with pytest.raises(Broken, match="no line"):
        access.check([("GET", "/secrets", True)])
    with pytest.raises(Broken, match="does not ask"):
        access.check([("GET", "/orders", False)])


def test_every_command_that_a_person_may_send_has_a_path():
    from earnest.api.v1.commands import OFFERED
    from earnest.wiring.desk import ORDER_COMMANDS

    left_out = {command.__name__ for command in ORDER_COMMANDS} - {c.__name__ for c in OFFERED}
    of_the_house = {name for name, line in PERMISSIONS.items() if not PEOPLE & set(line.roles)}
    assert left_out == {"OpenOrder"} | (of_the_house & {c.__name__ for c in ORDER_COMMANDS})
    assert {kebab(command.__name__) for command in OFFERED} == set(CONTENTS)


@pytest.mark.parametrize("who", ROLES)
def test_looking_is_for_parties_and_operators_only(house: House, who: str):
    id = house.signed()
    wanted = {"": 401, "stranger": 404, "mediator": 404, "inspector": 404}.get(who, 200)
    for look in LOOKS:
        assert house.get(f"/v1/orders/{id}{look}", who).status_code == wanted, look


@pytest.mark.parametrize("who", ROLES)
def test_commands_answer_each_role_as_the_published_matrix_says(house: House, who: str):
    id = house.signed()
    for command, body in CONTENTS.items():
        answer = house.post(f"/v1/orders/{id}/{command}", who, body, key=f"{who}-{command}")
        code = answer.json().get("code", "done")
        assert _fits(who, command, answer.status_code, code), (command, code)


def _fits(who: str, command: str, status: int, code: str) -> bool:
    """Whether the outcome is the matrix's: signed in, related, and with the right role."""
    if not who:
        return (status, code) == (401, "request.not_signed_in")
    roles = {kebab(name): line.roles for name, line in PERMISSIONS.items()}[command]
    if who in ("stranger", "inspector"):  # this inspector was given nothing of the order
        return (status, code) == (404, "order.not_found")
    if Role(who) not in roles:
        return (status, code) == (403, "permission.wrong_role")
    return code not in ("permission.wrong_role", "order.not_found", "request.not_signed_in")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_foreign_and_missing_orders_cannot_be_told_apart(house: House, method: str):
    id = house.signed()
    paths = LOOKS if method == "GET" else tuple(f"/{name}" for name in CONTENTS)
    for path in paths:
        body = CONTENTS.get(path[1:])
        for dry in ("", "?dry_run=true") if method == "POST" else ("",):
            answers = [
                house.call(
                    method, f"/v1/orders/{one}{path}{dry}", "stranger", body,
                    **{"idempotency-key": f"{one}{path}"},
                )
                for one in (id, MISSING, "not-an-id", "%00", "ABCDEFGHJKMNPQRSTVWX")
            ]  # fmt: skip
            assert len({(a.status_code, a.content, _headers(a)) for a in answers}) == 1, path
            assert answers[0].status_code == 404


def test_stale_version_tells_a_stranger_nothing(house: House):
    id = house.signed()
    for one in (id, MISSING):
        answer = house.post(
            f"/v1/orders/{one}/cancel-order", "stranger", {}, key=one, **{"if-match": '"1"'}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "order.not_found")


def test_draft_that_was_never_proposed_does_not_exist_for_the_other_side(house: House):
    id = house.opened()
    assert house.get(f"/v1/orders/{id}", "supplier").status_code == 404
    said = house.post(f"/v1/orders/{id}/messages", "supplier", {"text": "hello"})
    assert said.status_code == 404


def test_key_that_only_reads_cannot_act(house: House):
    id = house.opened()
    assert house.get(f"/v1/orders/{id}", "buyer reads").status_code == 200
    answer = house.post(f"/v1/orders/{id}/cancel-order", "buyer reads", {}, key="k")
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.no_authority")
    body = {"order": id, "minor": "5", "currency": "USD"}
    answer = house.post("/v1/sandbox/payments", "buyer reads", body)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.no_authority")


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer ern_00000000_" + "0" * 32, "bearer\x00"],
)
def test_wrong_keys_all_look_the_same(house: House, given: str):
    answer = house.get("/v1/orders", authorization=given)
    assert answer.status_code == 401
    assert answer["www-authenticate"] == "Bearer"
    assert answer.json()["code"] == "request.not_signed_in"


def test_member_who_left_acts_no_more_though_the_key_is_remembered(house: House):
    from earnest.accounts.memberships import end, seat
    from tests.people import person

    id = house.opened()
    leaving = house.members["buyer"]
    end_by = seat(person("boss@house.example", "Boss"), leaving.organisation, role="owner")
    end(end_by, leaving)
    answer = house.post(f"/v1/orders/{id}/cancel-order", "buyer", {}, key="k")
    assert answer.json()["code"] in ("permission.revoked", "request.not_signed_in")
    assert house.get(f"/v1/orders/{id}", "buyer").status_code in (401, 404)


def test_revoked_key_opens_nothing_from_then_on(house: House):
    from earnest.accounts.keys import revoke

    assert house.get("/v1/orders", "buyer").status_code == 200
    secret = house.keys["buyer"]
    assert revoke(house.members["buyer"].user, secret.split("_")[1])
    assert house.get("/v1/orders", "buyer").status_code == 401


def test_key_that_is_revoked_while_it_is_looked_up_is_not_remembered(house: House, monkeypatch):
    from earnest.accounts import known_keys, signed_in

    keys, secret = known_keys.KnownKeys(), house.keys["buyer"]

    def revoked_meanwhile(given: str) -> object:
        found = signed_in.actor_of_key(given)
        keys.forget()
        return found

    monkeypatch.setattr(known_keys, "actor_of_key", revoked_meanwhile)
    assert keys.actor(secret) is not None
    assert keys.remembered(secret) is None


def test_session_reads_but_acts_only_with_the_token_of_our_page(house: House):
    from django.test import Client

    id = house.opened()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(house.members["buyer"].user)
    assert browser.get(f"/v1/orders/{id}").status_code == 200
    path, keyed = f"/v1/orders/{id}/cancel-order", {"idempotency-key": "s"}
    forged = browser.post(path, b"{}", content_type="application/json", headers=keyed)
    assert (forged.status_code, forged.json()["code"]) == (403, "request.not_from_our_page")
    browser.get("/account/login/")
    token = browser.cookies["csrf"].value if "csrf" in browser.cookies else _token(browser)
    headers = {**keyed, "x-csrftoken": token}
    right = browser.post(path, b"{}", content_type="application/json", headers=headers)
    assert right.status_code == 200, right.content


def _token(browser: object) -> str:
    from django.middleware.csrf import _get_new_csrf_string

    token = _get_new_csrf_string()
    browser.cookies["csrf"] = token
    return token


def test_person_without_a_seat_has_no_orders_not_even_those_without_a_buyer(house: House):
    from django.test import Client

    from tests.people import person

    terms = house.contract()
    terms["buyer"]["organisation"] = ""
    opened = house.post("/v1/orders", "supplier", {"contract": terms, "side": "supplier"}, key="k")
    assert opened.status_code == 201
    browser = Client()
    browser.force_login(person("nobody@house.example", "Nobody"))
    assert browser.get("/v1/orders").json()["orders"] == []
    assert browser.get(f"/v1/orders/{opened.json()['order']}").status_code == 404


def test_party_sees_no_payment_of_others_and_cannot_play_for_them(house: House):
    id = house.signed()
    body = {"order": id, "minor": "100", "currency": "USD"}
    assert house.post("/v1/sandbox/payments", "stranger", body).status_code == 404
    assert house.post("/v1/sandbox/payments", "supplier", body).status_code == 403
    assert house.post("/v1/sandbox/payments", "", body).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1", 404, "request.no_such_address"),
        ("GET", "/v1/", 404, "request.no_such_address"),
        ("GET", "/v1/nothing", 404, "request.no_such_address"),
        ("POST", "/v1/orders/0/explode", 404, "request.no_such_address"),
        ("DELETE", "/v1/orders", 405, "request.not_this_way"),
        ("PUT", f"/v1/orders/{MISSING}", 405, "request.not_this_way"),
    ],
)
def test_wrong_addresses_and_methods_are_problems_too(house, method, path, status, code):
    answer = house.call(method, path, "buyer", {})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["content-type"] == "application/problem+json"


def test_shipment_of_a_foreign_order_is_unseen_even_when_well_formed(house: House):
    id = house.ready()
    answer = house.post(f"/v1/orders/{id}/ship-goods", "stranger", shipment("A", "T"))
    assert answer.json()["code"] == "order.not_found"


def test_short_way_of_programs_answers_as_the_long_way_does(house: House):
    from django.test import Client

    from earnest.config import wsgi

    id = house.signed()
    for path, language in (
        (f"/v1/orders/{id}", "zh-hans"),
        (f"/v1/orders/{id}", "en"),
        ("/v1/orders/x", "zh-hans"),
        ("/v1/nothing", "en"),
        ("/v1/", "en"),
    ):
        headers = {"authorization": f"Bearer {house.keys['buyer']}", "accept-language": language}
        environ = Client().generic("GET", path, headers=headers).wsgi_request.environ
        assert wsgi.is_program(environ)
        short, long = (_called(way, dict(environ)) for way in (wsgi._programs, wsgi._people))
        assert short[:2] == long[:2]
        for name in ("Content-Type", "Content-Language", "X-Content-Type-Options", "ETag"):
            assert short[2].get(name) == long[2].get(name), name


def test_short_way_refuses_a_host_that_is_not_ours(house: House):
    from django.test import Client

    from earnest.config import wsgi

    environ = (
        Client().generic("GET", "/v1/waits", headers={"authorization": "x"}).wsgi_request.environ
    )
    status, _, _ = _called(wsgi._programs, {**environ, "HTTP_HOST": "evil.example"})
    assert status.startswith("400")


def _called(way: object, environ: dict[str, object]) -> tuple[str, bytes, dict[str, str]]:
    began: list[object] = []
    answer = way(environ, lambda *said: began.extend(said))
    body = b"".join(answer)
    answer.close()
    return began[0], body, dict(began[1])


def _headers(answer: object) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(answer.items()))
