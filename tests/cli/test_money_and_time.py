"""Can a person play the bank, set limits and the clock, and read the books?"""

from __future__ import annotations

import pytest


def money(earnest, order):
    return earnest.done("order", "show", order)["money"]


def test_payment_without_an_amount_is_what_is_asked_next(earnest, concluded):
    assert earnest.done("pay", concluded)["minor"] == 349_200
    assert money(earnest, concluded)["held_minor"] == 349_200


@pytest.mark.parametrize(
    ("how", "paid"),
    [
        ("twice", 698_400),
        ("too-little", 314_280),
        ("too-much", 384_121),
        ("wrong-currency", 0),
        ("no-reference", 0),
        ("late", 0),
    ],
)
def test_bank_plays_what_payers_really_do(earnest, concluded, how, paid):
    assert earnest.done("pay", concluded, how)["paid_minor"] == paid
    assert earnest.done("verify")["ok"]
    assert earnest.done("ledger", "trial")["balanced"]


def test_late_money_comes_when_the_clock_gets_there(earnest, concluded):
    earnest.done("pay", concluded, "late", "--amount", "10.00")
    assert money(earnest, concluded)["paid_minor"] == 0
    earnest.done("clock", "advance", "3w")
    trial = earnest.done("ledger", "trial")["accounts"]
    assert {"custody", "suspense"} <= {account["account"] for account in trial}


def test_bank_takes_money_back(earnest, concluded):
    entry = earnest.done("pay", concluded)["entries"][0]
    words = ("pay", concluded, "reverse", "--entry", str(entry), "--amount", "100.00")
    assert earnest.done(*words)["held_minor"] == 339_200
    assert (
        earnest("pay", concluded, "reverse", "--amount", "1", "--json").error == "command.missing"
    )
    missing = ("pay", concluded, "reverse", "--entry", "99", "--amount", "1.00", "--json")
    assert earnest(*missing).error == "bank.no_such_entry"


def test_limit_is_set_and_shown(earnest, concluded):
    shown = earnest.done("limit", "show", "ningbo-lantern", "USD")
    assert shown["used_minor"] == 1_164_000
    earnest.done("limit", "set", "ningbo-lantern", "20000.00", "USD", "--reason", "less trade")
    assert earnest.done("limit", "show", "ningbo-lantern", "USD")["free_minor"] == 836_000
    said = earnest("limit", "set", "ningbo-lantern", "1.00", "USD", "--reason", "none", "--json")
    assert (said.code, said.error) == (1, "limit.below_reserved")


def test_clock_advances_to_the_next_deadline_and_what_falls_due_happens(earnest, concluded):
    due = earnest.done("clock", "show")["next_deadline_at"]
    assert earnest.done("clock", "advance", "next")["now"] >= due
    types = [event["type"] for event in earnest.done("order", "explain", concluded)["events"]]
    assert "limit_hold_ended.1" in types


def test_statement_tells_every_movement(earnest, concluded):
    earnest.done("pay", concluded)
    lines = earnest.done("ledger", "statement", concluded)["lines"]
    assert [(line["code"], line["minor"]) for line in lines][-2:] != []
    assert lines[-1]["held_minor"] == 349_200
    assert "held for the order" in earnest("ledger", "statement", concluded).out


def test_clock_alone_says_the_time_and_stays_where_nothing_runs(earnest):
    assert "here." in earnest("clock").out
    assert earnest.done("clock")["settable"]
    stays = earnest("clock", "advance", "next")
    assert (stays.code, "No deadline is running" in stays.out) == (0, True)
    assert earnest.done("clock", "advance", "next")["now"]


def test_trial_is_for_operators(earnest):
    said = earnest("ledger", "trial", "--as", "hannah", "--json")
    assert (said.code, said.error) == (1, "permission.operators_only")
    assert "The books are empty" in earnest("ledger", "trial").out


def test_checkpoint_proves_that_no_tail_was_cut(earnest, concluded):
    point = earnest.done("checkpoint")
    earnest.done("pay", concluded)
    assert earnest.done("verify", "--checkpoint", point["file"])["ok"]
    assert earnest("verify", "--checkpoint", "nowhere.json").code == 2


def test_rebuild_makes_the_same_again(earnest, concluded):
    before = earnest.done("order", "show", concluded)
    assert earnest.done("rebuild")["streams"] >= 2
    assert earnest.done("order", "show", concluded) == before
    assert earnest.done("verify")["ok"]


def test_tampering_is_found_and_is_no_success(earnest, concluded, tmp_path):
    import sqlite3

    from tests.cli.runner import leave

    leave()
    with sqlite3.connect(tmp_path / "trade.sqlite3") as database:
        database.execute("UPDATE board SET held_minor = held_minor + 1")
    database.close()
    said = earnest("verify", "--json")
    assert said.code == 1
    assert said.json["findings"]
