"""What time is it in this installation, and how is it moved? ``earnest clock``."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

import typer

from earnest.cli.failing import reading
from earnest.cli.options import Json
from earnest.cli.people import the_desk
from earnest.cli.speak import emit, line, show
from earnest.cli.texts import t
from earnest.domain.refusals import refuse
from earnest.environment import Mode
from earnest.wiring import Desk

_STEP = re.compile(r"([1-9][0-9]{0,3})([mhdw])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help="The clock of this installation; settable in demo and sandbox.")
    family.callback(invoke_without_command=True)(clock)
    family.command("show")(show_)
    family.command("set")(set_)
    family.command("advance")(advance)
    app.add_typer(family, name="clock")


def clock(context: typer.Context, as_json: Json = False) -> None:
    """Say what time it is here, unless a command moves the clock."""
    if context.invoked_subcommand is None:
        show_(as_json=as_json)


def show_(as_json: Json = False) -> None:
    """Say what time it is here, and when the next deadline runs out."""
    desk = the_desk()
    is_settable = desk.environment.mode is not Mode.PRODUCTION
    due_at = next_deadline(desk)
    if as_json:
        emit({"now": desk.now(), "settable": is_settable, "next_deadline_at": due_at})
        return
    show(line(t("clock_is", at=desk.now())))
    if due_at:
        show(line((t("clock_next", at=due_at), "quiet")))
    if not is_settable:
        show(line((t("clock_real"), "quiet")))


def set_(
    at: Annotated[str, typer.Argument(help="With its zone: 2026-06-01T09:00+00:00.")],
    as_json: Json = False,
) -> None:
    """Move the clock forward to an instant; whatever falls due on the way happens."""
    desk = the_desk()
    with reading():
        instant = _instant(at)
    _move(desk, instant, as_json=as_json)


def advance(
    step: Annotated[
        str, typer.Argument(help="As 90m, 12h, 3d, 2w; or next: to the next deadline.")
    ],
    as_json: Json = False,
) -> None:
    """Move the clock forward by a step; whatever falls due on the way happens."""
    desk = the_desk()
    if step == "next":
        _to_next(desk, as_json=as_json)
        return
    with reading():
        instant = _after(desk, step)
    _move(desk, instant, as_json=as_json)


def next_deadline(desk: Desk) -> datetime | None:
    """When the first deadline of all orders runs out."""
    first = desk.reads.boards(organisation=None, limit=1)
    return first[0].next_due_at if first else None


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text) if text.isascii() else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        refuse("command.bad_value", field="clock", text=text[:40], wanted="instant")
    return found


def _after(desk: Desk, step: str) -> datetime:
    match = _STEP.fullmatch(step)
    if match is None:
        refuse("command.bad_value", field="clock", text=step[:40], wanted="step")
    return desk.now() + timedelta(**{_UNITS[match[2]]: int(match[1])})


def _to_next(desk: Desk, *, as_json: bool) -> None:
    """Move to the next deadline; what ran out just now happens, and without any the clock stays."""
    due_at = next_deadline(desk)
    if due_at is None and not as_json:
        show(line(t("clock_no_deadline")))
    elif due_at and due_at > desk.now():
        _move(desk, due_at, as_json=as_json)
    else:
        desk.settle_down()
        _say_moved(desk, as_json=as_json)


def _move(desk: Desk, at: datetime, *, as_json: bool) -> None:
    desk.set_clock(at)
    _say_moved(desk, as_json=as_json)


def _say_moved(desk: Desk, *, as_json: bool) -> None:
    if as_json:
        emit({"now": desk.now()})
    else:
        show(line((t("clock_moved", at=desk.now()), "good")))
