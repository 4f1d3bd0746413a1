"""Who may open the back office? Operators only, who signed in by the one front door.

It has no sign-in of its own: that would be a second door without limits and second factor.
"""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from earnest.accounts.models import OrganisationDuty
from earnest.accounts.signed_in import membership_of


class BackOffice(AdminSite):
    """Django's admin for people who speak for an organisation that operates the platform."""

    site_title = site_header = _("Back office")
    index_title = _("People and organisations")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Say whether this person is staff and speaks for an operator now."""
        membership = membership_of(request) if request.user.is_authenticated else None
        operates = membership is not None and (
            membership.organisation.duty == OrganisationDuty.OPERATE
        )
        return operates and request.user.is_active and request.user.is_staff

    def login(self, request: HttpRequest, _extra: object = None) -> HttpResponse:
        """Send people to the front door; who is inside and no operator is refused."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(reverse("backoffice:index"), reverse("account_login"))


back_office = BackOffice(name="backoffice")
