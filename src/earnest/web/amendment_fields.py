"""Which fields does an amendment need that no other command has? A lot's goods, a side, a text.

The text that is signed is the one that is offered, else the one in force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.lots import lots_of
from earnest.domain.contract.terms import LotLine
from earnest.domain.parties import PARTIES, Role
from earnest.web.fields import NUMBER

if TYPE_CHECKING:
    from earnest.web.command_forms import Circumstances

LABELS = {
    "new_lot": _("Name of the new lot"),
    "lines": _("Goods of the new lot"),
    "caused_by": _("Who made the split necessary"),
}
HELP = {
    "lines": _("Only the pieces that leave the old lot; the total stays the same."),
    "caused_by": _("That side bears the second inspection and freight."),
}
BESIDE = {
    "amend.lot_name": "new_lot",
    "amend.split_quantity": "lines",
    "amend.split_cause": "caused_by",
}


class GoodsWidget(forms.Widget):
    """A number for each line of the contract; programs may send ``1=100``, one a line, instead."""

    def __init__(self, parts: list[LotLine], names: dict[str, str]) -> None:
        super().__init__()
        self.parts, self.names = parts, names

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> str:
        """Write what was typed as the lines that programs send."""
        if name in data:
            return str(data[name])
        typed = [(part.line, data.get(f"{name}_{at}", "")) for at, part in enumerate(self.parts)]
        return "\n".join(f"{line}={text.strip()}" for line, text in typed if text)

    def id_for_label(self, id_: str) -> str:
        """Lead from the label to the first number."""
        return f"{id_}_0" if id_ else id_

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Draw each number below the words that say of what it is; what was typed stays."""
        lines = str(value or "").splitlines()
        said = dict(line.split("=", 1) for line in lines if "=" in line)
        id_ = (attrs or {}).get("id", f"id_{name}")
        rows = []
        for at, part in enumerate(self.parts):
            label = gettext("%(line)s: how many of %(quantity)s") % {
                "line": self.names.get(part.line, part.line),
                "quantity": part.quantity,
            }
            how = NUMBER | {"class": "form-control sum", "id": f"{id_}_{at}", "aria-label": label}
            field = forms.TextInput(how).render(
                f"{name}_{at}", said.get(part.line, ""), renderer=renderer
            )
            rows.append((label, field))
        return format_html_join("", '<p class="small mb-1">{}</p>{}', rows)


class GoodsField(forms.CharField):
    """Goods of a lot, one line of the contract a line: ``1=100``."""

    def __init__(self, parts: list[LotLine], names: dict[str, str]) -> None:
        super().__init__(max_length=2000, widget=GoodsWidget(parts, names))

    def clean(self, value: Any) -> Any:
        """Give the goods that the text names."""
        said = [line.partition("=") for line in super().clean(value).splitlines() if line.strip()]
        if not all(mark for _line, mark, _quantity in said):
            raise forms.ValidationError(HELP["lines"])
        return tuple(LotLine(line.strip(), quantity.strip()) for line, _mark, quantity in said)


def goods(around: Circumstances) -> forms.Field:
    """What goes into the new lot, of each line that the lot has."""
    terms = around.order.contract
    lots = lots_of(terms)
    found = [part for lot in lots if lot.id == (around.about or lots[0].id) for part in lot.lines]
    return GoodsField(found, {line.id: line.name for line in terms.lines})


def caused_by(around: Circumstances) -> forms.Field:
    """The two sides."""
    choices = [(side.value, around.reader.word("Role", side.value)) for side in PARTIES]
    return forms.TypedChoiceField(choices=choices, coerce=Role, widget=forms.RadioSelect)


def seen_hash(around: Circumstances) -> forms.Field:
    """Carry the hash of the text that is signed, so that nobody signs another."""
    offered = around.order.amendment
    seen = offered.contract_hash if offered else around.order.contract_hash
    return forms.CharField(initial=seen, widget=forms.HiddenInput)
