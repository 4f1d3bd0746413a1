"""Which stages has an order, which has a lot, and which event leads from one to the next?

Two tables, one line per edge, each naming its event. ``earnest draw`` prints them into the docs.
Dispute and settlement are axes of their own: a failed payout leaves the order released.
"""

from __future__ import annotations

from typing import NamedTuple

from earnest.domain.closed_list import ClosedList


class Stage(ClosedList):
    """Where an order stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    ACTIVE = "active"
    SHIPPED = "shipped"
    RECEIVED = "received"
    RELEASED = "released"
    REFUNDED = "refunded"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class LotStage(ClosedList):
    """Where the goods of one lot stand."""

    WAITING = "waiting"
    READY = "ready"
    APPROVED = "approved"
    SHIPPED = "shipped"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RELEASED = "released"
    REFUNDED = "refunded"


class Edge(NamedTuple):
    """From ``start`` the event named ``event`` leads to ``end``."""

    start: str
    event: str
    end: str


TERMINAL = frozenset({Stage.CLOSED, Stage.CANCELLED, Stage.LAPSED})
"""Stages in which nothing is held and nothing waits (M6)."""

ORDER_EDGES: tuple[Edge, ...] = (
    Edge(Stage.DRAFT, "ContractProposed", Stage.PROPOSED),
    Edge(Stage.DRAFT, "OrderCancelled", Stage.CANCELLED),
    Edge(Stage.DRAFT, "OrderLapsed", Stage.LAPSED),
    Edge(Stage.PROPOSED, "ProposalDeclined", Stage.DRAFT),
    Edge(Stage.PROPOSED, "OrderConcluded", Stage.SIGNED),
    Edge(Stage.PROPOSED, "OrderCancelled", Stage.CANCELLED),
    Edge(Stage.PROPOSED, "OrderLapsed", Stage.LAPSED),
    Edge(Stage.SIGNED, "OrderActivated", Stage.ACTIVE),
    Edge(Stage.SIGNED, "OrderCancelled", Stage.CANCELLED),
    Edge(Stage.SIGNED, "OrderLapsed", Stage.LAPSED),
    Edge(Stage.SIGNED, "OrderRefunded", Stage.REFUNDED),
    Edge(Stage.SIGNED, "OrderReleased", Stage.RELEASED),
    Edge(Stage.ACTIVE, "OrderShipped", Stage.SHIPPED),
    Edge(Stage.ACTIVE, "OrderReceived", Stage.RECEIVED),
    Edge(Stage.ACTIVE, "OrderReleased", Stage.RELEASED),
    Edge(Stage.ACTIVE, "OrderRefunded", Stage.REFUNDED),
    Edge(Stage.SHIPPED, "OrderReceived", Stage.RECEIVED),
    Edge(Stage.SHIPPED, "OrderReleased", Stage.RELEASED),
    Edge(Stage.SHIPPED, "OrderRefunded", Stage.REFUNDED),
    Edge(Stage.RECEIVED, "OrderReleased", Stage.RELEASED),
    Edge(Stage.RECEIVED, "OrderRefunded", Stage.REFUNDED),
    Edge(Stage.RELEASED, "OrderClosed", Stage.CLOSED),
    Edge(Stage.REFUNDED, "OrderClosed", Stage.CLOSED),
)

LOT_EDGES: tuple[Edge, ...] = (
    Edge(LotStage.WAITING, "ProductionReported", LotStage.READY),
    Edge(LotStage.READY, "ShipmentApproved", LotStage.APPROVED),
    Edge(LotStage.READY, "ShipmentRefused", LotStage.WAITING),
    Edge(LotStage.READY, "GoodsShipped", LotStage.SHIPPED),
    Edge(LotStage.WAITING, "GoodsShipped", LotStage.SHIPPED),
    Edge(LotStage.APPROVED, "GoodsShipped", LotStage.SHIPPED),
    Edge(LotStage.SHIPPED, "GoodsReceived", LotStage.RECEIVED),
    Edge(LotStage.WAITING, "LotReleased", LotStage.RELEASED),
    Edge(LotStage.READY, "LotReleased", LotStage.RELEASED),
    Edge(LotStage.APPROVED, "LotReleased", LotStage.RELEASED),
    Edge(LotStage.SHIPPED, "LotReleased", LotStage.RELEASED),
    Edge(LotStage.RECEIVED, "LotReleased", LotStage.RELEASED),
    Edge(LotStage.WAITING, "LotPartReleased", LotStage.ACCEPTED),
    Edge(LotStage.READY, "LotPartReleased", LotStage.ACCEPTED),
    Edge(LotStage.APPROVED, "LotPartReleased", LotStage.ACCEPTED),
    Edge(LotStage.SHIPPED, "LotPartReleased", LotStage.ACCEPTED),
    Edge(LotStage.RECEIVED, "LotPartReleased", LotStage.ACCEPTED),
    Edge(LotStage.RECEIVED, "HoldbackKept", LotStage.ACCEPTED),
    Edge(LotStage.ACCEPTED, "LotReleased", LotStage.RELEASED),
    Edge(LotStage.ACCEPTED, "LotRefunded", LotStage.RELEASED),
    Edge(LotStage.WAITING, "LotRefunded", LotStage.REFUNDED),
    Edge(LotStage.READY, "LotRefunded", LotStage.REFUNDED),
    Edge(LotStage.APPROVED, "LotRefunded", LotStage.REFUNDED),
    Edge(LotStage.SHIPPED, "LotRefunded", LotStage.REFUNDED),
    Edge(LotStage.RECEIVED, "LotRefunded", LotStage.REFUNDED),
)

_ORDER = {(edge.start, edge.event): Stage(edge.end) for edge in ORDER_EDGES}
_LOT = {(edge.start, edge.event): LotStage(edge.end) for edge in LOT_EDGES}


def next_stage(stage: Stage, event: str) -> Stage:
    """The order's stage after ``event``; unchanged where the table has no edge."""
    return _ORDER.get((stage, event), stage)


def next_lot_stage(stage: LotStage, event: str) -> LotStage:
    """The lot's stage after ``event``; unchanged where the table has no edge."""
    return _LOT.get((stage, event), stage)
