"""The order of the worked examples of a failed inspection: 1,000 pieces at USD 10.00, two lots."""

from __future__ import annotations

from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    Instalment,
    Losses,
    LotLine,
    LotTerms,
    Trigger,
)
from earnest.domain.inspection.report import Finding, Report
from earnest.domain.order.acts.approve import (
    Answer,
    ApproveShipment,
    RecordInspection,
)
from earnest.domain.order.acts.deliver import ConfirmReceipt
from earnest.policies import load
from tests.auditor import Auditor
from tests.cast import BUYER, OLGA, PLAN, contract, flasks
from tests.driver import World
from tests.given import Story

SIZE = Clause("size", "Height", "250", "mm", "2", "calliper")
GAP = Clause(
    "gap", "No gap", "0", "mm", "5", "ruler",
    kind=ClauseKind.PACKAGING, aspect="gap", repair_unit_price="0.30",
)  # fmt: skip
EDGE = Clause("edge", "No sharp edge", "none", method="touch", severity=DefectClass.CRITICAL)
TOTAL = 1_000_000
IN_TWO = (LotTerms("A", (LotLine("1", "900"),)), LotTerms("B", (LotLine("1", "100"),)))
DEPOSIT = (
    Instalment("deposit", 300_000, Trigger.SIGNATURE, 5),
    Instalment("balance", 700_000, Trigger.PRODUCTION, 7),
)
GUIDE = load().of("guide-2021@1")


def reader_contract(**changes) -> Contract:
    """The order of the worked examples: 1,000 units at USD 10.00, two lots."""
    line = flasks("1000", TOTAL, unit_price="10.00", clauses=(SIZE, GAP, EDGE))
    terms = {
        "lines": (line,),
        "lots": IN_TWO,
        "stated_total_minor": TOTAL,
        "schedule": DEPOSIT,
        "inspection": PLAN,
        "losses": Losses(major=6_000, minor=2_000),
    }
    return contract(**{**terms, **changes})


def report(majors: int = 3, *more: Finding) -> Report:
    """80 of lot A's 900 pieces were checked; 10 of 10 cartons have a gap."""
    found = (
        Finding("size", DefectClass.MAJOR, majors, 80),
        Finding("gap", DefectClass.MAJOR, 10, 10),
        *more,
    )
    return Report(presented=900, cartons=90, cartons_opened=10, units_checked=80, findings=found)


def inspected(majors: int = 3, *more: Finding, policy: str = "", **changes) -> Story:
    story = Story(World(listeners=(Auditor(),)))
    story.opened(reader_contract(**changes), policy=policy)
    story.proposed().signed().receives(TOTAL).produced("A")
    return story.do(RecordInspection("A", report(majors, *more)), OLGA)


def reserved(majors: int = 3, *clauses: str, **changes) -> Story:
    kept = clauses or (("gap",) if majors <= 5 else ("gap", "size"))
    story = inspected(majors, **changes)
    return story.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, kept), BUYER)


def arrived(majors: int = 3, *clauses: str, **changes) -> Story:
    story = reserved(majors, *clauses, **changes).shipped("A").later(20)
    return story.do(ConfirmReceipt("A"), BUYER)


def audit(story: Story) -> None:
    story.world.listeners[0].check(story.world)
