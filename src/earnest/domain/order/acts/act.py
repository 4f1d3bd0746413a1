"""What does an act of the trade consist of? The shape that every file beside this one fills.

A file exports ``ACTS`` (command -> Act) and ``FOLDS`` (event -> how it changes the state).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.domain.context import Context
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import Order
from earnest.domain.parties import Role

Events = Sequence[object]


def always(_state: Order, _ctx: Context, _about: str) -> None:
    """No condition beyond role and stage."""


@dataclass(frozen=True, slots=True)
class Act:
    """One command's rules: the stages that allow it, a condition, and what it decides.

    ``may(state, ctx, about)`` refuses when the moment is not right; it sees no form fields, so
    that it serves the offers on a page and the decision alike. ``about`` is a lot or empty.
    """

    stages: tuple[Stage, ...]
    decide: Callable[[Order, Any, Context], Events]
    may: Callable[[Order, Context, str], None] = always
    per_lot: bool = False


Fold = Callable[[Order, Any], Order]


def side(state: Order, ctx: Context) -> Role:
    """The actor's role in this order."""
    return ctx.role(state.buyer, state.supplier)
