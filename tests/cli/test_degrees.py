"""Can a lower price be proposed and agreed at the terminal, with its amount as people type it?"""

from __future__ import annotations

from datetime import timedelta

from earnest.cli.people import the_desk
from earnest.demo.cast import HANNAH, NING
from earnest.demo.trade import Trade, between, set_limit
from earnest.domain.calendar import local_date
from earnest.domain.changes import replace
from earnest.web.drafting import example


def paid_order():
    desk = the_desk()
    set_limit(desk, NING, "USD", 100_000_000, "for the tests")
    text = between(example(desk, "vacuum-flasks"), HANNAH, NING)
    on = local_date(desk.now(), "Asia/Shanghai") + timedelta(days=60)
    one = Trade(
        desk, "degrees", replace(text, ship_by=replace(text.ship_by, on=on)), buyer=HANNAH,
        supplier=NING,
    )  # fmt: skip
    one.conclude()
    one.pay("deposit")
    return one


def test_lower_price_is_agreed_at_the_terminal(earnest):
    one = paid_order()
    clause = one.look().contract.clauses[0].id
    earnest.done(
        "order", "do", one.id, "propose-reduction", "--reduce", "250.00", "--clauses", clause,
        "--yes", "--as", "ning",
    )  # fmt: skip
    earnest.done(
        "order", "do", one.id, "answer-reduction", "--accept", "--reduce-minor", "25000",
        "--yes", "--as", "hannah",
    )  # fmt: skip
    assert one.look().money.reduced_minor == 25_000
