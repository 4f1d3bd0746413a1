"""Is an inspector's checklist made from the clauses, whole and with the right samples?"""

from __future__ import annotations

import pytest

from earnest.domain.contract.clauses import Limits
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    DefectClass,
    EvidenceType,
    InspectionPlan,
    LineKind,
    LotLine,
    LotTerms,
)
from earnest.domain.inspection.checklist import Way, checklist
from earnest.domain.refusals import Refused
from earnest.policies import load
from tests.cast import PLAN, PRINT, SIZE, TWO_LOTS, contract, flasks

POLICY = load().of(load().default)
PACKED = ClauseKind.PACKAGING
COUNT = Clause("all", "All of it", "1000", kind=ClauseKind.QUANTITY, evidence=EvidenceType.COUNT)
CARTON = Clause("carton", "Carton", "24", kind=PACKED, aspect="units_per_carton")
DROP = Clause("drop", "Drop", "no dent", method="ISTA 1A", kind=PACKED, aspect="drop_test")
HEAVY = Clause("heavy", "Weight", "18", "kg", "max", kind=PACKED, aspect="carton_weight")
PAPER = Clause("paper", "Test report", "EN 12546-1", kind=ClauseKind.DOCUMENT)
SCRATCH = Clause("scratch", "Scratches", "none seen from 60 cm", severity=DefectClass.MINOR)
SHADE = Clause("shade", "Enamel", "Pantone 7694 C", tolerance="2.0", kind=ClauseKind.COLOUR)


def items_of(*clauses, lot="A", **changes):
    text = contract(lines=(flasks(clauses=clauses),), inspection=PLAN, **changes)
    return {item.clause: item for item in checklist(text, lot, POLICY)}


def test_every_clause_stands_there_once_in_the_order_of_a_report():
    found = items_of(PAPER, DROP, SIZE, COUNT, SCRATCH)
    assert list(found) == ["all", "size", "scratch", "drop", "paper"]


def test_sample_is_that_of_the_class_and_of_the_lots_size():
    found = items_of(SIZE, SCRATCH, CARTON, DROP, COUNT, PAPER)
    samples = {name: item.sample for name, item in found.items()}
    assert samples == {"size": 80, "scratch": 80, "carton": 10, "drop": 1, "all": 0, "paper": 1}
    smaller = items_of(SIZE, lots=(LotTerms("A", (LotLine("1", "100"),)),))
    assert smaller["size"].sample == 20


def test_answer_is_a_reading_a_count_or_yes_and_no():
    found = items_of(SIZE, PRINT, CARTON, SHADE, DROP)
    ways = {name: item.way for name, item in found.items()}
    assert ways == {
        "size": Way.MEASURED,
        "print": Way.YES_NO,
        "carton": Way.COUNTED,
        "shade": Way.MEASURED,
        "drop": Way.YES_NO,
    }
    assert found["size"].limits == Limits(248, 252, "mm")
    assert found["carton"].check_point
    assert not found["size"].check_point


@pytest.mark.parametrize(
    ("value", "unit", "height"),
    [("18", "kg", 610), ("9500", "g", 760), ("12 kg", "", 610), ("40", "lb", 0), ("18", "", 0)],
)
def test_drop_height_follows_the_agreed_weight_of_a_carton(value, unit, height):
    weight = Clause("heavy", "Weight", value, unit, kind=PACKED, aspect="carton_weight")
    assert items_of(DROP, weight)["drop"].drop_mm == height
    assert items_of(DROP, weight)["heavy"].drop_mm == 0


def test_lot_has_the_clauses_of_its_own_goods():
    other = flasks("10", 20_000, id="2", clauses=(SCRATCH,))
    text = contract(lines=(flasks(clauses=(SIZE,)), other), lots=TWO_LOTS)
    assert [item.clause for item in checklist(text, "B", POLICY)] == ["size"]
    film = flasks(id="3", kind=LineKind.TOOLING, clauses=(PRINT,))
    assert "print" not in [i.clause for i in checklist(contract(lines=(film,)), "A", POLICY)]


def test_unplanned_inspection_uses_the_usual_plan():
    text = contract(lines=(flasks(clauses=(SIZE,)),), inspection=None)
    assert checklist(text, "A", POLICY)[0].sample == 80
    strict = contract(lines=(flasks(clauses=(SIZE,)),), inspection=InspectionPlan(level="I"))
    assert checklist(strict, "A", POLICY)[0].sample == 32


def test_unknown_lot_is_refused():
    with pytest.raises(Refused, match=r"lot\.unknown"):
        checklist(contract(), "Z", POLICY)
