"""Are personal words gone when an operator erases them, and is it recorded who did it and why?"""

from __future__ import annotations

import sqlite3

from earnest.cli.people import the_desk
from earnest.domain.subjects import Kind, Subject
from earnest.domain.talk import EraseWords, WordsErased
from earnest.journal.envelope import open_up


def _texts(earnest, order) -> list[str | None]:
    return [one["text"] for one in earnest.done("message", order)["messages"]]


def test_erased_words_are_gone_and_the_rest_stays(earnest, concluded, tmp_path):
    for text in ("my number is 555", "thank you"):
        earnest.done("message", concluded, text)
    earnest.done("talk", "erase", concluded, "1", "--reason", "a private number")
    earnest.done("message", concluded, "and again")
    assert _texts(earnest, concluded) == [None, "thank you", "and again"]
    assert "(erased)" in earnest("message", concluded).out
    earnest.done("talk", "erase", concluded, "3", "--reason", "said by mistake")
    assert _texts(earnest, concluded) == [None, "thank you", None]
    events = [open_up(body) for body in the_desk().reads.events(Subject(Kind.TALK, concluded))]
    told = [each for each in events if isinstance(each.event, WordsErased)]
    assert [(e.event.number, e.event.reason) for e in told] == [
        (1, "a private number"),
        (3, "said by mistake"),
    ]
    assert told[0].stamp.login == told[0].event.by == "olga"
    assert earnest.done("verify")["ok"]
    with sqlite3.connect(tmp_path / "trade.sqlite3") as database:
        kept = database.execute("SELECT text FROM private_text WHERE name = 'text'").fetchall()
    database.close()
    assert kept == [("thank you",)]


def test_only_operators_erase_and_only_what_is_there(earnest, concluded):
    earnest.done("message", concluded, "hello")
    words = ("talk", "erase", concluded)
    assert earnest(*words, "1", "--reason", "x", "--as", "hannah", "--json").error == (
        "permission.wrong_role"
    )
    assert earnest(*words, "2", "--reason", "x", "--json").error == "message.not_found"
    assert _texts(earnest, concluded) == ["hello"]


def test_words_recorded_as_erased_and_still_there_are_found_and_repeating_erases_them(
    earnest, concluded
):
    from earnest.demo.cast import OLGA

    earnest.done("message", concluded, "hello")
    subject = Subject(Kind.TALK, concluded)
    the_desk().perform(subject, EraseWords(1, "a crash follows"), OLGA.actor())
    found = earnest("verify", "--json").json["findings"]
    assert [each["check"] for each in found] == ["private_text.not_erased"]
    again = earnest("talk", "erase", concluded, "1", "--reason", "again", "--json")
    assert again.error == "message.erased_already"
    assert _texts(earnest, concluded) == [None]
    assert earnest.done("verify")["ok"]
