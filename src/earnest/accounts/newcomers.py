"""How do people who are already known (the demo's cast, a first operator) get their logins?

Everybody has a fixed login and organisation, so that welcoming the same people again changes
nothing. A newcomer's address counts as verified: whoever calls this vouches for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction

from earnest.accounts.memberships import seat
from earnest.accounts.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person with a seat: ``login`` and ``organisation`` are the ids that the journal names."""

    login: str
    email: str
    name: str
    organisation: str
    legal_name: str
    country: str
    duty: str
    role: str
    language: str
    zone: str


def welcome(people: Sequence[Newcomer], *, password: str) -> int:
    """Give each of these people a login with this password; gives the number of new ones."""
    return sum(_welcome(person, password) for person in people)


def _welcome(person: Newcomer, password: str) -> bool:
    if User.objects.filter(pk=person.login).exists():
        return False
    with transaction.atomic():
        organisation, _ = Organisation.objects.get_or_create(
            pk=person.organisation,
            defaults={
                "legal_name": person.legal_name,
                "country": person.country,
                "duty": person.duty,
            },
        )
        user = User.objects.create_user(
            person.email,
            password,
            id=person.login,
            display_name=person.name,
            language=person.language,
            time_zone=person.zone,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        seat(user, organisation, role=person.role)
    return True
