"""How far is an order? Its stages as steps on a line, and as one word with an icon."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.domain.contract.terms import Coverage
from earnest.usecases.look import OrderAnswer

LABELS: dict[str, Promise] = {
    "draft": gettext_lazy("Draft"),
    "proposed": gettext_lazy("Proposed"),
    "signed": gettext_lazy("Signed"),
    "active": gettext_lazy("In production"),
    "shipped": gettext_lazy("Shipped"),
    "received": gettext_lazy("Goods arrived"),
    "released": gettext_lazy("Supplier paid"),
    "refunded": gettext_lazy("Refunded"),
    "closed": gettext_lazy("Closed"),
    "cancelled": gettext_lazy("Cancelled"),
    "lapsed": gettext_lazy("Ended by time"),
}
"""What the pages call each stage."""

_MARKS = {
    "draft": ("pen-line", ""),
    "proposed": ("hourglass", "care"),
    "signed": ("hourglass", "care"),
    "active": ("factory", "news"),
    "shipped": ("ship", "news"),
    "received": ("package-check", "news"),
    "released": ("hand-coins", "good"),
    "refunded": ("undo-2", "good"),
    "closed": ("check", ""),
    "cancelled": ("x", ""),
    "lapsed": ("history", ""),
}
_WAY = ("draft", "proposed", "signed", "active", "shipped", "received", "released", "closed")
_WAY_BACK = ("draft", "proposed", "signed", "refunded", "closed")


def mark(stage: str) -> dict[str, str]:
    """Give the stage as a word with icon and tint."""
    icon, tint = _MARKS[stage]
    return {"label": str(LABELS[stage]), "icon": icon, "tint": tint}


def filters(chosen: str) -> list[dict[str, Any]]:
    """List the stages by which a list can be filtered."""
    names = [("", _("All stages")), *((stage, str(label)) for stage, label in LABELS.items())]
    return [{"value": value, "label": label, "chosen": value == chosen} for value, label in names]


def line(order: OrderAnswer) -> dict[str, Any]:
    """Give the steps as ``parts/stage_line.html`` takes them."""
    way = _way(order)
    here = way.index(order.stage)
    steps = [
        {"label": str(LABELS[stage]), "state": _state(order, stage, number - here)}
        for number, stage in enumerate(way)
    ]
    facts = {"number": here + 1, "count": len(way), "stage": LABELS[order.stage]}
    return {"stages": steps, "count": _("Step %(number)d of %(count)d: %(stage)s") % facts}


def _way(order: OrderAnswer) -> tuple[str, ...]:
    """Choose the way that this order went or is going."""
    if order.stage in ("cancelled", "lapsed"):
        reached = _WAY[: 3 if len(order.signed_by) > 1 else 1]
        return (*reached, order.stage)
    went_back = order.money.refunded_minor and not order.money.released_minor
    if order.stage == "refunded" or (order.stage == "closed" and went_back):
        return _WAY_BACK
    return _WAY


def _state(order: OrderAnswer, stage: str, distance: int) -> str:
    if stage == "received" and order.contract.coverage is Coverage.PRE_SHIPMENT:
        return "skipped"
    if distance == 0:
        return "now"
    return "done" if distance < 0 else "ahead"
