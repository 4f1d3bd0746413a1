"""Which people and orders stand behind the pages in tests? A desk of the test's own, and its cast.

``desk`` is an installation on SQLite in a folder of the test, with the demo's cast signed up in
accounts and projected; ``trade`` begins an order between Hannah (buys) and Ning (supplies).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from earnest.domain.calendar import local_date
from tests.people import PASSWORD


@pytest.fixture
def desk(tmp_path, db) -> Iterator[Any]:
    """An open desk that the pages use, with everybody of the cast."""
    from earnest import wiring
    from earnest.demo.cast import MEMBERS, introduce
    from earnest.environment import read_environment

    wiring.close_desk()
    opened = wiring.open_desk(read_environment({"EARNEST_HOME": str(tmp_path / "home")}))
    wiring.use_desk(opened)
    introduce(opened.reads)
    for member in MEMBERS:
        _sign_up(member)
    yield opened
    wiring.use_desk(opened)
    wiring.close_desk()


def _sign_up(member: Any) -> None:
    from allauth.account.models import EmailAddress

    from earnest.accounts.memberships import seat
    from earnest.accounts.models import Organisation, User

    company = member.company
    organisation, _ = Organisation.objects.get_or_create(
        pk=company.id,
        defaults={
            "legal_name": company.name,
            "country": company.country,
            "duty": company.duty.value,
        },
    )
    user = User(pk=member.login, email=member.email, display_name=member.name)
    user.language, user.time_zone = member.language, member.zone
    user.password = _hash()
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=member.email, verified=True, primary=True)
    seat(user, organisation, role=member.role)


_HASHES: list[str] = []


def _hash() -> str:
    """One password for everybody, hashed once: hashing is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    if not _HASHES:
        _HASHES.append(make_password(PASSWORD))
    return _HASHES[0]


@pytest.fixture
def trade(desk) -> Callable[..., Any]:
    """Call for a new order; the supplier's limit is large enough for many."""
    from earnest.demo.cast import HANNAH, NING
    from earnest.demo.trade import Trade, between, set_limit

    set_limit(desk, NING, "USD", 100_000_000, "for the tests")

    def begin(name: str = "one", **changes: Any) -> Any:
        terms = replace(between(flasks(desk), HANNAH, NING), **changes)
        return Trade(desk, name, terms, buyer=HANNAH, supplier=NING)

    return begin


def flasks(desk: Any) -> Any:
    """The demo's own contract, to ship in sixty days."""
    from earnest.web.drafting import example

    found = example(desk, "vacuum-flasks")
    on = local_date(desk.now(), "Asia/Shanghai") + timedelta(days=60)
    return replace(found, ship_by=replace(found.ship_by, on=on))
