"""What is the sentence for this code, in this reader's language? Templates from ``tables``.

Templates are ``str.format`` texts whose placeholders name facts and say how to write them:
``{stated:money}``, ``{on:date}``, ``{due_at:deadline}``, ``{names:list}``, ``{role:role}`` (a word
from ``vocabulary.toml``). A code without a row, or a fact that is missing or does not fit, is a
``WordsMissing`` warning, which stops every test; in production the reader gets a safe general
sentence with the code.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from earnest.domain.contract.gaps import Gap
from earnest.domain.refusals import Refused, Trouble
from earnest.words import formats
from earnest.words.tables import UNKNOWN, Row, row, rows, said

Value = str | int | bool | date | datetime | tuple[str, ...] | None
Facts = Mapping[str, Value]
NO_FACTS: Facts = MappingProxyType({})


class WordsMissing(UserWarning):
    """A code, a fact or a word is missing from the tables; an error wherever warnings are."""


def sentence(
    table: str,
    code: str,
    language: str,
    facts: Facts = NO_FACTS,
    *,
    part: str = "",
    zone: str = "UTC",
) -> str:
    """Say what ``code`` means in ``table``: refusals, gaps, events, waits or commands.

    ``language`` is any code of English or Chinese; ``zone`` the reader's IANA zone; ``part``
    names one of several texts of a row (``short`` of a gap, ``outcome`` of a wait, ``hint`` of a
    command). Money facts are minor units of the fact ``currency``. Never raises in production.
    """
    found = row(table, code)
    text = _text(found, part, language, facts) if found is not None else None
    if text is None:
        return _general(table, code, language, "has no words")
    try:
        return text.format_map(_Facts(facts, language, zone))
    except (KeyError, ValueError, TypeError, LookupError, Refused) as error:
        return _general(table, code, language, f"cannot be said: {error!r}")


def fill(text: str, language: str, facts: Facts = NO_FACTS, *, zone: str = "UTC") -> str:
    """Fill a template that stands outside the tables (a story's note, a label) with its facts."""
    return text.format_map(_Facts(facts, language, zone))


def refusal(refused: Refused | Trouble, language: str, *, zone: str = "UTC") -> str:
    """Say why something was refused, or what is in the way."""
    return sentence("refusals", refused.code, language, refused.facts, zone=zone)


def gap_sentence(gap: Gap, language: str, *, zone: str = "UTC") -> str:
    """Say what a contract lacks."""
    return sentence("gaps", gap.code, language, gap.facts, zone=zone)


def status_of(code: str) -> int:
    """The HTTP status of a refusal's or trouble's code; 409 where the code is unknown."""
    found = row("refusals", code) or rows("refusals")[UNKNOWN]
    return int(found["status"])


def word(vocabulary: str, value: str, language: str) -> str:
    """One word of a closed list (``role``, ``stage``, ``mode`` ...) in the reader's language."""
    found = rows("vocabulary").get(vocabulary, {}).get(value)
    if found is None:
        warnings.warn(f"{vocabulary}: {value!r} has no word", WordsMissing, stacklevel=2)
        return value
    return str(found[formats.column_of(language)])


def unit_name(code: str, language: str) -> str:
    """The name of a UN/CEFACT Recommendation 20 unit; the code itself where we have no name."""
    found = rows("units").get(code)
    return str(found[formats.column_of(language)]) if found else code


def _text(found: Row, part: str, language: str, facts: Facts) -> str | None:
    chosen = said(found.get(part, {}) if part else found, facts)
    text = chosen.get(formats.column_of(language))
    return str(text) if text is not None else None


def _general(table: str, code: str, language: str, reason: str) -> str:
    warnings.warn(f"{table}: {code!r} {reason}", WordsMissing, stacklevel=3)
    general = rows(table)[UNKNOWN][formats.column_of(language)]
    return str(general).format(code=code)


class _Facts(dict[str, Any]):
    """The facts as ``str.format_map`` wants them: each knows how to write itself."""

    def __init__(self, facts: Facts, language: str, zone: str) -> None:
        reader = _Reader(language, zone, str(facts.get("currency", "")))
        super().__init__({name: _Fact(value, reader) for name, value in facts.items()})


@dataclass(frozen=True, slots=True)
class _Reader:
    language: str
    zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class _Fact:
    """One fact; its format specification names the kind of writing, or a vocabulary."""

    value: Any
    reader: _Reader

    def __format__(self, spec: str) -> str:
        write = _WRITERS.get(spec)
        if write is not None:
            return write(self.value, self.reader)
        if isinstance(self.value, tuple):
            words = [word(spec, item, self.reader.language) for item in self.value]
            return formats.listed(words, self.reader.language)
        return word(spec, str(self.value), self.reader.language)


def _plain(value: Any, reader: _Reader) -> str:
    if isinstance(value, tuple):
        return formats.listed(value, reader.language)
    if isinstance(value, bool):
        return word("truth", str(value).lower(), reader.language)
    if isinstance(value, int):
        return formats.number(value, reader.language)
    if isinstance(value, str):
        return value or word("blank", "text", reader.language)
    raise TypeError(f"{type(value).__name__} needs a format")


def _money(value: Any, reader: _Reader) -> str:
    if type(value) is not int:
        raise TypeError("money is an integer of minor units")
    return formats.money(value, reader.currency, reader.language)


def _count(name: str) -> Callable[[Any, _Reader], str]:
    """Write a number with its noun: ``1 day``, ``3 days``, ``3 天``."""

    def write(value: Any, reader: _Reader) -> str:
        form = "one" if value == 1 else "many"
        return word(name, form, reader.language).format(formats.number(value, reader.language))

    return write


def _quoted(value: Any, reader: _Reader) -> str:
    marks = "“{}”"
    texts = (value,) if isinstance(value, str) else value
    return formats.listed([marks.format(text) for text in texts], reader.language)


def _part(value: Any, reader: _Reader) -> str:
    """Write an instalment, or its part for one lot (``balance/A``)."""
    name, _, lot = str(value).partition("/")
    known = rows("vocabulary")["instalment"].get(name)
    name = str(known[formats.column_of(reader.language)]) if known else name
    return word("part", "of_lot", reader.language).format(name, lot) if lot else name


def _gaps(value: Any, reader: _Reader) -> str:
    """The short names of gaps, given by code or by id; what an id is about stands behind it."""
    said = []
    for id in value:
        code, _, about = id.partition(":")
        short = sentence("gaps", code, reader.language, part="short")
        joint = word("part", "of_gap", reader.language)
        said.append(joint.format(short, about) if about else short)
    return formats.listed(said, reader.language)


def _wait(value: Any, reader: _Reader) -> str:
    return sentence("waits", str(value), reader.language, part="awaited")


def _label(value: Any, reader: _Reader) -> str:
    return sentence("commands", str(value), reader.language, part="label")


_WRITERS: dict[str, Callable[[Any, _Reader], str]] = {
    "": _plain,
    "money": _money,
    "date": lambda value, reader: formats.day(value, reader.language),
    "dates": lambda value, reader: formats.listed(
        [formats.day(item, reader.language) for item in value], reader.language
    ),
    "instant": lambda value, reader: formats.moment(value, reader.language, reader.zone),
    "deadline": lambda value, reader: formats.deadline(value, reader.language, reader.zone),
    "list": lambda value, reader: formats.listed(value, reader.language),
    "quoted": _quoted,
    "size": lambda value, reader: formats.size(value, reader.language),
    "unit": lambda value, reader: unit_name(value, reader.language) if value else "—",
    "part": _part,
    "gaps": _gaps,
    "command": _label,
    "wait": _wait,
    "days": _count("days"),
    "times": _count("times"),
}
"""How each format specification writes a fact; any other names a vocabulary."""
