"""What does a market look like on an ordinary day? Trades in every stage, made only by commands.

Each trade is a story that ends where it should stand today: days are counted back from the end.
Filled once; asking again does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from earnest.demo.cast import HANNAH, NILS, NING, YUN, Member
from earnest.demo.goods import Goods, contract_of
from earnest.demo.play import Story, begin_at, play
from earnest.demo.trade import Trade, set_limit
from earnest.wiring import Desk

LENGTH = timedelta(days=160)
"""How long ago the first trade of the market began."""

IS_FILLED = "demo.market"
"""The setting that says so."""


@dataclass(slots=True)
class Market:
    """The market in the making: its desk, and the day on which it will be looked at."""

    desk: Desk
    today: datetime
    _numbers: Iterator[int] = field(default_factory=lambda: count(101))

    def ago(self, days: float) -> datetime:
        """The instant so many days before today."""
        return self.today - timedelta(days=days)

    def begin(
        self,
        goods: Goods,
        *,
        buyer: Member = HANNAH,
        supplier: Member = NING,
        ship_in: float,
        **terms: Any,
    ) -> Trade:
        """Open an order with a complete draft; ``ship_in`` counts the days from now."""
        number = next(self._numbers)
        on = (self.desk.now() + timedelta(days=ship_in)).date()
        contract = contract_of(goods, buyer, supplier, number=number, ship_by=on, **terms)
        return Trade(self.desk, f"market-{number}", contract, buyer=buyer, supplier=supplier)

    def under_way(
        self, goods: Goods, *, began: float, ship_in: float = 60, **terms: Any
    ) -> Generator[datetime, None, Trade]:
        """Open, conclude and pay the deposit, from ``began`` days ago on; gives the trade."""
        yield self.ago(began)
        trade = self.begin(goods, ship_in=ship_in, **terms)
        trade.propose()
        yield self.ago(began - 1)
        trade.sign(trade.supplier)
        trade.sign(trade.buyer)
        yield self.ago(began - 3)
        trade.pay("deposit")
        return trade

    def finished(
        self, goods: Goods, *, began: float, **terms: Any
    ) -> Generator[datetime, None, Trade]:
        """Until the goods are made: 25 days after the deposit."""
        trade = yield from self.under_way(goods, began=began, **terms)
        yield self.ago(began - 15)
        trade.produce(40)
        yield self.ago(began - 28)
        for lot in trade.look().lots:
            trade.produce(100, lot.id)
        return trade

    def shipped(
        self, goods: Goods, *, began: float, mode: str = "sea", **terms: Any
    ) -> Generator[datetime, None, Trade]:
        """Until the goods are on their way: 36 days after the beginning."""
        trade = yield from self.finished(goods, began=began, **terms)
        yield self.ago(began - 30)
        for lot in trade.look().lots:
            if trade.look().contract.inspection:
                trade.inspect(lot=lot.id)
                trade.approve(lot.id)
        yield self.ago(began - 33)
        trade.pay("balance")
        yield self.ago(began - 36)
        for lot in trade.look().lots:
            trade.ship(lot.id, mode=mode)
            trade.verify(lot.id)
        return trade

    def arrived(
        self, goods: Goods, *, began: float, transit: float = 30, **terms: Any
    ) -> Generator[datetime, None, Trade]:
        """Until the buyer confirmed the receipt, ``transit`` days after shipment."""
        trade = yield from self.shipped(goods, began=began, **terms)
        yield self.ago(began - 36 - transit)
        trade.deliver("Felixstowe")
        yield self.ago(began - 37 - transit)
        trade.receive()
        return trade


Tale = Callable[[Market], Story]


def _nothing() -> None:
    """Nobody is told."""


def fill(desk: Desk, tales: Sequence[Tale], step: Callable[[], None] = _nothing) -> bool:
    """Fill the market with these tales, once; tells whether it was filled now.

    ``step`` is called when a tale has come to its end.

    In an installation where nothing has happened yet the clock begins ``LENGTH`` ago and ends
    at the present; elsewhere time goes forward from now.
    """
    if desk.reads.setting(IS_FILLED):
        return False
    desk.reads.set(IS_FILLED, "begun")
    today = desk.now() + LENGTH
    if not desk.reads.boards(organisation=None, limit=1):
        today = desk.now()
        begin_at(desk, today - LENGTH)
    _limits(desk)
    market = Market(desk, today)
    play(desk, [_told(tale(market), step) for tale in tales], after_each=_nothing)
    if today > desk.now():
        desk.set_clock(today)
    desk.reads.set(IS_FILLED, "done")
    return True


def _told(story: Story, step: Callable[[], None]) -> Story:
    yield from story
    step()


def _limits(desk: Desk) -> None:
    reason = "experience, reputation and past trade (S27)"
    for supplier, currency, minor in (
        (NING, "USD", 90_000_000), (NING, "EUR", 40_000_000), (NING, "CNY", 300_000_000),
        (NING, "GBP", 30_000_000), (NING, "KWD", 60_000_000), (YUN, "USD", 50_000_000),
        (YUN, "JPY", 30_000_000), (YUN, "CNY", 200_000_000), (NILS, "SEK", 200_000_000),
    ):  # fmt: skip
        set_limit(desk, supplier, currency, minor, reason)
