"""What happens when a wait runs out and nobody acted? The outcome of each wait, as events."""

from __future__ import annotations

from collections.abc import Callable

from earnest.domain.context import Context
from earnest.domain.contract.lots import Purpose
from earnest.domain.coverage.undertaking import Ending
from earnest.domain.order.acts.act import Events
from earnest.domain.order.acts.amend import AmendmentLapsed
from earnest.domain.order.acts.approve import ShipmentApproved
from earnest.domain.order.acts.cancel import CancellationLapsed, OrderLapsed
from earnest.domain.order.acts.decide_call import by_burden, passed_on
from earnest.domain.order.acts.deliver import Arrival, in_doubt, received
from earnest.domain.order.acts.enforce import paid, performed, unkept
from earnest.domain.order.acts.hold_back import HoldbackLapsed
from earnest.domain.order.acts.inspect import InspectionMissed, booked, booking
from earnest.domain.order.acts.pay import InstalmentMissed, InstalmentOverdue
from earnest.domain.order.acts.payout import escalated, unknown, unresolved
from earnest.domain.order.acts.reduce import ReductionLapsed
from earnest.domain.order.acts.release import Cause, release_all, release_part, settle_lot
from earnest.domain.order.acts.reschedule import ExtraPeriodEnded, ShipByProposalLapsed, missed
from earnest.domain.order.acts.sign import LimitHoldEnded
from earnest.domain.order.acts.undertake import lapsed, undertaking_of
from earnest.domain.order.deadlines import start
from earnest.domain.order.leaving import unshipped_at_notice
from earnest.domain.order.progress import WindowsEnded
from earnest.domain.order.state import Order, Wait, WaitKind
from earnest.domain.refusals import refuse, require


def lapse(state: Order, wait: Wait, ctx: Context) -> Events:
    """The published outcome of ``wait``; ``ctx.now`` is the instant at which it ran out (T1)."""
    require(ctx.now >= wait.due_at, "a wait never runs out early")
    return _OUTCOMES[wait.kind](state, wait, ctx)


def _order_lapses(state: Order, _wait: Wait, _ctx: Context) -> Events:
    return (OrderLapsed(state.reserved_minor),)


def _deposit(state: Order, _wait: Wait, _ctx: Context) -> Events:
    """A part-paid deposit goes back; an unpaid one simply ends the order."""
    if not state.receipts:
        return (OrderLapsed(state.reserved_minor),)
    return [
        e for lot in state.live_lots for e in settle_lot(state, lot.id, 0, Cause.DEPOSIT_LAPSED)
    ]


def _hold(state: Order, _wait: Wait, _ctx: Context) -> Events:
    return (LimitHoldEnded(state.reserved_minor),)


def _instalment(state: Order, wait: Wait, ctx: Context) -> Events:
    longer = start(WaitKind.OVERDUE_INSTALMENT, state, ctx, about=wait.about)
    return (InstalmentMissed(wait.about, ctx.now, (longer,)),)


def _overdue(_state: Order, wait: Wait, _ctx: Context) -> Events:
    return (InstalmentOverdue(wait.about),)


def _ship_by(state: Order, _wait: Wait, ctx: Context) -> Events:
    return (missed(state, ctx),)


def _extra_period(_state: Order, _wait: Wait, ctx: Context) -> Events:
    return (ExtraPeriodEnded(ctx.now),)


def _longstop(state: Order, _wait: Wait, _ctx: Context) -> Events:
    """Held money for goods that did not leave goes back in full, whatever the cover (R3)."""
    lots = (lot for lot in state.live_lots if not lot.has_left)
    return [e for lot in lots for e in settle_lot(state, lot.id, 0, Cause.NOT_SHIPPED)]


def _notice(state: Order, _wait: Wait, _ctx: Context) -> Events:
    lots = unshipped_at_notice(state)
    return [e for lot in lots for e in settle_lot(state, lot.id, 0, Cause.BUYER_CANCELLED)]


def _no_new_date(state: Order, _wait: Wait, _ctx: Context) -> Events:
    if state.shipping.proposal is None:
        refuse("ship_by.nothing_asked")
    return (ShipByProposalLapsed(state.shipping.proposal.on),)


def _no_agreement(_state: Order, _wait: Wait, _ctx: Context) -> Events:
    return (CancellationLapsed(),)


def _not_amended(_state: Order, _wait: Wait, _ctx: Context) -> Events:
    return (AmendmentLapsed(),)


def _inspection_dated(state: Order, wait: Wait, ctx: Context) -> Events:
    """Silence agrees to the day, never to a price (R25)."""
    return (booked(state, booking(state, wait.about), ctx, by_silence=True),)


def _no_report(_state: Order, wait: Wait, _ctx: Context) -> Events:
    return (InspectionMissed(wait.about.partition("/")[0]),)


def _approved(_state: Order, wait: Wait, ctx: Context) -> Events:
    return (ShipmentApproved(wait.about, by_silence=True, at=ctx.now),)


def _deposit_cover_ends(state: Order, wait: Wait, _ctx: Context) -> Events:
    return (release_all(state, wait.about, Cause.SHIPMENT),)


def _receipt(state: Order, wait: Wait, ctx: Context) -> Events:
    """Silence confirms; a "not arrived" wants the carrier's proof (R8)."""
    shipment = state.lot(wait.about).shipment
    if shipment is not None and shipment.delivered_at is not None:
        return (received(state, wait.about, ctx, Arrival.CARRIER),)
    if shipment is not None and shipment.not_arrived:
        return (in_doubt(state, wait.about, ctx),)
    return (received(state, wait.about, ctx, Arrival.SILENCE),)


def _no_evidence(state: Order, wait: Wait, _ctx: Context) -> Events:
    return settle_lot(state, wait.about, 0, Cause.NOT_ARRIVED)


def _accepted(state: Order, wait: Wait, _ctx: Context) -> Events:
    return (release_all(state, wait.about, Cause.SILENCE),)


def _undertaking_unanswered(state: Order, wait: Wait, _ctx: Context) -> Events:
    return (lapsed(state, undertaking_of(state, wait.about), Ending.UNANSWERED),)


def _uncalled(state: Order, wait: Wait, _ctx: Context) -> Events:
    return (lapsed(state, undertaking_of(state, wait.about), Ending.UNCALLED),)


def _not_performed(state: Order, wait: Wait, ctx: Context) -> Events:
    return (unkept(state, wait.about, ctx, by_silence=True),)


def _performance_unanswered(state: Order, wait: Wait, _ctx: Context) -> Events:
    return (performed(state, wait.about, by_silence=True),)


def _nobody_objected(state: Order, wait: Wait, _ctx: Context) -> Events:
    return paid(state, wait.about, undertaking_of(state, wait.about).called_minor)


def _no_mediator(state: Order, wait: Wait, ctx: Context) -> Events:
    return (passed_on(state, wait.about, ctx),)


def _nobody_decided(state: Order, wait: Wait, _ctx: Context) -> Events:
    return by_burden(state, wait.about)


def _reviewed(state: Order, wait: Wait, _ctx: Context) -> Events:
    return paid(state, wait.about, undertaking_of(state, wait.about).decided_minor)


def _holdback_ends(state: Order, wait: Wait, _ctx: Context) -> Events:
    """Nobody claimed it: what was kept back goes to the supplier (R22)."""
    return (release_part(state, wait.about, (Purpose.HOLDBACK,), Cause.HOLDBACK_ENDED),)


def _no_reduction(_state: Order, wait: Wait, _ctx: Context) -> Events:
    return (ReductionLapsed(wait.about),)


def _no_holdback(_state: Order, wait: Wait, _ctx: Context) -> Events:
    return (HoldbackLapsed(wait.about),)


def _payout(state: Order, wait: Wait, ctx: Context) -> Events:
    return (unknown(state, wait.about, ctx),)


def _not_found_out(state: Order, wait: Wait, _ctx: Context) -> Events:
    """Never sent again blindly (E7): both sides are told, and only the bank's word ends it."""
    return (unresolved(state, wait.about),)


def _not_sent_anew(state: Order, wait: Wait, _ctx: Context) -> Events:
    """Never sent again by itself (P9): both sides are told, and the money stays payable."""
    return (escalated(state, wait.about),)


def _windows(_state: Order, _wait: Wait, ctx: Context) -> Events:
    return (WindowsEnded(ctx.now),)


_OUTCOMES: dict[WaitKind, Callable[[Order, Wait, Context], Events]] = {
    WaitKind.DRAFT_IDLE: _order_lapses,
    WaitKind.ANSWER_PROPOSAL: _order_lapses,
    WaitKind.COUNTERSIGN: _order_lapses,
    WaitKind.LIMIT_HOLD: _hold,
    WaitKind.DEPOSIT: _deposit,
    WaitKind.INSTALMENT: _instalment,
    WaitKind.OVERDUE_INSTALMENT: _overdue,
    WaitKind.SHIP_BY: _ship_by,
    WaitKind.EXTRA_PERIOD: _extra_period,
    WaitKind.LONGSTOP: _longstop,
    WaitKind.ANSWER_SHIP_BY: _no_new_date,
    WaitKind.CANCEL_NOTICE: _notice,
    WaitKind.ANSWER_CANCELLATION: _no_agreement,
    WaitKind.ANSWER_AMENDMENT: _not_amended,
    WaitKind.ANSWER_INSPECTION: _inspection_dated,
    WaitKind.INSPECTION_DUE: _no_report,
    WaitKind.APPROVE_SHIPMENT: _approved,
    WaitKind.SHIPMENT_OBJECTION: _deposit_cover_ends,
    WaitKind.RECEIPT: _receipt,
    WaitKind.ARRIVAL_EVIDENCE: _no_evidence,
    WaitKind.ACCEPTANCE: _accepted,
    WaitKind.HOLDBACK: _holdback_ends,
    WaitKind.ANSWER_REDUCTION: _no_reduction,
    WaitKind.ANSWER_HOLDBACK: _no_holdback,
    WaitKind.ANSWER_UNDERTAKING: _undertaking_unanswered,
    WaitKind.CALL_UNDERTAKING: _uncalled,
    WaitKind.PERFORM_UNDERTAKING: _not_performed,
    WaitKind.CONFIRM_PERFORMANCE: _performance_unanswered,
    WaitKind.PAY_UNDERTAKING: _nobody_objected,
    WaitKind.DECIDE_CALL: _no_mediator,
    WaitKind.DECIDE_CALL_LATE: _nobody_decided,
    WaitKind.REVIEW_CALL: _reviewed,
    WaitKind.PAYOUT: _payout,
    WaitKind.RETURNED_PAYOUT: _not_sent_anew,
    WaitKind.UNKNOWN_PAYOUT: _not_found_out,
    WaitKind.CLOSE: _windows,
}
