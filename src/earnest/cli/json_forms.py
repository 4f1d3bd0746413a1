"""How does an answer look to programs? Plain values; money as integers of minor units."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from earnest.cli.cover_forms import answer_form
from earnest.cli.terminal import terminal
from earnest.domain.contract.gaps import Gap
from earnest.domain.order.offers import Offer
from earnest.domain.order.state import Wait
from earnest.domain.payment.receipt import Receipt
from earnest.journal.codec import adapter, kebab
from earnest.usecases.look import OrderAnswer
from earnest.usecases.preview import MoneyBar, Standing
from earnest.words.say import gap_sentence, refusal, sentence


def gap_form(gap: Gap) -> dict[str, Any]:
    """A gap with its sentence."""
    return {
        "id": gap.id,
        "code": gap.code,
        "sentence": gap_sentence(gap, terminal().language),
        "blocks": gap.blocks,
    }


def money_form(bar: MoneyBar) -> dict[str, Any]:
    """An order's money."""
    return asdict(bar)


def wait_form(wait: Wait) -> dict[str, Any]:
    """A wait with what is awaited and what happens otherwise."""
    language = terminal().language
    return {
        "kind": wait.kind.value,
        "about": wait.about,
        "who": wait.who.value,
        "due_at": wait.due_at,
        "zone": wait.zone,
        "rule": wait.rule,
        "awaited": sentence("waits", wait.kind.value, language, part="awaited"),
        "outcome": sentence("waits", wait.kind.value, language, part="outcome"),
    }


def offer_form(offer: Offer) -> dict[str, Any]:
    """A command that can be sent now, or the reason why not."""
    language, found = terminal().language, offer.refusal
    name = offer.command.__name__
    form: dict[str, Any] = {"command": kebab(name), "lot": offer.about or None}
    form["label"] = sentence("commands", name, language, part="label")
    form["open"] = offer.is_open
    if found is not None:
        form["why_not"] = {"code": found.code, "sentence": refusal(found, language)}
    return form


def order_form(found: OrderAnswer) -> dict[str, Any]:
    """One order, whole."""
    plain = {
        name: adapter(type(value)).dump_python(value, mode="json")
        for name, value in (("contract", found.contract), ("shipping", found.shipping))
    }
    return {
        "id": found.id,
        "version": found.version,
        "role": found.role.value,
        "stage": found.stage,
        "policy": found.policy,
        "reference": found.reference,
        "contract_hash": found.contract_hash,
        "signed_by": [role.value for role in found.signed_by],
        "money": money_form(found.money),
        "cover": asdict(found.cover),
        "lots": [adapter(type(lot)).dump_python(lot, mode="json") for lot in found.lots],
        "payouts": [adapter(type(one)).dump_python(one, mode="json") for one in found.payouts],
        "waits": [wait_form(wait) for wait in found.waits],
        "actions": [offer_form(offer) for offer in found.offers],
        "missing": [gap_form(gap) for gap in found.gaps],
        **plain,
    }


def receipt_form(receipt: Receipt) -> dict[str, Any]:
    """Money in suspense: how much, why, for which order it came, and when it goes back."""
    return {
        "receipt_id": receipt.id,
        "currency": receipt.currency,
        "suspense_minor": receipt.suspense_minor,
        "reason": receipt.reason,
        "order_id": receipt.order,
        "sent_for": receipt.sent_for,
        "due_at": receipt.waits[0].due_at.isoformat() if receipt.waits else None,
    }


def standing_form(standing: Standing) -> dict[str, Any]:
    """Where an order stands, before or after a command."""
    return {
        "stage": standing.stage,
        "money": money_form(standing.money),
        "cover": asdict(standing.cover),
        "waits": [wait_form(wait) for wait in standing.waits],
        "possible": [kebab(name) for name in standing.possible],
        "protection": answer_form(standing.protection),
        "lots": [asdict(lot) for lot in standing.lots],
    }
