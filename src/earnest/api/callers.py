"""Who is asking? A program with a key, or a signed-in person whose browser proves the form.

A key's look-up is remembered for a second in this process. What an actor may do is asked again
inside each unit, so a membership that ended acts no more at once (A4); a revoked key opens
nothing after that second.
"""

from __future__ import annotations

import hashlib
import time
from threading import Lock

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from earnest.accounts.signed_in import actor_of, actor_of_key
from earnest.domain.parties import Actor
from earnest.domain.refusals import refuse

REMEMBERED_SECONDS = 1.0
REMEMBERED_KEYS = 10_000
_SAFE = ("GET", "HEAD", "OPTIONS")


class KeyCaller(AuthBase):
    """``Authorization: Bearer ern_...``: a program that acts for a person in an organisation."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "An API key, made on the profile page: ern_xxxxxxxx_..."

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[bytes, tuple[float, Actor]] = {}
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The actor behind the key; refuses a wrong one, and passes where there is none."""
        given = request.META.get("HTTP_AUTHORIZATION")
        if given is None:
            return None
        kind, _, secret = given.partition(" ")
        actor = self._actor(secret) if kind.lower() == "bearer" else None
        if actor is None:
            refuse("request.not_signed_in")
        return actor

    def _actor(self, secret: str) -> Actor | None:
        name, now = hashlib.sha256(secret.encode()).digest(), time.monotonic()
        known = self._known.get(name)
        if known is not None and now < known[0]:
            return known[1]
        actor = actor_of_key(secret)
        with self._lock:
            self._known.pop(name, None)
            if actor is not None:
                self._known[name] = (now + REMEMBERED_SECONDS, actor)
            if len(self._known) > REMEMBERED_KEYS:
                del self._known[next(iter(self._known))]
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
