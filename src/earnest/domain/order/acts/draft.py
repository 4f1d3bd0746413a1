"""How does an order begin, and how is its draft written?"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.signing import contract_hash
from earnest.domain.contract.terms import Contract
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.deadlines import start
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import Order, Wait, WaitKind, starting
from earnest.domain.parties import PARTIES, Role
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """Begin an order with a first draft, as one side of it; ``policy`` empty takes the default."""

    contract: Contract
    side: Role = Role.BUYER
    policy: str = ""


@dataclass(frozen=True, slots=True)
class WriteDraft:
    """Replace the draft by another text."""

    contract: Contract


@dataclass(frozen=True, slots=True)
class OrderOpened:
    """An order began; its policy version is fixed from here on."""

    order: str
    policy: str
    side: Role
    organisation: str


@dataclass(frozen=True, slots=True)
class DraftWritten:
    """A draft stands in the journal, whole, under its hash."""

    contract: Contract
    contract_hash: str
    waits: tuple[Wait, ...]


def _open(state: Order, command: OpenOrder, ctx: Context) -> Events:
    if state.contract is not None:
        refuse("order.exists")
    if command.side not in PARTIES or not ctx.actor.organisation:
        refuse("order.not_a_party")
    policy = command.policy or ctx.policies.default
    ctx.policies.of(policy)
    opened = OrderOpened(state.id, policy, command.side, ctx.actor.organisation)
    return (opened, _draft(_opened(state, opened), command.contract, ctx))


def _write(state: Order, command: WriteDraft, ctx: Context) -> Events:
    return (_draft(state, command.contract, ctx),)


def _draft(state: Order, contract: Contract, ctx: Context) -> DraftWritten:
    opener = contract.buyer if state.opened_by is Role.BUYER else contract.supplier
    ours = state.buyer if state.opened_by is Role.BUYER else state.supplier
    if opener.organisation not in ("", ours):
        refuse("order.not_a_party")
    drafted = replace(state, contract=contract)
    return DraftWritten(
        contract,
        contract_hash(contract, policy=state.policy),
        (start(WaitKind.DRAFT_IDLE, drafted, ctx, who=_writer(state, ctx)),),
    )


def _writer(state: Order, ctx: Context) -> Role:
    role = side(state, ctx)
    return role if role in PARTIES else state.opened_by


def _opened(state: Order, event: OrderOpened) -> Order:
    ours = event.organisation
    after = replace(state, id=event.order, policy=event.policy, opened_by=event.side)
    return replace(after, buyer=ours) if event.side is Role.BUYER else replace(after, supplier=ours)


def written(state: Order, contract: Contract, contract_hash_: str) -> Order:
    """The order under another text: its parties, currency and date are the text's."""
    buyer, supplier = contract.buyer.organisation, contract.supplier.organisation
    ours_is_buyer = state.opened_by is Role.BUYER
    return replace(
        state,
        contract=contract,
        contract_hash=contract_hash_,
        currency=contract.currency,
        buyer=state.buyer if ours_is_buyer else buyer,
        supplier=supplier if ours_is_buyer else state.supplier,
        signatures=(),
        confirmed=state.confirmed if contract_hash_ == state.contract_hash else (),
        shipping=replace(
            state.shipping, ship_by_on=contract.ship_by.on if contract.ship_by else None
        ),
    )


def _drafted(state: Order, event: DraftWritten) -> Order:
    return starting(written(state, event.contract, event.contract_hash), event.waits)


def still_new(state: Order, _ctx: Context, _about: str) -> None:
    """An order is opened once."""
    if state.contract is not None:
        refuse("order.exists")


ACTS = {
    OpenOrder: Act((Stage.DRAFT,), _open, still_new),
    WriteDraft: Act((Stage.DRAFT,), _write),
}
FOLDS: dict[type, Fold] = {OrderOpened: _opened, DraftWritten: _drafted}
