"""What can be played in a demo? The bank's payers, the clock, and who is sitting here.

Nothing of this exists in production; the desk refuses it as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from earnest.accounts.models import Membership, User
from earnest.domain.parties import Duty
from earnest.usecases.look import OrderAnswer
from earnest.web.counter import Visit
from earnest.wiring import Play

DEMO_ADDRESSES = ".example"
"""People of the demo have addresses below this name, which nobody can own."""

LATE_DAYS = 20
STEPS = {"day": timedelta(days=1), "week": timedelta(days=7)}

PLAYS: dict[Play, tuple[Promise, Promise]] = {
    Play.IN_TIME: (gettext_lazy("Pay in time"), gettext_lazy("The whole sum, with the reference.")),
    Play.LATE: (gettext_lazy("Pay late"), gettext_lazy("The same, twenty days from now.")),
    Play.TWICE: (gettext_lazy("Pay twice"), gettext_lazy("By mistake, the sum comes two times.")),
    Play.TOO_LITTLE: (gettext_lazy("Pay too little"), gettext_lazy("Only nine tenths arrive.")),
    Play.TOO_MUCH: (gettext_lazy("Pay too much"), gettext_lazy("A tenth more than is due.")),
    Play.WRONG_CURRENCY: (
        gettext_lazy("Pay in the wrong currency"),
        gettext_lazy("The same number in another currency."),
    ),
    Play.NO_REFERENCE: (
        gettext_lazy("Pay without a reference"),
        gettext_lazy("Nobody can tell for which order it is."),
    ),
}


def can_play(visit: Visit) -> bool:
    """Say whether bank and clock are played here."""
    return not visit.desk.environment.is_production


def is_demo() -> bool:
    """Say whether everybody may sit on every demo chair."""
    return bool(settings.EARNEST_MODE == "demo")


def payment_plays(order: OrderAnswer) -> list[dict[str, Any]]:
    """List the ways in which the played payer can pay, if anything is to be paid."""
    if not order.money.outstanding_minor or order.stage in ("draft", "proposed"):
        return []
    return [
        {"value": play.value, "label": label, "text": text} for play, (label, text) in PLAYS.items()
    ]


def tell_payment(visit: Visit, before: OrderAnswer, after: OrderAnswer, play: Play) -> None:
    """Say what became of a played payment."""
    matched = after.money.paid_minor - before.money.paid_minor
    amount = visit.reader.money(matched, after.money.currency)
    if matched:
        sentence = _("%(amount)s arrived and is held for this order.")
        messages.success(visit.request, sentence % {"amount": amount})
    if play is Play.LATE:
        sentence = _("The payer will pay in %(days)d days. Move the clock forward to see it.")
        messages.info(visit.request, sentence % {"days": LATE_DAYS})
    elif play not in (Play.IN_TIME, Play.TOO_LITTLE):
        text = _(
            "What does not fit the order waits in suspense: the operator assigns it, or it goes "
            "back to its source."
        )
        messages.warning(visit.request, text)


def strip(visit: Visit, order: str = "") -> dict[str, Any] | None:
    """Give the strip of the demo: the clock, and the chairs; nothing in production."""
    if not can_play(visit):
        return None
    people = chairs(str(visit.request.user.pk)) if is_demo() else []
    now = visit.reader.moment(visit.reader.now)
    return {"now": now, "order": order, "chairs": people, "back": visit.request.get_full_path()}


def chairs(here: str) -> list[dict[str, Any]]:
    """List the people of the demo with their organisations, in one query."""
    seats = (
        Membership.objects.filter(
            user__email__endswith=DEMO_ADDRESSES,
            user__is_active=True,
            accepted_at__isnull=False,
            ended_at=None,
        )
        .select_related("user", "organisation")
        .order_by("organisation__duty", "organisation__legal_name", "accepted_at")
    )
    return [
        {
            "login": seat.user_id,
            "name": seat.user.display_name if seat.user else "",
            "organisation": seat.organisation.legal_name,
            "here": seat.user_id == here,
        }
        for seat in seats[:12]
    ]


def person_on_chair(login: str) -> User | None:
    """Give a person of the demo; never somebody with an address of his own."""
    people = User.objects.filter(email__endswith=DEMO_ADDRESSES, is_active=True)
    return people.filter(pk=login).first()


def clock_target(visit: Visit, move: str, order: str) -> datetime:
    """Say where the clock goes: a step ahead, or to the next deadline of an order or of all.

    Where nothing runs, it stays.
    """
    now = visit.reader.now
    if move in STEPS:
        return now + STEPS[move]
    if order:
        due = [wait.due_at for wait in visit.order(order).waits if wait.due_at > now]
    else:
        everybody = visit.actor.duty is Duty.OPERATE
        mine = None if everybody else visit.actor.organisation
        lines = visit.desk.reads.boards(organisation=mine, limit=50)
        due = [line.next_due_at for line in lines if line.next_due_at and line.next_due_at > now]
    return min(due, default=now)
