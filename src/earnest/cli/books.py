"""What do the books say? ``earnest ledger``: one order's money, and the trial balance."""

from __future__ import annotations

from typing import Any

import typer
from rich.text import Text

from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Order
from earnest.cli.people import acting_as, operator, the_desk
from earnest.cli.speak import emit, line, money, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.ledger.trial import TrialLine, is_balanced
from earnest.words import formats


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help="The ledger: an order's money, and the trial balance.")
    family.command("statement")(statement)
    family.command("trial")(trial)
    app.add_typer(family, name="ledger", no_args_is_help=True)


def statement(order: Order, login: As = "", as_json: Json = False) -> None:
    """Show every movement of one order's money, with what is held after it."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    id = order_id(desk, viewer, order)
    seen = desk.look.seen(id, viewer, desk.now())
    lines, currency = desk.look.statement(seen), seen.state.currency
    if as_json:
        emit({"order_id": id, "currency": currency, "lines": [_line_form(one) for one in lines]})
        return
    if not lines:
        show(line((t("no_movements"), "quiet")))
        return
    names = ("when", "movement", "from", "into", "amount", "held_after")
    found = table(*(t(name) for name in names), right=(4, 5), title=t("statement", order=id))
    for one in lines:
        found.add_row(
            formats.day(one.at[:10], terminal().language),
            t(f"code_{one.code}"),
            Text(one.debit, "quiet"),
            Text(one.credit, "quiet"),
            money(one.minor, currency),
            Text(money(one.held_minor, currency), "held"),
        )
    show(found)


def _line_form(one: Any) -> dict[str, Any]:
    return {
        "at": one.at,
        "code": one.code,
        "debit": one.debit,
        "credit": one.credit,
        "minor": one.minor,
        "held_minor": one.held_minor,
    }


def trial(login: As = "", as_json: Json = False) -> None:
    """Show the trial balance; the demo's operator looks where nobody is named."""
    desk = the_desk()
    lines = desk.look.trial(operator(desk, login))
    if as_json:
        emit({"balanced": is_balanced(lines), "accounts": [_trial_form(one) for one in lines]})
    else:
        show_trial(lines)


def _trial_form(one: TrialLine) -> dict[str, Any]:
    return {
        "account": one.name,
        "class": one.kind,
        "currency": one.currency,
        "debits_minor": one.debits_minor,
        "credits_minor": one.credits_minor,
        "balance_minor": one.balance_minor,
    }


def show_trial(lines: tuple[TrialLine, ...]) -> None:
    """Print the trial balance and whether it balances."""
    if not lines:
        show(line((t("books_empty"), "good")))
        return
    names = ("currency", "account", "class", "debits", "credits", "balance")
    found = table(*(t(name) for name in names), right=(3, 4, 5), title=t("trial"))
    before = ""
    for one in lines:
        figures = (one.debits_minor, one.credits_minor, one.balance_minor)
        found.add_row(
            Text(one.currency if one.currency != before else "", "name"),
            t(f"account_{one.name}"),
            Text(t(f"class_{one.kind}"), "quiet"),
            *(_figure(figure, one.currency) for figure in figures),
        )
        before = one.currency
    balanced = is_balanced(lines)
    show(
        found, line((t("balanced" if balanced else "not_balanced"), "good" if balanced else "bad"))
    )


def _figure(minor: int, currency: str) -> Text:
    text = money(minor, currency).removeprefix(f"{currency} ")
    return Text(text, "" if minor else "quiet")
