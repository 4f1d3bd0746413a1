"""Is everything as it must be? The whole database, derived again from the journal and compared.

Each stream is read with every row that hangs on it: the chain and its seals, then the states by
replay, then snapshot, deadlines, outgoing rows and transfers as they must be. Sums over all
streams (balances, limits, keys) are compared at the end, in ``verify_sums``. What only a
checkpoint shows (a tail that was cut everywhere at once) needs ``heads``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from earnest.journal.checkpoint import Checkpoint, Head, is_signed, merkle_root
from earnest.usecases.perform import House
from earnest.usecases.ports import Archive, Vault
from earnest.usecases.verify_files import check_files
from earnest.usecases.verify_stream import StreamRows, check_stream
from earnest.usecases.verify_sums import Sums, check_sums

_BY_SUBJECT = ("board", "deadline", "outbox", "transfer", "private_text")
"""Tables whose rows hang on a stream; each row begins with (subject_kind, subject_id)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be: the check's name, where, and what was found."""

    check: str
    where: str
    detail: str = ""


@dataclass(slots=True)
class Report:
    """What was read and what was found; ``old_snapshots`` are caches that wait for a rebuild.

    ``kept_elsewhere`` counts files that the journal binds and nobody uploaded, ``unclaimed``
    stored ones without a row (an upload that ended between the two).
    """

    events: int = 0
    streams: int = 0
    old_snapshots: int = 0
    files: int = 0
    kept_elsewhere: int = 0
    unclaimed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def add(self, check: str, where: str, detail: str = "") -> None:
        """Note a finding."""
        self.findings.append(Finding(check, where, detail[:300]))


def verify(
    archive: Archive,
    house: House,
    heads: Iterable[Head] = (),
    vault: Vault | None = None,
    *,
    step: Callable[[], None] = lambda: None,
) -> Report:
    """Check everything; ``heads`` are those of a checkpoint that stands off the machine.

    Without a ``vault``, the rows of files are not compared with their bytes. ``step`` is called
    after each stream.
    """
    report, sums = Report(), Sums(house)
    marks = {head.stream: head for head in heads}
    for rows in _streams(archive):
        report.streams += 1
        report.events += len(rows.events)
        check_stream(rows, house, report, sums)
        mark = marks.pop(f"{rows.kind}/{rows.id}", None)
        if mark is not None:
            _check_mark(mark, rows, report)
        step()
    for name in marks:
        report.add("checkpoint.stream_missing", name)
    check_sums(archive, sums, report)
    check_files(archive, house, vault, sums.files, report)
    return report


def _check_mark(mark: Head, rows: StreamRows, report: Report) -> None:
    """Whether the stream still goes through the point that was signed."""
    found = {row[2]: row[5] for row in rows.events}.get(mark.seq)
    if found is None:
        report.add("checkpoint.tail_cut", mark.stream, f"no event {mark.seq}")
    elif found.hex() != mark.hash:
        report.add("checkpoint.other_history", mark.stream, f"event {mark.seq}")


def check_point(point: Checkpoint, heads: Iterable[Head], key: Ed25519PublicKey) -> bool:
    """Whether a checkpoint's signature is of ``key`` and its root is that of ``heads``."""
    ordered = sorted(heads, key=lambda head: head.stream)
    root = merkle_root([f"{h.stream}|{h.seq}|{h.hash}".encode() for h in ordered])
    whole = root.hex() == point.root and len(ordered) == point.streams
    return whole and is_signed(point, key)


class _Rows:
    """The rows of one table, handed out subject by subject."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    @property
    def subject(self) -> tuple[str, str] | None:
        """Whose rows come next."""
        return None if self._next is None else (self._next[0], self._next[1])

    def take(self, subject: tuple[str, str]) -> list[tuple[Any, ...]]:
        """The rows of ``subject``, which is the next of all."""
        taken = []
        while self._next is not None and (self._next[0], self._next[1]) == subject:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken


def _streams(archive: Archive) -> Iterator[StreamRows]:
    """Every subject that any table knows, with all of its rows; tables are sorted alike."""
    events = _Rows(archive.rows("event"))
    others: Mapping[str, _Rows] = {name: _Rows(archive.rows(name)) for name in _BY_SUBJECT}
    while True:
        waiting = [t.subject for t in (events, *others.values()) if t.subject is not None]
        if not waiting:
            return
        subject = min(waiting)
        yield StreamRows(
            *subject, events.take(subject), *(others[name].take(subject) for name in _BY_SUBJECT)
        )
