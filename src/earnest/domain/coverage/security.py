"""How much should be set aside for a promise about a lot (S136)?

By the loss that the deciding report makes likely; the figure is a proposal, both sides may sign
another one.
"""

from __future__ import annotations

from earnest.domain.contract.lots import Purpose
from earnest.domain.coverage.undertaking import suggested_security
from earnest.domain.inspection.loss import known_loss
from earnest.domain.order.state import Order
from earnest.domain.policy import Policy


def security_for(
    state: Order, lot: str, policy: Policy, clauses: tuple[str, ...] = ()
) -> int | None:
    """The proposal in minor units for these clauses, or for all that the report found.

    ``None`` while a finding has no figure in the contract, so that nobody mistakes a part of the
    loss for all of it; refuses an unknown lot.
    """
    loss = known_loss(state, lot, policy).of(clauses)
    if loss.minor is None:
        return None
    planned = state.terms.inspection
    return suggested_security(
        loss_minor=loss.minor,
        report_minor=planned.price_minor if planned else 0,
        held_minor=state.lot(lot).held.get(Purpose.GOODS, 0),
        factor_percent=policy.undertaking.security_factor_percent,
    )
