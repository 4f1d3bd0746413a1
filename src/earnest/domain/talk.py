"""What do the parties say to each other? A stream beside the order that never changes cover.

The text is personal: the event holds only its salted commitment; the words stand in a table of
their own and can be erased (J6).
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


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Say something to the other side; ``commitment`` is the salted SHA-256 of the text."""

    commitment: str
    length: int


@dataclass(frozen=True, slots=True)
class MessageSent:
    """Somebody said something; the words stand outside the journal."""

    by: Role
    number: int
    commitment: str


@dataclass(frozen=True, slots=True)
class Talk:
    """How many messages there are."""

    id: str
    messages: int = 0


def decide(state: Talk, command: object, ctx: Context, order: Order) -> tuple[object, ...]:
    """The events of a message between the parties of ``order``."""
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


def evolve(state: Talk, event: object) -> Talk:
    """The talk after ``event``; never refuses."""
    if isinstance(event, MessageSent):
        return replace(state, messages=event.number)
    return state


COMMANDS = (SendMessage,)
EVENTS = (MessageSent,)
