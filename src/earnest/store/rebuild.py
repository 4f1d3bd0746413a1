"""How are snapshots, lists and deadlines made again from nothing but the journal?

For a new edition of the folds, or after damage. Everything else waits until it is done: it is one
transaction, which leaves either all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import groupby
from typing import Any, Protocol

from earnest.domain import deciders
from earnest.domain.subjects import Kind, Subject
from earnest.journal.envelope import open_up
from earnest.journal.snapshot import freeze, version
from earnest.store.archive import TABLES, select
from earnest.usecases.board import board_columns

AT_ONCE = 500
"""Streams written at once."""

_NAMES = TABLES["board"].columns.split()
_PUT_BOARD = f"""
    INSERT INTO board ({", ".join(_NAMES)}) VALUES ({", ".join("?" * len(_NAMES))})
    ON CONFLICT (subject_kind, subject_id) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in _NAMES[2:])}"""
_DROP_DEADLINES = "DELETE FROM deadline WHERE subject_kind = ? AND subject_id = ?"
_DEADLINE = TABLES["deadline"].columns.split()[:10]
_PUT_DEADLINE = (
    f"INSERT INTO deadline ({', '.join(_DEADLINE)}) VALUES ({', '.join('?' * len(_DEADLINE))})"
)
_LAST_NUMBERS = "SELECT subject_kind, subject_id, max(number) FROM outbox GROUP BY 1, 2"


class Alone(Protocol):
    """The one transaction that runs."""

    def scan(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a long SELECT."""
        ...

    def run_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row."""
        ...


class Rebuildable(Protocol):
    """A store that can be had alone."""

    @property
    def vendor(self) -> str:
        """``sqlite`` or ``postgresql``."""
        ...

    def alone(self) -> AbstractContextManager[Alone]:
        """A transaction beside which nobody else writes."""
        ...


def rebuild(store: Rebuildable, *, step: Callable[[], None] = lambda: None) -> int:
    """Make every board and deadline row again; gives the number of streams.

    ``step`` is called after each stream.
    """
    count = 0
    with store.alone() as hand:
        numbers = {(kind, id): number for kind, id, number in hand.scan(_LAST_NUMBERS)}
        boards: list[tuple[Any, ...]] = []
        waits: list[tuple[Any, ...]] = []
        events = hand.scan(select(store.vendor, "event"))
        for name, rows in groupby(events, key=lambda row: (row[0], row[1])):
            board, running = _made(Subject(Kind(name[0]), name[1]), rows, numbers.get(name, 0))
            boards.append(board)
            waits += running
            count += 1
            step()
            if len(boards) >= AT_ONCE:
                _write(hand, boards, waits)
                boards, waits = [], []
        _write(hand, boards, waits)
    return count


def _write(hand: Alone, boards: list[tuple[Any, ...]], waits: list[tuple[Any, ...]]) -> None:
    hand.run_each(_PUT_BOARD, boards)
    hand.run_each(_DROP_DEADLINES, [row[:2] for row in boards])
    hand.run_each(_PUT_DEADLINE, waits)


def _made(
    subject: Subject, rows: Iterable[tuple[Any, ...]], last_number: int
) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """The board row and the deadline rows of one stream."""
    state, opened_at, last = deciders.fresh(subject), None, None
    for row in rows:
        state = deciders.evolve(state, open_up(row[4]).event)
        opened_at = opened_at or _at(row[7])
        last = row
    if last is None or opened_at is None:
        raise ValueError(subject)
    name, last_at = (subject.kind.value, subject.id), _at(last[7])
    head = (last[2], last[5], last_at, last_number, freeze(state), version())
    board = (*name, *head, *board_columns(state, last_at), opened_at)
    waits = [
        (*name, w.kind.value, w.about, w.who.value, w.due_at, w.rule, w.zone, w.calendar, at)
        for w in deciders.waits(state)
        for at in (w.started_at,)
    ]
    return board, waits


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
