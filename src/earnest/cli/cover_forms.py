"""How does the cover answer look to programs at the terminal? Codes with their sentences."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from earnest.cli.terminal import terminal
from earnest.domain.coverage.answer import CoverAnswer, Line
from earnest.domain.coverage.grounds import Ground
from earnest.words.cover import said_ground, said_line


def answer_form(found: CoverAnswer, zone: str = "UTC") -> dict[str, Any]:
    """One answer for programs: money in minor units, codes and sentences."""
    return {
        "policy": found.policy,
        "at": found.at,
        "currency": found.currency,
        "promise": found.promise,
        "covered_minor": found.covered_minor,
        "caps": [asdict(cap) for cap in found.caps],
        "lines": [_line_form(each, found.currency, zone) for each in found.lines],
    }


def _line_form(found: Line, currency: str, zone: str) -> dict[str, Any]:
    said = said_line(found, currency, terminal().language, zone=zone)
    codes = {"issue": found.issue.value, "lot": found.lot, "clause": found.clause}
    amounts = ("minor", "held_minor", "guaranteed_minor", "owed_minor", "until")
    return {
        **codes,
        "title": said.title,
        "status": found.status.value,
        "status_text": said.status,
        **{name: getattr(found, name) for name in amounts},
        "until_text": said.until,
        "why": [asdict(rule) for rule in said.why],
        "missing": [asdict(each) for each in said.missing],
        "improve": [asdict(each) for each in said.improve],
        "burden": found.burden.value,
        "facts": dict(found.facts),
    }


def ground_form(found: Ground) -> dict[str, Any]:
    """One ground of refusal for programs."""
    said = said_ground(found, terminal().language)
    return {
        "code": found.code.value,
        "title": said.title,
        "status": found.status.value,
        "status_text": said.status,
        "sentence": said.sentence,
        "improve": [asdict(each) for each in said.improve],
    }
