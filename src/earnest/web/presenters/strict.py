"""How is it shown how strictly a lot is inspected, and why? One line for each switching class."""

from __future__ import annotations

from typing import Any

from earnest.domain.inspection.history import Strictness
from earnest.web.presenters.reader import Reader, capital
from earnest.words.strictness import said


def strict(found: Strictness, reader: Reader) -> dict[str, Any]:
    """Give the sentences, none where no history was asked, and whether they are a warning."""
    told = said(found, reader.language)
    return {
        "said": [{"name": capital(name), "says": says} for name, says in told],
        "warns": found.is_stopped,
    }
