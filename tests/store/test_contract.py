"""What does every store promise the write path? The same promises on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.draft import OpenOrder, WriteDraft
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.refusals import Refused, Trouble
from earnest.store.committer import GroupCommitter, InlineCommitter
from earnest.store.reads import StoreReads
from earnest.usecases.batch import Batch, Done, Request
from earnest.usecases.commit import commit
from tests.cast import BUYER, NINGBO, OLGA, SUPPLIER, contract
from tests.store.story import HOUSE, PROGRAMME, Teller, order
from tests.store.test_verify import rows_of, verified

DATA = ("event", "board", "account", "transfer", "deadline", "outbox", "exposure", "reservation")


class Standing:
    """A clock that stands where the teller's does."""

    def __init__(self, teller: Teller) -> None:
        self._teller = teller

    def now(self) -> Any:
        return self._teller.now


def data(store: Any) -> dict[str, Any]:
    rows = rows_of(store)
    return {table: rows[table] for table in DATA}


def test_repeated_key_gives_the_first_outcome_and_does_nothing(teller: Teller):
    teller.set_limit()
    first = teller.do(OpenOrder(teller.terms), BUYER, key="k")
    before = rows_of(teller.store)
    teller.now += timedelta(days=1)
    assert teller.do(OpenOrder(teller.terms), BUYER, key="k") == first
    assert rows_of(teller.store) == before


def test_refusal_is_remembered_under_its_key_and_changes_nothing_else(teller: Teller):
    teller.do(OpenOrder(teller.terms), BUYER)
    before = data(teller.store)
    request = Request(order(), SignContract("0" * 64), SUPPLIER, key="s")
    (first,) = teller.ask(request)
    assert isinstance(first, Refused)
    assert data(teller.store) == before
    (second,) = teller.ask(request)
    assert second == first
    assert verified(teller.store).ok


def test_key_with_other_content_is_refused(teller: Teller):
    teller.do(OpenOrder(teller.terms), BUYER, key="k")
    other = Request(order(), WriteDraft(contract(title="Others")), BUYER, key="k")
    (answer,) = teller.ask(other)
    assert answer == Refused("request.key_reused")


def test_keys_of_different_principals_do_not_meet(teller: Teller):
    teller.set_limit()
    teller.activate()
    command = ReportProduction(teller.lots()[0], 10)
    teller.do(command, SUPPLIER, key="open-1")  # the buyer has used this key before
    assert verified(teller.store).ok


def test_duplicates_in_one_list_have_one_winner(teller: Teller):
    request = Request(order(), OpenOrder(teller.terms), BUYER, key="k")
    first, second = teller.ask(request, request)
    assert isinstance(first, Done)
    assert first == second


def test_duplicates_in_flight_wait_for_the_winner(teller: Teller):
    request = Request(order(), OpenOrder(teller.terms), BUYER, key="k")
    committer = GroupCommitter(teller.store, HOUSE, Standing(teller))
    with committer, ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(committer.perform, [request] * 64))
    assert len({repr(answer) for answer in answers}) == 1
    assert isinstance(answers[0], Done)
    assert len(StoreReads(teller.store).events(order())) == 2


def test_stale_version_is_refused(teller: Teller):
    teller.do(OpenOrder(teller.terms), BUYER)
    stale = Request(order(), WriteDraft(teller.terms), BUYER, seen_version=1)
    (answer,) = teller.ask(stale)
    assert answer == Refused("request.stale", seen=1, version=2)


def test_revoked_operator_is_refused_at_commit(teller: Teller):
    from earnest.domain.programme.limit import SetLimit

    request = Request(PROGRAMME, SetLimit("USD", 5, "because"), OLGA)
    reads = StoreReads(teller.store, mac_key=HOUSE.mac_key)
    with GroupCommitter(teller.store, HOUSE, Standing(teller)) as committer:
        reads.project_actors([replace(OLGA, revoked=True)])
        assert committer.perform(request) == Refused("permission.revoked")
        reads.project_actors([OLGA])
        assert isinstance(committer.perform(request), Done)


def test_key_of_a_person_who_was_revoked_tells_him_nothing(teller: Teller):
    from earnest.domain.programme.limit import SetLimit

    request = Request(PROGRAMME, SetLimit("USD", 5, "because"), OLGA, key="once")
    reads = StoreReads(teller.store, mac_key=HOUSE.mac_key)
    with GroupCommitter(teller.store, HOUSE, Standing(teller)) as committer:
        assert isinstance(committer.perform(request), Done)
        reads.project_actors([replace(OLGA, revoked=True)])
        assert committer.perform(request) == Refused("permission.revoked")


def test_name_of_the_house_without_its_duty_is_nobody(teller: Teller):
    from earnest.domain.programme.limit import SetLimit

    false = replace(OLGA, login="clock")
    request = Request(PROGRAMME, SetLimit("USD", 5, "because"), false)
    with GroupCommitter(teller.store, HOUSE, Standing(teller)) as committer:
        assert committer.perform(request) == Refused("permission.revoked")


class Poisoned:
    """A store whose units break on one order, as only a bug of ours could."""

    def __init__(self, store: Any, bad: str, how: Callable[[Batch], None]) -> None:
        self._store, self._bad, self._how = store, bad, how

    def unit(self) -> Any:
        unit = self._store.unit()
        append = unit.append

        def poisoned(batch: Batch) -> None:
            if any(event.subject.id == self._bad for event in batch.events):
                self._how(batch)
            append(batch)

        unit.append = poisoned
        return unit

    def peek(self, requests: Any) -> Any:
        return self._store.peek(requests)


def test_poisoned_member_of_a_hundred_fails_alone(teller: Teller):
    def broken(_batch: Batch) -> None:
        raise ValueError("this one cannot be written")

    requests = [
        Request(order(n), OpenOrder(teller.terms), BUYER, key=f"k{n}") for n in range(1, 101)
    ]
    answers = commit(requests, Poisoned(teller.store, order(42).id, broken), HOUSE, teller.now)
    bad = [place for place, answer in enumerate(answers, 1) if not isinstance(answer, Done)]
    assert bad == [42]
    assert isinstance(answers[41], ValueError)
    assert len(StoreReads(teller.store).streams("order")) == 99
    assert verified(teller.store).ok


def test_member_that_the_database_refuses_fails_alone(teller: Teller):
    title = replace(teller.terms, title="nul \x00 is no text for PostgreSQL")
    requests = [Request(order(n), OpenOrder(teller.terms), BUYER) for n in range(1, 20)]
    requests[7] = Request(order(8), OpenOrder(title), BUYER)
    answers = commit(requests, teller.store, HOUSE, teller.now)
    bad = [place for place, answer in enumerate(answers) if not isinstance(answer, Done)]
    assert bad in ([], [7])
    assert verified(teller.store).ok


def test_threads_racing_on_one_order_leave_one_history(teller: Teller):
    teller.set_limit()
    teller.activate()
    lot = teller.lots()[0]
    barrier = threading.Barrier(8)

    def race(number: int) -> Any:
        barrier.wait()
        request = Request(order(), ReportProduction(lot, number + 1), SUPPLIER)
        return commit([request], teller.store, HOUSE, teller.now)[0]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(race, range(8)))
    done = [answer for answer in answers if isinstance(answer, Done)]
    assert done
    assert len({answer.version for answer in done}) == len(done)
    assert all(isinstance(answer, Done | Refused) for answer in answers)
    assert verified(teller.store).ok


def test_reservations_of_racing_orders_never_exceed_the_limit(teller: Teller):
    teller.set_limit(5_000_000)  # two orders of 2,000,000 fit, a third does not
    tellers = [Teller(teller.store, number=number) for number in range(1, 7)]
    from earnest.domain.order.acts.propose import ProposeContract

    for one in tellers:
        one.do(OpenOrder(one.terms), BUYER)
        one.do(ProposeContract(one.hash), BUYER)
        one.do(SignContract(one.hash), SUPPLIER)
    barrier = threading.Barrier(6)

    def race(one: Teller) -> Any:
        barrier.wait()
        request = Request(order(one.number), SignContract(one.hash), BUYER)
        return commit([request], teller.store, HOUSE, teller.now)[0]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(race, tellers))
    assert sum(isinstance(answer, Done) for answer in answers) == 2
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert {answer.code for answer in refused} == {"limit.exceeded"}
    rows = teller.store.query("SELECT reserved_minor FROM exposure WHERE supplier = ?", NINGBO)
    assert rows == [(4_000_000,)]
    assert verified(teller.store).ok


def test_accept_races_with_the_window_and_one_wins(teller: Teller):
    teller.set_limit()
    teller.activate()
    teller.receive()
    lot = teller.lots()[0]
    teller.now += timedelta(days=60)
    accept = Request(order(), AcceptGoods(lot), BUYER)
    sweep = Request(order(), None, BUYER)
    answers = commit([sweep, accept, sweep], teller.store, HOUSE, teller.now)
    assert isinstance(answers[0], Done)
    assert isinstance(answers[1], Refused)
    released = [
        t for _, t in StoreReads(teller.store).transfers([order().id]) if t.code == "release"
    ]
    assert sum(transfer.minor for transfer in released) == 2_000_000
    assert verified(teller.store).ok


def test_list_that_signs_what_it_opens_finds_the_limit(teller: Teller):
    from earnest.domain.order.acts.propose import ProposeContract

    teller.set_limit()
    answers = teller.ask(
        Request(order(), OpenOrder(teller.terms), BUYER),
        Request(order(), ProposeContract(teller.hash), BUYER),
        Request(order(), SignContract(teller.hash), SUPPLIER),
        Request(order(), SignContract(teller.hash), BUYER),
    )
    assert all(isinstance(answer, Done) for answer in answers), answers
    assert verified(teller.store).ok


def test_committer_that_stopped_says_so(teller: Teller):
    committer = GroupCommitter(teller.store, HOUSE, Standing(teller))
    committer.stop()
    committer.stop()
    (answer,) = committer.submit_many([Request(order(), OpenOrder(teller.terms), BUYER)])
    assert isinstance(answer, Trouble)
    assert answer.code == "store.stopped"


def test_caller_who_waits_too_long_is_told_that_it_is_unknown(teller: Teller):
    request = Request(order(), OpenOrder(teller.terms), BUYER, key="k")
    entered, leave = threading.Event(), threading.Event()

    class Slow:
        def unit(self) -> Any:
            entered.set()
            leave.wait()
            return teller.store.unit()

    committer = GroupCommitter(Slow(), HOUSE, Standing(teller), wait=0.05)  # type: ignore[arg-type]  # a double
    answer = committer.perform(request)
    assert isinstance(answer, Trouble)
    assert answer.code == "request.unknown"
    leave.set()
    committer.stop()
    again = InlineCommitter(teller.store, HOUSE, Standing(teller)).perform(request)
    assert isinstance(again, Done)
    assert len(StoreReads(teller.store).events(order())) == 2
