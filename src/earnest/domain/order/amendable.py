"""What of a signed contract may still be changed, now (R6, R9, S39, F22)?

A lot that is being inspected, was approved, has left or is over is *fixed*: it keeps its lines, its
price and its specification. Everything else may be changed while both sides sign it.
"""

from __future__ import annotations

from collections import Counter

from earnest.domain.context import Context
from earnest.domain.contract.gaps import gaps, warnings
from earnest.domain.contract.lots import Purpose, lot_values, lots_of
from earnest.domain.contract.terms import Contract, Line, LotTerms
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.confirm import unconfirmed
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import Lot, Order
from earnest.domain.parties import PARTIES
from earnest.domain.refusals import refuse

_UNDECIDED = (Verdict.NONE, Verdict.NOT_PERFORMED)


def fixed_lots(state: Order) -> frozenset[str]:
    """The lots whose lines, price and specification can no longer change."""
    paid: dict[str, Counter[Purpose]] = {id: Counter() for id in state.lots}
    for cell in state.plan:
        paid[cell.lot][cell.purpose] += cell.minor
    for cell in state.unpaid:
        paid[cell.lot][cell.purpose] -= cell.minor
    lots = state.lots.values()
    return frozenset(lot.id for lot in lots if not _is_open(state, lot, paid[lot.id]))


def must_be_open(state: Order, id: str) -> None:
    """Refuse a split of a lot that is fixed (R9)."""
    lot, paid = state.lot(id), Counter[Purpose]()
    for cell in state.plan:
        if cell.lot == id:
            paid[cell.purpose] += cell.minor
    for cell in state.unpaid:
        if cell.lot == id:
            paid[cell.purpose] -= cell.minor
    if not _is_open(state, lot, paid):
        refuse("amend.lot_is_fixed", lot=id)


def _is_open(state: Order, lot: Lot, paid: Counter[Purpose]) -> bool:
    """Waiting, or ready and not yet judged (R9); all paid for it is held, nothing of it asked."""
    ready = lot.stage is LotStage.READY and lot.quality.verdict in _UNDECIDED
    if lot.cancelled or not (ready or lot.stage is LotStage.WAITING):
        return False
    asked = lot.bargain.reduction or lot.bargain.holdback
    promised = any(each.lot == lot.id and each.is_open for each in state.undertakings)
    lowered = any(cell.lot == lot.id for cell in state.forgiven)
    return not (asked or promised or lowered) and Counter(lot.held) == paid


def new_lot_of(state: Order, text: Contract) -> tuple[str, str]:
    """The lot that the text adds, and the lot that it was split from; empty where there is none."""
    new = next((lot for lot in lots_of(text) if lot.id not in state.lots), None)
    return (new.id, new.split_from) if new else ("", "")


def must_be_possible(state: Order, text: Contract, ctx: Context) -> None:
    """Refuse a text that changes what can no longer change, or that lacks something."""
    old = state.terms
    if text == old:
        refuse("amend.nothing_changes")
    if (text.buyer, text.supplier) != (old.buyer, old.supplier):
        refuse("amend.parties")
    if text.currency != old.currency:
        refuse("amend.currency")
    blocking = [gap.code for gap in gaps(text, ctx.policies.of(state.policy)) if gap.blocks]
    if blocking:
        refuse("contract.incomplete", gaps=tuple(blocking))
    _not_weaker(state, text, ctx)
    fixed = fixed_lots(state)
    _same_lots(state, text, fixed)
    for lot in lots_of(old):
        if lot.id in fixed and not _is_untouched(old, text, lot):
            refuse("amend.lot_is_fixed", lot=lot.id)
    _same_frame(state, text, fixed)


def _not_weaker(state: Order, text: Contract, ctx: Context) -> None:
    """Refuse warnings that the signed text had not, where the grade is below the policy's (S76).

    A draft's warnings can be confirmed by the buyer one by one; an amendment has to mend its own.
    """
    policy = ctx.policies.of(state.policy)
    known = (*state.confirmed, *(gap.id for gap in warnings(state.terms, policy)))
    new = unconfirmed(text, known, policy)
    if new:
        refuse("amend.weaker", warnings=tuple(gap.id for gap in new))


def _same_lots(state: Order, text: Contract, fixed: frozenset[str]) -> None:
    """Lots stay, in their order; one may be new, split from one that is not fixed."""
    old, new = lots_of(state.terms), lots_of(text)
    for before, after in zip(old, (*new, *(None for _ in old)), strict=False):
        if after is None or _origin(before) != _origin(after):
            refuse("amend.lot_gone", lot=before.id)
    added = new[len(old) :]
    if len(added) > 1:
        refuse("amend.one_new_lot")
    for lot in added:
        if lot.split_from not in state.lots or lot.split_cause not in PARTIES or not lot.lines:
            refuse("amend.lot_not_split", lot=lot.id[:40])
        if lot.split_from in fixed:
            refuse("amend.lot_is_fixed", lot=lot.split_from)


def _origin(lot: LotTerms) -> tuple[object, ...]:
    return (lot.id, lot.split_from, lot.split_cause)


def _is_untouched(old: Contract, new: Contract, lot: LotTerms) -> bool:
    """Whether a lot has the same lines, the same specification and the same value."""
    after = next(each for each in lots_of(new) if each.id == lot.id)
    names = {part.line for part in lot.lines}
    specified = [_specified(text, names) for text in (old, new)]
    values = [[share for share in lot_values(text) if share.lot == lot.id] for text in (old, new)]
    return after.lines == lot.lines and specified[0] == specified[1] and values[0] == values[1]


def _specified(text: Contract, names: set[str]) -> dict[str, tuple[object, ...]]:
    def of(line: Line) -> tuple[object, ...]:
        return (line.name, line.kind, line.unit, line.unit_price, line.base_quantity, line.clauses)

    return {line.id: of(line) for line in text.lines if line.id in names}


_AFTER_SHIPMENT = (
    "coverage", "incoterm", "incoterm_place", "mode", "origin_zone", "destination_zone",
)  # fmt: skip
"""What settles who bears what on the way; the goods that left did so on these terms (S39)."""

_OF_FIXED = ("inspection", "losses", "design_files")
"""What a report was, or is being, weighed by."""


def _same_frame(state: Order, text: Contract, fixed: frozenset[str]) -> None:
    old = state.terms
    names = _AFTER_SHIPMENT if any(lot.has_left for lot in state.lots.values()) else ()
    changed = tuple(name for name in names if getattr(old, name) != getattr(text, name))
    if changed:
        refuse("amend.after_shipment", terms=changed)
    judged = fixed & {lot.id for lot in state.live_lots}
    changed = tuple(name for name in _OF_FIXED if getattr(old, name) != getattr(text, name))
    if judged and changed:
        refuse("amend.after_inspection", terms=changed)
    if state.stage is not Stage.SIGNED and text.schedule[0].id != old.schedule[0].id:
        refuse("amend.paid_instalment", instalment=old.schedule[0].id)
