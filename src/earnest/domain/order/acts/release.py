"""How does held money leave escrow: to the supplier, back to its source, and to the bank?

``settle_lot`` is the one function for every outcome (accepted, silence, agreement, cause): what
goes to the supplier and what goes back always add up to what was held for the lot (S9).
Payouts are instructions to the bank; their conversation is a small axis of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.context import Context
from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.money import split
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.pay import without_paid_waits
from earnest.domain.order.deadlines import start
from earnest.domain.order.held import without
from earnest.domain.order.leaving import without_ship_waits
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import (
    Lot,
    Order,
    Payout,
    PayoutStatus,
    Wait,
    WaitKind,
    change_lot,
    ending,
    starting,
)
from earnest.domain.parties import Role
from earnest.domain.refusals import Refused, refuse


class Cause(ClosedList):
    """Why held money left escrow."""

    ACCEPTED = "accepted"
    SILENCE = "silence"
    SHIPMENT = "shipment"
    LATE_PAYMENT = "late_payment"
    AGREEMENT = "agreement"
    BUYER_CANCELLED = "buyer_cancelled"
    NON_PAYMENT = "non_payment"
    NOT_SHIPPED = "not_shipped"
    NOT_ARRIVED = "not_arrived"
    DEPOSIT_LAPSED = "deposit_lapsed"
    REST = "rest"
    HOLDBACK_ENDED = "holdback_ended"


@dataclass(frozen=True, slots=True)
class LotReleased:
    """Money of a lot now belongs to the supplier."""

    lot: str
    shares: tuple[Share, ...]
    cause: Cause


@dataclass(frozen=True, slots=True)
class LotPartReleased:
    """Money of a lot now belongs to the supplier; what is kept back for a promise stays held."""

    lot: str
    shares: tuple[Share, ...]
    cause: Cause


@dataclass(frozen=True, slots=True)
class LotRefunded:
    """Money of a lot goes back to where it came from."""

    lot: str
    shares: tuple[Share, ...]
    cause: Cause


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
    """Nobody knows what became of it; only the bank's statement can say (E7)."""

    payout: str


def shares_of(lot: str, held: Mapping[Purpose, int]) -> tuple[Share, ...]:
    """What is held for a lot, as shares in the order of the purposes."""
    return tuple(Share(lot, purpose, held[purpose]) for purpose in Purpose if held.get(purpose))


def settle_lot(state: Order, lot: str, to_supplier: int, cause: Cause) -> Events:
    """End a lot's money: ``to_supplier`` of what is held is released, all the rest refunded.

    The released part comes from each purpose in proportion; both parts add up to what is held.
    """
    found = state.lot(lot)
    if not 0 <= to_supplier <= found.held_minor:
        refuse("release.more_than_held", held=found.held_minor, currency=state.currency)
    everything = shares_of(lot, found.held)
    if to_supplier == 0:
        return (LotRefunded(lot, everything, cause),)
    parts = split(to_supplier, tuple(share.minor for share in everything))
    kept = tuple(replace(s, minor=p) for s, p in zip(everything, parts, strict=True) if p)
    rest = tuple(
        replace(s, minor=s.minor - p) for s, p in zip(everything, parts, strict=True) if s.minor > p
    )
    released = LotReleased(lot, kept, cause)
    return (released, LotRefunded(lot, rest, cause)) if rest else (released,)


KEPT = (Purpose.HOLDBACK, Purpose.SECURITY, Purpose.FROZEN)
"""What stays in escrow when a lot is paid out; each has an end of its own."""


def releasable(lot: Lot) -> tuple[Share, ...]:
    """What of a lot's money goes to the supplier when it is accepted: all that is not kept."""
    return tuple(share for share in shares_of(lot.id, lot.held) if share.purpose not in KEPT)


def release_all(state: Order, lot: str, cause: Cause) -> LotReleased | LotPartReleased:
    """All of a lot's money that is not kept goes to the supplier; without any kept the lot ends."""
    paid = tuple(purpose for purpose in Purpose if purpose not in KEPT)
    return release_part(state, lot, paid, cause)


def release_part(
    state: Order, lot: str, purposes: tuple[Purpose, ...], cause: Cause
) -> LotReleased | LotPartReleased:
    """The money of these purposes goes to the supplier; the lot ends where nothing else is held."""
    found = state.lot(lot)
    shares = tuple(share for share in shares_of(lot, found.held) if share.purpose in purposes)
    is_all = sum(share.minor for share in shares) == found.held_minor
    return LotReleased(lot, shares, cause) if is_all else LotPartReleased(lot, shares, cause)


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
        return (PayoutUnknown(payout.id),)
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


def _leave(state: Order, event: LotReleased | LotPartReleased | LotRefunded) -> Order:
    minor = sum(share.minor for share in event.shares)
    released = 0 if isinstance(event, LotRefunded) else minor
    is_part = isinstance(event, LotPartReleased)
    over = _LOT_WAITS if is_part else (*_LOT_WAITS, *_LAST_WAITS)
    after = change_lot(
        state,
        event.lot,
        lambda lot: lot.after(
            type(event).__name__,
            held=without(lot.held, event.shares),
            released_minor=lot.released_minor + released,
            refunded_minor=lot.refunded_minor + minor - released,
            cancelled=lot.cancelled or event.cause in _EARLY_ENDS,
            bargain=replace(
                lot.bargain, reduction=lot.bargain.reduction if is_part else None, holdback=None
            ),
        ),
    )
    after = replace(
        after,
        released_minor=after.released_minor + released,
        refunded_minor=after.refunded_minor + minor - released,
    )
    after = without_paid_waits(ending(after, *over, about=event.lot))
    return without_ship_waits(after)


_EARLY_ENDS = (Cause.AGREEMENT, Cause.NON_PAYMENT, Cause.BUYER_CANCELLED)


_LOT_WAITS = (
    WaitKind.RECEIPT,
    WaitKind.ARRIVAL_EVIDENCE,
    WaitKind.ACCEPTANCE,
    WaitKind.APPROVE_SHIPMENT,
    WaitKind.SHIPMENT_OBJECTION,
    WaitKind.ANSWER_HOLDBACK,
)
_LAST_WAITS = (WaitKind.HOLDBACK, WaitKind.ANSWER_REDUCTION)
"""What still runs on a lot that was accepted while a part is kept back."""


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


def _status(state: Order, id: str, status: PayoutStatus) -> Order:
    payouts = tuple(replace(p, status=status) if p.id == id else p for p in state.payouts)
    return ending(replace(state, payouts=payouts), WaitKind.PAYOUT, about=id)


def _settled(state: Order, event: PayoutSettled) -> Order:
    return _status(state, event.payout, PayoutStatus.SETTLED)


def _returned(state: Order, event: PayoutReturned) -> Order:
    return starting(_status(state, event.payout, PayoutStatus.RETURNED), event.waits)


def escalated(state: Order, payout: str) -> PayoutEscalated:
    """What happens to a returned payout that nobody sent anew; it moves no money."""
    found = payout_of(state, payout)
    return PayoutEscalated(found.id, found.to, found.returned_minor)


def _escalated(state: Order, event: PayoutEscalated) -> Order:
    payouts = (replace(p, escalated=True) if p.id == event.payout else p for p in state.payouts)
    after = ending(state, WaitKind.RETURNED_PAYOUT, about=event.payout)
    return replace(after, payouts=tuple(payouts))


def _unknown(state: Order, event: PayoutUnknown) -> Order:
    return _status(state, event.payout, PayoutStatus.UNKNOWN)


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
    LotReleased: _leave,
    LotPartReleased: _leave,
    LotRefunded: _leave,
    PayoutInstructed: _instructed,
    ReceivableRecovered: _recovered,
    PayoutSettled: _settled,
    PayoutReturned: _returned,
    PayoutEscalated: _escalated,
    PayoutUnknown: _unknown,
}
