"""How does the played bank speak? As every rail: it is asked to pay, and gives notices."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from earnest.domain.order.acts.payout import RecordPayout
from earnest.domain.order.state import PayoutStatus
from earnest.domain.payment.receipt import RecordReceipt, RecordReturn, RecordReversal
from earnest.domain.payment.reference import order_of
from earnest.domain.subjects import Kind, Subject
from earnest.rails.sandbox.bank import Entry, SandboxBank
from earnest.usecases.ports import Clock, Notice

RAIL = "sandbox"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def receipt_id(rail: str, rail_id: str) -> str:
    """The id of the receipt that a rail's own id names: always the same (E5)."""
    number = int.from_bytes(hashlib.sha256(f"{rail}/{rail_id}".encode()).digest()[:13], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(20))


class SandboxRail:
    """The sandbox bank behind the port of every rail."""

    def __init__(self, bank: SandboxBank, clock: Clock) -> None:
        self.bank = bank
        self._clock = clock

    def pay(
        self,
        payout: str,
        *,
        minor: int,
        currency: str,
        to: str,  # noqa: ARG002 - a real bank needs it
        order: str,  # noqa: ARG002 - a real bank needs it
    ) -> None:
        """Ask the bank to pay; ``to`` and ``order`` would stand on a real instruction."""
        self.bank.pays(payout, minor, currency, self._clock.now())

    def send_back(self, receipt: str, *, minor: int, currency: str) -> None:
        """Ask the bank to send unmatched money back."""
        self.bank.sends_back(receipt, minor, currency, self._clock.now())

    def notices(self) -> Sequence[Notice]:
        """The bank's news as commands, each with the bank's own id."""
        return [_notice(entry) for entry in self.bank.news(self._clock.now())]

    def taken(self, notices: Sequence[Notice]) -> None:
        """The bank need not repeat these."""
        self.bank.taken(tuple(int(notice.id.rpartition("/")[2]) for notice in notices))


def _notice(entry: Entry) -> Notice:
    id = f"{RAIL}/{entry.number}"
    match entry.kind:
        case "credit":
            subject = Subject(Kind.RECEIPT, receipt_id(RAIL, str(entry.number)))
            command: object = RecordReceipt(
                rail=RAIL,
                rail_id=str(entry.number),
                minor=entry.minor,
                currency=entry.currency,
                method=entry.method,
                order=order_of(entry.reference) or "",
            )
        case "reversal":
            subject = Subject(Kind.RECEIPT, receipt_id(RAIL, entry.subject))
            command = RecordReversal(str(entry.number), entry.minor)
        case "sent_back":
            subject, command = Subject(Kind.RECEIPT, entry.subject), RecordReturn()
        case _:
            order = entry.subject.rpartition("-")[0]
            status = PayoutStatus.SETTLED if entry.kind == "paid" else PayoutStatus.RETURNED
            subject, command = Subject(Kind.ORDER, order), RecordPayout(entry.subject, status)
    return Notice(id, subject, command)
