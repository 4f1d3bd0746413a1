"""Which texts of a contract were in force, from when, who signed each, and what did each change?

Read from the order's own events: nothing is stored for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from earnest.domain.contract.differences import Difference, differences
from earnest.domain.contract.terms import Contract
from earnest.domain.order.acts.amend import AmendmentProposed, ContractAmended
from earnest.domain.order.acts.draft import DraftWritten
from earnest.domain.order.acts.propose import ContractCountered
from earnest.domain.order.acts.sign import ContractSigned, OrderConcluded
from earnest.domain.parties import Role
from earnest.journal.envelope import Envelope


@dataclass(frozen=True, slots=True)
class Signed:
    """One side's signature under a version, and when it was given."""

    side: Role
    at: datetime


@dataclass(frozen=True, slots=True)
class ContractVersion:
    """One signed text; ``changes`` are against the version before it."""

    number: int
    contract_hash: str
    in_force_at: datetime
    signatures: tuple[Signed, ...]
    changes: tuple[Difference, ...]


@dataclass(slots=True)
class _Reader:
    texts: dict[str, Contract] = field(default_factory=dict)
    signatures: list[Signed] = field(default_factory=list)
    offered: list[Signed] = field(default_factory=list)
    found: list[ContractVersion] = field(default_factory=list)

    def read(self, event: object, at: datetime) -> None:
        """Take in one event of the order."""
        match event:
            case DraftWritten() | ContractCountered():
                self.texts[event.contract_hash] = event.contract
                self.signatures = []
            case ContractSigned():
                self.signatures.append(Signed(event.side, at))
            case OrderConcluded():
                self._in_force(event.contract_hash, at, self.signatures)
            case AmendmentProposed():
                self.texts[event.contract_hash] = event.contract
                self.offered = [Signed(event.by, at)]
            case ContractAmended():
                self._in_force(event.contract_hash, at, [*self.offered, Signed(event.by, at)])

    def _in_force(self, digest: str, at: datetime, signatures: list[Signed]) -> None:
        before = self.texts[self.found[-1].contract_hash] if self.found else self.texts[digest]
        changes = differences(before, self.texts[digest])
        number = len(self.found) + 1
        self.found.append(ContractVersion(number, digest, at, tuple(signatures), changes))


def versions(history: Iterable[Envelope]) -> tuple[ContractVersion, ...]:
    """The signed versions of an order's contract, oldest first; none before it was signed."""
    reader = _Reader()
    for envelope in history:
        reader.read(envelope.event, envelope.stamp.effective_at)
    return tuple(reader.found)
