"""How does the buyer say that he knows what is weak in a contract, and wants it so (S76, S92)?

A confirmation belongs to one text: another text needs another one. Below the policy's grade the
buyer can neither propose, counter nor sign before he confirmed each warning of that text.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.gaps import Gap, warnings
from earnest.domain.contract.terms import Contract
from earnest.domain.contract.testability import Grade, contract_grade
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import Order
from earnest.domain.parties import Role
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class ConfirmWarnings:
    """Confirm these warnings of the text with this hash, each by its id."""

    contract_hash: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WarningsConfirmed:
    """The buyer knows these warnings of this text and wants it nevertheless."""

    contract_hash: str
    warnings: tuple[str, ...]


def unconfirmed(contract: Contract, confirmed: tuple[str, ...], policy: Policy) -> tuple[Gap, ...]:
    """The warnings that the buyer must still confirm; none where the grade is good enough."""
    if contract_grade(contract) <= Grade(policy.contract.grade_min):
        return ()
    return tuple(gap for gap in warnings(contract, policy) if gap.id not in confirmed)


def needs_confirmed(state: Order, contract: Contract, digest: str, ctx: Context) -> None:
    """Refuse the buyer a text of low grade while one of its warnings is unconfirmed."""
    if side(state, ctx) is not Role.BUYER:
        return
    confirmed = state.confirmed if digest == state.contract_hash else ()
    left = unconfirmed(contract, confirmed, ctx.policies.of(state.policy))
    if left:
        refuse("contract.warnings_unconfirmed", warnings=tuple(gap.id for gap in left))


def _may_confirm(state: Order, ctx: Context, _about: str) -> None:
    if not unconfirmed(state.terms, state.confirmed, ctx.policies.of(state.policy)):
        refuse("confirm.not_needed")


def _confirm(state: Order, command: ConfirmWarnings, ctx: Context) -> Events:
    if command.contract_hash != state.contract_hash:
        refuse("contract.other_text", seen=command.contract_hash[:64])
    known = {gap.id for gap in warnings(state.terms, ctx.policies.of(state.policy))}
    unknown = tuple(id[:120] for id in command.warnings if id not in known)
    if unknown:
        refuse("confirm.unknown_warning", warnings=unknown[:20])
    new = tuple(id for id in dict.fromkeys(command.warnings) if id not in state.confirmed)
    if not new:
        refuse("confirm.nothing_new")
    return (WarningsConfirmed(state.contract_hash, new),)


def _confirmed(state: Order, event: WarningsConfirmed) -> Order:
    return replace(state, confirmed=(*state.confirmed, *event.warnings))


ACTS = {ConfirmWarnings: Act((Stage.DRAFT, Stage.PROPOSED), _confirm, _may_confirm)}
FOLDS: dict[type, Fold] = {WarningsConfirmed: _confirmed}
