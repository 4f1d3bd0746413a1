"""Which random lives can an order have? One set of rules, for the core and for every store.

``Trade`` is a state machine of Hypothesis that plays buyers, suppliers, banks, carriers and time
against a *port*. The port of the pure core is ``CorePort``; a database brings its own:

    class OnSqlite(Trade):
        def make_port(self): return StorePort(...)      # execute, order, receipt, go_to, check

    TestOnSqlite = OnSqlite.TestCase

``execute(subject, command, actor)`` performs at the port's present instant and returns the code of
the refusal or ""; ``order()`` and ``receipt(subject)`` give the present states as the core's own
values; ``go_to(instant)`` moves the clock without waking anybody; ``check()`` is called after every
step and must raise where a promise is broken; ``finish()`` is called once at the end of a life.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Protocol

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from earnest.domain.contract.terms import Coverage, Instalment, Losses, ShipBy, Trigger
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.deliver import ConfirmReceipt
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.payout import RecordPayout, RetryPayout
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.ship import ShipGoods
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.stages import TERMINAL
from earnest.domain.order.state import Order, PayoutStatus
from earnest.domain.parties import Actor
from earnest.domain.payment.receipt import (
    AssignReceipt,
    Receipt,
    RecordReceipt,
    RecordReturn,
    RecordReversal,
    ReturnReceipt,
)
from earnest.domain.subjects import Subject
from tests.auditor import Auditor, check_nothing_overdue, check_replay
from tests.cast import (
    BUYER,
    EVERYBODY,
    OLGA,
    ORDER,
    PLAN,
    RAIL,
    SHIP_BY,
    SUPPLIER,
    contract,
    report,
    small,
)
from tests.driver import ORDER_1, World, accepts, receipt
from tests.menu import commands, senders

RUNS = {"default": 1_000, "ci": 10_000, "soak": 100_000}
STEPS = 24
TICK = timedelta(microseconds=1)


class Port(Protocol):
    """What the rules need of whatever performs the commands."""

    def execute(self, subject: Subject, command: object, actor: Actor) -> str: ...
    def order(self) -> Order: ...
    def receipt(self, subject: Subject) -> Receipt: ...
    def now(self) -> datetime: ...
    def go_to(self, instant: datetime) -> None: ...
    def check(self) -> None: ...
    def finish(self) -> None: ...


class CorePort:
    """The pure core in memory, with the auditor listening."""

    def __init__(self) -> None:
        self.auditor = Auditor()
        self.world = World(listeners=(self.auditor,))

    def execute(self, subject: Subject, command: object, actor: Actor) -> str:
        return self.world.refusal(command, actor, subject)

    def order(self) -> Order:
        return self.world.order

    def receipt(self, subject: Subject) -> Receipt:
        found: Receipt = self.world.state(subject)
        return found

    def now(self) -> datetime:
        return self.world.now

    def go_to(self, instant: datetime) -> None:
        self.world.now = instant

    def check(self) -> None:
        self.auditor.check(self.world)

    def finish(self) -> None:
        """Replay equals live; then the parties fall silent and the order must end (L1)."""
        check_replay(self.world)
        self.fall_silent()
        self.let_the_bank_answer()
        order = self.world.order
        assert order.stage in TERMINAL or order.contract is None, f"L1: ends in {order.stage}"

    def fall_silent(self) -> None:
        for _ in range(40):
            if not self.world.order.waits:
                break
            self.world.pass_until(max(wait.due_at for wait in self.world.order.waits))
            check_nothing_overdue(self.world)
            self.check()

    def let_the_bank_answer(self) -> None:
        """The operator asks again for what came back, and the bank pays."""
        for payout in self.world.order.payouts:
            if payout.returned_minor:
                self.world.perform(RetryPayout(payout.id), OLGA)
        for payout in self.world.order.payouts:
            if not payout.is_final:
                self.world.perform(RecordPayout(payout.id, PayoutStatus.SETTLED), RAIL)
        self.fall_silent()
        self.check()


COUNTED: Counter[str] = Counter()
"""Steps executed, accepted and refused; printed at the end of the module's tests."""


class Trade(RuleBasedStateMachine):
    """Random lives of one order with its receipts of money."""

    def make_port(self) -> Port:
        """The port that this machine plays against."""
        return CorePort()

    def __init__(self) -> None:
        super().__init__()
        self.port = self.make_port()
        self.receipts = 0
        self.verdict: Verdict | None = None

    @initialize(
        cover=st.sampled_from(Coverage),
        amounts=st.sampled_from([(2_000_000, 600_000), (3, 1), (2, 1), (7, 3)]),
        trigger=st.sampled_from([t for t in Trigger if t is not Trigger.SIGNATURE]),
        essential=st.booleans(),
        plan=st.sampled_from([None, Verdict.PASSED, Verdict.FAILED]),
        steps=st.integers(0, 8),
    )
    def begin(self, cover, amounts, trigger, essential, plan, steps):  # noqa: PLR0917 (drawn by name)
        total, deposit = amounts
        parts = (
            Instalment("deposit", deposit, Trigger.SIGNATURE, 5),
            Instalment("balance", total - deposit, trigger, 7),
        )
        make: Any = contract if total > 100 else lambda **more: small(total, deposit, **more)
        text = make(
            coverage=cover,
            schedule=parts,
            ship_by=ShipBy(SHIP_BY, "Asia/Shanghai", essential=essential),
            inspection=PLAN if plan else None,
            losses=Losses(),
        )
        self.verdict = plan
        self.execute(ORDER_1, OpenOrder(text), BUYER)
        for step in (self.sign, self.deposit, self.produce, self.pay, self.ship, self.arrive)[
            :steps
        ]:
            step()

    def sign(self):
        digest = self.port.order().contract_hash
        self.execute(ORDER_1, ProposeContract(digest), BUYER)
        for actor in (BUYER, SUPPLIER):
            self.execute(ORDER_1, SignContract(digest), actor)

    def deposit(self):
        self.money_comes_in("due", "USD", ORDER)

    def produce(self):
        self.every_lot(ReportProduction, SUPPLIER, 100)
        if self.port.order().terms.inspection:
            self.every_lot(RecordInspection, OLGA, report(self.verdict))
        answer = (Answer.AS_IS,)
        if self.verdict is Verdict.FAILED:
            answer = (Answer.WITH_RESERVATIONS, ("size",))
        self.every_lot(ApproveShipment, BUYER, *answer)

    def pay(self):
        self.money_comes_in("all", "USD", ORDER)

    def ship(self):
        for lot in self.port.order().lots:
            papers = (self.port.now(), "sea", "Ocean Line", f"OL-{lot}", ("bill of lading",))
            self.execute(ORDER_1, ShipGoods(lot, *papers), SUPPLIER)

    def arrive(self):
        self.port.go_to(self.port.now() + timedelta(days=20))
        self.every_lot(ConfirmReceipt, BUYER)

    def every_lot(self, command: Any, actor: Actor, *contents: object) -> None:
        for lot in self.port.order().lots:
            self.execute(ORDER_1, command(lot, *contents), actor)

    def execute(self, subject: Subject, command: object, actor: Actor) -> str:
        code = self.port.execute(subject, command, actor)
        COUNTED["steps"] += 1
        COUNTED["refused" if code else "accepted"] += 1
        return code

    @rule(pick=st.integers(0, 10_000), willing=st.integers(0, 9))
    def somebody_acts(self, pick, willing):
        """Mostly something that the core would accept now; sometimes anything by anybody."""
        order, now = self.port.order(), self.port.now()
        menu = [(c, actor) for c in commands(order, now) for actor in senders(c)]
        if willing:
            menu = [(c, actor) for c, actor in menu if accepts(order, c, actor, now)] or menu
            self.execute(ORDER_1, *menu[pick % len(menu)])
        else:
            command, _ = menu[pick % len(menu)]
            self.execute(ORDER_1, command, list(EVERYBODY.values())[pick % len(EVERYBODY)])

    @rule(which=st.integers(0, 20), tick=st.sampled_from([-TICK, timedelta(0), TICK]))
    def time_comes_near_a_deadline(self, which, tick):
        """Go to the instant before, at or after the end of a wait."""
        waits = sorted(wait.due_at for wait in self.port.order().waits)
        if waits:
            self.port.go_to(max(self.port.now(), waits[min(which // 5, len(waits) - 1)] + tick))

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours):
        self.port.go_to(self.port.now() + timedelta(hours=hours))

    @rule(
        part=st.sampled_from(["due", "all", "one", "half", "more"]),
        currency=st.sampled_from(["USD"] * 6 + ["EUR"]),
        order=st.sampled_from([ORDER] * 6 + [""]),
    )
    def money_comes(self, part, currency, order):
        """Exact, in part, too much, in the wrong currency, without a reference."""
        self.money_comes_in(part, currency, order)

    def money_comes_in(self, part: str, currency: str, order: str) -> None:
        owed = self.port.order().outstanding() if self.port.order().lots else 0
        first = self.port.order().terms.schedule[0].id if owed else ""
        minor = {
            "due": self.port.order().outstanding(first) if owed else 1,
            "all": owed,
            "one": 1,
            "half": owed // 2,
            "more": owed + 5,
        }[part]
        self.receipts += 1
        rail_id = f"b-{self.receipts}"
        command = RecordReceipt("bank", rail_id, max(1, minor), currency, "wire", order)
        self.execute(receipt(self.receipts), command, RAIL)

    @rule(
        number=st.integers(1, 6),
        what=st.sampled_from(["reverse", "part", "assign", "return", "returned", "again"]),
    )
    def a_receipt_changes(self, number, what):
        """The rail takes back, the operator assigns or returns, a notice comes twice."""
        if not self.receipts:
            return
        subject = receipt(1 + number % self.receipts)
        state = self.port.receipt(subject)
        left = max(1, state.minor - state.reversed_minor)
        command, actor = {
            "reverse": (RecordReversal("r", left), RAIL),
            "part": (RecordReversal("r", max(1, left // 2)), RAIL),
            "assign": (AssignReceipt(ORDER), OLGA),
            "return": (ReturnReceipt(), OLGA),
            "returned": (RecordReturn(), RAIL),
            "again": (RecordReceipt("bank", "b", 1, "USD", "wire", ORDER), RAIL),
        }[what]
        self.execute(subject, command, actor)

    @invariant()
    def every_promise_holds(self):
        self.port.check()

    def teardown(self):
        self.port.finish()


def runs(share: float = 1.0) -> settings:
    """The number of lives for the profile; a store asks for a share of it."""
    wanted = RUNS.get(os.environ.get("EARNEST_PROFILE", "default"), 1_000)
    return settings(max_examples=max(1, int(wanted * share)), stateful_step_count=STEPS)
