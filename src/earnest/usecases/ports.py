"""What does the write path need from the world? Protocols, and the plain values they carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Protocol, Self

from earnest.domain.ledger.entry import Transfer
from earnest.domain.parties import Actor
from earnest.domain.subjects import Subject
from earnest.usecases.batch import Answer, Batch, Loaded, Request


class Conflict(Exception):  # noqa: N818 - a constraint of the database said no to a batch
    """The database refused a batch: a lost version, a check, a unique key. Try smaller lists."""


class Again(Exception):  # noqa: N818 - a deadlock or serialisation failure; the same list may pass
    """The database asks for the same list once more."""


class Unit(Protocol):
    """One transaction: lock and load, then append; committed on a clean exit, else undone."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *failure: object) -> None: ...

    def load(self, requests: Sequence[Request]) -> Loaded:
        """Lock and read all that the requests' decisions rest on, in a fixed order (S10)."""
        ...

    def append(self, batch: Batch) -> None:
        """Write the whole batch; raises Conflict or Again."""
        ...


class Store(Protocol):
    """Where units come from."""

    def unit(self) -> Unit:
        """A new unit of work."""
        ...

    def peek(self, requests: Sequence[Request]) -> Loaded:
        """Read, without locks, what the requests' decisions would rest on."""
        ...


class Committer(Protocol):
    """The write path as the loops use it."""

    def submit_many(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """Commit a list of requests and wait; one answer for each, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One order as a list shows it; money in minor units."""

    order: str
    stage: str
    title: str
    buyer: str
    supplier: str
    currency: str
    total_minor: int
    held_minor: int
    next_due_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Words:
    """One message: who said it, when, and the words unless they were erased."""

    number: int
    organisation: str
    login: str
    role: str
    at: datetime
    text: str | None


class Reads(Protocol):
    """What pages, API and command line read, each in a fixed number of queries."""

    def boards(
        self, *, organisation: str | None, stage: str = "", after: str = "", limit: int = 50
    ) -> Sequence[BoardLine]:
        """Orders of an organisation (None: of everybody), those due first on top, then newest.

        ``after`` is the ``cursor`` of the last line seen.
        """
        ...

    def waiting_for(
        self, organisation: str | None, leave_out: Sequence[str], limit: int
    ) -> tuple[Sequence[str], int]:
        """Orders that wait for this organisation's side (None: for an operator), soonest first,
        but for waits of these kinds; ``limit`` of them at most, and how many there are in all.
        """
        ...

    def held(self, organisation: str) -> Sequence[tuple[str, str, int]]:
        """What is held for an organisation's orders: (its side, currency, sum in minor units)."""
        ...

    def cursor(self, line: BoardLine) -> str:
        """Where a list goes on after this line."""
        ...

    def suspended(self, order: str = "") -> Sequence[Subject]:
        """The receipts of money in suspense (that came for ``order``), first back on top."""
        ...

    def notices(self) -> Sequence[Subject]:
        """The refused notices of banks with which nobody has dealt yet, oldest first."""
        ...

    def visits(self, inspector: str) -> Sequence[tuple[str, str]]:
        """The (order, inspection) that an inspector's organisation has still to report."""
        ...

    def events(self, subject: Subject) -> Sequence[bytes]:
        """The bodies of a stream's events, in order."""
        ...

    def transfers(self, scopes: Sequence[str]) -> Sequence[tuple[datetime, Transfer]]:
        """Transfers of these orders and receipts, with the instant at which each was true."""
        ...

    def all_transfers(self) -> Sequence[tuple[str, str, str, str, int]]:
        """Rolled up: (debit name's first part, credit's, currency, code, sum in minor units)."""
        ...

    def words(self, order: str) -> Sequence[Words]:
        """The messages of an order's talk."""
        ...

    def erase_words(self, order: str, number: int) -> None:
        """Erase the words of one message of an order's talk; again does nothing."""
        ...

    def streams(self, kind: str) -> Sequence[Subject]:
        """All subjects of a kind."""
        ...

    def setting(self, name: str) -> str | None:
        """A setting of the installation (the demo's clock, a halt), or None."""
        ...

    def set(self, name: str, value: str) -> None:
        """Write a setting."""
        ...

    def project_actors(self, actors: Sequence[Actor]) -> None:
        """Write what decisions must know of people: duty, authority, revoked."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """An outbox row as ``deliver`` takes it."""

    subject: Subject
    number: int
    topic: str
    payload: str
    attempts: int


class Archive(Protocol):
    """The whole database at one instant, for the checker."""

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """All rows of a table with the columns of its schema, sorted by key (bytewise).

        Instants are text, as ``journal.envelope.instant`` writes them.
        """
        ...


class DeadlineQueue(Protocol):
    """Deadlines whose instant has come."""

    def due(self, now: datetime, limit: int) -> Sequence[Subject]:
        """Claim subjects with a wait due by ``now`` and not parked; each subject once."""
        ...

    def failed(self, subject: Subject, now: datetime, error: str) -> None:
        """Push a subject that could not lapse forward, with back-off, counted and shown."""
        ...

    def between(self, began: datetime, ended: datetime) -> Sequence[Subject]:
        """Subjects with a wait due between two instants."""
        ...


class Outbox(Protocol):
    """What must leave the house."""

    def due(self, now: datetime, limit: int) -> Sequence[Letter]:
        """Claim unsent rows whose time has come."""
        ...

    def sent(self, letters: Sequence[Letter], now: datetime) -> None:
        """These rows have left."""
        ...

    def failed(self, letter: Letter, now: datetime, error: str) -> None:
        """Count the try and push the row forward with back-off; parked after five."""
        ...

    def still_waits(self, subject: Subject, kind: str, about: str, due_at: datetime) -> bool:
        """Whether this very wait still runs."""
        ...


class Clock(Protocol):
    """What time is it? Read once per request, task or turn."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Rail(Protocol):
    """A way to pay: asked with an id of ours, so that asking twice is one payment (E7)."""

    def pay(self, payout: str, *, minor: int, currency: str, to: str, order: str) -> None:
        """Ask for a payment; its fate comes later as a notice. Raises Trouble when unreachable."""
        ...

    def send_back(self, receipt: str, *, minor: int, currency: str) -> None:
        """Ask for unmatched money to go back to its source; its fate comes later as a notice."""
        ...

    def notices(self) -> Sequence[Notice]:
        """What the rail has to say since it was last asked; repeated until ``taken``."""
        ...

    def taken(self, notices: Sequence[Notice]) -> None:
        """These notices are recorded and need not be repeated."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a rail or carrier says: the command that records it, and its own id."""

    id: str
    subject: Subject
    command: object


class Post(Protocol):
    """Sends letters."""

    def send(self, *, to: str, subject: str, text: str, html: str, id: str) -> None:
        """Send one letter; ``id`` is stable. Raises Trouble when it cannot be sent now."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What the vault says of an upload: its SHA-256 in hex, bytes, cleaned name, media type."""

    sha256: str
    size: int
    name: str
    media: str


class Vault(Protocol):
    """Keeps uploads under their hash, byte for byte as they came (V1)."""

    def put(self, chunks: Iterable[bytes], name: str, *, limit: int, sha256: str = "") -> Kept:
        """Keep what comes, at most ``limit`` bytes; refuses by name what it does not take in."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The bytes under a hash, checked again; raises Trouble where they are not those."""
        ...

    def everything(self) -> Iterator[tuple[str, bool]]:
        """Every hash under which something lies, and whether its bytes are still those."""
        ...


@dataclass(frozen=True, slots=True)
class FileRow:
    """One upload to an order: what, from whom, and when by the server's clock (V4).

    ``number`` counts an order's files from 1; ``total`` is the sum of the bytes up to this one.
    """

    order: str
    number: int
    sha256: str
    name: str
    media: str
    size: int
    total: int
    organisation: str
    login: str
    role: str
    at: datetime


class FileRows(Protocol):
    """Which files belong to which order."""

    def of(self, order: str) -> Sequence[FileRow]:
        """The files of an order, in the order in which they came."""
        ...

    def add(self, row: FileRow) -> bool:
        """Add the next file of an order; False where its number is taken by now."""
        ...

    def bytes_of(self, organisation: str) -> int:
        """How many bytes an organisation has uploaded to all of its orders."""
        ...
