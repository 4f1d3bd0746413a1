"""Which part of what is held does a sum take? Goods money first, then the other purposes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.refusals import require


def taken(lot: str, held: Mapping[Purpose, int], minor: int) -> tuple[Share, ...]:
    """Shares of ``held`` that add up to ``minor``, in the order of the purposes."""
    left, shares = minor, []
    for purpose in Purpose:
        part = min(left, held.get(purpose, 0))
        if part:
            left -= part
            shares.append(Share(lot, purpose, part))
    require(left == 0, "nobody takes more than is held")
    return tuple(shares)


def without(held: Mapping[Purpose, int], shares: Iterable[Share]) -> dict[Purpose, int]:
    """What is held when these shares are gone; empty purposes are left out."""
    gone = {share.purpose: share.minor for share in shares}
    left = {purpose: minor - gone.get(purpose, 0) for purpose, minor in held.items()}
    return {purpose: minor for purpose, minor in left.items() if minor}
