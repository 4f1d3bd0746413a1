"""What happened, in sentences: each event with its time, who did it, and its short hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.parties import Actor, Role
from earnest.journal.envelope import Envelope
from earnest.usecases.ports import Words
from earnest.usecases.story import Told
from earnest.web.presenters.reader import Reader

SHORT_HASH = 8
"""Characters of a hash that a person compares; the whole one stands in its title."""

_ICONS = {
    "OrderOpened": "plus",
    "DraftWritten": "pen-line",
    "ContractProposed": "file-text",
    "ContractCountered": "file-text",
    "ProposalDeclined": "undo-2",
    "ContractSigned": "pen-line",
    "OrderConcluded": "check",
    "PaymentReceived": "banknote",
    "PaymentReversed": "undo-2",
    "PaymentAnnounced": "banknote",
    "ProductionProgressed": "factory",
    "ProductionReported": "factory",
    "InspectionRecorded": "clipboard-check",
    "ShipmentApproved": "clipboard-check",
    "ShipmentRefused": "clipboard-check",
    "GoodsShipped": "ship",
    "ShipmentVerified": "truck",
    "GoodsDelivered": "truck",
    "GoodsReceived": "package-check",
    "GoodsAccepted": "package-check",
    "LotReleased": "hand-coins",
    "LotPartReleased": "hand-coins",
    "HoldbackKept": "hand-coins",
    "PriceReduced": "undo-2",
    "ClauseWaived": "pen-line",
    "WaiverVoided": "undo-2",
    "UndertakingOffered": "pen-line",
    "UndertakingCountersigned": "pen-line",
    "UndertakingCalled": "scale",
    "UndertakingPerformed": "package-check",
    "UndertakingPaid": "hand-coins",
    "CallDecided": "scale",
    "LotRefunded": "undo-2",
    "PayoutInstructed": "banknote",
    "PayoutSettled": "circle-check",
    "OrderCancelled": "x",
    "WaitLapsed": "hourglass",
    "OrderClosed": "check",
}
_HOUSE = {"clock", "rail", "carrier"}

Names = Mapping[str, str]
"""What people and organisations are called, by login and organisation id."""


def events(
    told: Sequence[Told], currency: str, reader: Reader, names: Names
) -> list[dict[str, Any]]:
    """Give the history, newest first, as ``parts/event_line.html`` takes it."""
    return [_line(one, currency, reader, names) for one in reversed(told)]


def happened(found: Sequence[Envelope], currency: str, reader: Reader) -> list[dict[str, str]]:
    """Give events as sentences with icons, oldest first, without who and when."""
    return [
        {"sentence": reader.event(item.event, currency), "icon": icon(item.event)} for item in found
    ]


def said(words: Sequence[Words], reader: Reader, viewer: Actor) -> list[dict[str, Any]]:
    """Give the messages, oldest first; erased words leave their place."""
    return [
        {
            **reader.moment(word.at),
            "text": word.text if word.text is not None else _("This message was erased."),
            "erased": word.text is None,
            "who": reader.word("Role", word.role),
            "mine": word.organisation == viewer.organisation,
        }
        for word in words
    ]


def icon(event: object) -> str:
    """Choose the icon of an event."""
    return _ICONS.get(type(event).__name__, "circle-dot")


def _line(one: Told, currency: str, reader: Reader, names: Names) -> dict[str, Any]:
    envelope = one.envelope
    return {
        **reader.moment(envelope.stamp.effective_at),
        "sentence": reader.event(envelope.event, currency),
        "icon": icon(envelope.event),
        "actor": actor(envelope.stamp.login, envelope.stamp.organisation, reader, names),
        "channel": _("by API") if envelope.stamp.channel == "api" else "",
        "private": _("only your side") if one.is_private else "",
        "hash": one.hash[:SHORT_HASH],
        "seq": envelope.seq,
    }


def actor(login: str, organisation: str, reader: Reader, names: Names) -> str:
    """Name who did it: person and organisation, or the part of the house."""
    if login in _HOUSE:
        text = reader.word("Role", Role(login).value)
        return text[:1].upper() + text[1:]
    known = [names.get(login, ""), names.get(organisation, organisation)]
    return ", ".join(filter(None, known))
