"""At which terminal does a command speak? Here, or at a client's that handed it over.

One value says everything about the reader: width, colours, language, folder, and how to ask. The
server carries a client's command out with the client's terminal, so that both look the same.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from earnest.words.formats import column_of

NARROW, WIDE = 60, 160
"""Pages are laid out for at least so many columns, and use at most so many."""


class Writer(Protocol):
    """Where words go: a stream of this process, or a client's."""

    def write(self, text: str, /) -> int:
        """Take a piece of text."""
        ...

    def flush(self) -> None:
        """Let go of what is kept back."""
        ...


@dataclass(slots=True)
class Terminal:
    """The reader's end: where words go, how wide, in which language, and who can be asked."""

    out: Writer
    err: Writer
    width: int
    colour: bool
    language: str
    folder: Path
    ask: Callable[[str], str | None]
    read_stdin: Callable[[], bytes]
    is_remote: bool = False

    def path(self, name: str) -> Path:
        """A path as the reader means it: beside the reader's folder."""
        return self.folder / Path(name).expanduser()


_terminal: ContextVar[Terminal] = ContextVar("terminal")


def terminal() -> Terminal:
    """The terminal of the command that is being carried out."""
    try:
        return _terminal.get()
    except LookupError:
        here = local_terminal()
        _terminal.set(here)
        return here


def use_terminal(chosen: Terminal) -> None:
    """Speak at this terminal from now on, in this thread or task."""
    _terminal.set(chosen)


def local_terminal(*, language: str = "") -> Terminal:
    """The terminal of this process."""
    return Terminal(
        out=sys.stdout,
        err=sys.stderr,
        width=width_of(os.environ, shutil.get_terminal_size((100, 40)).columns),
        colour=wants_colour(os.environ, sys.stdout.isatty()),
        language=language or language_of(os.environ),
        folder=Path.cwd(),
        ask=_ask if sys.stdin is not None and sys.stdin.isatty() else _nobody,
        read_stdin=sys.stdin.buffer.read,
    )


def language_of(values: Mapping[str, str]) -> str:
    """English or Chinese, as EARNEST_LANG or the system's own variables wish."""
    for name in ("EARNEST_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if values.get(name):
            return column_of(values[name].partition(".")[0])
    return "en"


def width_of(values: Mapping[str, str], columns: int) -> int:
    """So many columns are used: the terminal's own, within what a page can be laid out for."""
    text = values.get("COLUMNS", "")
    wished = int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else columns  # noqa: PLR2004 - no terminal has ten thousand columns
    return min(max(wished, NARROW), WIDE)


def wants_colour(values: Mapping[str, str], is_terminal: bool) -> bool:
    """Colours on a terminal, unless NO_COLOR says no or FORCE_COLOR says yes."""
    if values.get("NO_COLOR"):
        return False
    return bool(values.get("FORCE_COLOR")) or (is_terminal and values.get("TERM") != "dumb")


def _ask(question: str) -> str | None:
    """Ask on standard error, so that standard output stays what the command prints."""
    sys.stderr.write(question)
    sys.stderr.flush()
    answer = sys.stdin.readline()
    return answer.strip() if answer else None


def _nobody(_question: str) -> None:
    """Nobody is there to be asked."""


class Handed:
    """Hands each piece of text to a function: a client's output, seen from here."""

    def __init__(self, hand: Callable[[str], None]) -> None:
        self._hand = hand

    def write(self, text: str) -> int:
        """Hand the text on."""
        self._hand(text)
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""
