"""How do the desk's answers become the API's? One function for each kind of answer.

Sentences are in the language of the request; everything else is the same for every reader.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from earnest.api import covering
from earnest.api.asked import needs_key
from earnest.api.outgoing import (
    ActionOut,
    DeedOut,
    EventOut,
    GapOut,
    OrderFacts,
    OrderOut,
    PreviewOut,
    StandingFacts,
    StandingOut,
    WhyNotOut,
)
from earnest.domain.contract.gaps import Gap
from earnest.domain.order.offers import Offer
from earnest.journal.codec import kebab
from earnest.journal.envelope import Envelope
from earnest.usecases.batch import Done
from earnest.usecases.look import OrderAnswer
from earnest.usecases.preview import Preview, Standing
from earnest.words.facts import facts_of
from earnest.words.say import gap_sentence, refusal, sentence


def language() -> str:
    """The language of this request."""
    return translation.get_language() or "en"


def answer(out: BaseModel, status: int = 200, **headers: str) -> HttpResponse:
    """The response that carries an answer."""
    return HttpResponse(
        written(out), status=status, content_type="application/json", headers=headers
    )


def written(out: BaseModel) -> bytes:
    """An answer as JSON; the model's own serialiser, without the detour for its options."""
    return out.__pydantic_serializer__.to_json(out)


def deed(done: Done, order: str) -> DeedOut:
    """What a command did."""
    return DeedOut(
        order=order, version=done.version, first_seq=done.first_seq, events=list(done.events)
    )


def order(found: OrderAnswer) -> OrderOut:
    """One order, whole, with the reader's actions."""
    facts = {name: getattr(found, name) for name in OrderFacts.model_fields}
    return OrderOut(
        **facts,
        actions=[action(offer) for offer in found.offers],
        missing=[gap(item) for item in found.gaps],
    )


def action(offer: Offer) -> ActionOut:
    """One offer of the core, with the reason why not where it is refused."""
    name, why = offer.command.__name__, offer.refusal
    return ActionOut(
        command=kebab(name),
        about=offer.about,
        is_open=offer.is_open,
        needs_key=needs_key(name),
        label=sentence("commands", name, language(), part="label"),
        refusal=WhyNotOut(code=why.code, detail=refusal(why, language())) if why else None,
    )


def gap(found: Gap) -> GapOut:
    """One thing that the contract lacks."""
    sentence = gap_sentence(found, language())
    return GapOut(id=found.id, code=found.code, blocks=found.blocks, sentence=sentence)


def preview(found: Preview) -> PreviewOut:
    """What a command would change."""
    currency = found.after.money.currency
    return PreviewOut(
        dry_run=True,
        version=found.version,
        events=[event(envelope, currency) for envelope in found.events],
        before=standing(found.before),
        after=standing(found.after),
        no_longer_possible=[kebab(name) for name in found.no_longer_possible],
    )


def standing(found: Standing) -> Any:
    """Where an order stands, commands by the names that paths have."""
    possible = tuple(kebab(name) for name in found.possible)
    facts = {name: getattr(found, name) for name in StandingFacts.model_fields}
    facts |= {"possible": possible, "protection": covering.answer(found.protection)}
    return StandingOut(**facts)


def event(envelope: Envelope, currency: str, hash: str | None = None) -> EventOut:  # noqa: A002 - the field's name
    """One event with its sentence and its own fields."""
    stamp, name = envelope.stamp, type(envelope.event).__name__
    told = facts_of(envelope.event, currency=currency)
    return EventOut(
        seq=envelope.seq,
        type=envelope.type,
        effective_at=stamp.effective_at,
        recorded_at=stamp.recorded_at,
        organisation=stamp.organisation,
        role=stamp.role,
        channel=stamp.channel,
        sentence=sentence("events", name, language(), told),
        facts=plain(envelope.event),
        hash=hash,
    )


def plain(value: Any) -> Any:
    """The fields of a value as JSON, every amount of money as a string."""
    members = {item.name: getattr(value, item.name) for item in fields(value)}
    return with_text_amounts(to_jsonable_python(members))


def with_text_amounts(value: Any) -> Any:
    """A value as JSON with every amount of money in it as a string."""
    if isinstance(value, dict):
        return {name: _amount(name, item) for name, item in value.items()}
    if isinstance(value, list):
        return [with_text_amounts(item) for item in value]
    return value


def _amount(name: str, value: Any) -> Any:
    if type(value) is int and (name == "minor" or name.endswith("_minor")):
        return str(value)
    return with_text_amounts(value)
