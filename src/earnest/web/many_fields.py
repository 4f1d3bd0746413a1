"""How many fields may a form send? A thousand; the form of a contract so many as its rows need.

Django knows one number for all forms, and counts while it reads; the settings give it the largest.
Every other form is held to Django's usual number here, before any view sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse

USUAL = 1_000
"""Fields of any form, as Django has it."""

LARGEST = 4_000
"""Fields of a contract's form: 200 requirements of 14 fields, 30 lines, 10 lots, and the terms."""

LARGE_FORMS = frozenset({"write_order", "edit_contract"})
"""The pages with the form of a contract, by the names of their addresses."""


class FieldsPerForm:
    """Refuses a form with more fields than its page can have sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self._next(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _options: Any) -> None:
        """Count what the check against forged forms has read already; nothing is read for this."""
        match = request.resolver_match
        if "_post" not in vars(request) or (match and match.url_name in LARGE_FORMS):
            return
        if sum(len(values) for _name, values in request.POST.lists()) > USUAL:
            raise TooManyFieldsSent("more fields than this form has")
