"""What does a request ask besides its body? Dry run, idempotency key, the version that was seen.

Read by one strict grammar: a misspelt parameter is refused, because ``?dry-run=1`` must never
become a deed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from django.http import HttpRequest

from earnest.api.shapes import wrong_shape
from earnest.domain.permissions import PERMISSIONS
from earnest.domain.refusals import refuse

_KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_TAG = re.compile(r'(?:W/)?"([0-9]{1,12})"', re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_TRUTHS = {"true": True, "false": False}
_BINDING = ("sign", "pay", "approve")
"""Authorities whose commands bind or move money: they need an idempotency key."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances of a command, as the caller gave them."""

    dry_run: bool
    key: str
    seen_version: int | None


def needs_key(command: str) -> bool:
    """Whether a command must be sent under a key: whatever signs, pays, approves, or opens."""
    return command == "OpenOrder" or PERMISSIONS[command].authority in _BINDING


def asked(request: HttpRequest, *, command: str = "") -> Asked:
    """Read what the request asks; refuses what is misspelt and a missing key where one is due."""
    only(request, "dry_run", "seen_version")
    dry_run = _truth(request.GET.get("dry_run", "false"))
    key, tag = request.META.get("HTTP_IDEMPOTENCY_KEY", ""), request.META.get("HTTP_IF_MATCH")
    return asked_by(key, tag, command, dry_run=dry_run, number=request.GET.get("seen_version"))


def asked_by(
    key: str, tag: str | None, command: str, *, dry_run: bool = False, number: str | None = None
) -> Asked:
    """The same from the headers Idempotency-Key and If-Match and the query ``seen_version``."""
    if key and not _KEY.fullmatch(key):
        _wrong("header/Idempotency-Key", "1 to 200 printable ASCII characters without spaces")
    if command and not key and not dry_run and needs_key(command):
        refuse("request.key_missing", command=command)
    return Asked(dry_run, key, _seen(tag, number))


def only(request: HttpRequest, *names: str) -> None:
    """Refuse query parameters that are unknown or repeated."""
    for name in request.GET:
        if name not in names:
            _wrong(f"query/{name[:60]}", "there is no such parameter")
        if len(request.GET.getlist(name)) > 1:
            _wrong(f"query/{name}", "given more than once")


def whole(request: HttpRequest, name: str, *, default: int, most: int) -> int:
    """A whole number of the query between 1 and ``most``."""
    found = request.GET.get(name)
    if found is None:
        return default
    if not _NUMBER.fullmatch(found) or not 1 <= int(found) <= most:
        _wrong(f"query/{name}", f"a whole number from 1 to {most}")
    return int(found)


def _truth(found: str) -> bool:
    if found not in _TRUTHS:
        _wrong("query/dry_run", "true or false")
    return _TRUTHS[found]


def _seen(tag: str | None, number: str | None) -> int | None:
    """The version seen, from If-Match (as the order's ETag has it) or ``seen_version``."""
    if tag is not None:
        match = _TAG.fullmatch(tag)
        if match is None or number not in (None, match[1]):
            _wrong("header/If-Match", 'the order\'s ETag, for example "7"')
        return int(match[1])
    if number is None:
        return None
    if not _NUMBER.fullmatch(number):
        _wrong("query/seen_version", "the order's version, for example 7")
    return int(number)


def _wrong(where: str, what: str) -> NoReturn:
    raise wrong_shape((f"#/{where}", what))
