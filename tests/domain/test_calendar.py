"""When does a day end, across clock changes, month ends, holidays and worked weekends (R26)?"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.calendar import (
    Calendars,
    Holidays,
    business_days_after,
    days_after,
    end_of_day,
    is_zone,
    local_date,
    past_long_holiday,
    zone_of,
)
from earnest.domain.refusals import Broken, Refused

LONDON, SHANGHAI = "Europe/London", "Asia/Shanghai"
GOLDEN_WEEK = Holidays(
    "CN",
    "cn-2026",
    frozenset(date(2026, 10, 1) + timedelta(days=n) for n in range(7)),
    frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone", "ends"),
    [
        (date(2026, 3, 28), LONDON, utc(2026, 3, 29, 0)),
        (date(2026, 3, 29), LONDON, utc(2026, 3, 29, 23)),  # 23 hours long
        (date(2026, 10, 25), LONDON, utc(2026, 10, 26, 0)),  # 25 hours long
        (date(2026, 12, 31), SHANGHAI, utc(2026, 12, 31, 16)),
        (date(2024, 2, 28), "UTC", utc(2024, 2, 29)),
        (date(2026, 4, 23), "Africa/Cairo", utc(2026, 4, 23, 22)),  # midnight does not exist
    ],
)
def test_day_ends_at_midnight_of_its_place(day, zone, ends):
    assert end_of_day(day, zone) == ends


def test_days_are_counted_at_the_place():
    evening = utc(2026, 3, 1, 17)  # already 2 March in Shanghai
    assert local_date(evening, SHANGHAI) == date(2026, 3, 2)
    assert days_after(evening, 5, SHANGHAI) == utc(2026, 3, 7, 16)
    assert days_after(evening, 5, LONDON) == utc(2026, 3, 7, 0)
    assert days_after(utc(2026, 1, 31, 9), 30, "UTC") == utc(2026, 3, 3)
    with pytest.raises(Broken):
        local_date(datetime(2026, 3, 1), LONDON)  # noqa: DTZ001 (what is refused)


@given(
    days=st.integers(0, 400), hours=st.integers(0, 9000), zone=st.sampled_from([LONDON, SHANGHAI])
)
def test_window_is_never_shorter_than_its_days(days, hours, zone):
    begins = utc(2026, 1, 1) + timedelta(hours=hours)
    ends = days_after(begins, days, zone)
    assert timedelta(days=days) - timedelta(hours=1) < ends - begins
    assert ends - begins <= timedelta(days=days + 1, hours=1)


def test_business_days_leave_out_weekends_and_holidays_and_count_worked_ones():
    friday = utc(2026, 9, 25, 9)
    assert business_days_after(friday, 1, SHANGHAI) == utc(2026, 9, 28, 16)
    assert business_days_after(friday, 1, SHANGHAI, GOLDEN_WEEK) == utc(2026, 9, 27, 16)
    eve = utc(2026, 9, 30, 9)
    assert business_days_after(eve, 1, SHANGHAI, GOLDEN_WEEK) == utc(2026, 10, 8, 16)
    assert business_days_after(eve, 0, SHANGHAI) == utc(2026, 9, 30, 16)


def test_window_that_ends_in_a_long_holiday_ends_after_it():
    inside = end_of_day(date(2026, 10, 3), SHANGHAI)
    assert past_long_holiday(inside, SHANGHAI, GOLDEN_WEEK) == end_of_day(
        date(2026, 10, 8), SHANGHAI
    )
    before = end_of_day(date(2026, 9, 30), SHANGHAI)
    assert past_long_holiday(before, SHANGHAI, GOLDEN_WEEK) == before


def test_plain_weekend_and_single_holiday_move_nothing():
    tuesday = Holidays("GB", "x", frozenset({date(2026, 5, 5)}))
    for day in (date(2026, 5, 2), date(2026, 5, 5)):
        assert past_long_holiday(end_of_day(day, LONDON), LONDON, tuesday) == end_of_day(
            day, LONDON
        )


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../etc/passwd", "America", "\x00", "Europe/"]
)
def test_zone_that_does_not_exist_is_refused(name):
    assert not is_zone(name)
    if name:
        with pytest.raises(Refused, match=r"contract\.unknown_zone"):
            zone_of(name)


def test_country_without_a_calendar_has_weekends():
    calendars = Calendars({"CN": GOLDEN_WEEK})
    assert calendars.of("CN").version == "cn-2026"
    assert calendars.of("XX").version == "weekends-only"
