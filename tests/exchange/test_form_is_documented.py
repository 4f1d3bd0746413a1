"""Does the document about our order form say every term, and is its example a real order?"""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from earnest.domain.contract import terms
from earnest.domain.contract.clauses import KINDS
from earnest.domain.contract.terms import LineKind, Trigger
from earnest.exchange.own_form import read_json

DOCUMENT = (Path(__file__).parents[2] / "docs" / "order-form.md").read_text(encoding="utf-8")
SHAPES = (
    terms.Contract,
    terms.Party,
    terms.Line,
    terms.Clause,
    terms.LotTerms,
    terms.LotLine,
    terms.ShipBy,
    terms.Instalment,
    terms.InspectionPlan,
    terms.Losses,
    terms.Lateness,
    terms.CancellationCharges,
    terms.DesignFile,
)
CHOICES = [
    *(*LineKind, *Trigger, *terms.Coverage, *terms.ClauseKind, *terms.DefectClass),
    *(*terms.EvidenceType, *terms.InspectionKind, *terms.InspectedBy),
]


RULES = (Path(__file__).parents[2] / "docs" / "rules" / "clauses.md").read_text(encoding="utf-8")


def test_the_example_is_read_and_adds_up():
    example = re.search(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[1]
    read = read_json(example)
    assert read.contract.computed_total_minor == read.contract.stated_total_minor == 360_000
    assert read.gaps == ()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_term_is_named(shape):
    assert [item.name for item in fields(shape) if f"`{item.name}`" not in DOCUMENT] == []


@pytest.mark.parametrize("word", CHOICES)
def test_every_choice_is_named(word):
    assert f"`{word.value}`" in DOCUMENT


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_clause_is_explained_with_its_aspects(kind):
    row = next(line for line in RULES.splitlines() if line.startswith(f"| `{kind.value}` |"))
    assert [name for name in KINDS[kind].aspects if f"`{name}`" not in row] == []
