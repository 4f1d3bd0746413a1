"""Who is asking, and for which organisation? The question that pages and API routes ask.

``actor_of(request)`` answers for a browser session, ``actor_of_key(secret)`` for a program. What
the actor may do is the domain's business.
"""

from __future__ import annotations

from typing import cast

from allauth.account.authentication import get_authentication_records
from django.db.models import QuerySet
from django.http import HttpRequest

from earnest.accounts.authority import AUTHORITY_OF_ROLE
from earnest.accounts.keys import key_of
from earnest.accounts.models import KeyScope, Membership, User
from earnest.domain.parties import Actor, Duty
from earnest.domain.refusals import require

CHOSEN = "organisation"
"""The session's name for the organisation that the person speaks for."""

_REMEMBERED = "_earnest_membership"


def actor_of(request: HttpRequest) -> Actor:
    """Give the signed-in person as an actor of the chosen organisation.

    The view must have asked for sign-in. Somebody without any membership gets no organisation
    and no authority. Looked up once a request, never remembered beyond it.
    """
    person = person_of(request)
    membership = membership_of(request)
    if membership is None:
        return Actor(login=person.id, organisation="", duty=Duty.TRADE)
    return _actor(membership, factors=factors_of(request), channel="web")


def person_of(request: HttpRequest) -> User:
    """Give the signed-in person; the view must have asked for sign-in."""
    require(isinstance(request.user, User), "a view asked who an anonymous request is")
    return cast("User", request.user)


def actor_of_key(secret: str) -> Actor | None:
    """Give the actor behind an API key, or nothing if no living key has this secret.

    A key that may only read gives an actor without authority.
    """
    key = key_of(secret)
    if key is None:
        return None
    actor = _actor(key.membership, factors=("api_key",), channel="api")
    if key.scope == KeyScope.ACT:
        return actor
    return Actor(
        login=actor.login,
        organisation=actor.organisation,
        duty=actor.duty,
        factors=actor.factors,
        channel=actor.channel,
    )


def memberships_of(user: User) -> QuerySet[Membership]:
    """List the organisations that ``user`` can speak for, in the order of joining."""
    return (
        Membership.objects.filter(user=user, accepted_at__isnull=False, ended_at=None)
        .select_related("organisation", "user")
        .order_by("accepted_at", "pk")
    )


def membership_of(request: HttpRequest) -> Membership | None:
    """Give the membership chosen in this session, or the first one, or none."""
    if not request.user.is_authenticated:
        return None
    if not hasattr(request, _REMEMBERED):
        open_ones = list(memberships_of(request.user))
        wanted = request.session.get(CHOSEN)
        chosen = [seat for seat in open_ones if seat.organisation_id == wanted]
        setattr(request, _REMEMBERED, next(iter(chosen or open_ones), None))
    return getattr(request, _REMEMBERED)


def choose_organisation(request: HttpRequest, organisation: str) -> bool:
    """Speak for another organisation from now on; false if the person has no seat there."""
    if not memberships_of(person_of(request)).filter(organisation_id=organisation).exists():
        return False
    request.session[CHOSEN] = organisation
    if hasattr(request, _REMEMBERED):
        delattr(request, _REMEMBERED)
    return True


def factors_of(request: HttpRequest) -> tuple[str, ...]:
    """Name what proved this session: ``password``, ``totp``, ``webauthn``, ``recovery_codes``."""
    records = get_authentication_records(request, request.user)
    return tuple(sorted({record.get("type") or record["method"] for record in records}))


def _actor(membership: Membership, *, factors: tuple[str, ...], channel: str) -> Actor:
    require(membership.user_id is not None, "an accepted membership has a person")
    return Actor(
        login=str(membership.user_id),
        organisation=membership.organisation_id,
        duty=Duty(membership.organisation.duty),
        authority=AUTHORITY_OF_ROLE[membership.role],
        factors=factors,
        channel=channel,
    )
