"""How is a state cached beside its stream, and when is the cache too old to be believed?

A snapshot is a cache with the version of the folds that made it; another version means replay.
Contract terms do not stand in it: they live once, by their hash, in a row of their own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache

from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import State, fresh
from earnest.domain.order.state import Order
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import adapter

FOLDS = 1
"""Raise this when a fold changes what it makes of an old event; the shape is counted by itself."""


@cache
def version() -> str:
    """The folds' version: their number and a fingerprint of the states' shapes."""
    shapes = [adapter(type(fresh(Subject(kind, "")))).json_schema() for kind in Kind]
    text = json.dumps(shapes, sort_keys=True).encode()
    return f"{FOLDS}.{hashlib.sha256(text).hexdigest()[:12]}"


_ELSEWHERE: dict[type, set[str]] = {Order: {"contract"}}
"""Fields that do not stand in a snapshot."""


def freeze(state: State) -> bytes:
    """The state as JSON bytes, without the contract's terms and what is still as at first."""
    kind = type(state)
    return adapter(kind).dump_json(state, exclude=_ELSEWHERE.get(kind), exclude_defaults=True)


def thaw(kind: Kind, data: bytes | str, contract: Contract | None = None) -> State:
    """The state of stored bytes, with its contract put back."""
    state: State = adapter(type(fresh(Subject(kind, "")))).validate_json(data, strict=True)
    if isinstance(state, Order) and contract is not None:
        return replace(state, contract=contract)
    return state
