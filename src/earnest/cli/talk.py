"""What do the sides say to each other? ``earnest message``, and ``earnest talk erase``."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Key, Order
from earnest.cli.people import acting_as, operator, the_desk
from earnest.cli.speak import clean, emit, line, show
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.cli.values import is_no_text
from earnest.domain.refusals import refuse
from earnest.usecases.ports import Words
from earnest.words import formats
from earnest.words.say import word


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("message")(message)
    family = typer.Typer(help="Messages on orders, for operators.")
    family.callback()(_of_talks)
    family.command("erase")(erase)
    app.add_typer(family, name="talk", no_args_is_help=True)


def _of_talks() -> None:
    """Messages on orders, for operators."""


def message(
    order: Order,
    text: Annotated[
        str, typer.Argument(help="What to say; left out, the messages are shown.")
    ] = "",
    login: As = "",
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Write a message on an order, or read the messages."""
    desk = the_desk()
    actor = acting_as(desk, login)
    id = order_id(desk, actor, order)
    if any(map(is_no_text, text)):
        with reading():
            refuse("command.bad_value", field="TEXT", text=ascii(text[:40]), wanted="text")
    if text:
        done = desk.say(id, text, actor, key=key)
        if as_json:
            emit({"order_id": id, "number": done.version})
        else:
            show(line((t("said"), "good")))
        return
    words = desk.look.talk(desk.look.seen(id, actor, desk.now()))
    if as_json:
        emit({"messages": [_form(one) for one in words]})
        return
    language = terminal().language
    for one in words:
        at = formats.moment(one.at, language, "UTC")
        who = word("Role", one.role, language)
        show(line((who, "name"), (f"  {one.number} · {at}", "quiet")))
        show(line(clean(one.text) if one.text is not None else (t("erased"), "quiet")))
    if not words:
        show(line((t("no_messages"), "quiet")))


def erase(  # noqa: PLR0917 - one parameter for each option
    order: Order,
    number: Annotated[int, typer.Argument(min=1, help="The message's number on the order.")],
    reason: Annotated[str, typer.Option("--reason", help="Why its words are erased.")],
    login: As = "",
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Erase the personal words of a message for ever; who did it and why stays recorded."""
    desk = the_desk()
    actor = operator(desk, login)
    id = order_id(desk, actor, order)
    done = desk.erase(id, number, reason, actor, key=key)
    if as_json:
        emit({"order_id": id, "number": number, "events": list(done.events)})
    else:
        show(line((t("words_erased"), "good")))


def _form(one: Words) -> dict[str, object]:
    return {
        "number": one.number,
        "by": one.role,
        "login": one.login,
        "at": one.at,
        "text": one.text,
    }
