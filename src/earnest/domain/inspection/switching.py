"""How strictly is the next lot inspected? Severity over the history of a supplier's product.

One history for each supplier, product and class of nonconformity; classes switch independently.
Only original inspections count: a lot shown again moves nothing. A switch holds from the next lot
on. Facts of ISO 2859-1:1999, clause 9, in our words, with our choices: docs/rules/sampling.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import assert_never

from earnest.domain.closed_list import ClosedList
from earnest.domain.inspection.grids import AQLS, cells
from earnest.domain.inspection.sampling import Judgement, Plan, Severity, judge
from earnest.domain.refusals import require

WINDOW = 5
"""Lots looked back upon in normal inspection."""

TWO_REFUSED = 2
"""So many lots refused within the window lead to tightened inspection."""

ACCEPTED_TO_LEAVE_TIGHTENED = 5
REFUSED_TO_STOP = 5
SCORE_FOR_REDUCED = 30
LOTS_OF_OLDER_RULES = 10


class Entry(ClosedList):
    """What opens the way into reduced inspection, beside steady production and consent."""

    SCORE = "score"
    TEN_ACCEPTED = "ten_accepted"


class Stop(ClosedList):
    """When sampling on tightened inspection is discontinued."""

    FIVE_REFUSED = "five_refused"
    TEN_LOTS = "ten_lots"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that the parties follow; without arguments those of ISO 2859-1:1999."""

    entry: Entry = Entry.SCORE
    stop: Stop = Stop.FIVE_REFUSED


MILSTD105E = Rules(entry=Entry.TEN_ACCEPTED)
"""MIL-STD-105E without its limit numbers, as later texts allow. When it stops is not confirmed:
choose ``Stop.TEN_LOTS`` for the older practice."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot was inspected by ``plan``, and so many nonconforming were found in the sample."""

    plan: Plan
    nonconforming: int
    is_original: bool = True


class Word(ClosedList):
    """What the responsible authority said between two lots.

    ``REDUCED_WANTED``: production is steady, and less inspection is wanted.
    ``PRODUCTION_IRREGULAR``: irregular, delayed, or anything else that calls for normal inspection.
    ``CAUSE_CORRECTED``: the supplier acted on the cause, and it should work.
    """

    REDUCED_WANTED = "reduced_wanted"
    PRODUCTION_IRREGULAR = "production_irregular"
    CAUSE_CORRECTED = "cause_corrected"


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds for the next lot, and what of the past still counts.

    ``recent``: whether the last lots (at most five) of this spell were accepted; ``score``: the
    switching score of normal inspection; ``accepted_in_row``, ``refused`` and ``lots``: of this
    spell; ``is_reduced_wanted``: consent given and not used up.
    """

    severity: Severity = Severity.NORMAL
    score: int = 0
    recent: tuple[bool, ...] = ()
    accepted_in_row: int = 0
    refused: int = 0
    lots: int = 0
    is_reduced_wanted: bool = False


def standing(
    history: Iterable[Lot | Word],
    *,
    start: Severity = Severity.NORMAL,
    rules: Rules = Rules(),
) -> Standing:
    """What holds for the next lot after all of this, oldest first. Never refuses."""
    return reduce(lambda now, happened: after(now, happened, rules), history, Standing(start))


def after(before: Standing, happened: Lot | Word, rules: Rules) -> Standing:
    """The standing after one lot or one word."""
    match happened:
        case Lot():
            return _after_lot(before, happened, rules)
        case Word():
            return _after_word(before, happened, rules)
        case _:
            assert_never(happened)


def _after_word(before: Standing, word: Word, rules: Rules) -> Standing:
    is_reduced = before.severity is Severity.REDUCED
    match word:
        case Word.REDUCED_WANTED:
            return _reduced_if_due(replace(before, is_reduced_wanted=True), rules)
        case Word.PRODUCTION_IRREGULAR:
            return Standing() if is_reduced else replace(before, is_reduced_wanted=False)
        case Word.CAUSE_CORRECTED:
            is_stopped = before.severity is Severity.DISCONTINUED
            return Standing(Severity.TIGHTENED) if is_stopped else before
        case _:
            assert_never(word)


def _after_lot(before: Standing, lot: Lot, rules: Rules) -> Standing:
    """Count a lot, if it counts: original, and inspected at the severity that held."""
    if not lot.is_original or lot.plan.severity is not before.severity:
        return before
    judgement = judge(lot.plan, lot.nonconforming)
    counted = _counted(before, accepted=judgement.is_accepted)
    match before.severity:
        case Severity.NORMAL:
            return _from_normal(replace(counted, score=_score(before.score, lot)), rules)
        case Severity.TIGHTENED:
            return _from_tightened(counted, rules)
        case Severity.REDUCED:
            return counted if judgement is Judgement.ACCEPT else Standing()
        case Severity.DISCONTINUED:  # no plan has this severity
            return before
        case _:
            assert_never(before.severity)


def _counted(before: Standing, *, accepted: bool) -> Standing:
    return replace(
        before,
        recent=(*before.recent, accepted)[-WINDOW:],
        accepted_in_row=before.accepted_in_row + 1 if accepted else 0,
        refused=before.refused + (not accepted),
        lots=before.lots + 1,
    )


def _from_normal(now: Standing, rules: Rules) -> Standing:
    if now.recent.count(False) >= TWO_REFUSED:
        return Standing(Severity.TIGHTENED)
    return _reduced_if_due(now, rules)


def _from_tightened(now: Standing, rules: Rules) -> Standing:
    """Five accepted in a row lead out; five refused in all, or ten lots, stop the sampling."""
    if now.accepted_in_row >= ACCEPTED_TO_LEAVE_TIGHTENED:
        return Standing()
    is_over = (
        now.refused >= REFUSED_TO_STOP
        if rules.stop is Stop.FIVE_REFUSED
        else now.lots >= LOTS_OF_OLDER_RULES
    )
    return Standing(Severity.DISCONTINUED) if is_over else now


def _reduced_if_due(now: Standing, rules: Rules) -> Standing:
    """Reduced inspection, where it is wanted and the lots have earned it."""
    is_earned = (
        now.score >= SCORE_FOR_REDUCED
        if rules.entry is Entry.SCORE
        else now.accepted_in_row >= LOTS_OF_OLDER_RULES
    )
    if now.severity is Severity.NORMAL and now.is_reduced_wanted and is_earned:
        return Standing(Severity.REDUCED)
    return now


def _score(before: int, lot: Lot) -> int:
    """The switching score after a lot of normal inspection."""
    if lot.nonconforming > lot.plan.ac:
        return 0
    if lot.plan.ac < 2:  # noqa: PLR2004 - Ac 0 and 1 are scored without the stricter plan
        return before + 2
    return before + 3 if lot.nonconforming <= stricter_ac(lot.plan) else 0


def stricter_ac(plan: Plan) -> int:
    """Ac of the normal plan one AQL stricter, in the row that was used; for plans with Ac from 2.

    For these the neighbour is always a plan of the same sample (tested over the whole table).
    """
    cell = cells("normal")[plan.use_letter, AQLS[AQLS.index(plan.aql) - 1]]
    require(cell.letter == plan.use_letter, "a plan with Ac from 2 has a neighbour in its row")
    return cell.ac
