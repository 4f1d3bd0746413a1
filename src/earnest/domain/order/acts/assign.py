"""Who makes a booked inspection (S83)? A stranger to the order; a third party is accredited.

The accreditation is what the operator found on file; it stays with the booking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import InspectedBy
from earnest.domain.inspection.booking import Accreditation, BookingStatus, Inspection
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.inspect import (
    UNDER_WAY,
    booking,
    change_inspection,
    due_wait,
    unawaited,
)
from earnest.domain.order.state import Order, Wait, starting
from earnest.domain.refusals import refuse

LONGEST_TEXT = 120


@dataclass(frozen=True, slots=True)
class AssignInspector:
    """Give a booked inspection to an inspector's organisation, with its accreditation on file."""

    inspection: str
    inspector: str
    body: str = ""
    number: str = ""
    scope: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class InspectorAssigned:
    """An inspector's organisation has the booking; it alone may hand in the report."""

    inspection: str
    inspector: str
    accreditation: Accreditation | None
    waits: tuple[Wait, ...]


def _may_assign(state: Order, _ctx: Context, _about: str) -> None:
    if not any(_is_assignable(each) for each in state.inspections):
        refuse("inspection.nothing_to_assign")


def _is_assignable(asked: Inspection) -> bool:
    is_open = asked.status in (BookingStatus.BOOKED, BookingStatus.ASSIGNED)
    return is_open and asked.by is not InspectedBy.SELF


def _assign(state: Order, command: AssignInspector, ctx: Context) -> Events:
    asked = booking(state, command.inspection)
    if not _is_assignable(asked):
        refuse("inspection.nothing_to_assign")
    if not command.inspector or len(command.inspector) > LONGEST_TEXT:
        refuse("inspection.no_inspector")
    if command.inspector in (state.buyer, state.supplier):
        refuse("inspection.conflict_of_interest")
    shown = _accreditation(asked, command)
    wait = due_wait(state, replace(asked, inspector=command.inspector), ctx)
    return (InspectorAssigned(asked.id, command.inspector, shown, (wait,)),)


def _accreditation(asked: Inspection, command: AssignInspector) -> Accreditation | None:
    """What is on file; a third party has one that is valid on the day (S83)."""
    texts, until = (command.body, command.number, command.scope), command.valid_until
    if until is not None and all(texts) and max(map(len, texts)) <= LONGEST_TEXT:
        if until >= asked.on or asked.by is not InspectedBy.THIRD_PARTY:
            return Accreditation(*texts, until)
        refuse("inspection.accreditation_over", until=until.isoformat(), on=asked.on.isoformat())
    if asked.by is InspectedBy.THIRD_PARTY or any(texts) or until is not None:
        refuse("inspection.not_accredited")
    return None


def _assigned(state: Order, event: InspectorAssigned) -> Order:
    after = change_inspection(
        unawaited(state, event.inspection),
        event.inspection,
        status=BookingStatus.ASSIGNED,
        inspector=event.inspector,
        accreditation=event.accreditation,
    )
    return starting(after, event.waits)


ACTS = {AssignInspector: Act(UNDER_WAY, _assign, _may_assign)}
FOLDS: dict[type, Fold] = {InspectorAssigned: _assigned}
