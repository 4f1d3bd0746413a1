"""What do the buttons inside a report do? They add and take away readings and photos.

A press sends the whole form; the answer is the same form with the change, and nothing else.
"""

from __future__ import annotations

import re

from django.http import QueryDict

_PLACE = re.compile(r"(item-[0-9]{1,3}-)?([0-9]{1,3})", re.ASCII)
_ITEM = re.compile(r"item-[0-9]{1,3}-", re.ASCII)


def press(data: QueryDict, button: str) -> str:
    """Do what a button says; gives the id of the field that takes the focus, or nothing.

    Readings that were typed and not added yet are added by every press but the silent check, so
    that none is lost.
    """
    name, _colon, rest = button.partition(":")
    if name != "check":
        for field in [key for key in data if _ITEM.match(key) and key.endswith("-new")]:
            _add(data, field.removesuffix("new"))
    if name == "reading" and _ITEM.fullmatch(rest):
        return f"id_{rest}new"
    if name in ("drop-reading", "drop-photo") and (found := _PLACE.fullmatch(rest)):
        prefix, number = found[1] or "", int(found[2])
        _drop(data, f"{prefix}{'readings' if name == 'drop-reading' else 'photos'}", number)
        return f"id_{prefix}new" if name == "drop-reading" else ""
    return ""


def _add(data: QueryDict, prefix: str) -> None:
    if text := data.get(f"{prefix}new", "").strip():
        data[f"{prefix}readings"] = f"{data.get(f'{prefix}readings', '')}\n{text}".strip()
    data[f"{prefix}new"] = ""


def _drop(data: QueryDict, field: str, number: int) -> None:
    """Take away the line with this number, from 0."""
    lines = [line for line in data.get(field, "").splitlines() if line.strip()]
    data[field] = "\n".join(lines[:number] + lines[number + 1 :])
