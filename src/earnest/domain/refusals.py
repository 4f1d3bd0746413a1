"""How does Earnest say no? The one family of expected refusals, and what is no refusal.

``Refused`` is an expected no: a sentence on the page, problem+json, never an alarm.
``Trouble`` means that the world is not ready and that retrying may help.
``Broken`` (raised by ``require``) means that we are wrong: roll back, alarm, park.
The sentences stand in ``words``; each code has one in English and in Chinese.
"""

from __future__ import annotations

from typing import NoReturn

Fact = str | int | bool | None | tuple[str, ...]


class Refused(Exception):  # noqa: N818 - "refused" is the domain's word; it is not an error
    """An expected no, with its code (``area.reason``) and the facts that its sentence needs."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refused) and (self.code, self.facts) == (other.code, other.facts)

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"Refused({self.code!r}, {self.facts!r})"


class Trouble(Exception):  # noqa: N818 - the family name that the house uses
    """The world is not ready (database locked, disk full, bank silent); retrying may help."""

    def __init__(self, code: str, **facts: Fact) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Broken(AssertionError):  # noqa: N818 - the family name that the house uses
    """A promise of ours does not hold: nothing is committed and somebody is woken."""


def refuse(code: str, **facts: Fact) -> NoReturn:
    """Refuse with ``code``; reads better than ``raise`` inside an expression's branch."""
    raise Refused(code, **facts)


def require(promise: bool, sentence: str) -> None:
    """Stop with ``Broken`` unless ``promise`` holds; on in production too."""
    if not promise:
        raise Broken(sentence)
