"""How is the cover answer said? Its codes become sentences, in one place for every reader.

Pages, command line and API show the same texts; what they decide is only how they look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from earnest.domain.coverage.answer import Line
from earnest.domain.coverage.grounds import Ground
from earnest.domain.coverage.rules import SOURCES, Rule
from earnest.words.say import Facts, sentence

TABLE = "cover"
_UNTIL = {
    Rule.WINDOW: "until.receipt",
    Rule.UNTIL_SHIPMENT: "until.shipment",
    Rule.AFTER_SHIPMENT: "until.rest",
    Rule.UNTIL_CLOSED: "until.closed",
}


@dataclass(frozen=True, slots=True)
class SaidRule:
    """One rule with where it is written and its sentence."""

    code: str
    sources: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class SaidCode:
    """One code with its sentence."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line of the answer in a reader's language; the line itself stands beside it."""

    title: str
    status: str
    until: str
    why: tuple[SaidRule, ...]
    missing: tuple[SaidCode, ...]
    improve: tuple[SaidCode, ...]
    burden: str


@dataclass(frozen=True, slots=True)
class SaidGround:
    """One ground of refusal in a reader's language."""

    title: str
    status: str
    sentence: str
    improve: tuple[SaidCode, ...]


def said_line(line: Line, currency: str, language: str, *, zone: str = "UTC") -> SaidLine:
    """Say a line of the answer; ``zone`` is the reader's."""
    facts: dict[str, Any] = {**dict(line.facts), "currency": currency, "until": line.until}
    facts |= {"minor": line.minor, "owed_minor": line.owed_minor, "held_minor": line.held_minor}

    def say(code: str) -> str:
        return sentence(TABLE, code, language, facts, zone=zone)

    return SaidLine(
        title=say(f"issue.{line.issue}"),
        status=say(f"status.{line.status}"),
        until=say(_until_code(line)),
        why=tuple(SaidRule(rule, SOURCES[Rule(rule)], say(f"rule.{rule}")) for rule in line.rules),
        missing=tuple(SaidCode(each, say(f"missing.{each}")) for each in line.missing),
        improve=_improve(line.improve, language, facts, zone),
        burden=say(f"burden.{line.burden}"),
    )


def _until_code(line: Line) -> str:
    if line.until is not None:
        return "until.at"
    return next((_UNTIL[Rule(rule)] for rule in line.rules if rule in _UNTIL), "until.none")


def _improve(codes: Iterable[str], language: str, facts: Facts, zone: str) -> tuple[SaidCode, ...]:
    return tuple(
        SaidCode(each, sentence(TABLE, f"improve.{each}", language, facts, zone=zone))
        for each in codes
    )


def said_ground(ground: Ground, language: str, *, zone: str = "UTC") -> SaidGround:
    """Say where a ground of refusal stands."""
    facts: dict[str, Any] = dict(ground.facts)
    return SaidGround(
        title=sentence(TABLE, f"ground.{ground.code}", language, zone=zone),
        status=sentence(TABLE, f"ground_status.{ground.status}", language, zone=zone),
        sentence=sentence(
            TABLE, f"ground.{ground.code}.{ground.status}", language, facts, zone=zone
        ),
        improve=_improve(ground.improve, language, facts, zone),
    )
