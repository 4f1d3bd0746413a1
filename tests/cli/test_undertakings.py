"""Can an undertaking be written, read and signed at a terminal?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.cli.people import the_desk


@pytest.fixture
def offered(earnest, concluded):
    """An order with its deposit paid, on which the supplier offers an undertaking."""
    earnest.done("pay", concluded)
    claim_by = the_desk().now().date() + timedelta(days=90)
    earnest.done(
        "order", "do", concluded, "offer-undertaking", "--clauses", "logo", "--remedy", "repair",
        "--trigger", "photos", "--max", "300.00", "--security", "100.00",
        "--claim-by", claim_by.isoformat(), "--perform-days", "14", "--message", "1",
        "--as", "ning", "--yes",
    )  # fmt: skip
    return concluded


def test_order_without_undertakings_says_so(earnest, concluded):
    assert earnest("undertaking", "list", concluded).out == "No undertakings.\n"
    assert earnest("undertaking", "show", concluded, "--json").error == "undertaking.unknown"


def test_security_is_suggested_for_the_only_lot(earnest, offered):
    assert earnest.done("undertaking", "suggest", offered)["lot"] == "A"
    assert "Suggested security for a promise about lot A: USD" in (
        earnest("undertaking", "suggest", offered).out
    )
    assert earnest("undertaking", "suggest", offered, "--lot", "Z", "--json").error == "lot.unknown"


def test_undertaking_is_listed_with_sums_and_last_day(earnest, offered):
    earnest.width = 140
    page = earnest("undertaking", "list", offered).out
    assert "U1" in page
    assert "offered, not signed by both sides" in page
    assert "USD 300.00" in page


def test_only_open_undertaking_and_its_text_need_no_words(earnest, offered):
    text = earnest.done("undertaking", "show", offered, "U1")
    assert text["message"] == 1
    assert text["has_effect"] is False
    done = earnest.done("order", "do", offered, "countersign-undertaking", "--yes")
    assert [each["type"].partition(".")[0] for each in done["events"]] == [
        "undertaking_countersigned"
    ]
    after = earnest.done("undertaking", "show", offered)
    assert (after["status"], after["secured_minor"]) == ("active", 10_000)
    assert after["text_sha256"] == text["text_sha256"]


def test_text_is_shown_in_the_readers_language(earnest, offered):
    english = earnest("undertaking", "show", offered).out
    chinese = earnest("undertaking", "show", offered, "--lang", "zh").out
    assert "USD 100.00 of the money held for the lot is set aside" in " ".join(english.split())
    assert "从该批托管货款中划出 USD 100.00 作为担保金" in "".join(chinese.split("\n"))
    text = earnest.done("undertaking", "show", offered)
    assert set(text["text"]) == {"en", "zh"}
    assert text["text_sha256"] in english


def test_books_with_a_security_are_found_whole(earnest, offered):
    earnest.done("order", "do", offered, "countersign-undertaking", "--yes")
    assert earnest.done("verify")["ok"]
    lines = earnest.done("ledger", "statement", offered)["lines"]
    held = {each["held_minor"] for each in lines[-1:]}
    assert [(each["code"], each["minor"]) for each in lines][-1] == ("secure", 10_000)
    assert held == {earnest.done("order", "show", offered)["money"]["held_minor"]}
