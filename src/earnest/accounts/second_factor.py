"""When is a password not enough, and how are the secrets of the second factor kept?

People who operate the platform or mediate disputes move other people's money: in production they
come no further than the pages for setting up a second factor until they have used one in this
session. ``middleware.SecondFactorFirst`` asks ``missing_factor``.
"""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from earnest.accounts.models import Membership
from earnest.accounts.signed_in import factors_of, person_of
from earnest.domain.closed_list import ClosedList

SECOND_FACTORS = frozenset({"totp", "webauthn", "recovery_codes"})


class Missing(ClosedList):
    """What a person has still to do; the value is the name of the page for it."""

    SET_UP = "mfa_index"
    USE = "mfa_reauthenticate"


def missing_factor(request: HttpRequest) -> Missing | None:
    """Say what is missing before this session may act, or nothing.

    The rule looks at every open membership, not only at the chosen organisation: a session that
    can switch to the operator's desk is as dangerous as one that stands at it.
    """
    if not _seats_that_need_it(person_of(request).id):
        return None
    if not is_mfa_enabled(request.user):
        return Missing.SET_UP
    return None if SECOND_FACTORS & set(factors_of(request)) else Missing.USE


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our answers to the account library's questions about second factors."""

    def encrypt(self, text: str) -> str:
        """Encrypt an authenticator's secret before it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read a stored secret."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of somebody whose duty needs one."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(
            pk=authenticator.pk
        )
        strong = others.exclude(type=Authenticator.Type.RECOVERY_CODES)
        return strong.exists() or not _seats_that_need_it(authenticator.user_id)


def _seats_that_need_it(login: str) -> bool:
    duties = settings.EARNEST_DUTIES_WITH_SECOND_FACTOR
    return bool(duties) and (
        Membership.objects.filter(
            user_id=login,
            organisation__duty__in=duties,
            accepted_at__isnull=False,
            ended_at=None,
        ).exists()
    )


def _cipher() -> Fernet:
    key = hashlib.sha256(settings.EARNEST_SECOND_FACTOR_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
