"""Which order stands behind the tests of answers? The worked example A of docs/rules/coverage.md.

1,000 pieces at USD 10.00, all paid and held; of the 900 of lot A that were shown, 3 of 80 are bad
and 10 of 10 cartons have a gap beyond the clause; lot B was not shown.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from earnest.demo.cast import OLGA
from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    DefectClass,
    EvidenceType,
    Losses,
    LotLine,
    LotTerms,
)
from earnest.domain.inspection.report import Finding, Report
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection

MAJOR = DefectClass.MAJOR
FINISH = Clause(
    "finish", "Surface finish", "no scratch longer than 2 mm", "", "2 mm", "by eye at 30 cm",
    MAJOR, ClauseKind.WORKMANSHIP, "appearance", EvidenceType.COUNT,
)  # fmt: skip
GAP = Clause(
    "gap", "Gap in the carton", "5", "mm", "max", "steel rule", MAJOR, ClauseKind.PACKAGING, "gap",
    EvidenceType.MEASUREMENT, repair_unit_price="0.30",
)  # fmt: skip

BARCODE = Clause(
    "barcode", "Barcode", "5012345678900", "", "none", "scan", MAJOR, ClauseKind.CUSTOMISATION,
    "label", EvidenceType.TEST, check_point=True,
)  # fmt: skip


def example(trade: Any) -> Any:
    """Begin, sign, pay and produce the order of the example."""
    one = trade("example")
    terms = one.look().contract
    line = replace(
        terms.lines[0], quantity="1000", unit_price="10.00", base_quantity="1",
        amount_minor=1_000_000, clauses=(FINISH, GAP, BARCODE),
    )  # fmt: skip
    deposit, balance = terms.schedule
    one.write(
        replace(
            terms,
            title="Storm lanterns",
            lines=(line,),
            stated_total_minor=1_000_000,
            schedule=(
                replace(deposit, amount_minor=300_000),
                replace(balance, amount_minor=700_000),
            ),
            lots=(LotTerms("A", (LotLine("1", "900"),)), LotTerms("B", (LotLine("1", "100"),))),
            losses=Losses(major=6_000),
        )
    )
    one.conclude()
    one.pay("deposit")
    one.produce(lot="A")
    one.pay("balance")
    return one


def failed_on(one: Any, desk: Any, *, later: float = 2) -> Any:
    """Hand in the report of the example on lot A, so many days ago."""
    shown = pieces_of(one.look().contract, "A")
    findings = (
        Finding("finish", MAJOR, 3, 80),
        Finding("gap", MAJOR, 10, 10),
        Finding("barcode", MAJOR, 0, 10),
    )
    report = Report(
        presented=shown, cartons=45, cartons_opened=10, units_checked=80, findings=findings
    )
    one.do(RecordInspection("A", report), OLGA)
    if later:
        desk.set_clock(desk.now() + timedelta(days=later))
    return one


def received(one: Any, desk: Any) -> Any:
    """Let lot A leave with the claim on its packaging kept, and arrive."""
    one.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, ("gap",)), one.buyer)
    one.ship("A")
    desk.set_clock(desk.now() + timedelta(days=25))
    one.receive("A")
    return one
