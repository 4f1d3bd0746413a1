"""Are prices, charges, taxes and totals of a UBL order computed exactly, and doubts said?"""

import pytest

from earnest.domain.contract.terms import LineKind
from earnest.domain.refusals import Refused
from earnest.exchange.ubl import Read, read_ubl
from tests.exchange.ubl_text import adjustment, line, order


def amounts(read: Read) -> list[tuple[LineKind, int]]:
    return [(item.kind, item.amount_minor) for item in read.contract.lines]


def codes(read: Read) -> list[str]:
    return [gap.code for gap in read.gaps]


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_ubl(data)
    return caught.value


def test_base_quantity_divides_the_price():
    price = '<cbc:PriceAmount currencyID="EUR">50</cbc:PriceAmount>'
    base = '<cbc:BaseQuantity unitCode="C62">100</cbc:BaseQuantity>'
    quantity = '<cbc:Quantity unitCode="C62">333</cbc:Quantity>'
    read = read_ubl(order(line(price=price, base=base, quantity=quantity), payable="166.50"))
    assert amounts(read) == [(LineKind.GOODS, 16_650)]
    assert read.contract.lines[0].base_quantity == "100"
    assert codes(read) == []


def test_a_price_below_the_smallest_coin_is_exact_until_the_line_is_money():
    price = '<cbc:PriceAmount currencyID="EUR">0.0125</cbc:PriceAmount>'
    quantity = '<cbc:Quantity unitCode="C62">1001</cbc:Quantity>'
    read = read_ubl(order(line(price=price, quantity=quantity)))
    assert amounts(read) == [(LineKind.GOODS, 1_251)]  # 12.5125


def test_a_stated_line_amount_that_differs_is_reported_with_both():
    read = read_ubl(order(line(stated="499"), payable="500"))
    assert amounts(read) == [(LineKind.GOODS, 50_000)]
    assert read.gaps[0].code == "line.mismatch"
    facts = {"line": "Lamp", "stated": 49_900, "computed": 50_000, "currency": "EUR"}
    assert read.gaps[0].facts == facts


def test_charges_and_allowances_of_a_line_are_lines_beside_it_and_part_of_its_stated_amount():
    more = adjustment("20", charge=False, reason="Season") + adjustment("5.50", charge=True)
    read = read_ubl(order(line(stated="485.50", more=more), payable="485.50"))
    assert amounts(read) == [
        (LineKind.GOODS, 50_000),
        (LineKind.ALLOWANCE, -2_000),
        (LineKind.CHARGE, 550),
    ]
    assert [item.id for item in read.contract.lines] == ["1", "1.1", "1.2"]
    assert read.contract.lines[1].name == "Lamp: Season"
    assert codes(read) == []


def test_a_discount_inside_the_price_is_information_only():
    price = '<cbc:PriceAmount currencyID="EUR">50</cbc:PriceAmount>' + adjustment("5", charge=False)
    read = read_ubl(order(line(price=price), payable="500"))
    assert amounts(read) == [(LineKind.GOODS, 50_000)]


def test_without_a_total_tax_the_taxes_of_the_lines_are_added():
    tax = '<cbc:TotalTaxAmount currencyID="EUR">12.34</cbc:TotalTaxAmount>'
    total = '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">1</cbc:TaxAmount></cac:TaxTotal>'
    read = read_ubl(order(line(more=tax), line(more=total, number="2"), payable="1013.34"))
    assert amounts(read)[-1] == (LineKind.TAX, 1_334)
    assert codes(read) == []


def test_a_tax_that_prices_include_adds_nothing_and_is_said():
    included = (
        '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">100</cbc:TaxAmount>'
        "<cbc:TaxIncludedIndicator>true</cbc:TaxIncludedIndicator></cac:TaxTotal>"
    )
    read = read_ubl(order(line(), included, payable="500"))
    assert amounts(read) == [(LineKind.GOODS, 50_000)]
    assert codes(read) == ["tax.included"]


def test_a_tax_repeated_in_the_tax_currency_counts_once():
    taxes = (
        "<cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>"
        '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">10</cbc:TaxAmount></cac:TaxTotal>'
        '<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">112.40</cbc:TaxAmount></cac:TaxTotal>'
    )
    read = read_ubl(order(line(), taxes, payable="510"))
    assert amounts(read)[-1] == (LineKind.TAX, 1_000)
    assert codes(read) == ["tax.other_currency"]


def test_prepaid_and_rounding_amounts_are_lines_so_that_the_total_adds_up():
    total = (
        "<cac:AnticipatedMonetaryTotal>"
        '<cbc:PrepaidAmount currencyID="EUR">100</cbc:PrepaidAmount>'
        '<cbc:PayableRoundingAmount currencyID="EUR">-0.25</cbc:PayableRoundingAmount>'
        '<cbc:PayableAmount currencyID="EUR">399.75</cbc:PayableAmount>'
        "</cac:AnticipatedMonetaryTotal>"
    )
    read = read_ubl(order(total, line()))
    assert amounts(read) == [
        (LineKind.GOODS, 50_000),
        (LineKind.ALLOWANCE, -25),
        (LineKind.ALLOWANCE, -10_000),
    ]
    assert read.contract.computed_total_minor == read.contract.stated_total_minor == 39_975
    assert codes(read) == ["prepaid.not_held"]


def test_an_absent_total_is_computed_and_said():
    read = read_ubl(order(line()))
    assert read.contract.stated_total_minor == 50_000
    assert codes(read) == ["total.not_stated"]


def test_a_line_without_a_price_keeps_its_stated_amount_and_blocks():
    read = read_ubl(order(line(price="", stated="480"), payable="480"))
    assert amounts(read) == [(LineKind.GOODS, 48_000)]
    assert codes(read) == ["line.price_missing"]
    assert read.gaps[0].blocks


def test_a_price_per_another_unit_is_never_converted():
    base = '<cbc:BaseQuantity unitCode="KGM">1</cbc:BaseQuantity>'
    read = read_ubl(order(line(base=base, stated="480"), payable="480"))
    assert amounts(read) == [(LineKind.GOODS, 48_000)]
    assert codes(read) == ["line.unit_differs"]
    assert read.gaps[0].facts == {"line": "Lamp", "unit": "C62", "base": "KGM"}


def test_an_amount_in_a_second_currency_is_refused():
    price = '<cbc:PriceAmount currencyID="USD">50</cbc:PriceAmount>'
    refused = refusal(order(line(price=price)))
    assert refused == Refused("import.several_currencies", currencies=("EUR", "USD"))
    refused = refusal(order(line(price=price, stated="500"), currency=""))
    assert refused == Refused("import.several_currencies", currencies=("EUR", "USD"))


def test_an_order_without_any_currency_is_refused():
    price = "<cbc:PriceAmount>50</cbc:PriceAmount>"
    assert refusal(order(line(price=price), currency="")).code == "import.no_currency"
    assert refusal(order(line(), currency="XXX")).code == "money.unknown_currency"


@pytest.mark.parametrize(
    "text",
    ["6225.001", "1,000", "1e3", "-5", "+5", "５０", "NaN", "INF", "", "007", "9" * 16, ".5", "5."],
)
def test_an_inexact_total_is_refused(text):
    total = f'<cac:AnticipatedMonetaryTotal><cbc:PayableAmount currencyID="EUR">{text}'
    data = order(total + "</cbc:PayableAmount></cac:AnticipatedMonetaryTotal>", line())
    assert refusal(data).code == "import.bad_amount"


def test_more_decimals_than_the_currency_has_are_taken_where_they_are_zeros():
    assert read_ubl(order(line(), payable="500.0000")).contract.stated_total_minor == 50_000


@pytest.mark.parametrize("text", ["-10", "1e2", "١٢", "0.0000000001", "ten", "1 000"])
def test_an_inexact_quantity_is_refused(text):
    quantity = f'<cbc:Quantity unitCode="C62">{text}</cbc:Quantity>'
    assert refusal(order(line(quantity=quantity))).code == "import.bad_number"


def test_a_base_quantity_of_zero_is_refused():
    base = '<cbc:BaseQuantity unitCode="C62">0</cbc:BaseQuantity>'
    assert refusal(order(line(base=base))).code == "import.bad_number"


def test_an_amount_too_large_for_one_order_is_refused():
    price = '<cbc:PriceAmount currencyID="EUR">999999999999</cbc:PriceAmount>'
    quantity = '<cbc:Quantity unitCode="C62">999999999999</cbc:Quantity>'
    assert refusal(order(line(price=price, quantity=quantity))).code == "import.amount_too_large"


def test_an_adjustment_that_does_not_say_which_way_is_refused():
    bad = adjustment("5", charge=True).replace("true", "perhaps")
    assert refusal(order(line(), bad)).code == "import.missing_key"


def test_delivery_dates_never_become_a_ship_by_date():
    despatch = (
        "<cac:Delivery><cac:RequestedDeliveryPeriod><cbc:EndDate>2026-05-01</cbc:EndDate>"
        "</cac:RequestedDeliveryPeriod><cac:Despatch><cbc:RequestedDespatchDate>2026-03-01"
        "</cbc:RequestedDespatchDate></cac:Despatch></cac:Delivery>"
    )
    read = read_ubl(order(line(), despatch, payable="500"))
    assert read.contract.ship_by is None
    assert [(gap.code, gap.facts["dates"]) for gap in read.gaps] == [
        ("ship_by.only_delivery_date", ("2026-05-01",)),
        ("ship_by.only_despatch_date", ("2026-03-01",)),
    ]


def test_several_delivery_terms_are_named_and_none_is_chosen():
    terms = "".join(
        f"<cac:DeliveryTerms><cbc:ID>{code}</cbc:ID></cac:DeliveryTerms>" for code in ("FOB", "CIF")
    )
    read = read_ubl(order(line(), terms, payable="500"))
    assert read.contract.incoterm == ""
    assert read.gaps[0].code == "incoterm.several"
    assert read.gaps[0].facts == {"names": ("CIF", "FOB")}


def test_transport_mode_is_read_from_its_code():
    stage = (
        "<cac:Delivery><cac:Shipment><cbc:ID>1</cbc:ID><cac:ShipmentStage><cbc:TransportModeCode>"
        "1</cbc:TransportModeCode></cac:ShipmentStage></cac:Shipment></cac:Delivery>"
    )
    assert read_ubl(order(line(), stage)).contract.mode == "sea"
