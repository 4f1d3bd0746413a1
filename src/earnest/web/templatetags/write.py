"""Which words does the form of a contract add to templates? Fields that may take the focus."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.inclusion_tag("orders/field.html")
def field(bound: BoundField, focus: str = "") -> dict[str, Any]:
    """Draw a field; the one that the reader was led to takes the focus."""
    if focus and bound.auto_id == focus:
        bound.field.widget.attrs["autofocus"] = True
    return {"field": bound, "quiet": True}


@register.simple_tag
def clauses_of(forms: Any, line: Any) -> list[Any]:
    """Give the rows of clauses that belong to a line's row."""
    return [row for row in forms.clause_rows() if row.line_number == line.number]


@register.simple_tag
def note_of(check: dict[str, Any], clause: Any) -> Any:
    """Give what the check says about a clause's row, if it says anything."""
    return check["notes"].get(clause.number)


@register.filter
def is_for(focus: str, line: int) -> bool:
    """Say whether the button below this line takes the focus."""
    return focus == f"add-{line}"
