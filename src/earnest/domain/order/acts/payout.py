"""What is asked of the bank, and what does the bank say of it?

Payouts are instructions to the bank; their conversation is a small axis of its own. What leaves
escrow, and to whom, is decided in ``release``. Whatever the bank says or does not say, no payment
is ever sent a second time blindly (E7, P9).
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import (
    Order,
    Payout,
    PayoutStatus,
    Wait,
    WaitKind,
    ending,
    starting,
)
from earnest.domain.parties import Role
from earnest.domain.refusals import Refused, refuse


@dataclass(frozen=True, slots=True)
class PayoutInstructed:
    """The bank is asked to pay: the supplier, or the source of one receipt."""

    payout: str
    to: Role
    minor: int
    receipt: str
    retry_of: str
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ReceivableRecovered:
    """A refund was kept against the buyer's debt from a reversed payment (M14).

    ``payout`` is the refund that had come back from the bank, or empty where none was sent yet.
    """

    minor: int
    payout: str = ""


@dataclass(frozen=True, slots=True)
class RecordPayout:
    """Record what the bank says of an instruction."""

    payout: str
    status: PayoutStatus


@dataclass(frozen=True, slots=True)
class RetryPayout:
    """Ask the bank again for a payout that came back, as a new instruction."""

    payout: str


@dataclass(frozen=True, slots=True)
class PayoutSettled:
    """The bank paid."""

    payout: str
    to: Role
    minor: int


@dataclass(frozen=True, slots=True)
class PayoutReturned:
    """The bank sent it back; ``was_settled`` when it had already left. An operator has until the
    wait's end to send it anew: by itself nothing goes to the account it came back from (P9).
    """

    payout: str
    to: Role
    minor: int
    was_settled: bool
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True)
class PayoutEscalated:
    """Nobody sent a returned payout anew in time: both sides are told. The money stays payable,
    and goes only to a verified account in the same name (R11).
    """

    payout: str
    to: Role
    minor: int


@dataclass(frozen=True, slots=True)
class PayoutUnknown:
    """Nobody knows what became of it; only the bank's statement can say (E7). An operator has until
    the wait's end to find it out: by itself nothing is sent again.
    """

    payout: str
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True, slots=True)
class PayoutUnresolved:
    """Nobody found out in time what became of a payout: both sides are told. It is sent again only
    once the bank's statement shows that it did not arrive.
    """

    payout: str
    to: Role
    minor: int


def instruct(
    state: Order,
    ctx: Context,
    *,
    number: int,
    to: Role,
    minor: int,
    receipt: str = "",
    retry_of: str = "",
) -> PayoutInstructed:
    """Ask the bank to pay; the id derives from the order, so that asking twice is one payment."""
    payout = f"{state.id}-{number}"
    asked_at = max(ctx.now, ctx.recorded_at or ctx.now)  # the bank hears of it no earlier
    waits = (start(WaitKind.PAYOUT, state, ctx, about=payout, after=asked_at),)
    return PayoutInstructed(payout, to, minor, receipt, retry_of, waits)


def payout_of(state: Order, id: str) -> Payout:
    """The payout called ``id``; refuses an unknown one."""
    found = next((payout for payout in state.payouts if payout.id == id), None)
    if found is None:
        refuse("payout.unknown", payout=id[:60])
    return found


def _record(state: Order, command: RecordPayout, ctx: Context) -> Events:
    payout = payout_of(state, command.payout)
    if command.status is PayoutStatus.SETTLED and payout.status in (
        PayoutStatus.INSTRUCTED,
        PayoutStatus.UNKNOWN,
    ):
        return (PayoutSettled(payout.id, payout.to, payout.minor),)
    if command.status is PayoutStatus.RETURNED and payout.status is not PayoutStatus.RETURNED:
        was_settled = payout.status is PayoutStatus.SETTLED
        waits = (start(WaitKind.RETURNED_PAYOUT, state, ctx, about=payout.id),)
        return (PayoutReturned(payout.id, payout.to, payout.minor, was_settled, waits),)
    if command.status is PayoutStatus.UNKNOWN and payout.status is PayoutStatus.INSTRUCTED:
        return (unknown(state, payout.id, ctx),)
    raise Refused("payout.wrong_status", status=payout.status.value)


def _retry(state: Order, command: RetryPayout, ctx: Context) -> Events:
    old = payout_of(state, command.payout)
    if old.status is not PayoutStatus.RETURNED:
        refuse("payout.wrong_status", status=old.status.value)
    if not old.returned_minor:
        refuse("payout.retried_already")
    return (
        instruct(
            state,
            ctx,
            number=len(state.payouts) + 1,
            to=old.to,
            minor=old.returned_minor,
            receipt=old.receipt,
            retry_of=old.id,
        ),
    )


def _instructed(state: Order, event: PayoutInstructed) -> Order:
    payout = Payout(event.payout, event.to, event.minor, event.receipt, retry_of=event.retry_of)
    receipts = state.receipts
    if event.to is Role.BUYER and not event.retry_of:
        receipts = tuple(
            replace(item, refunded_minor=item.refunded_minor + event.minor)
            if item.receipt == event.receipt
            else item
            for item in receipts
        )
    old = tuple(replace(p, retried=True) if p.id == event.retry_of else p for p in state.payouts)
    after = replace(state, payouts=(*old, payout), receipts=receipts)
    after = ending(after, WaitKind.RETURNED_PAYOUT, about=event.retry_of)
    return starting(after, event.waits)


def _change(state: Order, id: str, *over: WaitKind, **changes: object) -> Order:
    """The order with one payout changed and the waits for it over that are of these kinds."""
    payouts = tuple(replace(p, **changes) if p.id == id else p for p in state.payouts)
    return ending(replace(state, payouts=payouts), *over, about=id)


def _status(state: Order, id: str, status: PayoutStatus) -> Order:
    return _change(state, id, WaitKind.PAYOUT, WaitKind.UNKNOWN_PAYOUT, status=status)


def _settled(state: Order, event: PayoutSettled) -> Order:
    return _status(state, event.payout, PayoutStatus.SETTLED)


def _returned(state: Order, event: PayoutReturned) -> Order:
    return starting(_status(state, event.payout, PayoutStatus.RETURNED), event.waits)


def escalated(state: Order, payout: str) -> PayoutEscalated:
    """What happens to a returned payout that nobody sent anew; it moves no money."""
    found = payout_of(state, payout)
    return PayoutEscalated(found.id, found.to, found.returned_minor)


def _escalated(state: Order, event: PayoutEscalated) -> Order:
    return _change(state, event.payout, WaitKind.RETURNED_PAYOUT, escalated=True)


def unknown(state: Order, payout: str, ctx: Context) -> PayoutUnknown:
    """What happens to a payout of which the bank says nothing: the operator asks the bank."""
    return PayoutUnknown(payout, (start(WaitKind.UNKNOWN_PAYOUT, state, ctx, about=payout),))


def _unknown(state: Order, event: PayoutUnknown) -> Order:
    return starting(_status(state, event.payout, PayoutStatus.UNKNOWN), event.waits)


def unresolved(state: Order, payout: str) -> PayoutUnresolved:
    """What happens to a payout that stays unknown; it moves no money."""
    found = payout_of(state, payout)
    return PayoutUnresolved(found.id, found.to, found.minor)


def _unresolved(state: Order, event: PayoutUnresolved) -> Order:
    return _change(state, event.payout, WaitKind.UNKNOWN_PAYOUT, unresolved=True)


def _recovered(state: Order, event: ReceivableRecovered) -> Order:
    payouts = tuple(
        replace(p, kept_minor=p.kept_minor + event.minor) if p.id == event.payout else p
        for p in state.payouts
    )
    kept = next((p for p in state.payouts if p.id == event.payout), None)
    receipts = tuple(
        replace(item, refunded_minor=item.refunded_minor - event.minor)
        if kept and item.receipt == kept.receipt
        else item
        for item in state.receipts
    )
    after = replace(state, payouts=payouts, receipts=receipts)
    after = replace(after, recovered_minor=state.recovered_minor + event.minor)
    is_over = kept is not None and kept.returned_minor == event.minor
    return ending(after, WaitKind.RETURNED_PAYOUT, about=event.payout) if is_over else after


_MONEY_STAGES = (
    Stage.SIGNED,
    Stage.ACTIVE,
    Stage.SHIPPED,
    Stage.RECEIVED,
    Stage.RELEASED,
    Stage.REFUNDED,
)

ACTS = {
    RecordPayout: Act((*_MONEY_STAGES, Stage.CLOSED), _record),
    RetryPayout: Act((*_MONEY_STAGES, Stage.CLOSED), _retry),
}
FOLDS: dict[type, Fold] = {
    PayoutInstructed: _instructed,
    ReceivableRecovered: _recovered,
    PayoutSettled: _settled,
    PayoutReturned: _returned,
    PayoutEscalated: _escalated,
    PayoutUnknown: _unknown,
    PayoutUnresolved: _unresolved,
}
