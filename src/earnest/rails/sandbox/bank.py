"""What would a real bank do now? A bank with books of its own, in a file of its own.

It plays what payers really do: pay in time, late, twice, too little, too much, in the wrong
currency, without a reference, and take a payment back. Nothing here is the platform's truth: it
speaks only through notices, as a bank does.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from earnest.domain.closed_list import ClosedList
from earnest.domain.money import MAX_MINOR
from earnest.domain.refusals import refuse
from earnest.journal.envelope import instant


class Play(ClosedList):
    """What the payer does."""

    IN_TIME = "in_time"
    LATE = "late"
    TWICE = "twice"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    WRONG_CURRENCY = "wrong_currency"
    NO_REFERENCE = "no_reference"


class PayoutPlay(ClosedList):
    """What becomes of the next payments out."""

    SETTLES = "settles"
    RETURNS = "returns"
    SAYS_NOTHING = "says_nothing"


LATE_BY = timedelta(days=20)
"""How late a late payer is: later than any instalment's days and the time after them."""

_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reference TEXT NOT NULL,
    method TEXT NOT NULL,
    at TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    name TEXT UNIQUE
);
CREATE TABLE IF NOT EXISTS temper (play TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the bank's books; ``kind`` is credit, reversal, paid, returned or sent_back."""

    number: int
    kind: str
    subject: str
    minor: int
    currency: str
    reference: str
    method: str


class SandboxBank:
    """The bank's books; safe for several threads and processes."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=10)
        with self._books() as db:
            db.executescript(_TABLES)

    def close(self) -> None:
        """Close the books."""
        self._db.close()

    def receives(
        self,
        minor: int,
        currency: str,
        reference: str,
        at: datetime,
        *,
        play: Play = Play.IN_TIME,
        method: str = "tt",
    ) -> tuple[int, ...]:
        """Let a payer pay as ``play`` says; gives the numbers of the bank's entries."""
        if not 0 < minor < MAX_MINOR:
            refuse("money.not_canonical", text=str(minor))
        when = at + LATE_BY if play is Play.LATE else at
        sums = {Play.TOO_LITTLE: (minor * 9 // 10 or 1,), Play.TOO_MUCH: (minor + minor // 10 + 1,)}
        paid_in = (
            ("EUR" if currency != "EUR" else "USD") if play is Play.WRONG_CURRENCY else currency
        )
        said = "" if play is Play.NO_REFERENCE else reference
        amounts = sums.get(play, (minor, minor) if play is Play.TWICE else (minor,))
        return tuple(
            self._enter("credit", "", amount, paid_in, said, method, when) for amount in amounts
        )

    def takes_back(self, entry: int, minor: int, at: datetime) -> int:
        """Reverse a credit, as a chargeback or recall does; gives the number of the entry."""
        with self._books() as db:
            row = db.execute(
                "SELECT currency, method FROM entry WHERE number = ? AND kind = 'credit'", (entry,)
            ).fetchone()
        if row is None:
            refuse("bank.no_such_entry", entry=entry)
        return self._enter("reversal", str(entry), minor, row[0], "", row[1], at)

    def temper(self, play: PayoutPlay) -> None:
        """Say what becomes of payments out from now on."""
        with self._books() as db:
            db.execute("DELETE FROM temper")
            db.execute("INSERT INTO temper VALUES (?)", (play.value,))

    def pays(self, payout: str, minor: int, currency: str, at: datetime) -> None:
        """Be asked for a payment out; asked twice with one id, it is one payment."""
        with self._books() as db:
            row = db.execute("SELECT play FROM temper").fetchone()
        play = PayoutPlay(row[0]) if row else PayoutPlay.SETTLES
        if play is not PayoutPlay.SAYS_NOTHING:
            kind = "paid" if play is PayoutPlay.SETTLES else "returned"
            self._enter(kind, payout, minor, currency, "", "", at, name=f"pay/{payout}")

    def sends_back(self, receipt: str, minor: int, currency: str, at: datetime) -> None:
        """Be asked to send unmatched money back to its source."""
        name = f"back/{receipt}/{minor}"
        self._enter("sent_back", receipt, minor, currency, "", "", at, name=name)

    def news(self, at: datetime) -> tuple[Entry, ...]:
        """Entries that became true by ``at`` and that nobody has taken yet, in order."""
        with self._books() as db:
            rows = db.execute(
                "SELECT number, kind, subject, minor, currency, reference, method FROM entry"
                " WHERE taken = 0 AND at <= ? ORDER BY at, number",
                (instant(at),),
            ).fetchall()
        return tuple(Entry(*row) for row in rows)

    def taken(self, numbers: tuple[int, ...]) -> None:
        """These entries need not be told again."""
        with self._books() as db:
            db.executemany("UPDATE entry SET taken = 1 WHERE number = ?", [(n,) for n in numbers])

    def _enter(  # noqa: PLR0917 - one for each column of the bank's books
        self,
        kind: str,
        subject: str,
        minor: int,
        currency: str,
        reference: str,
        method: str,
        at: datetime,
        *,
        name: str | None = None,
    ) -> int:
        row = (kind, subject, minor, currency, reference, method, instant(at), name)
        with self._books() as db:
            cursor = db.execute(
                "INSERT OR IGNORE INTO entry"
                " (kind, subject, minor, currency, reference, method, at, name)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            return int(cursor.lastrowid or 0)

    @contextmanager
    def _books(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._db:
            yield self._db
