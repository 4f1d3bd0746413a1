"""Who is asking? A program with a key, or a signed-in person whose browser proves the form.

A key's look-up is remembered for a moment (``known_keys``); a revoked key opens nothing from the
moment at which its revocation is told as done. What an actor may do is asked again inside each
unit, so a membership that ended acts no more at once (A4).
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from earnest.accounts.known_keys import KNOWN_KEYS
from earnest.accounts.signed_in import actor_of
from earnest.domain.parties import Actor
from earnest.domain.refusals import refuse

_SAFE = ("GET", "HEAD", "OPTIONS")


class KeyCaller(AuthBase):
    """``Authorization: Bearer ern_...``: a program that acts for a person in an organisation."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An API key, made on the profile page: ern_xxxxxxxx_..."

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The actor behind the key; refuses a wrong one, and passes where there is none."""
        given = request.META.get("HTTP_AUTHORIZATION")
        if given is None:
            return None
        kind, _, secret = given.partition(" ")
        actor = KNOWN_KEYS.actor(secret) if kind.lower() == "bearer" else None
        if actor is None:
            refuse("request.not_signed_in")
        return actor


class SessionCaller(AuthBase):
    """The session of a signed-in person; whatever changes something carries the CSRF token."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = "session"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The signed-in person as an actor of the chosen organisation."""
        if not request.user.is_authenticated:
            return None
        if request.method not in _SAFE and check_csrf(request) is not None:
            refuse("request.not_from_our_page")
        return actor_of(request)


CALLERS = (KeyCaller(), SessionCaller())
