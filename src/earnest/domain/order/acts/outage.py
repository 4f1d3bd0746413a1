"""What if the platform itself was away when a party's time ran out (T7)?

Hours that a recorded outage took from the last day of a party's window are given back after the
platform returned, by an event that both sides see. The policy can switch it off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.stages import TERMINAL, Stage
from earnest.domain.order.state import Order, Wait, starting
from earnest.domain.parties import PARTIES

LAST_DAY = timedelta(hours=24)
"""The part of a window that an outage must touch to extend it."""


@dataclass(frozen=True, slots=True)
class ExtendForOutage:
    """Give back what an outage between these instants took from the parties' windows."""

    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class WaitsExtended:
    """The platform was away; these windows end later."""

    began_at: datetime
    ended_at: datetime
    waits: tuple[Wait, ...]


def outage_key(order: str, command: ExtendForOutage) -> str:
    """The natural key of one outage for one order: it is given back once."""
    return f"outage/{order}/{command.began_at.isoformat()}"


def _decide(state: Order, command: ExtendForOutage, ctx: Context) -> Events:
    switches = ctx.policies.of(state.policy).switches
    longer = tuple(_longer(state, command)) if switches.outage_extension else ()
    if not longer or outage_key(state.id, command) in ctx.facts.taken:
        return ()
    return (WaitsExtended(command.began_at, command.ended_at, longer),)


def _longer(state: Order, command: ExtendForOutage) -> Iterator[Wait]:
    for wait in state.waits:
        lost_from = max(command.began_at, wait.due_at - LAST_DAY)
        lost = min(command.ended_at, wait.due_at) - lost_from
        if wait.who in PARTIES and lost > timedelta(0):
            yield replace(wait, due_at=max(wait.due_at, command.ended_at) + lost)


def _extended(state: Order, event: WaitsExtended) -> Order:
    return starting(state, event.waits)


ACTS = {ExtendForOutage: Act(tuple(stage for stage in Stage if stage not in TERMINAL), _decide)}
FOLDS: dict[type, Fold] = {WaitsExtended: _extended}
