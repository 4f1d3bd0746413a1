"""How are money, dates, moments and lists written for a reader of one language?

Money always shows its currency code and its currency's ISO digits, so that nobody mistakes one
dollar for another. A deadline at midnight is written as 24:00 of the day that ends (R26).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from earnest.domain.calendar import is_zone
from earnest.domain.money import exponent

LANGUAGES = ("en", "zh")
"""The columns of every table; a reader's language code is read by ``column_of``."""

_LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}


def column_of(language: str) -> str:
    """The column for a language code such as ``en``, ``zh``, ``zh-hans`` or ``zh_CN``.

    English for a language that we do not write.
    """
    return "zh" if language.lower().replace("_", "-").split("-")[0] == "zh" else "en"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[column_of(language)])


def money(minor: int, currency: str, language: str) -> str:
    """Write minor units with their currency code: ``USD 10,120.50``."""
    digits = exponent(currency)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    amount = Decimal(abs(minor)).scaleb(-digits)
    text = format_decimal(amount, format=pattern, locale=_locale(language))
    return f"{currency} {'−' if minor < 0 else ''}{text}"


def number(value: int, language: str) -> str:
    """Write a whole number with its thousands grouped."""
    return format_decimal(value, format="#,##0", locale=_locale(language))


def day(value: date | str, language: str) -> str:
    """Write a calendar date, given as a date or as ISO text: ``15 May 2026``, ``2026年5月15日``."""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return format_date(found, format="long", locale=_locale(language))


def moment(value: datetime | str, language: str, zone: str) -> str:
    """Write an instant in the reader's zone with its distance from UTC."""
    local = _local(value, zone)
    return f"{_day_and_time(local, language)}{_offset(local, language)}"


def deadline(value: datetime | str, language: str, zone: str) -> str:
    """Write the end of a window: midnight is 24:00 of the day that ends."""
    local = _local(value, zone)
    if (local.hour, local.minute) != (0, 0):
        return moment(local, language, zone)
    before = format_date(local - timedelta(days=1), format="long", locale=_locale(language))
    joint = " " if column_of(language) == "zh" else ", "
    return f"{before}{joint}24:00{_offset(local, language)}"


def _local(value: datetime | str, zone: str) -> datetime:
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.astimezone(ZoneInfo(zone) if is_zone(zone) else UTC)


def _day_and_time(local: datetime, language: str) -> str:
    joint = " " if column_of(language) == "zh" else ", "
    return f"{format_date(local, format='long', locale=_locale(language))}{joint}{local:%H:%M}"


def _offset(local: datetime, language: str) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    text = f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    return f"（{text}）" if column_of(language) == "zh" else f" ({text})"


def listed(items: Sequence[str], language: str) -> str:
    """Join items as a sentence does: ``a, b and c``, ``a、b和c``."""
    return format_list(list(items), style="standard", locale=_locale(language))


def size(bytes_: int, language: str) -> str:
    """Write a number of bytes in the largest unit that divides it."""
    for unit, factor in (("MB", 1024 * 1024), ("KB", 1024)):
        if bytes_ >= factor and not bytes_ % factor:
            return f"{number(bytes_ // factor, language)} {unit}"
    return f"{number(bytes_, language)} {'字节' if column_of(language) == 'zh' else 'bytes'}"


def about_size(bytes_: int, language: str) -> str:
    """Write a number of bytes as people compare them: ``980 bytes``, ``12.5 KB``, ``3.1 MB``."""
    for unit, factor in (("MB", 1024 * 1024), ("KB", 1024)):
        if bytes_ >= factor:
            tenths = (bytes_ * 10 + factor // 2) // factor
            return f"{number(tenths // 10, language)}.{tenths % 10} {unit}"
    return size(bytes_, language)
