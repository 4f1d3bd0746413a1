"""Which inspections are asked for, by whom, when, and who pays? Values only.

The acts are in ``order.acts.inspect``; what an inspector hands in is in ``report``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.parties import Role


class BookingStatus(StrEnum):
    """Where a booked inspection stands."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    ASSIGNED = "assigned"
    REPORTED = "reported"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection of one lot: kind, place in time, inspector's organisation, payer.

    ``again`` names the inspection that it repeats; ``asked_at`` is when it was booked, which is
    what "booked while ordering" (S77) asks for.
    """

    id: str
    lot: str
    kind: InspectionKind
    by: InspectedBy
    on: date
    asked_by: Role
    asked_at: datetime
    payer: Role
    price_minor: int = 0
    inspector: str = ""
    status: BookingStatus = BookingStatus.PROPOSED
    again: str = ""
