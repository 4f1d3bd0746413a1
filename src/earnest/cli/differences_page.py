"""How are the differences of two texts shown at the terminal? One row for each term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from earnest.cli.speak import clean, heading, table
from earnest.cli.texts import t
from earnest.domain.contract.differences import Difference, differences
from earnest.usecases.look import OrderAnswer


def differences_table(found: Sequence[Difference]) -> RenderableType:
    """Term, before, after."""
    shown = table(t("term"), t("before"), t("after"))
    for change in found:
        cells = (change.path, change.before or "—", change.after or "—")
        shown.add_row(*(Text(clean(cell)) for cell in cells))
    return shown


def offered(found: OrderAnswer) -> Iterator[RenderableType]:
    """What an amendment that waits for its answer would change."""
    if found.amendment is not None:
        yield heading(t("amendment_offered"))
        yield differences_table(differences(found.contract, found.amendment.contract))
