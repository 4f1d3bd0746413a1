"""How does Earnest serve? ``earnest serve``, ``worker`` and ``migrate``.

On SQLite one process owns the file, so one process does everything: pages and API on threads, the
loops beside them, and a counter for the command line. On PostgreSQL any number of processes serve
and any number of workers turn.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer

from earnest.cli.options import Json
from earnest.cli.people import the_desk
from earnest.cli.remote import Counter, owner_listens
from earnest.cli.speak import emit, line, show
from earnest.cli.street import accounts_ready
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.refusals import Refused, Trouble, refuse
from earnest.environment import Environment, read_environment
from earnest.wiring import Desk
from earnest.wiring.installation import sqlite_with_a_known_bug
from earnest.wiring.loop import Loop

WORKER = [sys.executable, "-P", "-m", "earnest.worker"]
"""The loops in a process of their own."""

Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0: as EARNEST_URL says.")]
Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("migrate")(migrate)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 0,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes; more than one on PostgreSQL only.")
    ] = 1,
    alone: Annotated[
        bool, typer.Option("--without-worker", help="Leave the loops to earnest worker.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Serve pages and API until Ctrl+C; --json says once where, when it is about to listen."""
    environment = read_environment()
    if environment.database:
        tell = partial(_ready, environment, host, port, workers, as_json=as_json)
        serve_many(environment, host=host, port=port, workers=workers, alone=alone, tell=tell)
        return
    if workers > 1:
        refuse("serve.one_process")
    with house_open(environment):
        version = sqlite_with_a_known_bug()
        if version and not as_json:
            show(line((t("old_sqlite", version=version), "quiet")))
        _ready(environment, host, port, 1, as_json=as_json)
        serve_here(host, port or port_of(environment))
    if not as_json:
        show(line((t("stopped"), "quiet")))


def _ready(environment: Environment, host: str, port: int, workers: int, *, as_json: bool) -> None:
    """Say where it is served."""
    url = url_of(environment, port)
    if not as_json:
        show(line((t("demo_ready", url=url), "good")))
        return
    at = port or port_of(environment)
    database = "postgresql" if environment.database else "sqlite"
    emit({"url": url, "host": host, "port": at, "processes": workers, "database": database})
    terminal().out.flush()


def port_of(environment: Environment) -> int:
    """The port that the public address names; 8000 where it names none."""
    return environment.address.port or 8000


def url_of(environment: Environment, port: int) -> str:
    """The address to open: the public one, on the port that was asked for."""
    if not port:
        return environment.url
    return environment.address._replace(netloc=f"{environment.address.hostname}:{port}").geturl()


@contextmanager
def house_open(
    environment: Environment, prepare: Callable[[Desk], None] = lambda _: None
) -> Iterator[Desk]:
    """Own the installation: its desk, its loops, its counter for the command line.

    ``prepare`` is done before the loops begin and anybody is served. Refuses
    ``serve.already_running`` where another process owns the installation.
    """
    from earnest.cli.failing import Elsewhere

    if terminal().is_remote:
        refuse("serve.already_running", url=environment.url)
    try:
        desk = the_desk()
    except Elsewhere:
        refuse("serve.already_running", url=environment.url)
    accounts_ready()
    prepare(desk)
    loop = Loop(desk, _told)
    counter = Counter(environment.home, _carry_out)
    loop.start()
    try:
        yield desk
    finally:
        counter.close()
        loop.stop()


def _carry_out(words: list[str]) -> int:
    """Carry a client's command out on this thread, and let go of the accounts afterwards."""
    from django.db import connections

    from earnest.cli.app import run

    try:
        return run(words)
    finally:
        connections.close_all()


DOOR = "earnest.config.asgi:application"
"""By which name the server loads the pages: settings stand above the command line."""


def serve_here(host: str, port: int) -> None:
    """Serve in this very process, on threads, until a signal says stop.

    Granian's server of threads is meant for Python without a global lock and says so; with the
    lock its threads take turns, which is what one SQLite file wants. A test holds this.
    """
    from granian.constants import Interfaces
    from granian.server.mt import MTServer

    class OneProcess(MTServer):
        def _check_gil(self) -> None:
            """Threads that take turns are fine here."""

    server = OneProcess(
        DOOR, address=host, port=port, interface=Interfaces.ASGINL, workers=1, websockets=False,
        log_enabled=False,
    )  # fmt: skip
    server.serve()


def serve_many(
    environment: Environment,
    *,
    host: str,
    port: int,
    workers: int,
    alone: bool,
    tell: Callable[[], None],
) -> None:
    """Serve with several processes on PostgreSQL; a worker beside them unless left alone.

    ``tell`` says where, once they are about to listen.
    """
    from granian import Granian
    from granian.constants import Interfaces

    accounts_ready()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
    beside = None if alone else subprocess.Popen(WORKER)  # noqa: S603 - our own command
    server = Granian(
        DOOR, address=host, port=port or port_of(environment),
        interface=Interfaces.ASGINL, workers=workers, websockets=False, log_enabled=False,
    )  # fmt: skip
    tell()
    try:
        server.serve()
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait()


def worker() -> None:
    """Turn the loops until Ctrl+C: what ran out, what must leave, what arrived (PostgreSQL)."""
    environment = read_environment()
    if not environment.database and owner_listens(environment.home):
        refuse("serve.already_running", url=environment.url)
    terminal().out.flush()
    os.execv(WORKER[0], WORKER)  # noqa: S606 - our own command, which needs nothing of ours


def migrate(as_json: Json = False) -> None:
    """Bring all tables up to date; on PostgreSQL as their owner."""
    accounts_ready()
    environment = read_environment()
    if environment.database:
        from django.core.management import call_command

        call_command("migrate", database="trade", verbosity=0, interactive=False)
    if as_json:
        emit({"migrated": True})
    else:
        show(line((t("migrated"), "good")))


def _told(what: dict[str, int] | Exception) -> None:
    """Say on standard error what stands in the way of the loops; the rest is in the pages."""
    if isinstance(what, Exception):
        name = what.code if isinstance(what, Trouble | Refused) else type(what).__name__
        sys.stderr.write(f"earnest: the loop waits: {name}\n")
