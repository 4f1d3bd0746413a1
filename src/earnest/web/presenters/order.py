"""What stands on an order's page? Where is the money, what is covered, what comes next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.domain.inspection.report import Verdict
from earnest.domain.order.state import Lot, Shipment
from earnest.domain.policy import Policy
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters import actions, money, stages
from earnest.web.presenters.contract import gaps
from earnest.web.presenters.inspections import Known, inspections
from earnest.web.presenters.reader import Reader

UNSIGNED = ("draft", "proposed")
TABS = ("order", "contract", "goods", "money", "files", "messages", "history")


def frame(order: OrderAnswer, reader: Reader, tab: str) -> dict[str, Any]:
    """Give what stands above every tab of an order: parties, amount, stage, and the tabs."""
    terms = order.contract
    return {
        "id": order.id,
        "version": order.version,
        "title": terms.title or _("Order without a title"),
        "reference": terms.reference,
        "short_id": f"{order.id[:4]}-{order.id[4:8]}",
        "buyer": terms.buyer.name or _("buyer not known yet"),
        "supplier": terms.supplier.name or _("supplier not known yet"),
        "role": _("You are %(role)s") % {"role": reader.word("role", order.role.value)},
        "total": reader.money(terms.stated_total_minor, terms.currency),
        "stage": stages.mark(order.stage),
        "line": stages.line(order),
        "tabs": tabs(order, tab),
    }


def tabs(order: OrderAnswer, here: str) -> list[dict[str, Any]]:
    """List the tabs with their addresses."""
    labels = {
        "order": (_("Overview"), "scale"),
        "contract": (_("Contract"), "file-text"),
        "goods": (_("Lots and shipping"), "ship"),
        "money": (_("Money"), "wallet"),
        "files": (_("Files"), "copy"),
        "messages": (_("Messages"), "message-square"),
        "history": (_("History"), "history"),
    }
    names = {"order": "order"} | {tab: f"order_{tab}" for tab in TABS[1:]}
    return [
        {
            "label": labels[tab][0],
            "icon": labels[tab][1],
            "href": reverse(names[tab], args=[order.id]),
            "here": tab == here,
        }
        for tab in TABS
    ]


def overview(order: OrderAnswer, reader: Reader, policy: Policy) -> dict[str, Any]:
    """Give the three answers: money, cover, next steps; and what runs."""
    ledger, is_signed = reverse("order_money", args=[order.id]), order.stage not in UNSIGNED
    return {
        "bar": money.bar(order.money, reader, ledger, is_signed=is_signed),
        "cover": money.cover(order, reader, policy),
        "promise": money.promise(order, reader),
        "covered": reader.money(order.cover.covered_minor, order.money.currency),
        "until": money.cover_until(order, reader, policy),
        "actions": actions.next_actions(order, reader),
        "deadlines": deadlines(order, reader),
        "gaps": gaps(order, reader) if order.stage == "draft" else None,
    }


def deadlines(order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """Give everything that runs, who is waited for first."""
    found = []
    for wait in order.waits:
        label = reader.who_must(wait, order.role)
        found.append({**reader.deadline(wait, label), "is_mine": wait.who is order.role})
    return found


def goods(order: OrderAnswer, reader: Reader, known: Known) -> list[dict[str, Any]]:
    """Give each lot: where its goods stand, its money, its inspections, and how it travels."""
    return [
        _lot(order, lot, reader) | {"inspections": inspections(order, lot, reader, known)}
        for lot in order.lots
    ]


def _lot(order: OrderAnswer, lot: Lot, reader: Reader) -> dict[str, Any]:
    currency = order.money.currency
    stage = reader.word("lot_stage", lot.stage.value)
    return {
        "name": _("Lot %(lot)s") % {"lot": lot.id},
        "stage": stage[:1].upper() + stage[1:],
        "percent": lot.production_percent,
        "verdict": _verdict(lot, reader),
        "reservations": ", ".join(order.contract.called(lot.quality.reservations)),
        "held": reader.money(lot.held_minor, currency),
        "released": reader.money(lot.released_minor, currency),
        "refunded": reader.money(lot.refunded_minor, currency),
        "received": reader.moment(lot.received_at) if lot.received_at else None,
        "shipment": _shipment(lot.shipment, reader) if lot.shipment else None,
    }


def _shipment(shipment: Shipment, reader: Reader) -> dict[str, Any]:
    return {
        "handed_over": reader.moment(shipment.handed_over_at),
        "mode": reader.word("mode", shipment.mode),
        "carrier": shipment.carrier,
        "tracking": shipment.tracking,
        "documents": shipment.documents,
        "late": reader.word("days", "one" if shipment.late_days == 1 else "many").format(
            shipment.late_days
        )
        if shipment.late_days
        else "",
        "verified": reader.moment(shipment.verified_at) if shipment.verified_at else None,
        "delivered": reader.moment(shipment.delivered_at) if shipment.delivered_at else None,
    }


def _verdict(lot: Lot, reader: Reader) -> str:
    found = lot.quality.verdict
    return "" if found is Verdict.NONE else reader.word("verdict", found.value)
