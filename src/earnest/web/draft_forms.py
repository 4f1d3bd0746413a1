"""What is asked for a plain contract? Terms, lines and a payment plan in two parts.

The form edits a contract and never narrows it: what it does not ask (a plan of three instalments,
charges) stays as it was. Nothing is guessed: a field left empty is a gap that the draft's page
names. Clauses, lots and the inspection have forms of their own beside this one.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.incoterms import INCOTERMS
from earnest.domain.contract.terms import Coverage, LineKind, Trigger
from earnest.domain.currencies import EXPONENTS
from earnest.domain.money import money_from_decimal
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.web.fields import NUMBER, ExactField, RowForm, ZoneField
from earnest.web.names import trader_called
from earnest.web.presenters.reader import Reader, capital
from earnest.words.say import unit_name
from earnest.words.tables import rows

FREQUENT = ("USD", "EUR", "CNY", "GBP", "HKD", "JPY")
LONGEST_NAME = 200
MOST_DAYS = 180
MOST_LINES = 30
"""A contract with more lines comes from a file, and its lines are changed there."""
_DATE = {"type": "date"}
_BALANCE = (Trigger.PRODUCTION, Trigger.SHIPMENT_APPROVED, Trigger.SHIPMENT, Trigger.RECEIPT)


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
    inspection = forms.BooleanField(label=_("The goods are inspected"), required=False)
    deposit = forms.CharField(
        label=_("Deposit"),
        max_length=24,
        required=False,
        widget=forms.TextInput(NUMBER),
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
        self._choose(
            "coverage", [(c.value, promise(c, policy, reader)) for c in policy.cover.types]
        )
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
            field.choices = choices

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


def promise(coverage: Coverage, policy: Policy, reader: Reader) -> SafeString:
    """Say what a kind of protection is called, and below it what it means."""
    if coverage is Coverage.PRE_SHIPMENT:
        means = gettext(
            "The deposit is protected until the goods leave. Quality and damage that show after "
            "that are not covered."
        )
    else:
        means = gettext(
            "All that was paid stays protected until %(days)s days after receipt: quality, "
            "quantity, packaging and damage, each as the contract says."
        ) % {"days": policy.dispute.open_window_days}
    name = capital(reader.word("coverage", coverage.value))
    return format_html('<span>{}<span class="quiet small meaning">{}</span></span>', name, means)


PLAN = ("deposit", "deposit_days", "balance_trigger", "balance_days")
"""The fields of a payment plan in two parts."""


class LineForm(RowForm):
    """One line: what, how much, at which price."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(label=_("Description"), max_length=LONGEST_NAME, required=False)
    quantity = ExactField(label=_("Quantity"), required=False)
    unit = forms.ChoiceField(label=_("Unit"))
    unit_price = ExactField(label=_("Unit price"), required=False)
    base_quantity = ExactField(label=_("per"), required=False, initial="1")

    def __init__(self, *args: Any, reader: Reader, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind.value, reader.word("kind", kind.value)) for kind in LineKind]
        units = [(code, f"{unit_name(code, reader.language)} ({code})") for code in rows("units")]
        self.offer("kind", kinds)
        self.offer("unit", units)

    @property
    def is_used(self) -> bool:
        """Whether the row says anything."""
        return not self.is_gone and bool(self.cleaned_data.get("name"))

    @property
    def divides(self) -> bool:
        """Whether lots divide it."""
        return not self.is_gone and str(self["kind"].value() or "goods") == LineKind.GOODS.value

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
    """Make the rows of lines."""
    made = forms.formset_factory(
        LineForm, extra=extra, max_num=MOST_LINES, absolute_max=MOST_LINES + 1, validate_max=True
    )
    return made(data, initial=initial, prefix="line", form_kwargs={"reader": reader})
