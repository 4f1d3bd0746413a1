"""What does every test of the command line have? A terminal and an installation of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from earnest.cli.people import the_desk
from earnest.demo.cast import HANNAH, NING
from earnest.demo.trade import Trade, set_limit
from tests.cli.runner import Sitting, leave

FLASKS = Path(__file__).parents[2] / "src/earnest/demo/orders/vacuum-flasks.toml"
UBL = Path(__file__).parents[1] / "data/orders/UBL-Order-2.1-Example.xml"


def _at_home(home: Path) -> Iterator[Sitting]:
    before = os.environ.get("EARNEST_HOME")
    os.environ["EARNEST_HOME"] = str(home)
    leave()
    yield Sitting()
    leave()
    if before is not None:
        os.environ["EARNEST_HOME"] = before


@pytest.fixture
def earnest(tmp_path: Path) -> Iterator[Sitting]:
    """A terminal in front of a fresh installation."""
    yield from _at_home(tmp_path)


def flasks(now: datetime) -> str:
    """The order of flasks, to be shipped three months from now."""
    on = (now + timedelta(days=90)).date().isoformat()
    return FLASKS.read_text(encoding="utf-8").replace("2026-05-15", on)


@pytest.fixture
def draft(earnest: Sitting) -> str:
    """A complete draft of the demo's buyer, made by an import on the fresh installation."""
    earnest.stdin = flasks(the_desk().now()).encode()
    return str(earnest.done("order", "import", "-")["order_id"])


@pytest.fixture
def concluded(earnest: Sitting) -> str:
    """An order that both sides signed."""
    desk = the_desk()
    set_limit(desk, NING, "USD", 30_000_000, "past trade")
    contract = desk.read_order(flasks(desk.now()).encode()).contract
    trade = Trade(desk, "test", contract, buyer=HANNAH, supplier=NING)
    trade.conclude()
    return trade.id
