"""What will the planned inspection do to each lot? Pieces, limits and cartons, in plain words.

The plans are those by which a report is judged later (``domain.inspection.verdict``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import ceil
from types import MappingProxyType
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from earnest.charts.operating_curve import operating_curve
from earnest.domain.contract.lots import lots_of, pieces_of
from earnest.domain.contract.terms import ClauseKind, Contract, DefectClass, InspectionPlan
from earnest.domain.contract.tolerances import figure
from earnest.domain.inspection.curve import curve
from earnest.domain.inspection.history import AS_NORMAL, Strictness
from earnest.domain.inspection.sampling import Plan, cartons_to_open
from earnest.domain.inspection.verdict import sampling_plans
from earnest.domain.refusals import Refused
from earnest.web.presenters.reader import Reader, capital
from earnest.web.presenters.strict import strict
from earnest.words import formats

SMALLEST_LOT = 2
"""The tables begin with lots of two pieces."""

NOTHING_KNOWN: Mapping[str, Strictness] = MappingProxyType({})
"""Where nobody asked, or may know, how earlier lots of the product did."""

MOST_CURVES = 4
_DRAWN = 64


def sampling(
    contract: Contract, reader: Reader, strictness: Mapping[str, Strictness] = NOTHING_KNOWN
) -> dict[str, Any]:
    """Give each lot's plan in words, and the curves of the different plans.

    ``strictness`` is what earlier lots of the same product ask for, by lot.
    """
    if contract.inspection is None or not contract.lines:
        return {"lots": [], "curves": []}
    lots, plans = [], []
    for lot in lots_of(contract):
        strictly = strictness.get(lot.id, AS_NORMAL)
        shown, found = _lot(contract, lot.id, reader, strictly)
        lots.append(shown | {"strictness": strict(strictly, reader)})
        plans += found
    different = list(dict.fromkeys(plans))[:MOST_CURVES]
    curves = [
        {"says": _says(plan, reader.language), "drawing": _curve(plan, reader.language)}
        for plan in different
    ]
    return {"lots": lots, "curves": curves}


def _lot(
    contract: Contract, lot: str, reader: Reader, strictly: Strictness
) -> tuple[dict[str, Any], list[Plan]]:
    planned = contract.inspection or InspectionPlan()
    try:
        pieces = pieces_of(contract, lot)
        plans = sampling_plans(pieces, planned, strictly) if pieces >= SMALLEST_LOT else {}
    except Refused as refused:
        return {"id": lot, "wrong": reader.refusal(refused)}, []
    if not plans:
        return {"id": lot, "wrong": _("Too few pieces to take a sample: all are checked.")}, []
    drawn = [plan for kind, plan in plans.items() if kind is not DefectClass.CRITICAL]
    shown = {
        "id": lot,
        "pieces": formats.number(pieces, reader.language),
        "classes": [_class(kind, plan, reader) for kind, plan in plans.items()],
        "cartons": _cartons(contract, pieces, max(p.units_to_inspect for p in plans.values())),
    }
    return shown, drawn


def _class(kind: DefectClass, plan: Plan, reader: Reader) -> dict[str, str]:
    letter = plan.use_letter
    if plan.follows_arrow:
        letters = {"letter": plan.code_letter, "used": plan.use_letter}
        letter = _("%(letter)s, by the table's arrow %(used)s") % letters
    return {
        "name": capital(reader.word("severity", kind.value)),
        "says": _says(plan, reader.language),
        "letter": letter,
        "aql": plan.aql,
    }


def _says(plan: Plan, language: str) -> str:
    facts = {"units": formats.number(plan.units_to_inspect, language), "ac": plan.ac}
    return _("%(units)s checked, at most %(ac)s bad") % facts


def _cartons(contract: Contract, pieces: int, units: int) -> dict[str, int] | None:
    """How many cartons are opened, where one clause says how many units a carton holds."""
    said = {
        found.number
        for clause in contract.clauses
        if (clause.kind, clause.aspect) == (ClauseKind.PACKAGING, "units_per_carton")
        and (found := figure(clause.value))
    }
    each = said.pop() if len(said) == 1 else 0
    if each < 1 or each != int(each):
        return None
    cartons = ceil(pieces / each)
    return {
        "open": cartons_to_open(cartons, units_per_carton=int(each), units=units),
        "all": cartons,
    }


@lru_cache(_DRAWN)
def _curve(plan: Plan, language: str) -> SafeString:
    """Draw what a plan detects; the drawing escapes its own words."""
    return mark_safe(operating_curve(curve(plan), language))
