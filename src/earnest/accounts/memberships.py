"""How does somebody join, change role in, or leave an organisation?

Each function is one transaction in which the change is also published to the trade database:
if that fails, nothing has changed. An organisation never loses its last owner.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from earnest.accounts.models import MemberRole, Membership, Organisation, OrganisationDuty, User
from earnest.accounts.moments import real_now
from earnest.accounts.projection import actor_projection, publish
from earnest.domain.refusals import refuse


def found_organisation(
    owner: User, *, legal_name: str, country: str, duty: str = OrganisationDuty.TRADE
) -> Organisation:
    """Register an organisation with ``owner`` as its first member."""
    with transaction.atomic():
        organisation = Organisation.objects.create(
            legal_name=legal_name, country=country, duty=duty
        )
        seat(owner, organisation, role=MemberRole.OWNER)
    return organisation


def seat(user: User, organisation: Organisation, *, role: str) -> Membership:
    """Give ``user`` an accepted membership at once (founding, demo data, operators)."""
    now = real_now()
    with transaction.atomic():
        membership = Membership.objects.create(
            organisation=organisation,
            user=user,
            email=user.email,
            role=role,
            invited_at=now,
            accepted_at=now,
        )
        publish(actor_projection(user))
    return membership


def invite(inviter: Membership, *, email: str, role: str) -> Membership:
    """Invite an address; refuses one who is not an owner and an address with an open seat."""
    _only_owners(inviter)
    address = email.strip().lower()
    if open_seats(inviter.organisation).filter(email=address).exists():
        refuse("membership.already_invited", email=address)
    return Membership.objects.create(
        organisation=inviter.organisation,
        email=address,
        role=role,
        invited_by=inviter.user,
        invited_at=real_now(),
    )


def invitations_for(addresses: Iterable[str]) -> QuerySet[Membership]:
    """List the open invitations to any of a person's *verified* addresses."""
    return Membership.objects.filter(
        email__in=[address.lower() for address in addresses],
        user=None,
        ended_at=None,
    ).select_related("organisation", "invited_by")


def accept(user: User, invitation: Membership) -> None:
    """Take the seat. The caller has found it with ``invitations_for``; refuses a lost race."""
    with transaction.atomic():
        if open_seats(invitation.organisation).filter(user=user).exists():
            refuse("membership.already_member")
        taken = Membership.objects.filter(pk=invitation.pk, user=None, ended_at=None).update(
            user=user, accepted_at=real_now()
        )
        if not taken:
            refuse("membership.invitation_gone")
        publish(actor_projection(user))


def change_role(owner: Membership, membership: Membership, *, role: str) -> None:
    """Give a member another role; refuses to leave the organisation without an owner."""
    _only_owners(owner, membership)
    with transaction.atomic():
        _keep_an_owner(membership, role_after=role)
        Membership.objects.filter(pk=membership.pk, ended_at=None).update(role=role)
        _publish_for(membership)


def end(owner: Membership, membership: Membership) -> None:
    """End a membership or withdraw an invitation; keys made with it stop working with it."""
    _only_owners(owner, membership)
    with transaction.atomic():
        _keep_an_owner(membership, role_after="")
        Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=real_now())
        _publish_for(membership)


def lock_out(user: User) -> None:
    """Let ``user`` sign in no more and act nowhere any more; memberships stay as a record."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.refresh_from_db()
        publish(actor_projection(user))


def let_in_again(user: User) -> None:
    """Undo ``lock_out``."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.refresh_from_db()
        publish(actor_projection(user))


def open_seats(organisation: Organisation) -> QuerySet[Membership]:
    """List members and open invitations, owners first."""
    return organisation.memberships.filter(ended_at=None).select_related("user", "organisation")


def _only_owners(actor: Membership, membership: Membership | None = None) -> None:
    same = membership is None or membership.organisation_id == actor.organisation_id
    if actor.role != MemberRole.OWNER or actor.ended_at is not None or not same:
        refuse("membership.only_owners")


def _keep_an_owner(membership: Membership, *, role_after: str) -> None:
    """Refuse if the organisation would have no accepted owner.

    The organisation's row is locked first, so that two owners cannot remove each other at once.
    """
    Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    owners = membership.organisation.memberships.filter(
        role=MemberRole.OWNER, accepted_at__isnull=False, ended_at=None
    )
    if role_after != MemberRole.OWNER and not owners.exclude(pk=membership.pk).exists():
        refuse("membership.last_owner")


def _publish_for(membership: Membership) -> None:
    user = User.objects.filter(memberships=membership).first()
    if user is not None:
        publish(actor_projection(user))
