"""What does an answer look like? Wire types made from the values that the desk gives.

Every field is always there (no defaults), money is a string of minor units, and what a type says
is what the OpenAPI document says. ``answers`` turns the desk's values into these types.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, create_model

from earnest.api.covering import CoverOut
from earnest.api.wire import MinorOut, Out
from earnest.domain.order.state import Wait
from earnest.usecases.look import OrderAnswer
from earnest.usecases.ports import BoardLine, FileRow
from earnest.usecases.preview import Standing
from earnest.usecases.versions import ContractVersion


@cache
def out_of(kind: type, *, without: tuple[str, ...] = ()) -> type[Out]:
    """The wire type of a value: all its fields, but those ``without``; named ``<kind>Out``."""
    hints = typing.get_type_hints(kind)
    members: dict[str, Any] = {
        item.name: (_wire(hints[item.name], item.name), ...)
        for item in fields(kind)
        if item.name not in without
    }
    return create_model(f"{kind.__name__}Out", __base__=Out, __doc__=kind.__doc__, **members)


def _wire(hint: Any, name: str) -> Any:
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _wire(inner[0], name) | None
    if origin is tuple:
        item = _wire(inner[0], name)
        return tuple[item, ...]  # type: ignore[valid-type]  # made at run time
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict[str, MinorOut]
    if isinstance(hint, type) and is_dataclass(hint):
        return out_of(hint)
    if hint is int and (name == "minor" or name.endswith("_minor")):
        return MinorOut
    return hint


class DeedOut(Out):
    """What a command did: the version after it and the events that it wrote."""

    order: str
    version: int
    first_seq: int
    events: list[str]


class EventOut(Out):
    """One event; ``facts`` are its own fields, ``hash`` seals it and all before it."""

    seq: int
    type: str
    effective_at: datetime
    recorded_at: datetime
    organisation: str
    role: str
    channel: str
    sentence: str
    facts: dict[str, JsonValue]
    hash: str | None


class WhyNotOut(Out):
    """Why an action is not open now."""

    code: str
    detail: str


class ActionOut(Out):
    """One command for the whole order, or ``about`` one lot: open, or refused and why."""

    command: str
    about: str
    is_open: bool
    needs_key: bool
    label: str
    refusal: WhyNotOut | None


class GapOut(Out):
    """Something that the contract lacks; what ``blocks`` must be mended before it is proposed."""

    id: str
    code: str
    blocks: bool
    sentence: str


OrderFacts = out_of(OrderAnswer, without=("offers", "gaps"))
StandingFacts = out_of(Standing, without=("protection",))
WaitOut = out_of(Wait)
LineOut = out_of(BoardLine)


class OrderOut(OrderFacts):  # type: ignore[valid-type,misc]  # made from the answer's own fields
    """Everything about one order, as it is now, for this reader."""

    actions: list[ActionOut]
    missing: list[GapOut]


class StandingOut(StandingFacts):  # type: ignore[valid-type,misc]  # likewise
    """Where an order stands, with what is covered, issue by issue."""

    protection: CoverOut


class PreviewOut(Out):
    """What a command would change; ``version`` is what consent has to name."""

    dry_run: bool
    version: int
    events: list[EventOut]
    before: StandingOut
    after: StandingOut
    no_longer_possible: list[str]


class OrdersOut(Out):
    """A page of orders; ``next`` is the next page's ``after``."""

    orders: list[LineOut]  # type: ignore[valid-type]  # likewise
    next: str | None


VersionOut = out_of(ContractVersion)


class VersionsOut(Out):
    """The texts of a contract that both sides signed, oldest first."""

    order: str
    versions: list[VersionOut]  # type: ignore[valid-type]  # likewise


class HistoryOut(Out):
    """The events of an order that this reader may see, oldest first."""

    order: str
    events: list[EventOut]


class MovementOut(Out):
    """One movement of an order's money, with what is held after it."""

    at: str
    code: str
    debit: str
    credit: str
    minor: MinorOut
    held_minor: MinorOut


class LedgerOut(Out):
    """The story of one order's money."""

    order: str
    currency: str
    movements: list[MovementOut]


class MessageOut(Out):
    """One message; ``text`` is null where it was erased."""

    number: int
    organisation: str
    role: str
    at: datetime
    text: str | None


class MessagesOut(Out):
    """What the parties said to each other, oldest first."""

    order: str
    messages: list[MessageOut]


class WaitRuleOut(Out):
    """One line of the table of waits; ``who`` is null where it is whoever's turn it is."""

    kind: str
    who: str | None
    unit: str
    rule: str
    bound: int | None
    outcome: str
    awaited: str
    otherwise: str


class WaitsOut(Out):
    """Everything that is ever waited for, with its bound under ``policy``."""

    policy: str
    waits: list[WaitRuleOut]


class PolicyOut(Out):
    """One version of the rules: each number with its source."""

    version: str
    title: str
    rules: dict[str, dict[str, JsonValue]]
    sources: dict[str, str]


class PoliciesOut(Out):
    """All versions of the rules; ``default`` is for new orders."""

    default: str
    policies: list[PolicyOut]


FileOut: Any = out_of(FileRow, without=("order", "total", "login"))


class FilesOut(Out):
    """The files of one order, in the order in which they came."""

    order: str
    files: list[FileOut]


class PaymentOut(Out):
    """The sandbox bank's numbers of the entries that it made."""

    entries: list[int]


class NoticeOut(Out):
    """A notice of the bank that was refused: its own id and words, as which command it came and
    about what (``kind/id``), why it was refused, and when.
    """

    id: str
    bank_notice: str
    about: str
    command: str
    words: dict[str, JsonValue]
    code: str
    sentence: str
    at: datetime | None


class NoticesOut(Out):
    """The notices with which nobody has dealt yet, oldest first."""

    notices: list[NoticeOut]


class NoticeDeedOut(Out):
    """What was recorded on a notice."""

    notice: str
    version: int
    first_seq: int
    events: list[str]


class HealthOut(Out):
    """The server answers and its database does."""

    status: str


class FaultOut(Out):
    """One place in a request and what is wrong there."""

    pointer: str
    detail: str


class ProblemOut(BaseModel):
    """A problem (RFC 9457). The refusal's facts stand beside these members, money as strings."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str


class ShapeProblemOut(ProblemOut):
    """A problem with the request's shape: ``errors`` point at each place."""

    errors: list[FaultOut]
