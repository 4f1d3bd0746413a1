"""What are people and organisations called in addresses and in the journal?

Twenty characters of Crockford's base32 in lower case (100 random bits): not guessable, not
countable, and readable over the telephone because i, l, o and u do not occur.
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 20


def random_text(length: int) -> str:
    """Draw ``length`` characters, five random bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_id() -> str:
    """Draw the id of a person or an organisation."""
    return random_text(ID_LENGTH)
