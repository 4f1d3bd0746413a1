"""Which passwords are guessed first, here of all places?

Django's list knows the world's twenty thousand commonest. This adds what people make of our own
name, of the trade's words and of their own company's domain.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from earnest.accounts.models import User

OUR_WORDS = ("earnest", "escrow", "tradeassurance", "supplier", "purchase", "password", "passwort")
ENOUGH_OF_ITS_OWN = 8
_MESSAGE = _("This password is easy to guess: it is made mostly of words that everybody knows.")


class NotOurWordsValidator:
    """Refuse a password in which little is left once the words known to everybody are taken out."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ``ValidationError`` if fewer than eight characters are the person's own."""
        left = re.sub(r"[^\w]|_", "", password.casefold())
        for word in (*OUR_WORDS, *_words_of(user)):
            left = left.replace(word, "")
        if len(left) < ENOUGH_OF_ITS_OWN:
            raise ValidationError(_MESSAGE, code="password_of_our_words")

    def get_help_text(self) -> str:
        """Tell the rule before it is broken."""
        return gettext("Do not build it from the name of this site or of your company.")


def _words_of(user: User | None) -> list[str]:
    email = (user.email if user else "").casefold()
    return [word for word in re.split(r"[^\w]+", email) if len(word) > 3]  # noqa: PLR2004 - "com"
