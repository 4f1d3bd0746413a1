"""What stands behind the cover now: held, guaranteed, owed (R2, R3)?

*Held* is in escrow, *guaranteed* is the operator's fund up to the reserved limit, *owed* is the
supplier's debt alone. Only held and guaranteed may read "covered". The answer for each kind of
issue builds on this one: ``coverage.answer``.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.contract.terms import Coverage
from earnest.domain.coverage.answer import Cap
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import Lot, Order, WaitKind


@dataclass(frozen=True, slots=True)
class Backing:
    """The parts of cover in minor units, the promise that is in force, and until when."""

    promise: str
    held_minor: int
    guaranteed_minor: int
    owed_minor: int
    until: str

    @property
    def covered_minor(self) -> int:
        """What may read "covered"."""
        return self.held_minor + self.guaranteed_minor


_COVERED = (Stage.SIGNED, Stage.ACTIVE, Stage.SHIPPED, Stage.RECEIVED, Stage.RELEASED)
_ENDS = (
    WaitKind.SHIPMENT_OBJECTION,
    WaitKind.ACCEPTANCE,
    WaitKind.HOLDBACK,
    WaitKind.CLOSE,
)


def backing(state: Order) -> Backing:
    """What stands behind the order's cover.

    Money released before its window ends is owed by the supplier; it becomes guaranteed when an
    operator runs a guarantee fund, which this edition does not: so it is never called covered.
    """
    if state.stage not in _COVERED or state.contract is None or state.terms.coverage is None:
        return Backing("none", state.held_minor, 0, 0, "")
    ends = [wait.due_at for wait in state.waits if wait.kind in _ENDS]
    until = max(ends).isoformat() if ends else ""
    owed = sum(_claimable(state, lot) for lot in state.lots.values())
    return Backing(state.terms.coverage.value, state.held_minor, 0, owed, until)


def stands_behind(state: Order, lot: Lot) -> Cap:
    """What stands behind one lot, by the same reading; nothing where there is no promise."""
    if state.stage not in _COVERED or state.terms.coverage is None:
        return Cap(lot.id, 0, 0, 0)
    return Cap(lot.id, lot.held_minor, 0, _claimable(state, lot))


def _claimable(state: Order, lot: Lot) -> int:
    """Money of a lot that was released while its window for claims is still open."""
    if state.windows_over or state.terms.coverage is Coverage.PRE_SHIPMENT:
        return 0
    return lot.released_minor
