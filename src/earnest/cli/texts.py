"""With which words does the command line speak? ``texts.toml``, in both languages.

Sentences of the trade (events, refusals, waits) are ``earnest.words``'; here are only the labels
and remarks of terminal pages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from earnest.cli.terminal import terminal
from earnest.words.formats import column_of
from earnest.words.say import Value, fill


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """All texts, by code."""
    return tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))


def t(code: str, **facts: Value) -> str:
    """The text in the reader's language."""
    language = terminal().language
    text = texts()[code][column_of(language)]
    return fill(text, language, facts) if facts else text
