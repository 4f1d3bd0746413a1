"""Which bytes do both sides sign? One canonical text of the contract, and its SHA-256 (R28).

The canonical text is JSON with sorted keys, no spaces, UTF-8; it holds strings, integers,
booleans and nulls only, so that every JSON library on earth can rebuild it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date

from earnest.domain.contract.terms import Contract

ESCROW_TERMS = "earnest-escrow-terms-1"
"""The edition of the escrow terms that every contract includes: procedure, consent, law (R28)."""


def canonical_bytes(contract: Contract, *, policy: str) -> bytes:
    """The text that is hashed: the contract, the policy version and the escrow terms' edition."""
    signed = {"contract": asdict(contract), "policy": policy, "escrow_terms": ESCROW_TERMS}
    text = json.dumps(
        signed, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_as_text
    )
    return text.encode()


def contract_hash(contract: Contract, *, policy: str) -> str:
    """The SHA-256, in hex, that both sides sign."""
    return hashlib.sha256(canonical_bytes(contract, policy=policy)).hexdigest()


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
