"""What becomes of a notice of the bank that was refused?"""

from __future__ import annotations

from dataclasses import replace

from earnest.domain.payment.notice import LONGEST_REASON, KeepNotice, SettleNotice
from earnest.domain.subjects import Kind, Subject
from tests.cast import BUYER, OLGA, RAIL
from tests.driver import World

NOTICE = Subject(Kind.NOTICE, "n-1")
KEEP = KeepNotice("bank/7", "receipt/r-1", "RecordReversal", "{}", "receipt.not_found", "{}")


def test_notice_is_kept_once_and_moves_nothing():
    world = World()
    world.perform(KEEP, RAIL, NOTICE)
    kept = world.state(NOTICE)
    assert (kept.is_open, kept.at, kept.code) == (True, world.now, "receipt.not_found")
    assert world.refusal(KEEP, RAIL, NOTICE) == "notice.kept_already"
    assert world.states.keys() == {NOTICE}


def test_notice_is_settled_by_an_operator_with_a_reason():
    world = World()
    assert world.refusal(SettleNotice("done"), OLGA, NOTICE) == "notice.not_found"
    world.perform(KEEP, RAIL, NOTICE)
    assert world.refusal(SettleNotice(" "), OLGA, NOTICE) == "notice.no_reason"
    long = SettleNotice("x" * (LONGEST_REASON + 1))
    assert world.refusal(long, OLGA, NOTICE) == "notice.reason_too_long"
    world.perform(SettleNotice(" called the bank "), OLGA, NOTICE)
    settled = world.state(NOTICE)
    assert (settled.is_open, settled.settled_by) == (False, OLGA.login)
    assert settled.reason == "called the bank"
    assert world.refusal(SettleNotice("again"), OLGA, NOTICE) == "notice.settled_already"


def test_only_the_bank_keeps_and_only_operators_with_authority_settle():
    world = World()
    assert world.refusal(KEEP, OLGA, NOTICE) == "permission.wrong_role"
    world.perform(KEEP, RAIL, NOTICE)
    assert world.refusal(SettleNotice("x"), RAIL, NOTICE) == "permission.wrong_role"
    assert world.refusal(SettleNotice("x"), BUYER, NOTICE) == "order.not_found"
    weak = replace(OLGA, authority=frozenset({"operate"}))
    assert world.refusal(SettleNotice("x"), weak, NOTICE) == "permission.no_authority"
