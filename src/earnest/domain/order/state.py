"""What is known of one order? The fold of its events, as plain immutable values.

Large values have no slots, so that ``changes.replace`` copies them at once.
Money is in minor units of the order's currency. Guards on money read facts that cannot be unset
("has ever ..."). The contract's terms hang on the state but are stored once, by their hash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.amendment import Proposal, Version
from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import Contract
from earnest.domain.coverage.undertaking import Undertaking
from earnest.domain.inspection.booking import Inspection
from earnest.domain.inspection.report import UNKNOWN, Quality
from earnest.domain.order.bargain import QUIET, Bargain
from earnest.domain.order.stages import LotStage, Stage, next_lot_stage
from earnest.domain.parties import Role
from earnest.domain.refusals import refuse


class WaitKind(ClosedList):
    """What somebody is waited for; the table of their bounds is in ``deadlines``."""

    DRAFT_IDLE = "draft_idle"
    ANSWER_PROPOSAL = "answer_proposal"
    COUNTERSIGN = "countersign"
    LIMIT_HOLD = "limit_hold"
    DEPOSIT = "deposit"
    INSTALMENT = "instalment"
    OVERDUE_INSTALMENT = "overdue_instalment"
    SHIP_BY = "ship_by"
    EXTRA_PERIOD = "extra_period"
    LONGSTOP = "longstop"
    ANSWER_SHIP_BY = "answer_ship_by"
    CANCEL_NOTICE = "cancel_notice"
    ANSWER_CANCELLATION = "answer_cancellation"
    ANSWER_AMENDMENT = "answer_amendment"
    ANSWER_INSPECTION = "answer_inspection"
    INSPECTION_DUE = "inspection_due"
    APPROVE_SHIPMENT = "approve_shipment"
    SHIPMENT_OBJECTION = "shipment_objection"
    RECEIPT = "receipt"
    ARRIVAL_EVIDENCE = "arrival_evidence"
    ACCEPTANCE = "acceptance"
    HOLDBACK = "holdback"
    ANSWER_REDUCTION = "answer_reduction"
    ANSWER_HOLDBACK = "answer_holdback"
    ANSWER_UNDERTAKING = "answer_undertaking"
    CALL_UNDERTAKING = "call_undertaking"
    PERFORM_UNDERTAKING = "perform_undertaking"
    CONFIRM_PERFORMANCE = "confirm_performance"
    PAY_UNDERTAKING = "pay_undertaking"
    DECIDE_CALL = "decide_call"
    DECIDE_CALL_LATE = "decide_call_late"
    REVIEW_CALL = "review_call"
    PAYOUT = "payout"
    RETURNED_PAYOUT = "returned_payout"
    UNKNOWN_PAYOUT = "unknown_payout"
    CLOSE = "close"
    SUSPENSE = "suspense"


BANK_WAITS = (WaitKind.PAYOUT, WaitKind.RETURNED_PAYOUT, WaitKind.UNKNOWN_PAYOUT)
"""What becomes of money on its way out; this goes on being waited for when an order is over."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody must act before ``due_at``; else the wait's published outcome happens by itself.

    Stored with rule, zone and calendar version and never computed again (T5). ``about`` names
    the lot, instalment or payout that is waited for, or is empty.
    """

    kind: WaitKind
    who: Role
    due_at: datetime
    rule: str
    zone: str
    started_at: datetime
    about: str = ""
    calendar: str = ""

    @property
    def name(self) -> tuple[WaitKind, str]:
        """What identifies the wait within its order."""
        return (self.kind, self.about)


@dataclass(frozen=True, slots=True)
class Cell:
    """Money of one instalment for one lot and purpose."""

    instalment: str
    lot: str
    purpose: Purpose
    minor: int


@dataclass(frozen=True)
class Shipment:
    """How a lot left: hand-over, carrier, and what is proven of it."""

    handed_over_at: datetime
    mode: str
    carrier: str = ""
    tracking: str = ""
    documents: tuple[str, ...] = ()
    late_days: int = 0
    verified_at: datetime | None = None
    delivered_at: datetime | None = None
    not_arrived: int = 0


@dataclass(frozen=True)
class Lot:
    """One lot: where its goods stand and what of its money is held, by purpose."""

    id: str
    stage: LotStage = LotStage.WAITING
    held: Mapping[Purpose, int] = field(default_factory=dict)
    released_minor: int = 0
    refunded_minor: int = 0
    reduced_minor: int = 0
    production_percent: int = 0
    quality: Quality = UNKNOWN
    bargain: Bargain = QUIET
    shipment: Shipment | None = None
    reported_under_notice: bool = False
    cancelled: bool = False
    split_from: str = ""
    split_cause: Role | None = None
    received_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def held_minor(self) -> int:
        """All that is held for this lot."""
        return sum(self.held.values())

    @property
    def is_ended(self) -> bool:
        """Whether nothing more can happen to the lot's money by the trade's own course."""
        return self.stage in (LotStage.RELEASED, LotStage.REFUNDED)

    @property
    def is_payable(self) -> bool:
        """Whether the buyer still owes what is unpaid of it."""
        return not self.cancelled and self.stage is not LotStage.REFUNDED

    @property
    def has_left(self) -> bool:
        """Whether the goods have ever left the supplier."""
        return self.shipment is not None

    def after(self, event: str, **changes: object) -> Lot:
        """The lot with its stage moved by ``event`` and the changes made."""
        return replace(self, stage=next_lot_stage(self.stage, event), **changes)


@dataclass(frozen=True, slots=True)
class Paid:
    """One receipt of money matched to this order, where it went, and what of it went back."""

    receipt: str
    minor: int
    method: str
    cells: tuple[Cell, ...]
    refunded_minor: int = 0
    reversed_minor: int = 0

    @property
    def refundable_minor(self) -> int:
        """What may still go back to this source; nothing where the bank took more than was left."""
        return max(0, self.minor - self.refunded_minor - self.reversed_minor)


class PayoutStatus(ClosedList):
    """Where an instruction to the bank stands; unknown is a state, never re-sent blindly (E7)."""

    INSTRUCTED = "instructed"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Payout:
    """Money on its way out: to the supplier, or back to the source of one receipt."""

    id: str
    to: Role
    minor: int
    receipt: str = ""
    status: PayoutStatus = PayoutStatus.INSTRUCTED
    retry_of: str = ""
    kept_minor: int = 0
    retried: bool = False
    escalated: bool = False
    unresolved: bool = False

    @property
    def is_final(self) -> bool:
        """Whether it is over: confirmed by the bank, asked for again, or kept against a debt."""
        return self.status is PayoutStatus.SETTLED or (
            self.status is PayoutStatus.RETURNED and not self.returned_minor
        )

    @property
    def returned_minor(self) -> int:
        """What came back and is still to be paid out."""
        is_back = self.status is PayoutStatus.RETURNED and not self.retried
        return self.minor - self.kept_minor if is_back else 0

    @property
    def is_escalated(self) -> bool:
        """Whether it came back, nobody sent it anew in time, and it is still to be paid out."""
        return self.escalated and self.returned_minor > 0

    @property
    def is_unresolved(self) -> bool:
        """Whether both sides were told that even the bank's statement did not show in time what
        became of it, and it does not show it yet.
        """
        return self.unresolved and self.status is PayoutStatus.UNKNOWN


@dataclass(frozen=True, slots=True)
class DateProposal:
    """A new ship-by date that the supplier asks for (R6)."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class CancellationProposal:
    """An offer to end the order: what the supplier keeps of the money held."""

    by: Role
    keeps_minor: int


@dataclass(frozen=True, slots=True)
class Signature:
    """One side's signature under a contract hash."""

    side: Role
    contract_hash: str


@dataclass(frozen=True)
class Shipping:
    """The date axis of the whole order: what is promised, what has ever been missed."""

    ship_by_on: date | None = None
    moved_days: int = 0
    refused_until: datetime | None = None
    missed_on: date | None = None
    late_claim_kept: bool = True
    extra_over: bool = False
    refused: bool = False
    notice_at: datetime | None = None
    proposal: DateProposal | None = None
    proposals: int = 0


@dataclass(frozen=True)
class Order:
    """The state of one order. ``seq`` and hashes are the journal's affair, not this one's."""

    id: str
    stage: Stage = Stage.DRAFT
    policy: str = ""
    buyer: str = ""
    supplier: str = ""
    opened_by: Role = Role.BUYER
    shown: bool = False
    currency: str = ""
    contract: Contract | None = None
    contract_hash: str = ""
    proposed_by: Role | None = None
    counters: int = 0
    signatures: tuple[Signature, ...] = ()
    confirmed: tuple[str, ...] = ()
    lots: Mapping[str, Lot] = field(default_factory=dict)
    plan: tuple[Cell, ...] = ()
    unpaid: tuple[Cell, ...] = ()
    forgiven: tuple[Cell, ...] = ()
    triggered: tuple[str, ...] = ()
    missed: Mapping[str, datetime] = field(default_factory=dict)
    overdue: tuple[str, ...] = ()
    receipts: tuple[Paid, ...] = ()
    payouts: tuple[Payout, ...] = ()
    paid_minor: int = 0
    released_minor: int = 0
    refunded_minor: int = 0
    reversed_minor: int = 0
    reduced_minor: int = 0
    receivable_minor: int = 0
    recovered_minor: int = 0
    reserved_minor: int = 0
    payment_announced: bool = False
    concluded_at: datetime | None = None
    shipping: Shipping = Shipping()
    cancellation: CancellationProposal | None = None
    cancellations: int = 0
    amendment: Proposal | None = None
    amendments: tuple[Version, ...] = ()
    amendment_proposals: int = 0
    inspections: tuple[Inspection, ...] = ()
    undertakings: tuple[Undertaking, ...] = ()
    waits: tuple[Wait, ...] = ()
    windows_over: bool = False

    @property
    def terms(self) -> Contract:
        """The contract; every order has one from its opening on."""
        if self.contract is None:
            refuse("order.not_found")
        return self.contract

    @property
    def held_minor(self) -> int:
        """All that is held in escrow for this order."""
        return sum(lot.held_minor for lot in self.lots.values())

    @property
    def debt_minor(self) -> int:
        """What the buyer owes after reversed payments."""
        return self.receivable_minor - self.recovered_minor

    @property
    def live_lots(self) -> tuple[Lot, ...]:
        """The lots whose trade goes on."""
        return tuple(lot for lot in self.lots.values() if not lot.is_ended)

    def lot(self, id: str) -> Lot:
        """The lot called ``id``; refuses an unknown one."""
        if id not in self.lots:
            refuse("lot.unknown", lot=id[:40])
        return self.lots[id]

    def wait(self, kind: WaitKind, about: str = "") -> Wait | None:
        """The running wait of that kind, if any."""
        return next((wait for wait in self.waits if wait.name == (kind, about)), None)

    def open_cells(self, part: str = "") -> tuple[Cell, ...]:
        """The unpaid cells of lots still to be paid for: all, or those of one payable part.

        A part is an instalment (``deposit``) or an instalment's share for one lot
        (``balance/A``).
        """
        return tuple(
            cell
            for cell in self.unpaid
            if part in ("", cell.instalment, f"{cell.instalment}/{cell.lot}")
            and self.lots[cell.lot].is_payable
        )

    def outstanding(self, part: str = "") -> int:
        """What is still to be paid, in all or of one payable part."""
        return sum(cell.minor for cell in self.open_cells(part))


def with_lot(state: Order, lot: Lot) -> Order:
    """The order with one lot replaced."""
    return replace(state, lots={**state.lots, lot.id: lot})


def change_lot(state: Order, id: str, change: Callable[[Lot], Lot]) -> Order:
    """The order with ``change`` made to the lot called ``id``."""
    return with_lot(state, change(state.lots[id]))


def change_quality(state: Order, id: str, change: Callable[[Quality], Quality]) -> Order:
    """The order with ``change`` made to what is known of the conformity of one lot."""
    return change_lot(state, id, lambda lot: replace(lot, quality=change(lot.quality)))


def starting(state: Order, waits: Iterable[Wait]) -> Order:
    """The order with new waits running; a wait of the same name is replaced."""
    new = tuple(waits)
    names = {wait.name for wait in new}
    return replace(state, waits=(*(w for w in state.waits if w.name not in names), *new))


def ending(state: Order, *kinds: WaitKind, about: str | None = None) -> Order:
    """The order without the waits of these kinds (T8), of all things or of one."""
    left = (w for w in state.waits if w.kind not in kinds or about not in (None, w.about))
    return replace(state, waits=tuple(left))
