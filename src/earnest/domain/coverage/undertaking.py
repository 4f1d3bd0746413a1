"""What has the supplier promised in a form that counts? Values only (S136).

A sentence in a message is no undertaking. The acts are in ``order.acts.undertake``; the words in
which both sides read it are made by ``words.undertakings``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from earnest.domain.closed_list import ClosedList
from earnest.domain.money import minor_of
from earnest.domain.parties import Role


class Remedy(ClosedList):
    """What the supplier owes when an undertaking is called."""

    REPAIR = "repair"
    REPLACE = "replace"
    REFUND = "refund"
    FREIGHT = "freight"


class CallTrigger(ClosedList):
    """What the buyer must show to call it."""

    DESTINATION_REPORT = "destination_report"
    PHOTOS = "photos"
    NOTICE = "notice"


class Wording(ClosedList):
    """The two texts that there are: goods taken with known defects, or repacked before they go."""

    ACCEPT_WITH_DEFECTS = "accept_with_defects"
    REPACK_AND_SHIP = "repack_and_ship"


WORDING_SHA256 = "62fbddcac29616b97c81603015308c2a9b5439f3e4954e3cb3ab50ff2f1ad380"
"""The SHA-256 of all wordings in both languages: who signs, signs these words.

A test compares it with ``words/undertakings.toml``. Changed words are other words: an undertaking
that was offered before keeps the hash of the old ones.
"""


class UndertakingStatus(ClosedList):
    """Where an undertaking stands; it has an effect from ``ACTIVE`` on.

    ``PAID``: at least a part came out of the security. ``OWED``: it was due and nothing was
    secured for it, so the supplier owes it.
    """

    OFFERED = "offered"
    ACTIVE = "active"
    CALLED = "called"
    OBJECTED = "objected"
    PERFORMED = "performed"
    PAID = "paid_from_security"
    OWED = "owed"
    LAPSED = "lapsed"


class Ending(ClosedList):
    """Why an undertaking ended without being kept or paid."""

    DECLINED = "declined"
    UNANSWERED = "unanswered"
    UNCALLED = "uncalled"
    LOT_ENDED = "lot_ended"
    NOT_DUE = "not_due"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A promise with a sum, a date and a security, for one lot; both sides sign it.

    No ``clauses`` means any defect of the lot. ``by`` wrote and signed it first; ``claim_by`` is
    the end of the last day on which it can be called. ``secured_minor`` is what of ``max_minor``
    stands in escrow for it now (a part of the lot's balance ``security``); ``extends_to`` is set
    when it keeps the window for claims open for its clauses. ``message`` is the number of the
    message that it was made from (0: none). ``paid_minor`` came out of the security,
    ``owed_minor`` is what the supplier owes beyond it; ``decided_minor`` is the word
    of who decided, once it ``is_decided``.
    """

    id: str
    lot: str
    clauses: tuple[str, ...]
    remedy: Remedy
    trigger: CallTrigger
    max_minor: int
    security_minor: int
    claim_by: datetime
    perform_days: int
    status: UndertakingStatus = UndertakingStatus.OFFERED
    secured_minor: int = 0
    called_minor: int = 0
    extends_to: datetime | None = None
    text_sha256: str = ""
    by: Role = Role.SUPPLIER
    wording: Wording = Wording.ACCEPT_WITH_DEFECTS
    message: int = 0
    evidence: tuple[str, ...] = ()
    is_decided: bool = False
    decided_minor: int = 0
    paid_minor: int = 0
    owed_minor: int = 0

    @property
    def has_effect(self) -> bool:
        """Whether it adds to the cover now."""
        return self.status in (
            UndertakingStatus.ACTIVE,
            UndertakingStatus.CALLED,
            UndertakingStatus.OBJECTED,
        )

    @property
    def due_minor(self) -> int:
        """The most that can still come of it: it is called once, and decided once."""
        if self.is_decided:
            return self.decided_minor
        return self.called_minor or self.max_minor

    @property
    def is_open(self) -> bool:
        """Whether something can still come of it."""
        return self.has_effect or self.status is UndertakingStatus.OFFERED


def text_hash(undertaking: Undertaking, *, order: str, contract: str, currency: str) -> str:
    """The SHA-256, in hex, of what both sides sign: the terms, the wording, order and contract.

    ``contract`` is the hash of the signed contract, which fixes policy, law and language.
    """
    terms = {
        "order": order,
        "contract": contract,
        "currency": currency,
        "wordings": WORDING_SHA256,
        "wording": undertaking.wording,
        "lot": undertaking.lot,
        "clauses": undertaking.clauses,
        "remedy": undertaking.remedy,
        "trigger": undertaking.trigger,
        "max_minor": undertaking.max_minor,
        "security_minor": undertaking.security_minor,
        "claim_by": undertaking.claim_by.isoformat(),
        "perform_days": undertaking.perform_days,
        "extends": undertaking.extends_to is not None,
    }
    text = json.dumps(terms, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def suggested_security(
    *, loss_minor: int, report_minor: int, held_minor: int, factor_percent: int
) -> int:
    """What an undertaking should set aside: expected loss times the factor, in minor units.

    At least the price of a destination report, because less would not pay for showing the defect
    (S136); never more than is held for the goods of the lot.
    """
    wanted = minor_of(Fraction(loss_minor * factor_percent, 100))
    return min(held_minor, max(wanted, report_minor))
