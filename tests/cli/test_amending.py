"""Can a contract be amended and a lot be split from a terminal, and are the versions told?"""

from __future__ import annotations

from earnest.cli.people import the_desk
from tests.cli.conftest import flasks


def names(value):
    return [event["type"].partition(".")[0] for event in value["events"]]


def agreed(earnest, order):
    return earnest.done("order", "do", order, "answer-amendment", "--accept", "--yes")


def test_lot_is_split_with_its_money_and_cover_in_the_preview(earnest, concluded):
    earnest.done("pay", concluded)
    offer = ("order", "split", concluded, "--quantity", "600", "--as", "ning", "--yes")
    assert names(earnest.done(*offer)) == ["amendment_proposed"]
    found = earnest.done("order", "preview", concluded, "answer-amendment", "--accept")
    before, after = found["before"], found["after"]
    assert before["cover"] == after["cover"]
    (whole,) = before["lots"]
    assert [lot["id"] for lot in after["lots"]] == ["A", "B"]
    for figure in ("held_minor", "value_minor"):
        assert sum(lot[figure] for lot in after["lots"]) == whole[figure] > 0
    assert names(agreed(earnest, concluded)) == ["contract_amended"]
    shown = earnest.done("order", "show", concluded)
    assert [lot["id"] for lot in shown["lots"]] == ["A", "B"]
    assert earnest.done("verify")["ok"]


def test_contract_is_amended_by_a_file_and_the_versions_are_told(earnest, concluded):
    earnest.stdin = flasks(the_desk().now()).replace("Enamelled vacuum flasks", "Blue").encode()
    earnest.done("order", "amend", concluded, "-", "--as", "ning", "--yes")
    page = earnest("order", "show", concluded).out
    assert "An amendment waits for its answer" in page
    assert "title" in page
    agreed(earnest, concluded)
    first, second = earnest.done("order", "versions", concluded)["versions"]
    assert (first["number"], first["changes"]) == (1, [])
    assert {one["side"] for one in first["signatures"]} == {"buyer", "supplier"}
    assert [one["side"] for one in second["signatures"]] == ["supplier", "buyer"]
    assert [change["path"] for change in second["changes"]] == ["title"]
    assert second["changes"][0]["after"] == "Blue with harbour logo"
    page = earnest("order", "versions", concluded, "--as", "ning").out
    assert "Version 2 of the contract" in page


def test_goods_of_a_lot_are_said_as_line_and_quantity(earnest, concluded):
    words = ("order", "preview", concluded, "split-lot", "--new-lot", "B", "--lines")
    assert names(earnest.done(*words, "1=600")) == ["amendment_proposed"]
    assert earnest(*words, "600", "--json").error == "command.bad_value"


def test_draft_has_no_versions(earnest, draft):
    assert earnest.done("order", "versions", draft)["versions"] == []
    assert "Both sides have not signed" in earnest("order", "versions", draft).out
