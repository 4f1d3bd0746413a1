"""What do we do differently from the account library's habits?"""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from earnest.accounts.models import Membership, User


class AccountAdapter(DefaultAccountAdapter):
    """Letters name the site by its public address; nothing else is ours."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send a letter; templates find the site's address as ``site``."""
        super().send_mail(template_prefix, email, {**context, "site": settings.EARNEST_URL})


def display_name(user: User) -> str:
    """Give the name by which pages and letters call ``user``."""
    return str(user)


def verified_addresses(user: User) -> list[str]:
    """List the addresses that ``user`` has proved to read (in a demo every address counts)."""
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        return [user.email]
    rows = EmailAddress.objects.filter(user=user, verified=True)
    return list(rows.values_list("email", flat=True))


def send_invitation(request: HttpRequest, invitation: Membership) -> None:
    """Write to the invited address; the letter tells how to sign in, without a secret link."""
    facts = {"invitation": invitation, "members_url": settings.EARNEST_URL + reverse("seats")}
    AccountAdapter(request).send_mail("account/email/invitation", invitation.email, facts)
