"""Can an inspection be booked, given away, made and contested at a terminal?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.cli.people import the_desk
from earnest.demo.cast import INES, OLGA
from earnest.demo.trade import report_on
from earnest.domain.inspection.report import Verdict
from earnest.exchange.report_file import write_report

INSPECTOR = INES.company.id
PAPERS = ("--body", "UKAS", "--number", "4711", "--scope", "consumer goods")


def day(after):
    return (the_desk().now().date() + timedelta(days=after)).isoformat()


def kinds(value):
    return [event["type"].partition(".")[0] for event in value["events"]]


def report_file(folder, order, verdict):
    desk = the_desk()
    seen = desk.look.order(order, OLGA.actor(), desk.now())
    whole = report_on(seen.contract, "A", verdict, desk.policies.of(seen.policy))
    (folder / "report.json").write_bytes(write_report(whole))
    return str(folder / "report.json")


@pytest.fixture
def given_away(earnest, concluded):
    """An order with a produced lot, and an inspection that Ines has to make."""
    earnest.done("pay", concluded)
    earnest.done("inspection", "book", concluded, "--on", day(5), "--yes")
    earnest.done("inspection", "answer", concluded, "--as", "ning", "--yes")
    earnest.done(
        "inspection", "assign", concluded, INSPECTOR, *PAPERS, "--valid-until", day(400),
        "--as", "olga", "--yes",
    )  # fmt: skip
    earnest.done(
        "order", "do", concluded, "report-production", "--percent", "100", "--as", "ning", "--yes"
    )
    return concluded


def test_order_without_inspections_says_so(earnest, concluded):
    assert earnest("inspection", "list", concluded).out == "No inspections.\n"
    assert earnest("inspection", "list", "--as", "ines").out == "No inspections.\n"
    assert earnest("inspection", "show", concluded, "--json").error == "inspection.unknown"


def test_party_that_names_no_order_is_asked_for_it(earnest, given_away):
    assert earnest("inspection", "list", "--json").error == "inspection.name_an_order"


def test_booked_inspection_is_listed_for_the_parties(earnest, given_away):
    found = earnest.done("inspection", "list", given_away)["inspections"]
    assert [(one["id"], one["status"], one["payer"]) for one in found] == [
        ("I1", "assigned", "buyer")
    ]
    assert "inspector assigned" in earnest("inspection", "list", given_away).out


def test_inspector_sees_his_visit_and_nothing_else_of_the_order(earnest, given_away):
    earnest.width = 160
    jobs = earnest.done("inspection", "list", "--as", "ines")["inspections"]
    assert [(one["order"], one["inspection"]) for one in jobs] == [(given_away, "I1")]
    assert given_away in earnest("inspection", "list", "--as", "ines").out
    page = earnest("inspection", "show", given_away, "I1", "--as", "ines").out
    assert "Checklist" in page
    assert "USD" not in page
    seen = earnest.done("inspection", "show", given_away, "I1", "--as", "ines")
    assert seen["allowed"]["major"]["checked"] > 1
    assert earnest("order", "show", given_away, "--as", "ines", "--json").error == "order.not_found"
    assert earnest("inspection", "show", given_away, "I2", "--as", "ines", "--json").error == (
        "order.not_found"
    )


def test_other_day_is_an_answer(earnest, concluded):
    earnest.done("pay", concluded)
    earnest.done("inspection", "book", concluded, "--on", day(5), "--yes")
    said = earnest.done("inspection", "answer", concluded, "--on", day(7), "--as", "ning", "--yes")
    assert kinds(said) == ["inspection_countered"]
    said = earnest("inspection", "answer", concluded, "--on", "soon", "--as", "ning", "--yes")
    assert said.code == 2
    assert kinds(earnest.done("inspection", "cancel", concluded, "--yes")) == [
        "inspection_cancelled"
    ]


def test_report_is_judged_contested_and_settled(earnest, given_away, tmp_path):
    file = report_file(tmp_path, given_away, Verdict.FAILED)
    said = earnest.done("inspection", "report", given_away, file, "--as", "ines", "--yes")
    assert kinds(said) == ["inspection_recorded"]
    page = earnest("inspection", "show", given_away).out
    assert "failed" in page
    assert "major defects" in page
    assert earnest.done("inspection", "list", "--as", "ines")["inspections"] == []
    said = earnest.done("inspection", "contest", given_away, "--as", "ning", "--yes")
    assert kinds(said) == ["report_contested"]
    file = report_file(tmp_path, given_away, Verdict.PASSED)
    said = earnest.done("inspection", "report", given_away, file, "--as", "olga", "--yes")
    assert kinds(said) == ["inspection_recorded", "contest_settled"]
    shown = earnest.done("inspection", "show", given_away, "I2")
    assert (shown["payer"], shown["reports"][0]["judged"]["verdict"]) == ("buyer", "passed")


def test_report_that_is_no_file_or_no_report_is_unreadable(earnest, given_away, tmp_path):
    (tmp_path / "bad.json").write_text('{"presented": 1.5}')
    for name in ("none.json", "bad.json"):
        said = earnest("inspection", "report", given_away, str(tmp_path / name), "--as", "ines")
        assert said.code == 2


def test_pages_are_told_in_chinese(earnest, given_away):
    assert "已指派验货方" in earnest("inspection", "list", given_away, "--lang", "zh").out
