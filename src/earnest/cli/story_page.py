"""How is an order's story told? Each event as a sentence, day by day, with what is then held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from earnest.cli.order_page import head, money_bar
from earnest.cli.speak import clean, line, money
from earnest.cli.terminal import terminal
from earnest.domain.calendar import local_date
from earnest.domain.parties import Role
from earnest.journal.envelope import Envelope
from earnest.usecases.held import change_in_held
from earnest.usecases.look import OrderAnswer
from earnest.words import formats
from earnest.words.facts import facts_of
from earnest.words.say import sentence, word


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it is told: the sentence, the change in what is held, and what is held then."""

    envelope: Envelope
    sentence: str
    change_minor: int
    held_minor: int
    currency: str

    def form(self) -> dict[str, Any]:
        """The entry for programs."""
        stamp = self.envelope.stamp
        return {
            "seq": self.envelope.seq,
            "type": self.envelope.type,
            "at": stamp.effective_at,
            "recorded_at": stamp.recorded_at,
            "by": {"role": stamp.role, "login": stamp.login, "organisation": stamp.organisation},
            "channel": stamp.channel,
            "sentence": self.sentence,
            "held_minor": self.held_minor,
        }


@dataclass(frozen=True, slots=True)
class Told:
    """A story, ready to be shown."""

    order: OrderAnswer
    entries: tuple[Entry, ...]

    def page(self) -> Iterator[RenderableType]:
        """The story as a page: what it is about, then day by day."""
        yield from head(self.order)
        zone = self.order.contract.destination_zone or "UTC"
        language = terminal().language

        def day_of(entry: Entry) -> Any:
            return local_date(entry.envelope.stamp.effective_at, zone)

        for day, entries in groupby(self.entries, key=day_of):
            yield line(("\n" + formats.day(day, language), "step"))
            yield entry_table(list(entries))
        yield Text()
        yield money_bar(self.order.money)


def story_of(history: Sequence[Envelope], found: OrderAnswer) -> Told:
    """The events that the reader may see, as they are told to this reader."""
    held, entries = 0, []
    for envelope in history:
        change = change_in_held(envelope, found.money.currency)
        held += change
        entries.append(entry_of(envelope, found.money.currency, change, held))
    return Told(found, tuple(entries))


def entry_of(envelope: Envelope, currency: str, change: int, held: int) -> Entry:
    """One event as it is told."""
    facts = facts_of(envelope.event, currency=currency)
    name = type(envelope.event).__name__
    return Entry(
        envelope, sentence("events", name, terminal().language, facts), change, held, currency
    )


_ACTORS = (Role.BUYER, Role.SUPPLIER, Role.INSPECTOR, Role.OPERATOR, Role.CARRIER, Role.RAIL)


def entry_table(entries: Sequence[Entry]) -> Table:
    """Entries as rows: who, the sentence, the change and what is held."""
    shown = Table.grid(padding=(0, 2, 0, 0), expand=True)
    shown.add_column(width=10 if terminal().language == "en" else 8, no_wrap=True)
    shown.add_column(ratio=1, overflow="fold")
    shown.add_column(justify="right", no_wrap=True)
    for entry in entries:
        shown.add_row(_who(entry), Text(clean(entry.sentence)), _money_of(entry))
    return shown


def _who(entry: Entry) -> Text:
    role = entry.envelope.stamp.role
    if role not in _ACTORS:
        return Text("·", "quiet")
    name = word("role", role, terminal().language)
    return Text(name.removeprefix("the ").removeprefix("platform's "), "quiet")


def _money_of(entry: Entry) -> Text:
    if not entry.change_minor:
        return Text("")
    sign, style = ("+", "held") if entry.change_minor > 0 else ("−", "released")
    amount = money(abs(entry.change_minor), entry.currency)
    after = money(entry.held_minor, entry.currency)
    return Text.assemble((f"{sign}{amount}", style), (f"  = {after}", "quiet"))
