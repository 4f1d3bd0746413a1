"""Which fields does an amendment need that no other command has? A lot's goods, a side, a text.

The text that is signed is the one that is offered, else the one in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.differences import differences
from earnest.domain.contract.lots import lots_of
from earnest.domain.contract.terms import LotLine
from earnest.domain.order.acts.amend import AnswerAmendment
from earnest.domain.parties import PARTIES, Role

if TYPE_CHECKING:
    from earnest.web.command_forms import Circumstances, CommandForm

LABELS = {
    "new_lot": _("Name of the new lot"),
    "lines": _("Goods of the new lot"),
    "caused_by": _("Who made the split necessary"),
}
HELP = {
    "lines": _("One a line: the contract's line, an equals sign, the quantity. As 1=100."),
    "caused_by": _("That side bears the second inspection and freight."),
}
BESIDE = {
    "amend.lot_name": "new_lot",
    "amend.split_quantity": "lines",
    "amend.split_cause": "caused_by",
}


class GoodsField(forms.CharField):
    """Goods of a lot, one line of the contract a line: ``1=100``."""

    def __init__(self, shown: str) -> None:
        super().__init__(initial=shown, max_length=2000, widget=forms.Textarea({"rows": 2}))

    def clean(self, value: Any) -> Any:
        """Give the goods that the text names."""
        said = [line.partition("=") for line in super().clean(value).splitlines() if line.strip()]
        if not all(mark for _line, mark, _quantity in said):
            raise forms.ValidationError(HELP["lines"])
        return tuple(LotLine(line.strip(), quantity.strip()) for line, _mark, quantity in said)


def tell(form: CommandForm) -> None:
    """Say beside the answer what the offered text would change; whoever signs has seen it."""
    offered = form.around.order.amendment
    if form.command_type is AnswerAmendment and offered and "accept" in form.fields:
        changes = differences(form.around.order.contract, offered.contract)
        rows = [(each.path, each.before or "—", each.after or "—") for each in changes]
        form.fields["accept"].help_text = format_html_join("; ", "{}: {} → {}", rows)


def goods(around: Circumstances) -> forms.Field:
    """What goes into the new lot; the lot's own lines stand there as an example."""
    lots = lots_of(around.order.contract)
    found = [part for lot in lots if lot.id == (around.about or lots[0].id) for part in lot.lines]
    return GoodsField("\n".join(f"{part.line}={part.quantity}" for part in found))


def caused_by(around: Circumstances) -> forms.Field:
    """The two sides."""
    choices = [(side.value, around.reader.word("Role", side.value)) for side in PARTIES]
    return forms.TypedChoiceField(choices=choices, coerce=Role, widget=forms.RadioSelect)


def seen_hash(around: Circumstances) -> forms.Field:
    """Carry the hash of the text that is signed, so that nobody signs another."""
    offered = around.order.amendment
    seen = offered.contract_hash if offered else around.order.contract_hash
    return forms.CharField(initial=seen, widget=forms.HiddenInput)
