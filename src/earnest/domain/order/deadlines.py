"""Who is waited for, until when, and what happens otherwise? The one table of all waits.

Each wait has an owner, a bound and a published outcome; nothing waits that is not here.
``start`` makes a wait from the table; the instant is computed once, with the holiday rule of
R26, and stored. What happens when it runs out is decided in ``lapses``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Protocol

from earnest.domain.calendar import business_days_after, days_after, is_zone, past_long_holiday
from earnest.domain.closed_list import ClosedList
from earnest.domain.context import Context
from earnest.domain.order.state import Order, Wait, WaitKind
from earnest.domain.parties import PARTIES, Role
from earnest.domain.policy import Policy


class Unit(ClosedList):
    """In what a bound is counted."""

    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    HOURS = "hours"
    CONTRACT = "contract"


class Waiting(Protocol):
    """A state in which something runs: an order, a receipt."""

    @property
    def waits(self) -> tuple[Wait, ...]:
        """What runs."""
        ...


@dataclass(frozen=True, slots=True)
class WaitRule:
    """One line of the table: who must act (empty: whoever's turn it is), the bound, the outcome.

    ``rule`` is the path of the number in the policy, or names the contract's own term;
    ``outcome`` is the event that happens by itself.
    """

    kind: WaitKind
    who: Role | None
    unit: Unit
    rule: str
    outcome: str


WAITS: dict[WaitKind, WaitRule] = {
    line.kind: line
    for line in (
        WaitRule(
            WaitKind.DRAFT_IDLE, None, Unit.DAYS, "negotiation.draft_idle_days", "OrderLapsed"
        ),
        WaitRule(
            WaitKind.ANSWER_PROPOSAL, None, Unit.DAYS, "negotiation.proposal_days", "OrderLapsed"
        ),
        WaitRule(
            WaitKind.COUNTERSIGN, None, Unit.DAYS, "negotiation.signature_days", "OrderLapsed"
        ),
        WaitRule(
            WaitKind.LIMIT_HOLD,
            Role.BUYER,
            Unit.BUSINESS_DAYS,
            "limit.soft_hold_banking_days",
            "LimitHoldEnded",
        ),
        WaitRule(
            WaitKind.DEPOSIT, Role.BUYER, Unit.DAYS, "negotiation.deposit_days", "OrderLapsed"
        ),
        WaitRule(
            WaitKind.INSTALMENT, Role.BUYER, Unit.CONTRACT, "contract.schedule", "InstalmentMissed"
        ),
        WaitRule(
            WaitKind.OVERDUE_INSTALMENT,
            Role.BUYER,
            Unit.DAYS,
            "payment.balance_overdue_days",
            "InstalmentOverdue",
        ),
        WaitRule(
            WaitKind.SHIP_BY, Role.SUPPLIER, Unit.CONTRACT, "contract.ship_by", "ShipByMissed"
        ),
        WaitRule(
            WaitKind.EXTRA_PERIOD,
            Role.SUPPLIER,
            Unit.CONTRACT,
            "shipment.extra_period_days",
            "ExtraPeriodEnded",
        ),
        WaitRule(
            WaitKind.LONGSTOP, Role.SUPPLIER, Unit.CONTRACT, "shipment.longstop_days", "LotRefunded"
        ),
        WaitRule(
            WaitKind.ANSWER_SHIP_BY,
            Role.BUYER,
            Unit.DAYS,
            "shipment.date_answer_days",
            "ShipByProposalLapsed",
        ),
        WaitRule(
            WaitKind.CANCEL_NOTICE,
            Role.SUPPLIER,
            Unit.HOURS,
            "shipment.notice_hours",
            "LotRefunded",
        ),
        WaitRule(
            WaitKind.ANSWER_CANCELLATION,
            None,
            Unit.DAYS,
            "cancellation.answer_days",
            "CancellationLapsed",
        ),
        WaitRule(
            WaitKind.ANSWER_AMENDMENT, None, Unit.DAYS, "amendment.answer_days", "AmendmentLapsed"
        ),
        WaitRule(
            WaitKind.ANSWER_INSPECTION,
            None,
            Unit.HOURS,
            "inspection.proposal_silence_hours",
            "InspectionBooked",
        ),
        WaitRule(
            WaitKind.INSPECTION_DUE,
            None,
            Unit.CONTRACT,
            "inspection.report_hours",
            "InspectionMissed",
        ),
        WaitRule(
            WaitKind.APPROVE_SHIPMENT,
            Role.BUYER,
            Unit.BUSINESS_DAYS,
            "inspection.approve_business_days",
            "ShipmentApproved",
        ),
        WaitRule(
            WaitKind.SHIPMENT_OBJECTION,
            Role.BUYER,
            Unit.BUSINESS_DAYS,
            "cover.pre_shipment_release_business_days",
            "LotReleased",
        ),
        WaitRule(
            WaitKind.RECEIPT,
            Role.BUYER,
            Unit.CONTRACT,
            "receipt.auto_confirm_days",
            "GoodsReceived",
        ),
        WaitRule(
            WaitKind.ARRIVAL_EVIDENCE,
            Role.CARRIER,
            Unit.CONTRACT,
            "receipt.no_evidence_refund_days",
            "LotRefunded",
        ),
        WaitRule(
            WaitKind.ACCEPTANCE, Role.BUYER, Unit.DAYS, "dispute.open_window_days", "LotReleased"
        ),
        WaitRule(
            WaitKind.ANSWER_UNDERTAKING,
            None,
            Unit.BUSINESS_DAYS,
            "undertaking.answer_business_days",
            "UndertakingLapsed",
        ),
        WaitRule(
            WaitKind.CALL_UNDERTAKING,
            Role.BUYER,
            Unit.CONTRACT,
            "contract.undertaking",
            "UndertakingLapsed",
        ),
        WaitRule(
            WaitKind.PERFORM_UNDERTAKING,
            Role.SUPPLIER,
            Unit.CONTRACT,
            "contract.undertaking",
            "UndertakingUnkept",
        ),
        WaitRule(
            WaitKind.CONFIRM_PERFORMANCE,
            Role.BUYER,
            Unit.DAYS,
            "dispute.buyer_silence_days",
            "UndertakingPerformed",
        ),
        WaitRule(
            WaitKind.PAY_UNDERTAKING,
            Role.SUPPLIER,
            Unit.DAYS,
            "undertaking.payout_days",
            "UndertakingPaid",
        ),
        WaitRule(
            WaitKind.DECIDE_CALL,
            Role.MEDIATOR,
            Unit.DAYS,
            "dispute.mediator_days",
            "CallPassedOn",
        ),
        WaitRule(
            WaitKind.DECIDE_CALL_LATE,
            Role.OPERATOR,
            Unit.DAYS,
            "dispute.mediator_reassigned_days",
            "UndertakingPaid",
        ),
        WaitRule(WaitKind.REVIEW_CALL, None, Unit.DAYS, "dispute.review_days", "UndertakingPaid"),
        WaitRule(
            WaitKind.HOLDBACK, Role.BUYER, Unit.DAYS, "dispute.open_window_days", "LotReleased"
        ),
        WaitRule(
            WaitKind.ANSWER_REDUCTION, None, Unit.DAYS, "reduction.answer_days", "ReductionLapsed"
        ),
        WaitRule(
            WaitKind.ANSWER_HOLDBACK,
            Role.SUPPLIER,
            Unit.BUSINESS_DAYS,
            "holdback.countersign_business_days",
            "HoldbackLapsed",
        ),
        WaitRule(
            WaitKind.PAYOUT,
            Role.RAIL,
            Unit.BUSINESS_DAYS,
            "payment.payout_answer_business_days",
            "PayoutUnknown",
        ),
        WaitRule(
            WaitKind.RETURNED_PAYOUT,
            Role.OPERATOR,
            Unit.BUSINESS_DAYS,
            "payment.returned_payout_business_days",
            "PayoutEscalated",
        ),
        WaitRule(
            WaitKind.UNKNOWN_PAYOUT,
            Role.OPERATOR,
            Unit.BUSINESS_DAYS,
            "payment.unknown_payout_business_days",
            "PayoutUnresolved",
        ),
        WaitRule(
            WaitKind.SUSPENSE,
            Role.OPERATOR,
            Unit.DAYS,
            "payment.suspense_return_days",
            "ReturnInstructed",
        ),
        WaitRule(WaitKind.CLOSE, Role.BUYER, Unit.DAYS, "dispute.open_window_days", "WindowsEnded"),
    )
}
"""Every wait of an order and of a receipt. ``earnest waits`` prints this table."""


def number(policy: Policy, path: str) -> int:
    """The whole number that stands at ``section.rule`` in the policy."""
    return int(_reader(path)(policy))


@cache
def _reader(path: str) -> Callable[[Policy], int]:
    return attrgetter(path)


def start(
    kind: WaitKind,
    state: Order,
    ctx: Context,
    *,
    about: str = "",
    who: Role | None = None,
    after: datetime | None = None,
    due_at: datetime | None = None,
) -> Wait:
    """Begin a wait: by the policy's number after ``after`` (default now), or until ``due_at``.

    A party's window that would end inside a long public holiday of that party's country ends
    on the first working day after it, where the policy switches that on (R26).
    """
    line, policy = WAITS[kind], ctx.policies.of(state.policy)
    owner = who or line.who or Role.BUYER
    zone, country = zone_of_party(state, owner), country_of_party(state, owner)
    calendar = ctx.calendars.of(country)
    if due_at is None:
        days, since = number(policy, line.rule), after or ctx.now
        if line.unit is Unit.HOURS:
            due_at = since + timedelta(hours=days)
        elif line.unit is Unit.BUSINESS_DAYS:
            due_at = business_days_after(since, days, zone, calendar)
        else:
            due_at = days_after(since, days, zone)
    if policy.switches.holiday_extension and owner in PARTIES and line.unit is not Unit.HOURS:
        due_at = past_long_holiday(due_at, zone, calendar)
    return Wait(kind, owner, due_at, line.rule, zone, ctx.now, about, calendar.version)


def zone_of_party(state: Order, role: Role) -> str:
    """The contract's zone for what this side must do; UTC where the draft names none yet."""
    terms = state.terms
    zone = terms.destination_zone if role is Role.BUYER else terms.origin_zone
    return zone if is_zone(zone) else "UTC"


def country_of_party(state: Order, role: Role) -> str:
    """The country whose holidays move this side's windows."""
    terms = state.terms
    return (terms.buyer if role is Role.BUYER else terms.supplier).country


def due(state: Waiting, now: datetime) -> Wait | None:
    """The wait that ran out first by ``now``, if any: by instant, then kind, then subject."""
    over = [wait for wait in state.waits if wait.due_at <= now]
    return min(over, key=lambda wait: (wait.due_at, wait.kind, wait.about)) if over else None
