"""How is a verdict said? The result in a word, and each section that made it so in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.contract.terms import Clause
from earnest.domain.inspection.report import Judged, Section, SectionResult, Verdict
from earnest.web.presenters.reader import Reader, capital
from earnest.words import formats

_LOOKS = {
    Verdict.PASSED: ("good", "circle-check"),
    Verdict.FAILED: ("grave", "circle-x"),
    Verdict.PENDING: ("care", "hourglass"),
    Verdict.NOT_PERFORMED: ("care", "circle-pause"),
    Verdict.NONE: ("", "circle"),
}
_SECTIONS = {
    SectionResult.PASSED: ("good", "circle-check"),
    SectionResult.FAILED: ("grave", "circle-x"),
    SectionResult.PENDING: ("care", "hourglass"),
    SectionResult.NOT_APPLICABLE: ("", "circle"),
}
MOST_NAMED = 4
"""So many requirements are named in one line; the others are counted."""


def mark(verdict: Verdict, reader: Reader) -> dict[str, str]:
    """Give a verdict as a mark: word, tint, icon."""
    tint, icon = _LOOKS[verdict]
    return {
        "name": verdict.value,
        "label": capital(reader.word("verdict", verdict.value)),
        "tint": tint,
        "icon": icon,
    }


def judged(found: Judged, clauses: Iterable[Clause], reader: Reader) -> dict[str, Any]:
    """Give a verdict with its sections, those that decided it first."""
    names = {clause.id: clause.name for clause in clauses}
    sections = [_section(each, names, reader) for each in found.sections]
    return {
        **mark(found.verdict, reader),
        "sections": sections,
        "because": [each for each in sections if each["decides"]],
    }


def _section(found: Section, names: Mapping[str, str], reader: Reader) -> dict[str, Any]:
    tint, icon = _SECTIONS[found.result]
    return {
        "name": capital(reader.word("report_section", found.name)),
        "result": reader.word("section_result", found.result.value),
        "tint": tint,
        "icon": icon,
        "counts": _counts(found, reader),
        "clauses": _names(found.clauses, names, reader),
        "decides": found.result in (SectionResult.FAILED, SectionResult.PENDING),
    }


def _counts(found: Section, reader: Reader) -> str:
    """Say what was found against what is allowed."""
    if not found.re or not found.checked:
        return ""
    facts = {"bad": found.found, "most": found.ac, "checked": _number(found.checked, reader)}
    return _("%(checked)s checked, %(bad)s bad, at most %(most)s allowed") % facts


def _names(ids: Iterable[str], names: Mapping[str, str], reader: Reader) -> str:
    found = [names.get(id, id) for id in ids]
    said = formats.listed(found[:MOST_NAMED], reader.language)
    if len(found) <= MOST_NAMED:
        return said
    return _("%(names)s and %(count)d more") % {
        "names": ", ".join(found[:MOST_NAMED]),
        "count": len(found) - MOST_NAMED,
    }


def _number(value: int, reader: Reader) -> str:
    return formats.number(value, reader.language)
