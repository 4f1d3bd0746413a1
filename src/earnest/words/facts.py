"""Which facts does an event, a command or a wait offer to its sentence? Its fields, plainly.

Scalars keep their field's name; a tuple of things with money becomes its sum under
``<field>_minor``; the waits that an event starts become ``due_at``, the first of their ends.
Clauses are told by what the contract called them when it happened, where the event says that.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import Enum

from earnest.domain.coverage.undertaking import Undertaking
from earnest.domain.inspection.booking import Inspection
from earnest.domain.inspection.history import Strictness
from earnest.domain.inspection.report import Judged
from earnest.words.say import Value


def facts_of(thing: object, **circumstances: Value) -> dict[str, Value]:
    """The facts of a dataclass, with those of the circumstances, such as ``currency``.

    Objects and texts of contracts are left out: no sentence quotes a whole contract.
    """
    found: dict[str, Value] = dict(circumstances)
    for item in fields(thing):  # type: ignore[arg-type]  # events and commands are dataclasses
        value = getattr(thing, item.name)
        if isinstance(value, Enum):
            found[item.name] = str(value.value)
        elif value is None or isinstance(value, str | int | date):
            found[item.name] = value
        elif isinstance(value, tuple):
            found |= _of_tuple(item.name, value)
        elif isinstance(value, Undertaking):
            found |= facts_of(value)
        elif isinstance(value, Inspection):
            found = facts_of(value) | found
        elif isinstance(value, Strictness):
            found[item.name] = value.name
        elif isinstance(value, Judged):
            found["verdict"] = value.verdict.value
    if found.get("called"):
        found["clauses" if "clauses" in found else "clause"] = found["called"]
    return found


def _of_tuple(name: str, items: tuple[object, ...]) -> dict[str, Value]:
    if name == "waits":
        ends = [item.due_at for item in items if hasattr(item, "due_at")]
        return {"due_at": min(ends)} if ends else {}
    found: dict[str, Value] = {}
    if all(isinstance(item, str) for item in items):
        found[name] = tuple(str(item) for item in items)
    if not all(isinstance(item, str) for item in items) or not items:
        found[f"{name}_minor"] = sum(getattr(item, "minor", 0) for item in items)
    return found
