"""What becomes of money that fits no order? ``earnest receipt``, for operators."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.cli import notices
from earnest.cli.finding import order_id
from earnest.cli.json_forms import receipt_form
from earnest.cli.options import As, Json, Key
from earnest.cli.people import operator, the_desk
from earnest.cli.speak import emit, line, money, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.payment.receipt import AssignReceipt, ReturnReceipt
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.batch import Done
from earnest.words import formats
from earnest.words.say import word

Id = Annotated[str, typer.Argument(help="The receipt's id, as receipt list shows it.")]


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help="Money that fits no order, and refused notices of the bank.")
    family.command("list")(suspended)
    family.command("assign")(assign)
    family.command("return")(send_back)
    family.command("notices")(notices.notices)
    family.command("settle")(notices.settle)
    app.add_typer(family, name="receipt", no_args_is_help=True)


def suspended(login: As = "", as_json: Json = False) -> None:
    """List the receipts in suspense, why they are there, and when they go back."""
    desk = the_desk()
    found = desk.look.suspense(operator(desk, login))
    if as_json:
        emit({"receipts": [receipt_form(receipt) for receipt in found]})
        return
    if not found:
        show(line((t("no_suspense"), "quiet")))
        return
    names = ("receipt", "amount", "why", "goes_back")
    page = table(*(t(name) for name in names), right=(1,), title=t("suspense"))
    for receipt in found:
        page.add_row(
            receipt.id,
            money(receipt.suspense_minor, receipt.currency),
            word("receipt_reason", receipt.reason, terminal().language),
            formats.day(receipt.waits[0].due_at.date(), terminal().language),
        )
    show(page)


def assign(
    receipt: Id,
    order: Annotated[str, typer.Argument(help="The order that the papers show it is for.")],
    login: As = "",
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Match money in suspense to an order, after comparing the papers."""
    desk = the_desk()
    actor = operator(desk, login)
    command = AssignReceipt(order_id(desk, actor, order))
    _tell(
        desk.perform(Subject(Kind.RECEIPT, receipt), command, actor, key=key),
        "assigned",
        as_json=as_json,
    )


def send_back(receipt: Id, login: As = "", key: Key = "", as_json: Json = False) -> None:
    """Send money in suspense back to where it came from."""
    desk = the_desk()
    subject = Subject(Kind.RECEIPT, receipt)
    done = desk.perform(subject, ReturnReceipt(), operator(desk, login), key=key)
    desk.settle_down()
    _tell(done, "sent_back", as_json=as_json)


def _tell(done: Done, code: str, *, as_json: bool) -> None:
    if as_json:
        emit({"receipt_id": done.subject.id, "version": done.version, "events": list(done.events)})
    else:
        show(line((t(code), "good")))
