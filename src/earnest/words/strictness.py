"""How is it said how strictly a lot is inspected, and why? One sentence for each switching class.

Pages, command line and letters show the same texts.
"""

from __future__ import annotations

from earnest.domain.contract.terms import DefectClass
from earnest.domain.inspection.history import Because, Grade, Strictness
from earnest.words.say import Facts, sentence, word

TABLE = "strictness"


def said(strictness: Strictness, language: str) -> tuple[tuple[str, str], ...]:
    """(class, sentence) for each class of defects; nothing where no history was asked."""
    found = ((DefectClass.MAJOR, strictness.majors), (DefectClass.MINOR, strictness.minors))
    return tuple(
        (word("severity", name.value, language), _of(grade, language))
        for name, grade in found
        if grade.because is not Because.NOT_ASKED
    )


def _of(grade: Grade, language: str) -> str:
    facts: Facts = {
        "severity": grade.severity.value,
        "refused": grade.refused,
        "lots": grade.lots,
    }
    return sentence(TABLE, grade.because.value, language, facts)
