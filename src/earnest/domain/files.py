"""Which files does an event bind? Their SHA-256, wherever in its values they stand.

The bytes are kept by the vault, or by the parties themselves: the journal holds the hash alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

FIELDS = frozenset({"sha256", "file", "files", "photos", "evidence", "documents"})
"""The names of fields that hold hashes of files, in all events and their values."""

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def bound_files(event: object) -> frozenset[str]:
    """The hashes of files that an event binds, in lower-case hex."""
    return frozenset(_bound(event))


def _bound(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for item in value:
            yield from _bound(item)
        return
    kind: type = type(value)
    for name in _ways(kind):
        inner = getattr(value, name)
        if name in FIELDS:
            texts = inner if isinstance(inner, tuple) else (inner,)
            yield from (t for t in texts if isinstance(t, str) and _HASH.fullmatch(t))
        else:
            yield from _bound(inner)


@cache
def _ways(kind: type) -> tuple[str, ...]:
    """The fields of a type that hold hashes, or values that may hold some."""
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind)
    return tuple(
        item.name
        for item in fields(kind)
        if item.name in FIELDS or any(_ways(inner) for inner in _types(hints[item.name]))
    )


def _types(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for inner in get_args(hint):
        yield from _types(inner)
