"""Which order does a remittance reference name? ISO 11649 creditor references (F13).

The reference is ``RF``, two check digits (ISO 7064, mod 97-10) and the order's id, so that no
table is needed to find the order. One wrong digit or letter and two exchanged ones are seen; what
the standard cannot see (a letter for a digit, one time in 97) would still have to hit another
order's hundred random bits.
"""

from __future__ import annotations

import re

from earnest.domain.refusals import require

ORDER_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{20}", re.ASCII)
"""An order's id: twenty characters of Crockford's base 32, lower case, 100 random bits."""


def reference_of(order: str) -> str:
    """The remittance reference of an order, without spaces."""
    require(ORDER_ID.fullmatch(order) is not None, "an order's id has twenty base-32 characters")
    return f"RF{_check_digits(order):02d}{order.upper()}"


def order_of(text: str) -> str | None:
    """The order named by a reference somewhere in ``text``; None unless exactly one is valid."""
    squeezed = re.sub(r"[\s.\-/]", "", text[:500]).upper()
    found = set()
    for match in re.finditer(r"(?=RF([0-9]{2})([0-9A-Z]{20}))", squeezed, re.ASCII):
        order = match[2].lower()
        if ORDER_ID.fullmatch(order) and _check_digits(order) == int(match[1]):
            found.add(order)
    return found.pop() if len(found) == 1 else None


def _check_digits(order: str) -> int:
    digits = "".join(str(int(char, 36)) for char in f"{order}RF00")
    return 98 - int(digits) % 97
