"""Is asking twice doing once? Keys, versions, and many at the same moment (E2, S2, S3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.callers import House
from tests.cast import flasks, schedule

MANY = 12


def test_same_key_and_content_give_the_same_answer(house: House):
    body = {"contract": house.contract()}
    answers = [house.post("/v1/orders", "buyer", body, key="once") for _ in range(3)]
    assert len({(a.status_code, a.content) for a in answers}) == 1
    assert len(house.get("/v1/orders", "buyer").json()["orders"]) == 1


def test_same_key_with_other_content_is_refused(house: House):
    house.opened("once")
    other = house.contract(lines=(flasks(name="Glass flask"),))
    answer = house.post("/v1/orders", "buyer", {"contract": other}, key="once")
    assert (answer.status_code, answer.json()["code"]) == (409, "request.key_reused")


def test_same_key_of_another_organisation_is_another_key(house: House):
    one = house.opened("once")
    body = {"contract": house.contract(), "side": "supplier"}
    two = house.post("/v1/orders", "supplier", body, key="once").json()["order"]
    assert one != two


def test_refusal_is_remembered_under_its_key(house: House):
    id = house.opened()
    body = {"contract_hash": "ab" * 32}
    first = house.post(f"/v1/orders/{id}/sign-contract", "buyer", body, key="k")
    text = {"contract_hash": house.shown(id)["contract_hash"]}
    house.do(id, "buyer", "propose-contract", text)
    again = house.post(f"/v1/orders/{id}/sign-contract", "buyer", body, key="k")
    assert (again.status_code, again.content) == (first.status_code, first.content)


@pytest.mark.parametrize("command", ["sign-contract", "cancel-order", "accept-goods"])
def test_command_that_binds_needs_a_key(house: House, command: str):
    from tests.api.contents import CONTENTS

    id = house.opened()
    answer = house.post(f"/v1/orders/{id}/{command}", "buyer", CONTENTS[command])
    assert (answer.status_code, answer.json()["code"]) == (400, "request.key_missing")


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "ü", "a b"])
def test_key_of_another_grammar_is_refused(house: House, key: str):
    id = house.opened()
    path = f"/v1/orders/{id}/cancel-order"
    answer = house.post(path, "buyer", {}, **{"idempotency-key": key})
    assert answer.status_code in (400, 422)
    assert house.shown(id)["stage"] == "draft"


@pytest.mark.parametrize("how", ["if-match", "weak", "seen_version", "dry_run"])
def test_consent_to_another_version_is_refused(house: House, how: str):
    id = house.opened()
    tag = house.get(f"/v1/orders/{id}", "buyer")["etag"]
    house.do(id, "buyer", "propose-contract", {"contract_hash": house.shown(id)["contract_hash"]})
    path, headers = f"/v1/orders/{id}/cancel-order", {}
    match how:
        case "if-match" | "weak":
            headers["if-match"] = ("W/" if how == "weak" else "") + tag
        case "seen_version":
            path += f"?seen_version={tag.strip(chr(34))}"
        case _:
            path += "?dry_run=true"
            headers["if-match"] = tag
    answer = house.post(path, "buyer", {}, key="k", **headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "request.stale")
    assert house.shown(id)["stage"] == "proposed"


def test_version_that_was_seen_is_accepted(house: House):
    id = house.opened()
    tag = house.get(f"/v1/orders/{id}", "buyer")["etag"]
    answer = house.post(f"/v1/orders/{id}/cancel-order", "buyer", {}, key="k", **{"if-match": tag})
    assert answer.status_code == 200
    assert answer["etag"] == f'"{answer.json()["version"]}"'


@pytest.mark.parametrize("tag", ["1", '"x"', "*", '"1", "2"', '"-1"'])
def test_tag_that_is_none_is_refused(house: House, tag: str):
    id = house.opened()
    answer = house.post(f"/v1/orders/{id}/cancel-order", "buyer", {}, key="k", **{"if-match": tag})
    assert (answer.status_code, answer.json()["code"]) == (422, "request.shape")


def test_many_duplicates_at_once_are_one_deed(house: House):
    id = house.signed()
    path = f"/v1/orders/{id}/announce-payment"
    answers = _at_once(house, [(path, "buyer", {}, "same")] * MANY)
    assert {status for status, _ in answers} == {200}
    assert len({content for _, content in answers}) == 1
    types = [e["type"] for e in house.get(f"/v1/orders/{id}/history", "buyer").json()["events"]]
    assert types.count("payment_announced.1") == 1


def test_of_many_with_keys_of_their_own_one_wins_and_the_rest_are_told(house: House):
    id = house.signed()
    path = f"/v1/orders/{id}/cancel-order"
    answers = _at_once(house, [(path, "buyer", {}, f"key-{n}") for n in range(MANY)])
    statuses = sorted(status for status, _ in answers)
    assert statuses == [200] + [409] * (MANY - 1)


def test_buyer_and_supplier_cancel_at_once_and_one_of_them_wins(house: House):
    id = house.signed()
    path = f"/v1/orders/{id}/cancel-order"
    calls = [(path, who, {}, f"{who}-{n}") for n in range(3) for who in ("buyer", "supplier")]
    assert sorted(status for status, _ in _at_once(house, calls)) == [200] + [409] * 5


def test_limit_is_reserved_once_by_orders_signed_at_the_same_moment(house: House):
    big = 60_000_000
    changes = {
        "lines": (flasks("30000", big),), "stated_total_minor": big,
        "schedule": schedule(big, 6_000_000),
    }  # fmt: skip
    ids = [house.opened(f"open-{n}", **changes) for n in range(2)]
    calls = []
    for id in ids:
        text = {"contract_hash": house.shown(id)["contract_hash"]}
        house.do(id, "buyer", "propose-contract", text)
        house.do(id, "supplier", "sign-contract", text)
        calls.append((f"/v1/orders/{id}/sign-contract", "buyer", text, f"sign-{id}"))
    answers = _at_once(house, calls)
    assert sorted(status for status, _ in answers) == [200, 409]
    assert b"limit.exceeded" in next(content for status, content in answers if status == 409)


def _at_once(house: House, calls: list[tuple[str, str, Any, str]]) -> list[tuple[int, bytes]]:
    """Send all calls at the same moment, each on a thread; gives status and body of each."""
    from django.db import connections
    from django.test import Client

    for who in {who for _, who, _, _ in calls}:
        house.get("/v1/orders", who)  # so that no thread opens the accounts' database

    def send(call: tuple[str, str, Any, str]) -> tuple[int, bytes]:
        path, who, body, key = call
        one = House(house.desk, Client(raise_request_exception=False), house.keys, {})
        try:
            answer = one.post(path, who, body, key=key)
        finally:
            connections.close_all()
        return answer.status_code, answer.content

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(send, calls))
