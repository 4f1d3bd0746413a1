"""What exactly do both sides sign when they sign an undertaking? Its text, in either language.

The sentences stand in ``undertakings.toml``; the domain hashes the terms together with the digest
of all sentences, so that a signature holds for these words and no others.
"""

from __future__ import annotations

import hashlib
import json

from earnest.domain.contract.terms import Contract
from earnest.domain.coverage.undertaking import Undertaking
from earnest.words.facts import facts_of
from earnest.words.formats import column_of
from earnest.words.say import Value, sentence
from earnest.words.tables import rows

PARTS = ("remedy", "within", "call", "sum", "security", "window", "effect")
"""The sentences after the opening one, which is named like the undertaking's wording."""


def undertaking_text(
    undertaking: Undertaking, contract: Contract, *, payout_days: int, language: str
) -> str:
    """Write an undertaking as the plain sentences that its signers see; never raises.

    ``payout_days`` is the policy's number of the order. Deadlines are in the buyer's zone.
    """
    facts: dict[str, Value] = {
        **facts_of(undertaking, currency=contract.currency),
        "clauses": contract.called(undertaking.clauses),
        "buyer": contract.buyer.name,
        "supplier": contract.supplier.name,
        "extends": undertaking.extends_to is not None,
        "payout_days": payout_days,
    }
    zone = contract.destination_zone or "UTC"
    said = (
        sentence("undertakings", part, language, facts, zone=zone)
        for part in (undertaking.wording.value, *PARTS)
    )
    return ("" if column_of(language) == "zh" else " ").join(said)


def wording_digest() -> str:
    """The SHA-256, in hex, of every sentence in both languages."""
    text = json.dumps(rows("undertakings"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
