"""Do the loops stand still while the machine's clock cannot be believed (T6)?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.domain.refusals import Trouble
from earnest.usecases.sweep import SteadyClock
from earnest.wiring.clock import SystemClock
from tests.cast import START

HOUR = 3_600.0


def test_clock_that_jumped_is_not_believed_until_it_is_right_again():
    clock = SteadyClock()
    clock.check(START, 10.0)
    for seconds in (11.0, 12.0, 2 * HOUR):
        with pytest.raises(Trouble) as jumped:
            clock.check(START + timedelta(days=30, seconds=seconds - 10), seconds)
        assert (jumped.value.code, jumped.value.facts) == (
            "clock.jumped",
            {"ahead": "30 days, 0:00:00"},
        )
    clock.check(START + timedelta(hours=3), 3 * HOUR + 10)
    with pytest.raises(Trouble):
        clock.check(START + timedelta(hours=5), 3 * HOUR + 20)


def test_time_that_passed_on_both_clocks_is_believed():
    clock = SteadyClock()
    clock.check(START, 0.0)
    clock.check(START + timedelta(days=2), 48 * HOUR)
    clock.check(START + timedelta(days=2, minutes=59), 48 * HOUR)
    clock.check(START + timedelta(days=1), 48 * HOUR)


def test_production_decides_nothing_while_its_clock_is_not_to_be_believed():
    settings: dict[str, str] = {}
    machine = [START, START + timedelta(hours=2), START + timedelta(seconds=1)]
    clock = SystemClock(settings.get, settings.__setitem__, machine=lambda: machine.pop(0))
    assert clock.now() == START
    with pytest.raises(Trouble, match=r"clock\.jumped"):
        clock.now()
    assert clock.now() == START + timedelta(seconds=1)
