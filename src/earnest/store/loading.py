"""In which order is everything locked and read that decisions rest on (S6, S10)?

Subjects first, sorted by kind and id, then actors, then limits; only then what can no longer
change: outcomes of keys, natural keys, and files that are kept. Both databases answer through a
``Source``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from earnest.domain import deciders
from earnest.domain.context import Exposure
from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import State
from earnest.domain.order.acts.draft import OpenOrder, WriteDraft
from earnest.domain.order.acts.pay import AnnouncePayment
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import CounterPropose, ProposeContract
from earnest.domain.order.state import Order
from earnest.domain.parties import Actor
from earnest.domain.programme.limit import SetLimit
from earnest.domain.refusals import require
from earnest.domain.subjects import Kind, Subject
from earnest.domain.talk import SendMessage
from earnest.journal.chain import GENESIS
from earnest.journal.envelope import open_up
from earnest.journal.snapshot import thaw, version
from earnest.store.memory import Memory
from earnest.usecases.batch import (
    ACTORS_OF_THE_HOUSE,
    Loaded,
    Remembered,
    Request,
    Stream,
)
from earnest.usecases.perform import principal
from earnest.usecases.ports import Again

_HARMLESS = (
    OpenOrder, WriteDraft, ProposeContract, CounterPropose, AnnouncePayment, ReportProduction,
    SendMessage,
)  # fmt: skip
"""Frequent commands that rest on no limit: for these it is not locked, so that a supplier's orders
do not queue. Should a lapse before one of them reserve, the table's check still stands (M12)."""

_DRAFTING = (OpenOrder, WriteDraft, CounterPropose)


class Head(NamedTuple):
    """A board row; ``snapshot`` is None where the state at this head is remembered already."""

    subject: Subject
    seq: int
    head: bytes
    last_at: datetime
    outbox_seq: int
    snapshot: bytes | None
    folds: str
    contract_hash: str


class Source(Protocol):
    """The questions that loading asks of a database, inside one transaction."""

    memory: Memory

    def heads(self, subjects: Sequence[Subject], *, lock: bool) -> Sequence[Head]:
        """The rows of those subjects that exist; locked in the given order."""
        ...

    def lock_new(self, subjects: Sequence[Subject]) -> None:
        """Keep others from beginning these streams until this transaction ends."""
        ...

    def bodies(self, subject: Subject) -> Iterable[bytes]:
        """The bodies of a stream's events, in order."""
        ...

    def deadline_names(self, subject: Subject) -> Iterable[tuple[str, str]]:
        """(kind, about) of the subject's deadline rows."""
        ...

    def contracts(self, hashes: Sequence[str]) -> Mapping[str, Contract]:
        """Contracts by hash."""
        ...

    def actors(
        self, names: Sequence[tuple[str, str]], *, lock: bool
    ) -> Mapping[tuple[str, str], Actor]:
        """Actors by (login, organisation)."""
        ...

    def exposures(
        self, names: Sequence[tuple[str, str]], *, lock: bool
    ) -> Mapping[tuple[str, str], Exposure]:
        """Exposures by (supplier, currency)."""
        ...

    def outcomes(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Remembered]:
        """Outcomes by (principal, key)."""
        ...

    def taken(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The owners' ids of natural keys."""
        ...

    def files(self, names: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """The media types of the files that are kept, by (order, SHA-256)."""
        ...


@dataclass(frozen=True, slots=True)
class Held:
    """What was loaded, and what the append must know of the rows that exist.

    Deadline rows are the waits of the loaded states; ``rows`` names (kind, about) those of subjects
    whose states other folds had made, and whose contents therefore nobody knows.
    """

    loaded: Loaded
    rows: Mapping[Subject, Sequence[tuple[str, str]]] = field(default_factory=dict)


def load(source: Source, requests: Sequence[Request], *, lock: bool) -> Held:
    """Lock (unless peeking) and read all that the requests' decisions rest on."""
    subjects = _subjects(source, requests)
    heads = {head.subject: head for head in source.heads(subjects, lock=lock)}
    new = [subject for subject in subjects if subject not in heads]
    if new and lock:
        source.lock_new(new)
        heads.update((head.subject, head) for head in source.heads(new, lock=True))
    contracts = _contracts(source, heads.values())
    known, commands = set(subjects), _commands(requests)
    streams: dict[Subject, Stream] = {}
    rows: dict[Subject, Sequence[tuple[str, str]]] = {}
    for subject in subjects:
        head = heads.get(subject)
        if head is None:
            streams[subject] = Stream(deciders.fresh(subject), 0, GENESIS, None)
            continue
        state = _state(source, head, contracts)
        streams[subject] = Stream(state, head.seq, head.head, head.last_at, head.outbox_seq)
        if not known.issuperset(_pointed_to(state, commands.get(subject, ()))):
            raise Again  # it points elsewhere since we looked: lock that one too
        if head.folds != version():  # also where somebody has looked, and it is remembered
            rows[subject] = tuple(source.deadline_names(subject))
    return Held(_rest(source, requests, streams, lock=lock), rows)


def _subjects(source: Source, requests: Sequence[Request]) -> list[Subject]:
    """Every subject that the requests read or write, in the order of locking."""
    found: set[Subject] = set()
    pointing: set[Subject] = set()
    for request in requests:
        found.add(request.subject)
        found.update(deciders.touches(request.subject, request.command))
        if request.subject.kind is Kind.RECEIPT or isinstance(
            request.command, deciders.ASKING_HISTORY
        ):
            pointing.add(request.subject)
    if pointing:
        heads, commands = source.heads(sorted(pointing), lock=False), _commands(requests)
        contracts = _contracts(source, heads)
        for head in heads:
            state = _state(source, head, contracts)
            found.update(_pointed_to(state, commands[head.subject]))
    return sorted(found)


def _commands(requests: Sequence[Request]) -> Mapping[Subject, list[object]]:
    """What is asked of each subject."""
    found: dict[Subject, list[object]] = {}
    for request in requests:
        found.setdefault(request.subject, []).append(request.command)
    return found


def _pointed_to(state: State, commands: Iterable[object]) -> set[Subject]:
    """The subjects that a state points to, whatever or just when these commands are decided."""
    found = set(deciders.also_touches(state))
    return found.union(*(deciders.also_touches(state, command) for command in commands))


def _contracts(source: Source, heads: Iterable[Head]) -> Mapping[str, Contract]:
    """The contracts on which unremembered orders stand."""
    found: dict[str, Contract] = {}
    missing: set[str] = set()
    for head in heads:
        if head.snapshot is None or not head.contract_hash:
            continue
        known = source.memory.contracts.get(head.contract_hash)
        if known is None:
            missing.add(head.contract_hash)
        else:
            found[head.contract_hash] = known
    if missing:
        for hash_, contract in source.contracts(sorted(missing)).items():
            source.memory.contracts.put(hash_, contract)
            found[hash_] = contract
    return found


def _state(source: Source, head: Head, contracts: Mapping[str, Contract]) -> State:
    if head.snapshot is None:
        known = source.memory.state(head.subject, head.head)
        if known is None:
            raise Again  # another thread crowded it out of memory: read once more
        return known
    if head.folds == version():
        state = thaw(head.subject.kind, head.snapshot, contracts.get(head.contract_hash))
        complete = not isinstance(state, Order) or state.contract is not None
    else:
        state, complete = replay(head.subject, source.bodies(head.subject)), True
    if complete:
        source.memory.states.put(head.subject, (head.head, state))
    return state


def replay(subject: Subject, bodies: Iterable[bytes]) -> State:
    """The state of a stream, from nothing but its events."""
    state = deciders.fresh(subject)
    for body in bodies:
        state = deciders.evolve(state, open_up(body).event)
    return state


def _rest(
    source: Source, requests: Sequence[Request], streams: Mapping[Subject, Stream], *, lock: bool
) -> Loaded:
    people = {
        (request.actor.login, request.actor.organisation)
        for request in requests
        if request.actor.login not in ACTORS_OF_THE_HOUSE
    }
    actors = source.actors(sorted(people), lock=lock) if people else {}
    exposures = _exposures(source, requests, streams, lock=lock)
    keys = {(principal(request.actor), request.key) for request in requests if request.key}
    names = {
        name
        for request in requests
        for name in deciders.natural_keys(request.subject, request.command)
    }
    files = {
        name for request in requests for name in deciders.files(request.subject, request.command)
    }
    return Loaded(
        streams=streams,
        actors=actors,
        exposures=exposures,
        outcomes=source.outcomes(sorted(keys)) if keys else {},
        taken=source.taken(sorted(names)) if names else {},
        files=source.files(sorted(files)) if files else {},
    )


def _exposures(
    source: Source, requests: Sequence[Request], streams: Mapping[Subject, Stream], *, lock: bool
) -> Mapping[tuple[str, str], Exposure]:
    """Limits on which a reservation may rest are locked, the others only read."""
    states = {subject: stream.state for subject, stream in streams.items()}
    needed = set(deciders.exposures(states))
    reserving: set[tuple[str, str]] = set()
    reached: set[Subject] = set()
    for request in requests:
        if not isinstance(request.command, _HARMLESS):
            touched = (request.subject, *deciders.touches(request.subject, request.command))
            reached.update(touched)
            reserving.update(deciders.exposures({s: states[s] for s in touched}))
        if isinstance(request.command, SetLimit):
            reserving.add((request.subject.id, request.command.currency))
    reserving.update(_drafted(requests, reached))
    found = dict(source.exposures(sorted(reserving), lock=lock)) if reserving else {}
    if needed - reserving:
        found.update(source.exposures(sorted(needed - reserving), lock=False))
    return found


def _drafted(requests: Sequence[Request], reached: set[Subject]) -> Iterable[tuple[str, str]]:
    """Limits of contracts that are written and signed within one list."""
    for request in requests:
        command = request.command
        if request.subject in reached and isinstance(command, _DRAFTING):
            terms = command.contract
            yield from (
                (supplier, terms.currency)
                for supplier in (terms.supplier.organisation, request.actor.organisation)
                if supplier
            )


def remember(memory: Memory, states: Iterable[tuple[Subject, bytes, State]]) -> None:
    """Keep what was just written, so that the next command need not read it."""
    for subject, head, state in states:
        require(len(head) == len(GENESIS), "a head is a SHA-256")
        memory.states.put(subject, (head, state))
