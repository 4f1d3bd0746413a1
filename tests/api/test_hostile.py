"""What does the API say to wrong types and hostile numbers? A problem, never a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.callers import House, shipment

HOSTILE_AMOUNTS = [
    1000, 1000.0, True, None, [], {}, "", " 1", "1 ", "+1", "-1", "01", "1.0", "1e3", "0x1",
    "1_000",
    "１００", "NaN", "Infinity", "9" * 16, "9" * 5000, "1\x00", "٣",
]  # fmt: skip


@pytest.mark.parametrize("amount", HOSTILE_AMOUNTS, ids=lambda value: repr(value)[:12])
def test_amount_that_is_no_canonical_string_is_refused_with_its_place(house: House, amount: Any):
    id = house.active()
    answer = house.post(
        f"/v1/orders/{id}/propose-cancellation", "buyer", {"keeps_minor": amount}, key="k"
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "request.shape")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/keeps_minor"]


@pytest.mark.parametrize("raw", [b"NaN", b"Infinity", b"1e400", b"-0", b"1E3", b"0.1"])
def test_number_that_json_allows_but_money_does_not_is_refused(house: House, raw: bytes):
    id = house.active()
    body = b'{"keeps_minor": %s}' % raw
    answer = house.post(f"/v1/orders/{id}/propose-cancellation", "buyer", body, key="k")
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"lot": 1}, "#/lot"),
        ({"lot": "x" * 201}, "#/lot"),
        ({"lot": "A\x1b[2J"}, "#/lot"),
        ({"handed_over_at": "2026-03-04"}, "#/handed_over_at"),
        ({"handed_over_at": "2026-03-04T09:00:00"}, "#/handed_over_at"),
        ({"handed_over_at": 1772000000}, "#/handed_over_at"),
        ({"handed_over_at": "9999-12-31T23:59:59Z"}, "#/handed_over_at"),
        ({"handed_over_at": "0001-01-01T00:00:00+14:00"}, "#/handed_over_at"),
        ({"documents": "ab"}, "#/documents"),
        ({"documents": ["x"] * 101}, "#/documents"),
        ({"documents": [1]}, "#/documents/0"),
        ({"mode": None}, "#/mode"),
        ({"late_days": 0}, "#/late_days"),
        ({"is_admin": True}, "#/is_admin"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_field_of_another_type_is_refused_with_its_place(house: House, changes, pointer):
    id = house.opened()
    body = {**shipment("A", "T-1"), **changes}
    answer = house.post(f"/v1/orders/{id}/ship-goods", "supplier", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.shape")
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "request.shape"),
        (b"{", 400, "request.not_json"),
        (b"\xff\xfe{}", 400, "request.not_json"),
        (b"[]", 422, "request.shape"),
        (b"null", 422, "request.shape"),
        (b'"x"', 422, "request.shape"),
        (b"[" * 100_000, 400, "request.not_json"),
        (b'{"lot": "\\ud800", "percent": 1}', 400, "request.not_json"),
        (b'{"lot": "A", "percent": 1}' + b" " * 2_100_000, 413, "request.too_large"),
    ],
    ids=["empty", "cut", "utf16", "list", "null", "text", "deep", "surrogate", "large"],
)
def test_body_that_cannot_be_read_is_a_problem(house: House, body, status, code):
    id = house.signed()
    answer = house.post(f"/v1/orders/{id}/report-production", "supplier", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_other_kinds_of_content_are_refused(house: House):
    id = house.signed()
    for kind in (
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
    ):
        answer = house.post(
            f"/v1/orders/{id}/announce-payment", "buyer", b"{}", key="k", **{"content-type": kind}
        )
        assert (answer.status_code, answer.json()["code"]) == (415, "request.not_json_type")


@pytest.mark.parametrize(
    "query",
    ["dry-run=true", "dry_run=1", "dry_run=True", "dry_run=true&dry_run=false", "dryrun=true",
     "seen_version=x", "seen_version=-1", "seen_version=1.0", "x=y"],
)  # fmt: skip
def test_misspelt_parameter_never_becomes_a_deed(house: House, query: str):
    id = house.opened()
    answer = house.post(f"/v1/orders/{id}/cancel-order?{query}", "buyer", {}, key="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "request.shape")
    assert house.shown(id)["stage"] == "draft"


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=1e1", "stage=none", "after=1' OR 1=1", "q=1"],
)
def test_wrong_page_is_refused(house: House, query: str):
    answer = house.get(f"/v1/orders?{query}", "buyer")
    assert answer.status_code == 422, answer.content
    assert answer.json()["status"] == 422


@pytest.mark.parametrize(
    "change", ["title", "lines", "unit_price", "quantity", "zone", "organisation"]
)
def test_hostile_contract_is_refused_or_kept_as_it_is(house: House, change: str):
    found = house.contract()
    line = found["lines"][0]
    match change:
        case "title":
            found["title"] = "<script>alert(1)</script> ' OR 1=1 -- \u202e"
        case "lines":
            found["lines"] = [line] * 1001
        case "unit_price":
            line["unit_price"] = "1e999999999"
        case "quantity":
            line["quantity"] = "-1"
        case "zone":
            found["origin_zone"] = "../../etc/passwd"
        case "organisation":
            found["buyer"]["organisation"] = house.organisations["stranger"]
    answer = house.post("/v1/orders", "buyer", {"contract": found}, key="k")
    assert answer.status_code in (201, 403, 422), answer.content
    if answer.status_code == 201:
        id = answer.json()["order"]
        assert house.shown(id)["contract"]["title"] == found["title"]


def test_problem_says_why_in_the_readers_language(house: House):
    id = house.opened()
    path = f"/v1/orders/{id}/sign-contract"
    body = {"contract_hash": "ab" * 32}
    english = house.post(path, "buyer", body, key="k").json()
    chinese = house.post(path, "buyer", body, key="k", **{"accept-language": "zh-CN"}).json()
    assert english["code"] == chinese["code"] == "order.wrong_stage"
    assert english["detail"] != chinese["detail"]
    assert chinese["title"] == "现在无法执行"


def test_problem_tells_its_facts_with_money_as_strings(house: House):
    id = house.active()
    answer = house.post(f"/v1/orders/{id}/ship-goods", "supplier", shipment("A", "T-1"))
    told = answer.json()
    assert answer["content-type"] == "application/problem+json"
    assert (told["code"], told["unpaid"], told["lot"]) == ("ship.unpaid", "1400000", "A")


def test_fault_of_ours_tells_nothing_of_itself(house: House):
    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("secret inside")

    house.desk.reads = Broken()
    answer = house.get("/v1/orders", "buyer")
    assert (answer.status_code, answer.json()["code"]) == (500, "request.our_fault")
    assert "secret" not in answer.content.decode()


def test_trouble_of_the_world_asks_to_come_again(house: House):
    from earnest.domain.refusals import Trouble

    class Away:
        def __getattr__(self, name: str) -> Any:
            raise Trouble("store.busy")

    house.desk.reads = Away()
    answer = house.get("/v1/orders", "buyer")
    assert (answer.status_code, answer["retry-after"]) == (503, "1")
    assert json.loads(answer.content)["code"] == "store.busy"
    assert house.get("/healthz").status_code == 503
