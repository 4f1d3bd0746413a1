"""How does the cover answer look on the wire? Its types, and how they are made and said.

Codes for programs stand beside sentences for people, in the language of the request.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import translation
from pydantic import JsonValue

from earnest.api.wire import MinorOut, Out
from earnest.domain.coverage.answer import CoverAnswer, FactValue, Line
from earnest.domain.coverage.grounds import Ground
from earnest.journal.codec import kebab
from earnest.usecases.cover import CoverReply, Pack
from earnest.words.cover import said_ground, said_line
from earnest.words.say import refusal


class CoverCodeOut(Out):
    """One code with its sentence."""

    code: str
    sentence: str


class CoverRuleOut(Out):
    """One rule that decided, where it is written, and its sentence."""

    code: str
    sources: list[str]
    sentence: str


class CoverCapOut(Out):
    """What stands behind one lot: all claims on it together bring no more."""

    lot: str
    held_minor: MinorOut
    guaranteed_minor: MinorOut
    owed_minor: MinorOut


class CoverLineOut(Out):
    """One line: an issue, for one lot or the whole order (empty); ``minor`` may read covered."""

    issue: str
    lot: str
    clause: str
    title: str
    status: str
    status_text: str
    minor: MinorOut
    held_minor: MinorOut
    guaranteed_minor: MinorOut
    owed_minor: MinorOut
    until: datetime | None
    until_text: str
    why: list[CoverRuleOut]
    missing: list[CoverCodeOut]
    improve: list[CoverCodeOut]
    burden: str
    burden_text: str
    facts: dict[str, JsonValue]


class CoverOut(Out):
    """The cover of an order at one instant under one policy."""

    policy: str
    at: datetime
    currency: str
    promise: str
    covered_minor: MinorOut
    caps: list[CoverCapOut]
    lines: list[CoverLineOut]


class GroundOut(Out):
    """One ground on which a claim could be refused: met, open or at risk."""

    code: str
    title: str
    status: str
    status_text: str
    sentence: str
    improve: list[CoverCodeOut]


class CoverPackOut(Out):
    """The answers under one policy; ``supposed`` is after the command, where it is possible."""

    policy: str
    is_binding: bool
    present: CoverOut
    supposed: CoverOut | None
    grounds: list[GroundOut]


class CoverWhyNotOut(Out):
    """Why the supposed command is not possible now."""

    code: str
    detail: str


class CoverReplyOut(Out):
    """What is covered now and after a supposed command; the binding policy comes first."""

    order: str
    version: int
    command: str | None
    refusal: CoverWhyNotOut | None
    packs: list[CoverPackOut]


def _language() -> str:
    return translation.get_language() or "en"


def reply(found: CoverReply) -> CoverReplyOut:
    """The whole reply."""
    why = found.refusal
    return CoverReplyOut(
        order=found.order,
        version=found.version,
        command=kebab(found.command) if found.command else None,
        refusal=CoverWhyNotOut(code=why.code, detail=refusal(why, _language())) if why else None,
        packs=[_pack(pack, found.zone) for pack in found.packs],
    )


def _pack(pack: Pack, zone: str) -> CoverPackOut:
    return CoverPackOut(
        policy=pack.policy,
        is_binding=pack.is_binding,
        present=answer(pack.present, zone),
        supposed=answer(pack.supposed, zone) if pack.supposed else None,
        grounds=[ground(each) for each in pack.grounds],
    )


def answer(found: CoverAnswer, zone: str = "UTC") -> CoverOut:
    """One cover answer."""
    return CoverOut(
        policy=found.policy,
        at=found.at,
        currency=found.currency,
        promise=found.promise,
        covered_minor=found.covered_minor,
        caps=[CoverCapOut(**asdict(cap)) for cap in found.caps],
        lines=[_line(each, found.currency, zone) for each in found.lines],
    )


def _line(found: Line, currency: str, zone: str) -> CoverLineOut:
    said = said_line(found, currency, _language(), zone=zone)
    return CoverLineOut(
        issue=found.issue.value,
        lot=found.lot,
        clause=found.clause,
        title=said.title,
        status=found.status.value,
        status_text=said.status,
        minor=found.minor,
        held_minor=found.held_minor,
        guaranteed_minor=found.guaranteed_minor,
        owed_minor=found.owed_minor,
        until=found.until,
        until_text=said.until,
        why=[CoverRuleOut(**_plain(rule)) for rule in said.why],
        missing=[CoverCodeOut(**_plain(each)) for each in said.missing],
        improve=[CoverCodeOut(**_plain(each)) for each in said.improve],
        burden=found.burden.value,
        burden_text=said.burden,
        facts={name: _fact(name, value) for name, value in found.facts},
    )


def ground(found: Ground) -> GroundOut:
    """One ground of refusal."""
    said = said_ground(found, _language())
    return GroundOut(
        code=found.code.value,
        title=said.title,
        status=found.status.value,
        status_text=said.status,
        sentence=said.sentence,
        improve=[CoverCodeOut(**_plain(each)) for each in said.improve],
    )


def _plain(said: Any) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else str(value)
        for name, value in asdict(said).items()
    }


def _fact(name: str, value: FactValue) -> JsonValue:
    """A fact as JSON: money as a string of minor units, like everywhere."""
    if isinstance(value, tuple):
        return list(value)
    return str(value) if name.endswith("_minor") else value
