"""Which JSON is a command? Wire types made from the domain's own dataclasses, never by hand.

Strict: nothing is converted, nothing extra is taken, every text, list and number is bounded.
Amounts of money are strings of minor units in the one canonical grammar (M9); instants carry
their zone. ``read`` gives the domain's value, or a refusal that points at what is wrong.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic import Field as PydanticField
from pydantic_core import PydanticCustomError

from earnest.domain.money import minor_from_text
from earnest.domain.refusals import Refused

MAX_BODY = 2 * 1024 * 1024
MOST_ERRORS = 20
"""Places that one answer names, however many are wrong."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years in which trade can happen; calendars end somewhere."""

UNSIGNED, SIGNED = r"^(0|[1-9][0-9]{0,14})$", r"^(0|-?[1-9][0-9]{0,14})$"


class Shape(BaseModel):
    """What every incoming object is: strict, closed, immutable."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _canonical(value: object) -> int:
    if type(value) is not str:
        raise PydanticCustomError("money", "minor units are a string of digits")
    try:
        return minor_from_text(value)
    except Refused:
        raise PydanticCustomError(
            "money", "minor units are digits without a leading zero"
        ) from None


def _canonical_signed(value: object) -> int:
    if type(value) is str and value.startswith("-") and value != "-0":
        return -_canonical(value[1:])
    return _canonical(value)


def _minor(read: Callable[[object], int], pattern: str) -> Any:
    schema = {"type": "string", "pattern": pattern, "examples": ["2000000"]}
    written = PlainSerializer(str, return_type=str)
    return Annotated[int, BeforeValidator(read), written, WithJsonSchema(schema)]


Minor = _minor(_canonical, UNSIGNED)
"""Minor units of a currency, not negative."""

SignedMinor = _minor(_canonical_signed, SIGNED)
"""Minor units that may be negative: allowances, differences."""


def _in_our_time(value: Any) -> Any:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise PydanticCustomError("year", "the year lies between 2000 and 2100")
    return value


_Date = Annotated[date, AfterValidator(_in_our_time)]
_Instant = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
_WITHOUT_CONTROLS = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
_DECIMAL = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?$"


def text(longest: int = 200, pattern: str = _WITHOUT_CONTROLS) -> Any:
    """A text of at most so many characters, without control characters."""
    return Annotated[str, StringConstraints(max_length=longest, pattern=pattern)]


_TEXTS: dict[str, Any] = {
    "currency": text(3, r"^[A-Z]{3}$"),
    "country": text(2, r"^([A-Z]{2})?$"),
    "contract_hash": text(64, r"^[0-9a-f]{64}$"),
    "sha256": text(64, r"^[0-9a-f]{64}$"),
    "quantity": text(22, _DECIMAL),
    "base_quantity": text(22, _DECIMAL),
    "unit_price": text(22, _DECIMAL),
    "organisation": text(40),
    "reason": text(1000),
    "title": text(1000),
    "name": text(4000),
    "value": text(4000),
    "method": text(4000),
    "text": text(4000),
}
"""Texts with a grammar or a length of their own, by field name."""

_LISTS = {"lines": 1000, "schedule": 50, "lots": 100, "documents": 100}
_WHOLE = Annotated[int, PydanticField(ge=0, le=1_000_000)]
_MANY = 200


@cache
def shape_of(kind: type) -> type[Shape]:
    """The wire type of a domain dataclass: ``ShipGoods`` is read by ``ShipGoodsIn``."""
    hints = typing.get_type_hints(kind)
    members: dict[str, Any] = {
        item.name: (_wire(hints[item.name], item.name), _default(item)) for item in fields(kind)
    }
    made = create_model(f"{kind.__name__}In", __base__=_Domain, __doc__=kind.__doc__, **members)
    made.domain = kind
    return made


class _Domain(Shape):
    """A shape that knows the dataclass for which it stands."""

    domain: ClassVar[type]


def _wire(hint: Any, name: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _wire(inner[0], name) | None
    if origin is tuple:
        bound, item = PydanticField(max_length=_LISTS.get(name, _MANY)), _wire(inner[0], name)
        return Annotated[tuple[item, ...], bound]  # type: ignore[valid-type]  # made at run time
    if isinstance(hint, type) and is_dataclass(hint):
        return shape_of(hint)
    if hint is int:
        return _whole(name)
    if hint is str:
        return _TEXTS.get(name, text())
    return {datetime: _Instant, date: _Date}.get(hint, hint)


def _whole(name: str) -> Any:
    if name == "amount_minor":  # an allowance lowers the total
        return SignedMinor
    return Minor if name == "minor" or name.endswith("_minor") else _WHOLE


def _default(item: Field[Any]) -> Any:
    if item.default is MISSING:
        return ...
    if is_dataclass(item.default):
        kind: Any = type(item.default)
        return PydanticField(default_factory=shape_of(kind))
    return item.default


def read(shape: type[Shape], body: bytes) -> Any:
    """The domain's value of a JSON body; refuses ``request.not_json`` and ``request.shape``."""
    if len(body) > MAX_BODY:
        raise Refused("request.too_large", limit=MAX_BODY)
    try:
        found = shape.model_validate_json(body or b"{}")
    except ValidationError as error:
        raise _wrong(error) from None
    return to_domain(found)


def to_domain(value: Any) -> Any:
    """The dataclass that a shape stands for, with everything inside it."""
    if isinstance(value, _Domain):
        members = type(value).model_fields
        return value.domain(**{name: to_domain(getattr(value, name)) for name in members})
    if isinstance(value, tuple):
        return tuple(to_domain(item) for item in value)
    return value


class WrongShape(Refused):
    """A request of the wrong shape; ``errors`` point at each place and say what is wrong."""

    def __init__(self, refused: Refused, errors: list[dict[str, str]]) -> None:
        super().__init__(refused.code, **refused.facts)
        self.errors = errors


def wrong_shape(*errors: tuple[str, str]) -> WrongShape:
    """The refusal that names these places, each with what is wrong there."""
    told = [{"pointer": place, "detail": what[:200]} for place, what in errors[:MOST_ERRORS]]
    return WrongShape(Refused("request.shape", count=len(errors)), told)


def _wrong(error: ValidationError) -> Refused:
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return Refused("request.not_json")
    return wrong_shape(*((_pointer(item["loc"]), item["msg"]) for item in found))


def _pointer(place: tuple[int | str, ...]) -> str:
    """The place as a JSON pointer (RFC 6901), shortened where somebody sent a novel as a key."""
    parts = (str(part)[:60].replace("~", "~0").replace("/", "~1") for part in place)
    return "#" + "".join(f"/{part}" for part in parts)
