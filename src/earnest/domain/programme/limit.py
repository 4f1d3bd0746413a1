"""What is a supplier's limit, who set it, and which events reserve or free part of it (R24)?

The limit itself is set by an operator, with a reason (S26). Reservations are made and freed by
events of orders; the database refuses a sum of reservations above the limit (M12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from earnest.domain.context import Context
from earnest.domain.money import MAX_MINOR, exponent
from earnest.domain.order.acts.amend import ContractAmended
from earnest.domain.order.acts.cancel import OrderCancelled, OrderLapsed
from earnest.domain.order.acts.sign import LimitHoldEnded, LimitReserved, OrderConcluded
from earnest.domain.order.progress import OrderClosed
from earnest.domain.parties import Role
from earnest.domain.permissions import permit
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class SetLimit:
    """Set a supplier's limit in one currency, in minor units, with the reason."""

    currency: str
    limit_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class LimitSet:
    """The supplier's limit from now on."""

    currency: str
    limit_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A supplier's membership: the limit in each currency."""

    id: str
    limits: Mapping[str, int] = field(default_factory=dict)


def decide(state: Programme, command: object, ctx: Context) -> tuple[object, ...]:
    """The events of a command on a supplier's programme."""
    role = ctx.role("", "")
    if role is Role.STRANGER:
        refuse("permission.wrong_role", command=type(command).__name__, role=role.value)
    permit(type(command).__name__, ctx.actor, role)
    if not isinstance(command, SetLimit):
        refuse("command.unknown", command=type(command).__name__[:60])
    exponent(command.currency)
    if not 0 <= command.limit_minor <= MAX_MINOR:
        refuse("money.not_canonical", text=str(command.limit_minor))
    if not command.reason.strip():
        refuse("limit.no_reason")
    held = ctx.facts.exposures.get((state.id, command.currency))
    if held is not None and command.limit_minor < held.reserved_minor:
        refuse("limit.below_reserved", reserved=held.reserved_minor, currency=command.currency)
    return (LimitSet(command.currency, command.limit_minor, command.reason),)


def evolve(state: Programme, event: object) -> Programme:
    """The programme after ``event``; never refuses."""
    if isinstance(event, LimitSet):
        return Programme(state.id, {**state.limits, event.currency: event.limit_minor})
    return state


def reservation_change(event: object) -> int:
    """By how much an event changes what its order reserves of the supplier's limit (minor)."""
    match event:
        case OrderConcluded() | LimitReserved():
            return event.reserved_minor
        case ContractAmended():
            return event.reserved_change_minor
        case LimitHoldEnded() | OrderCancelled() | OrderLapsed() | OrderClosed():
            return -event.freed_minor
    return 0


COMMANDS = (SetLimit,)
EVENTS = (LimitSet,)
