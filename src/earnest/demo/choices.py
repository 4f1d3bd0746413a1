"""Which answers has the reader, and how does each of them end? Five, the best first.

A choice is the steps that are supposed first (to say what would be covered) and the tale that does
them. Every sum is asked of the core: the known loss, the security, what may be kept back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from earnest.demo.cast import OLGA
from earnest.demo.play import Story, Teller, play
from earnest.demo.reader import (
    A,
    B,
    Case,
    Step,
    day,
    found_on,
    let_limit,
    open_case,
    to_the_question,
)
from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import InspectionKind
from earnest.domain.coverage.answer import CoverAnswer
from earnest.domain.coverage.security import security_for
from earnest.domain.coverage.undertaking import CallTrigger, Remedy, Wording
from earnest.domain.inspection.loss import known_loss
from earnest.domain.ledger.moves import moves
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.enforce import CallUndertaking
from earnest.domain.order.acts.hold_back import holdback_limit
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.reduce import AnswerReduction, ProposeReduction
from earnest.domain.order.acts.undertake import (
    CountersignUndertaking,
    OfferUndertaking,
    UndertakingOffered,
)
from earnest.domain.order.acts.waive import WaiveClause
from earnest.usecases.preview import Preview
from earnest.wiring import Desk

Steps = tuple[Step, ...]

STRICTER = "alibaba-2017-12@1"
"""The rules that are asked beside the order's own."""

FOR_CALLS = timedelta(days=99)
"""How long the promise can be called: by sea, with a month to look at the goods."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its names in ``notes.toml``, what is supposed, how it goes on.

    ``tales`` are told side by side: lot A's, and lot B's.
    """

    code: str
    name: str
    short: str
    steps: Callable[[Case], Steps]
    tales: tuple[Callable[[Case], Story], ...]


def rework(case: Case) -> Steps:
    """Do not ship: repack, and inspect again."""
    return (Step(ApproveShipment(A, Answer.REFUSED, (case.gap,)), case.trade.buyer),)


def alone(case: Case) -> Steps:
    """Lot A leaves alone once it is repacked and has passed; the inspector's pass is supposed."""
    passed = found_on(case.trade.look().contract, A, case.policy, {})
    return (
        *rework(case),
        Step(ReportProduction(A, 100), case.trade.supplier),
        Step(RecordInspection(A, passed), OLGA),
        Step(ApproveShipment(A, Answer.AS_IS), case.trade.buyer),
    )


def promise(case: Case) -> Steps:
    """Keep both claims; the sentence becomes an undertaking for the gap, signed and secured."""
    security = security_for(case.state, A, case.policy, (case.gap,)) or 0
    offer = Step(
        OfferUndertaking(
            lot=A,
            clauses=(case.gap,),
            remedy=Remedy.REFUND,
            trigger=CallTrigger.DESTINATION_REPORT,
            max_minor=security,
            security_minor=security,
            claim_by=(case.desk.now() + FOR_CALLS).date(),
            perform_days=0,
            wording=Wording.ACCEPT_WITH_DEFECTS,
            message=1,
        ),
        case.trade.supplier,
    )
    offered = next(
        envelope.event
        for envelope in case.supposing((offer,)).events
        if isinstance(envelope.event, UndertakingOffered)
    ).undertaking
    keep = ApproveShipment(A, Answer.WITH_RESERVATIONS, (case.gap, case.surface))
    buyer = case.trade.buyer
    return (
        offer,
        Step(CountersignUndertaking(offered.id, offered.text_sha256), buyer),
        Step(keep, buyer),
    )


def cheaper(case: Case) -> Steps:
    """Both agree that lot A costs less by what the defects cost; that closes the claims on them."""
    minor = known_loss(case.state, A, case.policy).known_minor
    buyer = case.trade.buyer
    return (
        Step(ProposeReduction(A, minor, (case.gap, case.surface)), buyer),
        Step(AnswerReduction(A, accept=True, reduce_minor=minor), case.trade.supplier),
        Step(ApproveShipment(A, Answer.AS_IS), buyer),
    )


def as_it_is(case: Case) -> Steps:
    """Give up the claim on the gap, for what it costs, and let lot A leave as it is."""
    minor, buyer = (
        known_loss(case.state, A, case.policy).of((case.gap,)).known_minor,
        case.trade.buyer,
    )
    return (
        Step(WaiveClause(A, case.gap, minor), buyer),
        Step(ApproveShipment(A, Answer.AS_IS), buyer),
    )


ANSWERED = day(4, 23, 14)
LEFT, ARRIVED = day(4, 27), day(5, 26)
REPACKED, LEFT_LATE, ARRIVED_LATE = day(4, 30), day(5, 8), day(6, 9)
ENDED = day(7, 31, 23)
"""When all is over: after the last time for claims, and the last day of the undertaking."""


def _reworked(case: Case) -> Iterator[datetime]:
    """Lot A is repacked, inspected again at the supplier's cost, and leaves."""
    trade = case.trade
    yield ANSWERED
    case.act(rework(case))
    case.mark("reader_answered")
    yield REPACKED
    trade.produce(100)
    yield from case.inspect(A, day(5, 6, 10), {}, asked_by=trade.supplier)
    yield day(5, 7)
    trade.approve(A)
    yield from _leaves(case, A, LEFT_LATE)
    case.mark("reader_left")
    yield from _arrives(case, A, ARRIVED_LATE)
    case.mark("reader_arrived")
    yield day(6, 16)
    trade.accept(A)
    case.mark("reader_accepted")
    yield ENDED
    case.mark("reader_ended")


def _later(case: Case) -> Iterator[datetime]:
    """Lot B is finished, passes, and follows; nobody says anything after it arrived."""
    trade = case.trade
    yield REPACKED
    trade.produce(100, B)
    yield from case.inspect(B, day(5, 6, 11), {})
    yield day(5, 7)
    trade.approve(B)
    yield from _leaves(case, B, LEFT_LATE)
    yield from _arrives(case, B, ARRIVED_LATE)


def _never(_case: Case) -> Iterator[datetime]:
    """Lot B is never finished: what is held for it goes back by itself."""
    yield REPACKED


def _leaves(case: Case, lot: str, on: datetime) -> Iterator[datetime]:
    yield on
    case.trade.ship(lot)
    case.trade.verify(lot)


def _arrives(case: Case, lot: str, on: datetime) -> Iterator[datetime]:
    yield on
    case.trade.deliver("Felixstowe", lot)
    case.trade.receive(lot)


def _answered(case: Case, steps: Callable[[Case], Steps]) -> Iterator[datetime]:
    """The answer, and lot A's way as far as its receipt."""
    yield ANSWERED
    case.act(steps(case))
    case.mark("reader_answered")
    yield from _leaves(case, A, LEFT)
    case.mark("reader_left")
    yield from _arrives(case, A, ARRIVED)
    case.mark("reader_arrived")


def _promised(case: Case) -> Iterator[datetime]:
    """The claims are kept: a part is kept back, the promise is called and paid by itself."""
    trade = case.trade
    yield from _answered(case, promise)
    yield from case.inspect(
        A, day(5, 29, 10), {case.gap: 10, case.surface: 3}, kind=InspectionKind.DESTINATION
    )
    yield day(6, 1)
    kept = holdback_limit(case.state, A, case.policy, (case.surface,))
    trade.do(AcceptGoods(A, kept, (case.surface,)), trade.buyer)
    loss = known_loss(case.state, A, case.policy)
    trade.do(CallUndertaking("U1", loss.of((case.gap,)).known_minor), trade.buyer)
    trade.desk.settle_down()
    case.mark("reader_accepted")
    yield day(6, 9)
    case.mark("reader_called")
    minor = loss.of((case.surface,)).known_minor
    trade.do(ProposeReduction(A, minor, (case.surface,)), trade.buyer)
    trade.do(AnswerReduction(A, accept=True, reduce_minor=minor), trade.supplier)
    yield ENDED
    case.mark("reader_ended")


def _cheaper(case: Case) -> Iterator[datetime]:
    """The price was lowered: the rest is paid when the buyer accepts."""
    yield from _answered(case, cheaper)
    yield day(6, 2)
    case.trade.accept(A)
    case.mark("reader_accepted")
    yield ENDED
    case.mark("reader_ended")


def _as_it_is(case: Case) -> Iterator[datetime]:
    """The claim on the gap was given up: nobody acts, and all of it goes to the supplier."""
    yield from _answered(case, as_it_is)
    yield day(6, 26, 12)
    case.mark("reader_silent")
    yield ENDED
    case.mark("reader_ended")


CHOICES = (
    Choice("rework", "reader_rework", "reader_rework_short", rework, (_reworked, _later)),
    Choice("split", "reader_split", "reader_split_short", alone, (_reworked, _never)),
    Choice("promise", "reader_promise", "reader_promise_short", promise, (_promised, _later)),
    Choice("cheaper", "reader_cheaper", "reader_cheaper_short", cheaper, (_cheaper, _later)),
    Choice("as_it_is", "reader_as_it_is", "reader_as_it_is_short", as_it_is, (_as_it_is, _later)),
)
"""From the best to the last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One choice on its own order, and what the preview says of it before anything is done.

    ``set_aside_minor`` is what would become the security of a promise at once; ``stricter`` is the
    answer that the stricter rules would give on the same order.
    """

    choice: Choice
    case: Case
    supposed: Preview
    set_aside_minor: int
    stricter: CoverAnswer


def ask(desk: Desk, teller: Teller, language: str) -> list[Asked]:
    """Play all orders to the question, tell of the first, and suppose each choice."""
    teller.note("step_reader_contract")
    let_limit(desk)
    cases = [open_case(desk, choice.code, language) for choice in CHOICES]
    teller.follow(cases[0].trade.id)
    told = [teller, *(None for _ in cases[1:])]
    stories = [to_the_question(case, who, language) for case, who in zip(cases, told, strict=True)]
    play(desk, stories, after_each=teller.news)
    return [_asked(choice, case) for choice, case in zip(CHOICES, cases, strict=True)]


def _asked(choice: Choice, case: Case) -> Asked:
    steps = choice.steps(case)
    found = case.supposing(steps)
    currency = found.after.money.currency
    aside = sum(
        transfer.minor
        for envelope in found.events
        for transfer in moves(envelope.event, scope=case.trade.id, currency=currency)
        if transfer.credit.name.endswith(Purpose.SECURITY.value)
    )
    return Asked(choice, case, found, aside, case.supposing_under(STRICTER, steps))


def play_out(desk: Desk, asked: list[Asked]) -> None:
    """Play each choice to the end of its order."""
    tales = [tale(each.case) for each in asked for tale in each.choice.tales]
    play(desk, tales, after_each=_nothing)


def _nothing() -> None:
    """Nobody is told while the choices are played: each is told as a whole afterwards."""
