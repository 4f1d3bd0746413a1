"""What may a delivery ask? The one counter at which pages, API, command line and worker stand.

``perform`` acts, ``preview`` says what acting would change, ``look`` reads, ``turn`` lets the
loops run once. Everything behind it is joined in ``installation``.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Protocol

from earnest.domain.contract.terms import Contract
from earnest.domain.deciders import COMMANDS
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.parties import Actor, Role
from earnest.domain.payment.reference import reference_of
from earnest.domain.policy import Policies
from earnest.domain.refusals import Refused, refuse
from earnest.domain.subjects import Kind, Subject
from earnest.domain.talk import EraseWords, SendMessage
from earnest.environment import Environment, Mode
from earnest.exchange.read import Imported, read_order
from earnest.rails.sandbox.bank import PayoutPlay, Play
from earnest.rails.sandbox.rail import SandboxRail
from earnest.usecases.batch import Answer, Done, Request
from earnest.usecases.commit import deed_of
from earnest.usecases.cover import CoverQuestion, CoverReply, answer
from earnest.usecases.deliver import Delivery, deliver
from earnest.usecases.files import Files, Limits
from earnest.usecases.intake import intake
from earnest.usecases.look import Look
from earnest.usecases.perform import House
from earnest.usecases.ports import (
    DeadlineQueue,
    FileRows,
    Outbox,
    Reads,
    Store,
    Vault,
)
from earnest.usecases.preview import Preview, preview, preview_all
from earnest.usecases.sweep import give_back, sweep
from earnest.wiring.clock import SettableClock, SystemClock

OUTAGE = timedelta(hours=1)
"""A pause of the platform longer than this is an outage that took time from the parties."""

LAST_INSTANT = datetime(2100, 1, 1, tzinfo=UTC)
"""Where a clock that can be set ends: it never goes back, and deadlines need days after it."""

MAX_STOPS = 10_000
"""Deadlines at which a clock that is moved forward stops, at most."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Twenty characters of Crockford's base 32: 100 random bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(20))


class GroupCommitter(Protocol):
    """The committer as the desk uses it."""

    def perform(self, request: Request) -> Answer:
        """Commit one request and wait; many waiting at once are committed together."""
        ...

    def submit_many(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """Commit a list and wait for the answers."""
        ...

    def submit(self, request: Request, told: Callable[[Answer], None]) -> None:
        """Commit one request, and tell its answer on another thread."""
        ...

    def stop(self) -> None:
        """Finish what waits and stop."""
        ...


@dataclass(slots=True)
class Desk:
    """One installation, open for business."""

    environment: Environment
    house: House
    store: Store
    reads: Reads
    deadlines: DeadlineQueue
    outbox: Outbox
    file_rows: FileRows
    vault: Vault
    limits: Limits
    committer: GroupCommitter
    clock: SystemClock
    rail: SandboxRail
    delivery: Delivery
    let_go: Callable[[], None]
    turning: Lock = field(default_factory=Lock)
    """One turn at a time, so that whoever settles down sees the end of the loop's turn."""

    def now(self) -> datetime:
        """The present instant; read once per request."""
        return self.clock.now()

    @property
    def policies(self) -> Policies:
        """The rules in force."""
        return self.house.policies

    @property
    def look(self) -> Look:
        """The read path."""
        return Look(self.store, self.reads, self.house)

    @property
    def files(self) -> Files:
        """The uploads of all orders."""
        return Files(self.look, self.file_rows, self.vault, self.limits)

    def perform(
        self,
        subject: Subject,
        command: object,
        actor: Actor,
        *,
        key: str = "",
        seen_version: int | None = None,
        request_id: str = "",
        private: Mapping[str, str] | None = None,
    ) -> Done:
        """Do it, or raise what stands in the way: Refused, Trouble, or a bug.

        A Trouble ``request.unknown`` means: ask again with the same key.
        """
        request = Request(
            subject, command, actor, key, seen_version, request_id, dict(private or {})
        )
        return deed_of(self.committer.perform(request))

    def open_order(
        self, contract: Contract, actor: Actor, *, side: Role = Role.BUYER, key: str = ""
    ) -> Done:
        """Begin an order under a new id; with a key, repeating gives the same order."""
        id = new_id() if not key else id_from(actor.organisation, key)
        subject = Subject(Kind.ORDER, id)
        return self.perform(subject, OpenOrder(contract, side), actor, key=key)

    def preview(self, subject: Subject, command: object, actor: Actor) -> Preview:
        """What the command would change, with nothing written; refuses as the deed would."""
        return preview(Request(subject, command, actor), self.store, self.house, self.now())

    def preview_all(
        self,
        subject: Subject,
        commands: Sequence[object],
        actor: Actor,
        at: datetime | None = None,
    ) -> Preview:
        """What several commands in a row would change, now or at a later instant; as above."""
        requests = [Request(subject, command, actor) for command in commands]
        return preview_all(requests, self.store, self.house, at or self.now())

    def cover(self, question: CoverQuestion, viewer: Actor) -> CoverReply:
        """What is covered now, and what would be after a command; nothing is written."""
        return answer(question, viewer, self.store, self.house, self.now())

    def say(self, order: str, text: str, actor: Actor, *, key: str = "") -> Done:
        """Send a message on an order; the words stay outside the journal (J6)."""
        if "\x00" in text:
            refuse("message.control_character")
        salt = secrets.token_hex(16)
        if key:
            salt = hashlib.sha256(self.house.mac_key + key.encode()).hexdigest()[:32]
        commitment = hashlib.sha256(f"{salt}|{text}".encode()).hexdigest()
        return self.perform(
            Subject(Kind.TALK, order),
            SendMessage(commitment, len(text)),
            actor,
            key=key,
            private={"text": text, "salt": salt},
        )

    def erase(self, order: str, number: int, reason: str, actor: Actor, *, key: str = "") -> Done:
        """Erase the words of a message, for an operator; who and why is recorded first (J6).

        Repeated after a crash between the two, it erases what was recorded as erased, and refuses
        ``message.erased_already``.
        """
        subject = Subject(Kind.TALK, order)
        try:
            done = self.perform(subject, EraseWords(number, reason), actor, key=key)
        except Refused as refused:
            if refused.code == "message.erased_already":
                self.reads.erase_words(order, number)
            raise
        self.reads.erase_words(order, number)
        return done

    def read_order(self, source: bytes | str | Path, *, filename: str = "") -> Imported:
        """Read an order from outside; books nothing."""
        default = self.policies.of(self.policies.default)
        return read_order(source, policy=default, filename=filename)

    def turn(self) -> dict[str, int]:
        """Let the loops run once: what ran out, what must leave, what arrived."""
        now = self.now()
        self.clock.tick()
        with self.turning:
            return {
                "swept": sweep(self.deadlines, self.committer, now),
                "delivered": deliver(self.outbox, self.delivery, now),
                "taken_in": intake(self.rail, self.committer),
            }

    def come_back(self) -> int:
        """Give the parties back what a pause of the platform took; before anybody is served."""
        last, now = self.clock.last_tick(), self.now()
        self.clock.tick()
        if last is None or now - last < OUTAGE:
            return 0
        return give_back(self.deadlines, self.committer, last, now)

    def settle_down(self, *, rounds: int = 20) -> int:
        """Take turns until nothing moves; gives the number of turns."""
        for turn in range(rounds):
            if not any(self.turn().values()):
                return turn
        return rounds

    def set_clock(self, at: datetime) -> None:
        """Move the clock forward, stopping at every deadline on the way for what it brings.

        Only in demo and sandbox; refuses to go back, and so far that calendars end.
        """
        if not isinstance(self.clock, SettableClock):
            refuse("clock.not_settable")
        if at < self.now():
            refuse("clock.backwards", at=at.isoformat())
        if at > LAST_INSTANT:
            refuse("clock.too_far", last=LAST_INSTANT.isoformat())
        for _ in range(MAX_STOPS):
            due_at = self._next_deadline()
            if due_at is None or due_at >= at:
                break
            if due_at > self.now():
                self.clock.set(due_at)
            if not self.settle_down():
                break
        if at > self.now():  # time also passed while we stopped
            self.clock.set(at)
        self.settle_down()

    def _next_deadline(self) -> datetime | None:
        first = self.reads.boards(organisation=None, limit=1)
        return first[0].next_due_at if first else None

    def play_payment(
        self, order: str, minor: int, currency: str, play: Play = Play.IN_TIME, method: str = "tt"
    ) -> tuple[int, ...]:
        """Let the sandbox bank receive a payment for an order; only in demo and sandbox."""
        self._played_only()
        return self.rail.bank.receives(
            minor, currency, reference_of(order), self.now(), play=play, method=method
        )

    def play_reversal(self, entry: int, minor: int) -> int:
        """Let the sandbox bank take a payment back; only in demo and sandbox."""
        self._played_only()
        return self.rail.bank.takes_back(entry, minor, self.now())

    def play_payouts(self, play: PayoutPlay) -> None:
        """Say what the sandbox bank does with payments out; only in demo and sandbox."""
        self._played_only()
        self.rail.bank.temper(play)

    def _played_only(self) -> None:
        if self.environment.mode is Mode.PRODUCTION:
            refuse("bank.not_played")

    def close(self) -> None:
        """Finish what waits and let go of everything."""
        self.committer.stop()
        self.rail.bank.close()
        self.let_go()


def id_from(organisation: str, key: str) -> str:
    """The order id that an idempotency key names, so that opening twice is one order."""
    number = int.from_bytes(hashlib.sha256(f"{organisation}|{key}".encode()).digest()[:13], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(20))


ORDER_COMMANDS = COMMANDS[Kind.ORDER]
"""Every command on an order; API paths and forms are generated from it."""
