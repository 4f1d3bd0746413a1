"""What does a good clause of each kind look like? An example that a person changes, not a default.

The texts become the contract's own, in the language of the page; each one can be tested as it
stands, and a test holds them to that.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from earnest.domain.contract.terms import Clause, ClauseKind, DefectClass, EvidenceType

PIECES, MILLIMETRES, GRAMS = "C62", "MMT", "GRM"


def sample(kind: ClauseKind) -> Clause:
    """Give the example of one kind, in the reader's language; free text begins empty."""
    return _SAMPLES[kind]()


def _dimension() -> Clause:
    return Clause(
        "",
        _("Height"),
        "300",
        MILLIMETRES,
        "±2",
        _("Calliper, three pieces of each carton opened"),
        kind=ClauseKind.DIMENSION,
        evidence=EvidenceType.MEASUREMENT,
    )


def _weight() -> Clause:
    return Clause(
        "",
        _("Net weight of one piece"),
        "380",
        GRAMS,
        "±10",
        _("Calibrated scale, to 1 g"),
        kind=ClauseKind.WEIGHT,
        evidence=EvidenceType.MEASUREMENT,
    )


def _colour() -> Clause:
    return Clause(
        "",
        _("Colour of the body"),
        "Pantone 7694 C",
        "",
        "Delta-E 2.0",
        _("Spectrophotometer, D65, 10 degrees, at three points"),
        kind=ClauseKind.COLOUR,
        aspect="pantone",
        evidence=EvidenceType.MEASUREMENT,
    )


def _material() -> Clause:
    return Clause(
        "",
        _("Material of the inner wall"),
        _("Stainless steel 304 (EN 1.4301)"),
        "",
        _("Chromium 17.5 to 19.5 %, nickel 8.0 to 10.5 %"),
        _("XRF analysis of one piece of each lot"),
        kind=ClauseKind.MATERIAL,
        evidence=EvidenceType.TEST,
    )


def _quantity() -> Clause:
    return Clause(
        "",
        _("Pieces in the lot"),
        "1000",
        PIECES,
        "0",
        _("All cartons counted, ten of them opened"),
        kind=ClauseKind.QUANTITY,
        evidence=EvidenceType.COUNT,
    )


def _packaging() -> Clause:
    return Clause(
        "",
        _("Pieces in one carton"),
        "24",
        PIECES,
        "0",
        _("Ten cartons opened and counted"),
        kind=ClauseKind.PACKAGING,
        aspect="units_per_carton",
        evidence=EvidenceType.COUNT,
    )


def _customisation() -> Clause:
    return Clause(
        "",
        _("Logo on the front"),
        _("As the design file of this contract"),
        "",
        _("Position within 1.5 mm, size within 1 mm"),
        _("Compared with the printed film of the design file"),
        kind=ClauseKind.CUSTOMISATION,
        aspect="logo",
        evidence=EvidenceType.PHOTO,
    )


def _workmanship() -> Clause:
    return Clause(
        "",
        _("Scratches on the visible side"),
        _("None longer than 2 mm"),
        "",
        _("One up to 2 mm"),
        _("Seen from 30 cm for 5 seconds, in light of 1000 lx"),
        DefectClass.MINOR,
        ClauseKind.WORKMANSHIP,
        evidence=EvidenceType.PHOTO,
    )


def _function_test() -> Clause:
    return Clause(
        "",
        _("Keeps water hot for 6 hours"),
        "68",
        "CEL",
        "min",
        _("Filled with water of 95 degrees, closed, room at 20 degrees Celsius (EN 12546-1)"),
        kind=ClauseKind.FUNCTION_TEST,
        evidence=EvidenceType.TEST,
    )


def _document() -> Clause:
    return Clause(
        "",
        _("Report on food contact"),
        _("Report by LFGB for this material"),
        "",
        _("Not older than 12 months at shipment"),
        _("Number confirmed by the laboratory that issued it"),
        DefectClass.CRITICAL,
        ClauseKind.DOCUMENT,
        evidence=EvidenceType.DOCUMENT,
    )


def _free_text() -> Clause:
    return Clause("", "")


_SAMPLES = {
    ClauseKind.DIMENSION: _dimension,
    ClauseKind.WEIGHT: _weight,
    ClauseKind.COLOUR: _colour,
    ClauseKind.MATERIAL: _material,
    ClauseKind.QUANTITY: _quantity,
    ClauseKind.PACKAGING: _packaging,
    ClauseKind.CUSTOMISATION: _customisation,
    ClauseKind.WORKMANSHIP: _workmanship,
    ClauseKind.FUNCTION_TEST: _function_test,
    ClauseKind.DOCUMENT: _document,
    ClauseKind.FREE_TEXT: _free_text,
}
