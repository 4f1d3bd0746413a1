"""What does a newcomer tell us on the sign-up page?"""

from __future__ import annotations

from allauth.account.forms import SignupForm as LibrarySignupForm
from babel import Locale
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from earnest.accounts.memberships import found_organisation
from earnest.accounts.models import User

PLACES_IN_SHORT = 2  # a territory code of CLDR with two letters is a country; "001" is a continent
NOT_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def country_choices() -> list[tuple[str, str]]:
    """List the countries by their names in the reader's language, the empty choice first."""
    locale = Locale.parse("zh_Hans" if (get_language() or "").startswith("zh") else "en")
    names = [
        (code, name)
        for code, name in locale.territories.items()
        if len(code) == PLACES_IN_SHORT and code not in NOT_COUNTRIES
    ]
    return [("", "—"), *sorted(names, key=lambda pair: (pair[1], pair[0]))]


class SignupForm(LibrarySignupForm):
    """Person and company in one step: somebody without a company has nothing to do here."""

    display_name = forms.CharField(label=_("Your name"), max_length=80)
    legal_name = forms.CharField(
        label=_("Company"),
        max_length=160,
        help_text=_("The legal name, as it will stand in contracts."),
    )
    country = forms.ChoiceField(label=_("Country of the company"), choices=country_choices)
    field_order = ("display_name", "email", "password1", "legal_name", "country")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        self.fields["legal_name"].widget.attrs["autocomplete"] = "organization"
        self.fields["country"].widget.attrs["autocomplete"] = "country"

    def save(self, request: HttpRequest) -> User:
        """Store person and company together, or neither."""
        with transaction.atomic():
            return super().save(request)

    def custom_signup(self, request: HttpRequest, user: User) -> None:
        """Complete the person, and register the company with this person as its owner."""
        user.display_name = self.cleaned_data["display_name"]
        user.language = get_language() or ""
        user.save(update_fields=["display_name", "language"])
        found_organisation(
            user,
            legal_name=self.cleaned_data["legal_name"],
            country=self.cleaned_data["country"],
        )
        super().custom_signup(request, user)
