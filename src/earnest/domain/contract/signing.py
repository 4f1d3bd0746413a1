"""Which bytes do both sides sign? One canonical text of the contract, and its SHA-256 (R28).

The canonical text is JSON with sorted keys, no spaces, UTF-8; it holds strings, integers,
booleans and nulls only, so that every JSON library on earth can rebuild it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from json.encoder import encode_basestring
from operator import attrgetter
from types import NoneType
from typing import Any

from earnest.domain.contract.terms import Contract

ESCROW_TERMS = "earnest-escrow-terms-1"
"""The edition of the escrow terms that every contract includes: procedure, consent, law (R28)."""


_RECENT: dict[int, tuple[Contract, str, bytes]] = {}
"""Texts made just now, by the identity of a contract that is kept beside its text."""

_MANY = 1_000


def canonical_bytes(contract: Contract, *, policy: str) -> bytes:
    """The text that is hashed: the contract, the policy version and the escrow terms' edition."""
    known = _RECENT.get(id(contract))
    if known is not None and known[0] is contract and known[1] == policy:
        return known[2]
    signed = {"contract": contract, "escrow_terms": ESCROW_TERMS, "policy": policy}
    text = _members(map(_key, signed), signed.values()).encode()
    if len(_RECENT) >= _MANY:
        _RECENT.clear()
    _RECENT[id(contract)] = (contract, policy, text)
    return text


def contract_hash(contract: Contract, *, policy: str) -> str:
    """The SHA-256, in hex, that both sides sign."""
    return hashlib.sha256(canonical_bytes(contract, policy=policy)).hexdigest()


Writer = Callable[[Any], str]


def _text(value: object) -> str:
    return (_WRITERS.get(type(value)) or _writer(type(value)))(value)


def _list(items: tuple[object, ...]) -> str:
    return f"[{','.join(map(_text, items))}]"


def _key(name: str) -> str:
    return f'"{name}":'


def _members(keys: Iterable[str], values: Iterable[object]) -> str:
    return f"{{{','.join([key + _text(item) for key, item in zip(keys, values, strict=True)])}}}"


def _object(kind: type) -> Writer:
    """The writer of a term: its fields sorted by name; raises TypeError for what is no term."""
    names = sorted(field.name for field in fields(kind))
    read, keys = attrgetter("__class__", *names), tuple(map(_key, names))
    return lambda value: _members(keys, read(value)[1:])


def _writer(kind: type) -> Writer:
    """How a value of this type is written; found once for each type."""
    if issubclass(kind, str):
        found: Writer = encode_basestring
    else:
        found = _object(kind)
    _WRITERS[kind] = found
    return found


_WRITERS: dict[type, Writer] = {
    str: encode_basestring,
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    NoneType: lambda _: "null",
    tuple: _list,
    date: lambda value: f'"{value.isoformat()}"',
}
"""By exact type, because a general encoder with callbacks took a sixth of a command's time."""
