"""How do stories share one clock that only goes forward? Each says when it wants to go on.

A story is a generator of instants: it acts, gives the instant at which it wants to go on, and is
waked then. Between two instants the platform's own loops run, so that what falls due happens.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from earnest.demo.cast import OLGA
from earnest.domain.refusals import require
from earnest.domain.subjects import Kind, Subject
from earnest.journal.envelope import Envelope, open_up
from earnest.usecases.held import change_in_held
from earnest.wiring import Desk
from earnest.wiring.clock import SettableClock

Story = Iterator[datetime]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a story says beside the events; the words stand in ``notes.toml``."""

    code: str
    facts: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of an order: its title, its currency and what is held after it (minor units)."""

    title: str
    envelope: Envelope
    currency: str
    held_minor: int


Listener = Callable[[Note | Happened], None]


@dataclass(slots=True)
class _Followed:
    title: str
    currency: str
    seen: int = 0
    held_minor: int = 0


@dataclass(slots=True)
class Teller:
    """Tells a listener what happened on the orders that it follows, in order."""

    desk: Desk
    listener: Listener
    _orders: dict[str, _Followed] = field(default_factory=dict)

    def note(self, code: str, **facts: str | int) -> None:
        """Say something beside the events, after the news so far."""
        self.news()
        self.listener(Note(code, facts))

    def follow(self, order: str) -> None:
        """Tell of this order from now on."""
        contract = self.desk.look.order(order, OLGA.actor(), self.desk.now()).contract
        self._orders[order] = _Followed(contract.title, contract.currency)
        self.news()

    def news(self) -> None:
        """Tell what happened since the last time, on all orders, as it became true."""
        found: list[Envelope] = []
        for order, followed in self._orders.items():
            bodies = self.desk.reads.events(Subject(Kind.ORDER, order))[followed.seen :]
            followed.seen += len(bodies)
            found += (open_up(body) for body in bodies)
        for envelope in sorted(found, key=lambda item: item.stamp.effective_at):
            followed = self._orders[envelope.subject.id]
            followed.held_minor += change_in_held(envelope, followed.currency)
            self.listener(
                Happened(followed.title, envelope, followed.currency, followed.held_minor)
            )


def begin_at(desk: Desk, at: datetime) -> None:
    """Set the clock of an installation in which nothing has happened yet."""
    clock = desk.clock
    require(isinstance(clock, SettableClock), "stories are played in demo and sandbox only")
    cast("SettableClock", clock).begin(at)


def play(desk: Desk, stories: Sequence[Story], *, after_each: Callable[[], None]) -> None:
    """Play all stories to their ends, each waked at the instants that it asks for.

    An instant that has passed already means "at once": the clock never goes back.
    """
    waiting = [(desk.now(), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        at, number, story = heapq.heappop(waiting)
        if at > desk.now():
            desk.set_clock(at)
            desk.settle_down()
            after_each()
        wanted = next(story, None)
        after_each()
        if wanted is not None:
            heapq.heappush(waiting, (wanted, number, story))
    desk.settle_down()
    after_each()
