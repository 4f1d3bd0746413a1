"""Can an operator's program list the refused notices of the bank, and say what was done?"""

from __future__ import annotations

import pytest

from earnest.domain.payment.receipt import RecordReversal
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.intake import intake
from earnest.usecases.ports import Notice
from tests.api.callers import House

DONE = {"reason": "The bank was called; it will correct its statement."}


class OneNotice:
    """A bank with one piece of news: a payment taken back that nobody knows."""

    def __init__(self) -> None:
        self.news = [Notice("bank/9", Subject(Kind.RECEIPT, "9" * 20), RecordReversal("b-9", 77))]

    def notices(self) -> list[Notice]:
        return self.news

    def taken(self, notices: list[Notice]) -> None:
        self.news = [notice for notice in self.news if notice not in notices]


@pytest.fixture
def notice(house: House) -> str:
    """The id of the one refused notice."""
    intake(OneNotice(), house.desk.committer)
    (found,) = house.get("/v1/notices", "operator").json()["notices"]
    return found["id"]


def test_operator_reads_the_banks_words_and_the_reason(house: House, notice: str):
    answer = house.get("/v1/notices", "operator")
    assert answer.status_code == 200
    (found,) = answer.json()["notices"]
    assert (found["bank_notice"], found["about"]) == ("bank/9", f"receipt/{'9' * 20}")
    assert (found["command"], found["code"]) == ("record-reversal", "receipt.not_found")
    assert found["words"] == {"rail_id": "b-9", "minor": "77"}, "money is a string of minor units"
    assert found["sentence"]
    assert found["at"].endswith("Z")
    chinese = house.get("/v1/notices", "operator", **{"accept-language": "zh-hans"}).json()
    assert chinese["notices"][0]["sentence"] != found["sentence"]


def test_settled_notice_leaves_the_list_and_is_settled_once(house: House, notice: str):
    address = f"/v1/notices/{notice}/settle"
    done = house.post(address, "operator", DONE, key="k1")
    assert done.status_code == 200
    assert done.json() == {
        "notice": notice, "version": 2, "first_seq": 2, "events": ["notice_settled.1"],
    }  # fmt: skip
    assert house.get("/v1/notices", "operator").json() == {"notices": []}
    again = house.post(address, "operator", DONE, key="k1")
    assert (again.status_code, again.json()) == (200, done.json()), "the same key, the same outcome"
    twice = house.post(address, "operator", DONE, key="k2")
    assert (twice.status_code, twice.json()["code"]) == (409, "notice.settled_already")


@pytest.mark.parametrize("who", ["buyer", "supplier", "inspector", "mediator", "stranger"])
def test_notices_are_the_operators_alone(house: House, notice: str, who: str):
    listed = house.get("/v1/notices", who)
    assert (listed.status_code, listed.json()["code"]) == (403, "permission.operators_only")
    settled = house.post(f"/v1/notices/{notice}/settle", who, DONE, key="k")
    assert settled.status_code in {403, 404}
    assert len(house.get("/v1/notices", "operator").json()["notices"]) == 1


def test_notices_want_a_caller_who_is_known(house: House):
    for answer in (house.get("/v1/notices"), house.post("/v1/notices/x/settle", "", DONE)):
        assert (answer.status_code, answer.json()["code"]) == (401, "request.not_signed_in")


@pytest.mark.parametrize(
    ("body", "key", "wanted"),
    [
        ({"reason": "  "}, "k", (422, "notice.no_reason")),
        ({"reason": "x" * 501}, "k", (422, "notice.reason_too_long")),
        ({}, "k", (422, "request.shape")),
        ({"reason": "x", "by": "me"}, "k", (422, "request.shape")),
        (DONE, "", (400, "request.key_missing")),
    ],
)
def test_settling_says_what_was_done_under_a_key(house, notice, body, key, wanted):
    answer = house.post(f"/v1/notices/{notice}/settle", "operator", body, key=key)
    assert (answer.status_code, answer.json()["code"]) == wanted


@pytest.mark.parametrize("id", ["0" * 20, "x", "ABCDEF", "%00"])
def test_unknown_notice_is_not_found(house: House, id: str):
    answer = house.post(f"/v1/notices/{id}/settle", "operator", DONE, key="k")
    assert (answer.status_code, answer.json()["code"]) == (404, "notice.not_found")


def test_misspelt_parameter_never_becomes_a_deed(house: House, notice: str):
    answer = house.post(f"/v1/notices/{notice}/settle?dry_run=true", "operator", DONE, key="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "request.shape")
    assert house.get("/v1/notices?all=1", "operator").status_code == 422
    assert len(house.get("/v1/notices", "operator").json()["notices"]) == 1
