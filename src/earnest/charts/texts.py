"""With which words are drawings labelled? ``texts.toml``, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from earnest.words.formats import column_of


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """All texts, by code."""
    return tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))


def t(code: str, language: str, **facts: str) -> str:
    """The text in the reader's language, with its facts filled in."""
    return texts()[code][column_of(language)].format(**facts)


def plain(value: Decimal, digits: int) -> str:
    """A figure with at most so many digits behind its point, and no zeros at its end."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
