"""What must be there before the server is asked? Tables, a supplier with a key, and active orders.

Run by ``bench.http`` in a process of its own; its last line is JSON: the key, and each
order with its version.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any


def main(count: int) -> None:
    """Make tables, people and ``count`` orders whose deposit is paid."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", database="trade", verbosity=0, interactive=False)
    keys = {who: _join(who, duty) for who, duty in
            (("buyer", "trade"), ("supplier", "trade"), ("operator", "operate"))}  # fmt: skip
    orders = _orders(count, keys)
    print(json.dumps({"key": keys["supplier"], "orders": orders}))


def _join(who: str, duty: str) -> str:
    from earnest.accounts.keys import make_key
    from earnest.accounts.memberships import found_organisation
    from earnest.accounts.models import Membership, User

    user = User.objects.create_user(f"{who}@bench.example", display_name=who)
    found_organisation(user, legal_name=who, country="GB", duty=duty)
    return make_key(Membership.objects.get(user=user), label="bench", scope="act")[1]


def _orders(count: int, keys: dict[str, str]) -> list[tuple[str, int]]:
    from earnest.accounts.signed_in import actor_of_key
    from earnest.domain.contract.signing import contract_hash
    from earnest.domain.order.acts.draft import OpenOrder
    from earnest.domain.order.acts.propose import ProposeContract
    from earnest.domain.order.acts.sign import SignContract
    from earnest.domain.payment.receipt import RecordReceipt
    from earnest.domain.programme.limit import SetLimit
    from earnest.domain.subjects import Kind, Subject
    from earnest.usecases.batch import Request
    from earnest.usecases.intake import RAIL
    from earnest.wiring import desk
    from earnest.wiring.desk import new_id
    from tests.cast import contract

    actors: dict[str, Any] = {who: actor_of_key(key) for who, key in keys.items()}
    buyer, supplier = actors["buyer"].organisation, actors["supplier"].organisation
    text = contract()
    text = replace(
        text,
        buyer=replace(text.buyer, organisation=buyer),
        supplier=replace(text.supplier, organisation=supplier),
        ship_by=replace(text.ship_by, on=text.ship_by.on.replace(year=2030)),
    )
    ids = [new_id() for _ in range(count)]
    policy = desk().policies.default
    digest = contract_hash(text, policy=policy)
    _all(desk(), [(Kind.PROGRAMME, supplier, SetLimit("USD", 10**14, "bench"), actors["operator"])])
    steps: tuple[tuple[Any, str], ...] = (
        (OpenOrder(text), "buyer"),
        (ProposeContract(digest), "buyer"),
        (SignContract(digest), "supplier"),
        (SignContract(digest), "buyer"),
    )
    for command, who in steps:
        _all(desk(), [(Kind.ORDER, id, command, actors[who]) for id in ids])
    paid = [
        (Kind.RECEIPT, new_id(), RecordReceipt("bench", id, 600_000, "USD", "tt", id), RAIL)
        for id in ids
    ]
    _all(desk(), paid)
    versions = desk().store.peek([Request(Subject(Kind.ORDER, id), None, RAIL) for id in ids])
    return [(id, versions.streams[Subject(Kind.ORDER, id)].seq) for id in ids]


def _all(desk: Any, wanted: list[tuple[Any, str, Any, Any]]) -> None:
    from earnest.domain.subjects import Subject
    from earnest.usecases.batch import Done, Request

    requests = [Request(Subject(kind, id), command, actor) for kind, id, command, actor in wanted]
    for start in range(0, len(requests), 200):
        for answer in desk.committer.submit_many(requests[start : start + 200]):
            if not isinstance(answer, Done):
                raise SystemExit(f"a command of the set-up was not done: {answer!r}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
