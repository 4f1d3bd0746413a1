"""Is nothing missed that waits for the reader, however many orders there are?"""

from __future__ import annotations

import re

import pytest

from earnest.domain.order.acts.cancel import AnswerCancellation, ProposeCancellation
from earnest.domain.order.state import WaitKind
from earnest.rails.sandbox.bank import PayoutPlay
from earnest.usecases import overview

pytestmark = pytest.mark.django_db


def home(client, login: str) -> str:
    from earnest.accounts.models import User

    client.force_login(User.objects.get(pk=login))
    return " ".join(client.get("/").content.decode().split())


def needs_of(page: str) -> list[str]:
    part = page.partition('id="needs"')[2].partition("</section>")[0]
    return re.findall(r'<a href="/orders/(\w+)/"', part)


def seen(desk, member, **how):
    return overview.overview(desk.look, member.actor(), desk.now(), **how)


def test_what_waits_behind_the_first_page_is_found(desk, trade):
    from earnest.demo.cast import HANNAH, NING

    waiting = [trade(str(number)) for number in range(4)]
    for one in waiting[:3]:
        one.propose()
    last = waiting[3]
    found = seen(desk, HANNAH, limit=1)
    assert [need.line.id for need in found.needs] == [last.id]
    assert last.id not in {line.id for line in found.lines}
    assert found.more == 0
    theirs = seen(desk, NING, limit=1)
    assert {need.line.id for need in theirs.needs} == {one.id for one in waiting[:3]}


def test_more_than_can_be_shown_are_counted(client, desk, trade, monkeypatch):
    monkeypatch.setattr(overview, "MOST_NEEDS", 2)
    for number in range(23):
        trade(str(number))
    page = home(client, "hannah")
    assert len(set(needs_of(page))) == 20  # those that stand on the page
    assert "And 3 more orders wait for you, later than these." in page
    assert '<span class="count">23</span>' in page


def test_rights_are_no_tasks(desk):
    from earnest.demo.cast import HANNAH
    from earnest.demo.market import fill
    from earnest.demo.tales import accepted

    fill(desk, (accepted,))
    found = seen(desk, HANNAH)
    assert [line.next_wait.kind for line in found.lines] == [WaitKind.CLOSE]
    assert (found.needs, found.more) == ((), 0)


def test_operator_sees_the_payout_that_came_back(client, desk, trade):
    one = trade()
    one.conclude()
    one.pay("deposit")
    desk.play_payouts(PayoutPlay.RETURNS)
    one.do(ProposeCancellation(0), one.buyer)
    one.do(AnswerCancellation(accept=True, keeps_minor=0), one.supplier)
    desk.settle_down()
    page = home(client, "olga")
    assert needs_of(page) == [one.id]
    assert "never sent by itself" in page
    assert needs_of(home(client, "hannah")) == []
