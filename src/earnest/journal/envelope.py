"""What stands around an event: whose stream, who, in what role, by what channel, when (J5)?

The envelope and the event are one JSON text; these bytes are stored and hashed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple, TypedDict

from earnest.domain.subjects import Fact, Kind, Subject
from earnest.journal.codec import decode_event, decoder, encode, to_json, type_name

_EVENT = b',"event":'
"""What stands between the envelope and the event in the stored bytes."""


class Stamp(NamedTuple):
    """Everything about an event that is not the event: the same for all events of a command.

    ``effective_at`` is when it became true, ``recorded_at`` when it was written down.
    """

    login: str
    organisation: str
    role: str
    channel: str
    factors: tuple[str, ...]
    request: str
    key: str
    policy: str
    effective_at: datetime
    recorded_at: datetime


class Envelope(NamedTuple):
    """An event as it is read back."""

    subject: Subject
    seq: int
    type: str
    audience: str
    stamp: Stamp
    event: object


class _Head(TypedDict):
    """The members of an envelope, in the order in which they are written."""

    subject: str
    seq: int
    type: str
    audience: str
    actor: str
    organisation: str
    role: str
    channel: str
    factors: tuple[str, ...]
    request: str
    key: str
    policy: str
    effective_at: str
    recorded_at: str


@lru_cache(maxsize=4096)  # a command writes the same few instants many times
def instant(at: datetime) -> str:
    """An instant as the journal writes it: UTC, microseconds, ``Z``."""
    utc = at.astimezone(UTC)  # equal instants share one cached text, whatever their zones
    return f"{utc.isoformat(timespec='microseconds')[:26]}Z"


def seal_up(fact: Fact, seq: int, audience: str, stamp: Stamp) -> bytes:
    """The bytes of one event with its envelope: what is stored is what is hashed."""
    head: _Head = {
        "subject": f"{fact.subject.kind.value}/{fact.subject.id}",
        "seq": seq,
        "type": type_name(type(fact.event)),
        "audience": audience,
        "actor": stamp.login,
        "organisation": stamp.organisation,
        "role": stamp.role,
        "channel": stamp.channel,
        "factors": stamp.factors,
        "request": stamp.request,
        "key": stamp.key,
        "policy": stamp.policy,
        "effective_at": instant(stamp.effective_at),
        "recorded_at": instant(stamp.recorded_at),
    }
    return to_json(head)[:-1] + _EVENT + encode(fact.event) + b"}"


def open_up(body: bytes) -> Envelope:
    """Read an event with its envelope from stored bytes."""
    # The event's bytes are decoded as they stand: inside a JSON text every quote is escaped, so
    # the first of these marks is the key that ``seal_up`` wrote.
    split = body.index(_EVENT)
    raw = decoder(_Head).decode(body[:split] + b"}")
    data = body[split + len(_EVENT) : -1]
    kind, _, id = raw["subject"].partition("/")
    subject = Subject(Kind(kind), id)
    stamp = Stamp(
        login=raw["actor"],
        organisation=raw["organisation"],
        role=raw["role"],
        channel=raw["channel"],
        factors=raw["factors"],
        request=raw["request"],
        key=raw["key"],
        policy=raw["policy"],
        effective_at=datetime.fromisoformat(raw["effective_at"]),
        recorded_at=datetime.fromisoformat(raw["recorded_at"]),
    )
    event = decode_event(subject.kind, raw["type"], data)
    return Envelope(subject, raw["seq"], raw["type"], raw["audience"], stamp, event)
