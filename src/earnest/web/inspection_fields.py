"""Which fields do the acts of inspections need? The visits to come, the houses that inspect, days.

What the contract plans is proposed: its kind of inspection, and who makes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from earnest.domain.inspection.booking import live
from earnest.domain.order.acts.inspect import BookInspection
from earnest.web.names import inspecting_organisations

if TYPE_CHECKING:
    from earnest.web.command_forms import Circumstances


def visit(around: Circumstances) -> forms.Field:
    """The visits still to come, by what they are."""
    reader = around.reader
    found = [
        (each.id, f"{each.id} · {reader.word('inspection_kind', each.kind.value)} · {each.lot}")
        for each in live(around.order.inspections, around.about)
    ]
    return forms.ChoiceField(choices=[("", "—"), *found])


def inspector(_around: Circumstances) -> forms.Field:
    """The organisations that inspect, by name."""
    return forms.ChoiceField(choices=[("", "—"), *inspecting_organisations().items()])


def dressed(found: forms.Field, command: type, name: str, around: Circumstances) -> forms.Field:
    """The field of a booking with what the contract plans, and how early it must be."""
    if command is not BookInspection:
        return found
    plan, rules = around.order.contract.inspection, around.policy.inspection
    if name in ("kind", "by") and plan is not None:
        found.initial = getattr(plan, name).value
    if name == "on":
        text = _(
            "Before shipment: at least %(days)s working days before the ship-by date. The report "
            "comes within %(hours)s hours after that day."
        )
        facts = {"days": rules.book_before_ship_working_days, "hours": rules.report_hours}
        found.help_text = text % facts
    if name == "price_minor":
        found.help_text = _("Empty: what the contract says.")
    if isinstance(found, forms.TypedChoiceField) and name == "reduced":
        found.initial, found.required = "no", False
        found.empty_value = False  # type: ignore[assignment]  # the stubs know empty texts only
        found.help_text = _("Only the buyer may ask for less, and only before shipment.")
    return found
