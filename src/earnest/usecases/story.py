"""What happened on this order, and can each event be checked? The history page's question.

The hashes are computed again from the stored bytes, as anybody may do who has them (J1).
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.audience import INSPECTION, PARTIES_ONLY, may_see
from earnest.domain.subjects import Kind, Subject
from earnest.journal.chain import GENESIS, link
from earnest.journal.envelope import Envelope, open_up
from earnest.usecases.look import Look, Shown


@dataclass(frozen=True, slots=True)
class Told:
    """One event with the hash (hex) that seals it and everything before it."""

    envelope: Envelope
    hash: str

    @property
    def is_private(self) -> bool:
        """Whether only one side, or only the operator, can see it."""
        return self.envelope.audience not in (PARTIES_ONLY, INSPECTION)


def story(look: Look, order: Shown) -> tuple[Told, ...]:
    """The events of an order that its viewer may see, oldest first, each with its hash."""
    subject, head, found = Subject(Kind.ORDER, order.id), GENESIS, []
    for seq, body in enumerate(look.reads.events(subject), start=1):
        head = link(subject, seq, head, body)
        envelope = open_up(body)
        if may_see(envelope.audience, order.role):
            found.append(Told(envelope, head.hex()))
    return tuple(found)
