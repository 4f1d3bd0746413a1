"""How is an order paid? The instruction; and in demo and sandbox, a bank that can be played."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from earnest.domain.parties import Role
from earnest.web.counter import Visit, at_the_desk
from earnest.web.playing import can_play, payment_plays, tell_payment
from earnest.web.presenters import ledger, order
from earnest.wiring import Play


@require_GET
@at_the_desk
def pay(visit: Visit, id: str) -> HttpResponse:
    """Show how much to pay, with which reference, and what has arrived."""
    found, reader = visit.order(id), visit.reader
    facts = {
        "order": order.frame(found, reader, "money"),
        "pay": ledger.instruction(found, reader),
        "is_buyer": found.role is Role.BUYER,
        "plays": payment_plays(found) if can_play(visit) else [],
    }
    return visit.page("orders/pay.html", facts)


@require_POST
@at_the_desk
def play(visit: Visit, id: str) -> HttpResponse:
    """Let the played bank receive a payment of what is due, in the way that was chosen."""
    found, chosen = visit.order(id), visit.request.POST.get("play", "")
    due = sum(item.due_minor for item in found.instalments) or found.money.outstanding_minor
    if not can_play(visit) or chosen not in list(Play) or found.role is not Role.BUYER:
        raise Http404
    if not due:
        messages.info(visit.request, _("Nothing is to be paid now."))
        return visit.see("pay", id)
    visit.desk.play_payment(id, due, found.money.currency, Play(chosen))
    visit.desk.settle_down()
    tell_payment(visit, found, visit.order(id), Play(chosen))
    return visit.see("pay", id)
