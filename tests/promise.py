"""How does a test make an undertaking: offered, signed, called, contested, read by an auditor?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import DefectClass, InspectedBy, InspectionKind
from earnest.domain.coverage.undertaking import CallTrigger, Remedy
from earnest.domain.inspection.report import Finding, Report
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.decide_call import ObjectToCall
from earnest.domain.order.acts.enforce import CallUndertaking
from earnest.domain.order.acts.undertake import CountersignUndertaking, OfferUndertaking
from earnest.domain.order.state import WaitKind
from earnest.policies import load
from tests.auditor import Auditor
from tests.cast import BUYER, OLGA, SUPPLIER
from tests.driver import World
from tests.given import Story

CLAIM_BY = date(2026, 6, 30)
RULES = load().of("guide-2021@1").undertaking


def an_order() -> Story:
    """A story that the auditor reads along."""
    auditor = Auditor()
    story = Story(World(listeners=(auditor,)))
    story.auditor = auditor  # type: ignore[attr-defined]  # asked at the end of a test
    return story


def audited(story: Story) -> Story:
    """The story, after the auditor has compared books, ledger and state."""
    story.auditor.check(story.world)  # type: ignore[attr-defined]  # set by an_order
    return story


def offer(lot: str = "A", **changes: Any) -> OfferUndertaking:
    """The supplier's promise to repair lot A, for USD 3,000.00 at most, USD 1,000.00 secured."""
    plain = OfferUndertaking(
        lot, ("print",), Remedy.REPAIR, CallTrigger.NOTICE, 300_000, 100_000, CLAIM_BY, 10
    )
    return replace(plain, **changes)


def offered(story: Story | None = None, **changes: Any) -> Story:
    story = story or an_order().paid().produced()
    return story.do(offer(**changes), SUPPLIER)


def text(story: Story, id: str = "U1") -> str:
    return next(each.text_sha256 for each in story.order.undertakings if each.id == id)


def active(story: Story | None = None, **changes: Any) -> Story:
    story = offered(story, **changes)
    id = story.order.undertakings[-1].id
    return story.do(CountersignUndertaking(id, text(story, id)), BUYER)


def called(minor: int = 60_000, evidence: tuple[str, ...] = (), **changes: Any) -> Story:
    return active(**changes).shipped().do(CallUndertaking("U1", minor, evidence), BUYER)


def contested(minor: int = 60_000, **changes: Any) -> Story:
    return called(minor, **changes).do(ObjectToCall("U1"), SUPPLIER)


def u1(story: Story | Any):
    return story.order.undertakings[0]


def held(story: Story | Any, purpose: Purpose) -> int:
    return story.order.lots["A"].held.get(purpose, 0)


def lapse(story: Story, kind: WaitKind, about: str = "U1") -> Story:
    return story.until(story.order.wait(kind, about).due_at)


def reported(story: Story, by: InspectedBy, clause: str = "print", bad: int = 3) -> Story:
    """The goods arrive, and a report from the destination is handed in."""
    return looked_at(story.received(), by, clause, bad)


def looked_at(story: Story, by: InspectedBy, clause: str = "print", bad: int = 3) -> Story:
    """A report on goods that have arrived is handed in."""
    found = Report(
        kind=InspectionKind.DESTINATION,
        by=by,
        presented=1000,
        units_checked=80,
        findings=(Finding(clause, DefectClass.MAJOR, bad, 80),),
    )
    by_whom = BUYER if by is InspectedBy.SELF else OLGA
    return story.do(RecordInspection("A", found), by_whom)
