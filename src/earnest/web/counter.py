"""How does a view meet the desk? Who asks, in which language, and what a no looks like.

A view below ``at_the_desk`` is handed a ``Visit``. A refusal that it does not show itself becomes
a page with its sentence; an order of others is answered exactly like one that does not exist (A3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from earnest.accounts.signed_in import actor_of
from earnest.domain.calendar import Holidays
from earnest.domain.parties import Actor
from earnest.domain.policy import Policy
from earnest.domain.refusals import Refused, Trouble
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters.reader import Reader, here
from earnest.wiring import Desk, desk
from earnest.words.say import status_of

SEE_OTHER, NOT_FOUND = 303, 404


class SeeOther(HttpResponseRedirect):
    """The answer to a form that did something: look there (303); reloading repeats nothing."""

    status_code = SEE_OTHER


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at the desk: the person, the reader, the instant, which is read once."""

    request: HttpRequest
    desk: Desk
    actor: Actor
    reader: Reader

    def order(self, id: str) -> OrderAnswer:
        """Give an order as it is for this person; refuses one that he may not see."""
        return self.desk.look.order(id, self.actor, self.reader.now)

    def policy(self, order: OrderAnswer) -> Policy:
        """Give the rules under which an order stands."""
        return self.desk.policies.of(order.policy)

    def holidays(self, order: OrderAnswer) -> Holidays:
        """Give the holidays of the place where an order's goods are made."""
        return self.desk.house.calendars.of(order.contract.supplier.country)

    def page(self, template: str, facts: dict[str, Any], status: int = 200) -> HttpResponse:
        """Draw a page."""
        return render(self.request, template, facts, status=status)

    def see(self, to: str, *names: str) -> SeeOther:
        """Send the reader to a page."""
        return SeeOther(resolve_url(to, *names))


View = Callable[..., HttpResponse]


def at_the_desk(view: View) -> View:
    """Hand the view a ``Visit`` of a signed-in person, and say what it refuses."""

    @never_cache
    @login_required
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        open_desk = desk()
        visit = Visit(request, open_desk, actor_of(request), here(open_desk.now()))
        try:
            return view(visit, *args, **kwargs)
        except (Refused, Trouble) as no:
            return refused(visit, no)

    return answer


def refused(visit: Visit, no: Refused | Trouble) -> HttpResponse:
    """Show a refusal as a page; what is not there for this person is simply not there."""
    status = status_of(no.code)
    if status == NOT_FOUND:
        raise Http404
    title = _("Not now") if isinstance(no, Trouble) else _("This is not possible")
    facts = {"code": status, "title": title, "text": visit.reader.refusal(no)}
    return visit.page("web/error.html", facts, status=status)
