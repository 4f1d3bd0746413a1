"""How is every command of the domain a command of the terminal? Generated from the one list.

``order do ORDER ship-goods ...`` shows what would change, asks, and does it; ``order preview``
only shows. Names and options come from the dataclasses, labels from ``words``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated, Any

import typer

from earnest.cli.failing import REFUSED, UNREADABLE, Failure, failure_of, reading
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Key, Order
from earnest.cli.people import acting_as, the_desk
from earnest.cli.preview_page import preview_form, preview_page
from earnest.cli.speak import emit, line, show
from earnest.cli.story_page import Entry, entry_of, entry_table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.cli.values import Field, fields_of, read_command
from earnest.domain.audience import may_see
from earnest.domain.deciders import COMMANDS
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.state import Order as OrderState
from earnest.domain.parties import Actor, Role, role_of
from earnest.domain.permissions import PERMISSIONS
from earnest.domain.refusals import Refused
from earnest.domain.subjects import Kind, Subject
from earnest.environment import Mode
from earnest.journal.codec import kebab
from earnest.journal.envelope import open_up
from earnest.usecases.batch import Done, Request
from earnest.usecases.held import change_in_held
from earnest.wiring import Desk
from earnest.words.say import sentence

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")]
Seen = Annotated[
    int | None,
    typer.Option("--seen", metavar="VERSION", help="Refuse if the order is at another version."),
]


def add_to(family: typer.Typer) -> None:
    """Add ``do`` and ``preview`` with all commands on an order."""
    for name, run, summary in (
        ("do", _do, "Do something with an order: shows what changes, asks, and does it."),
        ("preview", _preview, "Show what a command would change; nothing is written."),
    ):
        group = typer.Typer(help=summary, no_args_is_help=True, subcommand_metavar="COMMAND ...")
        group.callback()(_chosen)
        for command in COMMANDS[Kind.ORDER]:
            if command is not OpenOrder and is_for_people(command):
                _add(group, command, run)
        family.add_typer(group, name=name)


def is_for_people(command: type) -> bool:
    """Whether somebody at a terminal may ever send it; banks and clocks speak elsewhere."""
    return bool(set(PERMISSIONS[command.__name__].roles) - {Role.RAIL, Role.CLOCK})


def _chosen(ctx: typer.Context, order: Order) -> None:
    ctx.obj = order


def _add(group: typer.Typer, command: type, run: Callable[..., None]) -> None:
    name = command.__name__
    roles = ", ".join(role.value for role in PERMISSIONS[name].roles)
    hint = sentence("commands", name, "en", part="hint")
    help_ = f"{sentence('commands', name, 'en', part='label')} ({roles}). {hint}"

    def body(ctx: typer.Context, **given: Any) -> None:
        run(ctx.obj, command, given)

    body.__signature__ = _signature(command, run)  # type: ignore[attr-defined]  # what Typer reads
    group.command(kebab(name), help=help_, short_help=f"{help_.partition(' (')[0]} ({roles})")(body)


def _signature(command: type, run: Callable[..., None]) -> inspect.Signature:
    keyword = inspect.Parameter.KEYWORD_ONLY
    found = [
        inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    ]
    for field in fields_of(command):
        found += [
            inspect.Parameter(name, keyword, default=None, annotation=annotation)
            for name, annotation in _options(field)
        ]
    common: list[tuple[str, Any, Any]] = [("login", As, ""), ("as_json", Json, False)]
    if run is _do:
        common += [("yes", Yes, False), ("key", Key, ""), ("seen", Seen, None)]
    found += [
        inspect.Parameter(name, keyword, default=default, annotation=annotation)
        for name, annotation, default in common
    ]
    return inspect.Signature(found)


def _options(field: Field) -> list[tuple[str, Any]]:
    """The options of one field: its name for us, and what Typer makes of it."""
    if field.is_money:
        decimal = typer.Option(
            field.option, metavar="AMOUNT", help="In the order's currency, as 120.50."
        )
        minor = typer.Option(
            f"{field.option}-minor", metavar="MINOR", help="The same in minor units."
        )
        name = field.name.removesuffix("_minor")
        return [
            (name, Annotated[str | None, decimal]),
            (field.name, Annotated[str | None, minor]),
        ]
    if field.kind is bool:
        both = typer.Option(f"{field.option}/--no-{field.option[2:]}")
        return [(field.name, Annotated[bool | None, both])]
    option = typer.Option(field.option, metavar=_metavar(field), help=_help(field))
    kind = list[str] | None if field.is_list else str | None
    return [(field.name, Annotated[kind, option])]


def _metavar(field: Field) -> str:
    if isinstance(field.kind, type) and issubclass(field.kind, Enum):
        return "|".join(str(item.value) for item in field.kind)
    return {"integer": "NUMBER", "date": "DATE", "instant": "INSTANT", "file": "FILE"}.get(
        field.wanted, "TEXT"
    )


def _help(field: Field) -> str:
    found = {
        "lot": "The lot; the only one where there is one.",
        "contract_hash": "The text that you mean; the present one if left out.",
        "undertaking": "The undertaking, as U1; the only open one if left out.",
        "inspection": "The inspection, as I1; the only one to come if left out.",
        "text_sha256": "The text that you mean; that of the only offered one if left out.",
        "language": "The language in which you read it: en or zh-hans.",
        "reason": "Why, in your own words.",
    }.get(field.name, "")
    found = found or {
        "date": "As 2026-05-15.",
        "instant": "With its zone, as 2026-05-15T14:00+08:00, or now.",
        "file": "A file in our form: an order (JSON, TOML, UBL), a report (JSON).",
    }.get(field.wanted, "")
    return found or ("May be repeated." if field.is_list else "")


def _ready(order: str, command: type, given: dict[str, Any]) -> tuple[Desk, Actor, Subject, Any]:
    desk = the_desk()
    actor = acting_as(desk, given["login"])
    subject = Subject(Kind.ORDER, order_id(desk, actor, order))
    with reading():
        read = read_command(command, given, desk=desk, order=known_order(desk, subject, actor))
    return desk, actor, subject, read


def _state(desk: Desk, subject: Subject, actor: Actor) -> OrderState:
    state = desk.store.peek([Request(subject, None, actor)]).streams[subject].state
    return state if isinstance(state, OrderState) else OrderState(subject.id)


def known_order(desk: Desk, subject: Subject, actor: Actor) -> OrderState | None:
    """What of the order completes a command; nothing for somebody to whom it does not exist."""
    state = _state(desk, subject, actor)
    is_stranger = role_of(actor, buyer=state.buyer, supplier=state.supplier) is Role.STRANGER
    return None if state.contract is None or is_stranger else state


def _preview(order: str, command: type, given: dict[str, Any]) -> None:
    desk, actor, subject, read = _ready(order, command, given)
    found = desk.preview(subject, read, actor)
    if given["as_json"]:
        emit(preview_form(found))
        return
    show(*preview_page(found, command, desk.now()))
    call = f"earnest order do {subject.id[:8]} {kebab(command.__name__)} ..."
    show(line(("\n" + t("nothing_written", command=call), "quiet")))


def _do(order: str, command: type, given: dict[str, Any]) -> None:
    desk, actor, subject, read = _ready(order, command, given)
    _carry_out(desk, actor, subject, read, given)


def send(order: str, command: type, **words: Any) -> None:
    """Do what a person's words mean; ``words`` are the fields, and the options of ``do``."""
    _do(order, command, {"seen": None, **words})


def perform(order: str, command: object, **given: Any) -> None:
    """Show what a command would change, ask, and do it; ``given`` are the options."""
    desk = the_desk()
    actor = acting_as(desk, given["login"])
    subject = Subject(Kind.ORDER, order_id(desk, actor, order))
    _carry_out(desk, actor, subject, command, {"seen": None, **given})


def _carry_out(
    desk: Desk, actor: Actor, subject: Subject, read: object, given: Mapping[str, Any]
) -> None:
    seen, key, as_json = given["seen"], given["key"], given["as_json"]
    is_asked = not given["yes"]
    if is_asked or not (as_json or key):
        found = desk.preview(subject, read, actor)
        seen = found.version if seen is None else seen
        if not as_json:
            show(*preview_page(found, type(read), desk.now()))
    if is_asked:
        _consent()
    done = desk.perform(subject, read, actor, key=key, seen_version=seen)
    if desk.environment.mode is not Mode.PRODUCTION:
        desk.settle_down()
    _tell(desk, actor, done, as_json=as_json)


def _consent() -> None:
    answer = terminal().ask("\n" + t("ask"))
    if answer is None:
        raise failure_of(Refused("consent.nobody"), exit_code=UNREADABLE)
    if answer.lower() not in ("y", "yes", "是", "好"):
        raise Failure(REFUSED, "consent.refused", t("nothing_done"))


def _tell(desk: Desk, actor: Actor, done: Done, *, as_json: bool) -> None:
    """Say what happened: the events of the deed and what followed by itself."""
    entries = events_since(desk, done.subject, done.first_seq, actor)
    if as_json:
        forms = [entry.form() for entry in entries]
        emit({"order_id": done.subject.id, "version": done.version, "events": forms})
        return
    show(line(("\n" + t("done"), "good")), entry_table(entries))


def events_since(desk: Desk, subject: Subject, first: int, actor: Actor) -> list[Entry]:
    """The events from ``first`` on that the actor may see, as they are told."""
    state = _state(desk, subject, actor)
    role = role_of(actor, buyer=state.buyer, supplier=state.supplier)
    held, found = 0, []
    for envelope in map(open_up, desk.reads.events(subject)):
        change = change_in_held(envelope, state.currency)
        held += change
        if envelope.seq >= first and may_see(envelope.audience, role):
            found.append(entry_of(envelope, state.currency, change, held))
    return found
