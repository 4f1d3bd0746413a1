"""Does the API say what is covered, now and after a supposed command, and refuse what it cannot?"""

from __future__ import annotations

import pytest

from tests.api.callers import House


def lines(answer):
    return {(each["issue"], each["lot"]): each for each in answer["lines"]}


def test_cover_tells_each_issue_with_its_reasons(house: House):
    id = house.signed()
    found = house.get(f"/v1/orders/{id}/cover", "buyer").json()
    (pack,) = found["packs"]
    assert (pack["is_binding"], found["command"], found["refusal"]) == (True, None, None)
    latent = lines(pack["present"])["uninspected", "A"]
    assert latent["status"] == "not_covered"
    assert latent["minor"] == "0"
    assert [rule["code"] for rule in latent["why"]][-1] == "not_paid"
    assert {ground["code"] for ground in pack["grounds"]} >= {"no_clear_specification"}


def test_cover_after_a_supposed_command_stands_beside_the_present_one(house: House):
    id = house.signed()
    path = f"/v1/orders/{id}/cover?if=announce-payment&pack=both"
    found = house.get(path, "buyer").json()
    assert found["command"] == "announce-payment"
    assert [pack["policy"] for pack in found["packs"]] == ["guide-2021@1", "alibaba-2017-12@1"]
    assert all(pack["supposed"]["lines"] for pack in found["packs"])


def test_refused_command_leaves_the_present_cover_and_its_reason(house: House):
    id = house.signed()
    path = f"/v1/orders/{id}/cover?if=approve-shipment&lot=A&answer=as_is&clauses=size"
    found = house.get(path, "buyer")
    assert found.status_code == 200
    assert found.json()["refusal"]["code"] == "order.wrong_stage"
    assert found.json()["packs"][0]["supposed"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("lot=A", "#/query/lot"),
        ("if=fly", "#/query/if"),
        ("if=approve-shipment&lot=A&answer=perhaps", "#/answer"),
        ("if=approve-shipment&lot=A&lot=B&answer=as_is", "#/query/lot"),
        ("if=write-draft&contract=x", "#/query/contract"),
    ],
)
def test_wrong_question_is_refused_with_its_place(house: House, query, pointer):
    id = house.signed()
    found = house.get(f"/v1/orders/{id}/cover?{query}", "buyer")
    assert found.status_code == 422
    assert found.json()["errors"][0]["pointer"] == pointer


def test_stranger_and_unknown_policy_are_refused(house: House):
    id = house.signed()
    assert house.get(f"/v1/orders/{id}/cover", "stranger").status_code == 404
    unknown = house.get(f"/v1/orders/{id}/cover?pack=nobody", "buyer")
    assert unknown.json()["code"] == "policy.unknown"


def test_dry_run_tells_the_cover_before_and_after(house: House):
    id = house.signed()
    found = house.post(f"/v1/orders/{id}/announce-payment?dry_run=true", "buyer", {}).json()
    assert lines(found["before"]["protection"]).keys() == lines(found["after"]["protection"]).keys()
