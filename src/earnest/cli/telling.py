"""How is a story printed while it is told? Chapters, remarks, and each event with its money."""

from __future__ import annotations

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from earnest.cli.speak import clean, money, show
from earnest.cli.story_page import Entry, entry_of
from earnest.cli.terminal import terminal
from earnest.demo.notes import said
from earnest.demo.play import Happened, Note
from earnest.usecases.held import change_in_held
from earnest.words import formats


def chapter(title: str) -> tuple[RenderableType, ...]:
    """The head of a chapter."""
    return (Text(), Rule(Text(title, "step"), style="quiet", align="left"))


class Printer:
    """Prints what a story tells: chapters, remarks, and each event with its money."""

    def __init__(self) -> None:
        self._title, self._day = "", ""

    def __call__(self, told: Note | Happened) -> None:
        """Print one thing as it happens."""
        if isinstance(told, Note):
            self._note(told)
        else:
            self._event(told)

    def _note(self, note: Note) -> None:
        text = clean(said(note, terminal().language))
        if note.code.startswith("step_"):
            show(*chapter(text))
            self._day = ""
        else:
            show(told_row("", Text(f"→ {text}", "quiet"), Text()))

    def _event(self, told: Happened) -> None:
        if told.title != self._title:
            self._title = told.title
            show(told_row("", Text(clean(told.title), "title"), Text()))
        change = change_in_held(told.envelope, told.currency)
        entry = entry_of(told.envelope, told.currency, change, told.held_minor)
        day = formats.day(told.envelope.stamp.effective_at.date(), terminal().language)
        show(told_row(day if day != self._day else "", Text(clean(entry.sentence)), held(entry)))
        self._day = day


def held(entry: Entry) -> Text:
    """What an event changed in what is held."""
    if not entry.change_minor:
        return Text()
    style = "held" if entry.change_minor > 0 else "released"
    sign = "+" if entry.change_minor > 0 else "−"
    return Text(f"{sign}{money(abs(entry.change_minor), entry.currency)}", style)


def told_row(day: str, text: RenderableType, amount: Text) -> Table:
    """One line of a story: the day, what happened, what it changed in what is held."""
    row = Table.grid(padding=(0, 2, 0, 0), expand=True)
    row.add_column(width=17, no_wrap=True, style="quiet")
    row.add_column(ratio=1, overflow="fold")
    row.add_column(justify="right", no_wrap=True)
    row.add_row(day, text, amount)
    return row
