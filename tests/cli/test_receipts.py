"""Can an operator see money that fits no order, give it to one, and send it back?"""

from __future__ import annotations

from earnest.cli.people import the_desk


def _suspended(earnest) -> list[dict]:
    return earnest.done("receipt", "list")["receipts"]


def test_money_without_a_reference_waits_until_an_operator_assigns_it(earnest, concluded):
    earnest.done("pay", concluded, "no-reference")
    (waiting,) = _suspended(earnest)
    assert (waiting["reason"], waiting["order_id"]) == ("no_order", "")
    earnest.done("receipt", "assign", waiting["receipt_id"], concluded)
    assert _suspended(earnest) == []
    shown = earnest.done("order", "show", concluded)
    assert shown["money"]["paid_minor"] == waiting["suspense_minor"]


def test_money_that_is_sent_back_leaves_the_books_empty(earnest, concluded):
    earnest.done("pay", concluded, "wrong-currency")
    (waiting,) = _suspended(earnest)
    assert waiting["reason"] == "other_currency"
    earnest.done("receipt", "return", waiting["receipt_id"])
    assert _suspended(earnest) == []
    assert all(line.balance_minor == 0 for line in _trial())


def test_suspense_is_the_operators_alone(earnest):
    refused = earnest("receipt", "list", "--as", "hannah", "--json")
    assert refused.code
    assert refused.error == "permission.operators_only"


def _trial():
    from earnest.usecases.look import trial_of

    return trial_of(the_desk().reads)


def test_order_shows_its_buyer_what_came_for_it_and_does_not_fit(earnest, concluded):
    earnest.done("pay", concluded, "wrong-currency", "--amount", "500.00")
    (waiting,) = earnest.done("order", "show", concluded)["unmatched"]
    assert (waiting["sent_for"], waiting["reason"]) == (concluded, "other_currency")
    assert waiting["due_at"]
    assert "Money that does not fit" in earnest("order", "show", concluded).out
    assert earnest.done("order", "show", concluded, "--as", "ning")["unmatched"] == []
    assert earnest.done("verify")["ok"]
