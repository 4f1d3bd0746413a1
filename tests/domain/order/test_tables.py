"""Do the tables agree: stages, edges, waits, acts, folds, permissions?"""

from __future__ import annotations

import dataclasses

import pytest

from earnest.domain import talk
from earnest.domain.order.deadlines import WAITS, number
from earnest.domain.order.lapses import _OUTCOMES
from earnest.domain.order.order import ACTS, FOLDS
from earnest.domain.order.stages import (
    LOT_EDGES,
    ORDER_EDGES,
    TERMINAL,
    LotStage,
    Stage,
    next_lot_stage,
    next_stage,
)
from earnest.domain.order.state import Wait, WaitKind
from earnest.domain.payment import notice, receipt
from earnest.domain.permissions import PERMISSIONS
from earnest.domain.programme import limit
from earnest.policies import load

EVENTS = {event.__name__ for event in FOLDS}
RECEIPT_EVENTS = {event.__name__ for event in receipt.EVENTS}


@pytest.mark.parametrize("edges", [ORDER_EDGES, LOT_EDGES])
def test_every_edge_names_an_event_that_is_folded(edges):
    assert {edge.event for edge in edges} <= EVENTS
    assert len({(edge.start, edge.event) for edge in edges}) == len(edges)


@pytest.mark.parametrize(
    ("edges", "kinds", "first"),
    [(ORDER_EDGES, Stage, Stage.DRAFT), (LOT_EDGES, LotStage, LotStage.WAITING)],
)
def test_every_stage_is_reachable(edges, kinds, first):
    seen, stack = {first.value}, [first.value]
    while stack:
        at = stack.pop()
        ends = {str(edge.end) for edge in edges if edge.start == at} - seen
        seen |= ends
        stack += ends
    assert seen == {kind.value for kind in kinds}


def test_only_terminal_stages_have_no_way_out():
    starts = {edge.start for edge in ORDER_EDGES}
    assert {stage for stage in Stage if stage not in starts} == TERMINAL
    lots = {edge.start for edge in LOT_EDGES}
    assert {s for s in LotStage if s not in lots} == {LotStage.RELEASED, LotStage.REFUNDED}


def test_event_without_an_edge_leaves_the_stage():
    assert next_stage(Stage.CLOSED, "OrderReleased") is Stage.CLOSED
    assert next_lot_stage(LotStage.RELEASED, "LotRefunded") is LotStage.RELEASED


@pytest.mark.parametrize("kind", WaitKind)
def test_every_wait_has_a_rule_a_number_and_an_outcome(kind):
    line = WAITS[kind]
    assert line.outcome in EVENTS | RECEIPT_EVENTS
    assert kind in _OUTCOMES or kind is WaitKind.SUSPENSE
    if not line.rule.startswith("contract."):
        assert number(load().of(load().default), line.rule) >= 0


def test_every_event_with_waits_carries_them_as_values():
    for event in FOLDS:
        hints = {field.name: field.type for field in dataclasses.fields(event)}
        assert hints.get("waits", "tuple[Wait, ...]") == "tuple[Wait, ...]"
    assert Wait


def test_acts_and_permissions_agree():
    commands = {command.__name__ for command in ACTS}
    others = {c.__name__ for c in (*receipt.COMMANDS, *limit.COMMANDS, *talk.COMMANDS)}
    others |= {command.__name__ for command in notice.COMMANDS}
    assert commands | others == set(PERMISSIONS)
    assert not commands & others


def test_every_act_names_stages_that_are_not_over():
    bank = {"RecordPayout", "RetryPayout"}
    for command, act in ACTS.items():
        assert act.stages
        if command.__name__ not in bank:
            assert not set(act.stages) & TERMINAL, command


def test_every_command_and_event_is_frozen():
    for kind in (*ACTS, *FOLDS, *receipt.COMMANDS, *receipt.EVENTS):
        assert kind.__dataclass_params__.frozen, kind
