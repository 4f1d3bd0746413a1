"""What does a contract lack, what is each lot worth, and which bytes are signed?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from earnest.domain.contract.gaps import gaps
from earnest.domain.contract.lots import Purpose, lot_values, lots_of
from earnest.domain.contract.signing import canonical_bytes, contract_hash
from earnest.domain.contract.terms import (
    CancellationCharges,
    Coverage,
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
from earnest.domain.money import MAX_MINOR
from earnest.domain.order.plan import plan_of
from earnest.domain.refusals import Refused
from earnest.policies import load
from tests.cast import HARBOUR, PLAN, SHIP_BY, SIZE, TWO_LOTS, contract, flasks, schedule

GUIDE = load().of("guide-2021@1")
STRICT = load().of("alibaba-2017-12@1")
FREIGHT = Line("2", "Freight", 101, LineKind.FREIGHT)
ALLOWANCE = Line("3", "Allowance", -2_000_001, LineKind.ALLOWANCE)


def codes(text, policy=GUIDE, *, blocking=True):
    return [gap.code for gap in gaps(text, policy) if gap.blocks is blocking]


def part(amount=600_000, **changes):
    return replace(Instalment("deposit", amount, Trigger.SIGNATURE, 5), **changes)


LACKS = [
    ({"buyer": Party(name="Somebody")}, "buyer.unknown"),
    ({"supplier": Party()}, "supplier.unknown"),
    ({"supplier": Party(HARBOUR)}, "parties.same"),
    ({"lines": ()}, "lines.missing"),
    ({"lines": (flasks(), flasks())}, "lines.same_id"),
    ({"lines": (flasks(minor=1_999_999),)}, "line.mismatch"),
    ({"lines": (flasks("0", 0),)}, "line.quantity_missing"),
    ({"lines": (flasks(unit=""),)}, "line.unit_missing"),
    ({"stated_total_minor": 5}, "total.mismatch"),
    ({"stated_total_minor": 0}, "total.not_positive"),
    ({"stated_total_minor": MAX_MINOR + 1}, "total.too_large"),
    ({"lines": (flasks(), FREIGHT, ALLOWANCE)}, "total.part_negative"),
    ({"incoterm": ""}, "incoterm.missing"),
    ({"incoterm": "DDU"}, "incoterm.discontinued"),
    ({"incoterm": "XYZ"}, "incoterm.unknown"),
    ({"incoterm_place": ""}, "incoterm.place_missing"),
    ({"mode": ""}, "transport.missing"),
    ({"mode": "balloon"}, "transport.unknown"),
    ({"ship_by": None}, "ship_by.missing"),
    ({"ship_by": ShipBy(date.max, "Asia/Shanghai")}, "ship_by.too_far"),
    ({"ship_by": ShipBy(SHIP_BY, "UTC", deliver_by_on=date.max)}, "ship_by.too_far"),
    ({"origin_zone": ""}, "zone.missing"),
    ({"ship_by": ShipBy(SHIP_BY, "Mars/Olympus")}, "zone.unknown"),
    ({"schedule": ()}, "schedule.missing"),
    ({"schedule": (part(),)}, "schedule.sum"),
    ({"schedule": (part(2_000_000, days=0),)}, "schedule.bad_instalment"),
    ({"schedule": (part(2_000_000, id=""),)}, "schedule.bad_instalment"),
    ({"schedule": (part(2_000_000, id="a/b"),)}, "schedule.bad_instalment"),
    ({"schedule": (part(2_000_000, trigger=Trigger.RECEIPT),)}, "schedule.no_deposit"),
    ({"schedule": (part(1_000_000), part(1_000_000))}, "schedule.same_id"),
    (
        {"schedule": (part(1), part(1_999_999, id="b", trigger=Trigger.SHIPMENT_APPROVED))},
        "schedule.never_due",
    ),
    ({"lots": (TWO_LOTS[0], TWO_LOTS[0])}, "lots.same_id"),
    ({"lots": (LotTerms("", (LotLine("1", "1000"),)),)}, "lots.same_id"),
    ({"lots": (LotTerms("A", (LotLine("9", "1"),)),)}, "lots.unknown_line"),
    ({"lots": TWO_LOTS[:1]}, "lots.do_not_add_up"),
    ({"coverage": None}, "coverage.missing"),
    ({"cancellation": CancellationCharges(0, 0, 10_001)}, "charges.out_of_range"),
    ({"lateness": Lateness(-1, 500)}, "charges.out_of_range"),
    ({"lead_days": -1}, "lead_days.out_of_range"),
    ({"losses": Losses(major=10_001)}, "charges.out_of_range"),
    ({"inspection": InspectionPlan(level="IV")}, "inspection.bad_plan"),
    ({"inspection": InspectionPlan(aql_major="3.3")}, "inspection.bad_plan"),
    ({"inspection": InspectionPlan(price_minor=-1)}, "inspection.bad_price"),
    (
        {"lines": (flasks(clauses=(replace(SIZE, repair_unit_price="0,30"),)),)},
        "clause.bad_price",
    ),
]


@pytest.mark.parametrize(("changes", "code"), LACKS)
def test_gap_blocks_until_it_is_closed(changes, code):
    assert code in codes(contract(**changes))


def test_complete_contract_lacks_nothing():
    assert codes(contract(inspection=PLAN)) == []
    assert codes(contract(inspection=PLAN), blocking=False) == []


def test_weak_contract_is_said_to_be_weak():
    vague = (flasks(clauses=(replace(SIZE, tolerance="", method=""),)),)
    assert codes(contract(lines=vague), blocking=False) == [
        "clause.untestable",
        "inspection.no_plan",
    ]
    bare = contract(lines=(flasks(clauses=()),), design_files=())
    assert "clause.missing" in codes(bare, blocking=False)
    assert "design.no_file" in codes(bare, blocking=False)


def test_coverage_is_one_that_the_policy_offers():
    text = contract(coverage=Coverage.PRE_SHIPMENT)
    assert "coverage.not_offered" in codes(text, STRICT)
    assert codes(text) == []


def test_contract_without_lots_is_one_lot():
    assert [lot.id for lot in lots_of(contract())] == ["A"]
    assert [(s.lot, s.minor) for s in lot_values(contract())] == [("A", 2_000_000)]


def test_freight_and_tooling_are_purposes_of_their_own():
    tooling = Line("4", "Mould", 50, LineKind.TOOLING)
    text = contract(lines=(flasks(), FREIGHT, tooling), lots=TWO_LOTS)
    found = {(share.lot, share.purpose): share.minor for share in lot_values(text)}
    assert found["A", Purpose.FREIGHT] + found["B", Purpose.FREIGHT] == 101
    assert (found["A", Purpose.TOOLING], found["B", Purpose.TOOLING]) == (30, 20)


def test_lot_names_lines_that_exist():
    text = contract(lots=(LotTerms("A", (LotLine("9", "1"),)),))
    with pytest.raises(Refused, match=r"contract\.lot_unknown_line"):
        lot_values(text)


quantities = st.lists(st.integers(1, 50), min_size=1, max_size=5)


@given(
    quantities=quantities, cents=st.integers(1, 99), freight=st.integers(0, 9), deposit=st.data()
)
def test_every_cent_of_the_price_belongs_to_one_lot_purpose_and_instalment(
    quantities, cents, freight, deposit
):
    whole = sum(quantities)
    line = flasks(str(whole), whole * cents, unit_price=f"0.{cents:02d}")
    lots = tuple(
        LotTerms(f"L{n}", (LotLine("1", str(quantity)),)) for n, quantity in enumerate(quantities)
    )
    total = whole * cents + freight
    assume(total > 1)
    first = deposit.draw(st.integers(1, total - 1))
    lines = (line, Line("2", "Freight", freight, LineKind.FREIGHT))
    text = contract(
        lines=lines, lots=lots, stated_total_minor=total, schedule=schedule(total, first)
    )
    values = lot_values(text)
    assert sum(share.minor for share in values) == total
    for share in values:
        if share.purpose is Purpose.GOODS:
            exact = Fraction(whole * cents * quantities[int(share.lot[1:])], whole)
            assert abs(share.minor - exact) < 1
    plan = plan_of(text)
    by_share = {(s.lot, s.purpose): s.minor for s in values}
    for key, minor in by_share.items():
        assert sum(cell.minor for cell in plan if (cell.lot, cell.purpose) == key) == minor
    for item in text.schedule:
        assert sum(c.minor for c in plan if c.instalment == item.id) == item.amount_minor


def test_lot_without_a_price_is_still_a_lot():
    free = LotTerms("C", ())
    assert codes(contract(lots=(*TWO_LOTS, free))) == []


def test_signed_text_is_canonical_json_of_terms_policy_and_escrow_terms():
    text = canonical_bytes(contract(), policy="guide-2021@1")
    assert text.startswith(b'{"contract":{"buyer":{"country":"GB"')
    assert b'"on":"2026-05-15"' in text
    assert b'"escrow_terms":"earnest-escrow-terms-1"' in text
    assert contract_hash(contract(), policy="guide-2021@1") == (
        contract_hash(contract(), policy="guide-2021@1")
    )
    with pytest.raises(TypeError):
        canonical_bytes(contract(title=object()), policy="x")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "steel flasks"},
        {"stated_total_minor": 2_000_001},
        {"ship_by": ShipBy(date(2026, 5, 16), "Asia/Shanghai")},
        {"lots": TWO_LOTS},
        {"inspection": PLAN},
        {"prevailing_language": "zh-hans"},
    ],
)
def test_any_change_of_the_terms_changes_the_hash(changes):
    one = contract_hash(contract(), policy="guide-2021@1")
    assert contract_hash(contract(**changes), policy="guide-2021@1") != one
    assert contract_hash(contract(), policy="guide-2021@2") != one
