"""How is a changed copy of an immutable value made? As ``dataclasses.replace`` does, faster.

An order's state has more than thirty fields and every event makes new ones of it; the standard
function reads and writes each field by a Python loop, which was a fifth of a command's time. A
large value therefore has no slots: its fields are one dictionary, copied at once.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

_Value = TypeVar("_Value")


def replace(value: _Value, **changes: object) -> _Value:
    """The frozen dataclass value with some fields changed; ``KeyError`` for no field.

    For classes without ``__post_init__`` only: nothing is checked again.
    """
    kind: type = type(value)
    places, read, writers = _shape(kind)
    made: _Value = object.__new__(kind)
    if not writers:
        before = value.__dict__
        after = before | changes
        if len(after) != len(before) and not after.keys() <= places.keys():
            raise KeyError(*(changes.keys() - places.keys()))
        object.__setattr__(made, "__dict__", after)  # frozen for everybody else
        return made
    fields_ = list(read(value))
    for name, change in changes.items():
        fields_[places[name]] = change
    for write, field in zip(writers, fields_, strict=False):
        write(made, field)
    return made


@cache
def _shape(kind: type) -> tuple[dict[str, int], Any, tuple[Any, ...]]:
    """Where each field stands, a reader of all fields, and a writer for each slot (or none)."""
    names = tuple(field.name for field in fields(kind))
    if len(names) < 2 or hasattr(kind, "__post_init__"):  # noqa: PLR2004 - a reader of one gives no tuple
        raise TypeError(kind.__name__)
    places = {name: place for place, name in enumerate(names)}
    slots = (kind.__dict__[name].__set__ for name in names if "__slots__" in kind.__dict__)
    return places, attrgetter(*names), tuple(slots)
