"""Which days are holidays? The holiday library's data, handed to the core with its version."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

import holidays

from earnest.domain.calendar import Calendars, Holidays

FIRST_YEAR, LAST_YEAR = 2020, 2032
"""Years for which holidays are loaded; deadlines reach at most a year ahead."""


class KnownCalendars(dict[str, Holidays]):
    """Each country's calendar, read when it is first asked for."""

    def __missing__(self, country: str) -> Holidays:
        self[country] = _calendar(country)
        return self[country]

    def get(self, country: str, default: Holidays | None = None) -> Holidays:  # type: ignore[override]  # a calendar is made on demand
        """The calendar of ``country``; the default where the library knows none."""
        found = self[country] if country else None
        return found if found is not None and found.country else (default or Holidays("", ""))


@cache
def calendars() -> Calendars:
    """All calendars that the library knows."""
    return Calendars(KnownCalendars())


def _calendar(country: str) -> Holidays:
    if country not in holidays.list_supported_countries():
        return Holidays("", "weekends-only")
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    found = holidays.country_holidays(country, years=years)
    off = frozenset(found)
    worked = frozenset(getattr(found, "weekend_workdays", ()))
    return Holidays(country, f"holidays-{version('holidays')}/{country}", off, worked)
