"""Which files belong to an order? The family ``earnest file``: add, list, get.

Where another process owns the installation, that process reads and writes the named path itself:
it runs for the same person, and no file goes through the socket.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from earnest.cli.failing import reading
from earnest.cli.finding import order_id
from earnest.cli.options import As, Json, Order
from earnest.cli.people import acting_as, the_desk
from earnest.cli.speak import clean, emit, line, show, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.order.acts.draft import WriteDraft
from earnest.domain.refusals import refuse
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.files import with_design_file
from earnest.usecases.ports import FileRow
from earnest.words import formats

SUMMARY = "Files of an order: add, list, get."
CHUNK = 256 * 1024
SHORT = 12
"""Digits of a fingerprint that a list shows; so many are enough to ``get`` it."""

Sha = Annotated[str, typer.Argument(metavar="SHA256", help="Its fingerprint, or how it begins.")]


def register(app: typer.Typer) -> None:
    """Add the family to the command line."""
    family = typer.Typer(help=SUMMARY, no_args_is_help=True)
    family.command("add")(add)
    family.command("list")(list_)
    family.command("get")(get)
    app.add_typer(family, name="file")


def add(
    order: Order,
    path: Annotated[str, typer.Argument(help="The file to add.")],
    design: Annotated[
        bool, typer.Option("--design", help="Name it in the draft, as a design file.")
    ] = False,
    login: As = "",
    as_json: Json = False,
) -> None:
    """Keep a file with an order; it cannot be deleted or replaced, only added to."""
    desk = the_desk()
    actor = acting_as(desk, login)
    id = order_id(desk, actor, order)
    with _opened(path) as file:
        row = desk.files.keep(id, _chunks(file), Path(path).name, actor, desk.now())
    if design:
        found = desk.look.order(id, actor, desk.now()).contract
        desk.perform(Subject(Kind.ORDER, id), WriteDraft(with_design_file(found, row)), actor)
    if as_json:
        emit(file_form(row))
        return
    show(line((t("file_kept", name=clean(row.name)), "good")), line((row.sha256, "quiet")))


def list_(order: Order, login: As = "", as_json: Json = False) -> None:
    """List the files of an order."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    id = order_id(desk, viewer, order)
    rows = desk.files.of(id, viewer, desk.now())
    if as_json:
        emit({"order_id": id, "files": [file_form(row) for row in rows]})
        return
    if not rows:
        show(line((t("file_none"), "quiet")))
        return
    found = table(t("file_name"), t("file_size"), t("file_from"), t("file_fingerprint"), right=(1,))
    for row in rows:
        size = formats.about_size(row.size, terminal().language)
        when = formats.moment(row.at, terminal().language, "UTC")
        found.add_row(
            clean(row.name), size, f"{clean(row.organisation)}, {when}", row.sha256[:SHORT]
        )
    show(found)


def get(
    order: Order,
    sha256: Sha,
    out: Annotated[
        str, typer.Option("--out", "-o", help="Where to write it; nothing is overwritten.")
    ] = "",
    login: As = "",
    as_json: Json = False,
) -> None:
    """Write a file of an order to a path, under its own name where none is given."""
    desk = the_desk()
    viewer = acting_as(desk, login)
    id = order_id(desk, viewer, order)
    same = {r.sha256 for r in desk.files.of(id, viewer, desk.now()) if r.sha256.startswith(sha256)}
    row, file = desk.files.read(id, same.pop() if len(same) == 1 else "", viewer, desk.now())
    path = terminal().path(out or row.name)
    with file:
        _write(path, file)
    if as_json:
        emit({**file_form(row), "path": str(path)})
    else:
        show(line((t("file_written", path=clean(str(path))), "good")))


def file_form(row: FileRow) -> dict[str, Any]:
    """What programs get of a file."""
    return {
        "number": row.number,
        "sha256": row.sha256,
        "name": row.name,
        "media": row.media,
        "size": row.size,
        "organisation": row.organisation,
        "role": row.role,
        "at": row.at,
    }


def _opened(name: str) -> BinaryIO:
    path = terminal().path(name)
    with reading():
        try:
            if not path.is_file():  # a device has no end
                refuse("import.not_a_file", name=clean(name)[:120])
            return path.open("rb")
        except (OSError, ValueError):
            refuse("import.unreadable", name=clean(name)[:120])


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _write(path: Path, file: BinaryIO) -> None:
    """Write a new file, readable by its owner only; refuses a path at which something lies."""
    with reading():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as target:
                target.writelines(_chunks(file))
        except (OSError, ValueError):
            refuse("file.not_writable", name=clean(str(path))[:120])
