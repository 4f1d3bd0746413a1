"""What leaves the house? The loop that hands outbox rows to the world, at least once each.

A row that fails is pushed forward and counted, and never stops the others (L3). Payments are
asked for with an id of ours, so that asking twice is one payment (E7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from earnest.domain.refusals import Trouble
from earnest.journal.codec import from_json
from earnest.usecases.ports import Letter, Outbox, Rail

AT_ONCE = 200
"""Rows claimed at once."""

Handler = Callable[[Letter, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who handles which topic."""

    rail: Rail
    write_letter: Handler

    def handle(self, letter: Letter) -> None:
        """Hand one row over; raises Trouble when the world is not ready."""
        payload = from_json(letter.payload)
        match letter.topic:
            case "payout":
                self.rail.pay(
                    payload["payout"],
                    minor=payload["minor"],
                    currency=payload["currency"],
                    to=payload["to"],
                    order=letter.subject.id,
                )
            case "return":
                self.rail.send_back(
                    payload["receipt"], minor=payload["minor"], currency=payload["currency"]
                )
            case "letter":
                self.write_letter(letter, payload)
            case _:
                raise Trouble("outbox.unknown_topic", topic=letter.topic)


def deliver(outbox: Outbox, delivery: Delivery, now: datetime) -> int:
    """Hand over everything that is due; gives the number of rows that left."""
    left = 0
    while letters := outbox.due(now, AT_ONCE):
        sent = []
        for letter in letters:
            try:
                delivery.handle(letter)
            except Exception as failure:  # noqa: BLE001 - one bad row must not stop the others (L3)
                outbox.failed(letter, now, repr(failure))
            else:
                sent.append(letter)
        outbox.sent(sent, now)
        left += len(sent)
    return left
