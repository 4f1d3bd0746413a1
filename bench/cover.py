"""How long does the cover answer take, and a preview with it, for an order of sixty events?

In process, one after the other, the median of many. The order has two lots; one was inspected and
has findings, claims kept and a hundred percent reported in steps. *Preview* is the whole way of
``approve-shipment``: load from SQLite, catch up, decide, both answers, both lists of offers.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles

from bench.figures import Figure
from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    InspectionPlan,
    Lateness,
    Losses,
)
from earnest.domain.coverage.lines import cover
from earnest.domain.inspection.report import Finding, Report
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.state import Order
from earnest.domain.payment.receipt import RecordReceipt
from earnest.domain.programme.limit import SetLimit
from earnest.store.reads import StoreReads
from earnest.store.unit_sqlite import SqliteStore
from earnest.usecases.batch import Request
from earnest.usecases.cover import CoverQuestion, answer
from earnest.usecases.preview import preview
from tests.cast import BUYER, LIMIT, OLGA, RAIL, SIZE, SUPPLIER, TWO_LOTS, contract, flasks
from tests.store.story import HOUSE, PEOPLE, PROGRAMME, Teller, order, receipt

EVENTS = 60
TURNS = 400
LIMITS_MS = {"cover": 2.0, "preview": 5.0}


def terms() -> Contract:
    """Two lots, clauses of three kinds, a plan, losses and compensation for lateness."""
    gap = Clause(
        "gap", "Gap", "5", "mm", "max", "steel rule", kind=ClauseKind.PACKAGING, aspect="gap",
        repair_unit_price="0.30",
    )  # fmt: skip
    logo = Clause("logo", "Logo", "10", "mm", "1", "calliper", kind=ClauseKind.DIMENSION)
    return replace(
        contract(inspection=InspectionPlan(price_minor=30_000), lots=TWO_LOTS),
        lines=(flasks(clauses=(SIZE, gap, logo)),),
        losses=Losses(major=6_000),
        lateness=Lateness(50, 500),
    )


def told(store: SqliteStore) -> Teller:
    """An order of sixty events that waits for the answer to a failed inspection."""
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    teller = Teller(store, terms=terms())
    teller.do(SetLimit("USD", LIMIT, "bench"), OLGA, PROGRAMME)
    teller.do(OpenOrder(teller.terms), BUYER)
    teller.do(ProposeContract(teller.hash), BUYER)
    for who in (SUPPLIER, BUYER):
        teller.do(SignContract(teller.hash), who)
    for number, minor in enumerate((600_000, 1_400_000)):
        paid = RecordReceipt("bank", f"b-{number}", minor, "USD", "tt", order().id)
        teller.do(paid, RAIL, receipt(number))
    pieces = pieces_of(teller.terms, "A")
    for percent in (*range(2, 99), 100):
        if percent == 100 or _version(teller) < EVENTS - 1:
            teller.do(ReportProduction("A", percent), SUPPLIER)
    findings = (
        Finding("size", DefectClass.MAJOR, 8, 80),
        Finding("gap", DefectClass.MAJOR, 10, 10),
    )
    report = Report(
        presented=pieces, cartons=45, cartons_opened=10, units_checked=80, findings=findings
    )
    teller.do(RecordInspection("A", report), OLGA)
    return teller


def _version(teller: Teller) -> int:
    request = Request(order(), None, BUYER)
    return int(teller.store.peek([request]).streams[order()].seq)


def _times(work: Callable[[], object]) -> list[float]:
    """Milliseconds of each turn, after some that warm the caches."""
    found = []
    for turn in range(TURNS + 20):
        begun = time.perf_counter()
        work()
        if turn >= 20:
            found.append((time.perf_counter() - begun) * 1000)
    return found


def _figure(name: str, limit: float | None, work: Callable[[], object], events: int) -> Figure:
    times = _times(work)
    middle, slow = median(times), quantiles(times, n=100)[98]
    wanted = f"wanted {limit:.0f} ms, " if limit else ""
    remark = f"{middle:.2f} ms, 99 of 100 within {slow:.2f} ms; {wanted}{events} events"
    return Figure(name, 1000 / middle, None, remark)


def run(_url: str) -> list[Figure]:
    """The answer alone, beside the other policy's, within a preview, and as somebody asks it."""
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "trade.sqlite3")
        teller = told(store)
        now, events = teller.now + timedelta(hours=1), _version(teller)
        state = store.peek([Request(order(), None, BUYER)]).streams[order()].state
        if not isinstance(state, Order):
            raise SystemExit("the bench lost its order")
        kept = ApproveShipment("A", Answer.WITH_RESERVATIONS, ("size", "gap"))
        request = Request(order(), kept, BUYER)
        instants = cycle(now + timedelta(minutes=minute) for minute in range(50))
        question = CoverQuestion(order().id, kept, ("both",))
        own = HOUSE.policies.of(state.policy)
        limits = LIMITS_MS
        found = [
            _figure(
                "cover answer", limits["cover"], lambda: cover(state, own, next(instants)), events
            ),
            _figure(
                "preview with cover",
                limits["preview"],
                lambda: preview(request, store, HOUSE, now),
                events,
            ),
            _figure(
                "cover before and after, two policies",
                None,
                lambda: answer(question, BUYER, store, HOUSE, now),
                events,
            ),
        ]
        store.close()
    return found
