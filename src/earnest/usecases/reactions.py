"""What must leave the house when something happened? Table: event -> letters and instructions.

A letter is asked for whenever somebody is newly waited for: at once, half-way, and on the last
day; ``deliver`` drops those whose wait is over by then. Money leaves only by an instruction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from earnest.domain import deciders
from earnest.domain.deciders import State
from earnest.domain.order.acts.inspect import InspectionProposed
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.state import BANK_WAITS, Order, Wait, WaitKind
from earnest.domain.parties import Role
from earnest.domain.payment.receipt import ReturnInstructed
from earnest.domain.subjects import Fact
from earnest.journal.codec import snake, to_json
from earnest.journal.envelope import instant
from earnest.usecases.batch import OutboxRow

_NEWS = frozenset(
    {
        "ContractSigned",
        "OrderConcluded",
        "OrderCancelled",
        "OrderLapsed",
        "PaymentReceived",
        "PaymentReversed",
        "OrderActivated",
        "ShipByRevised",
        "ShipByRefused",
        "ShipByMoved",
        "ShipmentRefused",
        "GoodsShipped",
        "GoodsNotArrived",
        "GoodsReceived",
        "CancellationAgreed",
        "ContractAmended",
        "AmendmentRefused",
        "AmendmentWithdrawn",
        "CancellationRefused",
        "CancellationNoticed",
        "OrderDefaulted",
        "LotReleased",
        "LotPartReleased",
        "HoldbackKept",
        "HoldbackAgreed",
        "HoldbackRefused",
        "PriceReduced",
        "ReductionRefused",
        "ClauseWaived",
        "WaiverVoided",
        "LotRefunded",
        "UndertakingCountersigned",
        "UndertakingLapsed",
        "UndertakingCalled",
        "UndertakingPerformed",
        "UndertakingUnkept",
        "CallContested",
        "CallDecided",
        "UndertakingPaid",
        "UndertakingOwed",
        "PayoutSettled",
        "PayoutReturned",
        "PayoutEscalated",
        "PayoutUnresolved",
        "OrderClosed",
    }
)
"""Events that both parties are told of by letter, whether or not they must act."""

_SILENT = (
    *BANK_WAITS,
    WaitKind.CLOSE,
    WaitKind.SUSPENSE,
    WaitKind.ARRIVAL_EVIDENCE,
    WaitKind.DECIDE_CALL,
    WaitKind.DECIDE_CALL_LATE,
)
"""Waits of which no letter reminds: their owner has no letter box. The end of the time for claims
is the buyer's, who cannot claim in this edition yet."""

LAST_DAY = timedelta(hours=24)


def react(
    fact: Fact, before: State, after: State, at: datetime, *, number: int, seq: int
) -> tuple[OutboxRow, ...]:
    """The outbox rows of one fact, numbered on from ``number`` without a gap (E9).

    ``seq`` is the fact's place in its stream: a letter names the event that it tells of.
    """
    wanted = (*_instructions(fact, after, at), *_letters(fact, before, after, at, seq))
    return tuple(
        OutboxRow(fact.subject, number + place, topic, payload, not_before)
        for place, (topic, payload, not_before) in enumerate(wanted, start=1)
    )


_Wanted = tuple[str, str, datetime]


def _instructions(fact: Fact, after: State, at: datetime) -> Iterator[_Wanted]:
    match fact.event:
        case PayoutInstructed(payout=payout, to=to, minor=minor) if isinstance(after, Order):
            beneficiary = after.supplier if to is Role.SUPPLIER else after.buyer
            yield (
                "payout",
                _json(
                    payout=payout,
                    minor=minor,
                    currency=after.currency,
                    to=beneficiary,
                    receipt=fact.event.receipt,
                ),
                at,
            )
        case ReturnInstructed(minor=minor):
            currency = getattr(after, "currency", "")
            yield "return", _json(receipt=fact.subject.id, minor=minor, currency=currency), at


def _letters(fact: Fact, before: State, after: State, at: datetime, seq: int) -> Iterator[_Wanted]:
    name = type(fact.event).__name__
    if (name in _NEWS or _is_strict(fact.event)) and isinstance(after, Order):
        for role in (Role.BUYER, Role.SUPPLIER):
            yield "letter", _json(about="news", event=snake(name), seq=seq, to=role.value), at
    old, now = deciders.waits(before), deciders.waits(after)
    if now is old:
        return
    known = {wait.name for wait in old}
    for wait in now:
        started_now = wait.name not in known or wait.started_at == at
        if started_now and wait.kind not in _SILENT and wait not in old:
            yield from _reminders(wait, at, seq)


def _is_strict(event: object) -> bool:
    """Whether an inspection was asked for that is stricter or looser than usual: both read why."""
    return isinstance(event, InspectionProposed) and not event.inspection.strictness.is_normal


def _reminders(wait: Wait, at: datetime, seq: int) -> Iterator[_Wanted]:
    half = at + (wait.due_at - at) / 2
    moments = {"first": at, "half_way": half, "last_day": wait.due_at - LAST_DAY}
    for moment, when in moments.items():
        if when >= at:
            payload = _json(
                about="wait",
                wait=wait.kind.value,
                subject_part=wait.about,
                due_at=instant(wait.due_at),
                moment=moment,
                seq=seq,
                to=wait.who.value,
            )
            yield "letter", payload, when


def _json(**fields: str | int) -> str:
    return to_json(fields).decode()
