"""Which files does an event or a command name, and must they be kept? Their SHA-256 is the name.

The journal holds the hash alone. What a contract binds may be kept by the parties themselves;
evidence may not: whoever judges it must be able to open it, so it is kept with the order first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from earnest.domain.refusals import refuse

FIELDS = frozenset({"sha256", "file", "files", "photos", "evidence", "documents"})
"""The names of fields that hold hashes of files, in all events and their values."""

PHOTOS = frozenset({"image/png", "image/jpeg", "image/webp", "image/tiff", "image/heic"})
"""The media types of photos."""

SHORT, MOST_NAMED = 12, 5
"""So much of a hash, and so many hashes, stand in a refusal."""

Kept = Mapping[tuple[str, str], str]
"""Files that are kept, by (order, SHA-256), with the media type that was found inside."""

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


def bound_files(event: object) -> frozenset[str]:
    """The hashes of files that an event binds, in lower-case hex."""
    return frozenset(_bound(event))


def must_be_kept(order: str, command: object, kept: Kept) -> None:
    """Refuse a command that names a file which is not kept with this order."""
    missing = sorted(sha256 for sha256 in bound_files(command) if (order, sha256) not in kept)
    if missing:
        refuse("evidence.not_kept", files=tuple(each[:SHORT] for each in missing[:MOST_NAMED]))


def must_be_photos(order: str, photos: Iterable[str], kept: Kept) -> None:
    """Refuse a file among the photos that is not a picture."""
    for sha256 in photos:
        must_be_a_photo(sha256, kept[order, sha256])


def must_be_a_photo(sha256: str, media: str) -> None:
    """Refuse a file whose media type is none of a photo's."""
    if media not in PHOTOS:
        refuse("evidence.no_picture", file=sha256[:SHORT])


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
