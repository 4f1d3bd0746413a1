"""To whom do letters for an organisation go? To everybody with an open seat who may sign in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import close_old_connections, connection

from earnest.accounts.models import Membership


def people_of(organisation: str) -> Sequence[tuple[str, str, str]]:
    """E-mail address, language and time zone of each person, by order of joining.

    Called by loops that live long: a connection that the database has dropped is replaced, unless
    the caller is in the middle of a transaction on it (a demo's page lets the loops run once).
    """
    if not connection.in_atomic_block:
        close_old_connections()
    seats = Membership.objects.filter(
        organisation_id=organisation,
        accepted_at__isnull=False,
        ended_at=None,
        user__is_active=True,
    ).order_by("accepted_at", "pk")
    people = seats.values_list("user__email", "user__language", "user__time_zone")
    return [(email, language or "en", zone) for email, language, zone in people]
