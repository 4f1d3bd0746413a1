"""What does a page say when the answer is no, nothing, or our fault?"""

from __future__ import annotations

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer something that we cannot read."""
    text = _("Your browser sent something that this site cannot read.")
    if isinstance(exception, TooManyFieldsSent):
        text = _("The form has more fields than fit. Nothing was saved. Bring it in as a file.")
    return _without_the_house(400, _("That did not arrive well"), text)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer somebody who may not do this."""
    text = _("Your role in this organisation does not allow it. Ask one of its owners.")
    return _error(request, 403, _("This is not open to you"), text)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer a form that does not come from a page of ours (cross-site request forgery)."""
    text = _("Go back, load the page again and send the form once more. Nothing has happened.")
    return _error(request, 403, _("This form is too old"), text)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django names it
    """Answer an address where nothing is, or nothing for this reader: the same words for both."""
    text = _("There is nothing at this address, or nothing that you may see.")
    return _error(request, 404, _("Nothing here"), text)


def our_fault(_request: HttpRequest) -> HttpResponse:
    """Answer when we are wrong; uses neither database nor session, which may be the trouble."""
    text = _("Something broke on our side. No money has moved by it. Please try again.")
    return _without_the_house(500, _("Our fault"), text)


def _error(request: HttpRequest, code: int, title: str, text: str) -> HttpResponse:
    facts = {"code": code, "title": title, "text": text}
    return render(request, "web/error.html", facts, status=code)


def _without_the_house(code: int, title: str, text: str) -> HttpResponse:
    facts = {"code": code, "title": title, "text": text}
    return HttpResponse(render_to_string("web/our_fault.html", facts), status=code)
