"""How do both sides agree on a lower price for a lot, which settles the clauses named (R5, R25)?

What is still unpaid is reduced first; the rest goes back from what is held. Silence refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from earnest.domain.changes import replace
from earnest.domain.context import Context
from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.inspection.loss import found_loss, newest
from earnest.domain.inspection.report import Settlement
from earnest.domain.money import minor_of, split
from earnest.domain.order.acts.act import Act, Events, Fold, side
from earnest.domain.order.acts.approve import are_known
from earnest.domain.order.acts.pay import without_paid_waits
from earnest.domain.order.acts.waive import critical
from earnest.domain.order.bargain import Asked
from earnest.domain.order.deadlines import start
from earnest.domain.order.held import taken, without
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import (
    Cell,
    Lot,
    Order,
    Wait,
    WaitKind,
    change_lot,
    ending,
    starting,
)
from earnest.domain.parties import Role, other_side
from earnest.domain.refusals import refuse


@dataclass(frozen=True, slots=True)
class ProposeReduction:
    """Offer or ask to lower a lot's price; that closes the claims on these clauses."""

    lot: str
    reduce_minor: int
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerReduction:
    """Agree to the lower price with this sum, or refuse it."""

    lot: str
    accept: bool
    reduce_minor: int


@dataclass(frozen=True, slots=True)
class ReductionProposed:
    """One side proposes a lower price for a lot, which would settle these clauses.

    ``called`` is what the contract then calls them.
    """

    lot: str
    by: Role
    minor: int
    clauses: tuple[str, ...]
    waits: tuple[Wait, ...]
    called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReductionRefused:
    """The other side does not agree; the price stands."""

    lot: str
    by: Role


@dataclass(frozen=True, slots=True)
class ReductionLapsed:
    """Nobody answered; the price stands. Silence never consents on money."""

    lot: str


@dataclass(frozen=True, slots=True)
class PriceReduced:
    """Both sides lowered a lot's price: ``cells`` need not be paid, ``shares`` go back.

    ``called`` is what the contract then calls the clauses, ``settlements`` what is closed of each.
    """

    lot: str
    minor: int
    clauses: tuple[str, ...]
    cells: tuple[Cell, ...]
    shares: tuple[Share, ...]
    called: tuple[str, ...] = ()
    settlements: tuple[Settlement, ...] = ()


def reducible(state: Order, lot: Lot) -> int:
    """The most by which a lot's price can fall: what is unpaid and what secures nothing else."""
    unpaid = sum(cell.minor for cell in state.open_cells() if cell.lot == lot.id)
    return unpaid + sum(_free(lot).values())


def _free(lot: Lot) -> dict[Purpose, int]:
    """What is held and neither secures an undertaking nor is frozen; a holdback may go back."""
    return {p: m for p, m in lot.held.items() if p not in (Purpose.SECURITY, Purpose.FROZEN)}


def _may_propose(state: Order, ctx: Context, about: str) -> None:
    lot = state.lot(about)
    if lot.is_ended:
        refuse("lot.wrong_stage", lot=about, stage=lot.stage.value)
    if lot.bargain.reduction is not None:
        refuse("reduce.already_proposed", lot=about)
    if lot.bargain.reductions >= ctx.policies.of(state.policy).reduction.proposals_limit:
        refuse("reduce.proposed_too_often", lot=about)
    if not reducible(state, lot):
        refuse("reduce.nothing_left", lot=about)


def _propose(state: Order, command: ProposeReduction, ctx: Context) -> Events:
    _is_possible(state, command.lot, command.reduce_minor)
    if not command.clauses:
        refuse("reduce.names_no_clause")
    are_known(state, command.clauses)
    _may_be_settled(state, command.lot, command.clauses)
    role = side(state, ctx)
    wait = start(WaitKind.ANSWER_REDUCTION, state, ctx, about=command.lot, who=other_side(role))
    lot, clauses, called = command.lot, command.clauses, state.terms.called(command.clauses)
    return (ReductionProposed(lot, role, command.reduce_minor, clauses, (wait,), called),)


def _is_possible(state: Order, lot: str, minor: int) -> None:
    most = reducible(state, state.lot(lot))
    if not 1 <= minor <= most:
        refuse("reduce.more_than_left", most=most, currency=state.currency)


def _may_be_settled(state: Order, id: str, clauses: tuple[str, ...]) -> None:
    """Refuse to settle what is critical while the goods could still leave because of it (R20)."""
    lot = state.lot(id)
    never = [clause for clause in clauses if clause in critical(state, lot)]
    if never and not lot.has_left:
        refuse("reduce.never", clause=never[0], called=state.terms.called(never[:1]))


def _may_answer(state: Order, ctx: Context, about: str) -> None:
    asked = state.lot(about).bargain.reduction
    if asked is None:
        refuse("reduce.nothing_proposed", lot=about)
    if asked.by is side(state, ctx):
        refuse("proposal.own")


def _answer(state: Order, command: AnswerReduction, ctx: Context) -> Events:
    asked = state.lot(command.lot).bargain.reduction
    if asked is None or not command.accept:
        return (ReductionRefused(command.lot, side(state, ctx)),)
    if command.reduce_minor != asked.minor:
        refuse("reduce.other_sum", offered=asked.minor, currency=state.currency)
    _is_possible(state, command.lot, asked.minor)
    _may_be_settled(state, command.lot, asked.clauses)
    return (_reduction(state, command.lot, asked, ctx),)


def _reduction(state: Order, lot: str, asked: Asked, ctx: Context) -> PriceReduced:
    """The agreed sum: first from what is unpaid, the latest instalment first, then from escrow."""
    left: int = asked.minor
    cells: list[Cell] = []
    for cell in reversed([cell for cell in state.open_cells() if cell.lot == lot]):
        part = min(left, cell.minor)
        if part:
            left -= part
            cells.append(replace(cell, minor=part))
    shares = taken(lot, _free(state.lots[lot]), left)
    called = state.terms.called(asked.clauses)
    closed = _settlements(state, state.lots[lot], asked, ctx)
    return PriceReduced(lot, asked.minor, asked.clauses, tuple(cells), shares, called, closed)


def _settlements(state: Order, lot: Lot, asked: Asked, ctx: Context) -> tuple[Settlement, ...]:
    """What is closed of each clause: as much as was found until now, for its part of the sum.

    The sum is shared by what the findings cost; evenly where no figure says so.
    """
    clauses = tuple(dict.fromkeys(asked.clauses))
    costs = [found_loss(state.terms, lot, newest(lot, each), each) for each in clauses]
    weights = [minor_of(cost or Fraction(0)) for cost in costs]
    parts = split(asked.minor, weights if any(weights) else [1] * len(clauses))
    p = ctx.policies.of(state.policy).waiver.worse_p_basis_points
    checks = {clause.id for clause in state.terms.clauses if clause.is_checked}
    found = []
    for clause, minor in zip(clauses, parts, strict=True):
        report = newest(lot, clause)
        counts = report.count(clause) if report and clause not in checks else (0, 0)
        digest = report.report_sha256 if report else ""
        number = len(lot.quality.reports)
        found.append(Settlement(clause, minor, *counts, digest, number, p))
    return tuple(found)


def _proposed(state: Order, event: ReductionProposed) -> Order:
    def asked(lot: Lot) -> Lot:
        reduction = Asked(event.by, event.minor, event.clauses)
        number = lot.bargain.reductions + 1
        return replace(lot, bargain=replace(lot.bargain, reduction=reduction, reductions=number))

    return starting(change_lot(state, event.lot, asked), event.waits)


def _no_agreement(state: Order, event: ReductionRefused | ReductionLapsed | PriceReduced) -> Order:
    after = change_lot(
        state, event.lot, lambda lot: replace(lot, bargain=replace(lot.bargain, reduction=None))
    )
    return ending(after, WaitKind.ANSWER_REDUCTION, about=event.lot)


def _reduced(state: Order, event: PriceReduced) -> Order:
    back = sum(share.minor for share in event.shares)

    def settled(lot: Lot) -> Lot:
        closed = (*lot.quality.settlements, *event.settlements)
        return replace(
            lot,
            quality=replace(lot.quality, settlements=closed),
            held=without(lot.held, event.shares),
            refunded_minor=lot.refunded_minor + back,
            reduced_minor=lot.reduced_minor + event.minor,
        )

    after = replace(
        change_lot(_no_agreement(state, event), event.lot, settled),
        unpaid=_less(state.unpaid, event.cells),
        forgiven=(*state.forgiven, *event.cells),
        refunded_minor=state.refunded_minor + back,
        reduced_minor=state.reduced_minor + event.minor,
    )
    if not after.lots[event.lot].held.get(Purpose.HOLDBACK):
        after = ending(after, WaitKind.HOLDBACK, about=event.lot)
    return without_paid_waits(after)


def _less(cells: tuple[Cell, ...], gone: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The cells without these parts; empty ones are left out."""
    less = {(cell.instalment, cell.lot, cell.purpose): cell.minor for cell in gone}
    left = (
        replace(cell, minor=cell.minor - less.get((cell.instalment, cell.lot, cell.purpose), 0))
        for cell in cells
    )
    return tuple(cell for cell in left if cell.minor)


_UNDER_WAY = (Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED)

ACTS = {
    ProposeReduction: Act(_UNDER_WAY, _propose, _may_propose, per_lot=True),
    AnswerReduction: Act(_UNDER_WAY, _answer, _may_answer, per_lot=True),
}
FOLDS: dict[type, Fold] = {
    ReductionProposed: _proposed,
    ReductionRefused: _no_agreement,
    ReductionLapsed: _no_agreement,
    PriceReduced: _reduced,
}
