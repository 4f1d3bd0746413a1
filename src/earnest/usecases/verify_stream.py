"""Is one stream whole, and is everything that hangs on it what its events make?

Pure: rows go in, findings come out. Rows are tuples in the order of the schema's columns, with
instants as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from earnest.domain import deciders
from earnest.domain.deciders import State
from earnest.domain.ledger.entry import Transfer
from earnest.domain.ledger.moves import moves
from earnest.domain.order.acts.payout import PayoutInstructed
from earnest.domain.order.progress import WaitLapsed
from earnest.domain.order.stages import TERMINAL
from earnest.domain.order.state import BANK_WAITS, Order
from earnest.domain.payment.receipt import Receipt, ReturnInstructed
from earnest.domain.subjects import Fact, Kind, Subject
from earnest.domain.talk import MessageSent, WordsErased
from earnest.journal.chain import GENESIS, is_sealed, link
from earnest.journal.envelope import Envelope, instant, open_up
from earnest.journal.snapshot import freeze, version
from earnest.usecases.board import board_columns
from earnest.usecases.perform import House
from earnest.usecases.reactions import react

_MONEY_LEAVES = (PayoutInstructed, ReturnInstructed)
_MONEY_TOPICS = ("payout", "return")

Row = tuple[Any, ...]
Rows = Sequence[Row]


class Findings(Protocol):
    """Where findings go."""

    old_snapshots: int

    def add(self, check: str, where: str, detail: str = "") -> None:
        """Note a finding."""
        ...


class Totals(Protocol):
    """What is summed over all streams."""

    def note(self, envelope: Envelope, after: State) -> None:
        """An event of a stream, and the state that it led to."""
        ...

    def move(self, transfer: Transfer) -> None:
        """A transfer that an event makes."""
        ...

    def end(self, subject: Subject, state: State) -> None:
        """The last state of a stream."""
        ...


@dataclass(frozen=True, slots=True)
class StreamRows:
    """All rows of one subject."""

    kind: str
    id: str
    events: Rows
    board: Rows = ()
    deadline: Rows = ()
    outbox: Rows = ()
    transfer: Rows = ()
    private_text: Rows = ()

    @property
    def name(self) -> str:
        """``kind/id``."""
        return f"{self.kind}/{self.id}"


@dataclass(slots=True)
class _Replayed:
    """What the events of a stream make."""

    state: State
    seq: int = 0
    head: bytes = GENESIS
    last_at: str = ""
    opened_at: str = ""


def check_stream(rows: StreamRows, house: House, report: Findings, sums: Totals) -> None:
    """Check one subject's rows against its events; findings go to ``report``."""
    if rows.kind not in list(Kind):
        report.add("stream.unknown_kind", rows.name)
        return
    subject = Subject(Kind(rows.kind), rows.id)
    _chain(subject, rows.events, house, report)
    try:
        made, outbox, transfers = _replay(subject, rows.events, sums)
    except Exception as error:  # noqa: BLE001 - unreadable bytes are a finding like others
        report.add("event.unreadable", rows.name, repr(error))
        return
    if not rows.events:
        report.add("stream.no_events", rows.name)
        return
    _compare("transfer", rows.name, rows.transfer, transfers, report)
    _outbox(rows, outbox, report)
    waits = [_wait_row(subject, wait) for wait in deciders.waits(made.state)]
    _compare("deadline", rows.name, [row[:10] for row in rows.deadline], sorted(waits), report)
    _board(rows, made, report)
    _words(rows, report)
    if isinstance(made.state, Order):
        _money_of_order(made.state, report)
    sums.end(subject, made.state)


def _chain(subject: Subject, events: Rows, house: House, report: Findings) -> None:
    """Gaps, hashes and seals (J1, J2)."""
    head, name = GENESIS, f"{subject.kind.value}/{subject.id}"
    for expected, (_, _, seq, _, body, digest, mac, _, _) in enumerate(events, start=1):
        where = f"{name}/{seq}"
        if seq != expected:
            report.add("event.gap", where, f"expected {expected}")
        if link(subject, seq, head, body) != digest:
            report.add("event.hash", where)
        if not is_sealed(house.mac_key, digest, mac):
            report.add("event.mac", where)
        head = digest


def _replay(subject: Subject, events: Rows, sums: Totals) -> tuple[_Replayed, list[Row], list[Row]]:
    """Fold the events; give what they make, with the outgoing rows and transfers that must be."""
    made = _Replayed(deciders.fresh(subject))
    outbox: list[Row] = []
    transfers: list[Row] = []
    for row in events:
        envelope = open_up(row[4])
        before = made.state
        after = deciders.evolve(before, envelope.event)
        _columns(row, envelope)
        for number, transfer in enumerate(_moves(subject, envelope.event, after)):
            transfers.append(_transfer_row(subject, row[2], number, transfer))
            sums.move(transfer)
        if isinstance(envelope.event, _MONEY_LEAVES):
            outbox += _instructions(subject, envelope, before, after)
        sums.note(envelope, after)
        made.state, made.seq, made.head, made.last_at = after, row[2], row[5], row[7]
        made.opened_at = made.opened_at or row[7]
    return made, outbox, transfers


class _DiffersError(ValueError):
    """A column says something else than the bytes beside it."""


def _columns(row: Row, envelope: Envelope) -> None:
    """Whether the columns of an event row say what its bytes say, and no wait ran out early."""
    stamp, subject = envelope.stamp, envelope.subject
    said = (subject.kind.value, subject.id, envelope.seq, envelope.type)
    if row[:4] != said:
        raise _DiffersError(f"columns {row[:4]}, bytes {said}")
    # The envelope ends with both instants, in the very text of the columns.
    end = f'"effective_at":"{row[7]}","recorded_at":"{row[8]}",'.encode()
    if end not in row[4]:
        raise _DiffersError(f"columns {row[7:9]} are not in the bytes")
    if isinstance(envelope.event, WaitLapsed) and stamp.effective_at < envelope.event.due_at:
        raise _DiffersError(f"{envelope.event.kind} lapsed before it was due")


def _moves(subject: Subject, event: object, after: State) -> Sequence[Transfer]:
    currency = after.currency if isinstance(after, Order | Receipt) else ""
    return moves(event, scope=subject.id, currency=currency)


def _transfer_row(subject: Subject, seq: int, number: int, transfer: Transfer) -> Row:
    return (
        subject.kind.value,
        subject.id,
        seq,
        number,
        transfer.debit.scope,
        transfer.debit.name,
        transfer.credit.scope,
        transfer.credit.name,
        transfer.currency,
        transfer.minor,
        transfer.code.value,
    )


def _wait_row(subject: Subject, wait: Any) -> Row:
    return (
        subject.kind.value,
        subject.id,
        wait.kind.value,
        wait.about,
        wait.who.value,
        instant(wait.due_at),
        wait.rule,
        wait.zone,
        wait.calendar,
        instant(wait.started_at),
    )


def _compare(table: str, where: str, found: Rows, expected: Rows, report: Findings) -> None:
    """Note the rows that should not be, and those that are missing."""
    if list(found) == list(expected):
        return
    for row in found:
        if row not in expected:
            report.add(f"{table}.unexpected", where, str(row))
    for row in expected:
        if row not in found:
            report.add(f"{table}.missing", where, str(row))


def _instructions(
    subject: Subject, envelope: Envelope, before: State, after: State
) -> Sequence[Row]:
    """The (topic, payload, not before) of an event by which money leaves."""
    fact, at = Fact(subject, envelope.event), envelope.stamp.effective_at
    rows = react(fact, before, after, at, number=0, seq=envelope.seq)
    return [(r.topic, r.payload, instant(r.not_before)) for r in rows if r.topic in _MONEY_TOPICS]


def _outbox(rows: StreamRows, instructions: Rows, report: Findings) -> None:
    """Numbers without a gap (E9), and exactly the instructions that the events gave.

    Letters are not derived again: which are written may change with the edition.
    """
    numbers = [row[2] for row in rows.outbox]
    last = rows.board[0][5] if rows.board else len(numbers)
    if numbers != list(range(1, last + 1)):
        report.add("outbox.gap", rows.name, f"{len(numbers)} rows, the last should be {last}")
    found = [row[3:6] for row in rows.outbox if row[3] in _MONEY_TOPICS]
    _compare("outbox", rows.name, found, instructions, report)


def _board(rows: StreamRows, made: _Replayed, report: Findings) -> None:
    """Compare the board row with the replay, column by column (J3)."""
    if len(rows.board) != 1:
        report.add("board.missing", rows.name)
        return
    (row,) = rows.board
    last_at = datetime.fromisoformat(made.last_at)
    columns = board_columns(made.state, last_at)
    due = columns.next_due_at
    expected = {
        "seq": (row[2], made.seq),
        "head": (row[3], made.head),
        "last_at": (row[4], made.last_at),
        "next_due_at": (row[17], instant(due) if due else None),
        "place": (row[18], columns.place),
        "opened_at": (row[19], made.opened_at),
    }
    names = columns._fields[:9]
    expected |= {name: (row[8 + i], columns[i]) for i, name in enumerate(names)}
    if row[7] == version():
        expected["snapshot"] = (row[6], freeze(made.state))
    else:
        report.old_snapshots += 1
    for name, (found, right) in expected.items():
        if found != right:
            report.add(f"board.{name}", rows.name, f"{found!r} is not {right!r}")


def _words(rows: StreamRows, report: Findings) -> None:
    """Personal words that are still there must be those of the commitment; erased ones are fine."""
    words: dict[int, dict[str, str]] = {}
    for _, _, seq, name, text in rows.private_text:
        words.setdefault(seq, {})[name] = text
    gone = _erased(rows.events) if words else frozenset()
    for row in rows.events:
        said = words.pop(row[2], None)
        event = open_up(row[4]).event if said else None
        if said is None or not isinstance(event, MessageSent):
            continue
        commitment = hashlib.sha256(f"{said.get('salt')}|{said.get('text')}".encode()).hexdigest()
        if commitment != event.commitment:
            report.add("private_text.commitment", f"{rows.name}/{row[2]}")
        if event.number in gone:
            report.add("private_text.not_erased", f"{rows.name}/{row[2]}")
    for seq in words:
        report.add("private_text.unexpected", f"{rows.name}/{seq}")


def _erased(events: Rows) -> frozenset[int]:
    """The numbers of the messages that were erased by the journal's word."""
    found = (open_up(row[4]).event for row in events if row[3].startswith("words_erased."))
    return frozenset(event.number for event in found if isinstance(event, WordsErased))


def _money_of_order(state: Order, report: Findings) -> None:
    """M3 by the state's own sums, and M6: nothing held, waiting or under way once it is over."""
    where = f"order/{state.id}"
    gone = state.released_minor + state.refunded_minor + state.reversed_minor
    if state.paid_minor != state.held_minor + gone - state.receivable_minor:
        report.add("money.m3", where)
    # A payout that came back after the end is sent anew: nothing else is waited for.
    waits = [wait for wait in state.waits if wait.kind not in BANK_WAITS]
    if state.stage in TERMINAL and (state.held_minor or state.reserved_minor or waits):
        left = ", ".join(f"{wait.kind} {wait.about}" for wait in waits)
        report.add("money.m6", where, f"{state.stage}: holds {state.held_minor}, waits {left}")
