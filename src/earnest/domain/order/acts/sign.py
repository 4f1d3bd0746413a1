"""How do both sides bind themselves to the same text, and what begins with it (R24, R28)?"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.calendar import local_date
from earnest.domain.changes import replace
from earnest.domain.context import Context, Exposure
from earnest.domain.contract.lots import lots_of
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.acts.confirm import needs_confirmed
from earnest.domain.order.deadlines import start
from earnest.domain.order.plan import plan_of
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import (
    Cell,
    Lot,
    Order,
    Signature,
    Wait,
    WaitKind,
    ending,
    starting,
)
from earnest.domain.parties import Role, other_side
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class SignContract:
    """Sign the text with this hash, in the language in which it was shown."""

    contract_hash: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ContractSigned:
    """An authenticated consent: side, text, language, authority and factors of the person."""

    side: Role
    contract_hash: str
    language: str
    authority: str
    factors: tuple[str, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class OrderConcluded:
    """Both sides signed the same text; the supplier's limit is held softly (R24).

    ``plan`` says how much of each instalment belongs to each lot and purpose.
    """

    contract_hash: str
    plan: tuple[Cell, ...]
    reserved_minor: int
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class LimitHoldEnded:
    """No payment came in time: the supplier's limit is free for others again."""

    freed_minor: int


@dataclass(frozen=True, slots=True)
class LimitReserved:
    """The supplier's limit is held for this order again."""

    reserved_minor: int


def _may_sign(state: Order, ctx: Context, _about: str) -> None:
    role = side(state, ctx)
    if any(signature.side is role for signature in state.signatures):
        refuse("sign.twice")
    needs_confirmed(state, state.terms, state.contract_hash, ctx)


def _sign(state: Order, command: SignContract, ctx: Context) -> Events:
    if command.contract_hash != state.contract_hash:
        refuse("contract.other_text", seen=command.contract_hash[:64])
    if command.language not in ("en", "zh-hans"):
        refuse("sign.language", language=command.language[:20])
    role = side(state, ctx)
    first = not state.signatures
    waits = (start(WaitKind.COUNTERSIGN, state, ctx, who=other_side(role)),) if first else ()
    signed = ContractSigned(
        role, state.contract_hash, command.language, "sign", ctx.actor.factors, waits
    )
    return (signed,) if first else (signed, _conclude(state, ctx))


def _conclude(state: Order, ctx: Context) -> OrderConcluded:
    terms = state.terms
    if terms.ship_by and terms.ship_by.on <= local_date(ctx.now, terms.ship_by.zone):
        refuse("contract.ship_by_past", on=terms.ship_by.on.isoformat())
    deposit = start(WaitKind.DEPOSIT, state, ctx)
    hold = start(WaitKind.LIMIT_HOLD, state, ctx)
    reserved = to_reserve(state, ctx)
    waits = (deposit, hold) if reserved else (deposit,)
    return OrderConcluded(state.contract_hash, plan_of(terms), reserved, waits)


def to_reserve(state: Order, ctx: Context) -> int:
    """How much of the supplier's limit this order takes now; refuses where it does not suffice.

    The order's total under the guide; nothing yet where only unbacked money counts. Where the
    policy caps instead of refusing, the rest of the limit.
    """
    limit = ctx.policies.of(state.policy).limit
    needed = state.terms.stated_total_minor if limit.base == "total" else 0
    free = ctx.facts.exposures.get((state.supplier, state.currency), Exposure()).free_minor
    if needed > free and limit.shortfall == "refuse":
        refuse("limit.exceeded", needed=needed, free=free, currency=state.currency)
    return min(needed, free)


def _signed(state: Order, event: ContractSigned) -> Order:
    signature = Signature(event.side, event.contract_hash)
    after = replace(state, signatures=(*state.signatures, signature))
    return starting(ending(after, WaitKind.ANSWER_PROPOSAL), event.waits)


def _concluded(state: Order, event: OrderConcluded) -> Order:
    after = replace(
        state,
        concluded_at=event.waits[0].started_at,
        plan=event.plan,
        unpaid=event.plan,
        lots={lot.id: Lot(lot.id) for lot in lots_of(state.terms)},
        reserved_minor=event.reserved_minor,
    )
    return starting(ending(after, WaitKind.COUNTERSIGN, WaitKind.ANSWER_PROPOSAL), event.waits)


def _hold_ended(state: Order, _event: LimitHoldEnded) -> Order:
    return ending(replace(state, reserved_minor=0), WaitKind.LIMIT_HOLD)


def _reserved(state: Order, event: LimitReserved) -> Order:
    return replace(state, reserved_minor=state.reserved_minor + event.reserved_minor)


ACTS = {SignContract: Act((Stage.PROPOSED,), _sign, _may_sign)}
FOLDS: dict[type, Fold] = {
    ContractSigned: _signed,
    OrderConcluded: _concluded,
    LimitHoldEnded: _hold_ended,
    LimitReserved: _reserved,
}
