"""Which trades of the market are about inspections, promises and amendments? As in ``tales``.

Two of them are orders of the reader's question: one waits for the buyer's answer, on the other the
supplier's sentence has become a promise in force.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from earnest.demo.cast import OLGA
from earnest.demo.choices import promise
from earnest.demo.goods import LANTERNS, TOOLS
from earnest.demo.market import Market
from earnest.demo.reader import LATER, PIECES, A, B, Case, accredited, open_case
from earnest.domain.calendar import local_date
from earnest.domain.contract.terms import Contract, InspectedBy, InspectionKind, LotLine
from earnest.domain.money import line_amount
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.amend import AnswerAmendment, ProposeAmendment, SplitLot
from earnest.domain.order.acts.hold_back import holdback_limit
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection
from earnest.domain.parties import Role

Days = Iterator[datetime]


def _reported(m: Market, name: str, *, began: float) -> Generator[datetime, None, Case]:
    """An order of the reader's question until the report on lot A, 36 days after it began."""
    yield m.ago(began)
    on = (m.desk.now() + timedelta(days=120)).date()
    case = open_case(m.desk, name, "en", ship_by=on)
    trade = case.trade
    trade.propose()
    yield m.ago(began - 1)
    trade.sign(trade.supplier)
    trade.sign(trade.buyer)
    yield m.ago(began - 3)
    trade.pay("deposit")
    yield m.ago(began - 30)
    trade.produce(100 - 100 * LATER // PIECES)
    trade.do(SplitLot(A, B, (LotLine("1", str(LATER)),), Role.SUPPLIER), trade.supplier)
    yield m.ago(began - 31)
    offered = trade.look().amendment
    trade.do(AnswerAmendment(offered.contract_hash if offered else "", accept=True), trade.buyer)
    trade.produce(100)
    trade.pay("balance")
    yield from case.inspect(A, m.ago(began - 36), {case.surface: 3, case.gap: 10})
    return case


def awaits_the_buyers_answer(m: Market) -> Days:
    """The report failed, a promise is offered: the buyer has to answer both."""
    case = yield from _reported(m, "market", began=38)
    yield m.ago(1.1)
    case.trade.say("If there is a problem, we will be responsible.", case.trade.supplier)
    case.act(promise(case)[:1])


def promise_in_force(m: Market) -> Days:
    """Lot A was accepted: a part is kept back, and a signed promise is secured beside it."""
    case = yield from _reported(m, "promised", began=90)
    trade = case.trade
    yield m.ago(52)
    trade.say("If there is a problem, we will be responsible.", trade.supplier)
    case.act(promise(case))
    yield m.ago(50)
    trade.ship(A)
    trade.verify(A)
    yield m.ago(12)
    trade.deliver("Felixstowe")
    trade.receive()
    yield m.ago(8)
    kept = holdback_limit(case.state, A, case.policy, (case.surface,))
    trade.do(AcceptGoods(A, kept, (case.surface,)), trade.buyer)
    trade.produce(60, B)


def amendment_offered(m: Market) -> Days:
    """The supplier offers a tenth more at the same price each; the buyer has to answer."""
    trade = yield from m.under_way(TOOLS, began=20)
    yield m.ago(1.2)
    trade.do(ProposeAmendment(_a_tenth_more(trade.look().contract)), trade.supplier)


def _a_tenth_more(contract: Contract) -> Contract:
    """A tenth more goods; what they cost is paid with the balance."""
    goods, deposit = contract.lines[0], contract.schedule[0]
    quantity = str(int(goods.quantity) * 11 // 10)
    total = line_amount(
        unit_price=goods.unit_price,
        quantity=quantity,
        base_quantity=goods.base_quantity,
        currency=contract.currency,
    )
    balance = replace(contract.schedule[1], amount_minor=total - deposit.amount_minor)
    return replace(
        contract,
        lines=(replace(goods, quantity=quantity, amount_minor=total),),
        stated_total_minor=total,
        schedule=(deposit, balance),
    )


def inspected_today(m: Market) -> Days:
    """The inspector is expected today."""
    trade = yield from m.finished(LANTERNS, began=34)
    yield m.ago(5)
    today = local_date(m.today, trade.look().contract.origin_zone)
    kind, by = InspectionKind.PRE_SHIPMENT, InspectedBy.THIRD_PARTY
    trade.do(BookInspection("A", kind, by, today), trade.buyer)
    asked = trade.look().inspections[-1].id
    trade.do(AnswerInspection(asked, accept=True), trade.supplier)
    trade.do(accredited(asked), OLGA)


INSPECTED_TALES = (
    awaits_the_buyers_answer, promise_in_force, amendment_offered, inspected_today,
)  # fmt: skip
