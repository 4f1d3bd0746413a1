"""What does every page's frame know of the reader? Used by ``web/page.html`` as ``street``."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from earnest.accounts.models import Membership, User
from earnest.accounts.signed_in import membership_of, memberships_of

MODE_SENTENCES = {
    "demo": _("Demo: no real money, no real goods. Everything here may be tried."),
    "sandbox": _("Sandbox: no real money moves. Data may be erased."),
    "production": "",
}


def street(request: HttpRequest) -> dict[str, object]:
    """Give the frame its facts; the database is asked only if a template uses them."""
    return {
        "street": {
            "mode_sentence": MODE_SENTENCES[settings.EARNEST_MODE],
            "membership": SimpleLazyObject(lambda: _membership(request)),
            "memberships": SimpleLazyObject(lambda: list(_memberships(request))),
        }
    }


def _membership(request: HttpRequest) -> Membership | None:
    # A request that failed early (bad host, bad form) may not have met the sign-in yet.
    return membership_of(request) if hasattr(request, "user") else None


def _memberships(request: HttpRequest) -> Iterable[Membership]:
    return memberships_of(request.user) if isinstance(request.user, User) else []
