"""What does every test of the command line have? A terminal and an installation of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@pytest.fixture
def draft(earnest: Sitting) -> str:
    """A complete draft of the demo's buyer, made by an import on the fresh installation."""
    return str(earnest.done("order", "import", str(FLASKS))["order_id"])


@pytest.fixture
def concluded(earnest: Sitting) -> str:
    """An order that both sides signed."""
    earnest("limit", "set", "ningbo-lantern", "300000.00", "USD", "--reason", "past trade")
    text = FLASKS.read_text(encoding="utf-8").replace("2026-05-15", _ship_by(earnest))
    earnest.stdin = text.encode()
    order = str(earnest.done("order", "import", "-")["order_id"])
    earnest.done("order", "do", order, "propose-contract", "--yes")
    earnest.done("order", "do", order, "sign-contract", "--yes", "--as", "ning")
    earnest.done("order", "do", order, "sign-contract", "--yes")
    return order


def _ship_by(earnest: Sitting) -> str:
    """A day three months from the installation's now."""
    from datetime import datetime, timedelta

    now = datetime.fromisoformat(earnest.done("clock", "show")["now"])
    return (now + timedelta(days=90)).date().isoformat()
