"""What is asked for a plain contract? Terms, lines and a payment plan in two parts.

The form edits a contract and never narrows it: what it does not ask (further requirements of a
line, lots, a plan of three instalments, charges) stays as it was. Nothing is guessed: a field left
empty is a gap that the draft's page names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from earnest.domain.calendar import is_zone
from earnest.domain.contract.incoterms import INCOTERMS
from earnest.domain.contract.terms import Coverage, LineKind, Trigger
from earnest.domain.currencies import EXPONENTS
from earnest.domain.money import exact, money_from_decimal
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import Refused
from earnest.web.names import trader_called
from earnest.web.presenters.reader import Reader
from earnest.words.say import unit_name
from earnest.words.tables import rows

FREQUENT = ("USD", "EUR", "CNY", "GBP", "HKD", "JPY")
LONGEST_NAME = 200
MOST_DAYS = 180
MOST_LINES = 100
"""A contract with more lines comes from a file, and its lines are changed there."""
_DATE = {"type": "date"}
_NUMBER = {"inputmode": "decimal", "autocomplete": "off"}
_BALANCE = (Trigger.PRODUCTION, Trigger.SHIPMENT_APPROVED, Trigger.SHIPMENT, Trigger.RECEIPT)
Reading = Callable[[str], Any]


class ExactField(forms.CharField):
    """A decimal number that stays the text that it is: quantities and unit prices."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=24, widget=forms.TextInput(_NUMBER), **options)

    def clean(self, value: Any) -> Any:
        """Refuse what is no plain decimal number."""
        text = super().clean(value)
        try:
            exact(text or "0")
        except Refused:
            sentence = _("Write digits with a point, without signs and separators.")
            raise forms.ValidationError(sentence) from None
        return text


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


class TermsForm(forms.Form):
    """The terms of a contract, all of it but the lines."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_NAME)
    reference = forms.CharField(label=_("Your reference"), max_length=60, required=False)
    side = forms.ChoiceField(label=_("You are"), widget=forms.RadioSelect)
    counterparty = forms.CharField(
        label=_("The other side"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Its legal name, or the id that stands on its page Organisation."),
    )
    currency = forms.ChoiceField(label=_("Currency"))
    incoterm = forms.ChoiceField(label=_("Delivery term (Incoterms 2020)"), required=False)
    incoterm_place = forms.CharField(label=_("Named place"), max_length=120, required=False)
    mode = forms.ChoiceField(label=_("Way of transport"), required=False)
    ship_by_on = forms.DateField(
        label=_("Ship-by date"), required=False, widget=forms.DateInput(_DATE, format="%Y-%m-%d")
    )
    origin_zone = ZoneField(
        label=_("Time zone of the place of shipment"),
        help_text=_("The ship-by date ends at midnight there."),
    )
    destination_zone = ZoneField(label=_("Time zone of the destination"))
    essential = forms.BooleanField(
        label=_("The date is essential: after it, the buyer may cancel at once"), required=False
    )
    lead_days = forms.IntegerField(
        label=_("Days of production"), min_value=0, max_value=3650, required=False
    )
    coverage = forms.ChoiceField(
        label=_("Protection"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Payment protection, not insurance."),
    )
    inspection = forms.BooleanField(
        label=_("A third party inspects before shipping"), required=False
    )
    deposit = forms.CharField(
        label=_("Deposit"),
        max_length=24,
        required=False,
        widget=forms.TextInput(_NUMBER),
        help_text=_("Due at signature; the rest is the balance."),
    )
    deposit_days = forms.IntegerField(
        label=_("Days to pay the deposit"), min_value=1, max_value=MOST_DAYS, initial=7
    )
    balance_trigger = forms.ChoiceField(label=_("The balance is due after"))
    balance_days = forms.IntegerField(
        label=_("Days to pay the balance"), min_value=1, max_value=MOST_DAYS, initial=7
    )
    law = forms.CharField(label=_("Law"), max_length=80, required=False)

    def __init__(
        self, *args: Any, reader: Reader, policy: Policy, is_new: bool, has_plan: bool = False
    ) -> None:
        super().__init__(*args)
        say = reader.word
        self._choose("side", [(r.value, say("Role", r.value)) for r in (Role.BUYER, Role.SUPPLIER)])
        self._choose("currency", [(code, code) for code in currencies()])
        self._choose("incoterm", self._with_own("incoterm", [(code, code) for code in INCOTERMS]))
        modes = [(mode, say("mode", mode)) for mode in policy.receipt.transit_max_days]
        self._choose("mode", self._with_own("mode", modes))
        self._choose("coverage", [(c.value, say("coverage", c.value)) for c in policy.cover.types])
        self._choose("balance_trigger", [(t.value, say("trigger", t.value)) for t in _BALANCE])
        for name in () if is_new else ("side", "currency"):
            del self.fields[name]
        for name in PLAN if has_plan else ():
            del self.fields[name]

    def _with_own(self, name: str, known: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The choices, an empty one, and what the contract says even where it is no choice."""
        own = str(self.initial.get(name) or "")
        kept = [(own, own)] if own and own not in dict(known) else []
        return [("", "—"), *known, *kept]

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(value, str(text)) for value, text in choices]

    def clean_counterparty(self) -> Any:
        """Find the other side; a name that nobody has is refused here."""
        text = self.cleaned_data["counterparty"]
        found = trader_called(text) if text else None
        if text and found is None:
            sentence = _("No organisation on this platform has exactly this name or id.")
            raise forms.ValidationError(sentence)
        return found

    def clean_coverage(self) -> Any:
        """Give the kind of protection."""
        text = self.cleaned_data["coverage"]
        return Coverage(text) if text else None


PLAN = ("deposit", "deposit_days", "balance_trigger", "balance_days")
"""The fields of a payment plan in two parts."""


class LineForm(forms.Form):
    """One line: what, how much, at which price, and one thing that can be tested of it."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(label=_("Description"), max_length=LONGEST_NAME, required=False)
    quantity = ExactField(label=_("Quantity"), required=False)
    unit = forms.ChoiceField(label=_("Unit"))
    unit_price = ExactField(label=_("Unit price"), required=False)
    base_quantity = ExactField(label=_("per"), required=False, initial="1")
    spec_name = forms.CharField(label=_("Requirement"), max_length=120, required=False)
    spec_value = forms.CharField(label=_("Value"), max_length=200, required=False)
    spec_tolerance = forms.CharField(label=_("Tolerance"), max_length=120, required=False)
    spec_method = forms.CharField(label=_("Test method"), max_length=200, required=False)

    def __init__(self, *args: Any, reader: Reader, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind.value, reader.word("kind", kind.value)) for kind in LineKind]
        units = [(code, f"{unit_name(code, reader.language)} ({code})") for code in rows("units")]
        own = str(self.initial.get("unit", "C62"))
        for name, choices in (("kind", kinds), ("unit", units)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if own and own not in rows("units"):
            self.fields["unit"].choices = [(own, own), *units]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["spec_value"].help_text = _("such as 250 mm")

    @property
    def is_used(self) -> bool:
        """Whether the row says anything."""
        return bool(self.cleaned_data.get("name"))

    def clean(self) -> None:
        """A row with a name needs quantity and price; an empty row needs nothing."""
        super().clean()
        said = self.cleaned_data
        if not said.get("name"):
            if said.get("unit_price"):
                self.add_error("name", _("Say what it is."))
            return
        for name in ("quantity", "unit_price"):
            if name not in self.errors and not said.get(name):
                self.add_error(name, _("Is needed."))


def currencies() -> list[str]:
    """List the currency codes, frequent ones first."""
    return [*FREQUENT, *(code for code in sorted(EXPONENTS) if code not in FREQUENT)]


def minor_of(text: str, currency: str) -> int:
    """Read an amount as people type it; refuses ``money.not_canonical``."""
    return money_from_decimal(text, currency).minor


def line_forms(reader: Reader, data: Any = None, initial: Any = None, extra: int = 1) -> Any:
    """Make the rows of lines; ``more`` in the data asks for one more empty row."""
    made = forms.formset_factory(
        LineForm, extra=extra, max_num=MOST_LINES, absolute_max=MOST_LINES + 1, validate_max=True
    )
    return made(data, initial=initial, prefix="line", form_kwargs={"reader": reader})
