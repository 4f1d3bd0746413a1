"""Do all promises hold after every step of a thousand random lives of an order?"""

from __future__ import annotations

from tests.properties.trade import Trade, runs


class OnTheCore(Trade):
    """Played against the pure core, in memory."""


TestTradeOnTheCore = OnTheCore.TestCase
TestTradeOnTheCore.settings = runs()
