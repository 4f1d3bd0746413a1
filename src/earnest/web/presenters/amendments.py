"""Which texts of the contract were signed, and what does a new one say otherwise? Term by term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.contract.differences import Difference
from earnest.domain.contract.terms import Contract
from earnest.usecases.versions import ContractVersion
from earnest.web.presenters.reader import Reader

GAP = " · "


def rows(changes: Iterable[Difference], contract: Contract, reader: Reader) -> list[dict[str, str]]:
    """Give each changed term by its name, with what it said before and says now."""
    return [
        {
            "term": _term(each.path, contract),
            "before": _value(each.path, each.before, contract, reader),
            "after": _value(each.path, each.after, contract, reader),
        }
        for each in changes
    ]


def versions(
    found: Iterable[ContractVersion], contract: Contract, reader: Reader
) -> list[dict[str, Any]]:
    """Give every signed text, the newest first."""
    return [
        {
            "number": each.number,
            "hash": each.contract_hash,
            "signatures": [
                {"who": reader.word("Role", signature.side.value), **reader.moment(signature.at)}
                for signature in each.signatures
            ],
            "rows": rows(each.changes, contract, reader),
        }
        for each in reversed(tuple(found))
    ]


def _term(path: str, contract: Contract) -> str:
    """Write a path of the order form in words; a name of somebody's own stays as it is."""
    clauses = {clause.id: clause.name for clause in contract.clauses}
    lines = {line.id: line.name for line in contract.lines}
    names = _names()
    parts = path.split(".")
    own = clauses | lines
    return GAP.join(names.get(part) or own.get(part) or part.replace("_", " ") for part in parts)


def _value(path: str, text: str, contract: Contract, reader: Reader) -> str:
    if not text:
        return "—"
    if path.endswith("split_cause"):
        return reader.word("role", text)
    if path.endswith("_minor") and text.lstrip("-").isdecimal():
        return reader.money(int(text), contract.currency)
    return text


def _names() -> dict[str, str]:
    return {
        "title": _("Title"),
        "stated_total_minor": _("Total"),
        "reference": _("Your reference"),
        "incoterm": _("Delivery term"),
        "incoterm_place": _("Place"),
        "mode": _("Way of transport"),
        "ship_by": _("Ship-by date"),
        "on": _("Day"),
        "coverage": _("Protection"),
        "inspection": _("Inspection"),
        "schedule": _("Payments"),
        "lots": _("Lots"),
        "lines": _("Goods"),
        "clauses": _("Requirements"),
        "quantity": _("Quantity"),
        "unit_price": _("Unit price"),
        "amount_minor": _("Amount"),
        "value": _("Value"),
        "tolerance": _("Tolerance"),
        "method": _("Test method"),
        "severity": _("Severity"),
        "name": _("Name"),
        "unit": _("Unit"),
        "design_files": _("Design files"),
        "lateness": _("Compensation for lateness"),
        "losses": _("Loss of value"),
        "lead_days": _("Lead time in days"),
        "law": _("Law"),
        "id": _("Name"),
        "split_from": _("Taken out of lot"),
        "split_cause": _("Split made necessary by"),
    }
