"""Am I covered, and would I still be if I did that? ``earnest cover ORDER --if approve-shipment``.

The supposed command is named as the API names it, with its fields as options, like ``order do``.
Nothing is written.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from earnest.cli.commands import is_for_people, known_order
from earnest.cli.cover_forms import answer_form, ground_form
from earnest.cli.cover_page import cover_page
from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Order
from earnest.cli.people import acting_as, the_desk
from earnest.cli.speak import emit, show
from earnest.cli.terminal import terminal
from earnest.cli.values import fields_of, read_command
from earnest.domain.deciders import COMMANDS
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.parties import Actor
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import kebab
from earnest.usecases.cover import CoverQuestion, CoverReply, Pack
from earnest.wiring import Desk
from earnest.words.say import refusal


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    free = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command("cover", context_settings=free)(cover)


def cover(  # noqa: PLR0917 - one parameter for each option
    ctx: typer.Context,
    order: Order,
    if_: Annotated[
        str,
        typer.Option("--if", metavar="COMMAND", help="As approve-shipment, with its own options."),
    ] = "",
    pack: Annotated[
        list[str] | None,
        typer.Option("--pack", metavar="POLICY|both", help="Other rules to compare with."),
    ] = None,
    login: As = "",
    as_json: Json = False,
) -> None:
    """Say what is covered, issue by issue: now, and after a command that you might send."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    id = order_id(desk, viewer, order)
    with reading():
        command = _supposed(desk, viewer, id, if_, list(ctx.args))
    found = desk.cover(CoverQuestion(id, command, tuple(pack or ())), viewer)
    if as_json:
        emit(reply_form(found))
    else:
        show(*cover_page(found))


def _supposed(desk: Desk, viewer: Actor, order: str, name: str, words: list[str]) -> object | None:
    """The command that ``--if`` names, made of the remaining words."""
    kinds = {kebab(c.__name__): c for c in COMMANDS[Kind.ORDER]
             if c is not OpenOrder and is_for_people(c)}  # fmt: skip
    if not name:
        return None if not words else refuse("command.bad_choice", field=words[0], choices=_OWN)
    if name not in kinds:
        refuse("command.bad_choice", field="--if", choices=tuple(sorted(kinds)))
    known = known_order(desk, Subject(Kind.ORDER, order), viewer)
    found: object = read_command(kinds[name], _given(kinds[name], words), desk=desk, order=known)
    return found


_OWN = ("--if", "--pack", "--as", "--json")


def _given(command: type, words: list[str]) -> dict[str, Any]:
    """The words after options, by field; an option of a list may be repeated."""
    by_option = {field.option: field for field in fields_of(command)}
    by_option |= {f"{field.option}-minor": field for field in fields_of(command) if field.is_money}
    given: dict[str, Any] = {}
    left = iter(words)
    for word in left:
        option, is_joined, value = word.partition("=")
        field = by_option.get(option) or by_option.get(option.replace("--no-", "--", 1))
        if field is None:
            refuse("command.bad_choice", field=option[:60], choices=tuple(by_option))
        if field.kind is bool:
            given[field.name] = not option.startswith("--no-")
            continue
        text = value if is_joined else next(left, "")
        is_decimal = field.is_money and not option.endswith("-minor")
        name = field.name.removesuffix("_minor") if is_decimal else field.name
        given[name] = [*given.get(name, []), text] if field.is_list else text
    return given


def reply_form(found: CoverReply) -> dict[str, Any]:
    """The reply for programs; the binding policy comes first."""
    why, language = found.refusal, terminal().language
    return {
        "order": found.order,
        "version": found.version,
        "command": kebab(found.command) if found.command else None,
        "refusal": {"code": why.code, "sentence": refusal(why, language)} if why else None,
        "packs": [_pack_form(pack, found.zone) for pack in found.packs],
    }


def _pack_form(pack: Pack, zone: str) -> dict[str, Any]:
    return {
        "policy": pack.policy,
        "is_binding": pack.is_binding,
        "present": answer_form(pack.present, zone),
        "supposed": answer_form(pack.supposed, zone) if pack.supposed else None,
        "grounds": [ground_form(ground) for ground in pack.grounds],
    }
