"""Does the check of a contract say every grade and reason, and change nothing?"""

from __future__ import annotations

import pytest

from tests.cli.conftest import FLASKS, UBL

VAGUE = FLASKS.read_text(encoding="utf-8").replace(
    'value = "Pantone 7694 C"', 'value = "nice blue"'
)


def test_file_is_checked_clause_by_clause(earnest):
    found = earnest.done("contract", "check", str(UBL))
    assert found["grade"] == "D"
    assert found["grade_min"] == "C"
    good = next(clause for clause in found["clauses"] if clause["vague"])
    assert good["vague"] == ["good"]
    assert {reason["code"] for reason in good["reasons"]} >= {"value_vague", "method_missing"}
    assert all(reason["sentence"] for reason in good["reasons"])
    assert f"clause.vague:{good['id']}" in found["to_confirm"]


def test_check_of_a_file_writes_nothing(earnest, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    assert earnest("contract", "check", str(UBL)).code == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_testable_contract_has_nothing_to_confirm(earnest):
    found = earnest.done("contract", "check", str(FLASKS))
    assert found["to_confirm"] == found["gaps"] == []
    assert found["grade"] in ("A", "B")


def test_other_rules_ask_for_another_grade(earnest):
    found = earnest.done("contract", "check", str(FLASKS), "--policy", "alibaba-2017-12")
    assert found["grade_min"] == "B"
    assert earnest("contract", "check", str(FLASKS), "--policy", "none").code == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Grade D", "“nice”", "(2)"]), ("zh", ["评级 D", "含糊词语", "共 2 条"])],
)
def test_people_read_sentences_in_their_language(earnest, language, words):
    earnest.stdin = VAGUE.replace("Spectrophotometer, D65, 10 degrees", "as usual").encode()
    said = earnest("contract", "check", "-", "--lang", language).out
    assert [word for word in words if word not in said] == []


def test_text_of_a_file_cannot_steer_the_terminal(earnest):
    earnest.stdin = (
        FLASKS.read_text(encoding="utf-8").replace("Colour of the", "\\u202eColour of").encode()
    )
    said = earnest("contract", "check", "-")
    assert said.code == 0
    assert "\u202e" not in said.out


@pytest.mark.parametrize("data", [b"", b"{", b"\x89PNG", b"lines = 3"])
def test_unreadable_file_ends_with_two(earnest, data):
    earnest.stdin = data
    assert earnest("contract", "check", "-", "--json").code == 2
    assert earnest("contract", "check", "no-such-file.toml").code == 2


def test_contract_of_an_order_is_checked_and_stays(earnest, draft):
    before = earnest.done("order", "show", draft)["version"]
    found = earnest.done("order", "check", draft[:8])
    assert (found["policy"], found["confirmed"]) == ("guide-2021@1", [])
    assert found["grade"] in ("A", "B")
    assert earnest.done("order", "show", draft)["version"] == before


def test_warnings_are_confirmed_at_the_terminal_and_shown_as_such(earnest):
    earnest.stdin = VAGUE.replace("2026-05-15", "2099-05-15").encode()
    order = earnest.done("order", "import", "-")["order_id"]
    todo = earnest.done("order", "check", order)["to_confirm"]
    assert todo == ["clause.untestable:colour", "clause.vague:colour"]
    shown = earnest.done("order", "show", order)
    words = [item for id in todo for item in ("--warnings", id)]
    hash_ = ("--contract-hash", shown["contract_hash"])
    assert earnest("order", "do", order, "propose-contract", *hash_, "--json").error == (
        "contract.warnings_unconfirmed"
    )
    earnest.done("order", "do", order, "confirm-warnings", *hash_, *words, "--yes")
    found = earnest.done("order", "check", order)
    assert (found["to_confirm"], found["confirmed"]) == ([], todo)
