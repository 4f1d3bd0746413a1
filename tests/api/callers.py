"""Who calls the API in tests? Hannah buys, Ningning supplies, Olga operates, Stella is a stranger.

``House`` is an installation of a test's own (SQLite in a folder), with a key for each of them;
its orders are made only by calling the API and letting the worker's turns run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic_core import to_jsonable_python

from tests.cast import START, contract, day

AMOUNTS = ("minor", "amount_minor", "stated_total_minor")


@dataclass
class House:
    """One installation: its desk, the keys, and the client that every call goes through."""

    desk: Any
    client: Any
    keys: dict[str, str]
    organisations: dict[str, str]
    members: dict[str, Any] = field(default_factory=dict)

    def call(self, method: str, path: str, who: str = "", body: Any = None, **headers: str) -> Any:
        """Call the API as ``who``; the answer has ``.status_code`` and ``.json()``."""
        if who:
            headers["authorization"] = f"Bearer {self.keys.get(who, who)}"
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        headers.setdefault("content-type", "application/json")
        return self.client.generic(
            method, path, data, content_type=headers.pop("content-type"), headers=headers
        )

    def get(self, path: str, who: str = "", **headers: str) -> Any:
        return self.call("GET", path, who, **headers)

    def post(
        self, path: str, who: str = "", body: Any = None, *, key: str = "", **headers: str
    ) -> Any:
        if key:
            headers["idempotency-key"] = key
        return self.call("POST", path, who, body, **headers)

    def contract(self, **changes: Any) -> dict[str, Any]:
        """The cast's contract between our two organisations, as the API reads it."""
        found = wire(contract(**changes))
        found["buyer"]["organisation"] = self.organisations["buyer"]
        found["supplier"]["organisation"] = self.organisations["supplier"]
        return found

    def opened(self, key: str = "open-1", **changes: Any) -> str:
        """Open an order as the buyer; gives its id."""
        answer = self.post("/v1/orders", "buyer", {"contract": self.contract(**changes)}, key=key)
        assert answer.status_code == 201, answer.content
        return answer.json()["order"]

    def do(self, id: str, who: str, command: str, body: Any = None, key: str = "") -> Any:
        """Send a command that must succeed."""
        answer = self.post(
            f"/v1/orders/{id}/{command}", who, body or {}, key=key or f"{id}-{who}-{command}"
        )
        assert answer.status_code == 200, answer.content
        return answer.json()

    def shown(self, id: str, who: str = "buyer") -> dict[str, Any]:
        answer = self.get(f"/v1/orders/{id}", who)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def signed(self, key: str = "open-1", **changes: Any) -> str:
        """An order that both sides have signed."""
        id = self.opened(key, **changes)
        text = {"contract_hash": self.shown(id)["contract_hash"]}
        self.do(id, "buyer", "propose-contract", text)
        self.do(id, "supplier", "sign-contract", text)
        self.do(id, "buyer", "sign-contract", text)
        return id

    def pay(self, id: str, minor: int) -> None:
        """Let the sandbox bank receive a payment, and take it in."""
        body = {"order": id, "minor": str(minor), "currency": "USD"}
        answer = self.post("/v1/sandbox/payments", "buyer", body)
        assert answer.status_code == 201, answer.content
        self.desk.settle_down()

    def active(self, key: str = "open-1", **changes: Any) -> str:
        """An order whose deposit is paid."""
        id = self.signed(key, **changes)
        self.pay(id, 600_000)
        return id

    def ready(self, key: str = "open-1") -> str:
        """An order whose goods are produced and wholly paid."""
        id = self.active(key)
        self.do(id, "supplier", "report-production", {"lot": self.lot(id), "percent": 100})
        self.pay(id, 1_400_000)
        return id

    def shipped(self, key: str = "open-1") -> str:
        """An order whose goods have left."""
        id = self.ready(key)
        self.desk.set_clock(day(3))
        self.do(id, "supplier", "ship-goods", shipment(self.lot(id), id))
        return id

    def lot(self, id: str) -> str:
        return self.shown(id)["lots"][0]["id"]


def shipment(lot: str, tracking: str) -> dict[str, Any]:
    """The fields of ShipGoods."""
    at = day(2).isoformat()
    return {
        "lot": lot, "handed_over_at": at, "mode": "sea", "carrier": "Lantern Line",
        "tracking": tracking, "documents": ["Bill of lading LL 4711"],
    }  # fmt: skip


def wire(found: Any) -> Any:
    """A value of the domain as the API reads it: amounts as strings, absent terms left out."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: str(item) if name in AMOUNTS else plain(item)
                for name, item in value.items()
                if item is not None
            }
        return [plain(item) for item in value] if isinstance(value, list) else value

    return plain(to_jsonable_python(found))


@pytest.fixture
def house(transactional_db: None, tmp_path: Any, client: Any) -> Iterator[House]:
    """An installation of the test's own, with the cast's people and their keys."""
    from earnest.accounts import projection
    from earnest.environment import read_environment
    from earnest.wiring import close_desk, open_desk, use_desk

    before = list(projection._publishers)
    close_desk()
    desk = open_desk(read_environment({"EARNEST_HOME": str(tmp_path), "EARNEST_MODE": "demo"}))
    desk.clock.begin(START)
    use_desk(desk)
    projection.publish_with(desk.reads.project_actors)
    made = House(desk, client, {}, {})
    for who, company, duty in (
        ("buyer", "Harbour Tools Ltd", "trade"),
        ("supplier", "Ningbo Lantern Works", "trade"),
        ("stranger", "Another House Ltd", "trade"),
        ("operator", "Earnest", "operate"),
        ("mediator", "Mediation House", "mediate"),
        ("inspector", "Inspection House", "inspect"),
    ):
        _join(made, who, company, duty)
    _allow(made)
    client.raise_request_exception = False
    yield made
    close_desk()
    projection._publishers[:] = before


def _join(made: House, who: str, company: str, duty: str) -> None:
    from earnest.accounts.keys import make_key
    from earnest.accounts.memberships import found_organisation
    from earnest.accounts.models import Membership, User

    user = User.objects.create_user(f"{who}@house.example", display_name=who.title())
    found_organisation(user, legal_name=company, country="GB", duty=duty)
    seat = Membership.objects.get(user=user)
    made.members[who] = seat
    made.organisations[who] = seat.organisation_id
    made.keys[who] = make_key(seat, label="tests", scope="act")[1]
    made.keys[f"{who} reads"] = make_key(seat, label="tests", scope="read")[1]


def _allow(made: House) -> None:
    """Give the supplier a limit, as an operator does."""
    from earnest.accounts.signed_in import actor_of_key
    from earnest.domain.programme.limit import SetLimit
    from earnest.domain.subjects import Kind, Subject

    subject = Subject(Kind.PROGRAMME, made.organisations["supplier"])
    operator = actor_of_key(made.keys["operator"])
    made.desk.perform(subject, SetLimit("USD", 100_000_000, "tests"), operator)
