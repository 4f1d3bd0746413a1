"""How many pieces are checked, and how many may be bad? Single sampling plans of ISO 2859-1.

The lot's size and the inspection level give a code letter; letter, AQL and severity give the plan.
An arrow in a table leads to another letter, whose acceptance number **and** sample size then hold.
The numbers are in ``tables``, their sources and doubts in docs/rules/sampling.md. Which severity
the next lot has is ``switching``'s answer, what a plan detects is ``curve``'s.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isqrt
from typing import NamedTuple

from earnest.domain.closed_list import ClosedList
from earnest.domain.inspection.grids import AQLS, LEVELS, cells, letters, lot_ends
from earnest.domain.money import exact
from earnest.domain.refusals import Refused, refuse, require

ZERO = "0"
"""What trade calls "AQL 0": none may be bad. It is no AQL of the standard."""


class Severity(ClosedList):
    """How strictly a lot is inspected."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"
    DISCONTINUED = "discontinued"


class Standard(ClosedList):
    """Whose tables are read; they differ in reduced inspection only."""

    ISO = "iso2859-1"
    MILSTD105E = "milstd105e"


class Judgement(ClosedList):
    """What the sample says about the lot.

    ``ACCEPT_IN_GAP`` exists in reduced inspection of MIL-STD-105E alone: more than Ac, fewer than
    Re. The lot is accepted, and the next one is under normal inspection.
    """

    ACCEPT = "accept"
    ACCEPT_IN_GAP = "accept_in_gap"
    REFUSE = "refuse"

    @property
    def is_accepted(self) -> bool:
        """Whether the lot is accepted."""
        return self is not Judgement.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A single sampling plan for one lot and one class of nonconformity.

    ``code_letter`` is the letter of lot and level, ``use_letter`` the one whose row holds (another
    one where the table has an arrow). ``sample_size`` is that row's, in pieces. ``is_disputed``:
    transcriptions of the printed table differ in this cell.
    """

    lot: int
    level: str
    aql: str
    severity: Severity
    standard: Standard
    code_letter: str
    use_letter: str
    sample_size: int
    ac: int
    re: int
    is_disputed: bool = False

    @property
    def units_to_inspect(self) -> int:
        """Pieces that are really checked: the whole lot where the sample would be larger."""
        return min(self.sample_size, self.lot)

    @property
    def follows_arrow(self) -> bool:
        """Whether the row of another letter holds."""
        return self.code_letter != self.use_letter


class Wanted(NamedTuple):
    """What one class of nonconformity is judged by: an AQL (or "0") and its severity."""

    aql: str
    severity: str = Severity.NORMAL


_KEYS = {Fraction(key): key for key in AQLS}


def aql_key(text: str) -> str:
    """The AQL as the tables spell it (``4`` is ``4.0``).

    Refuses what is none of the 26, and zero with a sentence of its own.
    """
    try:
        value = exact(text)
    except Refused:
        refuse("sampling.unknown_aql", aql=str(text)[:12], known=AQLS)
    if value == 0:
        refuse("sampling.aql_zero")
    if value not in _KEYS:
        refuse("sampling.unknown_aql", aql=text[:12], known=AQLS)
    return _KEYS[value]


def code_letter(lot: int, level: str) -> str:
    """The code letter for a lot of so many pieces at an inspection level (S-1 to S-4, I to III).

    Refuses a lot that is not a whole number or has fewer than two pieces, and an unknown level.
    """
    if type(lot) is not int:
        refuse("sampling.lot_not_whole", text=str(lot)[:40])
    if lot < 2:  # noqa: PLR2004 - the tables begin with lots of two
        refuse("sampling.lot_too_small", lot=lot)
    if level not in LEVELS:
        refuse("sampling.unknown_level", level=str(level)[:12], known=LEVELS)
    return letters(level)[bisect_left(lot_ends(), lot)]


def plan(
    lot: int,
    level: str,
    aql: str,
    severity: str = Severity.NORMAL,
    *,
    standard: str = Standard.ISO,
) -> Plan:
    """The plan for a lot of ``lot`` pieces; refuses with ``sampling.*`` what no table has.

    ``aql`` is one of the 26 preferred ones, as text: up to 10 per cent nonconforming or
    nonconformities per 100 items, above 10 only the latter, so that more can be found than pieces
    were checked. Source: ISO 2859-1:1999 with its amendment of 2011, or MIL-STD-105E.
    """
    asked, book = _severity(severity), _standard(standard)
    letter, key = code_letter(lot, level), aql_key(aql)
    return _plan_at(letter, Plan(
        lot=lot, level=level, aql=key, severity=asked, standard=book, code_letter=letter,
        use_letter=letter, sample_size=0, ac=0, re=0,
    ))  # fmt: skip


def _plan_at(letter: str, found: Plan) -> Plan:
    """The same question, answered by the row of ``letter``."""
    cell = cells(table_of(found.severity, found.standard))[letter, found.aql]
    return replace(
        found,
        use_letter=cell.letter,
        sample_size=cell.size,
        ac=cell.ac,
        re=cell.re,
        is_disputed=cell.is_disputed,
    )


def table_of(severity: Severity, standard: Standard) -> str:
    """The name of the table that holds."""
    is_older = severity is Severity.REDUCED and standard is Standard.MILSTD105E
    return f"{severity}_{standard}" if is_older else severity.value


def _severity(text: str) -> Severity:
    if text == Severity.DISCONTINUED:
        refuse("sampling.discontinued")
    known = (Severity.NORMAL, Severity.TIGHTENED, Severity.REDUCED)
    if text not in known:
        refuse("sampling.unknown_severity", severity=str(text)[:20], known=known)
    return Severity(text)


def _standard(text: str) -> Standard:
    known = tuple(Standard)
    if text not in known:
        refuse("sampling.unknown_standard", standard=str(text)[:20], known=known)
    return Standard(text)


def judge(plan: Plan, nonconforming: int) -> Judgement:
    """What so many nonconforming pieces (or nonconformities) in the sample mean for the lot.

    Accept up to Ac, refuse from Re on. Refuses a count that is not a whole number from 0.
    """
    if type(nonconforming) is not int or nonconforming < 0:
        refuse("sampling.count_not_whole", text=str(nonconforming)[:40])
    if nonconforming <= plan.ac:
        return Judgement.ACCEPT
    return Judgement.ACCEPT_IN_GAP if nonconforming < plan.re else Judgement.REFUSE


def class_plans(
    lot: int, level: str, wanted: Mapping[str, Wanted], *, standard: str = Standard.ISO
) -> dict[str, Plan]:
    """One plan for each class of nonconformity, on one common sample where the tables allow it.

    The largest sample serves every class of the same severity: with Ac and Re of that larger
    letter in the class's own column. Where that cell is an arrow (our choice), or the severity
    another, the class keeps its own smaller sample: the first so many pieces drawn. ``"0"``, by
    convention of trade and not of the standard, is Ac 0, Re 1 on the largest sample; it needs a
    class with an AQL beside it. Refuses as ``plan`` does.
    """
    own = {
        name: plan(lot, level, aql, severity, standard=standard)
        for name, (aql, severity) in wanted.items()
        if aql != ZERO
    }
    if not own:
        refuse("sampling.aql_zero")
    largest = max(own.values(), key=lambda each: each.sample_size)
    found = {name: _on_common_sample(each, largest) for name, each in own.items()}
    found |= {
        name: replace(
            largest, aql=ZERO, severity=_severity(severity), ac=0, re=1, is_disputed=False
        )
        for name, (aql, severity) in wanted.items()
        if aql == ZERO
    }
    return {name: found[name] for name in wanted}


def _on_common_sample(own: Plan, largest: Plan) -> Plan:
    if own.severity is not largest.severity or own.sample_size == largest.sample_size:
        return own
    if (largest.use_letter, own.aql) not in cells(table_of(own.severity, own.standard)):
        return own  # the row S of tightened inspection has one cell only
    common = _plan_at(largest.use_letter, own)
    return common if common.use_letter == largest.use_letter else own


def cartons_to_open(cartons: int, *, units_per_carton: int, units: int) -> int:
    """How many cartons the sample is drawn from: the square root, rounded up, and enough pieces.

    Custom of trade, not of the standard. Never more than there are.
    """
    require(min(cartons, units_per_carton, units) > 0, "cartons and pieces are counted from one")
    by_custom = isqrt(cartons - 1) + 1
    return min(cartons, max(by_custom, -(-units // units_per_carton)))
