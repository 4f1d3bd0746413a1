"""How does an operator mark a refused notice of the bank as dealt with?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from earnest.domain.payment.notice import SettleNotice
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Kind, Subject
from earnest.web.counter import Visit, at_the_desk
from earnest.words.say import status_of

UNPROCESSABLE = 422


@require_POST
@at_the_desk
def settle(visit: Visit, id: str) -> HttpResponse:
    """Record what was done; a reason that is missing or too long is said on the home page."""
    command = SettleNotice(visit.request.POST.get("reason", ""))
    try:
        visit.desk.perform(Subject(Kind.NOTICE, id), command, visit.actor)
    except Refused as refused:
        if status_of(refused.code) != UNPROCESSABLE:
            raise
        messages.warning(visit.request, visit.reader.refusal(refused))
    else:
        messages.success(visit.request, _("Marked as dealt with."))
    return visit.see("home")
