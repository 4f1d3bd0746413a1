"""Could an inspector say yes or no to this clause without asking anybody (S76)? Grades A to D.

A clause is A when it has all that its kind needs (value; tolerance, or what stands for it; method;
evidence that can show it), B with one thing missing, C with two, and D when nobody can test it. A
vague word makes its part count as missing; a value that says too little counts twice. The rules
and their reasons are in docs/rules/clauses.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.clauses import Shape, aspect_of, largest_difference, limits
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    DefectClass,
    EvidenceType,
    LineKind,
)
from earnest.domain.contract.tolerances import figure, tolerance
from earnest.domain.contract.vague import vague_words


class Grade(ClosedList):
    """How well a clause can be tested; the letters sort from best to worst."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    def better(self) -> Grade:
        """One letter better; A stays A."""
        return _LETTERS[max(0, _LETTERS.index(self) - 1)]


_LETTERS = tuple(Grade)


class Reason(ClosedList):
    """Why a clause is not graded A."""

    VALUE_MISSING = "value_missing"
    VALUE_VAGUE = "value_vague"
    FIGURE_MISSING = "figure_missing"
    SHADE_MISSING = "shade_missing"
    KIND_MISSING = "kind_missing"
    TOLERANCE_MISSING = "tolerance_missing"
    TOLERANCE_UNCLEAR = "tolerance_unclear"
    TOLERANCE_VAGUE = "tolerance_vague"
    METHOD_MISSING = "method_missing"
    METHOD_VAGUE = "method_vague"
    EVIDENCE_UNFIT = "evidence_unfit"
    FILE_MISSING = "file_missing"


_WEIGHTS = {Reason.VALUE_VAGUE: 2, Reason.FIGURE_MISSING: 2, Reason.SHADE_MISSING: 2}
"""How many things a reason counts for; the others count for one."""


REMEMBERED = 4096
"""So many clauses keep their grade in memory: the cover of an order asks for it again and again."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A clause's grade, why it is not better, and the vague words in it."""

    clause: str
    grade: Grade
    reasons: tuple[Reason, ...] = ()
    vague: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    """The vague words of each part of a clause; its name counts only where it has no value."""

    value: tuple[str, ...]
    tolerance: tuple[str, ...]
    method: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.value, *self.tolerance, *self.method)))


@lru_cache(maxsize=REMEMBERED)
def grade(clause: Clause) -> Graded:
    """The grade of one clause, with its reasons; pure, for any texts in it."""
    has_sample = bool(clause.file)
    parts = _Parts(
        vague_words(clause.value or clause.name, has_sample=has_sample),
        vague_words(clause.tolerance, has_sample=has_sample),
        vague_words(clause.method, has_sample=has_sample),
    )
    reasons = tuple(_reasons(clause, parts))
    return Graded(clause.id, _grade(clause, parts, reasons), reasons, parts.words)


def _grade(clause: Clause, parts: _Parts, reasons: tuple[Reason, ...]) -> Grade:
    is_decidable = (
        (clause.tolerance.strip() and not parts.tolerance)
        or (clause.method.strip() and not parts.method)
        or limits(clause) is not None
    )
    if Reason.VALUE_MISSING in reasons or not is_decidable:
        return Grade.D
    missing = sum(_WEIGHTS.get(reason, 1) for reason in reasons)
    return _LETTERS[min(missing, len(_LETTERS) - 1)]


def _reasons(clause: Clause, parts: _Parts) -> Iterator[Reason]:
    aspect, shape = aspect_of(clause), _shape(clause)
    yield from _of_value(clause, shape, parts)
    if clause.kind is ClauseKind.FREE_TEXT:
        yield Reason.KIND_MISSING
    if parts.tolerance:
        yield Reason.TOLERANCE_VAGUE
    else:
        yield from _of_tolerance(clause, shape)
    if parts.method:
        yield Reason.METHOD_VAGUE
    elif not clause.method.strip():
        yield Reason.METHOD_MISSING
    if clause.evidence not in aspect.evidence:
        yield Reason.EVIDENCE_UNFIT


def _shape(clause: Clause) -> Shape:
    """The shape of the clause; a bare figure needs a tolerance, whatever the kind."""
    shape = aspect_of(clause).shape
    is_bare = shape is Shape.WORDS and figure(clause.value) is not None
    return Shape.FIGURE if is_bare else shape


def _of_value(clause: Clause, shape: Shape, parts: _Parts) -> Iterator[Reason]:
    if not clause.value.strip() and not (shape is Shape.ARTWORK and clause.file):
        yield Reason.VALUE_MISSING
    elif parts.value:
        yield Reason.VALUE_VAGUE
    if shape in (Shape.COUNT, Shape.FIGURE) and clause.value.strip() and not _has_figure(clause):
        yield Reason.FIGURE_MISSING
    if shape is Shape.SHADE and not clause.file and not _names_a_shade(clause.value):
        yield Reason.SHADE_MISSING
    if shape is Shape.ARTWORK and not clause.file:
        yield Reason.FILE_MISSING


def _has_figure(clause: Clause) -> bool:
    """Whether value or tolerance name a figure from which a reading can be judged."""
    return figure(clause.value) is not None or limits(clause) is not None


def _names_a_shade(value: str) -> bool:
    """Whether a colour is said by a code or by figures: Pantone 7694 C, RAL 7016, 52, 3, -14."""
    return any(char.isdigit() for char in value)


def _of_tolerance(clause: Clause, shape: Shape) -> Iterator[Reason]:
    said = bool(clause.tolerance.strip())
    if shape is Shape.SHADE:
        is_by_sample = clause.evidence is EvidenceType.SAMPLE and clause.file
        is_clear = is_by_sample or largest_difference(clause) is not None
    elif shape is Shape.FIGURE or (shape is Shape.COUNT and said):
        is_clear = limits(clause) is not None or (figure(clause.value) is None and _is_read(clause))
    else:
        is_clear = True  # words and artwork are judged by their method, a count is exact
    if not is_clear:
        yield Reason.TOLERANCE_UNCLEAR if said else Reason.TOLERANCE_MISSING


def _is_read(clause: Clause) -> bool:
    """Whether the tolerance alone is understood; what lacks is then the figure."""
    return tolerance(clause.tolerance) is not None


def weighed(clause: Clause) -> Grade:
    """A clause's grade as it weighs on the contract: a minor one counts one letter better."""
    found = grade(clause).grade
    is_minor = clause.severity is DefectClass.MINOR and not clause.is_checked
    return found.better() if is_minor else found


def contract_grade(contract: Contract) -> Grade:
    """The grade of the worst clause that weighs; D where a line of goods has none at all."""
    goods = [line for line in contract.lines if line.kind is LineKind.GOODS]
    if not goods or not all(line.clauses for line in goods):
        return Grade.D
    return max(weighed(clause) for line in goods for clause in line.clauses)
