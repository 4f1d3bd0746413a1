"""What is an amendment of a signed contract, and how is a lot split by one (R9, S36, S39)?

An amendment is a whole new text that both sides sign by its hash; the old text is kept. Whether a
change is still possible depends on the order and is decided in ``order.acts.amend``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from earnest.domain.changes import replace
from earnest.domain.contract.lots import lots_of
from earnest.domain.contract.terms import Contract, LotLine, LotTerms
from earnest.domain.money import exact
from earnest.domain.parties import PARTIES, Role
from earnest.domain.refusals import refuse

LOT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", re.ASCII)
"""What a lot may be called: it stands in account names and in the names of payable parts."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text that one side offers in place of the signed one, and signed with that.

    ``keep_late_claim`` says whether the claim for lateness survives a new ship-by date (S36).
    """

    contract: Contract
    contract_hash: str
    by: Role
    keep_late_claim: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """One change of the signed text: its number from 2 on, both hashes, who offered it, when."""

    number: int
    old_hash: str
    new_hash: str
    by: Role
    at: datetime


def split(
    contract: Contract, lot: str, new_lot: str, lines: tuple[LotLine, ...], cause: Role
) -> Contract:
    """The contract with ``lines`` taken out of ``lot`` into ``new_lot``; nothing else changes.

    Quantities are decimals in the line's unit. Refuses a name that is taken or unfit, a cause that
    is no side, and quantities that are not there or would leave a lot without goods.
    """
    if cause not in PARTIES:
        refuse("amend.split_cause", side=cause.value)
    lots = lots_of(contract)
    if LOT_NAME.fullmatch(new_lot) is None or any(each.id == new_lot for each in lots):
        refuse("amend.lot_name", lot=new_lot[:20])
    parent = next((each for each in lots if each.id == lot), None)
    if parent is None:
        refuse("lot.unknown", lot=lot[:40])
    taken = _taken(parent, lines)
    stays = tuple(_rest(parent, taken))
    if not stays:
        refuse("amend.split_quantity", lot=lot)
    goes = tuple(LotLine(line, decimal(amount)) for line, amount in taken.items())
    divided = tuple(replace(each, lines=stays) if each is parent else each for each in lots)
    return replace(contract, lots=(*divided, LotTerms(new_lot, goes, lot, cause)))


def with_origins(contract: Contract, old: Contract) -> Contract:
    """The contract whose lots remember what they were split from, as in ``old``; forms ask none."""
    known = {lot.id: lot for lot in old.lots}
    lots = tuple(
        replace(lot, split_from=known[lot.id].split_from, split_cause=known[lot.id].split_cause)
        if lot.id in known
        else lot
        for lot in contract.lots
    )
    return replace(contract, lots=lots)


def _taken(parent: LotTerms, lines: tuple[LotLine, ...]) -> Mapping[str, Fraction]:
    """How much of each line leaves; one ``line`` left empty means the lot's only one."""
    there = {part.line: exact(part.quantity) for part in parent.lines}
    found: dict[str, Fraction] = {}
    for part in lines:
        line = part.line or next(iter(there), "") if len(there) == 1 else part.line
        wanted = exact(part.quantity)
        if not 0 < wanted <= there.get(line, Fraction(0)) or line in found:
            refuse("amend.split_quantity", lot=parent.id)
        found[line] = wanted
    if not found:
        refuse("amend.split_quantity", lot=parent.id)
    return found


def _rest(parent: LotTerms, taken: Mapping[str, Fraction]) -> Iterator[LotLine]:
    for part in parent.lines:
        left = exact(part.quantity) - taken.get(part.line, Fraction(0))
        if left:
            yield replace(part, quantity=decimal(left))


def decimal(amount: Fraction) -> str:
    """Write a quantity as people do: no exponent, no zeros at the end, at most nine digits."""
    whole, rest = divmod(amount * 10**9, 10**9)
    digits = f"{int(rest):09d}".rstrip("0")
    return f"{int(whole)}.{digits}" if digits else str(int(whole))
