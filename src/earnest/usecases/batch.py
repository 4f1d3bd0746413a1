"""What does the write path carry? A request in, what was loaded for it, and all that it writes.

Plain values; who loads and writes them is in ``ports``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from earnest.domain.context import Exposure
from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import State
from earnest.domain.ledger.entry import Transfer
from earnest.domain.order.state import Wait
from earnest.domain.parties import Actor, Duty
from earnest.domain.refusals import Refused, Trouble
from earnest.domain.subjects import Subject

ACTORS_OF_THE_HOUSE = ("clock", "rail", "carrier")
"""Logins that no person has; their actors need no row."""

DUTIES_OF_THE_HOUSE = (Duty.CLOCK, Duty.RAIL, Duty.CARRIER)
"""Duties that only those logins have."""


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


class Stream(NamedTuple):
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

    ``actors`` by (login, organisation) as membership says now; ``outcomes`` by (principal, key);
    ``files`` are the named ones that are kept, by (order, SHA-256), with their media type.
    """

    streams: Mapping[Subject, Stream]
    actors: Mapping[tuple[str, str], Actor]
    exposures: Mapping[tuple[str, str], Exposure]
    outcomes: Mapping[tuple[str, str], Remembered]
    taken: Mapping[str, str]
    files: Mapping[tuple[str, str], str] = field(default_factory=dict)


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


class EventRow(NamedTuple):
    """One row of the journal, complete: ``body`` is what was hashed."""

    subject: Subject
    seq: int
    type: str
    body: bytes
    hash: bytes
    mac: bytes
    effective_at: datetime
    recorded_at: datetime


class TransferRow(NamedTuple):
    """A transfer with the event that caused it; ``number`` counts within the event."""

    subject: Subject
    seq: int
    number: int
    transfer: Transfer


class OutboxRow(NamedTuple):
    """Something that must leave the house, at least once, not before ``not_before``.

    ``number`` is gap-free within the subject; ``topic`` says who handles it.
    """

    subject: Subject
    number: int
    topic: str
    payload: str
    not_before: datetime


class BoardRow(NamedTuple):
    """What pages list and the next command loads: the head of a stream and its snapshot."""

    subject: Subject
    seq: int
    head: bytes
    last_at: datetime
    outbox_seq: int
    state: State


class KeyRow(NamedTuple):
    """An outcome to be remembered under (principal, key), as ``text``, sealed by ``mac``."""

    principal: str
    key: str
    fingerprint: str
    outcome: Outcome
    recorded_at: datetime
    text: str
    mac: bytes


class Reservation(NamedTuple):
    """By how much an order changes what it holds of a supplier's limit (may be negative)."""

    order: str
    supplier: str
    currency: str
    change_minor: int


class PrivateRow(NamedTuple):
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
