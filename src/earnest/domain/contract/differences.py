"""In what do two texts of a contract differ, term by term and clause by clause?

Parts that have a name (lines, clauses, lots, instalments, files) are compared with their namesakes,
so that a new clause is one difference and not a shift of all that follow. Another order of the same
parts is a difference as well: nothing that somebody signs is changed in silence (F22).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from earnest.domain.contract.terms import Contract

_NAMES = ("id", "line", "name")
"""The first of these fields that a part has is its name within its list."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One term: its path by the names of the order form, and what it said before and says now.

    An empty text means that it was, or is, not there.
    """

    path: str
    before: str
    after: str


def differences(old: Contract, new: Contract) -> tuple[Difference, ...]:
    """Every term in which ``new`` differs from ``old``, in the order of the form."""
    return tuple(_between("", old, new))


def _between(path: str, old: object, new: object) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, tuple) or isinstance(new, tuple):
        yield from _parts(path, _named(old), _named(new))
    elif is_dataclass(old) or is_dataclass(new):
        kind = new if old is None or old == "" else old
        for each in fields(kind):  # type: ignore[arg-type]  # a dataclass, as was asked
            was, is_ = (getattr(side, each.name, "") for side in (old, new))
            yield from _between(f"{path}.{each.name}" if path else each.name, was, is_)
    else:
        yield Difference(path, _text(old), _text(new))


def _parts(path: str, old: dict[str, object], new: dict[str, object]) -> Iterator[Difference]:
    for name in dict.fromkeys((*old, *new)):
        yield from _between(f"{path}.{name}", old.get(name, ""), new.get(name, ""))
    stayed = [name for name in old if name in new]
    placed = [name for name in new if name in old]
    if stayed != placed:
        yield Difference(path, ", ".join(stayed), ", ".join(placed))


def _named(parts: object) -> dict[str, object]:
    """The parts by name; a name that comes again is counted, so that none hides another."""
    if not isinstance(parts, tuple):
        return {}
    found: dict[str, object] = {}
    for place, part in enumerate(parts, 1):
        name = _name(part, place)
        found[f"{name} ({place})" if name in found else name] = part
    return found


def _name(part: object, place: int) -> str:
    found = (str(getattr(part, name)) for name in _NAMES if getattr(part, name, ""))
    return next(found, str(place))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
