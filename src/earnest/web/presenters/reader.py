"""For whom do we write: in which language, in which zone, at which instant?

Everything that a presenter says goes through here, so that money, dates and sentences look the
same on every page. Sentences of the domain are in ``words``; page furniture is gettext's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from earnest.domain.order.state import BANK_WAITS, Wait, WaitKind
from earnest.domain.parties import Role
from earnest.domain.refusals import Refused, Trouble
from earnest.journal.envelope import instant
from earnest.words import formats, say
from earnest.words.facts import facts_of
from earnest.words.say import NO_FACTS, Value

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOON = timedelta(days=3)
HOURS_UNTIL = 2 * DAY
"""Nearer than this, a deadline is told in hours."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads the page."""

    language: str
    zone: str
    now: datetime

    def money(self, minor: int, currency: str) -> str:
        """Write an amount with its currency code."""
        return formats.money(minor, currency, self.language)

    def day(self, value: Any) -> str:
        """Write a calendar date."""
        return formats.day(value, self.language)

    def word(self, vocabulary: str, value: str) -> str:
        """Say one word of a closed list."""
        return say.word(vocabulary, value, self.language)

    def say(self, table: str, code: str, facts: Mapping[str, Value] = NO_FACTS, **how: str) -> str:
        """Say a sentence of ``words``; ``part`` names one of several texts of a row."""
        return say.sentence(table, code, self.language, facts, zone=self.zone, **how)

    def refusal(self, refused: Refused | Trouble) -> str:
        """Say why something was refused."""
        return say.refusal(refused, self.language, zone=self.zone)

    def event(self, event: object, currency: str) -> str:
        """Say what happened."""
        return self.say("events", type(event).__name__, facts_of(event, currency=currency))

    def command(self, name: str, part: str = "label") -> str:
        """Say what a button is called, or (``hint``) what it means."""
        return self.say("commands", name, part=part)

    def moment(self, at: datetime) -> dict[str, str]:
        """Write an instant that has been: for machines, in the reader's zone, and the zone."""
        return {
            "iso": instant(at),
            "at": formats.moment(at, self.language, self.zone),
            "zone": self.zone,
        }

    def awaited(self, wait: Wait) -> str:
        """Say what a wait waits for, and for which lot."""
        text = self.say("waits", wait.kind.value, part="awaited")
        _part, slash, lot = wait.about.rpartition("/")
        if wait.kind in _OF_MONEY and not slash:
            return text
        if not lot or len(lot) > LONGEST_LOT:
            return text
        return _("%(awaited)s (lot %(lot)s)") % {"awaited": text, "lot": lot}

    def who_must(self, wait: Wait, me: Role) -> str:
        """Say who is waited for, and for what; the reader is “you”."""
        who = _("You") if wait.who is me else self.word("Role", wait.who.value)
        return _("%(who)s: %(awaited)s") % {"who": who, "awaited": self.awaited(wait)}

    def outcome(self, wait: Wait) -> str:
        """Say what happens when nobody acts."""
        outcome = self.say("waits", wait.kind.value, part="outcome")
        return _("If nobody acts: %(outcome)s.") % {"outcome": outcome}

    def deadline(self, wait: Wait, label: str = "") -> dict[str, str]:
        """Write a wait as ``parts/deadline.html`` takes it."""
        left = wait.due_at - self.now
        there = formats.deadline(wait.due_at, self.language, wait.zone)
        return {
            "label": label or capital(self.awaited(wait)),
            "iso": instant(wait.due_at),
            "at": formats.deadline(wait.due_at, self.language, self.zone),
            "zone": f"{wait.zone}: {there}",
            "relative": relative(left),
            "otherwise": self.outcome(wait),
            "urgency": urgency(left),
        }


LONGEST_LOT = 8
"""A lot's name is short; what is longer names a payout and says nothing to a reader."""


_OF_MONEY = (
    WaitKind.INSTALMENT,
    WaitKind.OVERDUE_INSTALMENT,
    *BANK_WAITS,
)


def capital(text: str) -> str:
    """Begin a sentence with a capital."""
    return text[:1].upper() + text[1:]


def here(now: datetime) -> Reader:
    """Give the reader of this request: the middleware has set language and zone."""
    return Reader(get_language() or "en", timezone.get_current_timezone_name(), now)


def relative(left: timedelta) -> str:
    """Say how far away an instant is; never more time than there is."""
    size = abs(left)
    if size >= HOURS_UNTIL:
        count = size // DAY
        ahead = ngettext("in %(count)d day", "in %(count)d days", count)
        ago = ngettext("%(count)d day ago", "%(count)d days ago", count)
    elif size >= HOUR:
        count = size // HOUR
        ahead = ngettext("in %(count)d hour", "in %(count)d hours", count)
        ago = ngettext("%(count)d hour ago", "%(count)d hours ago", count)
    else:
        count = size // timedelta(minutes=1)
        ahead = ngettext("in %(count)d minute", "in %(count)d minutes", count)
        ago = ngettext("%(count)d minute ago", "%(count)d minutes ago", count)
    return (ahead if left >= timedelta() else ago) % {"count": count}


def urgency(left: timedelta) -> str:
    """Say how a deadline is shown: past, today, soon or calm."""
    if left <= timedelta():
        return "past"
    if left < DAY:
        return "today"
    return "soon" if left < SOON else "calm"
