"""What has the supplier promised in a form that counts? Values only (S136).

A sentence in a message is no undertaking. The acts are in ``order.acts.undertake``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Remedy(StrEnum):
    """What the supplier owes when an undertaking is called."""

    REPAIR = "repair"
    REPLACE = "replace"
    REFUND = "refund"
    FREIGHT = "freight"


class CallTrigger(StrEnum):
    """What the buyer must show to call it."""

    DESTINATION_REPORT = "destination_report"
    PHOTOS = "photos"
    NOTICE = "notice"


class UndertakingStatus(StrEnum):
    """Where an undertaking stands; it has an effect from ``ACTIVE`` on."""

    OFFERED = "offered"
    ACTIVE = "active"
    CALLED = "called"
    OBJECTED = "objected"
    PERFORMED = "performed"
    PAID = "paid_from_security"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A promise with a sum, a date and a security, offered by the supplier for one lot.

    No ``clauses`` means any defect of the lot. ``secured_minor`` is what of ``max_minor`` stands
    in escrow for it (the balance ``security`` of the lot); ``extends_to`` is set when it keeps
    the window for claims open for its clauses.
    """

    id: str
    lot: str
    clauses: tuple[str, ...]
    remedy: Remedy
    trigger: CallTrigger
    max_minor: int
    security_minor: int
    claim_by: datetime
    perform_days: int
    status: UndertakingStatus = UndertakingStatus.OFFERED
    secured_minor: int = 0
    called_minor: int = 0
    extends_to: datetime | None = None
    text_sha256: str = ""

    @property
    def has_effect(self) -> bool:
        """Whether it adds to the cover now."""
        return self.status in (
            UndertakingStatus.ACTIVE,
            UndertakingStatus.CALLED,
            UndertakingStatus.OBJECTED,
        )
