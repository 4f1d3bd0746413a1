"""How does a terminal page look? One console, one set of colours, a few shapes.

Everything that people or documents wrote goes through ``clean``: no text may steer a terminal.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from typing import IO, Any, cast

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from earnest.cli.terminal import terminal
from earnest.words import formats

THEME = Theme(
    {
        "title": "bold",
        "quiet": "dim",
        "money": "bold",
        "held": "bright_blue",
        "released": "green",
        "refunded": "magenta",
        "open": "yellow",
        "good": "green",
        "bad": "bold bright_red",
        "warn": "yellow",
        "due": "yellow",
        "step": "bold cyan",
        "name": "cyan",
    }
)


def console(*, is_error: bool = False) -> Console:
    """The console of the present reader."""
    here = terminal()
    return Console(
        file=cast("IO[str]", here.err if is_error else here.out),
        width=here.width,
        force_terminal=here.colour,
        no_color=not here.colour,
        color_system="standard" if here.colour else None,
        theme=THEME,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )


def show(*parts: RenderableType) -> None:
    """Print renderables, one below the other."""
    found = console()
    for part in parts:
        found.print(part)


def emit(value: Any) -> None:
    """Print one JSON value, for programs."""
    terminal().out.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def clean(text: str) -> str:
    """The text without characters that could steer a terminal or reorder what it shows."""
    return "".join(
        char if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs") else "�"
        for char in text
    )


def line(*parts: str | tuple[str, str]) -> Text:
    """One line of plain and styled pieces."""
    found = Text()
    for part in parts:
        found.append(*((part,) if isinstance(part, str) else part))
    return found


def money(minor: int, currency: str) -> str:
    """An amount in the reader's language."""
    return formats.money(minor, currency, terminal().language)


def table(*columns: str, right: tuple[int, ...] = (), title: str = "") -> Table:
    """A quiet table: a line under the head, no walls. ``right`` are columns of figures."""
    found = Table(
        box=SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        title_style="title",
        header_style="quiet",
        pad_edge=False,
        show_edge=False,
        expand=False,
    )
    for number, name in enumerate(columns):
        is_figure = number in right
        found.add_column(
            name,
            justify="right" if is_figure else "left",
            no_wrap=is_figure,
            overflow="fold",
        )
    return found


def rows(columns: int, *, gap: int = 2) -> Table:
    """Rows without head or walls; a text without spaces folds instead of being cut."""
    found = Table.grid(padding=(0, gap, 0, 0))
    for _ in range(columns):
        found.add_column(overflow="fold")
    return found


def heading(text: str) -> Text:
    """The head of a part of a page."""
    return Text(f"\n{text}", style="title")
