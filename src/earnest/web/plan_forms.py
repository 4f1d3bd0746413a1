"""What is asked about inspection, lateness and loss of value? Each field may stay empty.

An empty field of a planned inspection takes what the order's rules say; empty rates mean that the
contract has none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.terms import (
    Contract,
    InspectedBy,
    InspectionKind,
    InspectionPlan,
    Lateness,
    Losses,
)
from earnest.domain.inspection.grids import AQLS, LEVELS
from earnest.domain.money import Money, decimal_text, money_from_decimal
from earnest.domain.policy import Policy
from earnest.domain.refusals import Refused
from earnest.web.fields import NUMBER, RowForm, ShareField, percent_text
from earnest.web.presenters.reader import Reader, capital

_OF_PIECES = AQLS[: AQLS.index("10") + 1]
"""Above 10 an AQL counts faults per 100 pieces, not bad pieces; trade in goods does not use it."""


class PlanForm(forms.Form):
    """How the goods are inspected, if they are."""

    kind = forms.ChoiceField(label=_("Which inspection"), required=False)
    by = forms.ChoiceField(label=_("Inspected by"), required=False)
    level = forms.ChoiceField(label=_("Inspection level"), required=False)
    aql_major = forms.ChoiceField(label=_("AQL for major defects"), required=False)
    aql_minor = forms.ChoiceField(label=_("AQL for minor defects"), required=False)
    price = forms.CharField(
        label=_("Price of one inspection"),
        max_length=24,
        required=False,
        widget=forms.TextInput(NUMBER),
    )
    aql_governs = forms.BooleanField(
        label=_("Within the AQL the goods count as agreed: single bad units are no claim"),
        required=False,
    )

    def __init__(self, *args: Any, reader: Reader, policy: Policy, currency: str) -> None:
        super().__init__(*args)
        self.currency, rules = currency, policy.inspection
        offers = {
            "kind": [
                (k.value, capital(reader.word("inspection_kind", k.value))) for k in InspectionKind
            ],
            "by": [(b.value, capital(reader.word("inspected_by", b.value))) for b in InspectedBy],
            "level": _marked(LEVELS, rules.level),
            "aql_major": _marked(_OF_PIECES, rules.aql_major),
            "aql_minor": _marked(_OF_PIECES, rules.aql_minor),
        }
        for name, choices in offers.items():
            RowForm.offer(self, name, choices)  # type: ignore[arg-type]  # every form has fields

    def clean_price(self) -> int:
        """Give the price in minor units; nothing is zero."""
        text = self.cleaned_data["price"]
        try:
            return money_from_decimal(text, self.currency).minor if text else 0
        except Refused:
            sentence = _("Write digits with a point, without signs and separators.")
            raise forms.ValidationError(sentence) from None


def _marked(values: tuple[str, ...], usual: str) -> list[tuple[str, Any]]:
    return [(v, _("%(value)s (usual)") % {"value": v} if v == usual else v) for v in values]


class RatesForm(forms.Form):
    """What lateness costs, and what a bad unit loses of its value, in per cent."""

    late_week = ShareField(label=_("For each week begun"), required=False)
    late_cap = ShareField(label=_("At most"), required=False)
    loss_critical = ShareField(label=_("Critical defect"), required=False)
    loss_major = ShareField(label=_("Major defect"), required=False)
    loss_minor = ShareField(label=_("Minor defect"), required=False)

    def clean(self) -> None:
        """Ask for a whole table: one rate alone says nothing."""
        super().clean()
        for group in TABLES:
            said = [name for name in group if self.cleaned_data.get(name) is not None]
            for name in group if said else ():
                if name not in said and name not in self.errors:
                    self.add_error(name, _("Is needed."))


LATE = ("late_week", "late_cap")
LOSS = ("loss_critical", "loss_major", "loss_minor")
TABLES = (LATE, LOSS)


def plan_row(contract: Contract, policy: Policy) -> dict[str, Any]:
    """What the form shows of a contract's inspection; the rules' own numbers where it has none."""
    plan = contract.inspection or usual(policy)
    price = decimal_text(Money(plan.price_minor, contract.currency)) if plan.price_minor else ""
    return {
        "kind": plan.kind.value,
        "by": plan.by.value,
        "level": plan.level,
        "aql_major": plan.aql_major,
        "aql_minor": plan.aql_minor,
        "price": price,
        "aql_governs": plan.aql_governs,
    }


def usual(policy: Policy) -> InspectionPlan:
    """The inspection that the rules suggest."""
    rules = policy.inspection
    return InspectionPlan(level=rules.level, aql_major=rules.aql_major, aql_minor=rules.aql_minor)


def plan_said(before: Contract, said: dict[str, Any], policy: Policy) -> InspectionPlan:
    """The inspection as the form says it; what it leaves empty stays."""
    old = before.inspection or usual(policy)
    return replace(
        old,
        kind=InspectionKind(said.get("kind") or old.kind),
        by=InspectedBy(said.get("by") or old.by),
        level=said.get("level") or old.level,
        aql_major=said.get("aql_major") or old.aql_major,
        aql_minor=said.get("aql_minor") or old.aql_minor,
        price_minor=said.get("price", old.price_minor),
        aql_governs=bool(said.get("aql_governs")),
    )


def rates_row(contract: Contract) -> dict[str, Any]:
    """What the form shows of the contract's rates."""
    late, losses = contract.lateness, contract.losses
    points: dict[str, int] = {}
    if late is not None:
        points |= {"late_week": late.basis_points_a_week, "late_cap": late.cap_basis_points}
    if losses is not None:
        rates = (losses.critical, losses.major, losses.minor)
        points |= dict(zip(LOSS, rates, strict=True))
    return {name: percent_text(value) for name, value in points.items()}


def rates_said(said: dict[str, Any]) -> tuple[Lateness | None, Losses | None]:
    """The rates as the form says them; a table that is not whole is none."""
    late, loss = ([said[name] for name in group if said.get(name) is not None] for group in TABLES)
    return (
        Lateness(*late) if len(late) == len(LATE) else None,
        Losses(*loss) if len(loss) == len(LOSS) else None,
    )
