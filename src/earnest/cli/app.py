"""Which commands are there? The one list of families, and how a command is started.

``start`` carries the words of one command out here, or lets the process that owns the
installation do it; a server's counter calls ``run`` with a client's words.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from functools import cache
from time import monotonic, sleep
from traceback import format_exc

import typer

from earnest import __version__
from earnest.cli import (
    books,
    clocks,
    contracts,
    cover,
    demonstration,
    files,
    inspections,
    money,
    orders,
    proof,
    receipts,
    rules,
    sampling,
    service,
    talk,
    undertakings,
)
from earnest.cli.failing import (
    OUR_FAULT,
    TROUBLE,
    UNREADABLE,
    Elsewhere,
    Failure,
    failure_of,
    report,
)
from earnest.cli.remote import hand_over
from earnest.cli.terminal import language_of, local_terminal, terminal, use_terminal
from earnest.domain.refusals import Refused, Trouble
from earnest.environment import BadEnvironment, read_environment

PATIENCE = 5.0
"""Seconds for which a command waits for a process that has the file but does not listen."""

INTERRUPTED = 130
"""As every shell says of Ctrl+C."""

ABOUT = """\
Trade assurance for cross-border orders: money held, terms kept, promises shown.

Begin with [bold]earnest demo --once[/bold] (two orders from contract to payout, in seconds) or
[bold]earnest demo[/bold] (a market to look at in the browser). Every command speaks English and
Chinese (--lang en|zh, or EARNEST_LANG), and gives JSON to programs with --json."""


@cache
def application() -> typer.Typer:
    """The whole command line."""
    found = typer.Typer(
        name="earnest", help=ABOUT, no_args_is_help=True, rich_markup_mode="rich",
        pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    found.callback()(_options)
    for family in (
        demonstration, orders, contracts, cover, files, talk, money, receipts, clocks, books, proof,
        rules, sampling, service, undertakings, inspections,
    ):  # fmt: skip
        family.register(found)
    return found


def _version(wanted: bool) -> None:
    if wanted:
        terminal().out.write(f"earnest {__version__}\n")
        raise typer.Exit


def _options(
    _lang: str = typer.Option("", "--lang", metavar="en|zh", help="The language of the answer."),
    _version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say the version and exit."
    ),
) -> None: ...


def start(argv: Sequence[str]) -> int:
    """Carry out one command at this terminal; gives the exit code."""
    words, language = taken_language(argv)
    use_terminal(local_terminal(language=language))
    ends = monotonic() + PATIENCE
    while True:
        try:
            return run(words)
        except Elsewhere:
            code = _handed_over(words)
        if code is not None:
            return code
        if monotonic() > ends:
            trouble = Trouble("store.owned_by_another", database="trade.sqlite3")
            return report(failure_of(trouble), as_json="--json" in words)
        sleep(0.1)


def _handed_over(words: list[str]) -> int | None:
    try:
        return hand_over(read_environment().home, words)
    except BrokenPipeError:
        _let_go_of_output()
        return TROUBLE
    except KeyboardInterrupt:
        return INTERRUPTED


def taken_language(argv: Sequence[str]) -> tuple[list[str], str]:
    """The words without ``--lang``, wherever it stood, and the language that it wished."""
    words: list[str] = []
    language, waiting = "", iter(argv)
    for word in waiting:
        if word == "--":
            return [*words, word, *waiting], language
        if word == "--lang":
            language = next(waiting, "")
        elif word.startswith("--lang="):
            language = word.partition("=")[2]
        else:
            words.append(word)
    return words, language_of({"EARNEST_LANG": language}) if language else ""


def run(words: Sequence[str]) -> int:
    """Carry out one command at the present terminal; raises Elsewhere where another must."""
    as_json = "--json" in words
    try:
        return _invoke(words)
    except Failure as failure:
        return report(failure, as_json=as_json)
    except (Refused, Trouble) as found:
        return report(failure_of(found), as_json=as_json)
    except BadEnvironment as bad:
        return report(Failure(UNREADABLE, "environment.bad", str(bad)), as_json=as_json)
    except KeyboardInterrupt:
        terminal().err.write("\n")
        return INTERRUPTED
    except BrokenPipeError:
        _let_go_of_output()
        return TROUBLE
    except Elsewhere:
        raise
    except OSError as unusable:
        trouble = Trouble("home.unusable", reason=unusable.strerror or str(unusable))
        return report(failure_of(trouble), as_json=as_json)
    except Exception as bug:  # noqa: BLE001 - a bug is a sentence too, and a trace for who asks
        return report(_bug(bug), as_json=as_json)


def _let_go_of_output() -> None:
    """Nobody reads any more: what is left must not fail again at the end of the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _invoke(words: Sequence[str]) -> int:
    command = typer.main.get_command(application())
    try:
        code = command.main(args=list(words), prog_name="earnest", standalone_mode=False)
    except typer.Exit as left:
        return left.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as found:
        if hasattr(found, "format_message") and hasattr(found, "exit_code"):
            raise Failure(UNREADABLE, "usage", _sentence(found)) from None
        raise
    return code if isinstance(code, int) else 0


def _sentence(found: Exception) -> str:
    """A usage error in one line, with where to look."""
    context = getattr(found, "ctx", None)
    path = context.command_path if context is not None else "earnest"
    said = str(found.format_message()).strip().replace("\n", " ")  # type: ignore[attr-defined]  # checked by the caller
    from earnest.cli.texts import t

    return t("usage", said=said or t("usage_missing"), command=f"{path} --help")


def _bug(bug: Exception) -> Failure:
    from earnest.cli.texts import t

    if os.environ.get("EARNEST_DEBUG"):
        terminal().err.write(format_exc())
    sentence = t("our_fault", kind=type(bug).__name__, said=str(bug)[:200])
    return Failure(OUR_FAULT, "our_fault", sentence, {"kind": type(bug).__name__})
