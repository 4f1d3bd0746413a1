"""Do random lives of an order keep every promise on both databases?

The same rules as the core's, through the write path, with the same auditor after every step; the
checker must find nothing in the database. At the end everybody falls silent and the sweep alone
brings it to an end.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from earnest.domain.order.acts.payout import RecordPayout, RetryPayout
from earnest.domain.order.stages import TERMINAL
from earnest.domain.order.state import Order, PayoutStatus
from earnest.domain.parties import Actor
from earnest.domain.payment.receipt import Receipt
from earnest.domain.programme.limit import SetLimit
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Subject
from earnest.store.committer import InlineCommitter
from earnest.store.files import StoreFiles
from earnest.store.queues import StoreDeadlines
from earnest.store.reads import StoreReads
from earnest.store.schema import TABLES
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.store.unit_sqlite import SqliteStore
from earnest.usecases.batch import Request
from earnest.usecases.commit import commit
from earnest.usecases.ports import FileRow
from earnest.usecases.sweep import sweep
from tests.cast import (
    BUYER,
    CLOCK,
    EVERYBODY,
    FILE,
    LIMIT,
    OLGA,
    ORDER,
    PAPER_BYTES,
    RAIL,
    START,
)
from tests.driver import ORDER_1
from tests.postgres import Server
from tests.properties.trade import Trade, runs
from tests.store.story import HOUSE, PROGRAMME
from tests.store.test_verify import verified

SHARE = 0.5
"""The part of the core's number of lives that each database plays."""

VERIFIED_EVERY = 8
"""Steps between two runs of the checker; it also ends each life."""


class StorePort:
    """A store behind the write path; the clock stands where it is told to."""

    def __init__(self, store: Any) -> None:
        self.store, self._now, self.steps = store, START, 0
        StoreReads(store, mac_key=HOUSE.mac_key).project_actors(list(EVERYBODY.values()))
        self.execute(PROGRAMME, SetLimit("USD", LIMIT, "for the test"), OLGA)
        self._keeps(FILE, "report.pdf", "application/pdf", len(PAPER_BYTES))

    def _keeps(self, sha256: str, name: str, media: str, size: int) -> None:
        rows = StoreFiles(self.store, mac_key=HOUSE.mac_key)
        row = FileRow(
            ORDER, 1, sha256, name, media, size, size, BUYER.organisation, BUYER.login, "buyer",
            self._now,
        )  # fmt: skip
        assert rows.add(row)

    def execute(self, subject: Subject, command: object, actor: Actor) -> str:
        (answer,) = commit([Request(subject, command, actor)], self.store, HOUSE, self._now)
        if isinstance(answer, Refused):
            return answer.code
        if isinstance(answer, BaseException):
            raise answer
        return ""

    def _state(self, subject: Subject) -> Any:
        return self.store.peek([Request(subject, None, CLOCK)]).streams[subject].state

    def order(self) -> Order:
        found: Order = self._state(ORDER_1)
        return found

    def receipt(self, subject: Subject) -> Receipt:
        found: Receipt = self._state(subject)
        return found

    def now(self) -> datetime:
        return self._now

    def go_to(self, instant: datetime) -> None:
        self._now = instant

    def check(self) -> None:
        """Derive the whole database again after every eighth step; the auditor looks after each."""
        self.steps += 1
        if self.steps % VERIFIED_EVERY == 0:
            self.verify()

    def verify(self) -> None:
        findings = verified(self.store).findings
        assert not findings, findings

    def finish(self) -> None:
        """Everybody falls silent, the sweep alone works on, and the order ends (L1)."""
        try:
            self.fall_silent()
            self.let_the_bank_answer()
            self.verify()
            order = self.order()
            assert order.stage in TERMINAL or order.contract is None, f"L1: ends in {order.stage}"
        finally:
            self.store.close()

    def fall_silent(self) -> None:
        for _ in range(40):
            waits = self.order().waits
            if not waits:
                break
            self._now = max(self._now, *(wait.due_at for wait in waits))
            sweep(StoreDeadlines(self.store), InlineCommitter(self.store, HOUSE, self), self._now)
            self.check()

    def let_the_bank_answer(self) -> None:
        """The operator asks again for what came back, and the bank pays."""
        for payout in self.order().payouts:
            if payout.returned_minor:
                self.execute(ORDER_1, RetryPayout(payout.id), OLGA)
        for payout in self.order().payouts:
            if not payout.is_final:
                self.execute(ORDER_1, RecordPayout(payout.id, PayoutStatus.SETTLED), RAIL)
        self.fall_silent()


class OnSqlite(Trade):
    """Played against a file of its own for each life."""

    def make_port(self) -> StorePort:
        memory = Path("/dev/shm")  # where it exists, a thousand small files cost nothing
        self.folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        return StorePort(SqliteStore(Path(self.folder.name) / "trade.sqlite3"))

    def teardown(self) -> None:
        super().teardown()
        self.folder.cleanup()


class OnPostgresql(Trade):
    """Played against one database that is emptied before each life."""

    url = ""

    def make_port(self) -> StorePort:
        store = PostgresqlStore(self.url)
        with store.wires.taken() as wire:
            wire.execute("SET session_replication_role = replica")
            wire.execute(f"TRUNCATE {', '.join(TABLES)}")
            wire.execute("SET session_replication_role = DEFAULT")
        return StorePort(store)


@pytest.fixture(scope="module", autouse=True)
def database_of_lives(request: pytest.FixtureRequest) -> None:
    """Give the lives on PostgreSQL a database, where there is a server."""
    if any("Postgresql" in item.nodeid for item in request.session.items):
        server: Server = request.getfixturevalue("postgres_server")
        OnPostgresql.url = server.create()
        store = PostgresqlStore(OnPostgresql.url)
        store.create()
        store.close()


TestTradeOnSqlite = OnSqlite.TestCase
TestTradeOnSqlite.settings = runs(SHARE)
TestTradeOnPostgresql = pytest.mark.needs_postgres(OnPostgresql.TestCase)
TestTradeOnPostgresql.settings = runs(SHARE)
