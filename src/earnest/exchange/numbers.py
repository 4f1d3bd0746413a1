"""How does a figure in a document become an exact number? Canonical ASCII digits, or a refusal.

Amounts become minor units; a document may write more decimals than the currency has only where
they are zeros. Prices and quantities stay decimal strings (``domain.money.exact`` reads them).
"""

from __future__ import annotations

import re

from earnest.domain.contract.terms import Line
from earnest.domain.money import MAX_MINOR, exact, exponent, line_amount
from earnest.domain.refusals import refuse

_AMOUNT = re.compile(r"(-?)(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,20}))?", re.ASCII)
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,20}))?", re.ASCII)
_PRICE_DIGITS = 9


def minor_from_document(text: str, currency: str, *, where: str, signed: bool = False) -> int:
    """Minor units of an amount such as ``6000`` or ``28.75``; a sign only where it has meaning.

    Refuses ``import.bad_amount`` with the element's name for anything that is not exact: other
    digits, separators, exponents, or decimals beyond the currency's that are not zeros.
    """
    digits = exponent(currency)
    match = _AMOUNT.fullmatch(text)
    if match is None or (match[1] and not signed):
        refuse("import.bad_amount", where=where, text=text[:40], currency=currency)
    fraction = match[3] or ""
    minor = int(match[2] + fraction[:digits].ljust(digits, "0"))
    if fraction[digits:].strip("0") or minor > MAX_MINOR:
        refuse("import.bad_amount", where=where, text=text[:40], currency=currency)
    return -minor if match[1] else minor


def decimal_from_document(text: str, *, where: str) -> str:
    """A price or quantity as the domain keeps it; refuses ``import.bad_number`` for others.

    More than nine decimals are taken only where the rest are zeros.
    """
    match = _DECIMAL.fullmatch(text)
    fraction = (match[2] or "") if match else ""
    if match is None or fraction[_PRICE_DIGITS:].strip("0"):
        refuse("import.bad_number", where=where, text=text[:40])
    return match[1] + (f".{fraction[:_PRICE_DIGITS]}" if fraction else "")


def computed_amount(line: Line, currency: str) -> int:
    """Minor units of price x quantity / base quantity, within what one order may hold.

    Refuses ``import.bad_number`` for a base quantity of zero, ``import.amount_too_large``.
    """
    if not exact(line.base_quantity):
        refuse("import.bad_number", where="base_quantity", text=line.base_quantity[:40])
    return bounded(
        line_amount(
            unit_price=line.unit_price,
            quantity=line.quantity,
            base_quantity=line.base_quantity,
            currency=currency,
        )
    )


def bounded(minor: int) -> int:
    """The amount itself; refuses ``import.amount_too_large`` beyond fifteen digits (M1)."""
    if abs(minor) > MAX_MINOR:
        refuse("import.amount_too_large", limit=MAX_MINOR)
    return minor
