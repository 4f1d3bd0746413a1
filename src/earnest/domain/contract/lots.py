"""What is each lot worth, for each purpose? The allocation key of every cent that comes in (R9).

Tooling and freight are purposes of their own; charges, allowances and taxes belong to the goods.
The values of all lots and purposes add up to the stated total, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.terms import Contract, Line, LineKind, LotLine, LotTerms
from earnest.domain.money import exact, split
from earnest.domain.refusals import refuse


class Purpose(ClosedList):
    """What held money is for; each is a balance of its own that is never below zero."""

    GOODS = "goods"
    TOOLING = "tooling"
    FREIGHT = "freight"
    HOLDBACK = "holdback"
    SECURITY = "security"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Share:
    """Money of one lot for one purpose, in minor units of the order's currency."""

    lot: str
    purpose: Purpose
    minor: int


_PURPOSE_OF_LINE = {LineKind.TOOLING: Purpose.TOOLING, LineKind.FREIGHT: Purpose.FREIGHT}


def lots_of(contract: Contract) -> tuple[LotTerms, ...]:
    """The lots that the contract names; one lot ``A`` of everything where it names none."""
    if contract.lots:
        return contract.lots
    goods = (line for line in contract.lines if line.kind is LineKind.GOODS)
    return (LotTerms("A", tuple(LotLine(line.id, line.quantity) for line in goods)),)


def lot_values(contract: Contract) -> tuple[Share, ...]:
    """Each lot's value by purpose, in the order of the lots; zero shares are left out.

    A lot that was split is valued as one and then divided, in the order of the splits: so no split
    ever moves a cent of another lot's value.
    """
    lots = lots_of(contract)
    tree = family(lots)
    whole = _whole_weights(_goods_weights(contract, lots), tree)
    shares: list[Share] = []
    for purpose in (Purpose.GOODS, Purpose.TOOLING, Purpose.FREIGHT):
        parts = _parts(total_of(contract, purpose), whole, tree)
        shares += [Share(lot.id, purpose, part) for lot, part in zip(lots, parts, strict=True)]
    return tuple(share for share in shares if share.minor)


def family(lots: Sequence[LotTerms]) -> tuple[int | None, ...]:
    """For each lot the place of the earlier lot that it was split from; None for an original."""
    places: dict[str, int] = {}
    found: list[int | None] = []
    for place, lot in enumerate(lots):
        found.append(places.get(lot.split_from))
        places.setdefault(lot.id, place)
    return tuple(found)


def _whole_weights(own: Sequence[int], tree: Sequence[int | None]) -> list[int]:
    """What each lot weighs with all that was later split from it."""
    whole = list(own)
    for place in range(len(tree) - 1, -1, -1):
        parent = tree[place]
        if parent is not None:
            whole[parent] += whole[place]
    return whole


def _parts(total: int, whole: Sequence[int], tree: Sequence[int | None]) -> list[int]:
    """``total`` over the original lots, then each split in its order."""
    weights = [0 if parent is not None else whole[place] for place, parent in enumerate(tree)]
    parts, rest = list(split(total, weights)), list(whole)
    for place, parent in enumerate(tree):
        if parent is None:
            continue
        rest[parent] -= whole[place]
        if parts[parent]:
            pair = (rest[parent], whole[place])
            parts[parent], parts[place] = split(parts[parent], pair if any(pair) else (1, 0))
    return parts


def pieces_of(contract: Contract, lot: str) -> int:
    """How many pieces of goods a lot has, rounded up where a quantity is no whole number."""
    found = next((each for each in lots_of(contract) if each.id == lot), None)
    if found is None:
        refuse("lot.unknown", lot=lot[:40])
    return ceil(sum((exact(part.quantity) for part in found.lines), start=Fraction(0)))


def total_of(contract: Contract, purpose: Purpose) -> int:
    """What all lines of one purpose come to; charges, allowances and taxes are goods."""
    return sum(
        line.amount_minor
        for line in contract.lines
        if _PURPOSE_OF_LINE.get(line.kind, Purpose.GOODS) is purpose
    )


def _goods_weights(contract: Contract, lots: tuple[LotTerms, ...]) -> tuple[int, ...]:
    lines = {line.id: line for line in contract.lines if line.kind is LineKind.GOODS}
    values = [sum((_value(lines, part) for part in lot.lines), start=Fraction(0)) for lot in lots]
    scale = lcm(*(value.denominator for value in values))
    weights = tuple(int(value * scale) for value in values)
    return weights if any(weights) else (1,) * len(lots)


def _value(lines: Mapping[str, Line], part: LotLine) -> Fraction:
    line = lines.get(part.line)
    if line is None:
        refuse("contract.lot_unknown_line", line=part.line[:40])
    whole = exact(line.quantity)
    return Fraction(line.amount_minor) * exact(part.quantity) / whole if whole else Fraction(0)
