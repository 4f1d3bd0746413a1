"""How does the supplier report production of a lot (S116)?"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Order, change_lot
from earnest.domain.refusals import refuse

FINISHED = 100
"""Percent of a lot that is ready."""


@dataclass(frozen=True, slots=True)
class ReportProduction:
    """Report how much of a lot is finished, in percent; 100 makes it ready."""

    lot: str
    percent: int


@dataclass(frozen=True, slots=True)
class ProductionProgressed:
    """A part of the lot is finished."""

    lot: str
    percent: int


@dataclass(frozen=True, slots=True)
class ProductionReported:
    """The whole lot is finished and may be inspected."""

    lot: str


def _may(state: Order, _ctx: Context, about: str) -> None:
    if state.lot(about).stage is not LotStage.WAITING:
        refuse("lot.wrong_stage", lot=about, stage=state.lot(about).stage.value)


def _decide(state: Order, command: ReportProduction, _ctx: Context) -> Events:
    before = state.lot(command.lot).production_percent
    if not before < command.percent <= FINISHED:
        refuse("produce.percent", percent=command.percent, before=before)
    if command.percent == FINISHED:
        return (ProductionReported(command.lot),)
    return (ProductionProgressed(command.lot, command.percent),)


def _progressed(state: Order, event: ProductionProgressed) -> Order:
    return change_lot(state, event.lot, lambda lot: replace(lot, production_percent=event.percent))


def _reported(state: Order, event: ProductionReported) -> Order:
    return change_lot(
        state,
        event.lot,
        lambda lot: lot.after(
            "ProductionReported",
            production_percent=100,
            quality=replace(lot.quality, verdict=Verdict.NONE),
        ),
    )


ACTS = {ReportProduction: Act((Stage.ACTIVE,), _decide, _may, per_lot=True)}
FOLDS: dict[type, Fold] = {ProductionProgressed: _progressed, ProductionReported: _reported}
