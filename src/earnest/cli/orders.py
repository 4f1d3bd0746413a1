"""What can be asked about orders, and how does one begin? The family ``earnest order``."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from earnest.cli import amending, commands
from earnest.cli.contracts import check_order
from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.json_forms import gap_form, money_form, order_form, receipt_form
from earnest.cli.options import As, Json, Key, Order
from earnest.cli.order_page import gap_list, page, unmatched_money
from earnest.cli.people import acting_as, the_desk
from earnest.cli.speak import clean, emit, heading, line, money, show, table
from earnest.cli.story_page import story_of
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.contract.gaps import gaps
from earnest.domain.contract.terms import Contract, Line, LineKind, Party
from earnest.domain.money import exact, exponent, line_amount
from earnest.domain.order.stages import Stage
from earnest.domain.parties import Actor, Role
from earnest.domain.refusals import refuse
from earnest.exchange.read import Imported
from earnest.words import formats
from earnest.words.say import unit_name

SUMMARY = "Orders: begin, import, list, look, explain, act."


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help=SUMMARY, no_args_is_help=True)
    family.command("import")(import_)
    family.command("new")(new)
    family.command("list")(list_)
    family.command("show")(show_)
    family.command("explain")(explain)
    family.command("check")(check_order)
    commands.add_to(family)
    amending.register(family)
    app.add_typer(family, name="order")


def import_(
    file: Annotated[
        str,
        typer.Argument(
            help="A UBL 2.x order, or our form in JSON or TOML; - reads standard input."
        ),
    ],
    login: As = "",
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Read an order from a file: makes a draft and says what it lacks. Nothing is guessed."""
    desk = the_desk()
    actor = acting_as(desk, login)
    with reading():
        if file == "-":
            found = desk.read_order(terminal().read_stdin())
        else:
            found = desk.read_order(terminal().path(file), filename=file)
    done = desk.open_order(found.contract, actor, side=side_of(found.contract, actor), key=key)
    if as_json:
        emit(imported_form(done.subject.id, found))
    else:
        _show_import(done.subject.id, found)


def side_of(contract: Contract, actor: Actor) -> Role:
    """The side that the actor's organisation has in a contract; the buyer's where none is named."""
    return Role.SUPPLIER if actor.organisation == contract.supplier.organisation else Role.BUYER


def imported_form(order: str, found: Imported) -> dict[str, Any]:
    """What programs get of an import."""
    contract = found.contract
    return {
        "order_id": order,
        "currency": contract.currency,
        "total_minor": contract.stated_total_minor,
        "lines": [
            {
                "name": one.name,
                "quantity": one.quantity,
                "unit": one.unit,
                "unit_price": one.unit_price,
                "base_quantity": one.base_quantity,
                "amount_minor": one.amount_minor,
            }
            for one in contract.lines
        ],
        "missing": [gap_form(gap) for gap in found.gaps],
    }


def _show_import(order: str, found: Imported) -> None:
    contract, language = found.contract, terminal().language
    show(line((t("imported", order=order), "good")), line((clean(contract.title), "title")))
    lines = table(t("item"), t("quantity"), t("unit_price"), t("amount"), right=(1, 2, 3))
    for one in contract.lines:
        goods = one.kind is LineKind.GOODS
        quantity = f"{one.quantity} {unit_name(one.unit, language)}" if goods else ""
        base = f" / {one.base_quantity}" if one.base_quantity != "1" else ""
        price = f"{one.unit_price}{base}" if goods else ""
        amount = money(one.amount_minor, contract.currency)
        lines.add_row(clean(one.name), quantity, price, amount)
    total = Text(money(contract.stated_total_minor, contract.currency), "money")
    lines.add_row(Text(t("stated_total"), "quiet"), "", "", total)
    show(heading(t("import_lines")), lines)
    if found.gaps:
        show(*gap_list(found.gaps))
    else:
        show(line((t("nothing_missing"), "good")))
    show(line(("\n" + t("next_steps", order=order[:8]), "quiet")))


def new(  # noqa: PLR0917 - one parameter for each option
    title: Annotated[str, typer.Option(help="What is bought.")],
    currency: Annotated[str, typer.Option(help="ISO 4217, as USD.")],
    supplier: Annotated[str, typer.Option(help="The supplier's organisation.")] = "",
    goods: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="'QUANTITY UNIT PRICE NAME'",
            help="As '2400 C62 4.60 Steel flask'; may be repeated.",
        ),
    ] = None,
    login: As = "",
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Begin a draft from a few words; the rest is written with order do ORDER write-draft."""
    desk = the_desk()
    actor = acting_as(desk, login)
    with reading():
        exponent(currency)
        lines = tuple(_line(number, text, currency) for number, text in enumerate(goods or (), 1))
    contract = Contract(
        title=clean(title),
        currency=currency,
        buyer=Party(actor.organisation),
        supplier=Party(supplier),
        lines=lines,
        stated_total_minor=sum(one.amount_minor for one in lines),
    )
    order = desk.open_order(contract, actor, side=Role.BUYER, key=key).subject.id
    lacks = gaps(contract, desk.policies.of(desk.policies.default))
    if as_json:
        emit({"order_id": order, "missing": [gap_form(gap) for gap in lacks]})
        return
    show(line((t("imported", order=order), "good")), *gap_list(lacks))
    show(line(("\n" + t("next_steps", order=order[:8]), "quiet")))


_PARTS = 4
"""Quantity, unit, unit price and name."""


def _line(number: int, text: str, currency: str) -> Line:
    parts = text.split(maxsplit=_PARTS - 1)
    if len(parts) != _PARTS:
        refuse("command.bad_value", field="--line", text=text[:60], wanted="line")
    quantity, unit, price, name = parts
    exact(quantity)
    amount = line_amount(unit_price=price, quantity=quantity, base_quantity="1", currency=currency)
    return Line(str(number), clean(name), amount, quantity=quantity, unit=unit, unit_price=price)


def list_(
    login: As = "",
    stage: Annotated[Stage | None, typer.Option(help="Only orders at this stage.")] = None,
    after: Annotated[str, typer.Option(help="Go on after this place in the list.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="So many at most.")] = 50,
    as_json: Json = False,
) -> None:
    """List the orders of a person's organisation, what is due first on top."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    boards = desk.look.orders(viewer, stage=stage.value if stage else "", after=after, limit=limit)
    cursor = desk.reads.cursor(boards[-1]) if len(boards) == limit else ""
    if as_json:
        emit({"orders": [_board_form(board) for board in boards], "after": cursor or None})
        return
    if not boards:
        show(line((t("no_orders"), "quiet")))
        return
    language, now = terminal().language, desk.now()
    columns = ("order", "title", "stage", "total", "held", "next_due")
    names = [t("amount") if name == "total" else t(name).capitalize() for name in columns]
    found = table(*names, right=(3, 4))
    for board in boards:
        due = (
            Text(formats.day(board.next_due_at.date(), language))
            if board.next_due_at
            else Text("—")
        )
        if board.next_due_at and board.next_due_at <= now:
            due.stylize("due")
        found.add_row(
            Text(board.order[:8], "name"),
            clean(board.title),
            t(f"stage_{board.stage}"),
            money(board.total_minor, board.currency),
            money(board.held_minor, board.currency) if board.held_minor else "—",
            due,
        )
    show(found)
    if cursor:
        show(line((t("more", cursor=cursor), "quiet")))


def _board_form(board: Any) -> dict[str, Any]:
    return {
        "id": board.order,
        "stage": board.stage,
        "title": board.title,
        "buyer": board.buyer,
        "supplier": board.supplier,
        "currency": board.currency,
        "total_minor": board.total_minor,
        "held_minor": board.held_minor,
        "next_due_at": board.next_due_at,
    }


def show_(order: Order, login: As = "", as_json: Json = False) -> None:
    """Show one order: where it stands, its money, who is waited for, and what can be done."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    found = desk.look.order(order_id(desk, viewer, order), viewer, desk.now())
    unmatched = desk.look.suspended_for(found, viewer, desk.now())
    if as_json:
        emit({**order_form(found), "unmatched": [receipt_form(one) for one in unmatched]})
    else:
        show(*page(found, desk.now()), *unmatched_money(unmatched))


def explain(order: Order, login: As = "", as_json: Json = False) -> None:
    """Tell the story of one order in sentences, with its money."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    id = order_id(desk, viewer, order)
    found = desk.look.order(id, viewer, desk.now())
    history = desk.look.history(found)
    story = story_of(history, found)
    if as_json:
        events = [entry.form() for entry in story.entries]
        emit({"id": id, "money": money_form(found.money), "events": events})
    else:
        show(*story.page())


__all__ = ["register"]
