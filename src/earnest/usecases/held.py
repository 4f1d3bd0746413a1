"""How much is held for an order after each of its events? By the ledger's own table of moves."""

from __future__ import annotations

from earnest.domain.ledger.moves import moves
from earnest.journal.envelope import Envelope


def change_in_held(envelope: Envelope, currency: str) -> int:
    """By how much an event changes what is in escrow for its order, in minor units."""
    change = 0
    for transfer in moves(envelope.event, scope=envelope.subject.id, currency=currency):
        change += transfer.minor * transfer.credit.name.startswith("escrow/")
        change -= transfer.minor * transfer.debit.name.startswith("escrow/")
    return change
