"""What happens to every request because of who sends it?

A session ends at its time, however busy; the page speaks the reader's language and zone; whoever
owes a second factor is shown the way to it.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone, translation

from earnest.accounts.moments import real_now
from earnest.accounts.second_factor import missing_factor

STARTED = "started"
Answer = Callable[[HttpRequest], HttpResponse]

_OPEN_TO_ALL = ("mfa_", "account_", "usersessions_", "choose_language", "static")


class SessionEnds:
    """Sign people out a fixed time after signing in; being active does not stretch it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, after ending a session that has lasted long enough."""
        if request.user.is_authenticated:
            now = int(real_now().timestamp())
            started = request.session.setdefault(STARTED, now)
            if now - started > settings.EARNEST_SESSION_LONGEST:
                logout(request)
        return self.get_response(request)


class ReaderFirst:
    """Let a signed-in person's language and time zone win over the browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language and zone."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        if request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return self.get_response(request)


class SecondFactorFirst:
    """Lead people whose duty needs a second factor to the page where they set up or use it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or redirect to what has to be done first."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Look before the view runs: the address tells whether the page is open to all."""
        if not request.user.is_authenticated:
            return None
        if (resolve(request.path_info).url_name or "").startswith(_OPEN_TO_ALL):
            return None
        missing = missing_factor(request)
        if missing is None:
            return None
        return redirect(f"{reverse(missing.value)}?{urlencode({'next': request.get_full_path()})}")
