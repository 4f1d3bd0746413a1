"""A fact for every placeholder and an event for every class, so that every sentence is said."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from string import Formatter
from typing import Any

from earnest.words.tables import rows

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OF_FORMAT = {
    "": "text",
    "money": 123_450,
    "date": "2026-05-15",
    "dates": ("2026-05-15", "2026-06-01"),
    "instant": NOON,
    "deadline": NOON,
    "list": ("one", "two", "three"),
    "quoted": ("one", "two"),
    "size": 2 * 1024 * 1024,
    "unit": "KGM",
    "part": "balance/A",
    "gaps": ("ship_by.missing", "coverage.missing"),
    "command": "ShipGoods",
    "wait": "deposit",
    "days": 3,
    "times": 2,
}


def placeholders(text: str) -> dict[str, str]:
    """The names in a template, each with its format."""
    return {name: spec or "" for _, name, spec, _ in Formatter().parse(text) if name is not None}


def facts_for(text: str) -> dict[str, object]:
    """Facts with which the template can be said."""
    found: dict[str, object] = {"currency": "USD"}
    for name, spec in placeholders(text).items():
        if spec in OF_FORMAT:
            found.setdefault(name, OF_FORMAT[spec])
        else:
            found[name] = next(iter(rows("vocabulary")[spec]))
    return found


def texts_of(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every pair of texts in a row: its own, its parts and its variants."""
    if "en" in row or "zh" in row:
        yield row
    for value in row.values():
        if isinstance(value, Mapping):
            yield from texts_of(value)


def sample(hint: object) -> object:
    """A value of the type: small, true and not empty."""
    simple = {str: "A", int: 7, bool: True, date: date(2026, 5, 15), datetime: NOON}
    if hint in simple:
        return simple[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return sample(inner[0])
    if origin is tuple:
        return (sample(inner[0]),)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if is_dataclass(hint):
        return made(hint)
    return {}


def made(kind: type) -> object:
    """An instance of the dataclass with a sample in every field."""
    hints = typing.get_type_hints(kind)
    return kind(**{item.name: sample(hints[item.name]) for item in fields(kind)})
