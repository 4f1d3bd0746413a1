"""What money is being talked about for one lot: a lower price, a sum to be kept back?

Values only; the acts are in ``acts.reduce`` and ``acts.hold_back``.
"""

from __future__ import annotations

from dataclasses import dataclass

from earnest.domain.parties import Role


@dataclass(frozen=True, slots=True)
class Asked:
    """A sum that one side asks for, in minor units, because of these clauses."""

    by: Role
    minor: int
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bargain:
    """What is asked for now, how often it was asked, and what was agreed to be kept back."""

    reduction: Asked | None = None
    reductions: int = 0
    holdback: Asked | None = None
    holdbacks: int = 0
    agreed_holdback_minor: int = 0


QUIET = Bargain()
"""Nobody has asked for anything."""
