"""How does an event become bytes, and how are the bytes of any past version read?

Stored bytes are what was hashed and are never encoded again. Each event type has a name
(``goods_shipped``) and a version; a changed shape makes a new version and a pure upcaster here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from pydantic import TypeAdapter

from earnest.domain.deciders import COMMANDS, EVENTS
from earnest.domain.refusals import require
from earnest.domain.subjects import Kind

_Value = TypeVar("_Value")

VERSIONS: Mapping[str, int] = {}
"""Event names whose present version is not 1."""

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}
"""(event name, old version) -> how its data becomes the next version's."""


def snake(name: str) -> str:
    """``GoodsShipped`` to ``goods_shipped``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def kebab(name: str) -> str:
    """``ShipGoods`` to ``ship-goods``, as the API's paths and the command line have it."""
    return snake(name).replace("_", "-")


_EVENT_TYPES: dict[tuple[Kind, str], type] = {
    (kind, snake(event.__name__)): event for kind, events in EVENTS.items() for event in events
}
_COMMAND_TYPES: dict[tuple[Kind, str], type] = {
    (kind, kebab(cmd.__name__)): cmd for kind, commands in COMMANDS.items() for cmd in commands
}


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def adapter(kind: type) -> TypeAdapter[Any]:
    """The reader and writer of one dataclass for the edges, where people err; made once."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {}


def decoder(kind: type[_Value]) -> msgspec.json.Decoder[_Value]:
    """The strict reader of one type from our own bytes; raises ``msgspec.DecodeError``."""
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind)
    return _DECODERS[kind]


to_json = msgspec.json.Encoder().encode
"""JSON bytes of plain values and dataclasses, fields in the order of their definition."""

from_json = msgspec.json.Decoder().decode
"""The plain value of JSON bytes or text; raises ``msgspec.DecodeError``."""


_TYPE_NAMES: dict[type, str] = {}


def type_name(event: type) -> str:
    """The name with version that the journal stores: ``goods_shipped.1``."""
    if event not in _TYPE_NAMES:
        name = snake(event.__name__)
        _TYPE_NAMES[event] = f"{name}.{VERSIONS.get(name, 1)}"
    return _TYPE_NAMES[event]


def encode(value: object) -> bytes:
    """The JSON bytes of an event or command, fields in the order of its definition."""
    return to_json(value)


def decode_event(kind: Kind, name: str, data: bytes | str | dict[str, Any]) -> object:
    """The event of stored data of any version; raises ``Broken`` for a name nobody knows."""
    base, _, version = name.rpartition(".")
    require((kind, base) in _EVENT_TYPES, f"unknown event {name}")
    present = VERSIONS.get(base, 1)
    if int(version) == present and not isinstance(data, dict):
        return decoder(_EVENT_TYPES[kind, base]).decode(data)
    raw = from_json(data) if isinstance(data, bytes | str) else data
    for old in range(int(version), present):
        raw = UPCASTERS[base, old](raw)
    return decoder(_EVENT_TYPES[kind, base]).decode(to_json(raw))


def command_type(kind: Kind, name: str) -> type | None:
    """The command called ``ship-goods`` for subjects of ``kind``, if there is one."""
    return _COMMAND_TYPES.get((kind, name))
