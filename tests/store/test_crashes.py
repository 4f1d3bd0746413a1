"""What is left when a process dies, races or stands before a closed door? All or nothing.

A release is killed before each of its statements in turn, by a process that kills itself as -9
does; then the database is opened again, verified, and the same keys are asked once more.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.refusals import Trouble
from earnest.store import wire as wires
from earnest.store.owner import Owner, old_sqlite
from earnest.store.reads import StoreReads
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.store.unit_sqlite import SqliteStore
from earnest.usecases.batch import Done, Request
from earnest.usecases.commit import commit
from tests.cast import BUYER, START, SUPPLIER
from tests.store.story import HOUSE, PEOPLE, Teller, order
from tests.store.test_verify import verified

FORK = multiprocessing.get_context("fork")
"""A forked child starts at once and shares nothing: every connection is opened after the fork."""


def prepared(open_: Callable[[], Any]) -> Any:
    """Make one order whose goods are received, and close; gives the instant of the story."""
    store = open_()
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    teller = Teller(store)
    teller.set_limit()
    teller.activate()
    teller.receive()
    store.close()
    return teller.now


def in_child(work: Callable[[], None]) -> int:
    """Run ``work`` in a process of its own; gives its exit code, negative for a signal."""
    child = FORK.Process(target=_quietly, args=(work,))
    child.start()
    child.join()
    return child.exitcode or 0


def _quietly(work: Callable[[], None]) -> None:
    work()
    os._exit(0)


def dying_sqlite(path: Path, at: int) -> SqliteStore:
    """A store whose writer dies before its ``at``-th statement."""
    store = SqliteStore(path)
    count = 0

    def trace(_sql: str) -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    store.writer().set_trace_callback(trace)
    return store


class DyingWire(wires.Wire):
    """A connection whose process dies before its ``at``-th statement, or right after it."""

    at = 0
    count = 0

    def _run(self, work: Any) -> Any:
        DyingWire.count += 1
        if DyingWire.count == DyingWire.at:
            work.close()
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._run(work)


class DyingStore(PostgresqlStore):
    """Takes dying connections."""

    def __init__(self, dsn: str, at: int) -> None:
        super().__init__(dsn)
        DyingWire.at, DyingWire.count = at, 0
        self.wires._new = DyingWire


@pytest.fixture
def doors(
    request: pytest.FixtureRequest, open_store: Callable[[], Any], tmp_path: Path
) -> tuple[Callable[[], Any], Callable[[int], Any]]:
    """How to open the test's database: as it is, or to die before statement ``n``."""
    if "postgresql" in request.node.callspec.id:
        url = request.getfixturevalue("empty_postgres")
        return lambda: PostgresqlStore(url), lambda at: DyingStore(url, at)
    path = tmp_path / "trade.sqlite3"
    return lambda: SqliteStore(path), lambda at: dying_sqlite(path, at)


def test_release_killed_before_any_statement_is_all_or_nothing(doors: Any):
    open_, dying = doors
    now = prepared(open_)
    lot = _first_lot(open_)
    release = Request(order(), AcceptGoods(lot), BUYER, key="accept")
    at, codes = 0, []
    while 0 not in codes[-1:]:
        at += 1

        def work(at: int = at) -> None:
            commit([release], dying(at), HOUSE, now)

        codes.append(in_child(work))
        store = open_()
        assert verified(store).findings == []
        events = len(StoreReads(store).events(order()))
        store.close()
        assert at < 200
    assert set(codes[:-1]) == {-signal.SIGKILL}
    assert len(codes) > 8  # statements of a release, the last of which commits it
    store = open_()
    (answer,) = commit([release], store, HOUSE, now)
    assert isinstance(answer, Done)
    assert len(StoreReads(store).events(order())) == events
    assert verified(store).ok
    store.close()


def _first_lot(open_: Callable[[], Any]) -> str:
    store = open_()
    lot = Teller(store).lots()[0]
    store.close()
    return lot


@pytest.mark.needs_postgres
def test_processes_racing_on_one_order_leave_one_history(empty_postgres: str):
    def open_() -> PostgresqlStore:
        return PostgresqlStore(empty_postgres)

    store = open_()
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    teller = Teller(store)
    teller.set_limit()
    teller.activate()
    lot, now = teller.lots()[0], teller.now
    store.close()
    answers = FORK.SimpleQueue()

    def race(number: int) -> None:
        mine = open_()
        for percent in range(number + 1, 95, 4):
            request = Request(order(), ReportProduction(lot, percent), SUPPLIER)
            (answer,) = commit([request], mine, HOUSE, now)
            answers.put((type(answer).__name__, getattr(answer, "version", 0)))
        mine.close()
        os._exit(0)

    racers = [FORK.Process(target=race, args=(number,)) for number in range(4)]
    for racer in racers:
        racer.start()
    found = [answers.get() for number in range(4) for _ in range(number + 1, 95, 4)]
    for racer in racers:
        racer.join()
    versions = [version for name, version in found if name == "Done"]
    assert len(versions) == len(set(versions))
    assert {name for name, _ in found} <= {"Done", "Refused"}
    store = open_()
    assert verified(store).findings == []
    store.close()


def test_second_process_is_told_that_the_file_is_taken(tmp_path: Path):
    path = tmp_path / "trade.sqlite3"
    store = SqliteStore(path)
    with pytest.raises(Trouble) as refused:
        SqliteStore(path)
    assert refused.value.code == "store.owned_by_another"
    store.close()
    Owner(path).release()


def test_old_sqlite_is_named():
    assert old_sqlite((3, 40, 1)) == "3.40.1"
    assert not old_sqlite((3, 51, 3))


def test_full_disk_is_a_trouble_and_nothing_is_lost(tmp_path: Path):
    path = tmp_path / "trade.sqlite3"
    now = prepared(lambda: SqliteStore(path))
    lot = _first_lot(lambda: SqliteStore(path))

    def work() -> None:
        store = SqliteStore(path)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        room = path.with_name("trade.sqlite3-wal").stat().st_size + 2_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            commit([Request(order(), AcceptGoods(lot), BUYER, key="a")], store, HOUSE, now)
        except Trouble as trouble:
            os._exit(0 if trouble.code == "store.disk_full" else 3)
        os._exit(4)

    assert in_child(work) == 0
    store = SqliteStore(path)
    assert verified(store).findings == []
    (answer,) = commit([Request(order(), AcceptGoods(lot), BUYER, key="a")], store, HOUSE, now)
    assert isinstance(answer, Done)
    store.close()


def test_locked_file_is_a_trouble_and_then_passes(tmp_path: Path):
    store = SqliteStore(tmp_path / "trade.sqlite3")
    teller = Teller(store)
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    store.writer().execute("PRAGMA busy_timeout = 1")
    stranger = sqlite3.connect(store.path, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    (answer,) = commit([Request(order(), None, BUYER)], store, HOUSE, teller.now)
    assert isinstance(answer, Trouble)
    assert answer.code == "store.busy"
    with pytest.raises(Trouble):
        StoreReads(store).set("halt", "yes")
    stranger.execute("ROLLBACK")
    stranger.close()
    StoreReads(store).set("halt", "yes")
    store.close()


@pytest.mark.needs_postgres
def test_lost_connection_is_a_trouble_and_the_next_request_passes(empty_postgres: str):
    store = PostgresqlStore(empty_postgres)
    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    teller = Teller(store)
    request = Request(order(), None, BUYER)
    with pytest.raises(Trouble) as lost:
        _load_twice(store, request, between=lambda: _end_all_connections(empty_postgres))
    assert lost.value.code == "store.gone"
    teller.set_limit()
    assert verified(store).ok
    store.close()


def _load_twice(store: Any, request: Request, *, between: Callable[[], None]) -> None:
    with store.unit() as unit:
        unit.load([request])
        between()
        unit.load([request])


def _end_all_connections(url: str) -> None:
    other = PostgresqlStore(url)
    other.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    other.close()


def test_server_that_is_not_there_is_a_trouble():
    store = PostgresqlStore("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Trouble) as gone:
        commit([Request(order(), None, BUYER)], store, HOUSE, START)
    assert gone.value.code == "store.gone"
    store.close()
