"""When does a day, a number of days, or a business day end?

A day ends at 24:00 of the Nth day after the event, in the zone that the contract names for that
event (R26); windows are half-open: one may act iff ``now < due_at``. Holidays come in as data,
with a version, because a deadline is computed once and never again (T5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earnest.domain.refusals import Refused, refuse, require

SATURDAY = 5
"""The first weekday number without work, Monday being 0."""


@dataclass(frozen=True, slots=True)
class Holidays:
    """One country's holidays: dates off, and weekend days worked instead, for known years."""

    country: str
    version: str
    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether business is done on ``day``: a worked weekend counts, a holiday does not."""
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.off)


NO_HOLIDAYS = Holidays(country="", version="weekends-only")


@dataclass(frozen=True, slots=True)
class Calendars:
    """The holiday calendars that a decision may use, by country code (ISO 3166 alpha-2)."""

    by_country: Mapping[str, Holidays] = field(default_factory=dict)

    def of(self, country: str) -> Holidays:
        """The calendar of ``country``; one of plain weekends where none is kept."""
        return self.by_country.get(country, NO_HOLIDAYS)


def zone_of(name: str) -> ZoneInfo:
    """Read an IANA time zone name; refuses one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        refuse("contract.unknown_zone", zone=name[:60])


def is_zone(name: str) -> bool:
    """Whether ``name`` is an IANA time zone."""
    try:
        return bool(name and zone_of(name))
    except Refused:
        return False


def end_of_day(day: date, zone: str) -> datetime:
    """The instant at which ``day`` ends in ``zone``: the first moment of the day after, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(0), zone_of(zone)).astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date in ``zone`` at ``instant``."""
    require(instant.tzinfo is not None, "an instant carries its zone")
    return instant.astimezone(zone_of(zone)).date()


@lru_cache(maxsize=4096)  # a list of commands asks the same of one instant many times
def days_after(instant: datetime, days: int, zone: str) -> datetime:
    """24:00 of the Nth calendar day after ``instant``, in ``zone`` (R26)."""
    return end_of_day(local_date(instant, zone) + timedelta(days=days), zone)


def business_days_after(instant: datetime, days: int, zone: str, *calendars: Holidays) -> datetime:
    """24:00 of the Nth day after ``instant`` that is a working day in all ``calendars``."""
    day, left = local_date(instant, zone), days
    while left:
        day += timedelta(days=1)
        left -= all(calendar.is_working(day) for calendar in calendars or (NO_HOLIDAYS,))
    return end_of_day(day, zone)


LONG_HOLIDAY_DAYS = 3
"""A public holiday of at least this many days moves the end of a party's window (R26)."""


def past_long_holiday(due_at: datetime, zone: str, calendar: Holidays) -> datetime:
    """Move a party's deadline out of a public holiday of three days or more (R26).

    The window then ends on the first working day after the holiday. The run counted is the
    unbroken stretch of days without work that contains a public holiday.
    """
    last_day = local_date(due_at - timedelta(microseconds=1), zone)
    run = _run_of_rest(last_day, calendar)
    if len(run) < LONG_HOLIDAY_DAYS or not any(day in calendar.off for day in run):
        return due_at
    return end_of_day(run[-1] + timedelta(days=1), zone)


def _run_of_rest(day: date, calendar: Holidays) -> list[date]:
    if calendar.is_working(day):
        return []
    first = last = day
    while not calendar.is_working(first - timedelta(days=1)):
        first -= timedelta(days=1)
    while not calendar.is_working(last + timedelta(days=1)):
        last += timedelta(days=1)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
