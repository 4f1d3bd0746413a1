"""In which words does a page say no?

One module for each area of refusals, each with a table ``TEXTS`` from the refusal's code to a
sentence; ``%(name)s`` in a sentence takes the refusal's fact of that name. To add an area, write
its module and list it here.
"""

from __future__ import annotations

from earnest.domain.refusals import Refused
from earnest.web.refusal_texts import membership

AREAS = (membership,)
TEXTS = {code: text for area in AREAS for code, text in area.TEXTS.items()}


def sentence(refused: Refused) -> str:
    """Say the refusal in the reader's language."""
    return str(TEXTS[refused.code]) % refused.facts
