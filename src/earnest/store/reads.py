"""What do pages, API and command line read? Each answer by a fixed number of queries.

The same SQL serves both databases. What waits to be done is in ``queues``; what decisions rest on
is loaded by the unit, never here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from earnest.domain.ledger.accounts import Account
from earnest.domain.ledger.entry import Code, Transfer
from earnest.domain.parties import Actor
from earnest.domain.refusals import refuse, require
from earnest.domain.subjects import Kind, Subject
from earnest.domain.talk import MessageSent
from earnest.journal.chain import seal_row
from earnest.journal.checkpoint import Checkpoint, Head
from earnest.journal.codec import to_json
from earnest.journal.envelope import open_up
from earnest.store.database import Database
from earnest.store.times import moment
from earnest.usecases.board import OPEN, place_of
from earnest.usecases.ports import BoardLine, Words

LONGEST_LIST = 500

_LINE = (
    "subject_id, stage, title, buyer, supplier, currency, total_minor, held_minor, next_due_at,"
    " last_at, place"
)
_SIDES = {
    "buyer": "hidden_from <> 'buyer'",
    # An organisation that trades with itself has each order once.
    "supplier": "hidden_from <> 'supplier' AND (buyer <> supplier OR hidden_from = 'buyer')",
}
"""Which orders a side's list has."""


class StoreReads:
    """The port ``Reads`` on either database."""

    def __init__(self, database: Database, *, mac_key: bytes = b"") -> None:
        """Read from ``database``; ``mac_key`` seals the rows of people (``House.mac_key``)."""
        self._database, self._mac_key = database, mac_key

    def boards(
        self, *, organisation: str | None, stage: str = "", after: str = "", limit: int = 50
    ) -> Sequence[BoardLine]:
        """Orders of an organisation (None: of everybody), those due first on top, then newest.

        ``after`` is the ``cursor`` of the last line seen; refuses one that is none. A draft that
        was never shown is not in the other side's list.
        """
        place, order = _place(after)
        at_most = min(max(limit, 1), LONGEST_LIST)
        tail = "ORDER BY place, subject_id LIMIT ?"
        sides = _SIDES if organisation is not None else {"": ""}
        pieces: list[str] = []
        values: list[object] = []
        for side, condition in sides.items():
            where = ["subject_kind = 'order'", "(place, subject_id) > (?, ?)"]
            values += (place, order)
            if side:
                where.append(f"{side} = ? AND {condition}")
                values.append(organisation)
            if stage:
                where.append("stage = ?")
                values.append(stage)
            values.append(at_most)
            pieces.append(
                f"SELECT * FROM (SELECT {_LINE} FROM board WHERE {' AND '.join(where)} {tail}) a"
            )
        # Both pieces are sorted already: they are merged, and nothing is compared twice.
        sql = f"{' UNION ALL '.join(pieces)} {tail}"
        return [_line(row) for row in self._database.query(sql, *values, at_most)]

    def waiting_for(
        self, organisation: str | None, leave_out: Sequence[str], limit: int
    ) -> tuple[Sequence[str], int]:
        """Orders that wait for this organisation's side (None: for an operator), soonest first,
        but for waits of these kinds; ``limit`` of them at most, and how many there are in all.
        """
        marks = ", ".join("?" * len(leave_out))
        kinds = f"AND d.kind NOT IN ({marks})" if leave_out else ""
        whose = "SELECT d.subject_id, d.due_at FROM deadline d"
        pieces = [f"{whose} WHERE d.subject_kind = 'order' AND d.who = 'operator' {kinds}"]
        values = [*leave_out]
        if organisation is not None:
            pieces = [
                # The kind is named on either side, so that a board's index answers without its row.
                f"{whose} JOIN board b ON b.subject_id = d.subject_id"
                f" WHERE d.subject_kind = 'order' AND b.subject_kind = 'order' AND b.{side} = ?"
                f" AND b.hidden_from <> '{side}' AND d.who = '{side}' {kinds}"
                for side in ("buyer", "supplier")
            ]
            values = [organisation, *leave_out] * 2
        sql = f"""
            SELECT subject_id, count(*) OVER () FROM (
                SELECT subject_id, min(due_at) AS due FROM ({" UNION ALL ".join(pieces)}) a
                GROUP BY subject_id) b
            ORDER BY due, subject_id LIMIT ?"""
        rows = self._database.query(sql, *values, min(limit, LONGEST_LIST))
        return [row[0] for row in rows], int(rows[0][1]) if rows else 0

    def held(self, organisation: str) -> Sequence[tuple[str, str, int]]:
        """What is held for an organisation's orders: (its side, currency, sum in minor units)."""
        pieces = [
            f"SELECT '{side}', currency, sum(held_minor) FROM board WHERE {side} = ?"
            f" AND subject_kind = 'order' AND hidden_from <> '{side}' AND held_minor > 0"
            " GROUP BY currency"
            for side in ("buyer", "supplier")
        ]
        sql = " UNION ALL ".join(pieces) + " ORDER BY 1, 2"
        found = self._database.query(sql, organisation, organisation)
        return [(side, currency, int(minor)) for side, currency, minor in found]

    def suspended(self, order: str = "") -> Sequence[Subject]:
        """The receipts of money in suspense (that came for ``order``), first back on top."""
        ours = "AND b.title = ?" if order else ""
        sql = f"""
            SELECT d.subject_id FROM deadline d JOIN board b USING (subject_kind, subject_id)
            WHERE d.kind = 'suspense' {ours} ORDER BY d.due_at, d.subject_id"""
        rows = self._database.query(sql, *([order] if order else []))
        return [Subject(Kind.RECEIPT, row[0]) for row in rows]

    def notices(self) -> Sequence[Subject]:
        """The refused notices of banks with which nobody has dealt yet, oldest first."""
        sql = """
            SELECT subject_id FROM board WHERE subject_kind = 'notice' AND stage = ?
            ORDER BY opened_at, subject_id"""
        return [Subject(Kind.NOTICE, row[0]) for row in self._database.query(sql, OPEN)]

    def visits(self, inspector: str) -> Sequence[tuple[str, str]]:
        """The (order, inspection) that an inspector's organisation has still to report."""
        sql = """
            SELECT subject_id, about FROM deadline
            WHERE kind = 'inspection_due' AND subject_kind = 'order' AND about LIKE ? ESCAPE '!'
            ORDER BY due_at, subject_id, about LIMIT ?"""
        for sign in "!%_":
            inspector = inspector.replace(sign, f"!{sign}")
        found = self._database.query(sql, f"%/{inspector}", LONGEST_LIST)
        return [(order, about.partition("/")[0]) for order, about in found]

    def cursor(self, line: BoardLine) -> str:
        """Where a list goes on after this line."""
        return f"{place_of(line.next_due_at, line.updated_at)}.{line.order}"

    def events(self, subject: Subject) -> Sequence[bytes]:
        """The bodies of a stream's events, in order."""
        sql = "SELECT body FROM event WHERE subject_kind = ? AND subject_id = ? ORDER BY seq"
        return [bytes(row[0]) for row in self._database.query(sql, subject.kind.value, subject.id)]

    def transfers(self, scopes: Sequence[str]) -> Sequence[tuple[datetime, Transfer]]:
        """Transfers on the streams of these orders and receipts, dated, oldest first."""
        if not scopes:
            return []
        marks = ", ".join("?" * len(scopes))
        sql = f"""
            SELECT e.effective_at, t.code, t.debit_scope, t.debit_name, t.credit_scope,
                t.credit_name, t.currency, t.amount_minor
            FROM transfer t JOIN event e USING (subject_kind, subject_id, seq)
            WHERE t.subject_kind IN ('order', 'receipt') AND t.subject_id IN ({marks})
            ORDER BY e.effective_at, t.subject_kind DESC, t.subject_id, t.seq, t.number"""
        rows = self._database.query(sql, *scopes)
        return [(moment(row[0]), transfer_of(row[1:])) for row in rows]

    def all_transfers(self) -> Sequence[tuple[str, str, str, str, int]]:
        """Rolled up: (debit name's first part, credit's, currency, code, sum in minor units)."""
        first = {
            "sqlite": "substr({0}, 1, instr({0} || '/', '/') - 1)",
            "postgresql": "split_part({0}, '/', 1)",
        }[self._database.vendor]
        sql = f"""
            SELECT {first.format("debit_name")}, {first.format("credit_name")}, currency, code,
                sum(amount_minor)
            FROM transfer GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
        return [(*row[:4], int(row[4])) for row in self._database.query(sql)]

    def words(self, order: str) -> Sequence[Words]:
        """The messages of an order's talk; the text is None where it was erased."""
        sql = """
            SELECT e.body, p.text FROM event e
            LEFT JOIN private_text p ON p.subject_kind = e.subject_kind
                AND p.subject_id = e.subject_id AND p.seq = e.seq AND p.name = 'text'
            WHERE e.subject_kind = 'talk' AND e.subject_id = ? AND e.type LIKE 'message_sent.%'
            ORDER BY e.seq"""
        return [_words(bytes(body), text) for body, text in self._database.query(sql, order)]

    def erase_words(self, order: str, number: int) -> None:
        """Erase the words of one message of an order's talk; its commitment stays (J6).

        That it happened is a command's to record: ``EraseWords``.
        """
        sql = """
            DELETE FROM private_text WHERE subject_kind = 'talk' AND subject_id = ? AND seq = (
                SELECT seq FROM event WHERE subject_kind = 'talk' AND subject_id = ?
                    AND type LIKE 'message_sent.%' ORDER BY seq LIMIT 1 OFFSET ?)"""
        self._database.change(sql, order, order, number - 1)

    def streams(self, kind: str) -> Sequence[Subject]:
        """All subjects of a kind."""
        sql = "SELECT subject_id FROM board WHERE subject_kind = ? ORDER BY subject_id"
        return [Subject(Kind(kind), row[0]) for row in self._database.query(sql, kind)]

    def heads(self) -> Iterator[Head]:
        """The ends of all streams, for a checkpoint."""
        sql = "SELECT subject_kind, subject_id, seq, head FROM board"
        for kind, id, seq, head in self._database.query(sql):
            yield Head(f"{kind}/{id}", seq, bytes(head).hex())

    def keep_checkpoint(self, point: Checkpoint) -> None:
        """Keep a signed checkpoint here as well; what counts is its copy off the machine."""
        sql = "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        at = datetime.fromisoformat(point.at)
        self._database.change(sql, at, point.streams, point.events, point.root, point.signature)

    def setting(self, name: str) -> str | None:
        """A setting of the installation (the demo's clock, a halt), or None."""
        rows = self._database.query("SELECT value FROM setting WHERE name = ?", name)
        return rows[0][0] if rows else None

    def set(self, name: str, value: str) -> None:
        """Write a setting."""
        sql = """
            INSERT INTO setting VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value"""
        self._database.change(sql, name, value)

    def project_actors(self, actors: Sequence[Actor]) -> None:
        """Write what decisions must know of people: duty, authority, revoked."""
        sql = """
            INSERT INTO actor VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (login, organisation)
            DO UPDATE SET duty = excluded.duty, authority = excluded.authority,
                revoked = excluded.revoked, mac = excluded.mac"""
        self._database.change_each(sql, sorted(map(self._actor_row, actors)))

    def _actor_row(self, actor: Actor) -> tuple[Any, ...]:
        columns = (
            actor.login,
            actor.organisation,
            actor.duty.value,
            to_json(sorted(actor.authority)).decode(),
        )
        mac = seal_row(self._mac_key, "actor", *columns, str(int(actor.revoked)))
        return (*columns, actor.revoked, mac)


def transfer_of(row: Sequence[Any]) -> Transfer:
    """The transfer of (code, debit scope and name, credit scope and name, currency, minor)."""
    code, debit_scope, debit, credit_scope, credit, currency, minor = row
    return Transfer(
        Code(code),
        Account(debit_scope, debit, currency),
        Account(credit_scope, credit, currency),
        minor,
    )


def _place(after: str) -> tuple[int, str]:
    if not after:
        return -(2**62), ""
    place, _, order = after.partition(".")
    if not (place.isascii() and place.isdecimal() and len(place) < 20 and order):  # noqa: PLR2004 - digits of 64 bits
        refuse("list.bad_cursor", cursor=after[:60])
    return int(place), order


def _line(row: Sequence[Any]) -> BoardLine:
    order, stage, title, buyer, supplier, currency, total, held, due, last_at, _ = row
    due_at = moment(due) if due is not None else None
    names = (order, stage, title, buyer, supplier, currency)
    return BoardLine(*names, total, held, due_at, moment(last_at))


def _words(body: bytes, text: str | None) -> Words:
    envelope = open_up(body)
    stamp = envelope.stamp
    said = envelope.event
    require(isinstance(said, MessageSent), "a talk holds messages only")
    by, number = said.by.value, said.number  # type: ignore[attr-defined]  # required above
    return Words(number, stamp.organisation, stamp.login, by, stamp.effective_at, text)
