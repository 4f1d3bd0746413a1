"""How far is long work? A bar at a terminal, nothing in a pipe or for programs.

It is drawn by the thread that works, a few times a second, and wiped when the work is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from earnest.cli.speak import console
from earnest.cli.terminal import terminal

EVERY = 0.1
"""Seconds between two drawings, at least."""


@contextmanager
def progress(
    label: str, total: int | None, *, is_quiet: bool = False
) -> Iterator[Callable[[], None]]:
    """Show how much of ``total`` steps is done; gives what to call after each step.

    Without a ``total`` the steps are counted alone. Silent where ``is_quiet``, or where the
    reader's terminal takes no colours: then it is a pipe, a file or a program.
    """
    if is_quiet or not terminal().colour:
        yield _nothing
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console(), transient=True, auto_refresh=False) as bar:
        task, drawn = bar.add_task(label, total=total), 0.0

        def step() -> None:
            nonlocal drawn
            bar.advance(task)
            if time.monotonic() - drawn >= EVERY:
                bar.refresh()
                drawn = time.monotonic()

        yield step


def _nothing() -> None:
    """Nobody looks."""
