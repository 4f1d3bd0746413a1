"""What does the write path need from the world? Protocols, and the plain values they carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, Self

from earnest.domain.context import Exposure
from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import State
from earnest.domain.ledger.entry import Transfer
from earnest.domain.order.state import Wait
from earnest.domain.parties import Actor
from earnest.domain.refusals import Refused, Trouble
from earnest.domain.subjects import Subject

ACTORS_OF_THE_HOUSE = ("clock", "rail", "carrier")
"""Logins that no person has; their actors need no row."""


@dataclass(frozen=True, slots=True)
class Request:
    """One command on its way in.

    ``key`` makes repeating harmless (empty: not repeatable); ``seen_version`` is the version
    whose preview the person saw; ``private`` are personal words that stay outside the journal;
    ``lapse`` is set by the sweep instead of a command: only catch up.
    """

    subject: Subject
    command: object | None
    actor: Actor
    key: str = ""
    seen_version: int | None = None
    request_id: str = ""
    private: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stream:
    """A subject as it was loaded and locked: its state, last sequence number, head hash."""

    state: State
    seq: int
    head: bytes
    last_at: datetime | None
    outbox_seq: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """The outcome recorded under an idempotency key, with the fingerprint of its request."""

    fingerprint: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that a list of decisions rests on, read under lock in one unit.

    ``actors`` by (login, organisation) as membership says now; ``outcomes`` by (principal, key).
    """

    streams: Mapping[Subject, Stream]
    actors: Mapping[tuple[str, str], Actor]
    exposures: Mapping[tuple[str, str], Exposure]
    outcomes: Mapping[tuple[str, str], Remembered]
    taken: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """A command happened: its subject, the version after it, the sequence numbers it wrote."""

    subject: Subject
    version: int
    events: tuple[str, ...]
    first_seq: int


Outcome = Done | Refused
Answer = Done | Refused | Trouble | BaseException
"""What a caller gets: a deed, an expected no, a trouble of the world, or a bug of ours."""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row of the journal, complete: ``body`` is what was hashed."""

    subject: Subject
    seq: int
    type: str
    body: bytes
    hash: bytes
    mac: bytes
    effective_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer with the event that caused it; ``number`` counts within the event."""

    subject: Subject
    seq: int
    number: int
    transfer: Transfer


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something that must leave the house, at least once, not before ``not_before``.

    ``number`` is gap-free within the subject; ``topic`` says who handles it.
    """

    subject: Subject
    number: int
    topic: str
    payload: str
    not_before: datetime


@dataclass(frozen=True, slots=True)
class BoardRow:
    """What pages list and the next command loads: the head of a stream and its snapshot."""

    subject: Subject
    seq: int
    head: bytes
    last_at: datetime
    outbox_seq: int
    state: State


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An outcome to be remembered under (principal, key), as ``text``, sealed by ``mac``."""

    principal: str
    key: str
    fingerprint: str
    outcome: Outcome
    recorded_at: datetime
    text: str
    mac: bytes


@dataclass(frozen=True, slots=True)
class Reservation:
    """By how much an order changes what it holds of a supplier's limit (may be negative)."""

    order: str
    supplier: str
    currency: str
    change_minor: int


@dataclass(frozen=True, slots=True)
class PrivateRow:
    """Personal words of one event, outside the hashed bytes."""

    subject: Subject
    seq: int
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Everything that a list of decisions writes, in one transaction (E3).

    ``answers`` are in the order of the requests. ``before`` gives the sequence number on which
    each stream's writing rests. ``waits`` is the whole list of each written subject.
    """

    answers: tuple[Answer, ...]
    before: Mapping[Subject, int] = field(default_factory=dict)
    events: tuple[EventRow, ...] = ()
    transfers: tuple[TransferRow, ...] = ()
    boards: tuple[BoardRow, ...] = ()
    waits: Mapping[Subject, tuple[Wait, ...]] = field(default_factory=dict)
    outbox: tuple[OutboxRow, ...] = ()
    keys: tuple[KeyRow, ...] = ()
    natural_keys: Mapping[str, Subject] = field(default_factory=dict)
    reservations: tuple[Reservation, ...] = ()
    limits: Mapping[tuple[str, str], int] = field(default_factory=dict)
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    private: tuple[PrivateRow, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.events or self.keys)


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

    def held(self, organisation: str) -> Sequence[tuple[str, str, int]]:
        """What is held for an organisation's orders: (its side, currency, sum in minor units)."""
        ...

    def cursor(self, line: BoardLine) -> str:
        """Where a list goes on after this line."""
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


class Ids(Protocol):
    """Where new ids come from."""

    def new(self) -> str:
        """Twenty characters of Crockford's base 32: 100 random bits."""
        ...
