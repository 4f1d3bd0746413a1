"""Which numbers may a lawyer change? The policy: every number of the rules, with its source.

A policy file is TOML; each rule is a table ``{value, source}`` where the source is an S-number
of the guide, a ruling, or ours. ``read_policy`` refuses a bad file with the key's path and the
reason. A published version is never edited: an order keeps its own. See ``earnest/policies``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from earnest.domain.contract.terms import Coverage, InspectedBy, InspectionKind
from earnest.domain.refusals import refuse


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


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated, immutable version of all rules; ``version`` is ``name@number``."""

    name: str
    number: int
    title: str
    cover: CoverRules
    limit: LimitRules
    negotiation: NegotiationRules
    contract: ContractRules
    shipment: ShipmentRules
    payment: PaymentRules
    cancellation: CancellationRules
    amendment: AmendmentRules
    inspection: InspectionRules
    waiver: WaiverRules
    reduction: ReductionRules
    holdback: HoldbackRules
    receipt: ReceiptRules
    dispute: DisputeRules
    undertaking: UndertakingRules
    fees: FeeRules
    caps: CapRules
    switches: SwitchRules
    sources: Mapping[str, str] = field(hash=False)

    @property
    def version(self) -> str:
        """The name that events carry, for example ``guide-2021@1``."""
        return f"{self.name}@{self.number}"


@dataclass(frozen=True, slots=True)
class Policies:
    """All policies of an installation, by version; ``default`` is for new orders."""

    by_version: Mapping[str, Policy]
    default: str

    def of(self, version: str) -> Policy:
        """The policy of ``version``; refuses an unknown one."""
        if version not in self.by_version:
            refuse("policy.unknown", version=version[:60])
        return self.by_version[version]


_HEAD = {"name": str, "number": int, "title": str}


def read_policy(data: Mapping[str, object]) -> Policy:
    """Make a policy of parsed TOML, or refuse ``policy.bad_file`` with path and reason."""
    sections = {f.name: f for f in fields(Policy) if f.name not in (*_HEAD, "sources")}
    for name in data:
        if name not in _HEAD and name not in sections:
            _bad(name, "unknown section")
    head = {name: _typed(name, data.get(name), kind) for name, kind in _HEAD.items()}
    hints = get_type_hints(Policy)
    sources: dict[str, str] = {}
    read: dict[str, Any] = {
        name: _section(name, hints[name], data.get(name), sources) for name in sections
    }
    policy = Policy(**head, **read, sources=sources)
    _fits_together(policy)
    return policy


def _fits_together(policy: Policy) -> None:
    """Refuse rules that contradict one another."""
    shortest, longest = policy.receipt.transit_min_days, policy.receipt.transit_max_days
    if set(shortest) != set(longest):
        _bad("receipt.transit_min_days", "wanted the modes of receipt.transit_max_days")
    for name, of in (("weight_by", InspectedBy), ("weight_of_kind", InspectionKind)):
        if set(getattr(policy.inspection, name)) != {each.value for each in of}:
            _bad(f"inspection.{name}", f"wanted exactly {', '.join(each.value for each in of)}")
    for mode, days in shortest.items():
        if days > longest[mode]:
            _bad(f"receipt.transit_min_days.{mode}", "longer than the longest transit")


def _section(path: str, kind: type, data: object, sources: dict[str, str]) -> object:
    if not isinstance(data, Mapping):
        _bad(path, "missing section")
    known = {f.name: f for f in fields(kind)}
    for key in data:
        if key not in known:
            _bad(f"{path}.{key}", "unknown rule")
    hints = get_type_hints(kind)
    values = {}
    for name, item in known.items():
        where = f"{path}.{name}"
        table = data.get(name)
        if not isinstance(table, Mapping) or set(table) - {"value", "source", "note"}:
            _bad(where, "wanted a table of value, source and perhaps note")
        sources[where] = _typed(f"{where}.source", table.get("source"), str)
        if not sources[where].strip():
            _bad(where, "a rule cites its source")
        values[name] = _value(where, table.get("value"), hints[name], dict(item.metadata))
    return kind(**values)


def _value(path: str, value: object, hint: Any, bounds: dict[str, Any]) -> object:
    if hint in (int, bool, str):
        return _bounded(path, _typed(path, value, hint), bounds)
    if get_origin(hint) is tuple:
        if type(value) is not list or not value:
            _bad(path, "wanted a list that is not empty")
        return tuple(get_args(hint)[0](_bounded(path, item, bounds)) for item in value)
    if not isinstance(value, Mapping) or not value:
        _bad(path, "wanted a table of numbers")
    return {
        str(k): _bounded(f"{path}.{k}", _typed(f"{path}.{k}", v, int), bounds)
        for k, v in value.items()
    }


def _typed(path: str, value: object, kind: type) -> Any:
    if type(value) is not kind:
        _bad(path, f"wanted {kind.__name__}, found {type(value).__name__}")
    return value


def _bounded(path: str, value: Any, bounds: dict[str, Any]) -> Any:
    if "allowed" in bounds and value not in bounds["allowed"]:
        _bad(path, f"wanted one of {', '.join(bounds['allowed'])}")
    if "low" in bounds and not bounds["low"] <= value <= bounds["high"]:
        _bad(path, f"wanted {bounds['low']} to {bounds['high']}, found {value}")
    return value


def _bad(path: str, reason: str) -> NoReturn:
    refuse("policy.bad_file", path=path, reason=reason)


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule in which two policies differ; values as text, sources as cited."""

    path: str
    one: str
    other: str
    source_one: str
    source_other: str


def differences(one: Policy, other: Policy) -> Iterator[Difference]:
    """Every rule in which two policies differ, in the order of the sections."""
    for path in one.sources:
        section, name = path.split(".")
        first = getattr(getattr(one, section), name)
        second = getattr(getattr(other, section), name)
        if first != second:
            yield Difference(
                path, _text(first), _text(second), one.sources[path], other.sources[path]
            )


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {item}" for key, item in sorted(value.items()))
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return str(value)
