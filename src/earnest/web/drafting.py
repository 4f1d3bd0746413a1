"""How does a filled form become a contract, and a contract a form?

A contract begins with an empty one, an example, or a file; the form changes what it asks and
leaves the rest. The person's own organisation is always the side that he chose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

from earnest.domain.calendar import local_date
from earnest.domain.contract.terms import (
    Contract,
    Instalment,
    Line,
    LineKind,
    LotTerms,
    Party,
    ShipBy,
    Trigger,
)
from earnest.domain.money import Money, decimal_text, line_amount
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse
from earnest.exchange.read import Imported
from earnest.web.clause_forms import MOST_CLAUSES, clauses_by_line
from earnest.web.draft_forms import MOST_LINES, PLAN, minor_of
from earnest.web.lot_forms import MOST_LOTS, is_goods, lots_said
from earnest.web.names import organisation_names, party_of
from earnest.web.plan_forms import plan_said, rates_said
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


def has_too_many_rows(contract: Contract) -> bool:
    """Whether lines, clauses and lots stay as they are, because no form could hold the rows."""
    return (
        len(contract.lines) > MOST_LINES
        or len(contract.clauses) > MOST_CLAUSES
        or len(contract.lots) > MOST_LOTS
    )


def lines_of(contract: Contract) -> list[dict[str, Any]]:
    """What the rows show of a contract's lines."""
    return [_row(line, contract.currency) for line in contract.lines]


def _row(line: Line, currency: str) -> dict[str, Any]:
    is_goods = line.kind is LineKind.GOODS
    amount = decimal_text(Money(abs(line.amount_minor), currency))
    return {
        "id": line.id,
        "kind": line.kind.value,
        "name": line.name,
        "quantity": line.quantity if is_goods else "1",
        "unit": line.unit,
        "unit_price": line.unit_price if is_goods else amount,
        "base_quantity": line.base_quantity if is_goods else "1",
    }


@dataclass(frozen=True, slots=True)
class Written:
    """What the forms say: the terms, and the rows in use; lines by the number of their row."""

    terms: Mapping[str, Any]
    lines: Mapping[int, Mapping[str, Any]]
    clauses: list[Mapping[str, Any]]
    lots: list[Mapping[str, Any]]
    plan: dict[str, Any]
    rates: dict[str, Any]


def written(before: Contract, said: Written, *, policy: Policy) -> Contract:
    """The contract as the forms say it; refuses amounts that are none."""
    terms = said.terms
    currency = terms.get("currency", before.currency)
    lines, lots = before.lines, before.lots
    if not has_too_many_rows(before):
        lines, lots = _lines_and_lots(before, said, currency)
    total = sum(line.amount_minor for line in lines)
    lateness, losses = rates_said(said.rates)
    return replace(
        before,
        title=terms["title"],
        reference=terms["reference"],
        currency=currency,
        lines=lines,
        lots=lots,
        stated_total_minor=total,
        incoterm=terms["incoterm"],
        incoterm_place=terms["incoterm_place"],
        mode=terms["mode"],
        origin_zone=terms["origin_zone"],
        destination_zone=terms["destination_zone"],
        ship_by=_ship_by(before, terms),
        lead_days=terms["lead_days"] or 0,
        coverage=terms["coverage"],
        inspection=plan_said(before, said.plan, policy) if terms["inspection"] else None,
        schedule=_schedule(before, terms, total, currency),
        lateness=lateness,
        losses=losses,
        law=terms["law"],
    )


def _lines_and_lots(
    before: Contract, said: Written, currency: str
) -> tuple[tuple[Line, ...], tuple[LotTerms, ...]]:
    old = {line.id: line for line in before.lines}
    rows = _numbered(said.lines)
    clauses = clauses_by_line(before.lines, said.clauses)
    lines = tuple(
        replace(_line(row, old.get(row["id"]), currency), clauses=clauses.get(number, ()))
        for number, row in rows.items()
    )
    ids = {number: row["id"] for number, row in rows.items() if is_goods(row["kind"])}
    return lines, lots_said(said.lots, ids)


def _numbered(rows: Mapping[int, Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """Give new rows the next free numbers as ids."""
    used = {row["id"] for row in rows.values() if row["id"]}
    free = (str(number) for number in range(1, 10_000) if str(number) not in used)
    return {number: row if row["id"] else {**row, "id": next(free)} for number, row in rows.items()}


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
    )


def _ship_by(before: Contract, terms: Mapping[str, Any]) -> ShipBy | None:
    if terms["ship_by_on"] is None:
        return None
    by = before.ship_by.deliver_by_on if before.ship_by else None
    return ShipBy(terms["ship_by_on"], terms["origin_zone"], terms["essential"], by)


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
