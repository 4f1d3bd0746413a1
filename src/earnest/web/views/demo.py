"""How do people try the platform? Time that can be moved, and chairs that can be changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.accounts.signed_in import CHOSEN
from earnest.domain.refusals import Refused
from earnest.web.counter import SeeOther, Visit, at_the_desk
from earnest.web.playing import can_play, clock_target, is_demo, person_on_chair


@require_POST
@at_the_desk
def move_clock(visit: Visit) -> HttpResponse:
    """Move the clock forward, and let happen what becomes due on the way."""
    asked = visit.request.POST
    if not can_play(visit):
        raise Http404
    try:
        at = clock_target(visit, asked.get("move", ""), asked.get("order", ""))
        visit.desk.set_clock(at)
        said = _("It is now %(at)s.") % {"at": visit.reader.moment(visit.desk.now())["at"]}
        messages.info(visit.request, said)
    except Refused as refused:
        messages.warning(visit.request, visit.reader.refusal(refused))
    return SeeOther(_back(visit.request))


@require_POST
def change_chair(request: HttpRequest) -> HttpResponse:
    """Sign in as another person of the demo, with one click; in demo mode only."""
    person = person_on_chair(request.POST.get("login", "")) if is_demo() else None
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.pop(CHOSEN, None)
    messages.info(request, _("You are now %(name)s.") % {"name": person.display_name})
    return SeeOther(_back(request))


def _back(request: HttpRequest) -> str:
    there = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(there, {request.get_host()})
    return there if ours and there.startswith("/") else reverse("home")
