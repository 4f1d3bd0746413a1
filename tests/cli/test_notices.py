"""Is every notice of the bank that is refused seen, kept once, and dealt with by somebody?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from earnest.cli.people import the_desk
from earnest.domain.payment.receipt import RecordReversal
from earnest.usecases.intake import intake, request_of
from earnest.usecases.ports import Notice


@pytest.fixture
def refused(earnest, concluded) -> dict:
    """The notice of a payment that was taken back after it had been sent back."""
    entry = earnest.done("pay", concluded, "no-reference")["entries"][0]
    (waiting,) = earnest.done("receipt", "list")["receipts"]
    earnest.done("receipt", "return", waiting["receipt_id"])
    earnest.done("pay", concluded, "reverse", "--entry", str(entry), "--amount", "100.00")
    (notice,) = earnest.done("receipt", "notices")["notices"]
    return notice


def test_refused_notice_stands_in_the_operators_list_with_the_banks_words(earnest, refused):
    assert refused["code"] == "receipt.reverses_too_much"
    assert refused["command"] == "RecordReversal"
    assert refused["words"]["minor"] == 10_000
    shown = earnest("receipt", "notices").out
    assert refused["sentence"].split(".", maxsplit=1)[0] in " ".join(shown.split())
    assert refused["notice_id"] in shown
    assert earnest.done("verify")["ok"]


def test_dealt_with_notice_leaves_the_list_and_is_settled_once(earnest, refused):
    id = refused["notice_id"]
    assert earnest("receipt", "settle", id, "--reason", " ", "--json").error == "notice.no_reason"
    done = earnest.done("receipt", "settle", id, "--reason", "the bank was called")
    assert done["events"] == ["notice_settled.1"]
    assert earnest.done("receipt", "notices")["notices"] == []
    again = earnest("receipt", "settle", id, "--reason", "again", "--json")
    assert again.error == "notice.settled_already"
    assert earnest.done("rebuild")["streams"] >= 3
    assert earnest.done("verify")["ok"]


def test_refused_notices_are_the_operators_alone(earnest, refused):
    listed = earnest("receipt", "notices", "--as", "hannah", "--json")
    assert listed.error == "permission.operators_only"
    settled = earnest(
        "receipt", "settle", refused["notice_id"], "--reason", "x", "--as", "hannah", "--json"
    )
    assert settled.error == "order.not_found"
    unknown = earnest("receipt", "settle", "0" * 20, "--reason", "x", "--json")
    assert unknown.error == "notice.not_found"


class Repeating:
    """A bank that tells the same news again and again."""

    def __init__(self, *news: Notice) -> None:
        self.news = news
        self.heard: list[Notice] = []

    def notices(self) -> tuple[Notice, ...]:
        return self.news

    def taken(self, notices: list[Notice]) -> None:
        self.heard += notices


def test_notice_told_again_is_kept_once(earnest, refused):
    from earnest.domain.subjects import Kind, Subject

    desk = the_desk()
    subject = Subject(Kind.RECEIPT, refused["about"].partition("/")[2])
    command = RecordReversal(refused["words"]["rail_id"], refused["words"]["minor"])
    same = Repeating(Notice(refused["bank_notice"], subject, command))
    assert [intake(same, desk.committer) for _ in range(2)] == [1, 1]
    assert len(earnest.done("receipt", "notices")["notices"]) == 1
    other = Repeating(Notice(refused["bank_notice"], subject, RecordReversal("another", 7)))
    assert intake(other, desk.committer) == 1
    codes = {each["code"] for each in earnest.done("receipt", "notices")["notices"]}
    assert codes == {"receipt.reverses_too_much", "request.key_reused"}


def test_verify_finds_a_refusal_that_nobody_can_see(earnest, refused):
    from earnest.domain.subjects import Kind, Subject

    desk = the_desk()
    subject = Subject(Kind.RECEIPT, refused["about"].partition("/")[2])
    dropped = Notice("bank/dropped", subject, RecordReversal("dropped", 7))
    desk.committer.submit_many([request_of(dropped)])
    assert earnest.done("verify")["ok"]
    desk.set_clock(desk.now() + timedelta(hours=2))
    earnest.done("receipt", "settle", refused["notice_id"], "--reason", "later")
    found = earnest("verify", "--json").json["findings"]
    assert [(each["check"], each["where"]) for each in found] == [
        ("notice.not_kept", "rail/notice/bank/dropped")
    ]
