"""Is every file that an event binds found, wherever in the event its hash stands?"""

from __future__ import annotations

from dataclasses import replace

from earnest.domain.contract.terms import Clause, DefectClass, DesignFile
from earnest.domain.files import bound_files
from earnest.domain.inspection.report import Finding, Report
from earnest.domain.order.acts.draft import DraftWritten
from tests.cast import contract

A, B, C, D = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)


def test_contract_binds_design_files_and_artwork_of_clauses():
    terms = contract(design_files=(DesignFile("plan.pdf", A),))
    line = replace(terms.lines[0], clauses=(Clause("1", "logo", file=B), Clause("2", "none")))
    event = DraftWritten(replace(terms, lines=(line, *terms.lines[1:])), "hash", ())
    assert bound_files(event) == {A, B}


def test_report_binds_its_photos_those_of_findings_and_its_files():
    finding = Finding("1", DefectClass.MAJOR, 1, 80, photos=(A,))
    assert bound_files(Report(findings=(finding,), photos=(B, C), files=(D,))) == {A, B, C, D}


def test_text_that_is_no_hash_binds_nothing():
    assert bound_files(Report(photos=("photo 1", A.upper(), A[:-1]))) == frozenset()
