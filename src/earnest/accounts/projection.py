"""What must the trade database know of people, and how does it hear of a change?

A decision on the write path rests on membership, role and revocation. So that it needs no account
tables, each change is published as rows that stand for themselves. ``wiring`` says where to, once,
with ``publish_with``. Publishing the same rows again does no harm, and ``publish_everyone`` heals
whatever a crash between the two databases has left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from earnest.accounts.authority import AUTHORITY_OF_ROLE
from earnest.accounts.models import Membership, User
from earnest.domain.parties import Duty
from earnest.domain.refusals import Broken


class ProjectedActor(NamedTuple):
    """One person's standing in one organisation, as the write path needs it."""

    login: str
    organisation: str
    duty: Duty
    authority: frozenset[str]
    revoked: bool


Publisher = Callable[[Sequence[ProjectedActor]], None]

_publishers: list[Publisher] = []


def publish_with(publisher: Publisher) -> None:
    """Name the function that writes the rows into the trade database (idempotent by key)."""
    _publishers[:] = [publisher]


def publish(rows: Sequence[ProjectedActor]) -> None:
    """Hand the rows on; a house in which nobody listens is wired wrongly."""
    if not _publishers:
        raise Broken("nobody has said where changes of membership are written: see wiring")
    if rows:
        _publishers[0](rows)


def actor_projection(user: User) -> list[ProjectedActor]:
    """Give one row for each organisation in which ``user`` has, or ever had, a seat.

    Somebody who left and came back has one row: an open seat counts more than ended ones.
    """
    seats = user.memberships.filter(accepted_at__isnull=False).select_related("organisation")
    latest: dict[str, Membership] = {}
    for seat in seats.order_by("accepted_at"):
        held = latest.get(seat.organisation_id)
        if held is None or held.ended_at is not None:
            latest[seat.organisation_id] = seat
    return [_row(user, seat) for seat in latest.values()]


def publish_everyone(users: Iterable[User] | None = None) -> int:
    """Publish every person's rows again; gives the number of rows."""
    everyone = User.objects.order_by("id").iterator() if users is None else users
    count = 0
    for user in everyone:
        rows = actor_projection(user)
        publish(rows)
        count += len(rows)
    return count


def _row(user: User, seat: Membership) -> ProjectedActor:
    revoked = seat.ended_at is not None or not user.is_active
    return ProjectedActor(
        login=user.id,
        organisation=seat.organisation_id,
        duty=Duty(seat.organisation.duty),
        authority=frozenset() if revoked else AUTHORITY_OF_ROLE[seat.role],
        revoked=revoked,
    )
