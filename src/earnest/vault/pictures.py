"""How large is a picture? Read from its header alone: nothing is ever unpacked here.

A few bytes can announce a picture that fills a machine's memory when it is opened. Whoever opens
it is a browser or an inspector's program, so the announcement is what is judged.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from earnest.vault.kinds import JPEG, PNG, TIFF, WEBP, Kind

MOST_PIXELS = 200_000_000
"""The largest pictures of telephones have so many; a bomb announces billions."""

_SEGMENTS = 2000
"""Parts of a JPEG that are looked through for its size, at most."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_WIDTH, _HEIGHT = 256, 257
_WORDS = 4


def pixels(file: BinaryIO, kind: Kind) -> int:
    """Width times height as the header says; 0 where it does not say."""
    file.seek(0)
    try:
        width, height = _READERS[kind](file)
    except (struct.error, KeyError):  # the header ends too early, or lacks a size
        return 0
    return width * height


def _png(file: BinaryIO) -> tuple[int, int]:
    width, height = struct.unpack(">16x2I", file.read(24))
    return width, height


def _jpeg(file: BinaryIO) -> tuple[int, int]:
    file.seek(2)
    for _ in range(_SEGMENTS):
        start, mark, length = struct.unpack(">BBH", file.read(4))
        if start != 0xFF:  # noqa: PLR2004 - every segment begins so
            break
        if mark in _FRAMES:
            height, width = struct.unpack(">x2H", file.read(5))
            return width, height
        file.seek(length - 2, 1)
    return 0, 0


def _webp(file: BinaryIO) -> tuple[int, int]:
    head = file.read(30)
    match head[12:16]:
        case b"VP8 ":
            width, height = struct.unpack("<26x2H", head)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (bits,) = struct.unpack("<I", head[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width, height = (int.from_bytes(head[at : at + 3], "little") for at in (24, 27))
            return width + 1, height + 1


def _tiff(file: BinaryIO) -> tuple[int, int]:
    order = "<" if file.read(4)[:1] == b"I" else ">"
    (place,) = struct.unpack(f"{order}I", file.read(4))
    file.seek(place)
    (count,) = struct.unpack(f"{order}H", file.read(2))
    found: dict[int, int] = {}
    for _ in range(count):
        tag, kind, _count, raw = struct.unpack(f"{order}HHI4s", file.read(12))
        (found[tag],) = struct.unpack(
            f"{order}{'I' if kind == _WORDS else 'Hxx'}", raw
        )  # a size is a word or a half word
    return found[_WIDTH], found[_HEIGHT]


_READERS = {PNG: _png, JPEG: _jpeg, WEBP: _webp, TIFF: _tiff}
