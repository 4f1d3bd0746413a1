"""What are people and organisations called? Names for the ids that the trade speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from earnest.accounts.models import Organisation, OrganisationDuty, User
from earnest.domain.contract.terms import Party
from earnest.usecases.story import Told


def names_of(told: Sequence[Told]) -> dict[str, str]:
    """Name everybody who acted, by login and organisation id, in two queries."""
    stamps = [one.envelope.stamp for one in told]
    return people_and_organisations(
        (stamp.login for stamp in stamps), (stamp.organisation for stamp in stamps)
    )


def people_and_organisations(logins: Iterable[str], ids: Iterable[str]) -> dict[str, str]:
    """Name people and organisations together, in two queries."""
    people = User.objects.filter(pk__in=set(logins))
    return dict(people.values_list("pk", "display_name")) | organisation_names(ids)


def organisation_names(ids: Iterable[str]) -> dict[str, str]:
    """Name organisations by id."""
    wanted = Organisation.objects.filter(pk__in=set(ids))
    return dict(wanted.values_list("pk", "legal_name"))


def inspecting_organisations() -> dict[str, str]:
    """Name the organisations that inspect, by id."""
    found = Organisation.objects.filter(duty=OrganisationDuty.INSPECT).order_by("legal_name")
    return dict(found.values_list("pk", "legal_name"))


def party_of(organisation: str) -> Party:
    """Give an organisation as a side of a contract; an unknown one has no name."""
    found = Organisation.objects.filter(pk=organisation).first()
    return Party(found.pk, found.legal_name, found.country) if found else Party()


def trader_called(text: str) -> Party | None:
    """Find a trading organisation by its id or by its whole legal name, or nobody."""
    traders = Organisation.objects.filter(duty=OrganisationDuty.TRADE)
    wanted = text.strip()
    found = traders.filter(pk=wanted.lower()).first()
    if found is None:
        same = list(traders.filter(legal_name__iexact=wanted)[:2])
        found = same[0] if len(same) == 1 else None
    return Party(found.pk, found.legal_name, found.country) if found else None
