"""How is a signed contract changed, and a lot split (R6, R9, S36, S39, F22)?

One side offers a whole new text and signs it by that; the other signs it or not; silence refuses.
What may still change is asked in ``order.amendable``, what becomes of the money in ``reallot``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from earnest.domain.calendar import days_after
from earnest.domain.changes import replace
from earnest.domain.context import Context, Exposure
from earnest.domain.contract.amendment import Proposal, Version, split
from earnest.domain.contract.lots import lots_of
from earnest.domain.contract.signing import contract_hash
from earnest.domain.contract.terms import Contract, LotLine
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.acts.pay import without_paid_waits
from earnest.domain.order.acts.reschedule import ShipByRevised, revised, ship_by_wait
from earnest.domain.order.amendable import fixed_lots, must_be_open, must_be_possible, new_lot_of
from earnest.domain.order.deadlines import start
from earnest.domain.order.reallot import Allotment, inherited, reallot, reallotted
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Lot, Order, Wait, WaitKind, ending, starting
from earnest.domain.parties import Role, other_side
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class ProposeAmendment:
    """Offer another text in place of the signed one; offering it signs it.

    A new ship-by date keeps the claim for lateness against the old one, unless given up in words.
    """

    contract: Contract
    keep_late_claim: bool = True


@dataclass(frozen=True, slots=True)
class SplitLot:
    """Offer to make ``lines`` of a lot a lot of its own, before it is inspected.

    ``caused_by`` is the side that made it necessary: it bears the second inspection and freight.
    """

    lot: str
    new_lot: str
    lines: tuple[LotLine, ...]
    caused_by: Role = Role.SUPPLIER


@dataclass(frozen=True, slots=True)
class AnswerAmendment:
    """Sign the offered text with this hash, or refuse it."""

    contract_hash: str
    accept: bool


@dataclass(frozen=True, slots=True)
class WithdrawAmendment:
    """Take one's own offer back."""


@dataclass(frozen=True, slots=True)
class AmendmentProposed:
    """One side offers, and signs, another text; ``new_lot`` and ``split_from`` name a split."""

    contract: Contract
    contract_hash: str
    by: Role
    keep_late_claim: bool
    new_lot: str
    split_from: str
    authority: str
    factors: tuple[str, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class ContractAmended:
    """Both sides signed the new text: it is in force, and the money stands by it.

    ``ship_by_on`` is set where the date in force changes; ``waits`` are those that this begins.
    """

    number: int
    contract_hash: str
    by: Role
    at: datetime
    new_lot: str
    split_from: str
    allotment: Allotment
    ship_by_on: date | None
    late_claim_kept: bool
    reserved_change_minor: int
    authority: str
    factors: tuple[str, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class AmendmentRefused:
    """The other side does not agree; the signed text stands."""

    by: Role


@dataclass(frozen=True, slots=True)
class AmendmentWithdrawn:
    """The offer was taken back; the signed text stands."""

    by: Role


@dataclass(frozen=True, slots=True)
class AmendmentLapsed:
    """Nobody answered; the signed text stands. Silence never consents."""


def _may_propose(state: Order, ctx: Context, _about: str) -> None:
    if state.amendment is not None:
        refuse("amend.one_at_a_time")
    if state.amendment_proposals >= ctx.policies.of(state.policy).amendment.proposals_limit:
        refuse("amend.too_many")


def _may_split(state: Order, ctx: Context, about: str) -> None:
    _may_propose(state, ctx, about)
    must_be_open(state, about)


def _propose(state: Order, command: ProposeAmendment, ctx: Context) -> Events:
    text, role = command.contract, side(state, ctx)
    digest = contract_hash(text, policy=state.policy)
    offer = Proposal(text, digest, role, command.keep_late_claim)
    _amended(state, offer, ctx)  # what could not be signed now is not offered
    waits = (start(WaitKind.ANSWER_AMENDMENT, state, ctx, who=other_side(role)),)
    new_lot, split_from = new_lot_of(state, text)
    factors = ctx.actor.factors
    return (
        AmendmentProposed(
            text, digest, role, command.keep_late_claim, new_lot, split_from, "sign", factors, waits
        ),
    )


def _split(state: Order, command: SplitLot, ctx: Context) -> Events:
    text = split(state.terms, command.lot, command.new_lot, command.lines, command.caused_by)
    return _propose(state, ProposeAmendment(text), ctx)


def _offered(state: Order) -> Proposal:
    if state.amendment is None:
        refuse("amend.nothing_offered")
    return state.amendment


def _may_answer(state: Order, ctx: Context, _about: str) -> None:
    if _offered(state).by is side(state, ctx):
        refuse("proposal.own")


def _answer(state: Order, command: AnswerAmendment, ctx: Context) -> Events:
    offer = _offered(state)
    if command.contract_hash != offer.contract_hash:
        refuse("contract.other_text", seen=command.contract_hash[:64])
    if not command.accept:
        return (AmendmentRefused(side(state, ctx)),)
    return (_amended(state, offer, ctx),)


def _may_withdraw(state: Order, ctx: Context, _about: str) -> None:
    if _offered(state).by is not side(state, ctx):
        refuse("amend.not_yours")


def _withdraw(state: Order, _command: WithdrawAmendment, ctx: Context) -> Events:
    return (AmendmentWithdrawn(side(state, ctx)),)


def _amended(state: Order, offer: Proposal, ctx: Context) -> ContractAmended:
    """What signing the offer does; refuses ``amend.*`` what is no longer possible (F22)."""
    text = offer.contract
    must_be_possible(state, text, ctx)
    allotment = reallot(state, text, fixed=fixed_lots(state), due=frozenset(_due(state)))
    on, waits = _new_date(state, text, ctx)
    new_lot, split_from = new_lot_of(state, text)
    event = ContractAmended(
        number=len(state.amendments) + 2,
        contract_hash=offer.contract_hash,
        by=side(state, ctx),
        at=ctx.now,
        new_lot=new_lot,
        split_from=split_from,
        allotment=allotment,
        ship_by_on=on,
        late_claim_kept=offer.keep_late_claim,
        reserved_change_minor=_reserved_change(state, text, ctx),
        authority="sign",
        factors=ctx.actor.factors,
        waits=waits,
    )
    after = _in_force(replace(state, amendment=offer), event)
    return replace(event, waits=(*waits, *_owed_again(after, ctx)))


def _due(state: Order) -> tuple[str, ...]:
    """The payable parts that are due already; the first instalment is, once the order is active."""
    if state.stage is Stage.SIGNED:
        return state.triggered
    return (state.terms.schedule[0].id, *state.triggered)


def _owed_again(state: Order, ctx: Context) -> tuple[Wait, ...]:
    """A wait for each part that is due, is owed again, and that nobody is waited for (T8)."""
    running = {wait.about for wait in state.waits if wait.kind in _PAY_WAITS}
    found: list[Wait] = []
    for part in _due(state):
        item = state.terms.instalment(part.partition("/")[0])
        silent = part not in running and part not in state.overdue
        if item is not None and silent and state.outstanding(part):
            due_at = days_after(ctx.now, item.days, state.terms.destination_zone)
            wait = start(WaitKind.INSTALMENT, state, ctx, about=part, due_at=due_at)
            found.append(wait)
    return tuple(found)


_PAY_WAITS = (WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT)


def _new_date(state: Order, text: Contract, ctx: Context) -> tuple[date | None, tuple[Wait, ...]]:
    """The ship-by date that the text puts in force, if another one, and the wait for it (R6)."""
    new, old = text.ship_by, state.terms.ship_by
    if new is None or (old is not None and (new.on, new.zone) == (old.on, old.zone)):
        return None, ()
    if all(lot.has_left for lot in state.live_lots):
        refuse("ship_by.all_shipped")
    wait = ship_by_wait(replace(state, contract=text), ctx, new.on)
    if wait.due_at <= ctx.now:
        refuse("contract.ship_by_past", on=new.on.isoformat())
    return new.on, () if state.stage is Stage.SIGNED else (wait,)


def _reserved_change(state: Order, text: Contract, ctx: Context) -> int:
    """By how much the order takes more or less of the supplier's limit, by its total (R24)."""
    limit = ctx.policies.of(state.policy).limit
    if limit.base != "total" or not state.reserved_minor:
        return 0
    wanted = text.stated_total_minor - state.reserved_minor
    free = ctx.facts.exposures.get((state.supplier, state.currency), Exposure()).free_minor
    if wanted > free and limit.shortfall == "refuse":
        refuse("limit.exceeded", needed=wanted, free=free, currency=state.currency)
    return min(wanted, free)


def _proposed(state: Order, event: AmendmentProposed) -> Order:
    offer = Proposal(event.contract, event.contract_hash, event.by, event.keep_late_claim)
    count = state.amendment_proposals + 1
    return starting(replace(state, amendment=offer, amendment_proposals=count), event.waits)


def _in_force(state: Order, event: ContractAmended) -> Order:
    offer = _offered(state)
    version = Version(event.number, state.contract_hash, event.contract_hash, offer.by, event.at)
    after = replace(
        _no_offer(state, event),
        contract=offer.contract,
        contract_hash=event.contract_hash,
        amendments=(*state.amendments, version),
        reserved_minor=state.reserved_minor + event.reserved_change_minor,
    )
    if event.new_lot:
        after = _with_new_lot(after, event.split_from, event.new_lot)
    after = reallotted(after, event.allotment)
    if event.ship_by_on is not None:
        after = revised(after, ShipByRevised(event.ship_by_on, event.late_claim_kept, ()))
    return starting(without_paid_waits(after), event.waits)


def _with_new_lot(state: Order, parent: str, id: str) -> Order:
    """The order with a lot split off: what is due of one is due of both, by the same day."""
    old = state.lots[parent]
    cause = next(lot.split_cause for lot in lots_of(state.terms) if lot.id == id)
    finished = old.production_percent if old.stage is LotStage.READY else 0
    new = Lot(id, old.stage, production_percent=finished, split_from=parent, split_cause=cause)

    def both(parts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*parts, *(inherited(part, parent, id) for part in parts))))

    waits = (
        replace(wait, about=inherited(wait.about, parent, id))
        for wait in state.waits
        if wait.kind in _PAY_WAITS and inherited(wait.about, parent, id) != wait.about
    )
    missed = {inherited(part, parent, id): at for part, at in state.missed.items()}
    after = replace(
        state,
        lots={**state.lots, id: new},
        triggered=both(state.triggered),
        overdue=both(state.overdue),
        missed={**state.missed, **missed},
    )
    return starting(after, waits)


def _no_offer(state: Order, _event: object) -> Order:
    return ending(replace(state, amendment=None), WaitKind.ANSWER_AMENDMENT)


_OPEN = (Stage.SIGNED, Stage.ACTIVE, Stage.SHIPPED)
_ANSWERED = (*_OPEN, Stage.RECEIVED)

ACTS = {
    ProposeAmendment: Act(_OPEN, _propose, _may_propose),
    SplitLot: Act((Stage.SIGNED, Stage.ACTIVE), _split, _may_split, per_lot=True),
    AnswerAmendment: Act(_ANSWERED, _answer, _may_answer),
    WithdrawAmendment: Act(_ANSWERED, _withdraw, _may_withdraw),
}
FOLDS: dict[type, Fold] = {
    AmendmentProposed: _proposed,
    ContractAmended: _in_force,
    AmendmentRefused: _no_offer,
    AmendmentWithdrawn: _no_offer,
    AmendmentLapsed: _no_offer,
}
