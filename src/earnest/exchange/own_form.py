"""How is an order written in our own form? JSON or TOML, shaped like the contract itself.

The fields are those of ``domain.contract.terms``; ``docs/order-form.md`` explains them.
Amounts (``..._minor``) are minor units as integers or canonical strings, prices and quantities
decimal strings, dates ISO dates. Left out: ``amount_minor`` of a goods line is computed, and
``stated_total_minor`` is the computed total, which is said. Everything unknown, doubled or
inexact is refused with its path.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from earnest.domain.contract.gaps import Gap
from earnest.domain.contract.terms import Contract, Line, LineKind
from earnest.domain.money import MAX_MINOR, exponent, minor_from_text
from earnest.domain.refusals import Fact, Refused, refuse
from earnest.exchange.bounds import MAX_LINES, checked_text
from earnest.exchange.numbers import bounded, computed_amount, decimal_from_document
from earnest.exchange.ubl import Read

FORM = "earnest-order-1"
"""The edition of the form; a file may name it under ``form``, and then it must be this one."""

MAX_TOML_BYTES = 256 * 1024
"""TOML readers may take quadratic time on hostile keys; no honest order comes near this."""

MAX_DEPTH = 20
"""Tables within tables; the form itself needs five."""

MAX_DOTS = 60
"""Points in one line of TOML: a key of n parts costs its reader n x n, in time and in memory."""

_AMOUNTS = frozenset({"amount_minor", "stated_total_minor"})
_DECIMALS = frozenset({"unit_price", "quantity", "base_quantity"})


@cache
def _adapter() -> TypeAdapter[Contract]:
    return TypeAdapter(Contract)


def read_json(text: str) -> Read:
    """Read an order from JSON text; refuses ``import.bad_json`` and the form's own refusals."""
    return _read(parsed(text))


def parsed(text: str) -> Any:
    """Read the value that a JSON text writes; refuses doubled keys and inexact numbers."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_doubles,
            parse_float=_inexact,
            parse_int=_whole,
            parse_constant=_inexact,
        )
    except json.JSONDecodeError as error:
        refuse("import.bad_json", line=error.lineno, column=error.colno)
    except RecursionError:
        refuse("import.too_deep", limit=MAX_DEPTH)


def read_toml(text: str) -> Read:
    """Read an order from TOML text; refuses ``import.bad_toml`` and the form's own refusals."""
    if len(text) > MAX_TOML_BYTES:
        refuse("import.too_large", limit=MAX_TOML_BYTES)
    if any(line.count(".") > MAX_DOTS for line in text.split("\n")):
        refuse("import.too_deep", limit=MAX_DOTS)
    try:
        data = tomllib.loads(text, parse_float=_inexact)
    except ValueError as error:
        refuse("import.bad_toml", line=_line_of(error, text))
    except RecursionError:
        refuse("import.too_deep", limit=MAX_DEPTH)
    return _read(data)


def _line_of(error: ValueError, text: str) -> int:
    found = re.search(r"at line ([0-9]{1,6})", str(error))
    return int(found[1]) if found else text.count("\n") + 1


def write_json(contract: Contract) -> str:
    """Write the contract in our form, so that reading it gives the same contract; ends in a line.

    Absent terms are left out; text stays readable, whatever its script.
    """
    plain = _adapter().dump_python(contract, mode="json", exclude_none=True)
    return json.dumps({"form": FORM, **plain}, ensure_ascii=False, indent=2) + "\n"


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if checked_text(key, where="file") in seen:
            refuse("import.duplicate_key", key=key[:60])
        seen[key] = value
    return seen


def _inexact(text: str) -> NoReturn:
    refuse("import.inexact_number", text=text[:40])


def _whole(text: str) -> int:
    if len(text) > len(str(MAX_MINOR)) + 1:
        refuse("import.number_too_large", text=text[:20])
    return int(text)


def _read(data: object) -> Read:
    if not isinstance(data, Mapping):
        refuse("import.bad_value", path="file", wanted="object")
    plain = dict(plain_of(data))
    if plain.pop("form", FORM) != FORM:
        refuse("import.bad_choice", path="form", choices=FORM)
    currency = plain.get("currency")
    exponent(currency if isinstance(currency, str) else "")
    lines = plain.get("lines")
    if isinstance(lines, list) and len(lines) > MAX_LINES:
        refuse("import.too_many_lines", limit=MAX_LINES)
    is_stated = "stated_total_minor" in plain
    open_lines = _fill_in(plain)
    contract = shaped(_adapter(), {"stated_total_minor": 0, **plain})
    contract = replace(
        contract,
        lines=tuple(
            _computed(line, contract, index in open_lines)
            for index, line in enumerate(contract.lines)
        ),
    )
    computed = bounded(contract.computed_total_minor)
    if is_stated:
        return Read(contract, ())
    facts: dict[str, Fact] = {"computed": computed, "currency": contract.currency}
    said = Gap("total.not_stated", facts, blocks=False)
    return Read(replace(contract, stated_total_minor=computed), (said,))


def plain_of(data: object) -> Any:
    """Give a parsed value that holds only what a document may; refuses the inexact and hostile."""
    return _plain(data, "", 0)


def _plain(value: Any, path: str, depth: int) -> Any:
    """The value with canonical amounts as integers and dates as text; refuses what is inexact."""
    if depth > MAX_DEPTH:
        refuse("import.too_deep", limit=MAX_DEPTH)
    if isinstance(value, Mapping):
        return {
            checked_text(key, where=path): _plain(
                _figure(key, item, _at(path, key)), _at(path, key), depth + 1
            )
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_plain(item, _at(path, str(n)), depth + 1) for n, item in enumerate(value, 1)]
    if isinstance(value, str):
        return checked_text(value, where=path)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) <= MAX_MINOR:
        return value
    if isinstance(value, int):
        refuse("import.number_too_large", text=hex(value)[:20])
    return refuse("import.bad_value", path=path, wanted="text")


def _at(path: str, key: str) -> str:
    return f"{path}.{key[:60]}" if path else key[:60]


def _figure(key: str, value: Any, path: str) -> Any:
    """Amounts written as strings become integers; prices and quantities are checked."""
    if key in _DECIMALS and isinstance(value, str):
        return decimal_from_document(value, where=path)
    if key not in _AMOUNTS or not isinstance(value, str):
        return value
    try:
        minor = minor_from_text(value.removeprefix("-"))
    except Refused:
        refuse("import.bad_number", where=path, text=value[:40])
    if value == "-0":
        refuse("import.bad_number", where=path, text=value)
    return -minor if value.startswith("-") else minor


def _fill_in(plain: dict[str, Any]) -> frozenset[int]:
    """Put a zero where a goods line leaves its amount to be computed; tells which lines (by index).

    The form's shape is checked only afterwards, so that nothing here may rely on it.
    """
    lines = plain.get("lines")
    found = set()
    for index, line in enumerate(lines if isinstance(lines, list) else ()):
        is_goods = isinstance(line, dict) and line.get("kind", "goods") == "goods"
        if is_goods and "amount_minor" not in line:
            line["amount_minor"] = 0
            found.add(index)
    return frozenset(found)


def _computed(line: Line, contract: Contract, is_open: bool) -> Line:
    if line.kind is not LineKind.GOODS:
        return line
    amount = computed_amount(line, contract.currency)
    return replace(line, amount_minor=amount) if is_open else line


def shaped(adapter: TypeAdapter[Any], plain: object) -> Any:
    """Give the value of plain data; the first thing wrong becomes a refusal with its path."""
    try:
        return adapter.validate_json(json.dumps(plain), strict=True, extra="forbid")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    path = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    kind = first["type"]
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        refuse("import.unknown_key", path=path)
    if kind in ("missing", "missing_argument"):
        refuse("import.missing_key", path=path)
    if kind == "enum":
        refuse("import.bad_choice", path=path, choices=str(first["ctx"]["expected"]))
    if kind.startswith("date") and _is_month(first["input"]):
        refuse("import.no_day", path=path, text=first["input"][:40])
    return refuse("import.bad_value", path=path, wanted=_WANTED.get(kind.split("_")[0], "text"))


def _is_month(text: object) -> bool:
    """Whether a date names a month and no day: ``2026-05``, ``May 2026``, ``in May``, 2026年5月."""
    return isinstance(text, str) and _MONTH.fullmatch(text.strip().lower()) is not None


_MONTH = re.compile(
    r"[0-9]{4}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{4}"
    r"|[0-9]{4} ?年 ?[0-9]{1,2} ?月(?:份|底|初|中旬)?"
    r"|(?:in |end of |early |late |mid[- ])?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may"
    r"|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    r"\.?,?(?: ?[0-9]{4})?"
)
"""A month without a day: a shipment date must be a day (S35)."""

_WANTED = {
    "int": "integer",
    "bool": "boolean",
    "tuple": "list",
    "dataclass": "object",
    "date": "date",
}
"""What a validation error asked for, by the first word of its type, as ``words`` names it."""
