"""How does one order of a story go on? Each step of the trade as one verb, done by command.

A ``Trade`` is one order with its people. Its verbs choose nothing: they perform what the story
says, under keys of their own, so that telling a story again repeats nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from earnest.demo.cast import CARRIER, OLGA, Member
from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import Contract, DefectClass
from earnest.domain.inspection.checklist import checklist
from earnest.domain.inspection.report import Finding, Report, Verdict
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.deliver import ConfirmReceipt, RecordDelivery
from earnest.domain.order.acts.draft import WriteDraft
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.ship import ShipGoods, VerifyShipment
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.parties import Actor, Role
from earnest.domain.policy import Policy
from earnest.domain.programme.limit import SetLimit
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.look import OrderAnswer
from earnest.wiring import Desk, Play


class Trade:
    """One order, its buyer and its supplier; ``name`` makes its keys and tracking numbers."""

    def __init__(
        self, desk: Desk, name: str, contract: Contract, *, buyer: Member, supplier: Member
    ) -> None:
        self.desk, self.name = desk, name
        self.buyer, self.supplier = buyer, supplier
        self._numbers = count(1)
        self.id = desk.open_order(
            contract, buyer.actor(), side=Role.BUYER, key=self.key()
        ).subject.id

    @property
    def subject(self) -> Subject:
        """The order's stream."""
        return Subject(Kind.ORDER, self.id)

    def key(self) -> str:
        """The next idempotency key of this story."""
        return f"demo/{self.name}/{next(self._numbers)}"

    def do(self, command: object, who: Member | Actor) -> None:
        """Perform a command on the order."""
        actor = who.actor() if isinstance(who, Member) else who
        self.desk.perform(self.subject, command, actor, key=self.key())

    def look(self, who: Member | None = None) -> OrderAnswer:
        """The order as one side sees it now."""
        return self.desk.look.order(self.id, (who or self.buyer).actor(), self.desk.now())

    def say(self, text: str, who: Member) -> None:
        """Write a message on the order."""
        self.desk.say(self.id, text, who.actor(), key=self.key())

    def write(self, contract: Contract) -> None:
        """Save another draft."""
        self.do(WriteDraft(contract), self.buyer)

    def propose(self) -> None:
        """The buyer proposes the draft as it stands."""
        self.do(ProposeContract(self.look().contract_hash), self.buyer)

    def sign(self, who: Member) -> None:
        """One side signs what was proposed."""
        language = "zh-hans" if who.language.startswith("zh") else "en"
        self.do(SignContract(self.look(who).contract_hash, language), who)

    def conclude(self) -> None:
        """Propose, and let both sides sign."""
        self.propose()
        self.sign(self.supplier)
        self.sign(self.buyer)

    def pay(
        self, instalment: str = "", *, play: Play = Play.IN_TIME, minor: int = 0, method: str = "tt"
    ) -> int:
        """Let the bank receive an instalment (or ``minor``); gives the number of its entry."""
        seen = self.look()
        item = seen.contract.instalment(instalment)
        amount = minor or (item.amount_minor if item else seen.contract.stated_total_minor)
        entries = self.desk.play_payment(
            self.id, amount, seen.contract.currency, play=play, method=method
        )
        self.desk.settle_down()
        return entries[0]

    def produce(self, percent: int = 100, lot: str = "A") -> None:
        """The supplier reports how much is finished."""
        self.do(ReportProduction(lot, percent), self.supplier)

    def inspect(self, verdict: Verdict = Verdict.PASSED, lot: str = "A") -> None:
        """The inspector hands in a report; a failed one finds a dent in every piece checked."""
        seen = self.look()
        report = report_on(seen.contract, lot, verdict, self.desk.policies.of(seen.policy))
        self.do(RecordInspection(lot, report), OLGA)

    def approve(self, lot: str = "A") -> None:
        """The buyer lets a lot leave."""
        self.do(ApproveShipment(lot, Answer.AS_IS), self.buyer)

    def ship(self, lot: str = "A", *, mode: str = "sea", carrier: str = "Blue Anchor Line") -> None:
        """The supplier hands in that a lot left two hours ago."""
        handed_over = self.desk.now() - timedelta(hours=2)
        number = int(hashlib.sha256(f"{self.name}/{lot}".encode()).hexdigest()[:8], 16) % 10**7
        tracking = f"{carrier[:4].upper().strip()}{number:07d}"
        documents = (f"B/L {tracking}", "commercial invoice", "packing list")
        self.do(ShipGoods(lot, handed_over, mode, carrier, tracking, documents), self.supplier)

    def verify(self, lot: str = "A") -> None:
        """The carrier confirms the hand-over."""
        shipment = next(one.shipment for one in self.look().lots if one.id == lot)
        at = shipment.handed_over_at if shipment else self.desk.now()
        self.do(VerifyShipment(lot, at), CARRIER)

    def deliver(self, place: str, lot: str = "A", *, at: datetime | None = None) -> None:
        """The carrier proves delivery."""
        self.do(RecordDelivery(lot, at or self.desk.now(), place), CARRIER)

    def receive(self, lot: str = "A") -> None:
        """The buyer says that the goods arrived."""
        self.do(ConfirmReceipt(lot), self.buyer)

    def accept(self, lot: str = "A") -> None:
        """The buyer accepts the goods."""
        self.do(AcceptGoods(lot), self.buyer)
        self.desk.settle_down()


def set_limit(desk: Desk, supplier: Member, currency: str, minor: int, reason: str) -> None:
    """The operator sets a supplier's limit."""
    subject = Subject(Kind.PROGRAMME, supplier.company.id)
    command = SetLimit(currency, minor, reason)
    desk.perform(subject, command, OLGA.actor(), key=f"demo/limit/{supplier.login}/{currency}")


def between(contract: Contract, buyer: Member, supplier: Member) -> Contract:
    """The same contract between these two."""
    return replace(contract, buyer=buyer.company.party, supplier=supplier.company.party)


def report_on(contract: Contract, lot: str, verdict: Verdict, policy: Policy) -> Report:
    """A report on everything that the checklist asks for, which comes to this verdict."""
    presented = pieces_of(contract, lot)
    items = checklist(contract, lot, policy)
    looked_at = {item.clause: min(presented, item.sample or presented) for item in items}
    sampled = [item.clause for item in items if not item.check_point]
    dented = sampled[:1] if verdict is Verdict.FAILED else []
    found = tuple(
        Finding(
            item.clause,
            DefectClass.MAJOR if item.clause in dented else item.severity,
            looked_at[item.clause] if item.clause in dented else 0,
            looked_at[item.clause],
        )
        for item in items
    )
    return Report(
        presented=presented,
        packed_percent=0 if verdict is Verdict.PENDING else 100,
        units_checked=max((looked_at[id] for id in sampled), default=presented),
        findings=found,
    )
