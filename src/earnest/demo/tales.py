"""Which trades fill the market? One tale for each way in which an order can stand today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from earnest.demo.cast import ELSA, HANNAH, NILS, OLGA, SORA, YUN
from earnest.demo.goods import FLASKS, LAMPS, LANTERNS, LINEN, PAINT, POTS, TOOLS, VALVES
from earnest.demo.inspected_tales import INSPECTED_TALES
from earnest.demo.market import Market, fill
from earnest.demo.stories import UBL, read
from earnest.demo.trade import Trade
from earnest.domain.contract.terms import Coverage
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.approve import Answer, ApproveShipment
from earnest.domain.order.acts.cancel import (
    AnswerCancellation,
    CancelForNonPayment,
    CancelOrder,
    GiveNotice,
    ProposeCancellation,
)
from earnest.domain.order.acts.deliver import ReportNotArrived
from earnest.domain.order.acts.pay import AnnouncePayment
from earnest.domain.order.acts.payout import RetryPayout
from earnest.domain.order.acts.propose import DeclineProposal
from earnest.domain.order.acts.reschedule import AnswerShipBy, ProposeShipBy
from earnest.domain.payment.receipt import AssignReceipt
from earnest.wiring import Desk, PayoutPlay, Play

Days = Iterator[datetime]


def imported_draft(m: Market) -> Days:
    """An order from a UBL document that still lacks much."""
    yield m.ago(2)
    Trade(m.desk, "market-ubl", read(m.desk, UBL).contract, buyer=ELSA, supplier=NILS)


def awaits_answer(m: Market) -> Days:
    """Proposed yesterday; the supplier has to answer."""
    yield m.ago(1.2)
    trade = m.begin(LANTERNS, ship_in=70)
    trade.propose()
    trade.say("Could you confirm the RAL colour before you sign?", HANNAH)


def declined(m: Market) -> Days:
    """Sent back by the supplier; it is the buyer's draft again."""
    yield m.ago(4)
    trade = m.begin(TOOLS, ship_in=60)
    trade.propose()
    yield m.ago(2.5)
    trade.say("我们需要四十五天的生产期。", trade.supplier)
    trade.do(DeclineProposal(), trade.supplier)


def half_signed(m: Market) -> Days:
    """Signed by the supplier; the buyer's signature is awaited."""
    yield m.ago(3)
    trade = m.begin(LINEN, supplier=YUN, ship_in=65)
    trade.propose()
    yield m.ago(2)
    trade.sign(trade.supplier)


def unpaid(m: Market) -> Days:
    """Concluded; the deposit is on its way."""
    yield m.ago(4)
    trade = m.begin(FLASKS, ship_in=60)
    trade.conclude()
    yield m.ago(2)
    trade.do(AnnouncePayment(), trade.buyer)


def part_paid(m: Market) -> Days:
    """The deposit came, but a tenth too little."""
    yield m.ago(6)
    trade = m.begin(POTS, buyer=SORA, supplier=YUN, ship_in=60)
    trade.conclude()
    yield m.ago(3)
    trade.pay("deposit", play=Play.TOO_LITTLE)


def wrong_currency(m: Market) -> Days:
    """The deposit came in another currency: it waits in suspense."""
    yield m.ago(5)
    trade = m.begin(LANTERNS, ship_in=60)
    trade.conclude()
    yield m.ago(2)
    trade.pay("deposit", play=Play.WRONG_CURRENCY)


def in_production(m: Market) -> Days:
    """Sixty per cent are made."""
    trade = yield from m.under_way(LAMPS, began=25)
    yield m.ago(6)
    trade.produce(60)
    trade.say("已完成六成，照片稍后发来。", trade.supplier)


def overpaid(m: Market) -> Days:
    """Paid at once, and too much: the excess waits in suspense for the operator."""
    yield m.ago(12)
    trade = m.begin(PAINT, buyer=ELSA, supplier=NILS, ship_in=45, is_inspected=False)
    trade.conclude()
    yield m.ago(8)
    trade.pay(play=Play.TOO_MUCH)


def nameless_money(m: Market) -> Days:
    """A payment without a reference, which the operator assigned after comparing the papers."""
    yield m.ago(15)
    trade = m.begin(TOOLS, ship_in=50)
    trade.conclude()
    yield m.ago(11)
    trade.pay("deposit", play=Play.NO_REFERENCE)
    yield m.ago(9)
    receipt = next(
        subject
        for subject in m.desk.reads.streams("receipt")
        if b"no_order" in b"".join(m.desk.reads.events(subject))
    )
    m.desk.perform(receipt, AssignReceipt(trade.id), OLGA.actor(), key=trade.key())


def new_date_asked(m: Market) -> Days:
    """The supplier asks for a later date; the buyer has to answer."""
    trade = yield from m.under_way(LINEN, began=40, ship_in=48, supplier=YUN)
    yield m.ago(2)
    trade.do(ProposeShipBy(_later(trade), "染厂停电"), trade.supplier)


def failed_inspection(m: Market) -> Days:
    """The inspection failed; the buyer has to answer."""
    trade = yield from m.finished(LANTERNS, began=33)
    yield m.ago(2)
    trade.inspect(Verdict.FAILED)


def sent_back_for_rework(m: Market) -> Days:
    """Refused because of the finish; it is being made again."""
    trade = yield from m.finished(LANTERNS, began=38)
    yield m.ago(8)
    trade.inspect(Verdict.FAILED)
    yield m.ago(7)
    trade.do(ApproveShipment("A", Answer.REFUSED, ("finish",)), trade.buyer)


def approved(m: Market) -> Days:
    """Approved for shipping; the balance is due."""
    trade = yield from m.finished(VALVES, began=34)
    yield m.ago(3)
    trade.inspect()
    trade.approve()


def half_shipped(m: Market) -> Days:
    """Two lots: one is on its way, the other is being made."""
    trade = yield from m.under_way(LAMPS, began=45, ship_in=70, has_two_lots=True)
    yield m.ago(15)
    trade.produce(100, "A")
    trade.inspect(lot="A")
    trade.approve("A")
    yield m.ago(12)
    share = next(item for item in trade.look().instalments if item.id == "balance")
    trade.pay(minor=share.due_minor)
    yield m.ago(10)
    trade.ship("A")
    trade.produce(70, "B")


def on_its_way(m: Market) -> Days:
    """Shipped in time."""
    yield from m.shipped(FLASKS, began=50)


def shipped_late(m: Market) -> Days:
    """Shipped six days after the date, in the extra time."""
    yield from m.shipped(TOOLS, began=46, ship_in=30)


def lost_on_the_way(m: Market) -> Days:
    """The buyer says that nothing came."""
    trade = yield from m.shipped(LANTERNS, began=85)
    yield m.ago(5)
    trade.do(ReportNotArrived("A"), trade.buyer)


def arrived(m: Market) -> Days:
    """Arrived; the buyer has to accept or claim."""
    yield from m.arrived(LAMPS, began=80)


def accepted(m: Market) -> Days:
    """Accepted and paid out; the time for claims still runs."""
    trade = yield from m.arrived(FLASKS, began=85)
    yield m.ago(9)
    trade.accept()


def deposit_protected(m: Market) -> Days:
    """Deposit protection: it ended with the verified shipment."""
    terms = {"buyer": ELSA, "supplier": NILS, "coverage": Coverage.PRE_SHIPMENT}
    yield from m.shipped(PAINT, began=55, mode="road", is_inspected=False, **terms)


def closed(m: Market) -> Days:
    """All over: accepted, paid out, the time for claims has ended."""
    trade = yield from m.arrived(POTS, began=130, buyer=SORA, supplier=YUN)
    yield m.ago(55)
    trade.accept()


def closed_by_silence(m: Market) -> Days:
    """Nobody accepted: the window ended and the supplier was paid."""
    yield from m.arrived(LINEN, began=140, supplier=YUN)


def never_shipped(m: Market) -> Days:
    """The date passed, the extra time too: all of it went back."""
    trade = yield from m.under_way(LANTERNS, began=110, ship_in=40)
    yield m.ago(95)
    trade.produce(20)


def notice_given(m: Market) -> Days:
    """An essential date was missed: the buyer gave notice, and the money went back."""
    terms = {"supplier": YUN, "is_essential": True}
    trade = yield from m.under_way(LINEN, began=70, ship_in=45, **terms)
    yield m.ago(23)
    trade.do(GiveNotice(), trade.buyer)


def cancelled_free(m: Market) -> Days:
    """Cancelled before any payment."""
    yield m.ago(30)
    trade = m.begin(PAINT, buyer=ELSA, supplier=NILS, ship_in=60)
    trade.conclude()
    yield m.ago(28)
    trade.do(CancelOrder(), trade.buyer)


def cancelled_by_agreement(m: Market) -> Days:
    """Both agreed to end it; the supplier keeps a part for the material."""
    trade = yield from m.under_way(TOOLS, began=60)
    yield m.ago(45)
    keeps = trade.look().money.held_minor // 4
    trade.do(ProposeCancellation(keeps), trade.buyer)
    yield m.ago(43)
    trade.do(AnswerCancellation(accept=True, keeps_minor=keeps), trade.supplier)


def balance_never_paid(m: Market) -> Days:
    """The balance stayed unpaid; the supplier cancelled under the signed charges."""
    trade = yield from m.finished(FLASKS, began=75)
    yield m.ago(45)
    trade.inspect()
    trade.approve()
    yield m.ago(12)
    trade.do(CancelForNonPayment(), trade.supplier)


def taken_back(m: Market) -> Days:
    """The bank took the balance back after the supplier had been paid: the buyer owes it."""
    trade = yield from m.finished(LAMPS, began=90)
    yield m.ago(60)
    trade.inspect()
    trade.approve()
    yield m.ago(57)
    entry = trade.pay("balance")
    yield m.ago(54)
    trade.ship(mode="air", carrier="Crane Air Cargo")
    yield m.ago(48)
    trade.deliver("Heathrow")
    trade.receive()
    yield m.ago(40)
    trade.accept()
    yield m.ago(20)
    item = trade.look().contract.instalment("balance")
    m.desk.play_reversal(entry, item.amount_minor if item else 1)
    m.desk.settle_down()


def payout_came_back(m: Market) -> Days:
    """The supplier's bank refused the payout; the operator asked again."""
    trade = yield from m.arrived(POTS, began=100, buyer=SORA, supplier=YUN)
    yield m.ago(25)
    m.desk.play_payouts(PayoutPlay.RETURNS)
    trade.accept()
    m.desk.play_payouts(PayoutPlay.SETTLES)
    yield m.ago(23)
    trade.do(RetryPayout(trade.look().payouts[0].id), OLGA)


def date_granted(m: Market) -> Days:
    """A later date was granted, and the claim for lateness kept."""
    trade = yield from m.under_way(TOOLS, began=50, ship_in=44)
    yield m.ago(14)
    trade.do(ProposeShipBy(_later(trade), "late steel"), trade.supplier)
    yield m.ago(12)
    trade.do(AnswerShipBy(accept=True, keep_late_claim=True), trade.buyer)


def _later(trade: Trade) -> date:
    """Two weeks after the ship-by date in force."""
    on = trade.look().shipping.ship_by_on
    return (on or trade.desk.now().date()) + timedelta(days=14)


def lapsed(m: Market) -> Days:
    """Proposed, and never answered."""
    yield m.ago(20)
    m.begin(VALVES, ship_in=60).propose()


TALES = (
    imported_draft, awaits_answer, declined, half_signed, unpaid, part_paid, wrong_currency,
    in_production, overpaid, nameless_money, new_date_asked, failed_inspection,
    sent_back_for_rework, approved, half_shipped, on_its_way, shipped_late, lost_on_the_way,
    arrived, accepted, deposit_protected, closed, closed_by_silence, never_shipped, notice_given,
    cancelled_free, cancelled_by_agreement, balance_never_paid, taken_back, payout_came_back,
    date_granted, lapsed, *INSPECTED_TALES,
)  # fmt: skip


def populate(desk: Desk, step: Callable[[], None] = lambda: None) -> bool:
    """Fill the market with all tales, once; tells whether it was filled now.

    ``step`` is called when a tale has come to its end.
    """
    return fill(desk, TALES, step)
