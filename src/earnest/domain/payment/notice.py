"""What becomes of a notice from the bank that was refused? It is kept until somebody settles it.

The bank cannot be told no: its notice stands in its own books already. So what the rules refuse
here (a payment taken back after it was asked to be sent back) gets a stream of its own, with the
bank's words and ours, until an operator says what was done about it. It moves no money.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.permissions import permit
from earnest.domain.refusals import refuse

LONGEST_REASON = 500
"""Characters in which an operator says what was done."""


@dataclass(frozen=True, slots=True)
class KeepNotice:
    """Keep a refused notice: the rail's own ``notice`` id, ``about`` which subject (``kind/id``),
    the command it came as (``act``, with its content as JSON in ``words``), and the refusal: its
    ``code`` and, as JSON, code and facts.
    """

    notice: str
    about: str
    act: str
    words: str
    code: str
    refusal: str


@dataclass(frozen=True, slots=True)
class SettleNotice:
    """Mark a refused notice as dealt with; ``reason`` says what was done. By an operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoticeRefused:
    """The bank said something that the rules refuse; it waits for an operator's eye."""

    notice: str
    about: str
    act: str
    words: str
    code: str
    refusal: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoticeSettled:
    """An operator dealt with it."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RefusedNotice:
    """One refused notice; ``at`` is when it was refused, the ``settled`` fields what came of it."""

    id: str
    notice: str = ""
    about: str = ""
    act: str = ""
    words: str = ""
    code: str = ""
    refusal: str = ""
    at: datetime | None = None
    settled_by: str = ""
    settled_at: datetime | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has dealt with it yet."""
        return self.at is not None and self.settled_at is None


def decide(state: RefusedNotice, command: object, ctx: Context) -> tuple[object, ...]:
    """The events of keeping or settling; refuses ``notice.kept_already``, ``notice.not_found``,
    ``notice.settled_already``, ``notice.no_reason`` and ``notice.reason_too_long``.
    """
    permit(type(command).__name__, ctx.actor, ctx.role("", ""))
    if isinstance(command, SettleNotice):
        return _settle(state, command.reason.strip(), ctx)
    if not isinstance(command, KeepNotice):
        refuse("command.unknown", command=type(command).__name__[:60])
    if state.at is not None:
        refuse("notice.kept_already")
    said = (command.notice, command.about, command.act, command.words)
    return (NoticeRefused(*said, command.code, command.refusal, ctx.now),)


def _settle(state: RefusedNotice, reason: str, ctx: Context) -> tuple[object, ...]:
    if state.at is None:
        refuse("notice.not_found")
    if not state.is_open:
        refuse("notice.settled_already", by=state.settled_by)
    if not reason:
        refuse("notice.no_reason")
    if len(reason) > LONGEST_REASON:
        refuse("notice.reason_too_long", longest=LONGEST_REASON)
    return (NoticeSettled(ctx.actor.login, reason, ctx.now),)


def evolve(state: RefusedNotice, event: object) -> RefusedNotice:
    """The notice after ``event``; never refuses."""
    match event:
        case NoticeRefused(notice, about, act, words, code, refusal, at):
            return replace(
                state,
                notice=notice,
                about=about,
                act=act,
                words=words,
                code=code,
                refusal=refusal,
                at=at,
            )
        case NoticeSettled(by, reason, at):
            return replace(state, settled_by=by, reason=reason, settled_at=at)
    return state


COMMANDS = (KeepNotice, SettleNotice)
EVENTS = (NoticeRefused, NoticeSettled)
