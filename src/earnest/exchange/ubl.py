"""What does a UBL 2.x Order say? Its terms as a contract, and what was seen but not taken.

Elements are found by local name within UBL's namespaces, so that every 2.x version reads alike.
Nothing is guessed: a delivery term stays as it was written, a requested delivery date never
becomes a ship-by date, free text never becomes a term. Money is ``ubl_money``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from earnest.domain.contract.gaps import Gap
from earnest.domain.contract.terms import Clause, Contract, Line, Party
from earnest.domain.refusals import Fact, refuse
from earnest.exchange.bounds import MAX_LINES, checked_text
from earnest.exchange.numbers import bounded, computed_amount, decimal_from_document
from earnest.exchange.ubl_money import (
    Amounts,
    adjustments,
    currency_of,
    settled_elsewhere,
    stated_total,
    taxes,
)
from earnest.exchange.xml_tree import Node, read_xml

ORDER_NAMESPACE = "urn:oasis:names:specification:ubl:schema:xsd:Order-2"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MODES = {"1": "sea", "2": "rail", "3": "road", "4": "air"}
"""UN/ECE recommendation 19, the codes that we have transit times for."""


@dataclass(frozen=True, slots=True)
class Read:
    """A contract as a document states it, and the gaps that only the import can know."""

    contract: Contract
    gaps: tuple[Gap, ...]


def read_ubl(data: bytes) -> Read:
    """Read the bytes of a UBL Order; refuses what is not one, or not exact (``import.*``)."""
    order = read_xml(data)
    if (order.namespace, order.name) != (ORDER_NAMESPACE, "Order"):
        refuse("import.not_an_order", found=order.name[:60])
    _keep_ubl_only(order)
    amounts = Amounts(currency_of(order))
    lines, gaps = _lines(order, amounts)
    terms, place = _delivery_terms(order, gaps)
    goods = lines[0].name if lines else ""
    contract = Contract(
        title=": ".join(filter(None, (order.value("ID"), goods))),
        reference=order.value("ID"),
        currency=amounts.currency,
        buyer=_party(order.first("BuyerCustomerParty", "Party")),
        supplier=_party(order.first("SellerSupplierParty", "Party")),
        lines=tuple(lines),
        stated_total_minor=0,
        incoterm=terms,
        incoterm_place=place,
        mode=_mode(order),
    )
    stated = stated_total(order, amounts)
    if stated is None:
        stated = bounded(contract.computed_total_minor)
        facts: dict[str, Fact] = {"computed": stated, "currency": amounts.currency}
        gaps.append(Gap("total.not_stated", facts, blocks=False))
    gaps += _seen(order)
    return Read(replace(contract, stated_total_minor=stated), tuple(gaps))


def _keep_ubl_only(node: Node) -> None:
    """Drop elements of other makers and bound every text; extensions are not part of an order."""
    if node.name != "EmbeddedDocumentBinaryObject":
        checked_text(node.text, where=node.name)
    for name, value in node.attributes.items():
        checked_text(value, where=f"{node.name}.{name}")
    node.children = [
        child
        for child in node.children
        if child.namespace.startswith(_UBL) and child.name != "UBLExtensions"
    ]
    for child in node.children:
        _keep_ubl_only(child)


def _party(node: Node | None) -> Party:
    """A placeholder for somebody whom the platform does not know yet: name and country."""
    if node is None:
        return Party()
    names = (
        node.value("PartyLegalEntity", "RegistrationName"),
        node.value("PartyName", "Name"),
        node.value("PartyTaxScheme", "RegistrationName"),
    )
    country = ("Country", "IdentificationCode")
    countries = (
        node.value("PostalAddress", *country),
        node.value("PartyLegalEntity", "RegistrationAddress", *country),
        node.value("PartyTaxScheme", "RegistrationAddress", *country),
    )
    return Party(
        name=next(filter(None, names), ""),
        country=next(filter(_COUNTRY.fullmatch, countries), ""),
    )


def _lines(order: Node, amounts: Amounts) -> tuple[list[Line], list[Gap]]:
    items = order.all("OrderLine", "LineItem")
    if len(items) > MAX_LINES:
        refuse("import.too_many_lines", limit=MAX_LINES)
    lines: list[Line] = []
    gaps: list[Gap] = []
    for number, item in enumerate(items, start=1):
        line = _goods(item, amounts, number=number)
        doubts = list(_doubts(item, line))
        extra = list(adjustments(item, amounts, prefix=f"{line.id}.", of=line.name))
        more = sum(other.amount_minor for other in extra)
        stated = amounts.at(item, "LineExtensionAmount", signed=True)
        if doubts:
            line = replace(line, amount_minor=max(0, (stated or 0) - more))
        elif stated not in (None, line.amount_minor + more):
            doubts.append(
                Gap(
                    "line.mismatch",
                    {
                        "line": line.name,
                        "stated": stated,
                        "computed": line.amount_minor + more,
                        "currency": amounts.currency,
                    },
                )
            )
        lines += [line, *extra]
        gaps += doubts
    lines += adjustments(order, amounts, prefix="adjustment-")
    for further, said in (taxes(order, amounts), settled_elsewhere(order, amounts)):
        lines += further
        gaps += said
    return lines, gaps


def _goods(item: Node, amounts: Amounts, *, number: int) -> Line:
    """A goods line with its computed amount: price x quantity / base quantity."""
    quantity, base = item.first("Quantity"), item.first("Price", "BaseQuantity")
    name = item.value("Item", "Name") or item.value("Item", "Description")
    line = Line(
        id=item.value("ID") or str(number),
        name=name,
        amount_minor=0,
        quantity=decimal_from_document(quantity.text, where=quantity.name) if quantity else "0",
        unit=quantity.attributes.get("unitCode", "") if quantity else "",
        unit_price=_price(item, amounts),
        base_quantity=decimal_from_document(base.text, where=base.name) if base else "1",
        clauses=tuple(_clauses(item.first("Item"), name, prefix=item.value("ID") or str(number))),
    )
    return replace(line, amount_minor=computed_amount(line, amounts.currency))


def _price(item: Node, amounts: Amounts) -> str:
    node = item.first("Price", "PriceAmount")
    if node is None:
        return "0"
    amounts.check(node)
    return decimal_from_document(node.text, where=node.name)


def _doubts(item: Node, line: Line) -> Iterator[Gap]:
    """Why the line cannot be computed; the document's own amount then stands until corrected."""
    if item.first("Price", "PriceAmount") is None:
        yield Gap("line.price_missing", {"line": line.name})
    base = item.first("Price", "BaseQuantity")
    base_unit = base.attributes.get("unitCode", line.unit) if base else line.unit
    if base_unit != line.unit:
        yield Gap("line.unit_differs", {"line": line.name, "unit": line.unit, "base": base_unit})


def _clauses(item: Node | None, name: str, *, prefix: str) -> Iterator[Clause]:
    """What the document requires of the goods, as written: untestable until somebody adds how.

    Ids begin with the line's, because a claim names one clause of the whole contract.
    """
    if item is None:
        return
    description = " ".join(filter(None, (node.text for node in item.all("Description"))))
    if description and description != name:
        yield Clause(id=f"{prefix}.description", name="Description", value=description)
    for number, node in enumerate(item.all("AdditionalItemProperty"), start=1):
        quantity = node.first("ValueQuantity")
        values = [value.text for value in node.all("Value")] or [quantity.text if quantity else ""]
        yield Clause(
            id=f"{prefix}.{number}",
            name=node.value("Name"),
            value=", ".join(filter(None, values)),
            unit=quantity.attributes.get("unitCode", "") if quantity else "",
        )


def _delivery_terms(order: Node, gaps: list[Gap]) -> tuple[str, str]:
    """The delivery term and its place as written; neither where the document names several."""
    found = {
        (node.value("ID"), _place(node.first("DeliveryLocation")))
        for node in order.all("DeliveryTerms")
    }
    if len(found) > 1:
        names = tuple(sorted(" ".join(filter(None, pair))[:80] for pair in found))
        gaps.append(Gap("incoterm.several", {"names": names}))
        return "", ""
    return found.pop() if found else ("", "")


def _place(location: Node | None) -> str:
    if location is None:
        return ""
    names = (
        location.value("Description"),
        location.value("Name"),
        location.value("Address", "CityName"),
    )
    return ", ".join(filter(None, (next(filter(None, names), ""), location.value("ID"))))


def _mode(order: Node) -> str:
    path = ("Delivery", "Shipment", "ShipmentStage", "TransportModeCode")
    codes = {node.text for node in order.all(*path)}
    return _MODES.get(codes.pop(), "") if len(codes) == 1 else ""


_ROOTS = ((), ("OrderLine", "LineItem"))
_DELIVERY_DATES = (
    ("Delivery", "RequestedDeliveryPeriod", "EndDate"),
    ("Delivery", "PromisedDeliveryPeriod", "EndDate"),
    ("Delivery", "LatestDeliveryDate"),
)
_DESPATCH_DATES = (("Delivery", "Despatch", "RequestedDespatchDate"),)
_TEXTS = (
    ("Note",),
    ("DeliveryTerms", "SpecialTerms"),
    ("TransactionConditions", "Description"),
    ("PaymentTerms", "Note"),
    ("OrderLine", "Note"),
)
_ATTACHED = (
    ("AdditionalDocumentReference",),
    ("OrderLine", "LineItem", "Item", "ItemSpecificationDocumentReference"),
)


def _seen(order: Node) -> Iterator[Gap]:
    """What stands in the document and was deliberately not made a term of the contract."""
    delivery = _dates(order, _DELIVERY_DATES)
    if delivery:
        yield Gap("ship_by.only_delivery_date", {"dates": delivery}, blocks=False)
    despatch = _dates(order, _DESPATCH_DATES)
    if despatch:
        yield Gap("ship_by.only_despatch_date", {"dates": despatch}, blocks=False)
    texts = [node.text[:120] for path in _TEXTS for node in order.all(*path) if node.text]
    if texts:
        yield Gap("text.not_taken", {"texts": tuple(texts[:20])}, blocks=False)
    files = [node for path in _ATTACHED for node in order.all(*path) if node.first("Attachment")]
    if files:
        names = tuple(" ".join(filter(None, _document_names(node))) for node in files[:20])
        yield Gap("attachments.not_taken", {"names": names}, blocks=False)


def _dates(order: Node, paths: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The real dates at these paths, of the order and of its lines, each once."""
    nodes = (node for root in _ROOTS for path in paths for node in order.all(*root, *path))
    return tuple(sorted({node.text[:10] for node in nodes if _is_date(node.text[:10])}))[:8]


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _document_names(node: Node) -> tuple[str, str]:
    kind = node.value("DocumentType")
    return node.value("ID")[:60], f"({kind[:60]})" if kind else ""
