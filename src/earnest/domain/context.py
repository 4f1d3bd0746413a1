"""What may a decision know besides its subject? The instant, the actor, the rules, some facts.

Everything here was read and locked by the unit before the decision, so that it cannot change
under it (S6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from earnest.domain.calendar import Calendars
from earnest.domain.inspection.history import History
from earnest.domain.parties import Actor, Role, role_of
from earnest.domain.policy import Policies


@dataclass(frozen=True, slots=True)
class Exposure:
    """A supplier's limit in one currency and how much of it is reserved, in minor units (M12)."""

    limit_minor: int = 0
    reserved_minor: int = 0

    @property
    def free_minor(self) -> int:
        """What another order could still reserve."""
        return max(0, self.limit_minor - self.reserved_minor)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts from other rooms that a decision rests on.

    ``exposures`` by (supplier, currency); ``taken`` maps a natural key to the subject that owns
    it; ``histories`` are those of the products that the command inspects, by their ids.
    ``files`` are those that the command names and that are kept, by (order, SHA-256), with their
    media type.
    """

    exposures: Mapping[tuple[str, str], Exposure] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)
    files: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of one decision.

    ``now`` is when it becomes true; ``recorded_at`` when it is written down, which is later for
    a wait that ran out while nobody looked.
    """

    now: datetime
    actor: Actor
    policies: Policies
    calendars: Calendars = field(default_factory=Calendars)
    facts: Facts = field(default_factory=Facts)
    recorded_at: datetime | None = None

    def role(self, buyer: str, supplier: str) -> Role:
        """What the actor is between these two."""
        return role_of(self.actor, buyer=buyer, supplier=supplier)
