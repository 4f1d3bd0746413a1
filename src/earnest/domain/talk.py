"""What do the parties say to each other? A stream beside the order that never changes cover.

The text is personal: the event holds only its salted commitment; the words stand in a table of
their own, and an operator can erase them, with a reason (J6). The journal keeps that somebody
spoke and that the words were erased, never the words.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.order.state import Order
from earnest.domain.parties import Role
from earnest.domain.permissions import permit
from earnest.domain.refusals import refuse

MAX_LENGTH = 4000
"""Characters of one message."""

LONGEST_REASON = 500
"""Characters in which an operator says why words were erased."""


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Say something to the other side; ``commitment`` is the salted SHA-256 of the text."""

    commitment: str
    length: int


@dataclass(frozen=True, slots=True)
class EraseWords:
    """Erase the words of message ``number``; by an operator, who gives the ``reason``."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class WordsErased:
    """The words of a message are gone; its commitment stays, and who erased them why."""

    number: int
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class MessageSent:
    """Somebody said something; the words stand outside the journal."""

    by: Role
    number: int
    commitment: str


@dataclass(frozen=True, slots=True)
class Talk:
    """How many messages there are, and the numbers of those whose words were erased."""

    id: str
    messages: int = 0
    erased: tuple[int, ...] = ()


def decide(state: Talk, command: object, ctx: Context, order: Order) -> tuple[object, ...]:
    """The events of a message between the parties of ``order``."""
    if isinstance(command, EraseWords):
        return _erase(state, command, ctx, order)
    if not isinstance(command, SendMessage):
        refuse("command.unknown", command=type(command).__name__[:60])
    if order.contract is None:
        refuse("order.not_found")
    role = ctx.role(order.buyer, order.supplier)
    if not order.shown and role is not order.opened_by:
        refuse("order.not_found")
    permit("SendMessage", ctx.actor, role)
    if not 0 < command.length <= MAX_LENGTH:
        refuse("message.length", longest=MAX_LENGTH)
    return (MessageSent(role, state.messages + 1, command.commitment),)


def _erase(state: Talk, command: EraseWords, ctx: Context, order: Order) -> tuple[object, ...]:
    permit("EraseWords", ctx.actor, ctx.role(order.buyer, order.supplier))
    if not 0 < command.number <= state.messages:
        refuse("message.not_found")
    if command.number in state.erased:
        refuse("message.erased_already")
    reason = command.reason.strip()
    if not reason:
        refuse("message.no_reason")
    if len(reason) > LONGEST_REASON:
        refuse("message.reason_too_long", longest=LONGEST_REASON)
    return (WordsErased(command.number, ctx.actor.login, reason),)


def evolve(state: Talk, event: object) -> Talk:
    """The talk after ``event``; never refuses."""
    if isinstance(event, MessageSent):
        return replace(state, messages=event.number)
    if isinstance(event, WordsErased):
        return replace(state, erased=(*state.erased, event.number))
    return state


COMMANDS = (SendMessage, EraseWords)
EVENTS = (MessageSent, WordsErased)
