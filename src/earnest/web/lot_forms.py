"""In which lots are the goods made, inspected and paid? A table: lots down, lines of goods across.

Without a row everything is one lot. Quantities are the form's; whether they add up is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.terms import Contract, LineKind, LotLine, LotTerms
from earnest.domain.money import exact
from earnest.web.fields import ExactField, RowForm

MOST_LOTS = 6
"""A contract with more lots comes from a file; its lots stay as they are."""

LONGEST_ID = 40
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Columns = Mapping[int, str]
"""The names of the lines of goods, by the number of their row."""


class LotForm(RowForm):
    """One lot: its name, and how much of each line belongs to it."""

    id = forms.CharField(label=_("Lot"), max_length=LONGEST_ID)

    def __init__(self, *args: Any, columns: Columns, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, name in columns.items():
            self.fields[of(number)] = ExactField(label=name, required=False)

    def parts(self) -> list[forms.BoundField]:
        """The quantities, line by line."""
        return [self[name] for name in self.fields if name.startswith("of-")]


def of(number: int) -> str:
    """The field for the quantity of a line, by the number of its row."""
    return f"of-{number}"


def lot_forms(columns: Columns, data: Any = None, initial: Any = None) -> Any:
    """Make the rows of lots."""
    made = forms.formset_factory(
        LotForm, extra=0, max_num=MOST_LOTS, absolute_max=MOST_LOTS, validate_max=True
    )
    return made(data, initial=initial, prefix="lot", form_kwargs={"columns": columns})


def lot_rows(contract: Contract) -> list[dict[str, Any]]:
    """What the rows show of a contract's lots."""
    numbers = {line.id: number for number, line in enumerate(contract.lines)}
    return [
        {"id": lot.id}
        | {of(numbers[part.line]): part.quantity for part in lot.lines if part.line in numbers}
        for lot in contract.lots
    ]


def lots_said(rows: Iterable[Mapping[str, Any]], ids: Mapping[int, str]) -> tuple[LotTerms, ...]:
    """The lots as the rows say them; ``ids`` are the lines of goods by the number of their row."""
    return tuple(
        LotTerms(
            row["id"],
            tuple(
                LotLine(id, row[of(number)])
                for number, id in ids.items()
                if row.get(of(number)) and exact(row[of(number)])
            ),
        )
        for row in rows
        if row.get("id")
    )


def is_goods(kind: str) -> bool:
    """Whether lots divide a line of this kind."""
    return kind == LineKind.GOODS.value


def next_name(used: set[str]) -> str:
    """The first letter that no lot has yet."""
    return next((letter for letter in _LETTERS if letter not in used), "")


def halves(quantity: str) -> tuple[str, str]:
    """Two parts of a quantity, whole where it is whole; all of it first where it cannot be read."""
    if not (quantity.isascii() and quantity.isdecimal()):
        return quantity, ""
    whole = int(quantity)
    return str(whole - whole // 2), str(whole // 2)
