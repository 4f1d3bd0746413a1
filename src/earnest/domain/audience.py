"""Who may see an event? Nothing sealed or private leaves by history, pack, webhook or page."""

from __future__ import annotations

from earnest.domain.order.acts.approve import InspectionRecorded
from earnest.domain.order.acts.assign import InspectorAssigned
from earnest.domain.order.acts.confirm import WarningsConfirmed
from earnest.domain.order.acts.contest import ContestSettled, ReportContested
from earnest.domain.order.acts.draft import DraftWritten, OrderOpened
from earnest.domain.order.acts.inspect import (
    InspectionBooked,
    InspectionCancelled,
    InspectionCountered,
    InspectionMissed,
    InspectionProposed,
)
from earnest.domain.order.acts.produce import ProductionProgressed, ProductionReported
from earnest.domain.order.acts.sign import LimitHoldEnded, LimitReserved
from earnest.domain.order.state import Order
from earnest.domain.parties import Role
from earnest.domain.subjects import Fact, Kind

PARTIES_ONLY = "parties"
"""Both sides of the order, and the platform's own people; no inspector."""

INSPECTION = "inspection"
"""The same, and inspectors: what is inspected, when, and what was found."""

_OF_INSPECTION = (
    ProductionProgressed,
    ProductionReported,
    InspectionProposed,
    InspectionCountered,
    InspectionBooked,
    InspectorAssigned,
    InspectionCancelled,
    InspectionMissed,
    InspectionRecorded,
    ReportContested,
    ContestSettled,
)


def audience_of(fact: Fact, state: object) -> str:
    """Who sees the event: ``parties``, ``inspection``, one side, or ``operator``, who sees all.

    A draft is its writer's own until it was first proposed.
    """
    if fact.subject.kind in (Kind.RECEIPT, Kind.PROGRAMME, Kind.NOTICE, Kind.HISTORY):
        return Role.OPERATOR.value
    if isinstance(fact.event, LimitReserved | LimitHoldEnded):
        return PARTIES_ONLY
    if isinstance(fact.event, OrderOpened):
        return fact.event.side.value
    is_drafting = isinstance(fact.event, DraftWritten | WarningsConfirmed)
    if is_drafting and isinstance(state, Order) and not state.shown:
        return state.opened_by.value
    return INSPECTION if isinstance(fact.event, _OF_INSPECTION) else PARTIES_ONLY


def may_see(audience: str, role: Role) -> bool:
    """Whether somebody in ``role`` sees events for ``audience``."""
    if role in (Role.OPERATOR, Role.CLOCK):
        return True
    if audience == PARTIES_ONLY:
        return role not in (Role.STRANGER, Role.INSPECTOR)
    if audience == INSPECTION:
        return role is not Role.STRANGER
    return audience == role.value
