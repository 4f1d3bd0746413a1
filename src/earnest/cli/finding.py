"""Which order does a person mean by the beginning of its id?"""

from __future__ import annotations

from earnest.domain.parties import Actor
from earnest.domain.payment.reference import ORDER_ID
from earnest.domain.refusals import refuse
from earnest.wiring import Desk

SHORTEST = 3
"""So many characters are wanted before we look for an order that begins with them."""


def order_id(desk: Desk, viewer: Actor, text: str) -> str:
    """The whole id; refuses ``order.not_found``, and ``order.ambiguous`` with what it may be."""
    wanted = text.strip().lower()
    if ORDER_ID.fullmatch(wanted):
        return wanted
    if len(wanted) < SHORTEST or not wanted.isascii():
        refuse("order.not_found")
    boards = desk.look.orders(viewer, limit=500)
    found = [board.order for board in boards if board.order.startswith(wanted)]
    if not found:
        refuse("order.not_found")
    if len(found) > 1:
        refuse("order.ambiguous", orders=tuple(sorted(found)[:5]))
    return found[0]
