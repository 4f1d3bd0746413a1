"""How do words typed by a person become a command of the domain? One reader for every field.

Text becomes the JSON that programs send, by the field's type, and pydantic reads that strictly:
what is inexact, unknown or missing is refused by name. Money is typed as a decimal of the order's
currency, or in minor units with ``--...-minor``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from earnest.cli.terminal import terminal
from earnest.domain.contract.terms import Contract, LotLine
from earnest.domain.coverage.undertaking import UndertakingStatus
from earnest.domain.inspection.booking import BookingStatus, live
from earnest.domain.inspection.report import Report
from earnest.domain.money import minor_from_text, money_from_decimal
from earnest.domain.order.state import Order
from earnest.domain.refusals import refuse
from earnest.exchange.report_file import read_report_file
from earnest.journal.codec import adapter
from earnest.wiring import Desk

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a command as the command line offers it."""

    name: str
    kind: Any
    is_required: bool

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in minor units."""
        return self.name.endswith("_minor") and self.kind is int

    @property
    def is_list(self) -> bool:
        """Whether it may be given several times."""
        return get_origin(self.kind) is tuple

    @property
    def option(self) -> str:
        """The option's name: ``--handed-over-at``; money without its ``-minor``."""
        name = self.name.removesuffix("_minor") if self.is_money else self.name
        return f"--{name.replace('_', '-')}"

    @property
    def wanted(self) -> str:
        """What the value should look like, as a word of our vocabulary."""
        if self.is_money:
            return "money"
        return _WANTED.get(self.kind, "text")


_WANTED = {
    int: "integer", bool: "boolean", date: "date", datetime: "instant", Contract: "file",
    Report: "file",
}  # fmt: skip


@cache
def fields_of(command: type) -> tuple[Field, ...]:
    """The fields of a command, in its own order."""
    hints = get_type_hints(command)
    return tuple(
        Field(item.name, _present(hints[item.name]), item.default is MISSING)
        for item in fields(command)
    )


def _present(hint: Any) -> Any:
    """The type of a field that may be left out, for where it is not."""
    kinds = [kind for kind in get_args(hint) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 and type(None) in get_args(hint) else hint


def read_command(
    command: type, given: Mapping[str, Any], *, desk: Desk, order: Order | None
) -> Any:
    """The command that a person's words mean on this order; refuses ``command.*`` and ``money.*``.

    ``given`` holds the words by field; money in minor units stands under its field's name, as a
    decimal under the name without ``_minor``.
    """
    plain: dict[str, Any] = {}
    missing: list[str] = []
    for field in fields_of(command):
        value = _value(field, given, desk, order)
        if value is not None:
            plain[field.name] = value
        elif field.is_required:
            missing.append(field.option)
    if missing:
        refuse("command.missing", fields=tuple(missing))
    return adapter(command).validate_json(json.dumps(plain), strict=True, extra="forbid")


def _value(field: Field, given: Mapping[str, Any], desk: Desk, order: Order | None) -> Any:
    """The field's JSON value, or None where nothing was said and nothing follows by itself."""
    if field.is_money:
        return _minor(field, given, order)
    said = given.get(field.name)
    if said is None or said == []:
        return _by_itself(field, order)
    if field.is_list:
        return [_item(field, item) for item in said]
    if isinstance(said, bool):
        return said
    return _READERS.get(field.kind, _plain)(field, said, desk)


def _by_itself(field: Field, order: Order | None) -> str | None:
    """What needs no words: the only lot, the text that was shown, the reader's language."""
    if order is None:
        return None
    if field.name == "lot" and len(order.lots) == 1:
        return next(iter(order.lots))
    if field.name == "contract_hash":
        return order.amendment.contract_hash if order.amendment else order.contract_hash
    if field.name == "inspection":
        return _only_visit(order, is_dated=not field.is_required)
    if field.name in ("undertaking", "text_sha256"):
        return _of_the_only_one(field.name, order)
    if field.name == "language":
        return "zh-hans" if terminal().language == "zh" else "en"
    return None


def _only_visit(order: Order, *, is_dated: bool) -> str | None:
    """The only inspection that is still to come; a report is for one whose day stands."""
    found = [
        each
        for each in live(order.inspections)
        if not (is_dated and each.status is BookingStatus.PROPOSED)
    ]
    return found[0].id if len(found) == 1 else None


def _of_the_only_one(name: str, order: Order) -> str | None:
    """The open undertaking, or the text of the offered one, where there is only one."""
    found = [each for each in order.undertakings if each.is_open]
    if name == "text_sha256":
        found = [each for each in found if each.status is UndertakingStatus.OFFERED]
    if len(found) != 1:
        return None
    return found[0].text_sha256 if name == "text_sha256" else found[0].id


def _minor(field: Field, given: Mapping[str, Any], order: Order | None) -> int | None:
    if (minor := given.get(field.name)) is not None:
        return minor_from_text(minor)
    decimal = given.get(field.name.removesuffix("_minor"))
    if decimal is None:
        return None
    return money_from_decimal(decimal, order.currency if order else "").minor


def _plain(field: Field, said: str, _desk: Desk) -> str:
    kind = field.kind
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _choice(field, said)
    optional = [one for one in get_args(kind) if isinstance(one, type) and issubclass(one, Enum)]
    return _choice(field, said) if optional else _text(field, said)


def _item(field: Field, said: str) -> Any:
    """One value of a list; goods of a lot are said as LINE=QUANTITY."""
    if get_args(field.kind)[0] is not LotLine:
        return _text(field, said)
    line, mark, quantity = _text(field, said).partition("=")
    if not mark:
        refuse("command.bad_value", field=field.option, text=said[:40], wanted="lot_line")
    return {"line": line, "quantity": quantity}


def _choice(field: Field, said: str) -> str:
    choices = tuple(str(item.value) for item in field.kind)
    wanted = said.replace("-", "_")
    if wanted not in choices:
        refuse("command.bad_choice", field=field.option, choices=choices)
    return wanted


def _text(field: Field, said: str) -> str:
    if len(said) > 4000 or any(map(is_no_text, said)):  # noqa: PLR2004 - the bound of every text
        refuse("command.bad_value", field=field.option, text=ascii(said[:40]), wanted="text")
    return said


def is_no_text(char: str) -> bool:
    """A control character, or half of one, which is what bytes that are no UTF-8 become."""
    return (char < " " and char not in "\n\t") or "\ud800" <= char <= "\udfff"


def _integer(field: Field, said: str, _desk: Desk) -> int:
    if not _WHOLE.fullmatch(said):
        refuse("command.bad_value", field=field.option, text=said[:40], wanted="integer")
    return int(said)


def _day(field: Field, said: str, _desk: Desk) -> str:
    try:
        return date.fromisoformat(said).isoformat() if said.isascii() else _no(field, said)
    except ValueError:
        return _no(field, said)


def _moment(field: Field, said: str, desk: Desk) -> str:
    """An instant with its distance from UTC, or ``now``."""
    if said == "now":
        return desk.now().isoformat()
    try:
        at = datetime.fromisoformat(said) if said.isascii() else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        return _no(field, said)
    return at.isoformat()


def _no(field: Field, said: str) -> str:
    return refuse("command.bad_value", field=field.option, text=said[:40], wanted=field.wanted)


def _contract(_field: Field, said: str, desk: Desk) -> Any:
    """A contract from a file in any form that the import reads."""
    found = desk.read_order(terminal().path(said), filename=said)
    return adapter(Contract).dump_python(found.contract, mode="json")


def _report(_field: Field, said: str, _desk: Desk) -> Any:
    """An inspector's report from a JSON file."""
    return adapter(Report).dump_python(read_report_file(terminal().path(said)), mode="json")


_READERS: dict[Any, Any] = {
    int: _integer, date: _day, datetime: _moment, Contract: _contract, Report: _report,
}  # fmt: skip
