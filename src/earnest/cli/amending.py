"""How is a signed contract amended at the terminal? ``order split``, ``amend`` and ``versions``.

Offers are made and answered like every command, with a preview first: these two only read what
people have at hand, a quantity or a file.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from earnest.cli import commands
from earnest.cli.differences_page import differences_table
from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Key, Order
from earnest.cli.people import acting_as, the_desk
from earnest.cli.speak import emit, heading, line, show
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.contract.terms import LotLine
from earnest.domain.order.acts.amend import ProposeAmendment, SplitLot
from earnest.domain.parties import Role
from earnest.usecases.versions import ContractVersion
from earnest.words import formats
from earnest.words.say import word

Lot = Annotated[str, typer.Option(help="The lot to split.")]
New = Annotated[str, typer.Option(help="The name of the new lot.")]
Quantity = Annotated[str, typer.Option(help="How much goes into it, in the line's unit.")]
Goods = Annotated[
    str, typer.Option("--line", help="Of which line; a lot's only one need not be named.")
]
Cause = Annotated[Role, typer.Option(help="Who made it necessary: buyer or supplier.")]
File = Annotated[str, typer.Argument(help="The whole new text, in our form; - reads input.")]
Keep = Annotated[bool, typer.Option(help="Keep the claim for lateness under a new date.")]


def register(family: typer.Typer) -> None:
    """Add the three to the family ``order``."""
    family.command("split")(split)
    family.command("amend")(amend)
    family.command("versions")(versions)


def split(  # noqa: PLR0913, PLR0917 - one parameter for each option
    order: Order,
    quantity: Quantity,
    lot: Lot = "A",
    new: New = "B",
    of: Goods = "",
    caused_by: Cause = Role.SUPPLIER,
    login: As = "",
    as_json: Json = False,
    yes: commands.Yes = False,
    key: Key = "",
) -> None:
    """Offer to make part of a lot a lot of its own; the other side signs it or not."""
    command = SplitLot(lot, new, (LotLine(of, quantity),), caused_by)
    commands.perform(order, command, login=login, as_json=as_json, yes=yes, key=key)


def amend(  # noqa: PLR0917 - one parameter for each option
    order: Order,
    file: File,
    keep_late_claim: Keep = True,
    login: As = "",
    as_json: Json = False,
    yes: commands.Yes = False,
    key: Key = "",
) -> None:
    """Offer another text of the contract, and sign it by that; the other side signs it or not."""
    with reading():
        desk = the_desk()
        if file == "-":
            found = desk.read_order(terminal().read_stdin())
        else:
            found = desk.read_order(terminal().path(file), filename=file)
    command = ProposeAmendment(found.contract, keep_late_claim)
    commands.perform(order, command, login=login, as_json=as_json, yes=yes, key=key)


def versions(order: Order, login: As = "", as_json: Json = False) -> None:
    """List the texts that both sides signed: hash, date, signatures, and what each changed."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    id = order_id(desk, viewer, order)
    found = desk.look.versions(desk.look.seen(id, viewer, desk.now()))
    if as_json:
        emit({"id": id, "versions": [version_form(each) for each in found]})
        return
    if not found:
        show(line((t("no_versions"), "quiet")))
    for each in found:
        _show_version(each)


def version_form(version: ContractVersion) -> dict[str, Any]:
    """One signed text for programs."""
    return asdict(version)


def _show_version(version: ContractVersion) -> None:
    language = terminal().language
    show(heading(t("contract_version", number=version.number)))
    show(line((version.contract_hash, "name")))
    for signature in version.signatures:
        who, at = word("Role", signature.side.value, language), signature.at.isoformat()
        show(line(f"{who} · {formats.moment(at, language, 'UTC')}"))
    if version.changes:
        show(differences_table(version.changes))
