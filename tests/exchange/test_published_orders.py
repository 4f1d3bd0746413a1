"""Do the orders that OASIS and OpenPEPPOL published read as a person would compute them?"""

from pathlib import Path

import pytest

from earnest.domain.contract.terms import LineKind
from earnest.exchange.read import Imported, Kind, read_order
from earnest.policies import load

ORDERS = Path(__file__).parents[1] / "data" / "orders"
POLICY = load().of(load().default)


def read(name: str) -> Imported:
    return read_order(ORDERS / name, policy=POLICY)


def money_of(imported: Imported) -> list[tuple[str, LineKind, int]]:
    return [(line.name, line.kind, line.amount_minor) for line in imported.contract.lines]


def codes(imported: Imported) -> list[str]:
    return [gap.code for gap in imported.gaps]


def facts_of(imported: Imported, code: str) -> dict[str, object]:
    return next(gap.facts for gap in imported.gaps if gap.code == code)


MISSING_EVERYWHERE = {
    "buyer.unknown",
    "supplier.unknown",
    "transport.missing",
    "ship_by.missing",
    "ship_by.only_delivery_date",
    "zone.missing",
    "schedule.missing",
    "coverage.missing",
    "inspection.no_plan",
    "design.no_file",
    "clause.untestable",
}


def test_ubl_20_order_keeps_its_free_text_delivery_term_as_unknown():
    imported = read("UBL-Order-2.0-Example-International.xml")
    contract = imported.contract
    assert imported.kind is Kind.UBL
    assert contract.currency == "USD"  # the header names none; every amount carries it
    assert money_of(imported) == [("Acme Beeswax", LineKind.GOODS, 100_000)]
    assert (contract.stated_total_minor, contract.computed_total_minor) == (100_000, 100_000)
    line = contract.lines[0]
    assert (line.quantity, line.unit, line.unit_price, line.base_quantity) == (
        "100",
        "KGM",
        "10.00",
        "1",
    )
    assert (contract.buyer.name, contract.buyer.country) == ("IYT Corporation", "GB")
    assert (contract.supplier.name, contract.supplier.country) == ("Consortial", "US")
    assert (contract.buyer.organisation, contract.supplier.organisation) == ("", "")
    assert contract.incoterm == "FOB Destination"
    assert contract.incoterm_place == "Felixstowe, GBFXT"
    assert facts_of(imported, "incoterm.unknown") == {"term": "FOB Destination"}
    assert contract.ship_by is None
    assert facts_of(imported, "ship_by.only_delivery_date") == {"dates": ("2005-06-30",)}
    assert set(codes(imported)) == MISSING_EVERYWHERE | {"incoterm.unknown", "text.not_taken"}


def test_ubl_21_order_adds_up_lines_charge_allowance_and_tax_and_says_where_the_total_differs():
    imported = read("UBL-Order-2.1-Example.xml")
    assert money_of(imported) == [
        ("Falu Rödfärg", LineKind.GOODS, 600_000),  # 120 litres at 50
        ("Pensel 20 mm", LineKind.GOODS, 22_500),  # 15 at 15
        ("Transport documents", LineKind.CHARGE, 10_000),
        ("Total order value discount", LineKind.ALLOWANCE, -10_000),
        ("Tax", LineKind.TAX, 10_000),
    ]
    assert imported.contract.currency == "SEK"
    assert imported.contract.stated_total_minor == 622_500
    assert imported.contract.computed_total_minor == 632_500
    expected = {"stated": 622_500, "computed": 632_500, "currency": "SEK"}
    assert facts_of(imported, "total.mismatch") == expected
    assert imported.blocks
    assert facts_of(imported, "incoterm.discontinued") == {"term": "FOT"}
    assert facts_of(imported, "tax.differs") == {
        "stated": 10_000,
        "lines": 2_000,
        "currency": "SEK",
    }
    assert facts_of(imported, "attachments.not_taken") == {
        "names": ("Doc1 (Timesheet)", "Doc2 (Drawing)")
    }
    assert "CAD" in facts_of(imported, "text.not_taken")["texts"]
    properties = [(s.name, s.value, s.is_testable) for s in imported.contract.lines[0].clauses]
    assert properties == [
        ("Description", "Red paint", False),
        ("Paint type", "Acrylic", False),
        ("Solvant", "Water", False),
    ]
    assert "line.mismatch" not in codes(imported)


def test_peppol_order_of_sauces_has_tax_once_and_no_mismatch():
    imported = read("peppol-use-case-1.xml")
    assert money_of(imported) == [
        ("Brown sauce", LineKind.GOODS, 4_000),
        ("White sauce", LineKind.GOODS, 3_000),
        ("Pepper sauce", LineKind.GOODS, 4_500),
        ("Tax", LineKind.TAX, 2_875),
    ]
    assert imported.contract.stated_total_minor == imported.contract.computed_total_minor == 14_375
    assert imported.contract.supplier.name == "The Supplier AB"
    assert imported.contract.supplier.country == "NO"
    assert imported.contract.lines[0].unit == "NAR"
    assert set(codes(imported)) == MISSING_EVERYWHERE | {
        "incoterm.missing",
        "incoterm.place_missing",
    }


def test_peppol_order_of_a_translation_has_no_line_for_a_tax_of_zero():
    imported = read("peppol-use-case-3.xml")
    assert money_of(imported) == [("Translation", LineKind.GOODS, 40_000)]
    assert imported.contract.stated_total_minor == 40_000
    assert imported.contract.lines[0].unit == "DAY"
    assert "total.mismatch" not in codes(imported)


@pytest.mark.parametrize("name", sorted(file.name for file in ORDERS.glob("*.xml")))
def test_a_file_is_recognised_by_content_and_sealed_by_hash(name):
    data = (ORDERS / name).read_bytes()
    imported = read_order(data, policy=POLICY, filename="misleading.toml")
    assert imported.kind is Kind.UBL
    assert len(imported.source_sha256) == 64
    marked = read_order(b"\xef\xbb\xbf" + data, policy=POLICY)
    assert marked.contract == imported.contract
