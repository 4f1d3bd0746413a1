"""Which inspections are asked for, by whom, when, and who pays? Values only.

The acts are in ``order.acts.inspect``; what an inspector hands in is in ``report``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.inspection.history import AS_NORMAL, Strictness
from earnest.domain.parties import Role


class BookingStatus(ClosedList):
    """Where a booked inspection stands."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    ASSIGNED = "assigned"
    REPORTED = "reported"
    CANCELLED = "cancelled"


LIVE = frozenset({BookingStatus.PROPOSED, BookingStatus.BOOKED, BookingStatus.ASSIGNED})
"""Statuses in which a visit is still to come."""


@dataclass(frozen=True, slots=True)
class Accreditation:
    """What an inspection body shows of its competence (ISO/IEC 17020): by whom, number, scope."""

    body: str
    number: str
    scope: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection of one lot: kind, place in time, inspector's organisation, payer.

    ``again`` names what it repeats (a booking, or the hash of an unbooked report); ``asked_at`` is
    when it was booked, which is what "booked while ordering" (S77) asks for. ``answers`` is whose
    word on the date is awaited; ``contests`` is the hash of the report that a joint re-check is to
    settle (R21). ``strictness`` is how the history of the product lets it be sampled, fixed when
    it was asked for.
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
    answers: Role = Role.SUPPLIER
    counters: int = 0
    accreditation: Accreditation | None = None
    contests: str = ""
    strictness: Strictness = AS_NORMAL


def live(
    inspections: Iterable[Inspection], lot: str = "", kind: InspectionKind | None = None
) -> tuple[Inspection, ...]:
    """The visits still to come: all, or those of one lot, or of one kind."""
    return tuple(
        each
        for each in inspections
        if each.status in LIVE and lot in ("", each.lot) and kind in (None, each.kind)
    )
