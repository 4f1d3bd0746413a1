"""By which shorter way do programs come in? Past everything that only browsers need.

A request below ``/v1/`` that carries a key has no session, no form and no page. It meets the host
check, the transport rules and its language, and then its route: half the time of the long way.
What it is answered is the same; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.utils import translation

from earnest.domain.refusals import require

View = Callable[[HttpRequest], HttpResponse]
Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def is_program(environ: dict[str, Any]) -> bool:
    """Whether a request comes from a program: it carries a key, and asks the API."""
    return "HTTP_AUTHORIZATION" in environ and environ["PATH_INFO"].startswith("/v1/")


class Programs(WSGIHandler):
    """Django's handler with the two middlewares that a program needs."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Put the short way together."""
        require(not is_async, "programs are served on threads")
        none: list[Any] = []
        self._view_middleware = self._template_response_middleware = none
        self._exception_middleware = none
        # Django's own inner door: resolves the address, calls the view, and nothing around it.
        route: Any = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]  # not in its stubs
        self._middleware_chain = dressed(route)


def dressed(route: View) -> View:
    """The route behind what every request of a program meets: host, transport, language."""
    safely = SecurityMiddleware(convert_exception_to_response(_in_their_language(route)))
    around: Any = convert_exception_to_response(safely)  # its stubs think of asynchronous views too
    return cast("View", around)


def _in_their_language(route: View) -> View:
    """Answer in the language of ``Accept-Language``; refuse a host that is not ours."""

    def answered(request: HttpRequest) -> HttpResponse:
        request.get_host()
        language = translation.get_language_from_request(request)
        translation.activate(language)
        response = route(request)
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        response.headers["Content-Language"] = language
        response.headers["Vary"] = "Accept-Language, Cookie"
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers["X-Frame-Options"] = "DENY"
        return response

    return answered
