"""How does a test sit at a terminal? Words in; exit code, output and errors out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from earnest.cli.app import run, taken_language
from earnest.cli.terminal import Terminal, use_terminal
from earnest.wiring import close_desk


@dataclass
class Said:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """The code of the failure, from standard output's JSON."""
        return str(self.json["error"]["code"])


@dataclass
class Sitting:
    """A person at a terminal; ``answers`` are typed when asked, nobody is there without any."""

    width: int = 100
    language: str = "en"
    colour: bool = False
    folder: Path = field(default_factory=Path.cwd)
    answers: list[str] = field(default_factory=list)
    stdin: bytes = b""

    def __call__(self, *words: str) -> Said:
        out, err = io.StringIO(), io.StringIO()
        argv, language = taken_language([str(word) for word in words])
        use_terminal(
            Terminal(
                out=out,
                err=err,
                width=self.width,
                colour=self.colour,
                language=language or self.language,
                folder=self.folder,
                ask=self._ask,
                read_stdin=lambda: self.stdin,
            )
        )
        return Said(run(argv), out.getvalue(), err.getvalue())

    def _ask(self, _question: str) -> str | None:
        return self.answers.pop(0) if self.answers else None

    def done(self, *words: str) -> Any:
        """Run a command that must succeed, with JSON; gives its value."""
        said = self(*words, "--json")
        assert said.code == 0, said.err + said.out
        return said.json


def leave() -> None:
    """Let go of the installation."""
    close_desk()


Earnest = Callable[..., Said]
