"""Does ``earnest aql`` say the plan in plain words, as data, as a drawing, and no with a reason?"""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tests.cli.runner import Sitting


@pytest.fixture
def earnest(tmp_path):
    """A terminal without any installation: the command needs none."""
    return Sitting(folder=tmp_path)


def test_plan_is_said_in_plain_words(earnest):
    said = earnest("aql", "--lot", "5000", "--level", "II", "--aql", "2.5")
    assert said.code == 0
    lines = said.out.splitlines()
    assert lines[0] == "200 checked, at most 10 bad"
    assert lines[1] == "Lot of 5,000, level II, AQL 2.5, normal inspection"
    assert "0 to 10            is accepted" in lines
    assert "3.11 %                     95 %" in said.out


def test_plan_is_said_in_chinese(earnest):
    said = earnest(
        "aql", "--lot", "5000", "--aql", "2.5", "--severity", "tightened", "--lang", "zh"
    )
    assert said.out.splitlines()[0] == "抽 200 件，最多 8 件不良"
    assert "加严检验" in said.out


def test_programs_are_given_six_numbers(earnest):
    assert earnest.done("aql", "--lot", "30", "--level", "II", "--aql", "0.40") == {
        "code_letter": "D",
        "use_letter": "G",
        "sample_size": 32,
        "ac": 0,
        "re": 1,
        "units_to_inspect": 30,
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--lot", "30", "--aql", "0.40"), "30 checked, none may be bad"),
        (("--lot", "30", "--aql", "0.40"), "an arrow to letter G, whose sample and numbers hold"),
        (("--lot", "30", "--aql", "0.40"), "The table asks for 32, more than the lot has"),
        (("--lot", "1000", "--aql", "4", "--severity", "reduced"), "differ in this cell"),
        (("--lot", "5000", "--aql", "40"), "32 checked, at most 21 faults"),
        (
            ("--lot", "5000", "--aql", "4", "--severity", "reduced", "--standard", "milstd105e"),
            "is accepted, and the next lot is under normal inspection",
        ),
    ],
)
def test_what_a_reader_should_know_is_said(earnest, words, sentence):
    assert sentence in earnest("aql", *words).out


@pytest.mark.parametrize("width", [60, 160])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_fits_every_width(earnest, width, language):
    sitting = replace(earnest, width=width, language=language)
    said = sitting("aql", "--lot", "5000", "--aql", "40", "--severity", "reduced")
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= width


def test_drawing_is_written_beside_the_reader(earnest, tmp_path):
    said = earnest("aql", "--lot", "5000", "--aql", "2.5", "--svg", "curve.svg")
    assert said.out.splitlines()[-1] == "Drawn in curve.svg"
    drawn = ET.parse(tmp_path / "curve.svg").getroot()
    assert "200 checked, at most 10 bad" in "".join(drawn.itertext())


def test_file_that_cannot_be_written_is_named(earnest):
    said = earnest("aql", "--lot", "50", "--aql", "1.0", "--svg", "nowhere/curve.svg")
    assert (said.code, said.err) == (2, "The file “nowhere/curve.svg” cannot be written.\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--lot", "0", "--aql", "2.5"), "sampling.lot_too_small"),
        (("--lot", "1", "--aql", "2.5"), "sampling.lot_too_small"),
        (("--lot", "5000", "--aql", "3.3"), "sampling.unknown_aql"),
        (("--lot", "5000", "--aql", "0"), "sampling.aql_zero"),
        (("--lot", "5000", "--aql", "2.5", "--level", "IV"), "sampling.unknown_level"),
        (("--lot", "5000", "--aql", "2.5", "--severity", "hard"), "sampling.unknown_severity"),
        (("--lot", "5000", "--aql", "2.5", "--standard", "none"), "sampling.unknown_standard"),
    ],
)
def test_impossible_plan_is_one_sentence_and_exit_one(earnest, words, code):
    said = earnest("aql", *words, "--json")
    assert (said.code, said.error) == (1, code)
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("words", [("--lot", "many", "--aql", "2.5"), ("--lot", "50")])
def test_what_was_typed_wrongly_is_exit_two(earnest, words):
    assert earnest("aql", *words).code == 2
