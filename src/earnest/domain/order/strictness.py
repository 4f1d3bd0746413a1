"""How strictly is a lot of an order inspected? Asked when it is booked, and fixed there.

What the history of a product says is ``inspection.history``'s answer; here stands what the order
adds: whether reduced inspection may be had, and that a lot shown again is not looked at less.
"""

from __future__ import annotations

from datetime import timedelta

from earnest.domain.context import Context
from earnest.domain.contract.terms import InspectionKind
from earnest.domain.inspection.history import (
    AS_NORMAL,
    History,
    Strictness,
    at_least,
    history_of,
    strictness,
)
from earnest.domain.inspection.switching import SCORE_FOR_REDUCED
from earnest.domain.order.acts.act import side
from earnest.domain.order.state import Order
from earnest.domain.parties import Role
from earnest.domain.refusals import refuse


def strictness_of(state: Order, id: str) -> Strictness:
    """How strictly the inspection called ``id`` is made; normally where there is none."""
    found = next((each for each in state.inspections if each.id == id), None)
    return found.strictness if found else AS_NORMAL


def of_booking(
    state: Order, lot: str, kind: InspectionKind, ctx: Context, *, again: str, reduced: bool
) -> Strictness:
    """How strictly the history of the product lets a lot be sampled that is booked now.

    Only a sampling before shipment asks it. ``again`` is what is repeated, ``reduced`` the buyer's
    wish; refuses ``inspection.reduced_*`` where that cannot be had.
    """
    known = ctx.facts.histories.get(history_of(state.supplier, state.terms, lot))
    is_asked = kind is InspectionKind.PRE_SHIPMENT
    if reduced:
        if side(state, ctx) is not Role.BUYER:
            refuse("inspection.reduced_is_buyers_wish")
        if not is_asked or again:
            refuse("inspection.reduced_not_possible")
        _may_be_reduced(state, ctx, known)
    if not is_asked:
        return AS_NORMAL
    holds = strictness(known, reduced=reduced)
    return at_least(holds, strictness_of(state, again)) if again else holds


def _may_be_reduced(state: Order, ctx: Context, known: History | None) -> None:
    """Refuse unless the policy knows it, the lots earned it, and production is steady.

    ISO 2859-1, 9.3.3; how steady is our policy's number.
    """
    days = ctx.policies.of(state.policy).inspection.reduced_steady_days
    if not days:
        refuse("inspection.reduced_not_possible")
    if known is None or strictness(known, reduced=True) == strictness(known):
        score = known.best_score if known else 0
        refuse("inspection.reduced_not_earned", score=score, needed=SCORE_FOR_REDUCED)
    is_recent = known.last_at is not None and ctx.now - known.last_at <= timedelta(days=days)
    if not is_recent or state.shipping.missed_on is not None:
        refuse("inspection.reduced_not_steady", days=days)
