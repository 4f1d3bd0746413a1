"""What do the sides say to each other? The command ``earnest message``."""

from __future__ import annotations

from typing import Annotated

import typer

from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Key, Order
from earnest.cli.people import acting_as, the_desk
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
    words = desk.look.talk(id, actor, desk.now())
    if as_json:
        emit({"messages": [_form(one) for one in words]})
        return
    language = terminal().language
    for one in words:
        at = formats.moment(one.at, language, "UTC")
        show(line((word("Role", one.role, language), "name"), (f"  {at}", "quiet")))
        show(line(clean(one.text) if one.text is not None else (t("erased"), "quiet")))
    if not words:
        show(line((t("no_messages"), "quiet")))


def _form(one: Words) -> dict[str, object]:
    return {
        "number": one.number,
        "by": one.role,
        "login": one.login,
        "at": one.at,
        "text": one.text,
    }
