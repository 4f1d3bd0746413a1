"""What follows by itself from what just happened? The order's own consequences, in one place.

After every decision ``follow`` is asked again until nothing follows: instalments that became
due, money released for lots already paid out, instructions to the bank, the order's next stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from earnest.domain.calendar import days_after, local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.terms import BEFORE_SHIPMENT, Coverage, Instalment, Trigger
from earnest.domain.order.acts.act import Events, Fold
from earnest.domain.order.acts.pay import InstalmentDue
from earnest.domain.order.acts.payout import ReceivableRecovered, instruct
from earnest.domain.order.acts.release import Cause, releasable, release_all
from earnest.domain.order.acts.reschedule import moved, ship_by_wait
from earnest.domain.order.acts.undertake import UNDERTAKING_WAITS, fallen, open_undertakings
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import BANK_WAITS, Lot, Order, Wait, WaitKind, ending, starting
from earnest.domain.parties import Role


@dataclass(frozen=True, slots=True)
class WaitLapsed:
    """A wait ran out: nobody acted, so its published outcome happens (R25)."""

    kind: WaitKind
    about: str
    who: Role
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OrderActivated:
    """The initial payment is in: production may begin, the ship-by date runs (S43)."""

    ship_by_on: date | None
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class OrderShipped:
    """Every lot that goes on has left."""


@dataclass(frozen=True, slots=True)
class OrderReceived:
    """Every lot that goes on has arrived."""


@dataclass(frozen=True, slots=True)
class OrderReleased:
    """Nothing is held any more and something was paid out; claims stay open until the window."""

    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class OrderRefunded:
    """Nothing is held any more and all of it went back."""


@dataclass(frozen=True, slots=True)
class WindowsEnded:
    """The last window of the order has passed."""

    at: datetime


@dataclass(frozen=True, slots=True)
class OrderClosed:
    """Nothing waits and nothing is under way; the supplier's limit is free again."""

    freed_minor: int


def follow(state: Order, ctx: Context) -> Events:
    """The next consequences, or none; asked again after each until nothing follows."""
    for concerns, rule in _RULES if state.lots else ():  # without lots nothing was ever signed
        if concerns(state):
            events = tuple(rule(state, ctx))
            if events:
                return events
    return ()


def _late_money(state: Order, _ctx: Context) -> Iterator[object]:
    """Money for a lot already paid out goes the same way at once; a lot with nothing left ends.

    Such money was paid late, or was kept back for a promise that is over.
    """
    for lot in state.lots.values():
        if lot.stage is LotStage.RELEASED and releasable(lot):
            yield release_all(state, lot.id, Cause.LATE_PAYMENT)
        elif lot.stage is LotStage.ACCEPTED and (releasable(lot) or not lot.held_minor):
            yield release_all(state, lot.id, Cause.REST)


def _kept(state: Order, _ctx: Context) -> Iterator[object]:
    """A refund that came back from the bank is kept against the buyer's debt (M14)."""
    for payout in state.payouts:
        part = min(payout.returned_minor, state.debt_minor)
        if payout.to is Role.BUYER and part:
            yield ReceivableRecovered(part, payout.id)
            return


def _payouts(state: Order, ctx: Context) -> Iterator[object]:
    """Instruct the bank for what was released or refunded and not yet instructed."""
    instructed = {
        role: sum(p.minor - p.kept_minor for p in state.payouts if p.to is role and not p.retried)
        for role in (Role.BUYER, Role.SUPPLIER)
    }
    number = len(state.payouts)
    owed = state.released_minor - instructed[Role.SUPPLIER]
    if owed:
        number += 1
        yield instruct(state, ctx, number=number, to=Role.SUPPLIER, minor=owed)
    back = state.refunded_minor - instructed[Role.BUYER] - state.recovered_minor
    if back and state.debt_minor:
        yield ReceivableRecovered(min(back, state.debt_minor))
        return
    for paid in sorted(state.receipts, key=lambda paid: paid.method != "pay_later"):
        part = min(back, paid.refundable_minor)
        if part:
            back, number = back - part, number + 1
            yield instruct(
                state, ctx, number=number, to=Role.BUYER, minor=part, receipt=paid.receipt
            )


def _due_instalments(state: Order, ctx: Context) -> Iterator[object]:
    for item in state.terms.schedule[1:]:
        for part, since in _triggered(state, item, ctx):
            minor = state.outstanding(part)
            if part not in state.triggered and minor:
                zone = state.terms.destination_zone
                due_at = days_after(since, item.days, zone)
                wait = start(WaitKind.INSTALMENT, state, ctx, about=part, due_at=due_at)
                yield InstalmentDue(part, minor, (wait,))


def _triggered(state: Order, item: Instalment, ctx: Context) -> Iterator[tuple[str, datetime]]:
    """The parts of an instalment whose trigger has happened, and since when."""
    if item.trigger is Trigger.SIGNATURE:
        yield item.id, ctx.now
        return
    has_happened = _HAPPENED[item.trigger]
    for lot in state.lots.values():
        if has_happened(lot) and lot.stage is not LotStage.REFUNDED:
            yield f"{item.id}/{lot.id}", ctx.now


_HAPPENED: dict[Trigger, Callable[[Lot], bool]] = {
    Trigger.PRODUCTION: lambda lot: lot.stage is not LotStage.WAITING,
    Trigger.SHIPMENT_APPROVED: lambda lot: lot.quality.approved,
    Trigger.SHIPMENT: lambda lot: lot.has_left,
    Trigger.RECEIPT: lambda lot: lot.received_at is not None,
}
"""Which triggers of an instalment wait for what happens to a lot."""


def _undertakings(state: Order, _ctx: Context) -> Iterator[object]:
    """An undertaking ends with its lot's refund, or with its payment before both signed."""
    yield from fallen(state)


def _next_stage(state: Order, ctx: Context) -> Iterator[object]:
    if state.stage is Stage.SIGNED:
        yield from _after_signing(state, ctx)
    elif _goes_on(state):
        yield from _under_way(state, ctx)


def _after_signing(state: Order, ctx: Context) -> Iterator[object]:
    if state.lots and not state.live_lots:
        yield from _all_ended(state, ctx)
    elif state.lots and not state.outstanding(state.terms.schedule[0].id):
        yield activation(state, ctx)


def activation(state: Order, ctx: Context) -> OrderActivated:
    """The deposit is in; days by which it came late move the ship-by date (R6)."""
    terms = state.terms
    on = state.shipping.ship_by_on
    if on is None:
        return OrderActivated(None, ())
    late = _deposit_late(state, ctx)
    probe = replace(state, waits=(*state.waits, ship_by_wait(state, ctx, on)))
    later = moved(probe, ctx, late, terms.schedule[0].id)
    on = later[0].on if later else on
    return OrderActivated(on, (ship_by_wait(state, ctx, on),))


def _deposit_late(state: Order, ctx: Context) -> int:
    """Days between the day on which the deposit was due and today, in the buyer's zone."""
    wait, item = state.wait(WaitKind.DEPOSIT), state.terms.schedule[0]
    if wait is None:
        return 0
    zone = state.terms.destination_zone
    asked = local_date(wait.started_at, zone)
    return (local_date(ctx.now, zone) - asked).days - item.days


def _under_way(state: Order, ctx: Context) -> Iterator[object]:
    live = state.live_lots
    if not live:
        yield from _all_ended(state, ctx)
    elif live[0].has_left:  # else neither all nor any of what follows is true
        if state.stage is not Stage.RECEIVED and all(lot.received_at for lot in live):
            yield OrderReceived()
        elif state.stage is Stage.ACTIVE and all(lot.has_left for lot in live):
            yield OrderShipped()


def _all_ended(state: Order, ctx: Context) -> Iterator[object]:
    """Released once nothing is held and no instalment of a paid-out lot is awaited any more."""
    if any(wait.kind in _PAY_WAITS for wait in state.waits):
        return
    if any(lot.stage is LotStage.RELEASED for lot in state.lots.values()):
        wait = start(WaitKind.CLOSE, state, ctx, due_at=max(_last_window(state, ctx), ctx.now))
        yield OrderReleased((wait,))
    else:
        yield OrderRefunded()


_PAST_RELEASE = (*BANK_WAITS, WaitKind.ANSWER_INSPECTION, WaitKind.INSPECTION_DUE)
"""What goes on being waited for once the money is out: claims need their reports (S82)."""

_PAY_WAITS = (WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT)


def _last_window(state: Order, ctx: Context) -> datetime:
    """When the last claim on this order becomes impossible (R4, R14)."""
    policy, zone = ctx.policies.of(state.policy), state.terms.destination_zone
    ends = [ctx.now]
    for lot in state.lots.values():
        if lot.received_at is not None:
            ends.append(days_after(lot.received_at, policy.dispute.open_window_days, zone))
        elif lot.shipment is not None and state.terms.coverage is Coverage.PRE_SHIPMENT:
            days = policy.receipt.transit_max_days[lot.shipment.mode]
            days += policy.receipt.transit_margin_days + policy.cover.fraud_days_after_receipt
            ends.append(days_after(lot.shipment.handed_over_at, days, zone))
    return max(ends)


def _close(state: Order, _ctx: Context) -> Iterator[object]:
    if state.stage is not Stage.REFUNDED and not state.windows_over:
        return
    if all(payout.is_final for payout in state.payouts) and not open_undertakings(state):
        yield OrderClosed(state.reserved_minor)


def _goes_on(state: Order) -> bool:
    return state.stage in (Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED)


def _is_over(state: Order) -> bool:
    return state.stage in (Stage.RELEASED, Stage.REFUNDED)


def _money_has_gone(state: Order) -> bool:
    return bool(state.released_minor or state.refunded_minor)


def _always(_state: Order) -> bool:
    return True


_RULES = (
    (_always, _late_money),
    (attrgetter("payouts"), _kept),
    (_money_has_gone, _payouts),
    (_goes_on, _due_instalments),
    (attrgetter("undertakings"), _undertakings),
    (_always, _next_stage),
    (_is_over, _close),
)
"""What may follow, in this order, and whom it concerns; the first that has something to say is
heard, then all again. Whom it does not concern is not asked: most events move little."""


def late_payment(state: Order, after: Order, ctx: Context) -> Events:
    """The ship-by date moves day for day when an instalment due before shipment came late (R6)."""
    before = {item.id for item in state.terms.schedule if item.trigger in BEFORE_SHIPMENT}
    zone = state.terms.destination_zone
    late = [
        ((local_date(ctx.now, zone) - local_date(missed_at, zone)).days + 1, part)
        for part, missed_at in state.missed.items()
        if part.split("/")[0] in before and not after.outstanding(part)
    ]
    return moved(after, ctx, *max(late)) if late else ()


def _activated(state: Order, event: OrderActivated) -> Order:
    shipping = replace(state.shipping, ship_by_on=event.ship_by_on)
    after = ending(replace(state, shipping=shipping), WaitKind.DEPOSIT, WaitKind.LIMIT_HOLD)
    return starting(after, event.waits)


def _same(state: Order, _event: object) -> Order:
    return state


def _released(state: Order, event: OrderReleased) -> Order:
    kept = tuple(w for w in state.waits if w.kind in (*_PAST_RELEASE, *UNDERTAKING_WAITS))
    return starting(replace(state, waits=kept, cancellation=None, amendment=None), event.waits)


def _refunded(state: Order, _event: OrderRefunded) -> Order:
    payouts = tuple(wait for wait in state.waits if wait.kind in BANK_WAITS)
    return replace(state, waits=payouts, cancellation=None, amendment=None)


def _windows_ended(state: Order, _event: WindowsEnded) -> Order:
    return ending(replace(state, windows_over=True), WaitKind.CLOSE)


def _closed(state: Order, _event: OrderClosed) -> Order:
    return replace(state, reserved_minor=0, waits=())


def _lapsed(state: Order, event: WaitLapsed) -> Order:
    return ending(state, event.kind, about=event.about)


FOLDS: dict[type, Fold] = {
    WaitLapsed: _lapsed,
    OrderActivated: _activated,
    OrderShipped: _same,
    OrderReceived: _same,
    OrderReleased: _released,
    OrderRefunded: _refunded,
    WindowsEnded: _windows_ended,
    OrderClosed: _closed,
}
