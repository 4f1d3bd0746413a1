"""Can a program trade from contract to payout, and is every answer what the document says?"""

from __future__ import annotations

import json
from pathlib import Path

from tests.api.callers import House, shipment
from tests.cast import day


def test_order_goes_from_contract_to_payout_by_api_alone(house: House):
    id = house.shipped()
    lot = house.lot(id)
    house.desk.set_clock(day(30))
    house.do(id, "buyer", "confirm-receipt", {"lot": lot})
    house.do(id, "buyer", "accept-goods", {"lot": lot})
    house.desk.settle_down()
    shown = house.shown(id, "supplier")
    assert shown["stage"] == "released"
    assert shown["money"]["released_minor"] == "2000000"
    house.desk.set_clock(day(200))
    house.desk.settle_down()
    assert house.shown(id)["stage"] == "closed"


def test_opening_answers_with_the_address_of_the_order(house: House):
    answer = house.post("/v1/orders", "buyer", {"contract": house.contract()}, key="k")
    assert answer.status_code == 201
    assert answer["location"] == f"/v1/orders/{answer.json()['order']}"
    assert answer.json()["events"] == ["order_opened.1", "draft_written.1"]


def test_supplier_opens_an_order_for_his_own_side(house: House):
    body = {"contract": house.contract(), "side": "supplier"}
    id = house.post("/v1/orders", "supplier", body, key="k").json()["order"]
    assert house.shown(id, "supplier")["role"] == "supplier"
    assert house.get(f"/v1/orders/{id}", "buyer").status_code == 404


def test_contract_comes_back_as_it_was_sent(house: House):
    id = house.opened()
    sent = house.contract()
    found = house.shown(id)["contract"]
    assert _as_sent(found) == _as_sent(sent)
    assert found["stated_total_minor"] == "2000000"


def test_order_answer_names_actions_as_the_core_offers_them(house: House):
    id = house.opened()
    actions = {item["command"]: item for item in house.shown(id)["actions"]}
    assert actions["propose-contract"]["is_open"]
    assert actions["propose-contract"]["refusal"] is None
    assert not actions["sign-contract"]["is_open"]
    assert actions["sign-contract"]["refusal"]["code"] == "order.wrong_stage"
    assert actions["sign-contract"]["needs_key"]


def test_every_open_action_without_fields_is_accepted(house: House):
    id = house.signed()
    for action in house.shown(id)["actions"]:
        if action["is_open"] and action["command"] == "announce-payment":
            house.do(id, "buyer", "announce-payment")


def test_list_goes_on_page_by_page_without_gap_or_repetition(house: House):
    made = {house.opened(f"open-{n}") for n in range(5)}
    seen, after = [], ""
    while True:
        page = house.get(f"/v1/orders?limit=2{f'&after={after}' if after else ''}", "buyer").json()
        seen += [line["order"] for line in page["orders"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


def test_list_has_only_ones_own_and_shown_orders(house: House):
    house.opened()
    assert house.get("/v1/orders", "supplier").json()["orders"] == []
    assert house.get("/v1/orders", "stranger").json()["orders"] == []
    assert len(house.get("/v1/orders", "operator").json()["orders"]) == 1
    assert len(house.get("/v1/orders?stage=draft", "buyer").json()["orders"]) == 1
    assert house.get("/v1/orders?stage=closed", "buyer").json()["orders"] == []


def test_history_tells_each_event_in_a_sentence_with_its_hash(house: House):
    id = house.active()
    events = house.get(f"/v1/orders/{id}/history", "supplier").json()["events"]
    assert "contract_proposed.1" in {event["type"] for event in events}
    assert all(len(event["hash"]) == 64 and event["sentence"] for event in events)
    paid = next(event for event in events if event["type"] == "payment_received.1")
    assert paid["facts"]["minor"] == "600000"
    assert "USD 6,000.00" in paid["sentence"]
    chinese = house.get(f"/v1/orders/{id}/history", "supplier", **{"accept-language": "zh-hans"})
    assert any("买方" in event["sentence"] for event in chinese.json()["events"])


def test_history_names_no_login_and_no_key(house: House):
    id = house.signed()
    told = house.get(f"/v1/orders/{id}/history", "supplier").content.decode()
    assert house.members["buyer"].user_id not in told
    assert "sign-contract" not in told


def test_ledger_tells_what_is_held_after_each_movement(house: House):
    id = house.active()
    found = house.get(f"/v1/orders/{id}/ledger", "buyer").json()
    assert found["currency"] == "USD"
    assert found["movements"][-1]["held_minor"] == "600000"


def test_messages_are_said_and_read(house: House):
    id = house.signed()
    said = house.post(f"/v1/orders/{id}/messages", "supplier", {"text": "颜色已确认"}, key="m1")
    assert said.status_code == 201
    again = house.post(f"/v1/orders/{id}/messages", "supplier", {"text": "颜色已确认"}, key="m1")
    assert again.json() == said.json()
    found = house.get(f"/v1/orders/{id}/messages", "buyer").json()["messages"]
    assert [(item["number"], item["role"], item["text"]) for item in found] == [
        (1, "supplier", "颜色已确认")
    ]


def test_dry_run_changes_nothing_and_then_equals_the_deed(house: House):
    id = house.ready()
    house.desk.set_clock(day(3))
    body, before = shipment(house.lot(id), "T-1"), house.shown(id)
    answer = house.post(f"/v1/orders/{id}/ship-goods?dry_run=true", "supplier", body)
    assert answer.status_code == 200, answer.content
    dry = answer.json()
    assert house.shown(id) == before
    assert dry["dry_run"] is True
    assert dry["version"] == before["version"]
    done = house.do(id, "supplier", "ship-goods", body)
    assert done["events"] == [event["type"] for event in dry["events"]]
    after = house.shown(id, "supplier")
    assert dry["after"]["money"] == after["money"]
    assert dry["after"]["stage"] == after["stage"]
    assert "ship-goods" in dry["no_longer_possible"]


def test_dry_run_of_opening_writes_nothing(house: House):
    body = {"contract": house.contract()}
    answer = house.post("/v1/orders?dry_run=true", "buyer", body)
    assert answer.status_code == 200, answer.content
    assert answer.json()["after"]["stage"] == "draft"
    assert house.get("/v1/orders", "buyer").json()["orders"] == []


def test_waits_and_policies_are_open_to_all(house: House):
    waits = house.get("/v1/waits").json()
    assert {"kind", "who", "bound", "otherwise"} <= set(waits["waits"][0])
    policies = house.get("/v1/policies").json()
    assert policies["default"] in {item["version"] for item in policies["policies"]}


def test_health_says_ok_and_nothing_else(house: House):
    answer = house.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


def test_every_step_writes_letters_with_stable_names(house: House, tmp_path: Path):
    house.signed()
    house.desk.settle_down()
    letters = list((tmp_path / "letters").glob("*.eml"))
    assert letters
    assert all(b"Message-ID: <" in letter.read_bytes() for letter in letters)


def test_order_of_a_person_is_plain_json_without_floats(house: House):
    id = house.active()

    def no_float(text: str) -> None:
        raise AssertionError(f"{text} is no amount")

    json.loads(house.get(f"/v1/orders/{id}", "buyer").content, parse_float=no_float)


def _as_sent(value: object) -> object:
    """A JSON value without its absent terms, which a sender may leave out."""
    if isinstance(value, dict):
        return {name: _as_sent(item) for name, item in value.items() if item is not None}
    return [_as_sent(item) for item in value] if isinstance(value, list) else value


def test_versions_of_a_contract_are_those_that_both_sides_signed(house: House):
    id = house.active()
    (version,) = house.get(f"/v1/orders/{id}/versions", "buyer").json()["versions"]
    assert (version["number"], version["changes"]) == (1, [])
    assert {one["side"] for one in version["signatures"]} == {"buyer", "supplier"}
