"""How is a whole order told through the real write path, on any store?"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from earnest.domain.calendar import Calendars
from earnest.domain.contract.signing import contract_hash
from earnest.domain.contract.terms import Contract
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.deliver import ConfirmReceipt, RecordDelivery
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.payout import RecordPayout
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.ship import ShipGoods, VerifyShipment
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.state import PayoutStatus
from earnest.domain.parties import Actor
from earnest.domain.payment.receipt import RecordReceipt
from earnest.domain.programme.limit import SetLimit
from earnest.domain.subjects import Kind, Subject
from earnest.domain.talk import SendMessage
from earnest.policies import load
from earnest.usecases.batch import Answer, Request
from earnest.usecases.commit import commit
from earnest.usecases.perform import House
from tests.cast import (
    BUYER,
    CARRIER,
    LIMIT,
    NINGBO,
    OLGA,
    RAIL,
    START,
    SUPPLIER,
    contract,
    order_id,
)

HOUSE = House(load(), Calendars(), b"a key of this test installation")
PEOPLE = (BUYER, SUPPLIER, OLGA)


def order(number: int = 1) -> Subject:
    return Subject(Kind.ORDER, order_id(number))


def receipt(number: int) -> Subject:
    return Subject(Kind.RECEIPT, f"{900_000 + number:020d}")


def talk(number: int = 1) -> Subject:
    return Subject(Kind.TALK, order_id(number))


PROGRAMME = Subject(Kind.PROGRAMME, NINGBO)


class Teller:
    """Sends commands to a store, one after the other, with a clock of its own."""

    def __init__(self, store: Any, *, number: int = 1, terms: Contract | None = None) -> None:
        self.store = store
        self.now = START
        self.number = number
        self.terms = terms or contract()
        self.hash = contract_hash(self.terms, policy=HOUSE.policies.default)

    def ask(self, *requests: Request, now: datetime | None = None) -> tuple[Answer, ...]:
        return commit(requests, self.store, HOUSE, now or self.now)

    def do(
        self, command: object, actor: Actor, subject: Subject | None = None, key: str = ""
    ) -> Any:
        (answer,) = self.ask(Request(subject or order(self.number), command, actor, key=key))
        if isinstance(answer, BaseException):
            raise answer
        self.now += timedelta(minutes=1)
        return answer

    def set_limit(self, minor: int = LIMIT) -> None:
        self.do(SetLimit("USD", minor, "for the test"), OLGA, PROGRAMME)

    def sign(self) -> None:
        self.do(OpenOrder(self.terms), BUYER, key=f"open-{self.number}")
        self.do(ProposeContract(self.hash), BUYER)
        self.do(SignContract(self.hash), SUPPLIER)
        self.do(SignContract(self.hash), BUYER)

    def pay(self, minor: int, number: int) -> Any:
        money = RecordReceipt(
            "bank", f"B-{self.number}-{number}", minor, "USD", "transfer", order_id(self.number)
        )
        return self.do(
            money, RAIL, receipt(self.number * 100 + number), key=f"n-{self.number}-{number}"
        )

    def activate(self) -> None:
        self.sign()
        self.pay(600_000, 1)

    def say(self, text: str) -> None:
        commitment = hashlib.sha256(f"s|{text}".encode()).hexdigest()
        command = SendMessage(commitment, len(text))
        (answer,) = self.ask(
            Request(talk(self.number), command, BUYER, private={"text": text, "salt": "s"})
        )
        assert not isinstance(answer, BaseException), answer

    def receive(self) -> None:
        """From an active order to goods received, all in one lot."""
        lot = self.lots()[0]
        self.do(ReportProduction(lot, 50), SUPPLIER)
        self.do(ReportProduction(lot, 100), SUPPLIER)
        self.pay(1_400_000, 2)
        self.do(ship(lot, self.number, self.now), SUPPLIER)
        self.do(VerifyShipment(lot, self.now), CARRIER)
        self.now += timedelta(days=20)
        self.do(RecordDelivery(lot, self.now, "Felixstowe"), CARRIER)
        self.do(ConfirmReceipt(lot), BUYER)

    def finish(self) -> None:
        """Accepted, paid out, windows over, closed."""
        self.do(AcceptGoods(self.lots()[0]), BUYER)
        payout = self.state().payouts[-1]
        self.do(RecordPayout(payout.id, PayoutStatus.SETTLED), RAIL)
        self.now += timedelta(days=200)
        (answer,) = self.ask(Request(order(self.number), None, BUYER))
        assert not isinstance(answer, BaseException), answer

    def state(self) -> Any:
        subject = order(self.number)
        return self.store.peek([Request(subject, None, BUYER)]).streams[subject].state

    def lots(self) -> list[str]:
        return list(self.state().lots)


def ship(lot: str, number: int, at: datetime) -> ShipGoods:
    return ShipGoods(lot, at, "sea", "Ocean Line", f"TRK-{number}", ("bill-of-lading-1",))
