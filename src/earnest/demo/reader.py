"""What does the reader ask? One order, told up to the failed report and the supplier's sentence.

1,000 lanterns, all paid and held; 900 were shown, 3 of 80 are bad, every carton has a gap, and the
supplier writes that he will be responsible. Each answer is played on such an order of its own
(``choices``); what an answer would change is asked of the preview (``supposing``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from earnest.demo.cast import HANNAH, INES, INSPECTION, NING, OLGA, Member
from earnest.demo.notes import said
from earnest.demo.play import Note, Teller
from earnest.demo.stories import read
from earnest.demo.trade import Trade, between, set_limit
from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import (
    ClauseKind,
    Contract,
    InspectedBy,
    InspectionKind,
    LotLine,
)
from earnest.domain.coverage.answer import CoverAnswer
from earnest.domain.coverage.lines import cover
from earnest.domain.inspection.checklist import checklist
from earnest.domain.inspection.report import Finding, Report, SectionResult
from earnest.domain.order.acts.amend import AnswerAmendment, SplitLot
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection
from earnest.domain.order.state import Order
from earnest.domain.parties import Actor, Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import require
from earnest.usecases.batch import Request
from earnest.usecases.preview import Preview, Standing, preview_all, suppose
from earnest.wiring import Desk
from earnest.words.formats import column_of

READER = "reader"
"""The name that ``--story`` takes."""

ORDERS = {"en": "storm-lanterns.toml", "zh": "storm-lanterns-zh.toml"}
"""The document of the order, in the reader's language."""

A, B = "A", "B"
"""The lot that was shown, and the part that was not ready."""

PIECES, LATER, IN_A_CARTON = 1000, 100, 20
"""What was ordered, what of it was not ready, and how many lie in a carton."""


def day(month: int, of_month: int, hour: int = 9) -> datetime:
    """An instant of the story's year."""
    return datetime(2026, month, of_month, hour, tzinfo=UTC)


BEGAN = day(3, 2)
"""The Monday on which the order is written."""

ASKED = day(4, 23, 12)
"""Two days after the report: from one day on a claim may be given up."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and who would send it."""

    command: object
    who: Member | Actor

    @property
    def actor(self) -> Actor:
        """The sender as the write path knows him."""
        return self.who.actor() if isinstance(self.who, Member) else self.who


@dataclass(frozen=True, slots=True)
class Moment:
    """Where an order stood at a key instant of its story."""

    code: str
    at: datetime
    standing: Standing
    kept_minor: int


@dataclass(slots=True)
class Case:
    """One order of the question: its trade, its two clauses, and the moments to look back at.

    ``lines_changed`` counts the lines of the cover answer that the supplier's sentence changed.
    """

    trade: Trade
    gap: str
    surface: str
    lines_changed: int = 0
    moments: list[Moment] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        """Where it is traded."""
        return self.trade.desk

    @property
    def policy(self) -> Policy:
        """The rules of the order."""
        return self.desk.policies.of(self.state.policy)

    @property
    def state(self) -> Order:
        """The order as it stands."""
        subject = self.trade.subject
        request = Request(subject, None, self.trade.buyer.actor())
        found = self.desk.store.peek([request]).streams[subject].state
        require(isinstance(found, Order), "the order of a story is there")
        return found  # type: ignore[return-value]  # required just above

    def act(self, steps: Sequence[Step]) -> None:
        """Do these steps, one after the other."""
        for step in steps:
            self.trade.do(step.command, step.who)
        self.desk.settle_down()

    def supposing(self, steps: Sequence[Step]) -> Preview:
        """What these steps would change, by the preview's own code; nothing is written."""
        requests = self._requests(steps)
        return preview_all(requests, self.desk.store, self.desk.house, self.desk.now())

    def supposing_under(self, policy: str, steps: Sequence[Step]) -> CoverAnswer:
        """What other rules would say is covered after these steps, for comparison only."""
        desk, now, requests = self.desk, self.desk.now(), self._requests(steps)
        loaded = desk.store.peek(requests)
        after = suppose(requests[0], loaded, desk.house, now, requests[1:]).after
        return cover(after, desk.policies.of(policy), now, desk.house.calendars)

    def _requests(self, steps: Sequence[Step]) -> list[Request]:
        subject = self.trade.subject
        idle = Request(subject, None, self.trade.buyer.actor())
        return [idle, *(Request(subject, step.command, step.actor) for step in steps)]

    def cover(self) -> CoverAnswer:
        """What is covered now."""
        return self.supposing(()).after.protection

    def mark(self, code: str) -> None:
        """Remember where the order stands now; ``code`` names the moment in ``notes.toml``."""
        now = self.supposing(()).after
        kept = sum(
            minor
            for lot in self.state.lots.values()
            for purpose, minor in lot.held.items()
            if purpose.value in ("holdback", "security")
        )
        self.moments.append(Moment(code, self.desk.now(), now, kept))

    def inspect(
        self,
        lot: str,
        on: datetime,
        bad: dict[str, int],
        *,
        kind: InspectionKind = InspectionKind.PRE_SHIPMENT,
        asked_by: Member | None = None,
    ) -> Iterator[datetime]:
        """Book an inspection for a day, give it to the inspector, and let her report then."""
        trade, asks = self.trade, asked_by or self.trade.buyer
        trade.do(BookInspection(lot, kind, InspectedBy.THIRD_PARTY, on.date()), asks)
        id = trade.look().inspections[-1].id
        if kind is not InspectionKind.DESTINATION:
            other = trade.supplier if asks is trade.buyer else trade.buyer
            trade.do(AnswerInspection(id, accept=True), other)
        trade.do(accredited(id), OLGA)
        yield on
        report = found_on(trade.look().contract, lot, self.policy, bad, kind)
        trade.do(RecordInspection(lot, report, id), INES)


def accredited(inspection: str) -> AssignInspector:
    """Give a visit to the demo's inspectors, with their accreditation on file."""
    until = date(2035, 12, 31)
    scope = "ISO/IEC 17020, type A"
    return AssignInspector(inspection, INSPECTION.id, "CNAS", "IB0417", scope, until)


def found_on(
    contract: Contract,
    lot: str,
    policy: Policy,
    bad: dict[str, int],
    kind: InspectionKind = InspectionKind.PRE_SHIPMENT,
) -> Report:
    """A report on the whole checklist of a lot, with so many bad ones by clause."""
    items, pieces = checklist(contract, lot, policy), pieces_of(contract, lot)
    checked = {item.clause: min(item.sample or pieces, pieces) for item in items}
    cartons = -(-pieces // IN_A_CARTON)
    opened = min(cartons, policy.inspection.packaging_sample)
    checked |= {item.clause: opened for item in items if item.kind is ClauseKind.PACKAGING}
    return Report(
        kind=kind,
        presented=pieces,
        cartons=cartons,
        cartons_opened=opened,
        units_checked=max(checked[item.clause] for item in items if not item.check_point),
        findings=tuple(
            Finding(item.clause, item.severity, bad.get(item.clause, 0), checked[item.clause])
            for item in items
        ),
    )


def open_case(desk: Desk, name: str, language: str, ship_by: date | None = None) -> Case:
    """Open one order of the question, named after the answer that will be given on it."""
    contract = between(read(desk, ORDERS[column_of(language)]).contract, HANNAH, NING)
    clauses = {clause.aspect: clause.id for clause in contract.clauses}
    numbered = replace(contract, reference=f"{contract.reference}-{name}")
    if ship_by and numbered.ship_by:
        numbered = replace(numbered, ship_by=replace(numbered.ship_by, on=ship_by))
    trade = Trade(desk, f"reader-{name}", numbered, buyer=HANNAH, supplier=NING)
    return Case(trade, clauses["gap"], clauses["surface"])


def let_limit(desk: Desk) -> None:
    """The operator sets the supplier's limit, once for all orders."""
    set_limit(desk, NING, "USD", 6_000_000, "experience, reputation and past trade (S27)")


def to_the_question(case: Case, teller: Teller | None, language: str) -> Iterator[datetime]:
    """From the contract to the sentence; ``teller`` speaks for one order, the others are silent."""
    trade = case.trade
    note: Callable[..., None] = teller.note if teller else _silent
    trade.propose()
    yield day(3, 3)
    trade.sign(trade.supplier)
    trade.sign(trade.buyer)
    yield day(3, 5)
    trade.pay("deposit")
    yield day(4, 13)
    note("step_reader_ready")
    trade.produce(100 - 100 * LATER // PIECES)
    trade.do(SplitLot(A, B, (LotLine("1", str(LATER)),), Role.SUPPLIER), trade.supplier)
    yield day(4, 14)
    trade.do(AnswerAmendment(_offered(trade), accept=True), trade.buyer)
    trade.produce(100)
    yield day(4, 15)
    trade.pay("balance")
    note("step_reader_report")
    yield from case.inspect(A, day(4, 21, 10), {case.surface: 3, case.gap: 10})
    _tell_report(case, note)
    yield day(4, 22, 3)
    before = case.cover()
    sentence = said(Note("reader_sentence"), language)
    trade.say(sentence, trade.supplier)
    note("reader_writes", sentence=sentence)
    case.lines_changed = changed(before, case.cover())
    code = "reader_moved" if case.lines_changed else "reader_unmoved"
    note(code, lines=len(before.lines), changed=case.lines_changed)
    yield ASKED


def _silent(_code: str, **_facts: str | int) -> None:
    """Say nothing."""


def _offered(trade: Trade) -> str:
    offer = trade.look().amendment
    return offer.contract_hash if offer else ""


def changed(before: CoverAnswer, after: CoverAnswer) -> int:
    """How many lines of the answer differ."""
    return len(set(before.lines) ^ set(after.lines))


def _tell_report(case: Case, note: Callable[..., None]) -> None:
    """Say of each section of the report how it was judged, with its counts."""
    report = case.state.lots[A].quality.deciding
    require(report is not None, "the lot was reported")
    for section in report.judged.sections if report else ():
        code = _SECTIONS.get((section.name, section.result))
        if code and section.found:
            note(code, found=section.found, checked=section.checked, ac=section.ac)


_SECTIONS = {
    ("major", SectionResult.PASSED): "reader_major_passed",
    ("packaging", SectionResult.FAILED): "reader_packaging_failed",
}
