"""How much, in which currency, and how is it shared without losing a cent?

Money is an integer of minor units with its ISO 4217 currency; floats are refused. The only
places where a fraction becomes money are ``split`` and ``share`` (largest remainder, the
earlier share first on a tie), so nothing is ever lost or invented (M8).
Text is read by ``minor_from_text`` (programs) and ``money_from_decimal`` (people) and nowhere
else (M9). How money is *shown* is decided in ``words.formats``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from earnest.domain.currencies import EXPONENTS
from earnest.domain.refusals import refuse, require

MAX_MINOR = 10**15 - 1
"""The largest amount of one transfer (M1): below 2**53, so that no JSON client corrupts it."""

_CANONICAL = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,4}))?", re.ASCII)
_EXACT = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,9}))?", re.ASCII)


def exponent(currency: str) -> int:
    """Digits after the decimal point of ``currency`` (ISO 4217); refuses an unknown one."""
    if currency not in EXPONENTS:
        refuse("money.unknown_currency", currency=currency[:12])
    return EXPONENTS[currency]


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of one currency; may be zero or negative where that has meaning."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int or abs(self.minor) > MAX_MINOR:
            refuse("money.not_canonical", text=repr(self.minor)[:40])
        exponent(self.currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + _same(self, other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - _same(self, other).minor, self.currency)


def _same(one: Money, other: Money) -> Money:
    if one.currency != other.currency:
        refuse("money.mixed_currencies", one=one.currency, other=other.currency)
    return other


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share ``total`` minor units by ``weights``: exact sum, each within one unit of its share.

    Largest remainder; on equal remainders the earlier share wins, so that the same input always
    gives the same output. Refuses negative weights and weights that are all zero.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or any(w < 0 for w in weights):
        refuse("money.cannot_split", total=total, weights=len(weights))
    floors = [total * w // whole for w in weights]
    remainders = [total * w % whole for w in weights]
    missing = total - sum(floors)
    for index in sorted(range(len(weights)), key=lambda i: -remainders[i])[:missing]:
        floors[index] += 1
    return tuple(floors)


def share(amount: int, numerator: int, denominator: int) -> int:
    """Give ``numerator/denominator`` of ``amount`` minor units (0 to 1), the rest staying behind.

    It is the first part of a ``split``, so an exact half goes up and the two parts add up.
    """
    if not 0 <= numerator <= denominator or denominator <= 0:
        refuse("money.cannot_split", total=amount, weights=2)
    return split(amount, (numerator, denominator - numerator))[0]


def minor_of(value: Fraction) -> int:
    """Turn an exact, not negative number of minor units into money by ``share`` (half goes up)."""
    require(value >= 0, "an amount made from a ratio is never negative")
    return share(value.numerator, 1, value.denominator)


def exact(text: str) -> Fraction:
    """Read a unit price or a quantity: ASCII decimal digits, up to nine after the point."""
    if type(text) is not str or not _EXACT.fullmatch(text):
        refuse("money.not_canonical", text=repr(text)[:40])
    return Fraction(Decimal(text))


def line_amount(*, unit_price: str, quantity: str, base_quantity: str, currency: str) -> int:
    """Minor units of a line: price x quantity / base quantity, made money once, at the end."""
    base = exact(base_quantity)
    if base == 0:
        refuse("contract.base_quantity_zero")
    return minor_of(exact(unit_price) * exact(quantity) / base * 10 ** exponent(currency))


def minor_from_text(text: str | int) -> int:
    """Read minor units as programs send them: ``0`` or digits without leading zero, at most 15.

    Refuses everything else: floats, booleans, signs, spaces, full-width digits, exponents.
    """
    if type(text) is int and 0 <= text <= MAX_MINOR:
        return text
    if type(text) is not str or not _CANONICAL.fullmatch(text):
        refuse("money.not_canonical", text=repr(text)[:40])
    return int(text)


def money_from_decimal(text: str, currency: str) -> Money:
    """Read an amount as people type it: a point, at most the currency's digits, no separators."""
    digits = exponent(currency)
    match = _DECIMAL.fullmatch(text) if type(text) is str else None
    if match is None or len(match[2] or "") > digits:
        refuse("money.not_canonical", text=repr(text)[:40])
    return Money(int(match[1] + (match[2] or "").ljust(digits, "0")), currency)


def decimal_text(amount: Money) -> str:
    """Write the amount with its currency's digits and no separators: ``1234.50``."""
    digits = exponent(amount.currency)
    sign, units = ("-" if amount.minor < 0 else ""), str(abs(amount.minor)).rjust(digits + 1, "0")
    return sign + (f"{units[:-digits]}.{units[-digits:]}" if digits else units)


def total(amounts: Iterable[int]) -> int:
    """Add minor units of one currency."""
    return sum(amounts)
