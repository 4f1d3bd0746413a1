"""Does every command of the domain work from a terminal, with its preview and its consent?"""

from __future__ import annotations

from earnest.cli.commands import is_for_people
from earnest.cli.people import the_desk
from earnest.demo.cast import OLGA
from earnest.demo.trade import report_on
from earnest.domain.deciders import COMMANDS
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.subjects import Kind
from earnest.exchange.report_file import write_report
from earnest.journal.codec import kebab
from tests.cli.conftest import FLASKS


def events(value):
    return [event["type"].partition(".")[0] for event in value["events"]]


def test_every_command_for_people_is_there_with_its_help(earnest):
    for command in COMMANDS[Kind.ORDER]:
        if command is not OpenOrder and is_for_people(command):
            # help is printed by the library itself; asking for it must find the command
            assert earnest("order", "do", "x", kebab(command.__name__), "--help").code == 0


def report_file(folder, order):
    """A report that passes the only lot of an order."""
    desk = the_desk()
    seen = desk.look.order(order, OLGA.actor(), desk.now())
    whole = report_on(seen.contract, "A", Verdict.PASSED, desk.policies.of(seen.policy))
    (folder / "report.json").write_bytes(write_report(whole))
    return str(folder / "report.json")


def test_preview_changes_nothing(earnest, draft):
    before = earnest.done("order", "show", draft)["version"]
    found = earnest.done("order", "preview", draft, "propose-contract")
    assert events(found) == ["contract_proposed"]
    assert (found["version"], found["after"]["stage"]) == (before, "proposed")
    assert "write-draft" in found["no_longer_possible"]
    assert earnest.done("order", "show", draft)["version"] == before


def test_preview_page_shows_events_waits_and_what_becomes_impossible(earnest, draft):
    earnest.width = 160
    page = earnest("order", "preview", draft, "propose-contract").out
    assert "The buyer proposed the contract." in page
    assert "answer the proposed contract" in page
    assert "No longer possible: Save the draft and Propose the contract" in page


def test_deed_is_done_after_consent(earnest, draft):
    earnest.answers = ["y"]
    said = earnest("order", "do", draft, "propose-contract")
    assert said.code == 0
    assert earnest.done("order", "show", draft)["stage"] == "proposed"


def test_no_is_an_answer(earnest, draft):
    earnest.answers = ["n"]
    said = earnest("order", "do", draft, "propose-contract")
    assert (said.code, said.err) == (1, "Nothing was done.\n")
    assert earnest.done("order", "show", draft)["stage"] == "draft"


def test_nobody_at_the_terminal_is_no_consent(earnest, draft):
    said = earnest("order", "do", draft, "propose-contract", "--json")
    assert (said.code, said.error) == (2, "consent.nobody")
    assert earnest.done("order", "show", draft)["stage"] == "draft"


def test_only_lot_present_text_and_language_need_no_words(earnest, concluded):
    earnest.done("pay", concluded)
    made = earnest.done(
        "order", "do", concluded, "report-production", "--percent", "100", "--as", "ning", "--yes"
    )
    assert events(made) == ["production_reported"]
    assert earnest.done("order", "show", concluded)["lots"][0]["production_percent"] == 100


def test_operator_and_carrier_act_without_a_page(earnest, concluded, tmp_path):
    earnest.done("pay", concluded)
    do = ("order", "do", concluded)
    earnest.done(*do, "report-production", "--percent", "100", "--as", "ning", "--yes")
    report = ("--report", report_file(tmp_path, concluded))
    assert events(earnest.done(*do, "record-inspection", *report, "--as", "olga", "--yes")) == [
        "inspection_recorded"
    ]
    earnest.done(*do, "approve-shipment", "--answer", "as-is", "--yes")
    earnest.done("pay", concluded)
    ship = ("--handed-over-at", "now", "--mode", "air", "--carrier", "Crane", "--tracking", "C 1")
    earnest.done(*do, "ship-goods", *ship, "--documents", "AWB 1", "--as", "ning", "--yes")
    earnest.done("clock", "advance", "3d")
    place = ("--delivered-at", "now", "--place", "London")
    assert events(earnest.done(*do, "record-delivery", *place, "--as", "carrier", "--yes")) == [
        "goods_delivered"
    ]
    earnest.done(*do, "confirm-receipt", "--yes")
    earnest.done(*do, "accept-goods", "--yes")
    shown = earnest.done("order", "show", concluded)
    assert shown["stage"] == "released"
    assert [payout["status"] for payout in shown["payouts"]] == ["settled"]
    assert earnest.done("verify")["ok"]


def test_money_is_typed_as_decimals_or_minor_units(earnest, concluded):
    earnest.done("pay", concluded)
    do = ("order", "preview", concluded, "propose-cancellation")
    for words in (("--keeps", "100.50"), ("--keeps-minor", "10050")):
        assert "USD 100.50" in earnest.done(*do, *words)["events"][0]["sentence"]


def test_draft_is_replaced_by_a_file(earnest, draft, tmp_path):
    text = FLASKS.read_text(encoding="utf-8").replace("Enamelled vacuum flasks", "Better flasks")
    (tmp_path / "better.toml").write_text(text, encoding="utf-8")
    file = str(tmp_path / "better.toml")
    earnest.done("order", "do", draft, "write-draft", "--contract", file, "--yes")
    assert earnest.done("order", "show", draft)["contract"]["title"].startswith("Better flasks")


def test_repeating_with_a_key_repeats_nothing(earnest, draft):
    words = ("order", "do", draft, "propose-contract", "--yes", "--key", "once")
    first, second = earnest.done(*words), earnest.done(*words)
    assert first["version"] == second["version"]


def test_deed_is_told_in_the_readers_language(earnest, draft):
    said = earnest("order", "do", draft, "propose-contract", "--yes", "--lang", "zh")
    assert "买方提出了合同。" in said.out


def test_messages_are_written_and_read(earnest, concluded):
    earnest.done("message", concluded, "请尽快付定金。", "--as", "ning")
    found = earnest.done("message", concluded)["messages"]
    assert [(one["by"], one["text"]) for one in found] == [("supplier", "请尽快付定金。")]
