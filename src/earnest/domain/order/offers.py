"""What could this person do with this order now, and why not the rest?

The same questions in the same order as ``decide`` asks them, so that a page shows exactly the
buttons that the core would accept; only a form's content can still be refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.context import Context
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.order import ACTS, admit
from earnest.domain.order.state import Order
from earnest.domain.permissions import PERMISSIONS
from earnest.domain.refusals import Refused, refuse


@dataclass(frozen=True, slots=True)
class Offer:
    """One command for one lot (or the whole order): open, or refused and why."""

    command: type
    about: str
    refusal: Refused | None

    @property
    def is_open(self) -> bool:
        """Whether the core would accept it, given a right content."""
        return self.refusal is None


def offers(state: Order, ctx: Context) -> tuple[Offer, ...]:
    """Every command that the actor's role may ever send here, open or with the reason why not."""
    role = ctx.role(state.buyer, state.supplier)
    found: list[Offer] = []
    for cmd, act in ACTS.items():
        if cmd is OpenOrder or role not in PERMISSIONS[cmd.__name__].roles:
            continue
        abouts = tuple(state.lots) if act.per_lot else ("",)
        found += (Offer(cmd, about, _refusal(state, cmd, about, ctx)) for about in abouts)
    return tuple(found)


def _refusal(state: Order, command: type, about: str, ctx: Context) -> Refused | None:
    act = ACTS[command]
    try:
        admit(state, command, ctx)
        if state.stage not in act.stages:
            refuse("order.wrong_stage", command=command.__name__, stage=state.stage.value)
        act.may(state, ctx, about)
    except Refused as refused:
        return refused
    return None
