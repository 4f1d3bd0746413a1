"""Which bytes do both sides sign? One canonical text of the contract, and its SHA-256 (R28).

The canonical text is JSON with sorted keys, no spaces, UTF-8; it holds strings, integers,
booleans and nulls only, so that every JSON library on earth can rebuild it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from datetime import date
from functools import cache

from earnest.domain.contract.terms import Contract

ESCROW_TERMS = "earnest-escrow-terms-1"
"""The edition of the escrow terms that every contract includes: procedure, consent, law (R28)."""


def canonical_bytes(contract: Contract, *, policy: str) -> bytes:
    """The text that is hashed: the contract, the policy version and the escrow terms' edition."""
    signed = {"contract": contract, "policy": policy, "escrow_terms": ESCROW_TERMS}
    text = json.dumps(
        signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return text.encode()


def contract_hash(contract: Contract, *, policy: str) -> str:
    """The SHA-256, in hex, that both sides sign."""
    return hashlib.sha256(canonical_bytes(contract, policy=policy)).hexdigest()


def _plain(value: object) -> object:
    """What JSON has no word for: a date's text, a term's fields (in a tenth of asdict's time)."""
    if isinstance(value, date):
        return value.isoformat()
    kind: type = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The names of a term's fields; raises TypeError for what is no term."""
    return tuple(field.name for field in fields(kind))
