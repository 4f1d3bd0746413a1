"""Who must still ship, and what did a notice to cancel find unshipped (R6)?"""

from __future__ import annotations

from earnest.domain.changes import replace
from earnest.domain.order.state import Lot, Order, WaitKind, ending


def unshipped_at_notice(state: Order) -> tuple[Lot, ...]:
    """The lots that a running notice to cancel would refund: not proven to have left before it.

    A hand-over that was reported only while the notice ran counts when the carrier proves that
    it was earlier, or when the goods have arrived.
    """
    return tuple(lot for lot in state.live_lots if not _left_before_notice(state, lot))


def _left_before_notice(state: Order, lot: Lot) -> bool:
    if lot.shipment is None:
        return False
    if not lot.reported_under_notice or lot.received_at or lot.shipment.delivered_at:
        return True
    proven, notice = lot.shipment.verified_at, state.shipping.notice_at
    return proven is not None and (notice is None or proven < notice)


def without_ship_waits(state: Order) -> Order:
    """Nobody is waited for to ship once every lot that goes on has left (T8)."""
    if not all(lot.has_left for lot in state.live_lots):
        return state
    shipping = replace(state.shipping, proposal=None)
    after = ending(replace(state, shipping=shipping), *_SHIP_WAITS)
    if unshipped_at_notice(after):
        return after
    shipping = replace(shipping, notice_at=None)
    return ending(replace(after, shipping=shipping), WaitKind.CANCEL_NOTICE)


_SHIP_WAITS = (
    WaitKind.SHIP_BY,
    WaitKind.EXTRA_PERIOD,
    WaitKind.LONGSTOP,
    WaitKind.ANSWER_SHIP_BY,
)
