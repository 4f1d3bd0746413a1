"""How many commands a second does one process perform, with everything that a command needs?

Each command is asked for under an idempotency key by a person with authority: keys, permissions,
hash chain and seals, snapshot, deadlines, outbox and foreign keys are all in. Two kinds are
measured. *Trade* alternates ReportProduction on active orders (one event) and WriteDraft on
drafts (one event with the whole contract). *Money* is RecordReceipt: two streams, four events,
transfers with their balances, natural keys. Callers are threads that wait for their answer.
"""

from __future__ import annotations

import gc
import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

from bench.figures import Figure, rate
from earnest.domain.order.acts.draft import OpenOrder, WriteDraft
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.payment.receipt import RecordReceipt
from earnest.domain.programme.limit import SetLimit
from earnest.domain.subjects import Kind, Subject
from earnest.store.archive import StoreArchive
from earnest.store.committer import GroupCommitter
from earnest.store.reads import StoreReads
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.store.unit_sqlite import SqliteStore
from earnest.usecases.batch import Done, Request
from earnest.usecases.verify import verify
from tests.cast import BUYER, NINGBO, OLGA, RAIL, START, SUPPLIER, contract, order_id
from tests.store.story import HOUSE, PEOPLE

ORDERS = 4_000
"""Half of them active, half drafts; each takes part again only after all others."""

LIST = 1_000
SECONDS = 4.0
DEPOSIT = 600_000
LIMIT = 9 * 10**14


class Standing:
    """A clock that stands: no wait runs out while we measure."""

    now_ = START + timedelta(hours=1)

    def now(self) -> datetime:
        """Give the same instant always."""
        return self.now_


def subject(kind: Kind, number: int) -> Subject:
    """The subject of a number."""
    return Subject(kind, order_id(number))


class Trade:
    """An endless stream of requests on prepared orders; ``part`` of ``parts`` is one writer's."""

    def __init__(self, terms_hash: str, lot: str, part: int = 0, parts: int = 1) -> None:
        self._lot, self._hash, self._part, self._parts = lot, terms_hash, part, parts
        self._keys = count()
        self.percent = 0
        self._tag = f"{datetime.now().timestamp()}-{part}"  # noqa: DTZ005 - only a unique word
        self.terms = [contract(title=f"Flasks, edition {number}") for number in range(50)]

    def _key(self) -> str:
        return f"{self._tag}-{next(self._keys)}"

    def trade(self) -> Iterator[Request]:
        """ReportProduction on an active order and WriteDraft on a draft, in turn.

        A new stream goes on one percent after the last.
        """
        numbers = range(1 + self._part, ORDERS // 2 + 1, self._parts)
        while self.percent < 99:  # a hundred makes a lot ready
            self.percent += 1
            percent = self.percent
            for number in numbers:
                report = ReportProduction(self._lot, percent)
                yield Request(subject(Kind.ORDER, number), report, SUPPLIER, key=self._key())
                draft = WriteDraft(self.terms[(number + percent) % 50])
                other = subject(Kind.ORDER, number + ORDERS // 2)
                yield Request(other, draft, BUYER, key=self._key())

    def money(self) -> Iterator[Request]:
        """RecordReceipt of a small part of the balance."""
        while True:
            for number in range(1 + self._part, ORDERS // 2 + 1, self._parts):
                key = self._key()
                command = RecordReceipt("bank", key, 100, "USD", "transfer", order_id(number))
                yield Request(Subject(Kind.RECEIPT, f"r-{key}"), command, RAIL, key=key)


def prepare(store: Any) -> tuple[str, str]:
    """Open all orders and activate half of them; gives the contract's hash and the lot."""
    from earnest.domain.contract.signing import contract_hash

    StoreReads(store, mac_key=HOUSE.mac_key).project_actors(PEOPLE)
    terms = contract()
    hash_ = contract_hash(terms, policy=HOUSE.policies.default)
    with GroupCommitter(store, HOUSE, Standing()) as committer:
        limit = SetLimit("USD", LIMIT, "bench")
        send(committer, [Request(Subject(Kind.PROGRAMME, NINGBO), limit, OLGA)])
        steps: tuple[tuple[Any, Any], ...] = (
            (OpenOrder(terms), BUYER),
            (ProposeContract(hash_), BUYER),
            (SignContract(hash_), SUPPLIER),
            (SignContract(hash_), BUYER),
        )
        for place, (command, actor) in enumerate(steps):
            last = ORDERS // 2 if place else ORDERS
            for start in range(1, last + 1, LIST):
                numbers = range(start, min(start + LIST, last + 1))
                send(committer, [Request(subject(Kind.ORDER, n), command, actor) for n in numbers])
        for start in range(1, ORDERS // 2 + 1, LIST):
            send(
                committer,
                [
                    Request(
                        Subject(Kind.RECEIPT, f"d-{n}"),
                        RecordReceipt("bank", f"d-{n}", DEPOSIT, "USD", "transfer", order_id(n)),
                        RAIL,
                    )
                    for n in range(start, start + LIST)
                ],
            )
        loaded = store.peek([Request(subject(Kind.ORDER, 1), None, BUYER)])
    return hash_, next(iter(loaded.streams[subject(Kind.ORDER, 1)].state.lots))


def send(committer: GroupCommitter, requests: Sequence[Request]) -> int:
    """Perform a list; every answer must be a deed."""
    answers = committer.submit_many(requests)
    for answer in answers:
        if not isinstance(answer, Done):
            raise SystemExit(f"the bench met {answer!r}")
    return len(answers)


def lists(committer: GroupCommitter, requests: Iterator[Request], seconds: float) -> float:
    """Commands a second as lists of a thousand, one after the other."""
    send(committer, list(islice(requests, LIST)))  # plans are made, memory is warm

    def work() -> int:
        done, clock = 0, _Until(seconds)
        while clock.runs():
            done += send(committer, list(islice(requests, LIST)))
        return done

    return rate(work)


def callers(
    committer: GroupCommitter, requests: Iterator[Request], seconds: float, *, threads: int
) -> float:
    """Commands a second of threads that each wait for their answer before they ask again."""
    prepared = list(islice(requests, 30_000))
    feed = iter(prepared)
    clock = _Until(seconds)

    def caller(_: int) -> int:
        done = 0
        for request in feed:
            answer = committer.perform(request)
            if not isinstance(answer, Done):
                raise SystemExit(f"the bench met {answer!r}")
            done += 1
            if not clock.runs():
                break
        return done

    with ThreadPoolExecutor(threads) as pool:
        return rate(lambda: sum(pool.map(caller, range(threads))))


class _Until:
    def __init__(self, seconds: float) -> None:
        from time import monotonic

        self._now, self._end = monotonic, monotonic() + seconds

    def runs(self) -> bool:
        return self._now() < self._end


def measure_one(store: Any, label: str, feed: Trade, *, threads: Sequence[int]) -> list[Figure]:
    """Lists and callers on one store in this process."""
    targets = {("PostgreSQL", 64): 1.2, ("SQLite", 1): 0.3}
    list_targets = {"PostgreSQL": 3.0, "SQLite": 1.5}
    found = []
    gc.collect()
    gc.freeze()
    with GroupCommitter(store, HOUSE, Standing()) as committer:
        found.append(
            Figure(
                f"{label}, lists of 1,000, trade",
                lists(committer, feed.trade(), SECONDS),
                list_targets.get(label),
            )
        )
        found.append(
            Figure(f"{label}, lists of 1,000, money", lists(committer, feed.money(), SECONDS))
        )
        for many in threads:
            stream = feed.trade()
            found.append(
                Figure(
                    f"{label}, {many} callers, trade",
                    callers(committer, stream, SECONDS, threads=many),
                    targets.get((label, many)),
                )
            )
        found.append(
            Figure(
                f"{label}, 64 callers, money",
                callers(committer, feed.money(), SECONDS, threads=64),
            )
        )
    return found


def checking(store: Any, database: str) -> Figure:
    """Events a second of ``earnest verify``, over everything that was performed before it."""
    begun = time.perf_counter()
    with store.snapshot() as scanner:
        report = verify(StoreArchive(scanner, store.vendor), HOUSE)
    seconds = time.perf_counter() - begun
    remark = f"{report.events:,} events, {len(report.findings)} findings; 20,000 a second wanted"
    return Figure(f"{database}, verify", report.events / seconds, remark=remark)


def _writer(url: str, prepared: tuple[str, str], part: int, percent: int, answers: Any) -> None:
    store = PostgresqlStore(url)
    feed = Trade(*prepared, part=part, parts=2)
    feed.percent = percent
    with GroupCommitter(store, HOUSE, Standing()) as committer:
        answers.put(lists(committer, feed.trade(), SECONDS * 2))
    store.close()


def two_writers(url: str, prepared: tuple[str, str], percent: int) -> Figure:
    """Two processes, each with lists of its own."""
    spawn = multiprocessing.get_context("spawn")
    answers = spawn.SimpleQueue()
    writers = [
        spawn.Process(target=_writer, args=(url, prepared, part, percent, answers))
        for part in range(2)
    ]
    for writer in writers:
        writer.start()
    total = sum(answers.get() for _ in writers)
    for writer in writers:
        writer.join()
    return Figure("PostgreSQL, lists of 1,000, trade, 2 processes", total, 3.0)


def run(url: str) -> list[Figure]:
    """PostgreSQL (an empty database at ``url``), then SQLite in a file of its own."""
    store = PostgresqlStore(url)
    store.create()
    prepared = prepare(store)
    store.query("ANALYZE")
    feed = Trade(*prepared)
    found = measure_one(store, "PostgreSQL", feed, threads=(1, 8, 64))
    found.append(checking(store, "PostgreSQL"))
    store.close()
    found.append(two_writers(url, prepared, feed.percent))
    with tempfile.TemporaryDirectory() as folder:
        file = SqliteStore(Path(folder) / "trade.sqlite3")
        found += measure_one(file, "SQLite", Trade(*prepare(file)), threads=(1, 8, 64))
        found.append(checking(file, "SQLite"))
        file.close()
    return found
