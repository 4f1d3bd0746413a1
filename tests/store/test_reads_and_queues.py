"""Do pages find what was written, and is what waits claimed by one alone?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from earnest.domain.payment.notice import KeepNotice, SettleNotice
from earnest.domain.payment.receipt import RecordReceipt, RecordReversal
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Kind, Subject
from earnest.store.queues import LEASE, MAX_TRIES, StoreDeadlines, StoreOutbox
from earnest.store.reads import StoreReads
from earnest.usecases.batch import Answer, Done, Request
from earnest.usecases.intake import intake
from earnest.usecases.ports import Notice
from tests.cast import HARBOUR, NINGBO, OLGA, RAIL, START
from tests.store.story import Teller, order, receipt


def test_lists_show_what_is_due_first_then_newest(teller: Teller):
    reads = StoreReads(teller.store)
    teller.set_limit()
    stories = [Teller(teller.store, number=number) for number in (1, 2, 3)]
    for story in stories:
        story.activate()
    stories[0].receive()
    stories[0].finish()
    found = reads.boards(organisation=HARBOUR)
    assert [line.order for line in found][-1] == order(1).id
    assert found[0].next_due_at is not None
    assert found[0].next_due_at <= found[1].next_due_at
    assert found[-1].next_due_at is None
    assert found[-1].stage == "closed"
    assert found[0].held_minor == 600_000
    pages, after = [], ""
    while page := reads.boards(organisation=NINGBO, after=after, limit=1):
        pages += page
        after = reads.cursor(page[-1])
    assert pages == list(found)
    assert reads.boards(organisation=None, stage="closed") == [found[-1]]
    assert reads.boards(organisation="another-house") == []
    with pytest.raises(Refused, match=r"list\.bad_cursor"):
        reads.boards(organisation=None, after="x'; DROP TABLE event")


def test_draft_is_not_in_the_list_of_the_other_side(teller: Teller):
    from earnest.domain.order.acts.draft import OpenOrder
    from tests.cast import BUYER

    teller.do(OpenOrder(teller.terms), BUYER)
    reads = StoreReads(teller.store)
    assert len(reads.boards(organisation=HARBOUR)) == 1
    assert reads.boards(organisation=NINGBO) == []


def test_organisation_on_both_sides_of_an_order_has_it_once(teller: Teller):
    teller.set_limit()
    Teller(teller.store, number=1).activate()
    Teller(teller.store, number=2).activate()
    reads = StoreReads(teller.store)
    teller.store.change("UPDATE board SET supplier = buyer WHERE subject_id = ?", order(1).id)
    assert [line.order for line in reads.boards(organisation=NINGBO)] == [order(2).id]
    ours = sorted(line.order for line in reads.boards(organisation=HARBOUR))
    assert ours == sorted([order(1).id, order(2).id])
    for side in ("buyer", "supplier"):
        teller.store.change(
            "UPDATE board SET hidden_from = ? WHERE subject_id = ?", side, order(1).id
        )
        assert sorted(line.order for line in reads.boards(organisation=HARBOUR)) == ours


def test_words_are_read_until_they_are_erased(teller: Teller):
    reads = StoreReads(teller.store)
    teller.set_limit()
    teller.sign()
    teller.say("how are you?")
    (said,) = reads.words(order().id)
    assert (said.text, said.organisation, said.role) == ("how are you?", HARBOUR, "buyer")
    reads.erase_words(order().id, 1)
    assert reads.words(order().id)[0].text is None


def test_what_waits_for_a_side_is_found_soonest_first_and_counted(teller: Teller):
    reads = StoreReads(teller.store)
    teller.set_limit()
    stories = [Teller(teller.store, number=number) for number in (1, 2, 3)]
    for days, story in enumerate(stories):
        story.now += timedelta(days=days)
        story.activate()
    assert reads.waiting_for(NINGBO, (), 2) == ([order(1).id, order(2).id], 3)
    assert reads.waiting_for(NINGBO, ("ship_by",), 2) == ([], 0)
    assert reads.waiting_for("another-house", (), 2) == ([], 0)
    assert reads.waiting_for(None, (), 2) == ([], 0)


def test_money_that_does_not_fit_is_found_by_its_order_and_refused_notices_by_age(teller: Teller):
    reads = StoreReads(teller.store)
    teller.set_limit()
    teller.activate()
    for number, currency in ((71, "EUR"), (72, "USD")):
        paid = RecordReceipt("bank", f"x-{number}", 5, currency, "wire", order().id)
        teller.do(paid, RAIL, receipt(number))
    nameless = RecordReceipt("bank", "x-73", 5, "USD", "wire", "")
    teller.do(nameless, RAIL, receipt(73))
    assert reads.suspended(order().id) == [receipt(71)]
    assert reads.suspended() == [receipt(71), receipt(73)]
    assert reads.notices() == []
    notice = Subject(Kind.NOTICE, "n" * 20)
    teller.do(KeepNotice("bank/1", "order/x", "RecordPayout", "{}", "x.y", "{}"), RAIL, notice)
    assert reads.notices() == [notice]
    teller.do(SettleNotice("rang them"), OLGA, notice)
    assert reads.notices() == []


def test_sums_of_transfers_are_rolled_up(teller: Teller):
    reads = StoreReads(teller.store)
    teller.set_limit()
    teller.activate()
    assert reads.all_transfers() == [
        ("custody", "suspense", "USD", "receive", 600_000),
        ("suspense", "escrow", "USD", "allocate", 600_000),
    ]
    assert [t.code.value for _, t in reads.transfers([order().id])] == ["allocate"]
    assert reads.transfers([]) == []


def test_settings_are_kept(teller: Teller):
    reads = StoreReads(teller.store)
    assert reads.setting("halt") is None
    reads.set("halt", "yes")
    reads.set("halt", "no")
    assert reads.setting("halt") == "no"


def test_due_deadline_is_claimed_once_and_comes_again_after_its_lease(teller: Teller):
    queue = StoreDeadlines(teller.store)
    teller.set_limit()
    teller.sign()
    assert queue.due(teller.now, 10) == []
    later = START + timedelta(days=30)
    assert queue.due(later, 10) == [order()]
    assert queue.due(later, 10) == []
    assert queue.due(later + LEASE, 10) == [order()]
    queue.failed(order(), later + LEASE, "it broke")
    assert queue.due(later + 2 * LEASE, 10) == [order()]


def test_outgoing_rows_are_claimed_sent_or_parked(teller: Teller):
    outbox = StoreOutbox(teller.store)
    teller.set_limit()
    teller.sign()
    first = outbox.due(teller.now, 100)
    assert first
    assert outbox.due(teller.now, 100) == []
    outbox.sent(first[1:], teller.now)
    now = teller.now
    for _ in range(MAX_TRIES):
        outbox.failed(first[0], now, "nobody home")
        now += timedelta(minutes=40)
        found = [letter for letter in outbox.due(now, 1) if letter.number == first[0].number]
        first[:1] = found or first[:1]
    assert first[0].attempts == MAX_TRIES - 1


def test_running_wait_is_told_from_an_ended_one(teller: Teller):
    outbox = StoreOutbox(teller.store)
    teller.set_limit()
    teller.sign()
    wait = teller.state().waits[0]
    assert outbox.still_waits(order(), wait.kind.value, wait.about, wait.due_at)
    assert not outbox.still_waits(order(), wait.kind.value, wait.about, teller.now)


class OneNotice:
    """A rail with one piece of news, which is forgotten once it was heard."""

    def __init__(self, notice: Notice) -> None:
        self.news = [notice]

    def notices(self) -> list[Notice]:
        return list(self.news)

    def taken(self, notices: Sequence[Notice]) -> None:
        self.news = [notice for notice in self.news if notice not in notices]


class Faulty:
    """A committer that has a fault wherever ``order`` is touched."""

    def __init__(self) -> None:
        self.done: list[Request] = []

    def submit_many(self, requests: Sequence[Request]) -> list[Answer]:
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request) -> Answer:
        if getattr(request.command, "order", "x"):
            return OverflowError("date value out of range")
        self.done.append(request)
        return Done(request.subject, 1, (), 1)


def test_money_that_meets_a_fault_of_ours_is_booked_for_no_order():
    subject = Subject(Kind.RECEIPT, "0" * 20)
    paid = RecordReceipt("bank", "b-1", 5, "USD", "wire", order(1).id)
    rail, committer = OneNotice(Notice("bank/1", subject, paid)), Faulty()
    assert intake(rail, committer) == 1
    assert [request.command for request in committer.done] == [replace(paid, order="")]
    assert rail.news == []


def test_notice_that_meets_a_fault_of_ours_is_not_forgotten():
    subject = Subject(Kind.RECEIPT, "0" * 20)
    rail = OneNotice(Notice("bank/2", subject, RecordReversal("b-2", 5)))
    assert intake(rail, Faulty()) == 0
    assert len(rail.news) == 1
