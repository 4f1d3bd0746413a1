"""On which grounds could a claim be refused whoever is at fault (S76 to S79)? From the draft on.

Three grounds, each a named test with the facts that decide it; how far they reach follows the
conflicts C1 and C2 of the guide with itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from earnest.domain.calendar import Calendars
from earnest.domain.closed_list import ClosedList
from earnest.domain.coverage.answer import FactValue
from earnest.domain.coverage.rules import Improve
from earnest.domain.coverage.scene import Goods, Scene, is_testable
from earnest.domain.coverage.steps import is_booked
from earnest.domain.coverage.windows import book_until, claim_until, may_still_book
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import Order
from earnest.domain.policy import Policy

Facts = dict[str, FactValue]


class GroundCode(ClosedList):
    """The guide's three grounds of refusal."""

    NO_CLEAR_SPECIFICATION = "no_clear_specification"
    NO_INSPECTION_BOOKED = "no_inspection_booked"
    FOUND_AFTER_RECEIPT = "found_after_receipt"


class GroundStatus(ClosedList):
    """Met: cannot be held against the buyer. Open: can still be met. At risk: it threatens."""

    MET = "met"
    OPEN = "open"
    AT_RISK = "at_risk"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: where it stands, by what facts, and what would improve it."""

    code: GroundCode
    status: GroundStatus
    facts: tuple[tuple[str, FactValue], ...] = ()
    improve: tuple[str, ...] = ()


def forecast(
    state: Order, policy: Policy, now: datetime, calendars: Calendars | None = None
) -> tuple[Ground, ...]:
    """Where each ground stands at ``now``; none for an order without a contract."""
    if state.contract is None:
        return ()
    scene = Scene(state, policy, now, calendars or Calendars())
    return tuple(test(scene) for test in TESTS.values())


def no_clear_specification(scene: Scene) -> Ground:
    """S76: every clause must be testable; while it is a draft, the text can still be mended."""
    clauses = scene.terms.clauses
    vague = tuple(each.name for each in clauses if not is_testable(each))
    code, facts = GroundCode.NO_CLEAR_SPECIFICATION, _facts(clauses=len(clauses), vague=vague)
    if clauses and not vague:
        return Ground(code, GroundStatus.MET, facts)
    is_draft = scene.state.stage in (Stage.DRAFT, Stage.PROPOSED)
    status = GroundStatus.OPEN if is_draft else GroundStatus.AT_RISK
    return Ground(code, status, facts, (Improve.MAKE_TESTABLE if clauses else Improve.ADD_CLAUSE,))


def no_inspection_booked(scene: Scene) -> Ground:
    """S77 by C2: one before shipment; after it, cover until receipt takes a destination report."""
    code, lots = GroundCode.NO_INSPECTION_BOOKED, scene.lots
    without = tuple(each for each in lots if not is_booked(scene, each))
    facts = {"lots": tuple(each.lot.id for each in without)}
    if not without or (not scene.is_deposit_only and all(map(_reported_there, without))):
        return Ground(code, GroundStatus.MET, _facts(**facts))
    on = book_until(scene)
    left = any(each.has_left for each in without)
    if on is not None and not left and may_still_book(scene):
        by = _facts(**facts, book_by=on.isoformat())
        return Ground(code, GroundStatus.OPEN, by, (Improve.BOOK_INSPECTION,))
    if scene.is_deposit_only or any(_is_too_late(scene, each) for each in without):
        return Ground(code, GroundStatus.AT_RISK, _facts(**facts))
    helps = (Improve.BOOK_DESTINATION_REPORT,)
    return Ground(code, GroundStatus.OPEN, _facts(**facts), helps)


def found_after_receipt(scene: Scene) -> Ground:
    """S78 by C1: only under deposit cover, or for what was seen before shipment and given up."""
    code = GroundCode.FOUND_AFTER_RECEIPT
    if scene.is_deposit_only:
        gone = any(each.has_left for each in scene.lots)
        status = GroundStatus.AT_RISK if gone else GroundStatus.OPEN
        helps = (Improve.INSPECT_FIRST, Improve.CHOOSE_POST_DELIVERY)
        return Ground(code, status, _facts(deposit=True), helps[: 1 if gone else 2])
    given_up = tuple(
        f"{goods.lot.id}: {_name(goods, known.clause)}"
        for goods in scene.lots
        for known in goods.known
        if known.is_given_up
    )
    if given_up:
        return Ground(code, GroundStatus.AT_RISK, _facts(given_up=given_up))
    return Ground(code, GroundStatus.MET, _facts(given_up=()))


TESTS: dict[GroundCode, Callable[[Scene], Ground]] = {
    GroundCode.NO_CLEAR_SPECIFICATION: no_clear_specification,
    GroundCode.NO_INSPECTION_BOOKED: no_inspection_booked,
    GroundCode.FOUND_AFTER_RECEIPT: found_after_receipt,
}
"""One named test for each ground, in the guide's order."""


def _facts(**facts: FactValue) -> tuple[tuple[str, FactValue], ...]:
    return tuple(facts.items())


def _reported_there(goods: Goods) -> bool:
    return goods.at_destination is not None


def _is_too_late(scene: Scene, goods: Goods) -> bool:
    until = claim_until(scene, goods)
    return until is not None and scene.now >= until


def _name(goods: Goods, clause: str) -> str:
    return goods.clauses[clause].name if clause in goods.clauses else clause
