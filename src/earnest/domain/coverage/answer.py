"""If I do this, am I covered for that? The answer as values: codes, amounts, dates.

``cover`` is pure: the same order, policy and instant give the same answer, byte for byte. It reads
the events folded so far and nothing else, so a message can never change it. The procedure is the
table in ``steps``, which questions are asked is ``lines``'s; docs/rules/coverage.md explains both.
Sentences are made of the codes by ``words``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.closed_list import ClosedList

FactValue = str | int | bool | tuple[str, ...]


class Status(ClosedList):
    """The answer in one word; only held and guaranteed money may read "covered" (R2)."""

    COVERED = "covered"
    CONDITIONAL = "conditional"
    NOT_COVERED = "not_covered"
    UNDETERMINED = "undetermined"


class Issue(ClosedList):
    """What may turn out to be wrong; the classes of the table, in its order."""

    KNOWN_FINDING = "known_finding"
    WORSE_THAN_REPORTED = "worse_than_reported"
    LATENT = "latent"
    UNINSPECTED = "uninspected"
    PACKAGING_DAMAGE = "packaging_damage"
    TRANSIT_DAMAGE = "transit_damage"
    SHORTAGE = "shortage"
    LATE = "late"
    NOT_SHIPPED = "not_shipped"
    FRAUD = "fraud"
    UNDERTAKING = "undertaking"


class Burden(ClosedList):
    """Who must show it (step 9); the record itself shows dates and money."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer.

    ``minor`` is what is covered, or would be once the condition is met: held and guaranteed
    together. ``owed_minor`` is the supplier's debt alone. ``until`` is the last instant, half
    open, as far as it is known now. ``rules`` decided it, in their order; ``missing`` names facts,
    ``improve`` acts; ``facts`` are what their sentences need.
    """

    issue: Issue
    lot: str
    clause: str
    status: Status
    minor: int
    held_minor: int
    guaranteed_minor: int
    owed_minor: int
    until: datetime | None
    rules: tuple[str, ...]
    facts: tuple[tuple[str, FactValue], ...]
    missing: tuple[str, ...]
    improve: tuple[str, ...]
    burden: Burden

    @property
    def name(self) -> tuple[Issue, str, str]:
        """What identifies the line within its answer; an undertaking's id stands for a clause."""
        return (self.issue, self.lot, self.clause)


@dataclass(frozen=True, slots=True)
class Cap:
    """What stands behind one lot, in minor units: all claims on it together get no more (R2)."""

    lot: str
    held_minor: int
    guaranteed_minor: int
    owed_minor: int

    @property
    def covered_minor(self) -> int:
        """What may read "covered"."""
        return self.held_minor + self.guaranteed_minor


@dataclass(frozen=True, slots=True)
class CoverAnswer:
    """The whole answer at one instant under one policy; lots in the contract's order.

    Within a lot the lines stand in the order of ``Issue``; those of the whole order come last.
    """

    policy: str
    at: datetime
    currency: str
    promise: str
    caps: tuple[Cap, ...] = ()
    lines: tuple[Line, ...] = ()

    @property
    def covered_minor(self) -> int:
        """What may read "covered" in all; never more than this, however many claims there are."""
        return sum(cap.covered_minor for cap in self.caps)

    def line(self, issue: Issue, lot: str = "", clause: str = "") -> Line | None:
        """The line of that name, if any."""
        wanted = (issue, lot, clause)
        return next((line for line in self.lines if line.name == wanted), None)

    def together(self, lines: Iterable[Line]) -> int:
        """What claims on these lines bring together: at most what stands behind each lot."""
        sums: dict[str, int] = {}
        for line in lines:
            sums[line.lot] = sums.get(line.lot, 0) + line.minor
        whole = sum(
            min(cap.covered_minor, sums.get(cap.lot, 0)) for cap in self.caps if cap.lot in sums
        )
        return min(self.covered_minor, whole + sums.get("", 0))
