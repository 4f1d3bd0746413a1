"""If I did this, would I be covered for that? A question and its answers, side by side.

The hypothetical command is decided by the preview's own code, so the answer cannot differ from
what happens. The order's own policy binds; others are shown for comparison only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from earnest.domain.coverage.answer import CoverAnswer
from earnest.domain.coverage.grounds import Ground, forecast
from earnest.domain.coverage.lines import cover
from earnest.domain.order.state import Order
from earnest.domain.parties import PARTIES, Actor, Role
from earnest.domain.policy import Policies, Policy
from earnest.domain.refusals import Refused, refuse
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.batch import Request
from earnest.usecases.look import visible_role
from earnest.usecases.perform import House
from earnest.usecases.ports import Store
from earnest.usecases.preview import suppose

EVERY_PACK = "both"
"""The name that asks for every policy of the installation."""


@dataclass(frozen=True, slots=True)
class CoverQuestion:
    """What is covered on an order: now, after a hypothetical command, under other policies.

    ``packs`` are names (``alibaba-2017-12``) or versions (``guide-2021@1``), or ``both``.
    """

    order: str
    command: object | None = None
    packs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """The answers under one policy; ``supposed`` is after the command, where it was accepted."""

    policy: str
    is_binding: bool
    present: CoverAnswer
    supposed: CoverAnswer | None
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class CoverReply:
    """The answers, the binding policy first; ``refusal`` says why the command cannot be done."""

    order: str
    version: int
    currency: str
    zone: str
    command: str
    refusal: Refused | None
    packs: tuple[Pack, ...]

    @property
    def binding(self) -> Pack:
        """The answer that counts."""
        return self.packs[0]


def answer(
    question: CoverQuestion, viewer: Actor, store: Store, house: House, now: datetime
) -> CoverReply:
    """Answer for one of the order's parties or an operator; others find no order.

    A command that is refused leaves the present cover and the reason.
    """
    subject, command = Subject(Kind.ORDER, question.order), question.command
    request = Request(subject, command, viewer)
    loaded = store.peek([request])
    refusal = None
    try:
        found = suppose(request, loaded, house, now)
    except Refused as refused:
        refusal = refused
        found = suppose(Request(subject, None, viewer), loaded, house, now)
    state = found.before
    if state.contract is None or visible_role(state, viewer) not in (*PARTIES, Role.OPERATOR):
        refuse("order.not_found")
    after = None if command is None or refusal is not None else found.after
    chosen = packs(house.policies, state.policy, question.packs)
    zones = {Role.SUPPLIER: state.terms.origin_zone}
    role = visible_role(state, viewer)
    return CoverReply(
        question.order,
        found.version,
        state.terms.currency,
        zones.get(role, state.terms.destination_zone) or "UTC",
        type(command).__name__ if command is not None else "",
        refusal,
        tuple(_pack(each, state, after, house, now) for each in chosen),
    )


def packs(policies: Policies, own: str, asked: tuple[str, ...]) -> tuple[Policy, ...]:
    """The order's own policy, then those asked for; refuses a name that nobody knows."""
    names = tuple(policies.by_version) if EVERY_PACK in asked else asked
    found = [policies.of(own), *(_named(policies, name) for name in names)]
    return tuple({policy.version: policy for policy in found}.values())


def _named(policies: Policies, name: str) -> Policy:
    """A policy by version, or the latest version of that name."""
    of_name = [each for each in policies.by_version.values() if each.name == name]
    if of_name:
        return max(of_name, key=lambda each: each.number)
    return policies.of(name)


def _pack(policy: Policy, state: Order, after: Order | None, house: House, now: datetime) -> Pack:
    supposed = cover(after, policy, now, house.calendars) if after is not None else None
    return Pack(
        policy.version,
        policy.version == state.policy,
        cover(state, policy, now, house.calendars),
        supposed,
        forecast(after or state, policy, now, house.calendars),
    )
