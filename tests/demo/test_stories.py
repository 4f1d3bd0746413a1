"""Do the stories tell what the guide says, and does the market stand in every stage?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from earnest.accounts.authority import AUTHORITY_OF_ROLE
from earnest.accounts.models import MemberRole, OrganisationDuty
from earnest.demo.cast import COMPANIES, MEMBERS, introduce, member_of
from earnest.demo.notes import said
from earnest.demo.play import Happened, Note, Teller, begin_at, play
from earnest.demo.stories import START, once
from earnest.demo.tales import TALES, populate
from earnest.demo.trade import Trade
from earnest.domain.calendar import local_date
from earnest.domain.contract.lots import Purpose
from earnest.domain.inspection.booking import BookingStatus
from earnest.domain.ledger.trial import is_balanced
from earnest.domain.parties import Actor, Duty, Role
from earnest.environment import read_environment
from earnest.usecases.look import trial_of
from earnest.wiring import Desk, open_desk
from earnest.wiring.proof import verified

OLGA = Actor("olga", "platform", Duty.OPERATE)


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    found = open_desk(read_environment({"EARNEST_HOME": str(tmp_path)}))
    introduce(found.reads)
    yield found
    found.close()


@pytest.fixture(scope="module")
def market(tmp_path_factory) -> Iterator[Desk]:
    """A market, filled once for all tests that only look at it."""
    home = tmp_path_factory.mktemp("market")
    found = open_desk(read_environment({"EARNEST_HOME": str(home)}))
    introduce(found.reads)
    before = found.now()
    assert populate(found)
    assert abs((found.now() - before).total_seconds()) < 3600  # it ends at the present
    yield found
    found.close()


def told(desk: Desk) -> tuple[list[Note | Happened], list[Trade]]:
    begin_at(desk, START)
    heard: list[Note | Happened] = []
    trades: list[Trade] = []
    teller = Teller(desk, heard.append)
    play(desk, [once(desk, teller, trades)], after_each=teller.news)
    return heard, trades


def test_stories_go_from_limit_to_closed_and_tell_every_event_once(desk):
    heard, trades = told(desk)
    notes = [note.code for note in heard if isinstance(note, Note)]
    assert [code for code in notes if code.startswith("step_")] == 2 * [
        "step_limit",
        "step_contract",
        "step_coverage",
        "step_payment",
        "step_making",
        "step_arrival",
        "step_end",
    ]
    for trade in trades:
        assert trade.look().stage == "closed"
        events = [item for item in heard if isinstance(item, Happened)]
        seqs = [e.envelope.seq for e in events if e.envelope.subject.id == trade.id]
        assert seqs == list(range(1, len(seqs) + 1))
        assert len(seqs) == len(desk.reads.events(trade.subject))
    assert verified(desk).ok


def test_held_money_is_told_as_the_books_have_it(desk):
    heard, _ = told(desk)
    held = [item.held_minor for item in heard if isinstance(item, Happened)]
    assert {189_750, 632_500, 349_200, 1_164_000, 0} == set(held)


def test_every_note_can_be_said_in_both_languages(desk):
    heard, _ = told(desk)
    for note in heard:
        if isinstance(note, Note):
            assert said(note, "en")
            assert said(note, "zh")


def test_market_has_every_stage_many_currencies_and_balanced_books(market):
    boards = market.reads.boards(organisation=None, limit=500)
    assert len(boards) == len(TALES)
    stages = Counter(board.stage for board in boards)
    wanted = {"draft", "proposed", "signed", "active", "shipped", "received", "released", "closed"}
    assert wanted | {"cancelled", "lapsed"} == set(stages)
    assert len({board.currency for board in boards}) >= 7
    assert is_balanced(trial_of(market.reads))
    report = verified(market)
    assert report.findings == []


def test_market_has_its_sorrows(market):
    seen = [
        market.look.order(board.order, OLGA, market.now())
        for board in market.reads.boards(organisation=None, limit=500)
    ]
    suspense = next(line for line in trial_of(market.reads) if line.name == "suspense")
    assert suspense is not None
    assert any(order.money.receivable_minor for order in seen)
    assert any(lot.quality.verdict.value == "failed" for order in seen for lot in order.lots)
    assert any(order.shipping.proposal for order in seen)
    assert any(0 < order.money.refunded_minor < order.money.paid_minor for order in seen)
    assert any(p.status.value == "returned" for order in seen for p in order.payouts)
    late = [lot for order in seen for lot in order.lots if lot.shipment and lot.shipment.late_days]
    assert late


def test_market_has_what_inspections_bring(market):
    seen = [
        market.look.order(board.order, OLGA, market.now())
        for board in market.reads.boards(organisation=None, limit=500)
    ]
    asked = next(o for o in seen if any(u.status.value == "offered" for u in o.undertakings))
    assert asked.lots[0].quality.verdict.value == "failed"
    assert not asked.lots[0].quality.approved
    active = next(o for o in seen if any(u.status.value == "active" for u in o.undertakings))
    held = active.lots[0].held
    assert held[Purpose.SECURITY] == 40_500
    assert held[Purpose.HOLDBACK] == 2_700
    assert any(o.amendment and o.amendment.by is Role.SUPPLIER for o in seen)
    visits = [each for order in seen for each in order.inspections]
    today = local_date(market.now(), "Asia/Shanghai")
    filled_on = (today, today - timedelta(days=1))  # a day may have begun since
    assert any(v.status is BookingStatus.ASSIGNED and v.on in filled_on for v in visits)


def test_market_is_filled_once(market):
    count = verified(market).events
    assert not populate(market)
    assert verified(market).events == count


def test_cast_is_what_the_accounts_would_make_of_it():
    for member in MEMBERS:
        assert member.actor().authority == AUTHORITY_OF_ROLE[MemberRole(member.role)]
        assert member.company.duty.value in OrganisationDuty.values
        assert len(member.login) <= 20
        assert len(member.company.id) <= 20
    assert len({member.login for member in MEMBERS}) == len(MEMBERS)
    assert {member.company for member in MEMBERS} == set(COMPANIES)


def test_member_is_found_by_login_or_address():
    assert member_of("hannah") is member_of("HANNAH@harbour.example")
    assert member_of("nobody") is None


@pytest.mark.django_db
def test_cast_can_sign_in_and_welcoming_twice_changes_nothing(published):
    from django.contrib.auth import authenticate

    from earnest.accounts.models import User
    from earnest.cli.demonstration import let_sign_in
    from earnest.demo.cast import PASSWORD

    let_sign_in()
    let_sign_in()
    assert User.objects.count() == len(MEMBERS)
    user = authenticate(None, username="ning@lantern.example", password=PASSWORD)
    assert user is not None
    assert (user.pk, user.language) == ("ning", "zh-hans")
    assert {row.login for row in published} == {member.login for member in MEMBERS}
