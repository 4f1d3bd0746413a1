"""Who acts, with what duty, and on which side of an order?

A person has a *login*, a group is an *organisation*; an account is only ever a ledger account.
What each role may do is in ``permissions``; how a person signs in is in ``accounts``.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.closed_list import ClosedList


class Duty(ClosedList):
    """What an organisation is on the platform, whatever its side in one order."""

    TRADE = "trade"
    INSPECT = "inspect"
    MEDIATE = "mediate"
    OPERATE = "operate"
    CLOCK = "clock"
    RAIL = "rail"
    CARRIER = "carrier"


class Role(ClosedList):
    """What somebody is in one order: a duty seen from that order."""

    BUYER = "buyer"
    SUPPLIER = "supplier"
    INSPECTOR = "inspector"
    MEDIATOR = "mediator"
    OPERATOR = "operator"
    CLOCK = "clock"
    RAIL = "rail"
    CARRIER = "carrier"
    STRANGER = "stranger"


PARTIES = (Role.BUYER, Role.SUPPLIER)

AUTHORITIES = frozenset({"draft", "sign", "pay", "operate", "approve"})
"""What a membership may allow: write drafts, bind the organisation, pay, act in daily trade
(production, shipping, receipt), approve as the second of two persons."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who sends a command: the login, for whom, with what authority, by what channel.

    ``factors`` names how the person proved to be that person (``password``, ``totp``, ...).
    """

    login: str
    organisation: str
    duty: Duty
    authority: frozenset[str] = frozenset()
    factors: tuple[str, ...] = ()
    channel: str = "web"
    revoked: bool = False


CLOCK = Actor(login="clock", organisation="platform", duty=Duty.CLOCK, channel="worker")
"""Time itself: records what has become true because nobody acted."""

_SYSTEM_ROLE = {
    Duty.INSPECT: Role.INSPECTOR,
    Duty.MEDIATE: Role.MEDIATOR,
    Duty.OPERATE: Role.OPERATOR,
    Duty.CLOCK: Role.CLOCK,
    Duty.RAIL: Role.RAIL,
    Duty.CARRIER: Role.CARRIER,
}


def role_of(actor: Actor, *, buyer: str, supplier: str) -> Role:
    """The actor's role in an order between ``buyer`` and ``supplier`` (organisation ids).

    An inspector, mediator or operator who is himself a party has only the party's role (A6).
    """
    if actor.organisation and actor.organisation == buyer:
        return Role.BUYER
    if actor.organisation and actor.organisation == supplier:
        return Role.SUPPLIER
    return _SYSTEM_ROLE.get(actor.duty, Role.STRANGER)


def other_side(role: Role) -> Role:
    """The party across the table."""
    return Role.SUPPLIER if role is Role.BUYER else Role.BUYER
