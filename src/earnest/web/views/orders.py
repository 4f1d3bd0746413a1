"""What do the pages of one order and of all orders show? One question to the desk, one template."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from earnest.domain.parties import Duty
from earnest.domain.payment.receipt import Receipt
from earnest.domain.refusals import Refused
from earnest.usecases import overview
from earnest.usecases.look import OrderAnswer
from earnest.usecases.story import story
from earnest.web import answering
from earnest.web.counter import Visit, at_the_desk
from earnest.web.names import names_of, organisation_names
from earnest.web.presenters import (
    amendments,
    contract,
    history,
    home,
    ledger,
    notices,
    order,
    suspended,
    undertakings,
)
from earnest.web.presenters.inspections import Known
from earnest.words.say import status_of

LATEST = 4
"""So many events stand on the overview; the history has them all."""


@at_the_desk
def orders(visit: Visit) -> HttpResponse:
    """Show what needs the reader, the orders, and the money held."""
    if visit.actor.duty is Duty.INSPECT:
        return visit.see("inspections")
    asked, look = visit.request.GET, visit.desk.look
    stage, after = asked.get("stage", ""), asked.get("after", "")
    found = overview.overview(look, visit.actor, visit.reader.now, stage=stage, after=after)
    trades = visit.actor.duty is Duty.TRADE
    facts = {
        "home": home.home(found, visit.reader, stage, trades=trades),
        "notices": _notices(visit),
    }
    return visit.page("orders/home.html", facts)


def _notices(visit: Visit) -> list[dict[str, Any]]:
    """What the bank said and the rules refused, for operators."""
    if visit.actor.duty is not Duty.OPERATE:
        return []
    return notices.notices(visit.desk.look.notices(visit.actor), visit.reader)


@require_GET
@at_the_desk
def one(visit: Visit, id: str) -> HttpResponse:
    """Show where the money is, what is covered, and what comes next."""
    found, reader = visit.order(id), visit.reader
    told = story(visit.desk.look, found)[-LATEST:]
    facts = {
        "order": order.frame(found, reader, "order"),
        "page": order.overview(found, reader, visit.policy(found)),
        "card": answering.card(visit, found),
        "suspended": suspended.suspended(_unmatched(visit, found), found, reader),
        "promises": undertakings.lines(found, reader, visit.policy(found)),
        "latest": history.events(told, found.money.currency, reader, names_of(told)),
    }
    return visit.page("orders/order.html", facts)


def _unmatched(visit: Visit, found: OrderAnswer) -> Sequence[Receipt]:
    """The receipts that came for this order and wait apart."""
    return visit.desk.look.suspended_for(found, visit.actor, visit.reader.now)


@require_GET
@at_the_desk
def terms(visit: Visit, id: str) -> HttpResponse:
    """Show the contract and what it lacks."""
    found, reader = visit.order(id), visit.reader
    facts = {
        "order": order.frame(found, reader, "contract"),
        "contract": contract.contract(found, reader),
        "gaps": contract.gaps(found, reader),
        "versions": _versions(visit, found),
    }
    return visit.page("orders/contract.html", facts)


def _versions(visit: Visit, found: OrderAnswer) -> list[dict[str, Any]]:
    """The signed texts, once there is more than the first."""
    told = visit.desk.look.versions(found)
    return amendments.versions(told, found.contract, visit.reader) if len(told) > 1 else []


@require_GET
@at_the_desk
def goods(visit: Visit, id: str) -> HttpResponse:
    """Show the lots, their inspections, and how they travel."""
    found, reader = visit.order(id), visit.reader
    inspectors = organisation_names(each.inspector for each in found.inspections)
    known = Known(visit.policy(found), visit.holidays(found), inspectors)
    facts = {
        "order": order.frame(found, reader, "goods"),
        "lots": order.goods(found, reader, known),
        "ship_by": contract.ship_by(found.contract, reader),
    }
    return visit.page("orders/goods.html", facts)


@require_GET
@at_the_desk
def money(visit: Visit, id: str) -> HttpResponse:
    """Show the statement, the payment plan and what was asked of the bank."""
    found, reader = visit.order(id), visit.reader
    show = visit.request.GET.get("show", "")
    lines = visit.desk.look.statement(found)
    facts = {
        "order": order.frame(found, reader, "money"),
        "pay": ledger.instruction(found, reader),
        "statement": ledger.statement(lines, found.money.currency, reader, show),
        "payouts": ledger.payouts(found, reader),
        "show": show,
    }
    return visit.page("orders/money.html", facts)


@require_GET
@at_the_desk
def past(visit: Visit, id: str) -> HttpResponse:
    """Show every event that the reader may see."""
    found, reader = visit.order(id), visit.reader
    told = story(visit.desk.look, found)
    facts = {
        "order": order.frame(found, reader, "history"),
        "events": history.events(told, found.money.currency, reader, names_of(told)),
    }
    return visit.page("orders/history.html", facts)


@require_GET
@at_the_desk
def talk(visit: Visit, id: str) -> HttpResponse:
    """Show the messages, and the place to write one."""
    return _talk(visit, id)


@require_POST
@at_the_desk
def say(visit: Visit, id: str) -> HttpResponse:
    """Send a message to the other side; one that is refused stays in its field."""
    visit.order(id)
    text, key = visit.request.POST.get("text", "").strip(), visit.request.POST.get("key", "")
    try:
        visit.desk.say(id, text, visit.actor, key=key)
    except Refused as refused:
        return _talk(visit, id, text=text, refused=refused)
    messages.success(visit.request, _("Sent."))
    return visit.see("order_messages", id)


def _talk(visit: Visit, id: str, text: str = "", refused: Refused | None = None) -> HttpResponse:
    found, reader = visit.order(id), visit.reader
    said = visit.desk.look.talk(found)
    facts = {
        "order": order.frame(found, reader, "messages"),
        "said": answering.with_promises(history.said(said, reader, visit.actor), said, found),
        "banner": ledger.messages_banner(),
        "key": secrets.token_urlsafe(18),
        "text": text,
        "wrong": reader.refusal(refused) if refused else "",
    }
    return visit.page("orders/messages.html", facts, status_of(refused.code) if refused else 200)
