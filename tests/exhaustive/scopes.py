"""Which small worlds are searched to closure, and which larger ones in the ``ci`` profile?"""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from earnest.domain.contract.terms import Coverage, InspectionKind
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.inspect import BookInspection
from earnest.domain.order.acts.payout import RecordPayout
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.order import ACTS
from earnest.domain.order.state import PayoutStatus
from tests.cast import BUYER, PLAN, contract, flasks, schedule, small
from tests.driver import World
from tests.exhaustive.search import Money, Scope, tight
from tests.given import Story

NEGOTIATION = frozenset(
    {
        "OpenOrder",
        "WriteDraft",
        "ConfirmWarnings",
        "ProposeContract",
        "CounterPropose",
        "DeclineProposal",
        "SignContract",
        "CancelOrder",
        "AnnouncePayment",
        "ExtendForOutage",
    }
)
"""What is over once the contract is signed; and outages, which are the platform's own."""

PROMISES = frozenset(
    {
        "OfferUndertaking",
        "CountersignUndertaking",
        "DeclineUndertaking",
        "CallUndertaking",
        "ReportPerformance",
        "AnswerPerformance",
        "ObjectToCall",
        "DecideCall",
    }
)
"""Undertakings, which have a search of their own."""

VISITS = frozenset(
    {
        "BookInspection",
        "AnswerInspection",
        "AssignInspector",
        "CancelInspection",
        "ContestReport",
    }
)
"""Booked inspections, which have a search of their own."""

DEGREES = frozenset(
    {
        "WaiveClause",
        "VoidWaiver",
        "ProposeReduction",
        "AnswerReduction",
        "AskHoldback",
        "AnswerHoldback",
    }
)
"""Claims given up, a lower price, a part kept back, which have a search of their own."""

BANK = frozenset({"RecordPayout", "RetryPayout"})
AGREEMENT = frozenset({"ProposeCancellation", "AnswerCancellation"})
DATES = frozenset({"ProposeShipBy", "AnswerShipBy"})
CARRIER = frozenset({"VerifyShipment", "RecordDelivery", "ReportNotArrived"})
IN_PARTS = (Money(1, 1), Money(2, 2))
AT_ONCE = (Money(1, 3),)


class Search(NamedTuple):
    """A root and what may happen from there."""

    name: str
    root: World
    scope: Scope


def _world(step: str, **terms: Any) -> World:
    world = World(policies=tight(), keeps_journal=False)
    getattr(Story(world), step)(contract=_one(**terms))
    return world


def _one(**terms: Any) -> Any:
    line = flasks("1", 3, unit_price="0.03")
    return contract(
        **{"lines": (line,), "stated_total_minor": 3, "schedule": schedule(3, 1), **terms}
    )


def _two(step: str) -> World:
    world = World(policies=tight(), keeps_journal=False)
    getattr(Story(world), step)(contract=small(3, 1))
    return world


def is_half(command: object) -> bool:
    """Production in steps adds nothing but the table of charges."""
    return isinstance(command, ReportProduction) and command.percent < 100


def is_extra(command: object) -> bool:
    """What a contract without an inspection does not need."""
    clause = isinstance(command, ApproveShipment) and command.answer is Answer.WITH_RESERVATIONS
    return is_half(command) or clause or isinstance(command, RecordInspection)


def is_third_return(command: object) -> bool:
    """The bank sends back the first two payouts at most."""
    returned = isinstance(command, RecordPayout) and command.status is PayoutStatus.RETURNED
    return is_extra(command) or (returned and command.payout[-1] > "2")


def scopes() -> list[Search]:
    """The searches of the present profile."""
    quiet = NEGOTIATION | AGREEMENT | DATES | CARRIER | {"RefuseToShip", "ApproveShipment"}
    deposit = _world("signed", coverage=Coverage.PRE_SHIPMENT, inspection=PLAN)
    found = [
        Search(
            "negotiation",
            _two("opened"),
            Scope(
                (),
                leave_out=CHANGES | {"WriteDraft", "ConfirmWarnings", "ExtendForOutage"},
            ),
        ),
        Search("one lot", _world("signed"), _at_once(IN_PARTS, BANK | AGREEMENT | DATES)),
        Search("agreements", _world("signed"), _at_once(AT_ONCE, BANK | {"RefuseToShip"})),
        Search("two lots", _two("signed"), _at_once(IN_PARTS, quiet | BANK)),
        Search("deposit cover", deposit, _deposit()),
        Search("bank", _world("paid"), _bank(quiet)),
        Search("undertakings", _world("paid"), _promises()),
        Search("inspections", _world("paid", inspection=PLAN), _visits()),
        _degrees(),
        Search("amendments", _world("signed"), _changes()),
    ]
    return found + (_larger() if os.environ.get("EARNEST_PROFILE", "default") != "default" else [])


CHANGES = frozenset({"ProposeAmendment", "SplitLot", "AnswerAmendment", "WithdrawAmendment"})
"""Amendments, which have a search of their own."""


def _changes() -> Scope:
    """One lot, paid in parts, split once or made dearer or cheaper, and brought to its end."""
    wanted = CHANGES | {"ReportProduction", "ShipGoods", "ConfirmReceipt", "GiveNotice"}
    names = frozenset(command.__name__ for command in ACTS) - wanted
    return Scope(IN_PARTS, leave_out=names, skip=is_half, bank_answers_at_once=True)


def _at_once(receipts: tuple[Money, ...], leave_out: frozenset[str], **more: Any) -> Scope:
    names = NEGOTIATION | PROMISES | VISITS | DEGREES | CHANGES | leave_out
    return Scope(receipts, leave_out=names, skip=is_extra, bank_answers_at_once=True, **more)


def _deposit() -> Scope:
    names = NEGOTIATION | PROMISES | VISITS | DEGREES | CHANGES | BANK | AGREEMENT | DATES
    return Scope(IN_PARTS, leave_out=names, skip=is_half, bank_answers_at_once=True)


def _promises() -> Scope:
    """One lot that is all paid, one undertaking: everything that can become of both."""
    wanted = PROMISES | {"ShipGoods", "ConfirmReceipt", "AcceptGoods", "GiveNotice"}
    names = frozenset(command.__name__ for command in ACTS) - wanted
    return Scope((), leave_out=names, bank_answers_at_once=True)


def _visits() -> Scope:
    """One lot that is all paid, two visits at most: booked, dated, given, reported, contested."""
    wanted = VISITS | {"ReportProduction", "RecordInspection"}
    names = frozenset(command.__name__ for command in ACTS) - wanted
    return Scope((), leave_out=names, skip=is_other_visit, bank_answers_at_once=True)


def _degrees() -> Search:
    """One lot that arrived with a known defect: a part is kept back, its price falls, it ends."""
    wanted = DEGREES | AGREEMENT | {"AcceptGoods"}
    names = frozenset(command.__name__ for command in ACTS) - wanted
    world = World(policies=tight(), keeps_journal=False)
    story = Story(world).paid(contract=_one(inspection=PLAN)).produced()
    story.inspected(Verdict.FAILED).do(KEEPING, BUYER).shipped().received()
    return Search("degrees", world, Scope((), leave_out=names, bank_answers_at_once=True))


KEEPING = ApproveShipment("A", Answer.WITH_RESERVATIONS, ("size",))


def is_other_visit(command: object) -> bool:
    """Visits before shipment alone, and reports on those that were booked."""
    if isinstance(command, BookInspection):
        return command.kind is not InspectionKind.PRE_SHIPMENT
    return is_half(command) or (isinstance(command, RecordInspection) and not command.inspection)


def _bank(quiet: frozenset[str]) -> Scope:
    names = quiet - AGREEMENT | PROMISES | VISITS | DEGREES | CHANGES | {"GiveNotice"}
    return Scope((), reversals=(1,), leave_out=names, skip=is_third_return)


def _larger() -> list[Search]:
    two = _at_once(AT_ONCE, BANK | AGREEMENT | DATES | {"RefuseToShip"}, nodes=150_000)
    return [
        Search("one lot, everything", _world("signed"), _at_once(IN_PARTS, BANK, nodes=150_000)),
        Search("two lots, everything", _two("signed"), two),
    ]
