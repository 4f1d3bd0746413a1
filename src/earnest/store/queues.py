"""What waits to be done? Due deadlines and outgoing messages, claimed so that no two take one.

A claim is an UPDATE that parks the row for a while and gives it back: a worker that dies leaves a
row that comes again. A row that fails is pushed forward, twice as far each time, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from earnest.domain.subjects import Kind, Subject
from earnest.store.database import Database
from earnest.usecases.ports import Letter

LEASE = timedelta(minutes=5)
"""For how long a claimed row is nobody else's."""

MAX_TRIES = 5
"""An outgoing message that failed so often is parked until somebody looks (L3)."""

PARKED = datetime(9999, 12, 31, tzinfo=UTC)
"""Until when a row waits that only a person lets go on."""

_FIRST_BACK_OFF = timedelta(minutes=1)
_LONGEST_BACK_OFF = timedelta(hours=6)
_LONGEST_ERROR = 500


def back_off(attempts: int) -> timedelta:
    """How far a row that failed for the ``attempts``-th time is pushed forward."""
    return min(_FIRST_BACK_OFF * 2 ** min(attempts, 20), _LONGEST_BACK_OFF)


def _skip(database: Database) -> str:
    """Where several processes claim at once, none waits for another's rows."""
    return "FOR UPDATE SKIP LOCKED" if database.vendor == "postgresql" else ""


class StoreDeadlines:
    """The port ``DeadlineQueue`` on either database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int) -> Sequence[Subject]:
        """Claim subjects with a wait due by ``now`` and not parked; each subject once."""
        sql = f"""
            UPDATE deadline SET parked_until = ?
            WHERE (subject_kind, subject_id, kind, about) IN (
                SELECT subject_kind, subject_id, kind, about FROM deadline
                WHERE due_at <= ? AND (parked_until IS NULL OR parked_until <= ?)
                ORDER BY due_at LIMIT ? {_skip(self._database)})
            RETURNING subject_kind, subject_id"""
        rows = self._database.change(sql, now + LEASE, now, now, limit)
        return [Subject(Kind(kind), id) for kind, id in dict.fromkeys(rows)]

    def between(self, began: datetime, ended: datetime) -> Sequence[Subject]:
        """Subjects with a wait due between two instants; claims nothing."""
        sql = """
            SELECT DISTINCT subject_kind, subject_id FROM deadline
            WHERE due_at >= ? AND due_at <= ? ORDER BY 1, 2"""
        rows = self._database.query(sql, began, ended)
        return [Subject(Kind(kind), id) for kind, id in rows]

    def failed(self, subject: Subject, now: datetime, error: str) -> None:
        """Push a subject that could not lapse forward, with back-off, counted and shown."""
        name = (subject.kind.value, subject.id)
        tries = "SELECT max(attempts) FROM deadline WHERE subject_kind = ? AND subject_id = ?"
        attempts = (self._database.query(tries, *name)[0][0] or 0) + 1
        sql = """
            UPDATE deadline SET attempts = attempts + 1, parked_until = ?, last_error = ?
            WHERE subject_kind = ? AND subject_id = ? AND due_at <= ?"""
        until = now + back_off(attempts)
        self._database.change(sql, until, error[:_LONGEST_ERROR], *name, now)


class StoreOutbox:
    """The port ``Outbox`` on either database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int) -> Sequence[Letter]:
        """Claim unsent rows whose time has come, in their subjects' order."""
        sql = f"""
            UPDATE outbox SET parked_until = ?
            WHERE sent_at IS NULL AND (subject_kind, subject_id, number) IN (
                SELECT subject_kind, subject_id, number FROM outbox
                WHERE sent_at IS NULL AND not_before <= ?
                    AND (parked_until IS NULL OR parked_until <= ?)
                ORDER BY not_before, number LIMIT ? {_skip(self._database)})
            RETURNING subject_kind, subject_id, number, topic, payload, attempts"""
        rows = self._database.change(sql, now + LEASE, now, now, limit)
        return [Letter(Subject(Kind(row[0]), row[1]), *row[2:]) for row in sorted(rows)]

    def sent(self, letters: Sequence[Letter], now: datetime) -> None:
        """These rows have left."""
        sql = """
            UPDATE outbox SET sent_at = ?, parked_until = NULL
            WHERE subject_kind = ? AND subject_id = ? AND number = ? AND sent_at IS NULL"""
        rows = [
            (now, letter.subject.kind.value, letter.subject.id, letter.number) for letter in letters
        ]
        if rows:
            self._database.change_each(sql, sorted(rows))

    def failed(self, letter: Letter, now: datetime, error: str) -> None:
        """Count the try and push the row forward with back-off; parked after five."""
        attempts = letter.attempts + 1
        until = PARKED if attempts >= MAX_TRIES else now + back_off(attempts)
        sql = """
            UPDATE outbox SET attempts = ?, parked_until = ?, last_error = ?
            WHERE subject_kind = ? AND subject_id = ? AND number = ?"""
        name = (letter.subject.kind.value, letter.subject.id, letter.number)
        self._database.change(sql, attempts, until, error[:_LONGEST_ERROR], *name)

    def still_waits(self, subject: Subject, kind: str, about: str, due_at: datetime) -> bool:
        """Whether this very wait still runs."""
        sql = """
            SELECT 1 FROM deadline
            WHERE subject_kind = ? AND subject_id = ? AND kind = ? AND about = ? AND due_at = ?"""
        name = (subject.kind.value, subject.id)
        return bool(self._database.query(sql, *name, kind, about, due_at))
