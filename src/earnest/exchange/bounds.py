"""How much may a document hold, and which characters? Bounds that every form of order shares."""

from __future__ import annotations

import unicodedata

from earnest.domain.refusals import refuse

MAX_BYTES = 2 * 1024 * 1024
"""The largest file that is looked at: some hundred times the largest example that OASIS shows."""

MAX_LINES = 1000
"""Lines of one order."""

MAX_TEXT = 4000
"""Characters of one text: a name, a value, a description."""


def checked_text(text: str, *, where: str) -> str:
    """The text itself; refuses one that is too long or holds control or unpaired characters.

    Such characters could rewrite what a terminal shows, or not be stored at all.
    """
    if len(text) > MAX_TEXT:
        refuse("import.text_too_long", where=where[:120], limit=MAX_TEXT)
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t\r" for char in text):
        refuse("import.control_character", where=ascii(where[:120])[1:-1])
    return text
