"""Are the events and the money that the documents show those which really happen?

The order of docs/story-of-an-order.md and docs/accounting.md is the demo's vacuum flasks, played on
the pure core. Where a table differs, the failing test prints the true one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from earnest.demo.trade import report_on
from earnest.domain.contract.signing import contract_hash
from earnest.domain.inspection.report import Verdict
from earnest.domain.ledger.accounts import Account
from earnest.domain.ledger.moves import MOVES, moves
from earnest.domain.ledger.trial import balances, is_balanced, trial
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.deliver import RecordDelivery
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.payout import RecordPayout
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.ship import ShipGoods
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.state import PayoutStatus
from earnest.domain.payment.receipt import RecordReceipt
from earnest.domain.subjects import Kind
from earnest.exchange.read import read_order
from tests.architecture.source import ROOT
from tests.cast import BUYER, CARRIER, OLGA, RAIL, SUPPLIER
from tests.driver import ORDER_1, World, receipt

FLASKS = ROOT / "src/earnest/demo/orders/vacuum-flasks.toml"
SHIPPED = datetime(2026, 5, 6, 2, tzinfo=UTC)
DELIVERED = datetime(2026, 6, 12, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def played() -> World:
    """The order from draft to closed; after the delivery the buyer says nothing more."""
    world = World()
    policy = world.policies.of(world.policies.default)
    contract = read_order(FLASKS, policy=policy).contract
    text = contract_hash(contract, policy=policy.version)
    world.perform(OpenOrder(contract), BUYER)
    world.now += timedelta(hours=2)
    world.perform(ProposeContract(text), BUYER)
    world.perform(SignContract(text), BUYER)
    world.now += timedelta(days=1)
    world.perform(SignContract(text, "zh-hans"), SUPPLIER)
    world.now += timedelta(days=2)
    _pays(world, 1, 349_200)
    world.now = datetime(2026, 4, 27, 8, tzinfo=UTC)
    world.perform(ReportProduction("A", 100), SUPPLIER)
    report = report_on(contract, "A", Verdict.PASSED, policy)
    world.perform(RecordInspection("A", report), OLGA)
    world.perform(ApproveShipment("A", Answer.AS_IS), BUYER)
    world.now += timedelta(days=2)
    _pays(world, 2, 814_800)
    world.now = SHIPPED + timedelta(hours=1)
    papers = ("bill of lading NGB-4417",)
    world.perform(ShipGoods("A", SHIPPED, "sea", "COSCO", "COSU6374418", papers), SUPPLIER)
    world.now = DELIVERED + timedelta(hours=1)
    world.perform(RecordDelivery("A", DELIVERED, "Felixstowe"), CARRIER)
    world.pass_until(DELIVERED + timedelta(days=39))
    world.perform(RecordPayout(f"{ORDER_1.id}-1", PayoutStatus.SETTLED), RAIL)
    return world


def _pays(world: World, number: int, minor: int) -> None:
    paid = RecordReceipt("sandbox", str(number), minor, "USD", "tt", ORDER_1.id)
    world.perform(paid, RAIL, receipt(number))


def _text(minor: int) -> str:
    return f"{minor // 100:,}.{minor % 100:02d}"


def _name(account: Account) -> str:
    if account.scope.startswith("0" * 17):
        number = int(account.scope) - 900
        return f"receipt {number}: {account.name}" if number > 0 else f"order: {account.name}"
    return f"{account.scope}: {account.name}"


def _journal(world: World) -> list[str]:
    lines = []
    for at, fact in world.journal:
        for move in moves(fact.event, scope=fact.subject.id, currency="USD"):
            day, event = at.strftime("%Y-%m-%d"), type(fact.event).__name__
            sides = f"{_name(move.debit)} | {_name(move.credit)}"
            lines.append(f"| {day} | `{event}` | {move.code} | {sides} | {_text(move.minor)} |")
    return lines


def _history(world: World) -> list[str]:
    """One line for each instant and stream, with all its events."""
    steps: list[tuple[str, str, list[str]]] = []
    for at, fact in world.journal:
        stream = fact.subject.kind.value
        if fact.subject.kind is Kind.RECEIPT:
            stream += f" {int(fact.subject.id) - 900}"
        day = at.strftime("%Y-%m-%d %H:%M")
        if not steps or steps[-1][:2] != (day, stream):
            steps.append((day, stream, []))
        steps[-1][2].append(f"`{type(fact.event).__name__}`")
    return [f"| {day} | {stream} | {', '.join(events)} |" for day, stream, events in steps]


def _page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_history_of_the_story_is_what_happens(played):
    lines = _history(played)
    assert "\n".join(lines) in _page("story-of-an-order.md"), "\n" + "\n".join(lines)


def test_worked_order_is_booked_as_shown(played):
    lines = _journal(played)
    assert "\n".join(lines) in _page("accounting.md"), "\n" + "\n".join(lines)


def test_worked_order_ends_with_nothing_held_and_balanced_books(played):
    transfers = [
        transfer
        for _, fact in played.journal
        for transfer in moves(fact.event, scope=fact.subject.id, currency="USD")
    ]
    assert played.order.stage == "closed"
    assert is_balanced(trial(transfers))
    assert not any(balances(transfers).values())


def test_table_of_movements_names_every_event_that_moves_money():
    page = _page("story-of-an-order.md")
    missing = [event.__name__ for event in MOVES if f"| `{event.__name__}` |" not in page]
    assert not missing, missing


def test_chart_names_every_class_of_account():
    known = set(re.findall(r"^\| `([a-z]+)[/`]", _page("accounting.md"), re.MULTILINE))
    assert known == {"custody", "fees", "suspense", "escrow", "payable", "receivable"}
