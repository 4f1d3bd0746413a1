"""How does a command fail? With one clear sentence on standard error, and an exit code.

1 is an expected no, 2 something unreadable or asked wrongly, 3 trouble of the world, 70 a bug of
ours. With ``--json`` the same stands on standard output as one JSON value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from earnest.cli.speak import clean, emit
from earnest.cli.terminal import terminal
from earnest.domain.refusals import Refused, Trouble
from earnest.words.say import refusal

REFUSED, UNREADABLE, TROUBLE, OUR_FAULT = 1, 2, 3, 70


class Failure(Exception):  # noqa: N818 - it is an outcome, with its exit code
    """The end of a command, said: exit code, code, sentence and facts."""

    def __init__(
        self, exit_code: int, code: str, sentence: str, facts: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(sentence)
        self.exit_code, self.code = exit_code, code
        self.sentence, self.facts = sentence, dict(facts or {})


class Elsewhere(Exception):  # noqa: N818 - it is a way, not an error
    """Another process owns the installation and has to carry the command out."""


@contextmanager
def reading() -> Iterator[None]:
    """What is refused inside could not be read: exit code 2 instead of 1."""
    try:
        yield
    except Refused as refused:
        raise failure_of(refused, exit_code=UNREADABLE) from None


def failure_of(found: Refused | Trouble, *, exit_code: int = 0) -> Failure:
    """A refusal or a trouble as the end of a command."""
    code = exit_code or (REFUSED if isinstance(found, Refused) else TROUBLE)
    return Failure(code, found.code, refusal(found, terminal().language), found.facts)


def report(failure: Failure, *, as_json: bool) -> int:
    """Say a failure; gives the exit code."""
    terminal().err.write(clean(failure.sentence) + "\n")
    if as_json:
        error = {"code": failure.code, "sentence": failure.sentence, "facts": failure.facts}
        emit({"error": error})
    return failure.exit_code
