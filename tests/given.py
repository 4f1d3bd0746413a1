"""How does a test tell a story? Given what happened, when somebody acts, then this happens.

    given(an_order().signed()).at(3).when(CancelOrder(), by=BUYER).then(OrderCancelled)
    given(an_order().paid()).when(CancelOrder(), by=BUYER).refuses("order.wrong_stage")

Stories are made only by performing commands, never by writing states.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import Contract
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.deliver import ConfirmReceipt, RecordDelivery
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.payout import RecordPayout
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.ship import ShipGoods, VerifyShipment
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.state import Order, PayoutStatus
from earnest.domain.parties import Actor
from earnest.domain.payment.receipt import RecordReceipt, RecordReversal
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Fact, Kind, Subject
from tests import cast
from tests.driver import ORDER_1, World, receipt


class Story:
    """An order on its way; each method performs the commands of one step and returns itself."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.receipts = 0

    def do(self, command: object, by: Actor, subject: Subject = ORDER_1) -> Story:
        """Perform one command."""
        self.world.perform(command, by, subject)
        return self

    def at(self, day: float | datetime) -> Story:
        """Go to a day of the story (or an instant); nothing lapses until somebody looks."""
        self.world.now = day if isinstance(day, datetime) else cast.day(day)
        return self

    def later(self, days: float) -> Story:
        """Let time alone pass."""
        self.world.pass_until(self.world.now + timedelta(days=days))
        return self

    def until(self, at: datetime) -> Story:
        """Let time alone pass until an instant."""
        self.world.pass_until(at)
        return self

    def opened(self, contract: Contract | None = None, policy: str = "", **changes: Any) -> Story:
        """The buyer opens the order with a complete contract."""
        text = contract or cast.contract(**changes)
        return self.do(OpenOrder(text, policy=policy), cast.BUYER)

    def proposed(self, **changes: Any) -> Story:
        """The buyer proposes the text."""
        self._unless(self.order.contract is not None, lambda: self.opened(**changes))
        return self.do(ProposeContract(self.order.contract_hash), cast.BUYER)

    def signed(self, **changes: Any) -> Story:
        """Both sides sign."""
        self._unless(self.order.shown, lambda: self.proposed(**changes))
        for actor in (cast.BUYER, cast.SUPPLIER):
            self.do(SignContract(self.order.contract_hash), actor)
        return self

    def receives(
        self, minor: int, currency: str = "USD", order: str = cast.ORDER, **more: Any
    ) -> Story:
        """The rail reports settled money."""
        self.receipts += 1
        command = RecordReceipt("bank", f"b-{self.receipts}", minor, currency, "wire", order)
        return self.do(command, cast.RAIL, receipt(more.get("number", self.receipts)))

    def reversed(self, minor: int, number: int = 1) -> Story:
        """The rail takes money back."""
        return self.do(RecordReversal(f"b-{number}", minor), cast.RAIL, receipt(number))

    def deposited(self, **changes: Any) -> Story:
        """The deposit is in: the order is active."""
        self._unless(bool(self.order.lots), lambda: self.signed(**changes))
        return self.receives(self.order.outstanding(self.order.terms.schedule[0].id))

    def paid(self, **changes: Any) -> Story:
        """Everything is paid."""
        self._unless(bool(self.order.lots), lambda: self.signed(**changes))
        return self.receives(self.order.outstanding())

    def produced(self, *lots: str) -> Story:
        """The supplier reports production."""
        for lot in lots or tuple(self.order.lots):
            self.do(ReportProduction(lot, 100), cast.SUPPLIER)
        return self

    def inspected(self, verdict: Verdict = Verdict.PASSED, lot: str = "A") -> Story:
        """A verdict comes in on paper, which the operator hands in."""
        pieces = pieces_of(self.order.terms, lot)
        return self.do(RecordInspection(lot, cast.report(verdict, pieces)), cast.OLGA)

    def approved(self, lot: str = "A") -> Story:
        """The buyer lets a lot leave."""
        return self.do(ApproveShipment(lot, Answer.AS_IS), cast.BUYER)

    def shipped(self, *lots: str, **changes: Any) -> Story:
        """The supplier hands in shipping documents."""
        for lot in lots or tuple(self.order.lots):
            self.do(shipping(self.world, lot, **changes), cast.SUPPLIER)
        return self

    def verified(self, lot: str = "A") -> Story:
        """The carrier confirms the hand-over."""
        shipment = self.order.lot(lot).shipment
        at = shipment.handed_over_at if shipment else self.world.now
        return self.do(VerifyShipment(lot, at), cast.CARRIER)

    def delivered(self, lot: str = "A") -> Story:
        """The carrier proves delivery, now."""
        return self.do(RecordDelivery(lot, self.world.now, "Felixstowe"), cast.CARRIER)

    def received(self, *lots: str) -> Story:
        """The buyer says that the goods arrived, twenty days later."""
        self.world.now += timedelta(days=20)
        for lot in lots or tuple(self.order.lots):
            self.do(ConfirmReceipt(lot), cast.BUYER)
        return self

    def accepted(self, *lots: str) -> Story:
        """The buyer accepts, which pays the supplier."""
        for lot in lots or tuple(self.order.lots):
            self.do(AcceptGoods(lot), cast.BUYER)
        return self

    def settled(self) -> Story:
        """The bank confirms every payout under way."""
        for payout in self.order.payouts:
            if payout.status in (PayoutStatus.INSTRUCTED, PayoutStatus.UNKNOWN):
                self.do(RecordPayout(payout.id, PayoutStatus.SETTLED), cast.RAIL)
        return self

    @property
    def order(self) -> Order:
        """The order as it stands."""
        return self.world.order

    def _unless(self, done: bool, otherwise: Any) -> None:
        if not done:
            otherwise()


def shipping(world: World, lot: str = "A", **changes: Any) -> ShipGoods:
    """A complete report of shipment, handed over now."""
    fields: dict[str, Any] = {
        "handed_over_at": world.now,
        "mode": "sea",
        "carrier": "Ocean Line",
        "tracking": f"OL-{lot}-{world.now:%m%d%H%M}",
        "documents": ("bill of lading 17",),
    }
    return ShipGoods(lot=lot, **{**fields, **changes})


def an_order() -> Story:
    """Begin a story."""
    return Story()


class Given:
    """A story and the next command on it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.found: tuple[Fact, ...] = ()
        self.code = ""

    def at(self, day: float | datetime) -> Given:
        """Move to a day of the story."""
        self.story.at(day)
        return self

    def when(self, command: object, by: Actor, subject: Subject = ORDER_1) -> Given:
        """Try a command."""
        before = len(self.story.world.journal)
        touched = self.story.world._touched(subject, command)
        self.story.world.now = max(self.story.world.now, cast.START)
        for one in touched:
            self.story.world.catch_up(one, self.story.world.now)
        states = dict(self.story.world.states)
        try:
            self.found = self.story.world.perform(command, by, subject)
        except Refused as refused:
            self.code = refused.code
            assert self.story.world.states == states, "a refusal changed something"
            assert len(self.story.world.journal) >= before
        return self

    def then(self, *kinds: type) -> Given:
        """Check the kinds of the events, in order; not what a product's history remembers."""
        assert not self.code, f"refused: {self.code}"
        told = [fact for fact in self.found if fact.subject.kind is not Kind.HISTORY]
        assert [type(fact.event) for fact in told] == list(kinds)
        return self

    def refuses(self, code: str) -> Given:
        """Check that it was refused by that name."""
        if self.code != code:
            pytest.fail(
                f"expected {code}, found {self.code or [type(f.event) for f in self.found]}"
            )
        return self

    @property
    def order(self) -> Order:
        """The order afterwards."""
        return self.story.order


def given(story: Story) -> Given:
    """Begin a test with a story."""
    return Given(story)
