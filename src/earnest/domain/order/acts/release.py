"""How does held money leave escrow: to the supplier, or back to its source?

``settle_lot`` is the one function for every outcome (accepted, silence, agreement, cause): what
goes to the supplier and what goes back always add up to what was held for the lot (S9). What is
then asked of the bank stands in ``payout``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.money import split
from earnest.domain.order.acts.act import Act, Events, Fold
from earnest.domain.order.acts.pay import without_paid_waits
from earnest.domain.order.held import without
from earnest.domain.order.leaving import without_ship_waits
from earnest.domain.order.state import (
    Lot,
    Order,
    WaitKind,
    change_lot,
    ending,
)
from earnest.domain.refusals import refuse


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


ACTS: dict[type, Act] = {}
FOLDS: dict[type, Fold] = {
    LotReleased: _leave,
    LotPartReleased: _leave,
    LotRefunded: _leave,
}
