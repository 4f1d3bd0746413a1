"""What does the check say about a contract while it is written? Grades, gaps, grounds, sampling.

The same answer stands on the page that is loaded and in the parts that are renewed while typing.
``mark`` is the fingerprint of the answer: a page that shows it already is told nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.contract.gaps import Gap, gaps
from earnest.domain.contract.terms import Clause, ClauseKind, Contract
from earnest.domain.contract.testability import Grade, Graded, contract_grade, grade
from earnest.domain.coverage.grounds import Ground, GroundStatus, forecast
from earnest.domain.inspection.history import Strictness
from earnest.domain.order.acts.confirm import unconfirmed
from earnest.domain.order.state import Order
from earnest.domain.policy import Policy
from earnest.domain.refusals import Refused
from earnest.web.presenters.reader import Reader, capital
from earnest.web.presenters.sampling import NOTHING_KNOWN, sampling
from earnest.words import formats
from earnest.words.cover import said_ground
from earnest.words.say import gap_sentence

_LOOKS = {
    Grade.A: ("good", "circle-check"),
    Grade.B: ("good", "check"),
    Grade.C: ("care", "triangle-alert"),
    Grade.D: ("grave", "circle-x"),
}

_LIGHTS = {
    GroundStatus.MET: ("good", "circle-check"),
    GroundStatus.OPEN: ("care", "triangle-alert"),
    GroundStatus.AT_RISK: ("grave", "circle-x"),
}


def check(
    contract: Contract,
    policy: Policy,
    reader: Reader,
    *,
    rows: Iterable[tuple[int, Clause]],
    ticked: Iterable[str] = (),
    confirms: bool = True,
    strictness: Mapping[str, Strictness] = NOTHING_KNOWN,
) -> dict[str, Any]:
    """Say everything that the check knows.

    ``rows`` are the clauses as they are written, by the number of their row; ``ticked`` the
    warnings that the person has confirmed on this page, if it is his to confirm them (the buyer's);
    ``strictness`` is what earlier lots of the same product ask for, by lot.
    """
    found = gaps(contract, policy)
    to_confirm = {gap.id for gap in unconfirmed(contract, (), policy)} if confirms else set()
    return {
        "grade": _look(contract_grade(contract), reader),
        "least": policy.contract.grade_min,
        "notes": {number: _note(clause, reader) for number, clause in rows},
        "blocking": [_said(gap, reader) for gap in found if gap.blocks],
        "confirm": [
            {"id": gap.id, "text": _said(gap, reader), "ticked": gap.id in ticked}
            for gap in found
            if gap.id in to_confirm
        ],
        "weakening": [
            _said(gap, reader) for gap in found if not (gap.blocks or gap.id in to_confirm)
        ],
        "grounds": _grounds(contract, policy, reader),
        "sampling": sampling(contract, reader, strictness),
    }


def marked(said: dict[str, Any]) -> dict[str, Any]:
    """The answer with its fingerprint, and that of its largest part."""
    return said | {"mark": _mark(said), "sampling_mark": _mark(said["sampling"])}


def _grounds(contract: Contract, policy: Policy, reader: Reader) -> list[dict[str, Any]]:
    """On which grounds a claim could be refused later, as far as the text says it now."""
    state = Order("draft", policy=policy.version, currency=contract.currency, contract=contract)
    try:
        found = forecast(state, policy, reader.now)
    except Refused:  # sums or lots that do not fit yet; the gaps say which
        return []
    return [_ground(each, reader) for each in found]


def _ground(ground: Ground, reader: Reader) -> dict[str, Any]:
    said = said_ground(ground, reader.language, zone=reader.zone)
    tint, icon = _LIGHTS[ground.status]
    return {
        "title": said.title,
        "status": said.status,
        "text": said.sentence,
        "improve": [each.sentence for each in said.improve],
        "tint": tint,
        "icon": icon,
    }


def samples(reader: Reader) -> list[tuple[str, str]]:
    """List the kinds of clauses of which there is an example to begin with."""
    return [
        (kind.value, capital(reader.word("clause_kind", kind.value)))
        for kind in ClauseKind
        if kind is not ClauseKind.FREE_TEXT
    ]


def _said(gap: Gap, reader: Reader) -> str:
    return gap_sentence(gap, reader.language, zone=reader.zone)


def _look(found: Grade, reader: Reader) -> dict[str, str]:
    tint, icon = _LOOKS[found]
    name = reader.word("grade", found.value)
    return {"letter": found.value, "name": name, "tint": tint, "icon": icon}


def _note(clause: Clause, reader: Reader) -> dict[str, Any] | None:
    if not clause.name and not clause.value:
        return None
    found = grade(clause)
    return _look(found.grade, reader) | {"why": _why(found, reader)}


def _why(found: Graded, reader: Reader) -> str:
    """Say in one sentence why a clause is not graded better."""
    if found.vague:
        words = _(", ").join(f"“{word}”" for word in found.vague)
        facts = {"words": words, "wanted": formats.listed(_wanted(found), reader.language)}
        return _("%(words)s cannot be tested: give %(wanted)s.") % facts
    if not found.reasons:
        return ""
    reasons = _("; ").join(reader.word("clause_reason", reason.value) for reason in found.reasons)
    return _("%(reasons)s.") % {"reasons": capital(reasons)}


def _wanted(found: Graded) -> list[str]:
    """What would make a vague clause exact: all three where nobody can test it at all."""
    parts = {"value": _("a value"), "tolerance": _("a tolerance"), "method": _("a method")}
    weak = {reason.value.partition("_")[0] for reason in found.reasons}
    return [said for part, said in parts.items() if found.grade is Grade.D or part in weak]


def _mark(said: object) -> str:
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
