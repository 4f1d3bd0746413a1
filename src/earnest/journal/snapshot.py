"""How is a state cached beside its stream, and when is the cache too old to be believed?

A snapshot is a cache with the version of the folds that made it; another version means replay.
Contract terms do not stand in it: they live once, by their hash, in a row of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from itertools import compress
from operator import attrgetter, is_not
from typing import Any

import msgspec

from earnest.domain.changes import replace
from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import State, fresh
from earnest.domain.order.state import Order
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import decoder, to_json

FOLDS = 1
"""Raise this when a fold changes what it makes of an old event; the shape is counted by itself."""


@cache
def version() -> str:
    """The folds' version: their number and a fingerprint of the states' shapes."""
    kinds = [type(fresh(Subject(kind, ""))) for kind in Kind]
    text = json.dumps(msgspec.json.schema_components(kinds), sort_keys=True).encode()
    return f"{FOLDS}.{hashlib.sha256(text).hexdigest()[:12]}"


_ELSEWHERE: dict[type, tuple[str, ...]] = {Order: ("contract",)}
"""Fields that do not stand in a snapshot."""


@cache
def _shape(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], list[str], list[Any]]:
    """A reader of all fields of a state's class, their names, and what each is at first."""
    known = fields(kind)
    elsewhere = _ELSEWHERE.get(kind, ())
    first = [each for each in known if each.name not in elsewhere]
    names = [each.name for each in first]
    defaults = [
        each.default_factory() if callable(each.default_factory) else each.default for each in first
    ]
    return attrgetter(*names), names, defaults


def _changed(value: object) -> dict[str, Any]:
    """The fields of a large value that are no longer as at first."""
    kind: type = type(value)
    read, names, defaults = _shape(kind)
    found = read(value)
    others = compress(zip(names, found, defaults, strict=True), map(is_not, found, defaults))
    return {name: field for name, field, default in others if field != default}


def freeze(state: State) -> bytes:
    """The state as JSON bytes, without the contract's terms and what is still as at first."""
    plain = _changed(state)
    if isinstance(state, Order) and state.lots:
        plain["lots"] = {id: _changed(lot) for id, lot in state.lots.items()}
    return to_json(plain)


def thaw(kind: Kind, data: bytes | str, contract: Contract | None = None) -> State:
    """The state of stored bytes, with its contract put back."""
    state: State = decoder(type(fresh(Subject(kind, "")))).decode(data)
    if isinstance(state, Order) and contract is not None:
        return replace(state, contract=contract)
    return state
