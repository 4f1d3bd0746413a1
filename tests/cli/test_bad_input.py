"""Is whatever is typed wrongly answered by one sentence, and nothing half done?"""

from __future__ import annotations

import pytest

from tests.cli.conftest import FLASKS

AMOUNTS = [
    "1.5.5",
    "1,000.00",
    "-5",
    "１００",
    "NaN",
    "inf",
    "1e3",
    "0x10",
    "",
    "12.345",
    " 5",
    "9" * 30,
]


def failed(said, exit_code, code):
    assert (said.code, said.error) == (exit_code, code)
    assert said.err.count("\n") == 1
    assert said.err.strip().endswith((".", "。", "!")) or ":" in said.err


@pytest.mark.parametrize("amount", AMOUNTS)
def test_amount_that_is_no_amount_cannot_be_read(earnest, concluded, amount):
    words = ("order", "do", concluded, "propose-cancellation", "--keeps", amount, "--yes", "--json")
    failed(earnest(*words), 2, "money.not_canonical")


@pytest.mark.parametrize("minor", ["1.0", "-1", "１", "1e3", "01", "9" * 20, "nan"])
def test_minor_units_are_plain_digits(earnest, concluded, minor):
    words = ("order", "preview", concluded, "propose-cancellation", "--keeps-minor", minor)
    failed(earnest(*words, "--json"), 2, "money.not_canonical")


@pytest.mark.parametrize("text", ["\udcff", "a\x1b[31mb", "a\x00b"])
def test_bytes_that_are_no_text_cannot_be_read(earnest, draft, text):
    failed(earnest("message", draft, text, "--json"), 2, "command.bad_value")
    words = ("order", "do", draft, "cancel-order", "--reason", text)
    failed(earnest(*words, "--json"), 2, "command.bad_value")


def test_checkpoint_is_a_file(earnest):
    failed(earnest("verify", "--checkpoint", "/dev/zero", "--json"), 2, "import.not_a_file")


@pytest.mark.parametrize("percent", ["1.5", "half", "５０", "1e2", ""])
def test_whole_number_is_a_whole_number(earnest, concluded, percent):
    words = ("order", "preview", concluded, "report-production", "--percent", percent)
    failed(earnest(*words, "--as", "ning", "--json"), 2, "command.bad_value")


@pytest.mark.parametrize("at", ["yesterday", "2026-05-15", "2026-05-15T14:00", "２０２６"])
def test_instant_needs_its_zone(earnest, concluded, at):
    words = ("--handed-over-at", at, "--mode", "sea", "--carrier", "B", "--tracking", "1")
    said = earnest(
        "order", "do", concluded, "ship-goods", *words, "--documents", "x", "--as", "ning", "--json"
    )
    failed(said, 2, "command.bad_value")


def test_choice_outside_the_list_names_the_list(earnest, concluded):
    words = ("order", "do", concluded, "approve-shipment", "--lot", "A", "--answer", "perhaps")
    said = earnest(*words, "--json")
    failed(said, 2, "command.bad_choice")
    assert "as_is" in said.err


def test_missing_fields_are_named(earnest, concluded):
    said = earnest("order", "do", concluded, "ship-goods", "--as", "ning", "--json")
    failed(said, 2, "command.missing")
    assert "--handed-over-at" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ["order", "do", "x", "steal-goods"],
        ["order", "do", "x", "record-payout"],
        ["orders"],
        ["order", "show"],
        ["order", "show", "x", "--nonsense"],
        ["clock", "advance"],
    ],
)
def test_unknown_words_are_a_usage_error(earnest, words):
    said = earnest(*words, "--json")
    failed(said, 2, "usage")
    assert "--help" in said.err


def test_wrong_stage_is_refused(earnest, draft):
    said = earnest("order", "do", draft, "accept-goods", "--lot", "A", "--yes", "--json")
    failed(said, 1, "order.wrong_stage")


def test_wrong_role_is_refused(earnest, concluded):
    said = earnest(
        "order", "do", concluded, "report-production", "--percent", "5", "--yes", "--json"
    )
    failed(said, 1, "permission.wrong_role")


def test_missing_authority_is_refused(earnest, concluded):
    words = ("order", "do", concluded, "propose-cancellation", "--keeps", "0", "--yes", "--json")
    earnest.done("pay", concluded)
    failed(earnest(*words, "--as", "tom"), 1, "permission.no_authority")


def test_stranger_learns_nothing(earnest, concluded):
    said = earnest("order", "do", concluded, "cancel-order", "--yes", "--json", "--as", "elsa")
    failed(said, 1, "order.not_found")


def test_stale_version_is_refused(earnest, draft):
    words = ("order", "do", draft, "propose-contract", "--yes", "--seen", "1", "--json")
    failed(earnest(*words), 1, "request.stale")


def test_repeated_key_with_other_content_is_refused(earnest, draft):
    words = ("order", "do", draft, "propose-contract", "--yes", "--key", "k", "--json")
    assert earnest(*words).code == 0
    other = ("order", "do", draft, "cancel-order", "--yes", "--key", "k", "--json")
    failed(earnest(*other), 1, "request.key_reused")


def test_key_of_an_import_serves_one_file(earnest, tmp_path):
    earnest.done("order", "import", str(FLASKS), "--key", "k")
    other = tmp_path / "other.toml"
    other.write_text(FLASKS.read_text(encoding="utf-8").replace("HT-2026-014", "HT-2026-099"))
    failed(earnest("order", "import", str(other), "--key", "k", "--json"), 1, "request.key_reused")


def test_clock_does_not_go_back(earnest):
    said = earnest("clock", "set", "2020-01-01T00:00+00:00", "--json")
    failed(said, 1, "clock.backwards")


def test_clock_is_not_set_to_where_no_deadline_could_be_counted(earnest):
    for last in ("9999-12-31T23:59:59+00:00", "2100-01-01T00:00:01+00:00"):
        failed(earnest("clock", "set", last, "--json"), 1, "clock.too_far")
    assert earnest("verify").code == 0


@pytest.mark.parametrize("step", ["3", "-3d", "d", "３d", "3y", "99999d"])
def test_step_of_the_clock_is_a_number_and_a_unit(earnest, step):
    failed(earnest("clock", "advance", "--json", "--", step), 2, "command.bad_value")


def test_limit_needs_an_operator_and_a_reason(earnest):
    words = ("limit", "set", "ningbo-lantern", "10.00", "USD", "--reason")
    failed(earnest(*words, "good", "--as", "ning", "--json"), 1, "permission.wrong_role")
    failed(earnest(*words, " ", "--json"), 1, "limit.no_reason")
    bad = ("limit", "set", "ningbo-lantern", "10.00", "XYZ", "--reason", "good", "--json")
    failed(earnest(*bad), 2, "money.unknown_currency")


def test_environment_that_makes_no_sense_is_said(earnest, monkeypatch):
    monkeypatch.setenv("EARNEST_MODE", "serious")
    failed(earnest("order", "list", "--json"), 2, "environment.bad")


def test_home_that_cannot_be_made_is_trouble(earnest, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EARNEST_HOME", str(tmp_path / "file"))
    said = earnest("order", "list", "--json")
    failed(said, 3, "home.unusable")
