"""What is asked for one requirement of a line? What it is, its value, and how somebody tests it.

The rows of all lines are one list; each row names the row of its line. A row begins empty or as a
good example of its kind (``clause_samples``). What is not asked of a clause stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from earnest.domain.contract.clauses import KINDS
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    EvidenceType,
    Line,
)
from earnest.web.fields import ExactField, RowForm
from earnest.web.presenters.reader import Reader, capital
from earnest.web.quick import QuickHidden, QuickSelect, QuickText
from earnest.words.say import unit_name
from earnest.words.tables import rows

MOST_CLAUSES = 200
"""A contract with more comes from a file and is changed there; see ``many_fields``."""

LONGEST_TEXT, LONGEST_NAME = 300, 120
Row = Mapping[str, Any]


class ClauseForm(RowForm):
    """One requirement: kind and aspect are chosen together, as ``colour:pantone``."""

    id = forms.CharField(widget=QuickHidden, required=False)
    line = forms.IntegerField(widget=QuickHidden, min_value=0)
    name = forms.CharField(
        label=_("Requirement"), max_length=LONGEST_NAME, required=False, widget=QuickText
    )
    what = forms.ChoiceField(label=_("Kind"), widget=QuickSelect)
    severity = forms.ChoiceField(label=_("If it is not met"), widget=QuickSelect)
    value = forms.CharField(
        label=_("Value"), max_length=LONGEST_TEXT, required=False, widget=QuickText
    )
    unit = forms.ChoiceField(label=_("Unit"), required=False, widget=QuickSelect)
    tolerance = forms.CharField(
        label=_("Tolerance"), max_length=LONGEST_TEXT, required=False, widget=QuickText
    )
    method = forms.CharField(
        label=_("Test method"), max_length=LONGEST_TEXT, required=False, widget=QuickText
    )
    evidence = forms.ChoiceField(label=_("Shown by"), widget=QuickSelect)
    file = forms.ChoiceField(label=_("Artwork"), required=False, widget=QuickSelect)
    repair_unit_price = ExactField(
        label=_("Repair of one unit costs"),
        required=False,
        help_text=_("In the order's currency; the sum kept back is computed from it."),
    )
    check_point = forms.BooleanField(
        label=_("Check point: one failure fails the lot"), required=False
    )

    def __init__(
        self, *args: Any, reader: Reader, files: Mapping[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.offer("what", kinds(reader))
        self.offer("severity", [(c.value, reader.word("severity", c.value)) for c in DefectClass])
        self.offer("unit", [("", "—"), *units(reader)])
        self.offer("evidence", [(e.value, reader.word("evidence", e.value)) for e in EvidenceType])
        self.offer("file", [("", "—"), *files.items()])
        if len(self.fields["file"].choices) == 1:  # type: ignore[attr-defined]  # a ChoiceField
            del self.fields["file"]
        self.fields["value"].widget.attrs["aria-describedby"] = f"{self.prefix}-note"

    @property
    def is_used(self) -> bool:
        """Whether the row says anything."""
        said = getattr(self, "cleaned_data", {})
        return not self.is_gone and bool(said.get("name") or said.get("value"))

    def clause(self, old: Clause) -> Clause:
        """The clause as the row says it; what cannot be read yet is empty."""
        return _clause(filled(self), old)

    @property
    def line_number(self) -> int:
        """The number of the line's row to which this one belongs."""
        text = str(self["line"].value())
        return int(text) if text.isascii() and text.isdecimal() else 0

    @property
    def has_more_errors(self) -> bool:
        """Whether something behind the fold is wrong, so that it must be open."""
        return any(name in self.errors for name in ("severity", "evidence", "repair_unit_price"))

    def clean(self) -> None:
        """A row with a value needs a name."""
        super().clean()
        said = self.cleaned_data
        if said.get("value") and not said.get("name"):
            self.add_error("name", _("Say what it is."))


def kinds(reader: Reader) -> list[Any]:
    """List what a clause can be about, kind by kind."""
    return [
        (
            capital(reader.word("clause_kind", kind.value)),
            [(f"{kind.value}:{each}", _about(kind, each, reader)) for each in _aspects(kind)],
        )
        for kind in ClauseKind
    ]


def _about(kind: ClauseKind, aspect: str, reader: Reader) -> str:
    if not aspect:
        return capital(reader.word("clause_kind", kind.value))
    return capital(reader.word("clause_aspect", aspect))


def _aspects(kind: ClauseKind) -> tuple[str, ...]:
    return ("", *KINDS[kind].aspects)


def units(reader: Reader) -> list[tuple[str, str]]:
    """List the units that have a name, by it."""
    return [(code, f"{unit_name(code, reader.language)} ({code})") for code in rows("units")]


def clause_forms(reader: Reader, contract: Contract, data: Any = None, initial: Any = None) -> Any:
    """Make the rows of clauses."""
    made = forms.formset_factory(
        ClauseForm, extra=0, max_num=MOST_CLAUSES, absolute_max=MOST_CLAUSES, validate_max=True
    )
    files = {file.sha256: file.name for file in contract.design_files}
    return made(
        data, initial=initial, prefix="clause", form_kwargs={"reader": reader, "files": files}
    )


def clause_rows(contract: Contract) -> list[dict[str, Any]]:
    """What the rows show of a contract's clauses."""
    return [
        clause_row(clause, number)
        for number, line in enumerate(contract.lines)
        for clause in line.clauses
    ]


def clause_row(clause: Clause, line: int) -> dict[str, Any]:
    """What one row shows."""
    return {
        "id": clause.id,
        "line": line,
        "name": clause.name,
        "what": f"{clause.kind.value}:{clause.aspect}",
        "severity": clause.severity.value,
        "value": clause.value,
        "unit": clause.unit,
        "tolerance": clause.tolerance,
        "method": clause.method,
        "evidence": clause.evidence.value,
        "file": clause.file,
        "repair_unit_price": clause.repair_unit_price,
        "check_point": clause.check_point,
    }


def clauses_by_line(before: Iterable[Line], said: Iterable[Row]) -> dict[int, tuple[Clause, ...]]:
    """The clauses as the rows say them, by the number of their line's row.

    New ones get the first free ids of their line: ids are one space in the whole contract.
    """
    old = {clause.id: clause for line in before for clause in line.clauses}
    kept = [dict(row) for row in said]
    used = {row["id"] for row in kept if row["id"]}
    found: dict[int, list[Clause]] = {}
    for row in kept:
        line = row["line"]
        id = row["id"] or _free(line, used)
        used.add(id)
        found.setdefault(line, []).append(_clause(row, old.get(id, Clause(id, ""))))
    return {line: tuple(clauses) for line, clauses in found.items()}


def filled(row: RowForm, usual: Row = MappingProxyType({})) -> dict[str, Any]:
    """A row's values; where one cannot be read, what is usual, or a list's first choice."""
    if not row.is_bound:
        return {name: row[name].value() for name in row.fields}
    empty = {name: usual.get(name, _first(each)) for name, each in row.fields.items()}
    return empty | {name: value for name, value in row.cleaned_data.items() if value is not None}


def _first(field: forms.Field) -> Any:
    choices = getattr(field, "choices", None)
    if not choices or not field.required:
        return ""
    value, text = next(iter(choices))
    return text[0][0] if isinstance(text, (list, tuple)) else value


def _free(line: int, used: set[str]) -> str:
    number = 1
    while f"{line + 1}-{number}" in used:
        number += 1
    return f"{line + 1}-{number}"


def _clause(row: Row, old: Clause) -> Clause:
    kind, _colon, aspect = row["what"].partition(":")
    return replace(
        old,
        name=row["name"],
        kind=ClauseKind(kind),
        aspect=aspect,
        severity=DefectClass(row["severity"]),
        value=row["value"],
        unit=row["unit"],
        tolerance=row["tolerance"],
        method=row["method"],
        evidence=EvidenceType(row["evidence"]),
        file=row.get("file", old.file),
        repair_unit_price=row["repair_unit_price"],
        check_point=row["check_point"],
    )
