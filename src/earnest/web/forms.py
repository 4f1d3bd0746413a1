"""Which strings do people type on the pages about themselves and their organisation?"""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from earnest.accounts.models import KeyScope, MemberRole, User


def time_zone_choices() -> list[tuple[str, str]]:
    """List the zones by region and city, without the old abbreviations."""
    names = sorted(name for name in available_timezones() if "/" in name and name[:3] != "Etc")
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class ProfileForm(forms.ModelForm):
    """How pages and letters call a person, in which language and time."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        help_text=_("Deadlines are shown in this zone."),
    )

    class Meta:
        model = User
        fields = ("display_name", "language", "time_zone")


class InvitationForm(forms.Form):
    """Whom to invite, and what that person may do."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=MemberRole,
        initial=MemberRole.CLERK,
        help_text=_(
            "Owners and signers bind the organisation and pay. Clerks prepare and carry out. "
            "Viewers read."
        ),
    )


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(choices=MemberRole)


class KeyForm(forms.Form):
    """What a new API key is for."""

    label = forms.CharField(
        label=_("What is it for?"), max_length=60, help_text=_("For example: order import.")
    )
    scope = forms.ChoiceField(label=_("What may it do?"), choices=KeyScope, initial=KeyScope.READ)
