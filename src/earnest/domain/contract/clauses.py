"""What kinds of requirement are there, and does a reading keep one (S31, S34, S38, S87-S90)?

``KINDS`` says for each kind what it can be about, in which units, and what can show it. ``within``
judges one reading against value and tolerance, exactly. Colour by L*, a*, b* is judged by CIE 1976
(ISO/CIE 11664-4): the distance of two points; a reading may also be the Delta-E itself, as the
instrument shows it, by whatever formula the clause names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.terms import Clause, ClauseKind, EvidenceType
from earnest.domain.contract.tolerances import Figure, Tolerance, figure, folded, tolerance
from earnest.domain.contract.units import (
    AREAS,
    COUNTS,
    LENGTHS,
    MASSES,
    TIMES,
    VOLUMES,
    is_same_unit,
)


class Shape(ClosedList):
    """In which form a requirement is said, which decides what makes it testable.

    A figure needs a tolerance, a shade a largest colour difference; a count is exact unless it
    says otherwise; words need a method; artwork needs its file.
    """

    FIGURE = "figure"
    SHADE = "shade"
    COUNT = "count"
    WORDS = "words"
    ARTWORK = "artwork"


MEASURED, COUNTED, TESTED, PAPER = (
    EvidenceType.MEASUREMENT,
    EvidenceType.COUNT,
    EvidenceType.TEST,
    EvidenceType.DOCUMENT,
)
PHOTO, SAMPLE = EvidenceType.PHOTO, EvidenceType.SAMPLE


@dataclass(frozen=True, slots=True)
class Aspect:
    """What a clause can be about: its shape, the units that fit, the evidence that can show it."""

    shape: Shape
    evidence: tuple[EvidenceType, ...]
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KindRule:
    """One kind: what holds where no aspect is named, and its aspects by name."""

    plain: Aspect
    aspects: Mapping[str, Aspect] = field(default_factory=dict)


def _each(aspect: Aspect, *names: str) -> dict[str, Aspect]:
    return dict.fromkeys(names, aspect)


_LENGTH = Aspect(Shape.FIGURE, (MEASURED,), LENGTHS)
_WEIGHT = Aspect(Shape.FIGURE, (MEASURED,), MASSES)
_SHADE = Aspect(Shape.SHADE, (MEASURED, SAMPLE))
_SUBSTANCE = Aspect(Shape.WORDS, (TESTED, PAPER, SAMPLE))
_COUNT = Aspect(Shape.COUNT, (COUNTED,), COUNTS)
_SEEN = Aspect(Shape.WORDS, (PHOTO, SAMPLE, COUNTED))
_ARTWORK = Aspect(Shape.ARTWORK, (PHOTO, SAMPLE, MEASURED))
_TRIED = Aspect(Shape.WORDS, (TESTED, MEASURED))
_PAPER = Aspect(Shape.WORDS, (PAPER,))

KINDS: dict[ClauseKind, KindRule] = {
    ClauseKind.DIMENSION: KindRule(
        _LENGTH,
        {
            **_each(_LENGTH, "length", "width", "height", "depth", "diameter", "thickness"),
            "area": Aspect(Shape.FIGURE, (MEASURED,), AREAS),
            "volume": Aspect(Shape.FIGURE, (MEASURED,), VOLUMES),
            "angle": Aspect(Shape.FIGURE, (MEASURED,), ("DD",)),
        },
    ),
    ClauseKind.WEIGHT: KindRule(
        _WEIGHT,
        {
            **_each(_WEIGHT, "net", "gross"),
            "per_area": Aspect(Shape.FIGURE, (MEASURED, TESTED), ("GM",)),
        },
    ),
    ClauseKind.COLOUR: KindRule(_SHADE, _each(_SHADE, "pantone", "ral", "ncs", "cielab")),
    ClauseKind.MATERIAL: KindRule(
        _SUBSTANCE,
        {
            **_each(_SUBSTANCE, "composition", "grade", "coating"),
            "hardness": Aspect(Shape.FIGURE, (MEASURED, TESTED)),
            "moisture": Aspect(Shape.FIGURE, (MEASURED, TESTED), ("P1",)),
        },
    ),
    ClauseKind.QUANTITY: KindRule(_COUNT, _each(_COUNT, "pieces", "sets", "assortment")),
    ClauseKind.PACKAGING: KindRule(
        _SEEN,
        {
            "units_per_carton": Aspect(Shape.COUNT, (COUNTED, PHOTO), COUNTS),
            "material": Aspect(Shape.WORDS, (PHOTO, TESTED, PAPER, SAMPLE)),
            "gap": Aspect(Shape.FIGURE, (MEASURED, PHOTO), LENGTHS),
            "drop_test": Aspect(Shape.WORDS, (TESTED, PHOTO)),
            "marks": _SEEN,
            "barcode": Aspect(Shape.WORDS, (TESTED, PHOTO)),
            "carton_weight": _WEIGHT,
            "carton_size": _LENGTH,
        },
    ),
    ClauseKind.CUSTOMISATION: KindRule(
        _ARTWORK,
        {
            **_each(_ARTWORK, "logo", "badge", "print", "artwork"),
            "position": Aspect(Shape.FIGURE, (MEASURED, PHOTO), LENGTHS),
            "colour": _SHADE,
            "golden_sample": Aspect(Shape.ARTWORK, (SAMPLE, PHOTO)),
        },
    ),
    ClauseKind.WORKMANSHIP: KindRule(
        _SEEN, _each(_SEEN, "surface", "seams", "assembly", "cleanliness", "smell")
    ),
    ClauseKind.FUNCTION_TEST: KindRule(
        _TRIED,
        {
            **_each(_TRIED, "performance", "durability", "fit", "safety", "strength"),
            "time": Aspect(Shape.FIGURE, (MEASURED, TESTED), TIMES),
        },
    ),
    ClauseKind.DOCUMENT: KindRule(
        _PAPER, _each(_PAPER, "certificate", "declaration", "test_report", "manual")
    ),
    ClauseKind.FREE_TEXT: KindRule(Aspect(Shape.WORDS, tuple(EvidenceType))),
}
"""Every kind of clause. An aspect that is not listed is read as the kind without one."""


def aspect_of(clause: Clause) -> Aspect:
    """What the clause is about, by its kind and aspect."""
    rule = KINDS[clause.kind]
    return rule.aspects.get(clause.aspect, rule.plain)


@dataclass(frozen=True, slots=True)
class Limits:
    """From where to where a reading keeps the clause, both included; ``None`` is open."""

    low: Fraction | None
    high: Fraction | None
    unit: str = ""


@lru_cache(maxsize=4096)
def limits(clause: Clause) -> Limits | None:
    """What a reading of the clause may be; ``None`` where value and tolerance do not say it.

    A count without tolerance is exact. Limits that the value itself breaks are none.
    """
    value, allowed = figure(clause.value), tolerance(clause.tolerance)
    if allowed is None and not clause.tolerance.strip():
        allowed = _own_limits(clause, value)
    if allowed is None or allowed.formula:
        return None
    unit = _common_unit(clause.unit, value.unit if value else "", allowed.unit)
    if unit is None:
        return None
    if allowed.is_absolute:
        inside = value is None or _between(value.number, allowed.low, allowed.high)
        return Limits(allowed.low, allowed.high, unit) if inside else None
    if value is None:
        return None
    scale = abs(value.number) / 100 if allowed.is_percent else Fraction(1)
    low = None if allowed.low is None else value.number + allowed.low * scale
    high = None if allowed.high is None else value.number + allowed.high * scale
    return Limits(low, high, unit)


def _own_limits(clause: Clause, value: Figure | None) -> Tolerance | None:
    """The limits of a clause without tolerance: those in its value, or exactly its count."""
    if value is None:
        said = tolerance(clause.value)
        return said if said and said.is_absolute else None
    exact = aspect_of(clause).shape is Shape.COUNT
    return Tolerance(Fraction(0), Fraction(0)) if exact else None


def _common_unit(*units: str) -> str | None:
    """The one unit of these, empty where none is written; ``None`` where two differ."""
    written = [unit for unit in units if unit]
    if any(not is_same_unit(written[0], unit) for unit in written):
        return None
    return written[0] if written else ""


def _between(number: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or low <= number) and (high is None or number <= high)


def within(clause: Clause, reading: str) -> bool | None:
    """Whether a reading keeps the clause; ``None`` where that cannot be judged from figures.

    The reading is a number, with the clause's own unit or none; nothing is converted.
    """
    if aspect_of(clause).shape is Shape.SHADE:
        return _is_same_shade(clause, reading)
    found, allowed = figure(reading), limits(clause)
    if found is None or allowed is None:
        return None
    if found.unit and not is_same_unit(found.unit, allowed.unit):
        return None
    return _between(found.number, allowed.low, allowed.high)


def largest_difference(clause: Clause) -> Tolerance | None:
    """The largest colour difference of a shade; a bare figure as tolerance means Delta-E."""
    allowed = tolerance(clause.tolerance)
    if allowed is None or allowed.high is None or allowed.is_percent or allowed.unit:
        return None
    return allowed if allowed.formula or allowed.low in (None, -allowed.high) else None


def _is_same_shade(clause: Clause, reading: str) -> bool | None:
    allowed = largest_difference(clause)
    if allowed is None or allowed.high is None:
        return None
    shown = figure(reading)
    if shown is not None:
        return None if shown.unit or shown.number < 0 else shown.number <= allowed.high
    wanted, seen = _point(clause.value), _point(reading)
    if wanted is None or seen is None or allowed.formula not in ("", "delta_e", "cie76"):
        return None
    squares = sum((one - other) ** 2 for one, other in zip(wanted, seen, strict=True))
    return squares <= allowed.high**2


_COORDINATE = r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,6})?)"
_POINT = re.compile(
    rf"(?:cielab|lab)? ?\(? ?{_COORDINATE} ?[,; ] ?{_COORDINATE} ?[,; ] ?{_COORDINATE} ?\)?"
)
_LIGHTEST = 100


def _point(text: str) -> tuple[Fraction, ...] | None:
    """A colour as L*, a*, b*, written as three numbers."""
    match = _POINT.fullmatch(folded(text))
    if match is None:
        return None
    point = tuple(Fraction(match[n]) for n in (1, 2, 3))
    return point if 0 <= point[0] <= _LIGHTEST else None


_DROP_HEIGHTS = ((10, 760), (19, 610), (28, 460), (45, 310), (68, 200))
_HEAVY_MM = 150


def drop_height_mm(kg: Fraction) -> int:
    """The height in millimetres from which a carton of so many kilograms is dropped.

    By the free fall of ISTA 1A: a carton below each weight falls from the height beside it; from
    68 kg on, 1B. Editions of the standard change; a contract may name its own height.
    """
    return next((height for below, height in _DROP_HEIGHTS if kg < below), _HEAVY_MM)
