"""Does the terminal say what is covered, now and after a supposed command, in both languages?"""

from __future__ import annotations

import pytest

from tests.cli.test_acting import report_file


@pytest.fixture
def reported(earnest, concluded, tmp_path):
    """An order, paid and produced, with a report on its only lot."""
    earnest.done("pay", concluded)
    do = ("order", "do", concluded)
    earnest.done(*do, "report-production", "--percent", "100", "--as", "ning", "--yes")
    file = report_file(tmp_path, concluded)
    earnest.done(*do, "record-inspection", "--report", file, "--as", "olga", "--yes")
    return concluded


@pytest.fixture
def keeping(earnest, reported):
    """Approve shipping, and keep the claim on the first clause."""
    terms = earnest.done("order", "show", reported)["contract"]
    clause = terms["lines"][0]["clauses"][0]["id"]
    return ("--if", "approve-shipment", "--answer", "with-reservations", "--clauses", clause)


def line(answer, issue):
    return next(each for each in answer["lines"] if each["issue"] == issue)


def test_cover_is_shown_before_and_after_a_supposed_command(earnest, reported, keeping):
    found = earnest.done("cover", reported, *keeping, "--pack", "both")
    binding, strict = found["packs"]
    assert (binding["policy"], binding["is_binding"]) == ("guide-2021@1", True)
    assert strict["policy"] == "alibaba-2017-12@1"
    assert found["command"] == "approve-shipment"
    for answer in (binding["present"], binding["supposed"]):
        assert line(answer, "latent")["status"] == "covered"
    assert {ground["code"] for ground in binding["grounds"]} == {
        "no_clear_specification",
        "no_inspection_booked",
        "found_after_receipt",
    }
    assert earnest.done("order", "show", reported)["version"] == found["version"]


def test_refused_command_still_shows_the_present_cover(earnest, reported):
    found = earnest.done(
        "cover", reported, "--if", "approve-shipment", "--answer", "with_reservations"
    )
    assert found["refusal"]["code"] == "approve.names_no_clause"
    assert found["packs"][0]["supposed"] is None
    assert line(found["packs"][0]["present"], "latent")["minor"] > 0
    page = earnest("cover", reported, "--if", "accept-goods").out
    assert "✗ This is not possible now:" in page
    assert "✓ covered · Another defect that shows only later" in page


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--if", "fly"), "command.bad_choice"),
        (("--if", "approve-shipment", "--colour", "red"), "command.bad_choice"),
        (("--lot", "A"), "command.bad_choice"),
        (("--pack", "nobody"), "policy.unknown"),
    ],
)
def test_unknown_words_are_refused_by_name(earnest, reported, words, code):
    said = earnest("cover", reported, *words, "--json")
    assert said.code != 0
    assert said.error == code


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("What is covered, by guide-2021@1", "✓ covered", "now", "after it")),
        ("zh", ("保障情况（依据 guide-2021@1）", "✓ 有保障", "操作之后")),
    ],
)
def test_page_is_said_in_both_languages(earnest, reported, keeping, language, words):
    earnest.width = 140
    page = earnest("cover", reported, *keeping, "--lang", language).out
    for word in words:
        assert word in page


def test_stranger_finds_no_order(earnest, reported):
    said = earnest("cover", reported, "--as", "elsa", "--json")
    assert said.error == "order.not_found"


def test_preview_shows_the_lines_that_a_command_changes(earnest, reported):
    earnest.width = 140
    offer = ("propose-cancellation", "--keeps", "0", "--as", "ning", "--yes")
    earnest.done("order", "do", reported, *offer)
    agree = ("order", "preview", reported, "answer-cancellation", "--keeps", "0")
    assert "If this turns out" not in earnest(*agree, "--no-accept").out
    page = earnest(*agree, "--accept").out
    assert "If this turns out" in page
    assert "✓ covered USD" in page
    found = earnest.done(*agree, "--accept")
    assert line(found["before"]["protection"], "fraud")["minor"] > 0
    assert found["after"]["protection"]["covered_minor"] == 0
