"""What do the buttons inside the form of a contract do? They add and take away rows.

A press sends the whole form; the answer is the same form with the row. Nothing is written, and
what was typed stays. A row that is taken away keeps its number and is marked as gone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from earnest.domain.contract.terms import ClauseKind
from earnest.web.clause_forms import MOST_CLAUSES, clause_row
from earnest.web.clause_samples import sample
from earnest.web.lot_forms import MOST_LOTS, halves, is_goods, next_name, of

LONGEST_COUNT = 4
"""Digits of a number of rows; a longer one was made by hand."""


@dataclass(slots=True)
class Rows:
    """The rows in what was sent, and the field that the reader should be led to afterwards.

    ``full`` names the list into which a row did not fit any more.
    """

    data: QueryDict
    most_lines: int
    focus: str = ""
    full: str = ""

    def press(self, button: str) -> None:
        """Do what a button says: ``line``, ``clause:0:colour``, ``drop-lot:1`` and the like."""
        name, _colon, rest = button.partition(":")
        if found := _BUTTONS.get(name):
            found(self, rest)

    def count(self, prefix: str) -> int:
        """How many rows a list has, those that are gone among them."""
        return max(0, _number(self.data.get(f"{prefix}-TOTAL_FORMS", "")))

    def is_gone(self, prefix: str, number: int) -> bool:
        """Whether a row was taken away."""
        return bool(self.data.get(f"{prefix}-{number}-gone"))

    def add(self, prefix: str, most: int, row: dict[str, Any]) -> int | None:
        """Add a row that says this; nothing where the list is full."""
        number = self.count(prefix)
        if number >= most:
            self.full = prefix
            return None
        self.data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
        for name, value in row.items():
            if value is not False:
                self.data[f"{prefix}-{number}-{name}"] = str(value)
        return number

    def drop(self, prefix: str, number: int) -> None:
        """Take a row away."""
        if 0 <= number < self.count(prefix):
            self.data[f"{prefix}-{number}-gone"] = "on"


def _line(rows: Rows, _rest: str) -> None:
    number = rows.add("line", rows.most_lines, {"kind": "goods", "unit": "C62"})
    rows.focus = f"id_line-{number}-name"


def _clause(rows: Rows, rest: str) -> None:
    line, _colon, kind = rest.partition(":")
    if _number(line) < 0:
        return
    known = kind in {each.value for each in ClauseKind}
    example = sample(ClauseKind(kind) if known else ClauseKind.FREE_TEXT)
    row = clause_row(example, _number(line))
    number = rows.add("clause", MOST_CLAUSES, row)
    rows.focus = f"id_clause-{number}-{'value' if example.name else 'name'}"


def _drop_clause(rows: Rows, rest: str) -> None:
    rows.drop("clause", _number(rest))
    rows.focus = f"add-{rows.data.get(f'clause-{rest}-line', '')}"


def _drop_line(rows: Rows, rest: str) -> None:
    rows.drop("line", _number(rest))
    for number in range(rows.count("clause")):
        if rows.data.get(f"clause-{number}-line") == rest:
            rows.drop("clause", number)
    rows.focus = "add-line"


def _lot(rows: Rows, _rest: str) -> None:
    used = [n for n in range(rows.count("lot")) if not rows.is_gone("lot", n)]
    names = {rows.data.get(f"lot-{n}-id", "") for n in used}
    if used:
        number = rows.add("lot", MOST_LOTS, {"id": next_name(names)})
        rows.focus = f"id_lot-{number}-id"
        return
    first, second = _both_halves(rows)
    rows.add("lot", MOST_LOTS, {"id": "A"} | first)
    number = rows.add("lot", MOST_LOTS, {"id": "B"} | second)
    rows.focus = f"id_lot-{number}-id"


def _both_halves(rows: Rows) -> tuple[dict[str, str], dict[str, str]]:
    """Two lots of the same size: the beginning of a split that the person corrects."""
    parts = {
        of(number): halves(rows.data.get(f"line-{number}-quantity", ""))
        for number in range(rows.count("line"))
        if is_goods(rows.data.get(f"line-{number}-kind", ""))
    }
    return {name: p[0] for name, p in parts.items()}, {name: p[1] for name, p in parts.items()}


def _drop_lot(rows: Rows, rest: str) -> None:
    rows.drop("lot", _number(rest))
    rows.focus = "add-lot"


def _number(text: str) -> int:
    """Read the number of a row; what is none is -1, which no row has."""
    is_short = text.isascii() and text.isdecimal() and len(text) <= LONGEST_COUNT
    return int(text) if is_short else -1


_BUTTONS: dict[str, Callable[[Rows, str], None]] = {
    "line": _line,
    "clause": _clause,
    "lot": _lot,
    "drop-line": _drop_line,
    "drop-clause": _drop_clause,
    "drop-lot": _drop_lot,
}
