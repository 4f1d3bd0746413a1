"""How does a program prove for whom it acts?

A key reads ``ern_<prefix>_<secret>``: eight characters to find the row, 32 characters (160 random
bits) that are shown once and kept only as SHA-256. A key dies with its revocation, with its
membership, and with its person. Processes may remember a look-up for ``LEASE`` seconds
(``known_keys``); so a revocation is not told as done before every such memory has ended.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import QuerySet

from earnest.accounts.ids import ALPHABET, random_text
from earnest.accounts.models import ApiKey, Membership, User
from earnest.accounts.moments import real_now

PREFIX_LENGTH = 8
SECRET_LENGTH = 32
LEASE = 0.5
"""Seconds for which a process may remember a look-up, counted from before it was made."""

_SHAPE = re.compile(rf"ern_([{ALPHABET}]{{{PREFIX_LENGTH}}})_([{ALPHABET}]{{{SECRET_LENGTH}}})")


def make_key(membership: Membership, *, label: str, scope: str) -> tuple[ApiKey, str]:
    """Make a key; the second value is the whole secret, which nobody can read again."""
    prefix = random_text(PREFIX_LENGTH)
    secret = f"ern_{prefix}_{random_text(SECRET_LENGTH)}"
    key = ApiKey.objects.create(
        prefix=prefix,
        digest=_digest(secret),
        membership=membership,
        label=label,
        scope=scope,
        made_at=real_now(),
    )
    return key, secret


def key_of(secret: str) -> ApiKey | None:
    """Find the living key with this secret; unknown, wrong and dead ones look the same."""
    shape = _SHAPE.fullmatch(secret)
    if shape is None:
        return None
    key = living_keys().filter(prefix=shape[1]).first()
    if key is None or not hmac.compare_digest(key.digest, _digest(secret)):
        return None
    _note_use(key)
    return key


def living_keys() -> QuerySet[ApiKey]:
    """List the keys that open anything at all."""
    return ApiKey.objects.filter(
        revoked_at=None,
        membership__ended_at=None,
        membership__accepted_at__isnull=False,
        membership__user__is_active=True,
    ).select_related("membership__user", "membership__organisation")


def keys_of(user: User) -> QuerySet[ApiKey]:
    """List a person's keys, the newest first, revoked ones too."""
    mine = ApiKey.objects.filter(membership__user=user)
    return mine.select_related("membership__organisation").order_by("-made_at")


def revoke(user: User, prefix: str) -> bool:
    """Revoke one's own key; says whether there was a living one. It opens nothing from then on."""
    return bool(revoke_each([(user, prefix)]))


def revoke_each(owned: Iterable[tuple[User, str]]) -> int:
    """Revoke several keys, each by owner and prefix; says how many were alive.

    This process forgets them at once; where others serve too, their leases are waited for.
    """
    done = 0
    for user, prefix in owned:
        mine = ApiKey.objects.filter(membership__user=user, prefix=prefix, revoked_at=None)
        done += mine.update(revoked_at=real_now())
    for forget in _memories:
        forget()
    if done and settings.EARNEST_ONE_DATABASE:
        time.sleep(LEASE)
    return done


_memories: list[Callable[[], None]] = []


def forget_with(forget: Callable[[], None]) -> None:
    """Name what has to forget remembered look-ups when a key is revoked in this process."""
    _memories.append(forget)


def _note_use(key: ApiKey) -> None:
    """Remember the day of use: one write a day, not one for each request."""
    today = real_now().date()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
