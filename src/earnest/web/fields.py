"""Which controls do the forms of a contract share? Exact numbers, zones, shares, and rows.

Each keeps what was typed when it refuses, and says beside the field what it wants.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from earnest.domain.calendar import is_zone
from earnest.domain.money import exact
from earnest.domain.refusals import Refused
from earnest.web.quick import QuickText

NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
_WHOLE = 10_000


class ExactField(forms.CharField):
    """A decimal number that stays the text that it is: quantities and unit prices."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=24, widget=QuickText(NUMBER), **options)

    def clean(self, value: Any) -> Any:
        """Refuse what is no plain decimal number."""
        text = super().clean(value)
        try:
            exact(text or "0")
        except Refused:
            sentence = _("Write digits with a point, without signs and separators.")
            raise forms.ValidationError(sentence) from None
        return text


class ShareField(ExactField):
    """A share in per cent, as people type it; gives basis points, or ``None`` where empty."""

    def clean(self, value: Any) -> Any:
        """Refuse more than all of it, and what basis points cannot say."""
        text = super().clean(value)
        if not text:
            return None
        points = exact(text) * 100
        if points.denominator != 1 or points > _WHOLE:
            raise forms.ValidationError(_("From 0 to 100, with at most two decimals."))
        return int(points)


def percent_text(basis_points: int) -> str:
    """Write basis points as a ``ShareField`` reads them."""
    return f"{(Decimal(basis_points) / 100).normalize():f}"


class ZoneField(forms.CharField):
    """An IANA time zone, with the known ones offered while typing."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"list": "zones", "autocomplete": "off"})
        super().__init__(max_length=64, widget=widget, required=False, **options)

    def clean(self, value: Any) -> Any:
        """Refuse a name that is no zone; nothing is no refusal."""
        text = super().clean(value)
        if text and not is_zone(text):
            raise forms.ValidationError(_("Use a name such as Asia/Shanghai."))
        return text


class RowForm(forms.Form):
    """One row of a list that grows and shrinks; a row that was taken away keeps its number.

    So the rows that name it by number (clauses, lots) never point to another one.
    """

    gone = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def number(self) -> int:
        """The row's place in its list, from 0."""
        return int(str(self.prefix).rsplit("-", 1)[1])

    @property
    def is_gone(self) -> bool:
        """Whether the person took the row away."""
        return self.is_bound and bool(self.data.get(self.add_prefix("gone")))

    def full_clean(self) -> None:
        """Ask nothing of a row that is gone."""
        super().full_clean()
        if self.is_gone:
            self._errors = forms.utils.ErrorDict()

    def offer(self, name: str, choices: list[Any]) -> None:
        """Set the choices of a field; what the contract says stays a choice even if unknown."""
        field = self.fields[name]
        own = str(self.initial.get(name) or "")
        if isinstance(field, forms.ChoiceField):
            kept = [] if not own or own in _values(choices) else [(own, own)]
            field.choices = [*choices, *kept]


def _values(choices: list[Any]) -> set[str]:
    found: set[str] = set()
    for value, text in choices:
        found |= {str(inner) for inner, _said in text} if isinstance(text, list) else {str(value)}
    return found
