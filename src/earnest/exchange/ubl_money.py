"""What does a UBL order cost? Its currency, lines, charges, allowances, taxes and payable amount.

Decisions, each so that the contract's lines add up and nothing is guessed:

- A goods line is price x quantity / base quantity. Charges and allowances *of a line* become lines
  of their own beside it; those *inside a price* (``Price/AllowanceCharge``) are information only,
  because ``PriceAmount`` is net of them.
- The order's own ``TaxTotal`` counts once, as one TAX line; without it, the taxes stated on the
  lines are added up. A tax that the document calls included in the prices adds nothing.
- What was already paid elsewhere is a negative line, as it is not part of the payable amount; a
  rounding amount is a charge or an allowance. Zero amounts make no line.
- Lines that are not goods have no unit price: theirs stays ``0``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earnest.domain.contract.gaps import Gap
from earnest.domain.contract.terms import Line, LineKind
from earnest.domain.money import exponent
from earnest.domain.refusals import Fact, refuse
from earnest.exchange.numbers import minor_from_document
from earnest.exchange.xml_tree import Node

_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Amounts:
    """Reads amounts of one document, all in one currency."""

    currency: str

    def minor(self, node: Node, *, signed: bool = False) -> int:
        """Minor units of an amount element in the document's currency."""
        self.check(node)
        return minor_from_document(node.text, self.currency, where=node.name, signed=signed)

    def check(self, node: Node) -> None:
        """Refuse an amount or price in another currency than the document's."""
        found = node.attributes.get("currencyID", self.currency)
        if found != self.currency:
            refuse("import.several_currencies", currencies=(self.currency, found[:12]))

    def at(self, node: Node, *path: str, signed: bool = False) -> int | None:
        """Minor units of the first element at ``path``; ``None`` where there is none."""
        found = node.first(*path)
        return None if found is None else self.minor(found, signed=signed)


def currency_of(order: Node) -> str:
    """The order's currency: its header's, else the one that all its amounts carry.

    Refuses ``import.several_currencies``, ``import.no_currency`` and an unknown currency.
    """
    currency = order.value("DocumentCurrencyCode")
    if not currency:
        found = sorted(set(_currencies(order)))
        if len(found) > 1:
            refuse("import.several_currencies", currencies=tuple(code[:12] for code in found[:8]))
        currency = found[0] if found else refuse("import.no_currency")
    exponent(currency)
    return currency


def _currencies(node: Node) -> Iterator[str]:
    if "currencyID" in node.attributes:
        yield node.attributes["currencyID"]
    for child in node.children:
        yield from _currencies(child)


def adjustments(node: Node, amounts: Amounts, *, prefix: str, of: str = "") -> Iterator[Line]:
    """The charges and allowances directly under ``node`` as lines, ``of`` naming their line."""
    for number, item in enumerate(node.all("AllowanceCharge"), start=1):
        is_charge = _TRUTH.get(item.value("ChargeIndicator"))
        minor = amounts.at(item, "Amount")
        if is_charge is None or minor is None:
            refuse("import.missing_key", path="AllowanceCharge: ChargeIndicator, Amount")
        kind = LineKind.CHARGE if is_charge else LineKind.ALLOWANCE
        name = item.value("AllowanceChargeReason") or kind.value.capitalize()
        if minor:
            yield Line(
                id=f"{prefix}{number}",
                name=f"{of}: {name}" if of else name,
                amount_minor=minor if is_charge else -minor,
                kind=kind,
            )


def taxes(order: Node, amounts: Amounts) -> tuple[list[Line], list[Gap]]:
    """The tax of the whole order as at most one line, and what to say about it."""
    totals, gaps = _header_totals(order, amounts)
    on_lines = [_line_tax(item, amounts) for item in order.all("OrderLine", "LineItem")]
    stated_on_lines = [minor for minor in on_lines if minor is not None]
    by_lines = sum(stated_on_lines)
    minor = sum(amounts.at(item, "TaxAmount") or 0 for item in totals) if totals else by_lines
    facts: dict[str, Fact] = {"currency": amounts.currency}
    if totals and stated_on_lines and by_lines != minor:
        gaps.append(Gap("tax.differs", {"stated": minor, "lines": by_lines, **facts}, blocks=False))
    if any(_TRUTH.get(item.value("TaxIncludedIndicator")) for item in totals):
        gaps.append(Gap("tax.included", {"tax": minor, **facts}, blocks=False))
        minor = 0
    name = _tax_name(totals) or "Tax"
    lines = [Line(id="tax", name=name, amount_minor=minor, kind=LineKind.TAX)] if minor else []
    return lines, gaps


def _header_totals(order: Node, amounts: Amounts) -> tuple[list[Node], list[Gap]]:
    """The order's tax totals in its own currency; one in the tax currency is only mentioned."""
    tax_currency = order.value("TaxCurrencyCode")
    totals: list[Node] = []
    gaps: list[Gap] = []
    for item in order.all("TaxTotal"):
        amount = item.first("TaxAmount")
        found = amount.attributes.get("currencyID", "") if amount else ""
        if found and found == tax_currency != amounts.currency:
            gaps.append(Gap("tax.other_currency", {"currency": found[:12]}, blocks=False))
        else:
            totals.append(item)
    return totals, gaps


def _line_tax(item: Node, amounts: Amounts) -> int | None:
    stated = amounts.at(item, "TotalTaxAmount")
    if stated is not None:
        return stated
    found = item.all("TaxTotal", "TaxAmount")
    return sum(amounts.minor(node) for node in found) if found else None


def _tax_name(totals: list[Node]) -> str:
    path = ("TaxSubtotal", "TaxCategory", "TaxScheme")
    names = {
        scheme.value("Name") or scheme.value("ID") for item in totals for scheme in item.all(*path)
    }
    return names.pop() if len(names) == 1 else ""


def settled_elsewhere(order: Node, amounts: Amounts) -> tuple[list[Line], list[Gap]]:
    """The rounding and the prepaid amount of the total, as lines, and what to say about them."""
    total = order.first("AnticipatedMonetaryTotal")
    rounding = (amounts.at(total, "PayableRoundingAmount", signed=True) if total else 0) or 0
    prepaid = (amounts.at(total, "PrepaidAmount") if total else 0) or 0
    lines, gaps = [], []
    if rounding:
        kind = LineKind.CHARGE if rounding > 0 else LineKind.ALLOWANCE
        lines.append(Line(id="rounding", name="Rounding", amount_minor=rounding, kind=kind))
    if prepaid:
        name = "Already paid elsewhere"
        lines.append(Line(id="prepaid", name=name, amount_minor=-prepaid, kind=LineKind.ALLOWANCE))
        facts: dict[str, Fact] = {"paid": prepaid, "currency": amounts.currency}
        gaps.append(Gap("prepaid.not_held", facts, blocks=False))
    return lines, gaps


def stated_total(order: Node, amounts: Amounts) -> int | None:
    """The payable amount that the document states, in minor units; ``None`` where it does not."""
    return amounts.at(order, "AnticipatedMonetaryTotal", "PayableAmount")
