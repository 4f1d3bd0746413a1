"""How are the printed tables read? Text becomes cells once, with arrows already followed.

Nothing is refused here: a table that cannot be read is our mistake. Who asks for a plan asks
``sampling``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from earnest.domain.inspection import tables
from earnest.domain.refusals import require

AQLS: tuple[str, ...] = tuple(tables.AQLS.split())
"""The 26 preferred AQLs, smallest first, as the tables spell them."""

LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
"""The inspection levels, from the smallest sample to the largest."""

_TABLES = {
    "normal": tables.NORMAL,
    "tightened": tables.TIGHTENED,
    "reduced": tables.REDUCED,
    "reduced_milstd105e": tables.REDUCED_MILSTD105E,
}


class Cell(NamedTuple):
    """What holds in one cell: the letter whose row it is, its sample in pieces, Ac and Re.

    ``is_disputed`` says that transcriptions of the printed table differ there.
    """

    letter: str
    size: int
    ac: int
    re: int
    is_disputed: bool


def rows(text: str) -> list[list[str]]:
    """The words of a table, line by line."""
    return [line.split() for line in text.strip().splitlines()]


@cache
def lot_ends() -> tuple[int, ...]:
    """The largest lot of each range of lots but the last, which has no end."""
    return tuple(int(row[1]) for row in rows(tables.CODE_LETTERS)[1:-1])


@cache
def letters(level: str) -> tuple[str, ...]:
    """The code letters of a level, one for each range of lots."""
    head, *body = rows(tables.CODE_LETTERS)
    column = head.index(level)
    return tuple(row[column] for row in body)


@cache
def sizes(*, is_reduced: bool) -> Mapping[str, int]:
    """Sample sizes in pieces, by letter."""
    column = 2 if is_reduced else 1
    return {row[0]: int(row[column]) for row in rows(tables.SIZES)[1:] if row[column] != "-"}


@cache
def cells(table: str) -> Mapping[tuple[str, str], Cell]:
    """Every cell of a table (``normal``, ``tightened``, ``reduced``, ``reduced_milstd105e``)."""
    printed = _printed(_TABLES[table])
    size = sizes(is_reduced=table.startswith("reduced"))
    disputed = {(letter, aql) for name, letter, aql in rows(tables.DISPUTED) if name == table}
    found = {}
    for (letter, aql), word in printed.items():
        own = word[1:] if word[0] in "v^" else letter
        number = printed[own, aql]
        require(number[0].isdecimal(), f"{table}: the arrow at {letter}/{aql} leads to a number")
        ac, _, re = number.partition("/")
        doubt = bool({(letter, aql), (own, aql)} & disputed)
        found[letter, aql] = Cell(own, size[own], int(ac), int(re or int(ac) + 1), doubt)
    return found


def _printed(text: str) -> dict[tuple[str, str], str]:
    """The words of a table by letter and AQL; a line of AQLs stands above each half."""
    found: dict[tuple[str, str], str] = {}
    head: list[str] = []
    for row in rows(text):
        if row[0] in AQLS:
            head = row
            continue
        letter, *words = row
        found |= {(letter, aql): word for aql, word in zip(head, words, strict=True) if word != "."}
    return found
