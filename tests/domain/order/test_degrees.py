"""Do the worked examples of a failed inspection come to the cent?"""

from __future__ import annotations

from dataclasses import replace

from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import (
    DefectClass,
)
from earnest.domain.inspection.loss import Reading, known_loss
from earnest.domain.inspection.report import Finding
from earnest.domain.order.acts.accept import AcceptGoods, GoodsAccepted, HoldbackKept
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    ShipmentApproved,
)
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.acts.release import LotPartReleased
from earnest.domain.order.acts.waive import WaiveClause
from earnest.domain.order.stages import LotStage
from tests.cast import BUYER, flasks
from tests.domain.order.degrees import (
    EDGE,
    GAP,
    GUIDE,
    SIZE,
    TOTAL,
    arrived,
    audit,
    inspected,
)
from tests.given import given


def test_example_a_keeps_back_432_and_pays_8568():
    story = arrived(3)
    loss = known_loss(story.order, "A", GUIDE)
    assert [(p.clause, p.reading, p.minor) for p in loss.parts] == [
        ("size", Reading.CREDITED, 1_800),
        ("gap", Reading.PUT_RIGHT, 27_000),
    ]
    assert (loss.minor, loss.holdback_minor) == (28_800, 43_200)
    given(story).when(AcceptGoods("A", 43_201), BUYER).refuses("accept.holdback")
    done = given(story).when(AcceptGoods("A", 43_200), BUYER)
    done.then(GoodsAccepted, HoldbackKept, LotPartReleased, PayoutInstructed)
    lot = story.order.lot("A")
    assert (lot.stage, lot.held, lot.released_minor) == (
        LotStage.ACCEPTED,
        {Purpose.HOLDBACK: 43_200},
        856_800,
    )
    assert story.order.lot("B").held == {Purpose.GOODS: 100_000}
    audit(story)


def test_example_b_keeps_back_1215_and_pays_7785():
    story = arrived(8)
    loss = known_loss(story.order, "A", GUIDE)
    assert loss.parts[0].units == 90
    assert [p.minor for p in loss.parts] == [54_000, 27_000]
    assert loss.of(("size",)).upper_minor == 101_285
    story.do(AcceptGoods("A", loss.holdback_minor), BUYER)
    lot = story.order.lot("A")
    assert (lot.held, lot.released_minor) == ({Purpose.HOLDBACK: 121_500}, 778_500)
    audit(story)


def test_example_c_wants_a_waiver_for_each_failed_check():
    mark = replace(EDGE, id="mark", severity=DefectClass.MAJOR, check_point=True)
    code = replace(EDGE, id="code", severity=DefectClass.MAJOR, check_point=True)
    line = flasks("1000", TOTAL, unit_price="10.00", clauses=(SIZE, GAP, mark, code))
    broken = [Finding(id, DefectClass.MAJOR, 1, 1) for id in ("mark", "code")]
    story = inspected(0, *broken, lines=(line,)).later(2)
    for clause in ("gap", "mark", "code"):
        given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).refuses(
            "approve.waiver_needed"
        )
        story.do(WaiveClause("A", clause, 100), BUYER)
    given(story).when(ApproveShipment("A", Answer.AS_IS), BUYER).then(ShipmentApproved)
