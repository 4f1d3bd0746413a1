"""Who signs in during tests? People and organisations with seats, ready to use.

``published`` is a publisher's double: it keeps the rows that the trade database would have got.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

PASSWORD = "lantern quay morning 41"


@pytest.fixture(autouse=True)
def fresh_limits(request) -> None:
    """Forget how often somebody tried to sign in: that is counted in the cache's table."""
    names = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if names or request.node.get_closest_marker("django_db"):
        from django.core.cache import cache

        request.getfixturevalue("transactional_db" if "live_server" in names else "db")
        cache.clear()


@pytest.fixture
def published() -> Iterator[list[Any]]:
    """The rows of membership published during the test, in order."""
    from earnest.accounts import projection

    rows: list[Any] = []
    before = list(projection._publishers)
    projection.publish_with(rows.extend)
    yield rows
    projection._publishers[:] = before


@pytest.fixture
def ann(db, published) -> Any:
    """Ann Moss, owner of Harbour Tools Ltd."""
    return member("ann@harbour.example", "Ann Moss", "Harbour Tools Ltd")


def person(email: str, name: str) -> Any:
    """Make a person with a verified address, who signs in with PASSWORD."""
    from allauth.account.models import EmailAddress

    from earnest.accounts.models import User

    user = User.objects.create_user(email, PASSWORD, display_name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def member(email: str, name: str, company: str, *, duty: str = "trade") -> Any:
    """Make a person who owns an organisation of its own."""
    from earnest.accounts.memberships import found_organisation

    user = person(email, name)
    found_organisation(user, legal_name=company, country="GB", duty=duty)
    return user
