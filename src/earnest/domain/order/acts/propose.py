"""How is a contract offered, answered by another text, or declined?"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.calendar import local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.gaps import gaps
from earnest.domain.contract.signing import contract_hash
from earnest.domain.contract.terms import Contract
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.acts.confirm import needs_confirmed
from earnest.domain.order.acts.draft import written
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import Order, Wait, WaitKind, ending, starting
from earnest.domain.parties import Role, other_side
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class ProposeContract:
    """Offer the draft as it stands; the hash says which text was seen."""

    contract_hash: str


@dataclass(frozen=True, slots=True)
class CounterPropose:
    """Answer a proposal by another text."""

    contract: Contract


@dataclass(frozen=True, slots=True)
class DeclineProposal:
    """Send the proposal back; it is a draft again."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class ContractProposed:
    """One side offered a text; the other must answer."""

    contract_hash: str
    by: Role
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ContractCountered:
    """The other side answered by a text of its own."""

    contract: Contract
    contract_hash: str
    by: Role
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ProposalDeclined:
    """The proposal went back; whoever wrote it may write another draft."""

    by: Role
    waits: tuple[Wait, ...]


def _complete(contract: Contract, state: Order, ctx: Context) -> None:
    blocking = [g.code for g in gaps(contract, ctx.policies.of(state.policy)) if g.blocks]
    if blocking:
        refuse("contract.incomplete", gaps=tuple(blocking))
    if contract.ship_by and contract.ship_by.on <= local_date(ctx.now, contract.ship_by.zone):
        refuse("contract.ship_by_past", on=contract.ship_by.on.isoformat())


def _answer_from(state: Order, contract: Contract, role: Role, ctx: Context) -> tuple[Wait, ...]:
    drafted = replace(state, contract=contract)
    return (start(WaitKind.ANSWER_PROPOSAL, drafted, ctx, who=other_side(role)),)


def _propose(state: Order, command: ProposeContract, ctx: Context) -> Events:
    if command.contract_hash != state.contract_hash:
        refuse("contract.other_text", seen=command.contract_hash[:64])
    _complete(state.terms, state, ctx)
    needs_confirmed(state, state.terms, state.contract_hash, ctx)
    role = side(state, ctx)
    waits = _answer_from(state, state.terms, role, ctx)
    return (ContractProposed(state.contract_hash, role, waits),)


def _may_propose(state: Order, ctx: Context, _about: str) -> None:
    if state.counters >= ctx.policies.of(state.policy).negotiation.counter_limit:
        refuse("proposal.too_many")


def _may_answer(state: Order, ctx: Context, _about: str) -> None:
    if side(state, ctx) is state.proposed_by:
        refuse("proposal.own")


def _may_counter(state: Order, ctx: Context, about: str) -> None:
    _may_answer(state, ctx, about)
    if state.counters >= ctx.policies.of(state.policy).negotiation.counter_limit:
        refuse("proposal.too_many")


def _counter(state: Order, command: CounterPropose, ctx: Context) -> Events:
    contract, role = command.contract, side(state, ctx)
    if (contract.buyer.organisation, contract.supplier.organisation) != (
        state.buyer,
        state.supplier,
    ):
        refuse("order.not_a_party")
    _complete(contract, state, ctx)
    digest = contract_hash(contract, policy=state.policy)
    needs_confirmed(state, contract, digest, ctx)
    return (ContractCountered(contract, digest, role, _answer_from(state, contract, role, ctx)),)


def _decline(state: Order, _command: DeclineProposal, ctx: Context) -> Events:
    role = side(state, ctx)
    waits = (start(WaitKind.DRAFT_IDLE, state, ctx, who=other_side(role)),)
    return (ProposalDeclined(role, waits),)


_NEGOTIATION = (WaitKind.DRAFT_IDLE, WaitKind.ANSWER_PROPOSAL, WaitKind.COUNTERSIGN)


def _proposed(state: Order, event: ContractProposed) -> Order:
    return starting(
        ending(replace(state, proposed_by=event.by, shown=True), *_NEGOTIATION), event.waits
    )


def _countered(state: Order, event: ContractCountered) -> Order:
    after = written(state, event.contract, event.contract_hash)
    after = replace(after, proposed_by=event.by, counters=state.counters + 1)
    return starting(ending(after, *_NEGOTIATION), event.waits)


def _declined(state: Order, event: ProposalDeclined) -> Order:
    after = replace(state, proposed_by=None, signatures=(), counters=state.counters + 1)
    return starting(ending(after, *_NEGOTIATION), event.waits)


ACTS = {
    ProposeContract: Act((Stage.DRAFT,), _propose, _may_propose),
    CounterPropose: Act((Stage.PROPOSED,), _counter, _may_counter),
    DeclineProposal: Act((Stage.PROPOSED,), _decline, _may_answer),
}
FOLDS: dict[type, Fold] = {
    ContractProposed: _proposed,
    ContractCountered: _countered,
    ProposalDeclined: _declined,
}
