"""To whom does a letter go, and is it still true? The handler of the outbox's topic ``letter``.

A reminder whose wait is over is dropped. A letter sent in part is sent again without repeating
itself in this process, and under the same Message-ID where another process takes over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from earnest.domain.audience import may_see
from earnest.domain.order.state import Order, WaitKind
from earnest.domain.parties import CLOCK, PARTIES, Role
from earnest.domain.refusals import Trouble
from earnest.domain.subjects import Kind, Subject
from earnest.journal.envelope import open_up
from earnest.letters.compose import Asked, Reader, write
from earnest.letters.post import post_for
from earnest.usecases.batch import Request
from earnest.usecases.ports import (
    Letter,
    Outbox,
    Post,
    Reads,
    Store,
)

__all__ = ["AddressBook", "Letterbox", "post_for"]

AddressBook = Callable[[str], Sequence[tuple[str, str, str]]]
"""Organisation id -> (e-mail, language ``en`` or ``zh-hans``, IANA zone) of its people."""

REMEMBERED = 1_000
"""Letters of which this process knows that they left."""


@dataclass(slots=True)
class Letterbox:
    """Writes the letters that the outbox asks for, and hands them to the post."""

    reads: Reads
    store: Store
    outbox: Outbox
    post: Post
    address_book: AddressBook
    site: str
    _left: dict[str, None] = field(default_factory=dict)

    def write(self, letter: Letter, payload: Mapping[str, Any]) -> None:
        """Write one outbox row to everybody whom it concerns; raises Trouble to be asked again."""
        asked = _asked(payload)
        if asked is not None and not self._still_waits(letter, payload, asked):
            return
        role, order = Role(payload["to"]), self._order(letter.subject)
        organisation = _organisation(order, role, payload) if order else ""
        if order is None or not organisation:
            return
        event = self._event(letter.subject, payload, role)
        failure: Exception | None = None
        for address, language, zone in self.address_book(organisation):
            reader = Reader(role, language, zone)
            try:
                self._send(letter, address, order, event, asked, reader)
            except (Trouble, ValueError) as reason:  # one bad address must not stop the others
                failure = reason
        if failure is not None:
            raise failure

    def _send(  # noqa: PLR0917 - everything that one letter is made of
        self,
        letter: Letter,
        address: str,
        order: Order,
        event: object | None,
        asked: Asked | None,
        reader: Reader,
    ) -> None:
        id = letter_id(letter, address)
        if id in self._left:
            return
        written = write(order, event, asked, reader, site=self.site)
        self.post.send(
            to=address, subject=written.subject, text=written.text, html=written.html, id=id
        )
        self._left[id] = None
        if len(self._left) > REMEMBERED:
            del self._left[next(iter(self._left))]

    def _still_waits(self, letter: Letter, payload: Mapping[str, Any], asked: Asked) -> bool:
        return self.outbox.still_waits(
            letter.subject, asked.kind.value, payload["subject_part"], asked.due_at
        )

    def _order(self, subject: Subject) -> Order | None:
        if subject.kind is not Kind.ORDER:
            return None
        loaded = self.store.peek([Request(subject, None, CLOCK)])
        state = loaded.streams[subject].state
        return state if isinstance(state, Order) and state.contract is not None else None

    def _event(self, subject: Subject, payload: Mapping[str, Any], role: Role) -> object | None:
        """The event that the letter tells of, unless this side may not see it."""
        bodies = self.reads.events(subject)
        seq = payload["seq"]
        if not 0 < seq <= len(bodies):
            return None
        envelope = open_up(bodies[seq - 1])
        return envelope.event if may_see(envelope.audience, role) else None


def _organisation(order: Order, role: Role, payload: Mapping[str, Any]) -> str:
    """Whose people it is for: a side that the order was shown to, or the inspector it waits for."""
    if role is Role.INSPECTOR:
        return str(payload.get("subject_part", "")).partition("/")[2]
    if role not in PARTIES or (not order.shown and role is not order.opened_by):
        return ""
    return order.buyer if role is Role.BUYER else order.supplier


def letter_id(letter: Letter, address: str) -> str:
    """The stable id of one letter to one address, without the address in it."""
    reader = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{letter.subject.kind.value}-{letter.subject.id}-{letter.number:05d}-{reader}"


def _asked(payload: Mapping[str, Any]) -> Asked | None:
    if payload["about"] != "wait":
        return None
    due_at = datetime.fromisoformat(payload["due_at"])
    return Asked(WaitKind(payload["wait"]), due_at, payload["moment"])
