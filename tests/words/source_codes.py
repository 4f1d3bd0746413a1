"""Which codes does the source refuse with, and which gaps does it name? Read from its syntax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import earnest

SOURCE = Path(earnest.__file__).parent
REFUSING = {"refuse", "Refused", "Trouble"}


@dataclass(frozen=True)
class Place:
    """One call: where, with which code, and with which facts."""

    where: str
    code: str
    facts: frozenset[str]


@cache
def refusals() -> tuple[Place, ...]:
    """Every refusal and trouble raised by name."""
    return tuple(_places(REFUSING))


@cache
def gaps() -> tuple[Place, ...]:
    """Every gap named."""
    return tuple(_places({"Gap"}))


def _places(names: set[str]) -> Iterator[Place]:
    for file in sorted(SOURCE.rglob("*.py")):
        if file.name == "refusals.py" and file.parent.name == "domain":
            continue  # the family's own definition raises what it is given
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for scope in ast.walk(tree):
            if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _in_function(scope, names, str(file.relative_to(SOURCE)))


def _in_function(scope: ast.AST, names: set[str], file: str) -> Iterator[Place]:
    keys = frozenset(
        key.value
        for item in ast.walk(scope)
        if isinstance(item, ast.Dict)
        for key in item.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    )
    for call in ast.walk(scope):
        name = getattr(call, "func", None)
        if isinstance(call, ast.Call) and getattr(name, "id", "") in names and call.args:
            given = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
            facts = given - {"blocks", "facts"} if "Gap" not in names else keys
            for code in _codes(call.args[0]):
                yield Place(f"{file}:{call.lineno}", code, facts)


def _codes(argument: ast.expr) -> list[str]:
    """The codes that the first argument may be; a place without any is a code nobody can find."""
    if isinstance(argument, ast.Constant):
        return [str(argument.value)]
    if isinstance(argument, ast.IfExp):
        return [*_codes(argument.body), *_codes(argument.orelse)]
    if isinstance(argument, ast.JoinedStr):
        tail = "".join(
            str(part.value) for part in argument.values if isinstance(part, ast.Constant)
        )
        return [f"{side}{tail}" for side in ("buyer", "supplier")]
    if isinstance(argument, ast.Subscript):
        return []  # a recorded refusal is rebuilt from a row; it was named where it was first said
    return [f"cannot be read: {ast.unparse(argument)}"]
