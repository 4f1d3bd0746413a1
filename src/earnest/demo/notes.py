"""With which words do the stories speak beside the events? ``notes.toml``, in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from earnest.demo.play import Note
from earnest.words.formats import column_of
from earnest.words.say import fill


@cache
def _notes() -> dict[str, Any]:
    text = (files(__package__) / "notes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def said(note: Note, language: str) -> str:
    """The note in the reader's language."""
    return fill(str(_notes()[note.code][column_of(language)]), language, note.facts)
