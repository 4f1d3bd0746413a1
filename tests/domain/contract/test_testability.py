"""Is a clause's grade what an inspector would say of it, and its vague words found?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from earnest.domain.contract.clauses import limits
from earnest.domain.contract.gaps import gaps, warnings
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    DefectClass,
    DesignFile,
    EvidenceType,
    LineKind,
)
from earnest.domain.contract.testability import Grade, Reason, contract_grade, grade, weighed
from earnest.domain.contract.tolerances import figure
from earnest.domain.contract.vague import vague_words
from earnest.policies import load
from tests.cast import PLAN, PRINT, SIZE, contract, flasks

POLICIES = load()
GUIDE = POLICIES.of(POLICIES.default)
STRICT = next(p for p in POLICIES.by_version.values() if p.name.startswith("alibaba"))
FILE = "ab" * 32
HEIGHT = Clause(
    "h", "Height", "250", "mm", "2", "calliper, three places",
    kind=ClauseKind.DIMENSION, aspect="height", evidence=EvidenceType.MEASUREMENT,
)  # fmt: skip
ENAMEL = Clause(
    "e", "Enamel", "Pantone 7694 C", "", "Delta-E 2.0", "spectrophotometer, D65",
    kind=ClauseKind.COLOUR, aspect="pantone", evidence=EvidenceType.MEASUREMENT,
)  # fmt: skip
LOGO = Clause(
    "l", "Logo", "", "", "", "laid over the film",
    kind=ClauseKind.CUSTOMISATION, aspect="logo", file=FILE,
)  # fmt: skip
CARTON = Clause(
    "c", "Carton", "24", "", "", "ten cartons opened",
    kind=ClauseKind.PACKAGING, aspect="units_per_carton", evidence=EvidenceType.COUNT,
)  # fmt: skip


@pytest.mark.parametrize("clause", [HEIGHT, ENAMEL, LOGO, CARTON], ids=lambda clause: clause.name)
def test_clause_with_all_that_its_kind_needs_is_graded_a(clause):
    assert grade(clause).grade is Grade.A
    assert grade(clause).reasons == grade(clause).vague == ()


@pytest.mark.parametrize(
    ("clause", "letter", "reasons"),
    [
        (replace(HEIGHT, tolerance=""), "B", ["tolerance_missing"]),
        (replace(HEIGHT, tolerance="small"), "B", ["tolerance_unclear"]),
        (replace(HEIGHT, tolerance="at most 2"), "B", ["tolerance_unclear"]),
        (replace(HEIGHT, tolerance="about 2"), "B", ["tolerance_vague"]),
        (replace(HEIGHT, method=""), "B", ["method_missing"]),
        (replace(HEIGHT, method="as usual"), "B", ["method_vague"]),
        (replace(HEIGHT, evidence=EvidenceType.PHOTO), "B", ["evidence_unfit"]),
        (replace(HEIGHT, value="high enough"), "C", ["figure_missing"]),
        (replace(HEIGHT, value="approx. 250"), "D", ["value_vague", "figure_missing"]),
        (replace(HEIGHT, kind=ClauseKind.FREE_TEXT), "B", ["kind_missing"]),
        (replace(HEIGHT, tolerance="", method=""), "D", ["tolerance_missing", "method_missing"]),
        (replace(HEIGHT, value=""), "D", ["value_missing"]),
        (replace(ENAMEL, value="blue"), "C", ["shade_missing"]),
        (replace(ENAMEL, tolerance=""), "B", ["tolerance_missing"]),
        (replace(LOGO, file=""), "D", ["value_missing", "file_missing"]),
        (replace(LOGO, file="", value="as drawn"), "B", ["file_missing"]),
        (replace(CARTON, value="24 or 36"), "C", ["figure_missing"]),
        (replace(CARTON, tolerance="a bit"), "B", ["tolerance_unclear"]),
        (Clause("q", "Quality", "good"), "D", ["value_vague", "kind_missing", "method_missing"]),
        (Clause("q", "Good quality"), "D", ["value_missing", "kind_missing", "method_missing"]),
    ],
)  # fmt: skip
def test_what_is_missing_lowers_the_grade_and_is_named(clause, letter, reasons):
    found = grade(clause)
    named = [reason.value for reason in found.reasons]
    assert (found.grade.value, named) == (letter, reasons)


def test_every_reason_is_given_by_some_clause():
    texts = ("", "250", "good", "x")
    clauses = [
        Clause("c", "x", value, "", tolerance, method, kind=kind, evidence=EvidenceType.DOCUMENT)
        for kind in ClauseKind
        for value in (*texts, "blue")
        for tolerance in (*texts, "about 2")
        for method in ("", "as usual")
    ]
    assert {reason for clause in clauses for reason in grade(clause).reasons} == set(Reason)


WORDS = st.sampled_from(["", "250", "blue", "good", "as sample", "24 or 36", "RAL 7016", "≤ 20"])
CLAUSES = st.builds(
    Clause,
    st.just("c"),
    WORDS | st.text(max_size=10),
    WORDS | st.text(max_size=10),
    st.sampled_from(["", "mm", "kg"]),
    st.sampled_from(["", "2", "5 %", "Delta-E 2", "about 2", "none"]),
    WORDS,
    severity=st.sampled_from(DefectClass),
    kind=st.sampled_from(ClauseKind),
    aspect=st.sampled_from(["", "gap", "logo", "pantone", "drop_test"]),
    evidence=st.sampled_from(EvidenceType),
    file=st.sampled_from(["", FILE]),
)


@given(CLAUSES, st.sampled_from(["2", "±0.5", "5 %", "max", "none"]))
def test_adding_a_tolerance_never_lowers_the_grade(clause, tolerance):
    without = replace(clause, tolerance="")
    assume(limits(without) is None or figure(clause.value))  # "at most 20" has limits of its own
    assert grade(replace(clause, tolerance=tolerance)).grade <= grade(without).grade


@given(CLAUSES, st.sampled_from(["calliper", "ISO 2409", "as usual", "good eyes"]))
def test_adding_a_method_never_lowers_the_grade(clause, method):
    without = replace(clause, method="")
    assert grade(replace(clause, method=method)).grade <= grade(without).grade


@given(CLAUSES)
def test_fitting_evidence_and_a_file_never_lower_the_grade(clause):
    best = min(grade(replace(clause, evidence=kind)).grade for kind in EvidenceType)
    assert best <= grade(clause).grade
    assert grade(replace(clause, file=FILE)).grade <= grade(clause).grade


@given(CLAUSES)
def test_grade_a_has_no_reason_and_any_other_has_one(clause):
    found = grade(clause)
    assert (found.grade is Grade.A) == (not found.reasons)
    if found.vague:
        assert found.reasons


@given(CLAUSES)
def test_untestable_clause_never_passes_for_testable(clause):
    if not clause.value.strip() and not clause.file:
        assert grade(clause).grade is Grade.D


def test_contract_is_graded_by_its_worst_clause_that_weighs():
    weak = replace(HEIGHT, tolerance="", evidence=EvidenceType.PHOTO)  # C
    assert weighed(weak) is Grade.C
    assert weighed(replace(weak, severity=DefectClass.MINOR)) is Grade.B
    loose = replace(weak, severity=DefectClass.MINOR, check_point=True)
    assert weighed(loose) is Grade.C  # a check point fails the lot, however small
    assert contract_grade(contract(lines=(flasks(clauses=(HEIGHT, weak)),))) is Grade.C
    assert contract_grade(contract(lines=(flasks(clauses=(HEIGHT, ENAMEL)),))) is Grade.A


def test_goods_without_a_clause_cannot_be_tested():
    assert contract_grade(contract(lines=(flasks(), flasks(id="2", clauses=())))) is Grade.D
    assert contract_grade(contract(lines=())) is Grade.D
    film = flasks(id="2", kind=LineKind.TOOLING, clauses=())
    assert contract_grade(contract(lines=(flasks(), film))) is Grade.B


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Good Quality", ["good quality"]),
        ("of high-quality steel, nice finish", ["high-quality", "nice"]),
        ("ASAP", ["asap"]),
        ("ship soon", ["soon"]),
        ("approx. 250 mm", ["approx"]),
        ("about 2", ["about"]),
        ("ca. 20 pieces", ["ca."]),
        ("strong carton", ["strong"]),
        ("as per sample", ["as per sample"]),
        ("standard packing", ["standard"]),
        ("ｇｏｏｄ　ｑｕａｌｉｔｙ", ["good quality"]),
        ("质量好", ["质量好"]),
        ("优质不锈钢，做工精美", ["优质", "精美"]),
        ("尽快发货", ["尽快"]),
        ("大约 20 毫米左右", ["大约", "左右"]),
        ("约20个", ["约"]),
        ("按样品", ["按样品"]),
        ("結實的高檔紙箱", ["結實", "高檔"]),
        ("标准包装", ["标准"]),
    ],
)
def test_vague_words_are_found_in_both_languages(text, words):
    assert list(vague_words(text)) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "goodwill",
        "Pantone 7694 C",
        "sooner",
        "stitched around the edge",
        "leaflet about the battery",
        "standard EN 12546-1",
        "左右两侧各一条缝线",
        "优质碳素结构钢 45",
        "符合 GB/T 9286 标准",
        "合同约定",
        "300 至 320 克",
    ],
)
def test_exact_words_are_not_called_vague(text):
    assert vague_words(text) == ()


def test_as_sample_is_exact_where_the_sample_is_bound():
    assert vague_words("as sample") == ("as sample",)
    assert vague_words("as sample", has_sample=True) == ()
    assert vague_words("nice, as sample", has_sample=True) == ("nice",)


def test_warning_names_its_clause_and_has_the_words_as_facts():
    vague = replace(SIZE, value="good")
    found = warnings(contract(lines=(flasks(clauses=(vague, PRINT)),), inspection=PLAN), GUIDE)
    assert [gap.id for gap in found] == ["clause.untestable:size", "clause.vague:size"]
    assert found[1].facts["words"] == ("good",)


def test_stricter_policy_warns_of_more():
    weak = replace(HEIGHT, tolerance="", evidence=EvidenceType.PHOTO)
    text = contract(lines=(flasks(clauses=(weak,)),), inspection=PLAN)
    assert warnings(text, GUIDE) == ()
    assert [gap.id for gap in warnings(text, STRICT)] == ["clause.weak:h"]


def test_photo_in_place_of_a_design_is_warned_about():
    photos = tuple(DesignFile(name, FILE) for name in ("front.JPG", "back.heic"))
    drawn = (*photos, DesignFile("flask.dxf", FILE))
    for files, codes in ((photos, ["design.only_photo"]), (drawn, []), ((), ["design.no_file"])):
        text = contract(design_files=files, inspection=PLAN)
        assert [gap.code for gap in warnings(text, GUIDE)] == codes


@pytest.mark.parametrize("clauses", [(SIZE, replace(PRINT, id="size")), (replace(SIZE, id=""),)])
def test_clauses_have_ids_of_their_own(clauses):
    found = gaps(contract(lines=(flasks(clauses=clauses),)), GUIDE)
    assert [gap.code for gap in found if gap.blocks] == ["clause.same_id"]
