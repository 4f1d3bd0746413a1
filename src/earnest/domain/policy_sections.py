"""Which rules has each section of a policy, and between which bounds may each number stand?

One class a section, one field a rule; ``policy`` reads a file into them. What a rule is for is said
by the section's class, its value and source by the policy's file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from earnest.domain.contract.terms import Coverage


def rule(low: int = 0, high: int = 10**9) -> Any:
    """A whole number between ``low`` and ``high``, both allowed."""
    return field(metadata={"low": low, "high": high})


def choice(*allowed: str) -> Any:
    """One of the named words."""
    return field(metadata={"allowed": allowed})


@dataclass(frozen=True, slots=True)
class CoverRules:
    """What is promised, and until when."""

    methods: tuple[str, ...]
    types: tuple[Coverage, ...] = choice(*Coverage)
    refund_percent_of_covered: int = rule(0, 100)
    pre_shipment_release_business_days: int = rule(1, 60)
    fraud_days_after_receipt: int = rule(0, 365)


@dataclass(frozen=True, slots=True)
class LimitRules:
    """How a supplier's limit is held (R24)."""

    base: str = choice("total", "unbacked")
    shortfall: str = choice("refuse", "cap")
    soft_hold_banking_days: int = rule(1, 30)


@dataclass(frozen=True, slots=True)
class NegotiationRules:
    """How long an order may stand still before money is in it."""

    draft_idle_days: int = rule(1, 365)
    proposal_days: int = rule(1, 90)
    signature_days: int = rule(1, 90)
    deposit_days: int = rule(1, 90)
    counter_limit: int = rule(1, 100)


@dataclass(frozen=True, slots=True)
class ContractRules:
    """How well a contract must be testable before it is covered without further questions (S76)."""

    grade_min: str = choice("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class ShipmentRules:
    """Lateness, new dates and the way out (R6)."""

    grace_days: int = rule(0, 60)
    extra_period_days: int = rule(0, 90)
    extra_period_percent_of_lead: int = rule(0, 100)
    notice_hours: int = rule(1, 720)
    longstop_days: int = rule(1, 365)
    date_answer_days: int = rule(1, 60)
    date_proposals_limit: int = rule(1, 20)
    lateness_basis_points_a_week: int = rule(0, 10_000)
    lateness_cap_basis_points: int = rule(0, 10_000)


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """Unpaid instalments, and money that does not fit."""

    balance_overdue_days: int = rule(1, 90)
    suspense_return_days: int = rule(1, 90)
    refund_initiate_working_days: int = rule(1, 60)
    payout_answer_business_days: int = rule(1, 30)
    returned_payout_business_days: int = rule(1, 30)
    unknown_payout_business_days: int = rule(1, 30)


@dataclass(frozen=True, slots=True)
class CancellationRules:
    """Ending by agreement (R7)."""

    answer_days: int = rule(1, 60)
    proposals_limit: int = rule(1, 20)


@dataclass(frozen=True, slots=True)
class AmendmentRules:
    """Changing what both sides signed (S36, S39)."""

    answer_days: int = rule(1, 60)
    proposals_limit: int = rule(1, 50)


@dataclass(frozen=True, slots=True)
class InspectionRules:
    """When, how much, and what silence means."""

    approve_business_days: int = rule(1, 30)
    refusals_limit: int = rule(1, 10)
    pass_refusals_limit: int = rule(0, 5)
    pass_refusal_days_max: int = rule(0, 90)
    book_before_ship_working_days: int = rule(0, 60)
    report_hours: int = rule(1, 720)
    proposal_silence_hours: int = rule(1, 720)
    finished_min_percent: int = rule(0, 100)
    packed_min_percent: int = rule(0, 100)
    packaging_sample: int = rule(0, 1000)
    drop_sample: int = rule(1, 100)
    contest_business_days: int = rule(0, 30)
    recheck_working_days: int = rule(1, 60)
    bookings_limit: int = rule(1, 200)
    counter_limit: int = rule(0, 20)
    reduced_steady_days: int = rule(0, 730)
    weight_by: Mapping[str, int] = rule(0, 100)
    weight_of_kind: Mapping[str, int] = rule(0, 100)
    level: str = choice("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
    aql_critical: str = choice("0")
    aql_major: str = choice("0.65", "1.0", "1.5", "2.5", "4.0")
    aql_minor: str = choice("1.5", "2.5", "4.0", "6.5")


@dataclass(frozen=True, slots=True)
class WaiverRules:
    """When claims can be given up, and what is worse than reported (R20)."""

    not_before_hours: int = rule(0, 720)
    worse_p_basis_points: int = rule(1, 5_000)


@dataclass(frozen=True, slots=True)
class ReductionRules:
    """Agreeing on a lower price of a lot."""

    answer_days: int = rule(1, 60)
    proposals_limit: int = rule(1, 20)


@dataclass(frozen=True, slots=True)
class HoldbackRules:
    """What is kept back after acceptance (R22)."""

    factor_percent: int = rule(100, 500)
    countersign_business_days: int = rule(1, 30)
    asks_limit: int = rule(1, 20)


@dataclass(frozen=True, slots=True)
class ReceiptRules:
    """When goods count as arrived (R8)."""

    auto_confirm_days: int = rule(1, 90)
    transit_margin_days: int = rule(0, 90)
    not_arrived_days: int = rule(1, 90)
    not_arrived_limit: int = rule(1, 5)
    no_evidence_refund_days: int = rule(30, 365)
    transit_min_days: Mapping[str, int] = rule(0, 120)
    transit_max_days: Mapping[str, int] = rule(1, 180)


@dataclass(frozen=True, slots=True)
class DisputeRules:
    """Windows, answers and silence in a dispute."""

    open_window_days: int = rule(1, 365)
    supplier_response_days: int = rule(1, 60)
    auto_escalate_day: int = rule(1, 60)
    evidence_upload_days: int = rule(1, 60)
    mediator_days: int = rule(1, 90)
    mediator_reassigned_days: int = rule(1, 90)
    review_days: int = rule(0, 60)
    buyer_silence_days: int = rule(1, 90)
    cost_cap_percent: int = rule(0, 100)
    report_booked_days: int = rule(1, 60)
    report_delivered_days: int = rule(1, 90)
    report_threshold_times_price: int = rule(1, 20)
    consent_silence_business_days: int = rule(1, 30)


@dataclass(frozen=True, slots=True)
class UndertakingRules:
    """Promises with a sum and a date: how long, how many, how secured (S136, R22)."""

    answer_business_days: int = rule(1, 30)
    payout_days: int = rule(1, 60)
    claim_days_max: int = rule(1, 365)
    perform_days_max: int = rule(0, 120)
    open_limit: int = rule(1, 20)
    offers_limit: int = rule(1, 100)
    security_factor_percent: int = rule(0, 1000)


@dataclass(frozen=True, slots=True)
class FeeRules:
    """What paying costs, in basis points or US cents; the programme itself is free (S100)."""

    programme_buyer_basis_points: int = rule(0, 10_000)
    programme_supplier_basis_points: int = rule(0, 10_000)
    card_basis_points: int = rule(0, 10_000)
    western_union_min_cents: int = rule()
    western_union_max_cents: int = rule()
    telegraphic_transfer_min_cents: int = rule()
    telegraphic_transfer_max_cents: int = rule()
    pay_later_cents: int = rule()
    e_checking_cents: int = rule()


@dataclass(frozen=True, slots=True)
class CapRules:
    """Bounds of the payment methods, in US cents."""

    pay_later_line_cents: int = rule()
    western_union_order_below_cents: int = rule()
    voucher_cents: int = rule()


@dataclass(frozen=True, slots=True)
class SwitchRules:
    """Readings of the guide that an operator may choose between."""

    holiday_extension: bool
    outage_extension: bool
    waiver_by_unconditional_approval: bool
    full_refund_only_for_fundamental_breach: bool
