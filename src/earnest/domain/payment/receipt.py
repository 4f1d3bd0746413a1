"""What becomes of one receipt of money: matched to its order, or in suspense until it goes back?

Each receipt has a stream and, while it fits nowhere, a suspense account of its own. Only money
that a rail reports as settled counts (P7, F9); an exact reference matches, everything else is a
human's (P6). One decision may write to the receipt and to its order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from earnest.domain.calendar import days_after
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.money import MAX_MINOR, exponent
from earnest.domain.order.acts.pay import PAYABLE, PaymentReceived, allocate, reversal
from earnest.domain.order.acts.sign import LimitReserved, to_reserve
from earnest.domain.order.order import settle
from earnest.domain.order.state import Order, Wait, WaitKind
from earnest.domain.parties import Role
from earnest.domain.permissions import permit
from earnest.domain.refusals import Refused, refuse
from earnest.domain.subjects import Fact, Kind, Subject


@dataclass(frozen=True, slots=True)
class RecordReceipt:
    """Record settled money that a rail reports; ``reference`` is the remittance text.

    ``order`` is what ``reference`` resolves to, or empty. ``rail_id`` is the rail's own,
    unique for ever (E5).
    """

    rail: str
    rail_id: str
    minor: int
    currency: str
    method: str
    order: str = ""


@dataclass(frozen=True, slots=True)
class AssignReceipt:
    """Match money in suspense to an order, by an operator who has compared the papers."""

    order: str


@dataclass(frozen=True, slots=True)
class ReturnReceipt:
    """Send money in suspense back to where it came from."""


@dataclass(frozen=True, slots=True)
class RecordReturn:
    """Record that the rail sent the money back."""


@dataclass(frozen=True, slots=True)
class RecordReversal:
    """Record that the rail took money back (chargeback, recall): ``minor`` of this receipt."""

    rail_id: str
    minor: int


def reversal_key(receipt: str, command: RecordReversal) -> str:
    """The natural key of one reversal: the rail takes the same money back once (E5)."""
    return f"reversal/{receipt}/{command.rail_id}"


@dataclass(frozen=True, slots=True)
class MoneyReceived:
    """Settled money is in the custody account and in this receipt's suspense."""

    rail: str
    rail_id: str
    minor: int
    currency: str
    method: str


@dataclass(frozen=True, slots=True)
class ReceiptMatched:
    """So much of it belongs to an order."""

    order: str
    minor: int


@dataclass(frozen=True, slots=True)
class ReceiptSuspended:
    """So much of it fits nowhere; ``reason`` says why. It goes back unless somebody assigns it."""

    minor: int
    reason: str
    order: str
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ReturnInstructed:
    """The rail is asked to send the suspended money back to its source (F8)."""

    minor: int


@dataclass(frozen=True, slots=True)
class ReceiptReturned:
    """The rail sent it back."""

    minor: int


@dataclass(frozen=True, slots=True)
class ReceiptReversed:
    """The rail took money back: from suspense, the rest from the order."""

    minor: int
    from_suspense_minor: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """The state of one receipt of money, in minor units of its own currency."""

    id: str
    rail: str = ""
    minor: int = 0
    currency: str = ""
    method: str = ""
    order: str = ""
    matched_minor: int = 0
    suspense_minor: int = 0
    returning_minor: int = 0
    returned_minor: int = 0
    reversed_minor: int = 0
    reason: str = ""
    sent_for: str = ""
    """The order that the suspended money named and does not fit, or empty."""
    waits: tuple[Wait, ...] = ()


def decide(
    state: Receipt, command: object, ctx: Context, others: Mapping[Subject, object]
) -> tuple[Fact, ...]:
    """The facts of a command on a receipt, on its own stream and on its order's."""
    permit(type(command).__name__, ctx.actor, ctx.role("", ""))
    decision = _DECISIONS.get(type(command))
    if decision is None:
        refuse("command.unknown", command=type(command).__name__[:60])
    if isinstance(command, RecordReceipt) == bool(state.minor):
        refuse("receipt.exists" if state.minor else "receipt.not_found")
    return decision(state, command, ctx, others)


def lapse(state: Receipt, _wait: Wait, _ctx: Context) -> tuple[Fact, ...]:
    """Suspended money that nobody assigned goes back to its source."""
    return _on(state, ReturnInstructed(state.suspense_minor))


def _on(state: Receipt, *events: object) -> tuple[Fact, ...]:
    return tuple(Fact(Subject(Kind.RECEIPT, state.id), event) for event in events)


def _record(
    state: Receipt, command: RecordReceipt, ctx: Context, others: Mapping[Subject, object]
) -> tuple[Fact, ...]:
    if not 0 < command.minor <= MAX_MINOR:
        refuse("money.not_canonical", text=str(command.minor))
    exponent(command.currency)
    received = MoneyReceived(
        command.rail, command.rail_id, command.minor, command.currency, command.method
    )
    new = evolve(state, received)
    order = others.get(Subject(Kind.ORDER, command.order))
    return (*_on(state, received), *_match(new, order, ctx))


def _match(state: Receipt, order: object, ctx: Context) -> tuple[Fact, ...]:
    """Match what is in suspense to ``order`` as far as it is owed; the rest stays in suspense."""
    if not isinstance(order, Order) or order.contract is None:
        return _suspend(state, state.suspense_minor, "no_order", "", ctx)
    reason = _does_not_fit(state, order)
    owed = 0 if reason else min(state.suspense_minor, order.outstanding())
    facts: tuple[Fact, ...] = ()
    if owed:
        try:
            reserved = _limit_again(order, ctx)
        except Refused:
            return _suspend(state, state.suspense_minor, "limit_gone", order.id, ctx)
        paid = PaymentReceived(state.id, owed, state.method, allocate(order, owed))
        matched = _on(state, ReceiptMatched(order.id, owed))
        on_order = settle(order, (*reserved, paid), ctx)
        subject = Subject(Kind.ORDER, order.id)
        facts = (*matched, *(Fact(subject, event) for event in on_order))
    excess = state.suspense_minor - owed
    if excess:
        facts += _suspend(state, excess, reason or "too_much", order.id, ctx)
    return facts


def _does_not_fit(state: Receipt, order: Order) -> str:
    if order.currency != state.currency:
        return "other_currency"
    if order.stage not in PAYABLE:
        return "order_not_payable"
    if state.order not in ("", order.id):
        return "other_order"
    return ""


def _limit_again(order: Order, ctx: Context) -> tuple[LimitReserved, ...]:
    """A soft hold that ran out is taken again by the first receipt, or the money waits (R24)."""
    if order.receipts or order.reserved_minor:
        return ()
    needed = to_reserve(order, ctx)
    return (LimitReserved(needed),) if needed else ()


def _suspend(state: Receipt, minor: int, reason: str, order: str, ctx: Context) -> tuple[Fact, ...]:
    days = ctx.policies.of(ctx.policies.default).payment.suspense_return_days
    due_at = days_after(ctx.now, days, "UTC")
    wait = Wait(
        WaitKind.SUSPENSE,
        Role.OPERATOR,
        due_at,
        "payment.suspense_return_days",
        "UTC",
        ctx.now,
        state.id,
    )
    return _on(state, ReceiptSuspended(minor, reason, order, (wait,)))


def _assign(
    state: Receipt, command: AssignReceipt, ctx: Context, others: Mapping[Subject, object]
) -> tuple[Fact, ...]:
    order = others.get(Subject(Kind.ORDER, command.order))
    if not isinstance(order, Order) or order.contract is None:
        refuse("order.not_found")
    if not state.suspense_minor:
        refuse("receipt.nothing_suspended")
    reason = _does_not_fit(state, order)
    if reason or not order.outstanding():
        refuse("receipt.does_not_fit", reason=reason or "too_much")
    try:
        _limit_again(order, ctx)
    except Refused:  # to suspend it anew would only give it more time
        refuse("receipt.does_not_fit", reason="limit_gone")
    return _match(state, order, ctx)


def _send_back(
    state: Receipt, _command: ReturnReceipt, _ctx: Context, _others: Mapping[Subject, object]
) -> tuple[Fact, ...]:
    if not state.suspense_minor:
        refuse("receipt.nothing_suspended")
    return _on(state, ReturnInstructed(state.suspense_minor))


def _sent_back(
    state: Receipt, _command: RecordReturn, _ctx: Context, _others: Mapping[Subject, object]
) -> tuple[Fact, ...]:
    if not state.returning_minor:
        refuse("receipt.nothing_returning")
    return _on(state, ReceiptReturned(state.returning_minor))


def _reverse(
    state: Receipt, command: RecordReversal, ctx: Context, others: Mapping[Subject, object]
) -> tuple[Fact, ...]:
    left = state.minor - state.returned_minor - state.returning_minor - state.reversed_minor
    if reversal_key(state.id, command) in ctx.facts.taken:
        refuse("receipt.reversed_already")
    if not 0 < command.minor <= left:
        refuse("receipt.reverses_too_much", left=left, currency=state.currency)
    from_suspense = min(state.suspense_minor, command.minor)
    facts = _on(state, ReceiptReversed(command.minor, from_suspense))
    rest = command.minor - from_suspense
    order = others.get(Subject(Kind.ORDER, state.order))
    if rest and isinstance(order, Order):
        events = settle(order, (reversal(order, state.id, rest, ctx),), ctx)
        facts += tuple(Fact(Subject(Kind.ORDER, order.id), event) for event in events)
    return facts


_Decision = Callable[[Receipt, Any, Context, Mapping[Subject, object]], tuple[Fact, ...]]

_DECISIONS: dict[type, _Decision] = {
    RecordReceipt: _record,
    AssignReceipt: _assign,
    ReturnReceipt: _send_back,
    RecordReturn: _sent_back,
    RecordReversal: _reverse,
}
COMMANDS = tuple(_DECISIONS)


def evolve(state: Receipt, event: object) -> Receipt:
    """The receipt after ``event``; never refuses."""
    match event:
        case MoneyReceived(rail, _, minor, currency, method):
            return replace(
                state,
                rail=rail,
                minor=minor,
                currency=currency,
                method=method,
                suspense_minor=minor,
            )
        case ReceiptMatched(order, minor):
            return replace(
                state,
                order=order,
                matched_minor=state.matched_minor + minor,
                suspense_minor=state.suspense_minor - minor,
                waits=(),
            )
        case ReceiptSuspended(_, reason, order, waits):
            return replace(state, reason=reason, sent_for=order, waits=waits)
        case ReturnInstructed(minor):
            left = state.suspense_minor - minor
            return replace(state, returning_minor=minor, suspense_minor=left, waits=())
        case ReceiptReturned(minor):
            returned = state.returned_minor + minor
            return replace(state, returning_minor=0, returned_minor=returned)
        case ReceiptReversed(minor, from_suspense):
            left = state.suspense_minor - from_suspense
            return replace(
                state,
                reversed_minor=state.reversed_minor + minor,
                suspense_minor=left,
                waits=state.waits if left else (),
            )
    return state


EVENTS = (
    MoneyReceived,
    ReceiptMatched,
    ReceiptSuspended,
    ReturnInstructed,
    ReceiptReturned,
    ReceiptReversed,
)
