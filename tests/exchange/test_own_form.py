"""Does our own form read exactly, refuse by path, and give back what was written?"""

import hashlib
import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import earnest
from earnest.domain.contract.terms import (
    CancellationCharges,
    Clause,
    ClauseKind,
    Contract,
    Coverage,
    DefectClass,
    DesignFile,
    EvidenceType,
    InspectedBy,
    InspectionKind,
    InspectionPlan,
    Instalment,
    Lateness,
    Line,
    LineKind,
    Losses,
    LotLine,
    LotTerms,
    Party,
    ShipBy,
    Trigger,
)
from earnest.domain.money import line_amount
from earnest.domain.refusals import Refused
from earnest.exchange.own_form import read_json, read_toml, write_json
from earnest.exchange.read import Kind, read_order
from earnest.policies import load

POLICY = load().of(load().default)
DEMO = Path(earnest.__file__).parent / "demo" / "orders"

SMALL = {
    "title": "Lamps",
    "currency": "EUR",
    "buyer": {"name": "B"},
    "supplier": {"name": "S"},
    "lines": [{"id": "1", "name": "Lamp", "quantity": "10", "unit_price": "50"}],
    "stated_total_minor": 50_000,
}


def refusal(text: str, *, read=read_json) -> Refused:
    with pytest.raises(Refused) as caught:
        read(text)
    return caught.value


def changed(**changes: object) -> str:
    return json.dumps({**SMALL, **changes}, ensure_ascii=False)


def with_line(**changes: object) -> str:
    return changed(lines=[{**SMALL["lines"][0], **changes}])


@pytest.mark.parametrize("name", ["vacuum-flasks.toml", "vacuum-flasks-zh.toml"])
def test_the_demo_orders_lack_nothing(name):
    imported = read_order(DEMO / name, policy=POLICY)
    assert imported.kind is Kind.TOML
    assert imported.gaps == ()
    contract = imported.contract
    deposit, balance = contract.schedule
    assert deposit.amount_minor * 100 == contract.stated_total_minor * 30
    assert balance.amount_minor * 100 == contract.stated_total_minor * 70
    goods = contract.lines[0]
    assert all(spec.is_testable for spec in goods.clauses)
    assert {"colour", "weight", "material", "carton", "drop"} <= {s.id for s in goods.clauses}


def test_the_demo_design_file_is_bound_by_its_hash():
    seal = hashlib.sha256((DEMO / "harbour-logo.svg").read_bytes()).hexdigest()
    for order in DEMO.glob("*.toml"):
        contract = read_order(order, policy=POLICY).contract
        assert contract.design_files == (DesignFile("harbour-logo.svg", seal),)


def test_a_small_order_is_read_and_its_line_computed():
    read = read_json(changed())
    assert read.contract.lines[0].amount_minor == 50_000
    assert read.contract.stated_total_minor == 50_000
    assert read.gaps == ()


def test_amounts_may_be_canonical_strings():
    discount = {"id": "d", "name": "Discount", "kind": "allowance", "amount_minor": "-500"}
    text = changed(lines=[SMALL["lines"][0], discount], stated_total_minor="49500")
    assert read_json(text).contract.computed_total_minor == 49_500


def test_an_absent_total_is_computed_and_said():
    data = {key: value for key, value in SMALL.items() if key != "stated_total_minor"}
    read = read_json(json.dumps(data))
    assert read.contract.stated_total_minor == 50_000
    assert [gap.code for gap in read.gaps] == ["total.not_stated"]


def test_a_stated_line_amount_is_kept_and_its_difference_found():
    imported = read_order(with_line(amount_minor=49_000).encode(), policy=POLICY)
    assert {"line.mismatch", "total.mismatch"} <= {gap.code for gap in imported.gaps}


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("{", "import.bad_json", {"line": 1, "column": 2}),
        ("{}{}", "import.bad_json", {"line": 1, "column": 3}),
        ('{"a": 1, "a": 2}', "import.duplicate_key", {"key": "a"}),
        (changed(stated_total_minor=500.0), "import.inexact_number", {"text": "500.0"}),
        (changed(stated_total_minor=float("nan")), "import.inexact_number", {"text": "NaN"}),
        (changed(lead_days=10**18), "import.number_too_large", {}),
        (changed(colour="red"), "import.unknown_key", {"path": "colour"}),
        (with_line(color="red"), "import.unknown_key", {"path": "lines.1.color"}),
        ('{"currency": "EUR"}', "import.missing_key", {"path": "title"}),
        (with_line(kind="gift", amount_minor=1), "import.bad_choice", {}),
        (with_line(name=5), "import.bad_value", {"path": "lines.1.name", "wanted": "text"}),
        (changed(lines={}), "import.bad_value", {"path": "lines", "wanted": "list"}),
        (changed(buyer="B"), "import.bad_value", {"path": "buyer", "wanted": "object"}),
        (changed(lead_days="5"), "import.bad_value", {"path": "lead_days", "wanted": "integer"}),
        (changed(lead_days=True), "import.bad_value", {"path": "lead_days", "wanted": "integer"}),
        (changed(ship_by={"on": "2026-13-01", "zone": "UTC"}), "import.bad_value", {}),
        (changed(ship_by={"on": "soon", "zone": "UTC"}), "import.bad_value", {}),
        (
            changed(ship_by={"on": "in May", "zone": "UTC"}),
            "import.no_day",
            {"path": "ship_by.on", "text": "in May"},
        ),
        (changed(ship_by={"on": "May 2026", "zone": "UTC"}), "import.no_day", {}),
        (changed(ship_by={"on": "2026-05", "zone": "UTC"}), "import.no_day", {}),
        (changed(ship_by={"on": "2026年5月底", "zone": "UTC"}), "import.no_day", {}),
        (changed(stated_total_minor="５００"), "import.bad_number", {}),
        (changed(stated_total_minor="-0"), "import.bad_number", {}),
        (changed(stated_total_minor="05"), "import.bad_number", {}),
        (
            with_line(quantity="1e3"),
            "import.bad_number",
            {"where": "lines.1.quantity", "text": "1e3"},
        ),
        (with_line(base_quantity="0"), "import.bad_number", {}),
        (
            with_line(quantity=10),
            "import.bad_value",
            {"path": "lines.1.quantity", "wanted": "text"},
        ),
        (changed(currency="EURO"), "money.unknown_currency", {}),
        (changed(currency=978), "money.unknown_currency", {}),
        (changed(title="La\u0007mp"), "import.control_character", {"where": "title"}),
        (changed(form="earnest-order-9"), "import.bad_choice", {}),
    ],
)
def test_what_is_unknown_doubled_or_inexact_is_refused_with_its_path(text, code, facts):
    refused = refusal(text)
    assert refused.code == code
    assert facts.items() <= refused.facts.items()


def test_toml_floats_times_and_doubled_keys_are_refused():
    head = 'title = "x"\ncurrency = "EUR"\n'
    assert refusal(head + "lead_days = 1.5", read=read_toml).code == "import.inexact_number"
    assert refusal(head + "law = 2026-01-01T00:00:00Z", read=read_toml).code == "import.bad_value"
    doubled = refusal(head + 'title = "y"', read=read_toml)
    assert doubled == Refused("import.bad_toml", line=3)
    assert refusal("a" * 300_000 + " = 1", read=read_toml).code == "import.too_large"


# The round trip: whatever contract there is, writing and reading gives the same one.

TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
MINOR = st.integers(0, 10**10)
DECIMAL = st.decimals("0.0001", "9999", places=4).map(lambda d: f"{d:f}")
CLAUSES = st.lists(
    st.builds(
        Clause,
        *[TEXT] * 6,
        severity=st.sampled_from(DefectClass),
        kind=st.sampled_from(ClauseKind),
        aspect=TEXT,
        evidence=st.sampled_from(EvidenceType),
        file=TEXT,
        repair_unit_price=TEXT,
        check_point=st.booleans(),
    ),
    max_size=2,
).map(tuple)
ZONES = st.sampled_from(["", "UTC", "Asia/Shanghai"])


def _priced(line: Line) -> Line:
    amount = line_amount(
        unit_price=line.unit_price,
        quantity=line.quantity,
        base_quantity=line.base_quantity,
        currency="USD",
    )
    return replace(line, amount_minor=amount)


GOODS = st.builds(
    Line,
    id=TEXT,
    name=TEXT,
    amount_minor=st.just(0),
    quantity=DECIMAL,
    unit=TEXT,
    unit_price=DECIMAL,
    base_quantity=DECIMAL,
    clauses=CLAUSES,
).map(_priced)
OTHERS = st.builds(
    Line,
    id=TEXT,
    name=TEXT,
    amount_minor=st.integers(-(10**10), 10**10),
    kind=st.sampled_from([kind for kind in LineKind if kind is not LineKind.GOODS]),
)
CONTRACTS = st.builds(
    Contract,
    title=TEXT,
    currency=st.just("USD"),
    buyer=st.builds(Party, TEXT, TEXT, TEXT),
    supplier=st.builds(Party, TEXT, TEXT, TEXT),
    lines=st.lists(st.one_of(GOODS, OTHERS), max_size=3).map(tuple),
    stated_total_minor=MINOR,
    reference=TEXT,
    incoterm=TEXT,
    incoterm_place=TEXT,
    mode=TEXT,
    origin_zone=ZONES,
    destination_zone=ZONES,
    ship_by=st.none()
    | st.builds(ShipBy, st.dates(date(1000, 1, 1)), ZONES, st.booleans(), st.none() | st.dates()),
    coverage=st.none() | st.sampled_from(Coverage),
    inspection=st.none()
    | st.builds(
        InspectionPlan,
        st.sampled_from(InspectionKind),
        st.sampled_from(InspectedBy),
        *[TEXT] * 3,
        price_minor=MINOR,
        aql_governs=st.booleans(),
    ),
    schedule=st.lists(
        st.builds(Instalment, TEXT, MINOR, st.sampled_from(Trigger), st.integers(0, 365)),
        max_size=2,
    ).map(tuple),
    lots=st.lists(
        st.builds(LotTerms, TEXT, st.lists(st.builds(LotLine, TEXT, DECIMAL)).map(tuple)),
        max_size=2,
    ).map(tuple),
    lateness=st.none() | st.builds(Lateness, MINOR, MINOR),
    cancellation=st.builds(CancellationCharges, MINOR, MINOR, MINOR),
    design_files=st.lists(st.builds(DesignFile, TEXT, TEXT), max_size=2).map(tuple),
    losses=st.none() | st.builds(Losses, *[st.integers(0, 10_000)] * 3),
    lead_days=st.integers(0, 999),
    law=TEXT,
    prevailing_language=TEXT,
)


@given(CONTRACTS)
def test_writing_and_reading_gives_the_same_contract(contract):
    read = read_json(write_json(contract))
    assert read.contract == contract
    assert read.gaps == ()


def test_the_round_trip_covers_every_term():
    import inspect

    source = inspect.getsource(inspect.getmodule(test_the_round_trip_covers_every_term))
    assert all(f"    {field.name}=" in source for field in fields(Contract))
