"""How does a filled form become a contract, and a contract a form?

A contract begins with an empty one, an example, or a file; the form changes what it asks and
leaves the rest. The person's own organisation is always the side that he chose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

from earnest.domain.calendar import local_date
from earnest.domain.contract.terms import (
    Clause,
    Contract,
    InspectionPlan,
    Instalment,
    Line,
    LineKind,
    Party,
    ShipBy,
    Trigger,
)
from earnest.domain.money import Money, decimal_text, line_amount
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse
from earnest.exchange.read import Imported
from earnest.web.draft_forms import MOST_LINES, PLAN, minor_of
from earnest.web.names import organisation_names, party_of
from earnest.wiring import Desk

EXAMPLES = ("vacuum-flasks", "vacuum-flasks-zh")
"""Contracts that can be copied; they stand beside the demo."""

EXAMPLE_AHEAD = timedelta(days=75)
"""An example's ship-by date lies so far ahead of the day on which it is copied."""

TWO_PARTS = 2


def empty(currency: str = "USD") -> Contract:
    """A contract that says nothing yet."""
    return Contract("", currency, Party(), Party(), (), 0)


def example(desk: Desk, name: str) -> Contract:
    """One of the examples, with a ship-by date in the future."""
    if name not in EXAMPLES:
        refuse("order.not_found")
    text = files("earnest").joinpath("demo", "orders", f"{name}.toml").read_bytes()
    found = desk.read_order(text, filename=name).contract
    if found.ship_by is None:
        return found
    on = local_date(desk.now(), found.ship_by.zone) + EXAMPLE_AHEAD
    return replace(found, ship_by=replace(found.ship_by, on=on))


def uploaded(desk: Desk, data: bytes, name: str) -> Imported:
    """A contract read from a file; refuses ``import.*``."""
    return desk.read_order(data, filename=name)


def as_side(contract: Contract, organisation: str, side: Role) -> Contract:
    """The contract with the person's organisation on its side, and the other one if it is known."""
    ours = party_of(organisation)
    other = contract.supplier if side is Role.BUYER else contract.buyer
    known = organisation_names([other.organisation])
    if other.organisation not in known or other.organisation == ours.organisation:
        other = replace(other, organisation="")
    if side is Role.BUYER:
        return replace(contract, buyer=ours, supplier=other)
    return replace(contract, buyer=other, supplier=ours)


def terms_of(contract: Contract, side: Role) -> dict[str, Any]:
    """What the form shows of a contract."""
    other = contract.supplier if side is Role.BUYER else contract.buyer
    return {
        "title": contract.title,
        "reference": contract.reference,
        "side": side.value,
        "counterparty": other.name if other.organisation else "",
        "currency": contract.currency,
        "incoterm": contract.incoterm,
        "incoterm_place": contract.incoterm_place,
        "mode": contract.mode,
        "ship_by_on": contract.ship_by.on if contract.ship_by else None,
        "origin_zone": contract.origin_zone,
        "destination_zone": contract.destination_zone,
        "essential": bool(contract.ship_by and contract.ship_by.essential),
        "lead_days": contract.lead_days or None,
        "coverage": contract.coverage.value if contract.coverage else "",
        "inspection": contract.inspection is not None,
        "law": contract.law,
        **_plan_of(contract),
    }


def _plan_of(contract: Contract) -> dict[str, Any]:
    if not contract.schedule:
        return {"deposit_days": 7, "balance_days": 7, "balance_trigger": Trigger.SHIPMENT_APPROVED}
    deposit, balance = contract.schedule[0], contract.schedule[-1]
    is_split = len(contract.schedule) == TWO_PARTS
    return {
        "deposit": decimal_text(Money(deposit.amount_minor, contract.currency)),
        "deposit_days": deposit.days,
        "balance_trigger": balance.trigger.value if is_split else Trigger.SHIPMENT_APPROVED.value,
        "balance_days": balance.days,
    }


def has_too_many_lines(contract: Contract) -> bool:
    """Whether the form leaves the lines as they are, because nobody could fill so many rows."""
    return len(contract.lines) > MOST_LINES


def lines_of(contract: Contract) -> list[dict[str, Any]]:
    """What the rows show of a contract's lines."""
    return [_row(line, contract.currency) for line in contract.lines]


def _row(line: Line, currency: str) -> dict[str, Any]:
    first = line.clauses[0] if line.clauses else None
    is_goods = line.kind is LineKind.GOODS
    amount = decimal_text(Money(abs(line.amount_minor), currency))
    value = f"{first.value} {first.unit}".strip() if first else ""
    return {
        "id": line.id,
        "kind": line.kind.value,
        "name": line.name,
        "quantity": line.quantity if is_goods else "1",
        "unit": line.unit,
        "unit_price": line.unit_price if is_goods else amount,
        "base_quantity": line.base_quantity if is_goods else "1",
        "spec_name": first.name if first else "",
        "spec_value": value,
        "spec_tolerance": first.tolerance if first else "",
        "spec_method": first.method if first else "",
    }


def written(
    before: Contract, terms: Mapping[str, Any], rows: list[Mapping[str, Any]], *, policy: Policy
) -> Contract:
    """The contract as the form says it; refuses amounts that are none."""
    currency = terms.get("currency", before.currency)
    old = {line.id: line for line in before.lines}
    lines = tuple(_line(row, old.get(row["id"]), currency) for row in _numbered(rows))
    if has_too_many_lines(before):
        lines = before.lines
    total = sum(line.amount_minor for line in lines)
    return replace(
        before,
        title=terms["title"],
        reference=terms["reference"],
        currency=currency,
        lines=lines,
        stated_total_minor=total,
        incoterm=terms["incoterm"],
        incoterm_place=terms["incoterm_place"],
        mode=terms["mode"],
        origin_zone=terms["origin_zone"],
        destination_zone=terms["destination_zone"],
        ship_by=_ship_by(before, terms),
        lead_days=terms["lead_days"] or 0,
        coverage=terms["coverage"],
        inspection=_inspection(before, terms, policy),
        schedule=_schedule(before, terms, total, currency),
        law=terms["law"],
    )


def _numbered(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Give new rows the next free numbers as ids."""
    used = {row["id"] for row in rows if row["id"]}
    free = (str(number) for number in range(1, 10_000) if str(number) not in used)
    return [row if row["id"] else {**row, "id": next(free)} for row in rows]


def _line(row: Mapping[str, Any], old: Line | None, currency: str) -> Line:
    if old and all(row[name] == shown for name, shown in _row(old, currency).items()):
        return old
    kind, base = LineKind(row["kind"]), row["base_quantity"] or "1"
    amount = line_amount(
        unit_price=row["unit_price"],
        quantity=row["quantity"],
        base_quantity=base,
        currency=currency,
    )
    return Line(
        id=row["id"],
        name=row["name"],
        amount_minor=-amount if kind is LineKind.ALLOWANCE else amount,
        kind=kind,
        quantity=row["quantity"],
        unit=row["unit"],
        unit_price=row["unit_price"],
        base_quantity=base,
        clauses=_specifications(row, old),
    )


def _specifications(row: Mapping[str, Any], old: Line | None) -> tuple[Clause, ...]:
    """The one requirement that the row shows, and those behind it that it does not show."""
    before = old.clauses if old else ()
    if not row["spec_name"]:
        return before[1:]
    first = before[0] if before else Clause(f"{row['id']}-1", "")
    shown = f"{first.value} {first.unit}".strip()
    if row["spec_value"] != shown:
        first = replace(first, value=row["spec_value"], unit="")
    changed = replace(
        first, name=row["spec_name"], tolerance=row["spec_tolerance"], method=row["spec_method"]
    )
    return (changed, *before[1:])


def _ship_by(before: Contract, terms: Mapping[str, Any]) -> ShipBy | None:
    if terms["ship_by_on"] is None:
        return None
    by = before.ship_by.deliver_by_on if before.ship_by else None
    return ShipBy(terms["ship_by_on"], terms["origin_zone"], terms["essential"], by)


def _inspection(
    before: Contract, terms: Mapping[str, Any], policy: Policy
) -> InspectionPlan | None:
    if not terms["inspection"]:
        return None
    rules = policy.inspection
    planned = InspectionPlan(
        level=rules.level, aql_major=rules.aql_major, aql_minor=rules.aql_minor
    )
    return before.inspection or planned


def _schedule(
    before: Contract, terms: Mapping[str, Any], total: int, currency: str
) -> tuple[Instalment, ...]:
    if PLAN[0] not in terms:
        return before.schedule
    if not terms["deposit"]:
        return ()
    deposit = minor_of(terms["deposit"], currency)
    first = Instalment("deposit", deposit, Trigger.SIGNATURE, terms["deposit_days"])
    if deposit >= total:
        return (first,)
    trigger = Trigger(terms["balance_trigger"])
    return (first, Instalment("balance", total - deposit, trigger, terms["balance_days"]))
