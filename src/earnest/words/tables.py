"""Which tables of words are there, and what is a row? TOML files read once, shapes checked.

A row has ``en`` and ``zh``; tables of more than one sentence per code have *parts*, each with
both languages (``waits``: ``awaited`` and ``outcome``). A sentence may have variants under
``when``: the first whose fact is true, or equals the value after ``=``, is said instead.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

TABLES = ("refusals", "gaps", "events", "waits", "commands", "undertakings", "cover", "strictness")
"""The tables of sentences, by code; ``vocabulary`` holds the single words in them."""

UNKNOWN = "_unknown"
"""The row of each table that is said where a code has no row of its own."""

Row = Mapping[str, Any]


@cache
def rows(table: str) -> Mapping[str, Row]:
    """All rows of a table, by code."""
    text = (files(__package__) / f"{table}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def codes(table: str) -> frozenset[str]:
    """The codes that have a row of their own."""
    return frozenset(rows(table)) - {UNKNOWN}


def row(table: str, code: str) -> Row | None:
    """The row of ``code``; ``None`` where there is none."""
    return None if code == UNKNOWN else rows(table).get(code)


def said(row: Row, facts: Mapping[str, object]) -> Row:
    """The row itself, or the first of its variants whose condition the facts meet."""
    for condition, variant in row.get("when", {}).items():
        name, is_value, wanted = condition.partition("=")
        found = facts.get(name)
        if (str(found) == wanted) if is_value else bool(found):
            return variant  # type: ignore[no-any-return]  # the tests check every row's shape
    return row
