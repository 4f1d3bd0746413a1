"""What does an event call the clauses that it is about? What the contract called them then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    ShipmentApproved,
    ShipmentRefused,
)
from earnest.domain.order.acts.hold_back import AskHoldback, HoldbackAsked
from earnest.domain.order.acts.reduce import (
    AnswerReduction,
    PriceReduced,
    ProposeReduction,
    ReductionProposed,
)
from earnest.domain.order.acts.waive import ClauseWaived, VoidWaiver, WaiveClause, WaiverVoided
from earnest.domain.refusals import Refused
from earnest.words.facts import facts_of
from earnest.words.say import refusal, sentence
from tests.cast import BUYER, PRINT, SIZE, SUPPLIER, contract, flasks
from tests.domain.order.degrees import arrived, inspected

GAP = "No gap"


def happened(kind: type):
    """An event of this kind about the clause ``gap``, from a story in which it happens."""
    match kind.__name__:
        case "ShipmentApproved":
            story = inspected().do(ApproveShipment("A", Answer.WITH_RESERVATIONS, ("gap",)), BUYER)
        case "ShipmentRefused":
            story = inspected().do(ApproveShipment("A", Answer.REFUSED, ("gap",)), BUYER)
        case "ClauseWaived" | "WaiverVoided":
            story = inspected().later(2).do(WaiveClause("A", "gap", 1), BUYER)
            story.do(VoidWaiver("A", "gap"), BUYER)
        case "ReductionProposed" | "PriceReduced":
            story = inspected().do(ProposeReduction("A", 100, ("gap",)), BUYER)
            story.do(AnswerReduction("A", True, 100), SUPPLIER)
        case _:
            story = arrived(3, "gap").do(AskHoldback("A", 100_000, ("gap",)), BUYER)
    return next(event for event in story.world.events() if isinstance(event, kind))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "kind",
    [
        ShipmentApproved,
        ShipmentRefused,
        ClauseWaived,
        WaiverVoided,
        ReductionProposed,
        PriceReduced,
        HoldbackAsked,
    ],
)
def test_sentence_of_an_event_names_the_clause_as_the_contract_does(kind, language):
    event = happened(kind)
    said = sentence("events", kind.__name__, language, facts_of(event, currency="USD"))
    assert f"“{GAP}”" in said
    assert "“gap”" not in said


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("step", "code"),
    [
        (ApproveShipment("A", Answer.AS_IS), "approve.waiver_needed"),
        (WaiveClause("A", "gap", 1), "waive.twice"),
    ],
)
def test_refusal_names_the_clause_as_the_contract_does(step, code, language):
    story = inspected().later(2)
    if code == "waive.twice":
        story.do(step, BUYER)
    with pytest.raises(Refused) as no:
        story.do(step, BUYER)
    assert no.value.code == code
    assert f"“{GAP}”" in refusal(no.value, language)


def test_name_that_two_clauses_have_is_told_apart_by_its_id():
    other = replace(SIZE, id="size-2")
    terms = contract(lines=(flasks(clauses=(SIZE, other, PRINT)),))
    assert terms.called(("size", "size-2", "print")) == ("Height (size)", "Height (size-2)", "Logo")


def test_clause_without_a_name_is_told_by_its_id():
    terms = contract(lines=(flasks(clauses=(replace(SIZE, name=""), PRINT)),))
    assert terms.called(("size", "unknown")) == ("size", "unknown")


def test_event_of_a_time_when_names_were_not_kept_tells_the_id():
    old = replace(happened(ShipmentRefused), called=())
    said = sentence("events", "ShipmentRefused", "en", facts_of(old, currency="USD"))
    assert "“gap”" in said
