"""Which facts does the cover answer rest on? Collected once from the order, for all its lines.

Everything comes from the state, that is from events recorded so far, and from the policy asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property, lru_cache

from earnest.domain.calendar import Calendars
from earnest.domain.contract.lots import lots_of, pieces_of
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    Coverage,
    InspectedBy,
    InspectionKind,
)
from earnest.domain.contract.testability import Grade, grade
from earnest.domain.coverage.answer import Cap
from earnest.domain.coverage.backing import stands_behind
from earnest.domain.inspection.loss import goods_value
from earnest.domain.inspection.report import (
    DECIDING,
    Finding,
    Inspected,
    Settlement,
    Verdict,
    Waiver,
)
from earnest.domain.inspection.worse import baseline
from earnest.domain.money import split
from earnest.domain.order.stages import LotStage
from earnest.domain.order.state import Lot, Order
from earnest.domain.policy import Policy

COUNTED_AT = frozenset({InspectionKind.LOADING, InspectionKind.DESTINATION})
"""Inspections that count what really left or arrived."""

HARMLESS = frozenset({"marks", "mark", "barcode", "label", "labels", "units_per_carton"})
"""Aspects of packaging that let nothing move or break: no damage on the way comes of them."""


@lru_cache(maxsize=4096)
def is_testable(clause: Clause) -> bool:
    """Whether an inspector could test a clause: any grade but the last (S76)."""
    return grade(clause).grade is not Grade.D


@dataclass(frozen=True, slots=True)
class Known:
    """What a report found against one clause, in one or more classes of severity."""

    clause: str
    findings: tuple[Finding, ...]
    report: Inspected
    waiver: Waiver | None
    settlement: Settlement | None
    is_reserved: bool
    is_accepted: bool

    @property
    def defective(self) -> int:
        """The bad pieces, cartons or checks."""
        return sum(each.defective for each in self.findings)

    @property
    def checked(self) -> int:
        """Of how many."""
        return max(each.checked for each in self.findings)

    @property
    def sampled(self) -> int:
        """The size of the sample that another one is compared with (R20)."""
        printed = self.waiver or self.settlement
        return (printed.checked if printed else 0) or self.checked

    @property
    def baseline(self) -> int:
        """From so many bad ones in a sample of that size the goods are worse than reported."""
        if self.waiver and self.waiver.baseline:
            return self.waiver.baseline
        if self.settlement and self.settlement.checked:
            return baseline(self.settlement.found, self.settlement.checked)
        return baseline(self.defective, self.sampled)

    @property
    def is_given_up(self) -> bool:
        """Whether a claim on it has been closed, whole or in part."""
        return self.waiver is not None or self.is_settled or self.is_accepted

    @property
    def is_settled(self) -> bool:
        """Whether an agreed lower price closes it."""
        return self.settlement is not None


@dataclass(frozen=True)
class Goods:
    """One lot as the answer sees it; ``lot`` is new and empty before anything was signed."""

    lot: Lot
    contract: Contract
    cap: Cap
    value_minor: int
    is_strict: bool

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """The clauses of the lot's lines, by id, in the contract's order."""
        terms = next(each for each in lots_of(self.contract) if each.id == self.lot.id)
        lines = {part.line for part in terms.lines}
        return {c.id: c for line in self.contract.lines if line.id in lines for c in line.clauses}

    @cached_property
    def pieces(self) -> int:
        """How many pieces the lot has."""
        return pieces_of(self.contract, self.lot.id)

    @cached_property
    def unit_price(self) -> Fraction:
        """Minor units for one piece, exactly."""
        return Fraction(self.value_minor, max(1, self.pieces))

    @cached_property
    def decisive(self) -> Inspected | None:
        """The last report before the goods left that says anything."""
        return self._last(DECIDING)

    @cached_property
    def at_destination(self) -> Inspected | None:
        """The last independent report from the destination; the buyer's own is none (R21)."""
        found = self._said(frozenset({InspectionKind.DESTINATION}))
        return next((each for each in found if each.by is not InspectedBy.SELF), None)

    def _last(self, kinds: frozenset[InspectionKind]) -> Inspected | None:
        return next(self._said(kinds), None)

    def _said(self, kinds: frozenset[InspectionKind]) -> Iterator[Inspected]:
        """The reports of these kinds that say anything, the newest first."""
        for each in reversed(self.lot.quality.reports):
            if each.kind in kinds and each.judged.verdict is not Verdict.NOT_PERFORMED:
                yield each

    @property
    def counted(self) -> Inspected | None:
        """The last report at loading or at the destination that counted the pieces."""
        return self._last(COUNTED_AT)

    @property
    def presented(self) -> int:
        """How many pieces an inspector was shown, at most all."""
        return min(self.pieces, self.decisive.presented) if self.decisive else 0

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """What the decisive report found, clause by clause, in the order of the report."""
        report, found = self.decisive, dict[str, list[Finding]]()
        if report is None:
            return ()
        for each in report.findings:
            if each.defective > 0:
                found.setdefault(each.clause, []).append(each)
        return tuple(self._known(report, clause, tuple(each)) for clause, each in found.items())

    def _known(self, report: Inspected, clause: str, findings: tuple[Finding, ...]) -> Known:
        quality = self.lot.quality
        is_reserved = clause in quality.reservations
        return Known(
            clause,
            findings,
            report,
            waiver=next(
                (
                    each
                    for each in quality.waivers
                    if each.clause == clause
                    and each.void_at is None
                    and each.report_sha256 == report.report_sha256
                ),
                None,
            ),
            settlement=quality.settlement_of(clause),
            is_reserved=is_reserved,
            is_accepted=self.is_strict and quality.approved and not is_reserved,
        )

    @property
    def packaging(self) -> tuple[str, ...]:
        """The packaging clauses whose breach can do damage on the way."""
        return tuple(
            each.id
            for each in self.clauses.values()
            if each.kind is ClauseKind.PACKAGING and each.aspect not in HARMLESS
        )

    @property
    def has_left(self) -> bool:
        """Whether the goods have left the supplier."""
        return self.lot.has_left


@dataclass(frozen=True)
class Scene:
    """The order under one policy at one instant."""

    state: Order
    policy: Policy
    now: datetime
    calendars: Calendars = field(default_factory=Calendars)

    @cached_property
    def terms(self) -> Contract:
        """The contract's text as it stands."""
        return self.state.terms

    @property
    def is_binding(self) -> bool:
        """Whether the policy is the order's own; another is only compared."""
        return self.policy.version == self.state.policy

    @property
    def is_deposit_only(self) -> bool:
        """Whether only the deposit is protected, until shipment (S40)."""
        return self.terms.coverage is Coverage.PRE_SHIPMENT

    @cached_property
    def unlisted(self) -> tuple[str, ...]:
        """The methods of this order's payments that the policy does not list (S44)."""
        listed = self.policy.cover.methods
        return tuple(sorted({paid.method for paid in self.state.receipts} - set(listed)))

    @cached_property
    def lots(self) -> tuple[Goods, ...]:
        """The lots in the contract's order; those that were refunded are over and left out."""
        known = [self.state.lots.get(each.id) or Lot(each.id) for each in lots_of(self.terms)]
        lots = [lot for lot in known if lot.stage is not LotStage.REFUNDED]
        strict = self.policy.switches.waiver_by_unconditional_approval
        return tuple(
            Goods(lot, self.terms, cap, goods_value(self.terms, lot), strict)
            for lot, cap in zip(lots, self._caps(lots), strict=True)
        )

    def _caps(self, lots: list[Lot]) -> list[Cap]:
        """What stands behind each lot; of held money only what came by a listed method (S44)."""
        caps = [stands_behind(self.state, lot) for lot in lots]
        held = [cap.held_minor for cap in caps]
        if not self.unlisted or not sum(held):
            return caps
        listed = sum(
            paid.refundable_minor
            for paid in self.state.receipts
            if paid.method in self.policy.cover.methods
        )
        parts = split(min(listed, sum(held)), held)
        return [
            Cap(cap.lot, part, cap.guaranteed_minor, cap.owed_minor)
            for cap, part in zip(caps, parts, strict=True)
        ]
