"""What stands on the home page: what needs the reader, the orders, and the money held."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.domain.parties import Role
from earnest.usecases.overview import Held, Line, Need, Overview
from earnest.web.presenters import stages
from earnest.web.presenters.reader import Reader

SHOWN_NEEDS = 5
"""So many needs stand open; the rest is folded away."""


def home(found: Overview, reader: Reader, stage: str, *, trades: bool) -> dict[str, Any]:
    """Give the home page; who does not trade is offered no order to begin."""
    needs = [need(item, reader) for item in found.needs]
    return {
        "needs": needs[:SHOWN_NEEDS],
        "more_needs": needs[SHOWN_NEEDS:],
        "count": len(needs) + found.more,
        "and_more": found.more,
        "lines": [line(item, reader) for item in found.lines],
        "held": held(found.held, reader),
        "trades": trades,
        "filters": stages.filters(stage),
        "stage": stage,
        "after": found.after,
        "empty": _no_such_stage() if stage else _no_orders(trades=trades),
        "nothing": {
            "icon": "inbox",
            "title": _("Nothing needs you now"),
            "text": _("Orders that wait for you will stand here, the nearest deadline first."),
        },
    }


def line(item: Line, reader: Reader) -> dict[str, Any]:
    """Give one order of the list."""
    wait = item.next_wait
    return {
        "href": reverse("order", args=[item.id]),
        "title": item.title or _("Order without a title"),
        "reference": item.reference or item.id[:8],
        "other": other_side(item),
        "stage": stages.mark(item.stage),
        "total": reader.money(item.money.total_minor, item.money.currency),
        "held": reader.money(item.money.held_minor, item.money.currency),
        "is_held": bool(item.money.held_minor),
        "deadline": reader.deadline(wait) if wait else None,
        "who": reader.who_must(wait, item.role) if wait else "",
        "is_mine": bool(wait and wait.who is item.role),
    }


def other_side(item: Line) -> str:
    """Say with whom the reader trades, and on which side that is."""
    unknown = _("not known yet")
    if item.role is Role.BUYER:
        return _("from %(name)s") % {"name": item.supplier or unknown}
    if item.role is Role.SUPPLIER:
        return _("for %(name)s") % {"name": item.buyer or unknown}
    return f"{item.buyer or unknown} → {item.supplier or unknown}"


def need(item: Need, reader: Reader) -> dict[str, Any]:
    """Give one line of what needs the reader."""
    return {
        "href": reverse("order", args=[item.line.id]),
        "title": item.line.title,
        "other": other_side(item.line),
        "deadline": reader.deadline(item.wait),
    }


def held(found: tuple[Held, ...], reader: Reader) -> list[dict[str, Any]]:
    """Say what is held, by the reader's side; each currency stands alone."""
    labels = {
        Role.BUYER.value: _("Your payments, held in escrow"),
        Role.SUPPLIER.value: _("Held in escrow for you"),
    }
    return [
        {
            "label": label,
            "amounts": [reader.money(s.minor, s.currency) for s in found if s.side == side],
        }
        for side, label in labels.items()
        if any(s.side == side for s in found)
    ]


def _no_orders(*, trades: bool) -> dict[str, str]:
    if not trades:
        text = _("Orders with a part for your organisation will stand here.")
        return {"icon": "package", "title": _("No orders yet"), "text": text}
    return {
        "icon": "package",
        "title": _("No orders yet"),
        "text": _("An order begins with what is bought, and between whom. Nobody is bound by it."),
        "href": reverse("new_order"),
        "button": _("Start an order"),
    }


def _no_such_stage() -> dict[str, str]:
    return {
        "icon": "package",
        "title": _("No order is at this stage"),
        "text": _("Choose another stage to see more."),
        "href": reverse("home"),
        "button": _("Show all orders"),
    }
