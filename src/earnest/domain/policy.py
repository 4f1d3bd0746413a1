"""Which numbers may a lawyer change? The policy: every number of the rules, with its source.

A policy file is TOML; each rule is a table ``{value, source}`` where the source is an S-number
of the guide, a ruling, or ours. ``read_policy`` refuses a bad file with the key's path and the
reason. A published version is never edited: an order keeps its own. See ``earnest/policies``; the
rules of each section stand in ``policy_sections``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from earnest.domain.contract.terms import InspectedBy, InspectionKind
from earnest.domain.policy_sections import (
    AmendmentRules,
    CancellationRules,
    CapRules,
    ContractRules,
    CoverRules,
    DisputeRules,
    FeeRules,
    HoldbackRules,
    InspectionRules,
    LimitRules,
    NegotiationRules,
    PaymentRules,
    ReceiptRules,
    ReductionRules,
    ShipmentRules,
    SwitchRules,
    UndertakingRules,
    WaiverRules,
)
from earnest.domain.refusals import refuse


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
