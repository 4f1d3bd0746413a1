"""What is a well-formed body of each command? By the name of its path."""

from __future__ import annotations

from typing import Any

from tests.api.callers import shipment, wire
from tests.cast import contract, day, report

HASH = "ab" * 32
LOT = {"lot": "A"}

CONTENTS: dict[str, dict[str, Any]] = {
    "write-draft": {"contract": wire(contract())},
    "confirm-warnings": {"contract_hash": HASH, "warnings": ["inspection.no_plan"]},
    "propose-contract": {"contract_hash": HASH},
    "counter-propose": {"contract": wire(contract())},
    "decline-proposal": {"reason": "too dear"},
    "sign-contract": {"contract_hash": HASH, "language": "en"},
    "cancel-order": {"reason": "no longer needed"},
    "announce-payment": {},
    "report-production": {**LOT, "percent": 100},
    "propose-ship-by": {"on": "2026-06-01", "reason": "a strike"},
    "answer-ship-by": {"accept": True, "keep_late_claim": True},
    "record-inspection": {**LOT, "report": wire(report()), "inspection": ""},
    "book-inspection": {
        **LOT,
        "kind": "psi",
        "by": "third_party",
        "on": "2026-04-01",
        "price_minor": "30000",
    },
    "answer-inspection": {"inspection": "I1", "accept": False, "on": "2026-04-02"},
    "assign-inspector": {
        "inspection": "I1",
        "inspector": "inspection-house",
        "body": "UKAS",
        "number": "4711",
        "scope": "consumer goods",
        "valid_until": "2027-04-01",
    },
    "cancel-inspection": {"inspection": "I1"},
    "contest-report": LOT,
    "approve-shipment": {**LOT, "answer": "as_is", "clauses": []},
    "ship-goods": shipment("A", "T-1"),
    "verify-shipment": {**LOT, "handed_over_at": day(2).isoformat()},
    "refuse-to-ship": {"reason": "no"},
    "record-delivery": {**LOT, "delivered_at": day(20).isoformat(), "place": "London"},
    "confirm-receipt": LOT,
    "report-not-arrived": LOT,
    "accept-goods": LOT,
    "waive-clause": {**LOT, "clause": "size", "up_to_minor": "1000"},
    "void-waiver": {**LOT, "clause": "size"},
    "propose-reduction": {**LOT, "reduce_minor": "1000", "clauses": ["size"]},
    "answer-reduction": {**LOT, "accept": False, "reduce_minor": "1000"},
    "ask-holdback": {**LOT, "keep_minor": "1000", "clauses": ["size"]},
    "answer-holdback": {**LOT, "accept": False},
    "propose-cancellation": {"keeps_minor": "1000"},
    "answer-cancellation": {"accept": False, "keeps_minor": "0"},
    "offer-undertaking": {
        **LOT,
        "clauses": ["size"],
        "remedy": "repair",
        "trigger": "photos",
        "max_minor": "1000",
        "security_minor": "0",
        "claim_by": "2026-07-01",
        "perform_days": 14,
        "extends": False,
        "wording": "accept_with_defects",
        "message": 0,
    },
    "countersign-undertaking": {"undertaking": "U1", "text_sha256": HASH, "language": "en"},
    "decline-undertaking": {"undertaking": "U1"},
    "call-undertaking": {"undertaking": "U1", "called_minor": "1000", "evidence": [HASH]},
    "report-performance": {"undertaking": "U1"},
    "answer-performance": {"undertaking": "U1", "kept": True},
    "object-to-call": {"undertaking": "U1", "evidence": []},
    "decide-call": {"undertaking": "U1", "pay_minor": "0"},
    "propose-amendment": {"contract": wire(contract(title="Flasks")), "keep_late_claim": True},
    "split-lot": {
        **LOT,
        "new_lot": "B",
        "lines": [{"line": "1", "quantity": "100"}],
        "caused_by": "supplier",
    },
    "answer-amendment": {"contract_hash": HASH, "accept": False},
    "withdraw-amendment": {},
    "give-notice": {},
    "cancel-for-non-payment": {},
    "retry-payout": {"payout": "none"},
}
