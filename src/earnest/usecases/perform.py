"""How does a list of commands become everything that must be written? THE write path, pure.

For each request in order of arrival: an outcome already recorded under its key is given again;
the subject catches up with every wait that has run out; the core decides; the facts are folded,
so that several commands on one subject build on one another. What comes out is one ``Batch``.
The dry run is the same function whose batch nobody writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from earnest.domain import deciders
from earnest.domain.audience import audience_of
from earnest.domain.calendar import Calendars
from earnest.domain.changes import replace
from earnest.domain.context import Context, Exposure, Facts
from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import State
from earnest.domain.ledger.moves import moves
from earnest.domain.order.acts.amend import ContractAmended
from earnest.domain.order.acts.draft import DraftWritten
from earnest.domain.order.acts.propose import ContractCountered
from earnest.domain.order.deadlines import due
from earnest.domain.order.order import admit
from earnest.domain.order.state import Order
from earnest.domain.parties import CLOCK, Actor, role_of
from earnest.domain.payment.receipt import Receipt
from earnest.domain.policy import Policies
from earnest.domain.programme.limit import LimitSet, reservation_change
from earnest.domain.refusals import Refused, refuse
from earnest.domain.subjects import Fact, Kind, Subject
from earnest.journal.chain import link, seal, seal_row
from earnest.journal.codec import encode, type_name
from earnest.journal.envelope import Stamp, instant, seal_up
from earnest.usecases.batch import (
    ACTORS_OF_THE_HOUSE,
    DUTIES_OF_THE_HOUSE,
    Answer,
    Batch,
    BoardRow,
    Done,
    EventRow,
    KeyRow,
    Loaded,
    OutboxRow,
    PrivateRow,
    Remembered,
    Request,
    Reservation,
    Stream,
    TransferRow,
)
from earnest.usecases.outcome import outcome_text
from earnest.usecases.ports import Conflict
from earnest.usecases.reactions import react


@dataclass(frozen=True, slots=True)
class House:
    """What every decision of an installation shares: its rules, its calendars, its seal."""

    policies: Policies
    calendars: Calendars
    mac_key: bytes


@dataclass(slots=True)
class _Desk:
    """The working copy of a batch while it is being decided; discarded when it is done."""

    house: House
    now: datetime
    streams: dict[Subject, Stream]
    states: dict[Subject, State]
    exposures: dict[tuple[str, str], Exposure]
    taken: dict[str, str]
    outcomes: dict[tuple[str, str], Remembered]
    facts: Facts
    context: Context | None = None
    before: dict[Subject, int] = field(default_factory=dict)
    events: list[EventRow] = field(default_factory=list)
    transfers: list[TransferRow] = field(default_factory=list)
    outbox: list[OutboxRow] = field(default_factory=list)
    keys: list[KeyRow] = field(default_factory=list)
    natural_keys: dict[str, Subject] = field(default_factory=dict)
    reservations: list[Reservation] = field(default_factory=list)
    limits: dict[tuple[str, str], int] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    private: list[PrivateRow] = field(default_factory=list)


def perform(requests: Sequence[Request], loaded: Loaded, house: House, now: datetime) -> Batch:
    """Decide a list of requests; pure: the same input gives the same batch, byte for byte.

    A request that is refused, or that meets a bug of ours, writes nothing of its own and never
    disturbs the others; lapses that were due anyway are kept (S5).
    """
    exposures, taken = dict(loaded.exposures), dict(loaded.taken)
    desk = _Desk(
        house=house,
        now=now,
        streams=dict(loaded.streams),
        states={subject: stream.state for subject, stream in loaded.streams.items()},
        exposures=exposures,
        taken=taken,
        outcomes=dict(loaded.outcomes),
        facts=Facts(exposures=exposures, taken=taken, files=loaded.files),
    )
    answers = tuple(_answer(desk, request, loaded) for request in requests)
    written = tuple(desk.before)
    return Batch(
        answers=answers,
        before=desk.before,
        events=tuple(desk.events),
        transfers=tuple(desk.transfers),
        boards=tuple(_board(subject, desk.streams[subject]) for subject in written),
        waits={s: deciders.waits(desk.streams[s].state) for s in written},
        outbox=tuple(desk.outbox),
        keys=tuple(desk.keys),
        natural_keys=desk.natural_keys,
        reservations=tuple(desk.reservations),
        limits=desk.limits,
        contracts=desk.contracts,
        private=tuple(desk.private),
    )


def fingerprint(request: Request) -> str:
    """What a repeated key must match: the subject, the command and its content (E2)."""
    command = request.command
    body = b"" if command is None else type(command).__name__.encode() + encode(command)
    head = f"{request.subject.kind.value}/{request.subject.id}|".encode()
    return hashlib.sha256(head + body).hexdigest()


def principal(actor: Actor) -> str:
    """Whose keys these are: the organisation, or the part of the house."""
    return actor.organisation or actor.login


def _answer(desk: _Desk, request: Request, loaded: Loaded) -> Answer:
    written = len(desk.events)
    try:
        return _once(desk, request, loaded)
    except Refused as refused:
        return refused
    except Conflict:
        raise
    except Exception as bug:
        if len(desk.events) != written:
            raise  # half of a decision stands on the desk: whoever commits must leave this one out
        return bug


def _once(desk: _Desk, request: Request, loaded: Loaded) -> Answer:
    """Give a recorded outcome again, or decide and remember."""
    actor = _actor_now(request.actor, loaded)
    name = (principal(request.actor), request.key)
    known = desk.outcomes.get(name) if request.key else None
    if known is not None:
        if known.fingerprint != fingerprint(request):
            refuse("request.key_reused")
        return known.outcome
    at = _catch_up_all(desk, request)
    if request.command is None:
        stream = desk.streams[request.subject]
        return Done(request.subject, stream.seq, (), stream.seq + 1)
    _refuse_stale(desk, request, actor, at)
    try:
        outcome: Done | Refused = _decided(desk, request, actor, at)
    except Refused as refused:
        if refused.code.startswith("permission."):
            raise
        outcome = refused
    if request.key:
        desk.outcomes[name] = Remembered(fingerprint(request), outcome)
        desk.keys.append(_key_row(desk, name, desk.outcomes[name]))
    return outcome


def _key_row(desk: _Desk, name: tuple[str, str], remembered: Remembered) -> KeyRow:
    """The row of an outcome; sealed, because no event tells of a refusal."""
    text = outcome_text(remembered.outcome)
    columns = (*name, remembered.fingerprint, text, instant(desk.now))
    mac = seal_row(desk.house.mac_key, "idempotency", *columns)
    return KeyRow(*name, remembered.fingerprint, remembered.outcome, desk.now, text, mac)


def _actor_now(actor: Actor, loaded: Loaded) -> Actor:
    """The actor as membership says inside this unit, not as the session remembered (S6, A4)."""
    if actor.login in ACTORS_OF_THE_HOUSE and actor.duty in DUTIES_OF_THE_HOUSE:
        return actor
    now = loaded.actors.get((actor.login, actor.organisation))
    if now is None or now.revoked:
        refuse("permission.revoked")
    return narrowed(now, actor)


def narrowed(now: Actor, actor: Actor) -> Actor:
    """What membership allows now, by no more than the session or key allows (a key may only read).

    ``now`` is the actor as projected, ``actor`` the one that asks.
    """
    allowed = now.authority & actor.authority
    if (now.duty, allowed, now.revoked) == (actor.duty, actor.authority, actor.revoked):
        return actor
    return replace(actor, duty=now.duty, authority=allowed, revoked=now.revoked)


def _refuse_stale(desk: _Desk, request: Request, actor: Actor, at: datetime) -> None:
    """Refuse consent to another version; who may not act here at all is not told even that (A3)."""
    version, state = desk.streams[request.subject].seq, desk.states[request.subject]
    if request.seen_version in (None, version):
        return
    if isinstance(state, Order):
        admit(state, type(request.command), _context(desk, actor, at))
    refuse("request.stale", seen=request.seen_version, version=version)


def _decided(desk: _Desk, request: Request, actor: Actor, at: datetime) -> Done:
    subject, command = request.subject, request.command
    keys = deciders.natural_keys(subject, command)
    context = _context(desk, actor, at)
    facts = deciders.decide(subject, command, context, desk.states)
    first = desk.streams[subject].seq + 1
    _write(desk, facts, request, actor, effective_at=at)
    for key in keys:
        desk.natural_keys[key] = subject
        desk.taken[key] = subject.id
    told = (fact for fact in facts if fact.subject.kind is not Kind.HISTORY)
    names = tuple(type_name(type(fact.event)) for fact in told)
    return Done(subject, desk.streams[subject].seq, names, first)


def _context(desk: _Desk, actor: Actor, at: datetime) -> Context:
    """The circumstances; the same as last time where the same actor decides at the same instant."""
    last, house = desk.context, desk.house
    if last is None or last.actor is not actor or last.now != at:
        last = Context(at, actor, house.policies, house.calendars, desk.facts, desk.now)
        desk.context = last
    return last


def _catch_up_all(desk: _Desk, request: Request) -> datetime:
    """Lapse what ran out on the subject and on all that it touches; give the decision's instant.

    Time never goes back on a stream: the instant is at least the last one recorded (T6).
    """
    state = desk.streams[request.subject].state
    others = (
        *deciders.touches(request.subject, request.command),
        *deciders.also_touches(state, request.command),
    )
    reached = dict.fromkeys((request.subject, *others)) if others else (request.subject,)
    if not all(subject in desk.streams for subject in others):
        raise Conflict("an earlier request of the list made this one rest on what was not loaded")
    at = desk.now
    for subject in reached:
        last = desk.streams[subject].last_at
        if last is not None and last > at:
            at = last
    lapsed_until = deciders.lapses_until(request.command, at)
    for subject in reached:
        catch_up(desk, subject, lapsed_until, request)
    return at


def catch_up(desk: _Desk, subject: Subject, at: datetime, request: Request) -> None:
    """Record every wait of ``subject`` that has run out by ``at``, in order of instants (T3)."""
    while True:
        state = desk.streams[subject].state
        wait = due(state, at) if isinstance(state, Order | Receipt) else None
        if wait is None:
            return
        since = desk.streams[subject].last_at
        effective = max(wait.due_at, since) if since else wait.due_at
        facts = deciders.lapse(subject, wait, _context(desk, CLOCK, effective), desk.states)
        _write(desk, facts, request, CLOCK, effective_at=effective)


def _write(
    desk: _Desk, facts: Sequence[Fact], request: Request, actor: Actor, *, effective_at: datetime
) -> None:
    """Fold facts into the working copy and make all their rows."""
    for fact in facts:
        stream = desk.streams[fact.subject]
        after = _after(stream.state, fact)
        stamp = _stamp(desk, stream.state, after, request, actor, effective_at)
        seq = stream.seq + 1
        body = seal_up(fact, seq, audience_of(fact, after), stamp)
        digest = link(fact.subject, seq, stream.head, body)
        desk.before.setdefault(fact.subject, stream.seq)
        desk.events.append(
            EventRow(
                fact.subject,
                seq,
                type_name(type(fact.event)),
                body,
                digest,
                seal(desk.house.mac_key, digest),
                effective_at,
                desk.now,
            )
        )
        _money(desk, fact, seq, after)
        _side_rows(desk, fact, seq, request, actor, after=after)
        outbox = react(fact, stream.state, after, effective_at, number=stream.outbox_seq, seq=seq)
        desk.outbox += outbox
        desk.streams[fact.subject] = Stream(
            after, seq, digest, effective_at, stream.outbox_seq + len(outbox)
        )
        desk.states[fact.subject] = after
        _limit(desk, fact, after)


def _after(state: State, fact: Fact) -> State:
    """The state after a fact; decisions on orders have folded their own facts already."""
    known = fact.after
    return known if isinstance(known, Order) else deciders.evolve(state, fact.event)


def _stamp(  # noqa: PLR0917 - all that a stamp says
    desk: _Desk,
    before: State,
    after: State,
    request: Request,
    actor: Actor,
    effective_at: datetime,
) -> Stamp:
    policy = after.policy if isinstance(after, Order) else desk.house.policies.default
    order = before if isinstance(before, Order) and before.buyer + before.supplier else after
    sides = (order.buyer, order.supplier) if isinstance(order, Order) else ("", "")
    role = role_of(actor, buyer=sides[0], supplier=sides[1])
    return Stamp(
        actor.login,
        actor.organisation,
        role.value,
        actor.channel,
        actor.factors,
        request.request_id,
        request.key if actor is not CLOCK else "",
        policy,
        effective_at,
        desk.now,
    )


def _money(desk: _Desk, fact: Fact, seq: int, after: State) -> None:
    currency = after.currency if isinstance(after, Order | Receipt) else ""
    found = moves(fact.event, scope=fact.subject.id, currency=currency)
    for number, transfer in enumerate(found):
        desk.transfers.append(TransferRow(fact.subject, seq, number, transfer))


def _side_rows(
    desk: _Desk, fact: Fact, seq: int, request: Request, actor: Actor, *, after: State
) -> None:
    if isinstance(fact.event, DraftWritten | ContractCountered):
        desk.contracts[fact.event.contract_hash] = fact.event.contract
    if isinstance(fact.event, ContractAmended) and isinstance(after, Order):
        desk.contracts[after.contract_hash] = after.terms
    if request.private and fact.subject.kind is Kind.TALK and actor is not CLOCK:
        desk.private.append(PrivateRow(fact.subject, seq, request.private))


def _limit(desk: _Desk, fact: Fact, after: State) -> None:
    """Keep the working copy of limits and reservations in step, so that a list never overdraws."""
    if isinstance(fact.event, LimitSet):
        name = (fact.subject.id, fact.event.currency)
        old = desk.exposures.get(name, Exposure())
        desk.exposures[name] = Exposure(fact.event.limit_minor, old.reserved_minor)
        desk.limits[name] = fact.event.limit_minor
    change = reservation_change(fact.event)
    if change and isinstance(after, Order):
        name = (after.supplier, after.currency)
        old = desk.exposures.get(name, Exposure())
        desk.exposures[name] = Exposure(old.limit_minor, old.reserved_minor + change)
        desk.reservations.append(Reservation(after.id, *name, change))


def _board(subject: Subject, stream: Stream) -> BoardRow:
    at = stream.last_at
    if at is None:
        refuse("order.not_found")
    return BoardRow(subject, stream.seq, stream.head, at, stream.outbox_seq, stream.state)
