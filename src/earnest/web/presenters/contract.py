"""What does the contract say, and what does it lack? Terms as rows of words, gaps as sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.contract.clauses import KINDS
from earnest.domain.contract.gaps import Gap
from earnest.domain.contract.incoterms import INCOTERMS
from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import (
    CancellationCharges,
    Clause,
    ClauseKind,
    Contract,
    Line,
    LineKind,
)
from earnest.domain.contract.testability import Grade, grade
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters.reader import Reader, capital
from earnest.words import formats
from earnest.words.say import gap_sentence, unit_name


def contract(order: OrderAnswer, reader: Reader) -> dict[str, Any]:
    """Give the whole contract."""
    terms = order.contract
    return {
        "title": terms.title,
        "hash": order.contract_hash,
        "policy": order.policy,
        "reference": terms.reference,
        "total": reader.money(terms.stated_total_minor, terms.currency),
        "lines": [line(item, terms.currency, reader) for item in terms.lines],
        "terms": [row for row in _terms(terms, reader) if row[1]],
        "schedule": schedule(order, reader),
        "signatures": [reader.word("Role", side.value) for side in order.signed_by],
        "design_files": [{"name": f.name, "hash": f.sha256} for f in terms.design_files],
    }


def gaps(order: OrderAnswer, reader: Reader) -> dict[str, list[str]]:
    """Give what the contract lacks: what blocks a proposal, and what only weakens cover."""
    return gap_sentences(order.gaps, reader)


def gap_sentences(found: tuple[Gap, ...], reader: Reader) -> dict[str, list[str]]:
    """Say each gap, those that block apart from the others."""
    said = [(gap.blocks, gap_sentence(gap, reader.language, zone=reader.zone)) for gap in found]
    return {
        "blocking": [sentence for blocks, sentence in said if blocks],
        "weakening": [sentence for blocks, sentence in said if not blocks],
    }


def line(item: Line, currency: str, reader: Reader) -> dict[str, Any]:
    """Give one line with its price, and what can be tested of it."""
    is_goods = item.kind is LineKind.GOODS
    unit = unit_name(item.unit, reader.language)
    per = "" if item.base_quantity == "1" else f"{item.base_quantity} "
    return {
        "name": item.name,
        "kind": "" if is_goods else reader.word("kind", item.kind.value),
        "quantity": f"{grouped(item.quantity)} × {unit}" if is_goods else "",
        "price": f"{currency} {item.unit_price} / {per}{unit}" if is_goods else "",
        "amount": reader.money(item.amount_minor, currency),
        "clauses": [
            {
                "name": spec.name,
                "value": " ".join(filter(None, [spec.value, _unit(spec.unit, reader)])),
                "tolerance": spec.tolerance,
                "method": spec.method,
                "testable": grade(spec).grade is not Grade.D,
                "severity": severity(spec.severity),
                "kind": clause_kind(spec, reader),
            }
            for spec in item.clauses
        ],
    }


def clause_kind(spec: Clause, reader: Reader) -> str:
    """Name what a requirement is about; nothing where nobody has said it."""
    if spec.kind is ClauseKind.FREE_TEXT:
        return ""
    if spec.aspect in KINDS[spec.kind].aspects:
        return reader.word("clause_aspect", spec.aspect)
    return reader.word("clause_kind", spec.kind.value)


def severity(value: str) -> str:
    """Name how grave it is when the requirement is not met."""
    names = {"critical": _("critical"), "major": _("major"), "minor": _("minor")}
    return names.get(value, value)


def _unit(code: str, reader: Reader) -> str:
    return unit_name(code, reader.language) if code else ""


def grouped(number: str) -> str:
    """Write a decimal quantity with its thousands grouped."""
    return f"{Decimal(number):,}"


def schedule(order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """Give the payment plan with what is paid of each part."""
    days = {item.id: item.days for item in order.contract.schedule}
    return [
        {
            "name": part_name(item.id, reader),
            "amount": reader.money(item.minor, order.money.currency),
            "trigger": reader.word("trigger", item.trigger),
            "days": days[item.id],
            "open": reader.money(item.outstanding_minor, order.money.currency),
            "due": reader.money(item.due_minor, order.money.currency) if item.due_minor else "",
            "state": _state(item.outstanding_minor, item.minor, item.due_minor),
        }
        for item in order.instalments
    ]


def part_name(id: str, reader: Reader) -> str:
    """Call an instalment by our word for it, or by its own name."""
    known = {"deposit", "balance"}
    text = reader.word("instalment", id) if id in known else id
    return text[:1].upper() + text[1:]


def _state(outstanding: int, minor: int, due: int) -> dict[str, str]:
    if not outstanding:
        return {"label": _("Paid"), "icon": "circle-check", "tint": "good"}
    if outstanding < minor:
        return {"label": _("Part paid"), "icon": "hourglass", "tint": "care"}
    if due:
        return {"label": _("Due"), "icon": "clock", "tint": "care"}
    return {"label": _("Not due yet"), "icon": "circle", "tint": ""}


def _terms(terms: Contract, reader: Reader) -> list[tuple[str, str]]:
    return [
        (_("Buyer"), _party(terms.buyer.name, terms.buyer.country)),
        (_("Supplier"), _party(terms.supplier.name, terms.supplier.country)),
        (_("Delivery term"), f"{terms.incoterm} {terms.incoterm_place}".strip()),
        (_("Way of transport"), reader.word("mode", terms.mode) if terms.mode else ""),
        (_("Ship-by date"), ship_by(terms, reader)),
        (_("Protection"), _coverage(terms, reader)),
        (_("Inspection"), _inspection(terms, reader)),
        (_("Lots"), _lots(terms, reader)),
        (_("Days of production"), str(terms.lead_days or "")),
        (_("Lateness"), _lateness(terms)),
        (_("Loss of value of a bad unit"), _losses(terms)),
        (_("Cancellation charges"), _charges(terms.cancellation)),
        (_("Law"), terms.law),
        (_("Prevailing language"), LANGUAGES.get(terms.prevailing_language, "")),
        (_("Time zones"), " → ".join(filter(None, [terms.origin_zone, terms.destination_zone]))),
    ]


LANGUAGES = {"en": "English", "zh": "中文", "zh-hans": "中文"}
"""The languages of contracts, in themselves."""


def ship_by(terms: Contract, reader: Reader) -> str:
    """Say what has to happen by which day, and where."""
    if terms.ship_by is None:
        return ""
    on = reader.day(terms.ship_by.on)
    known = INCOTERMS.get(terms.incoterm)
    if known is None:
        return f"{on} ({terms.ship_by.zone})"
    event = reader.word("shipment_event", known.shipment_event)
    facts = {"on": on, "event": event, "place": terms.incoterm_place}
    return _("%(on)s: %(event)s, %(place)s") % facts


def _party(name: str, country: str) -> str:
    return f"{name} ({country})" if country else name


def _coverage(terms: Contract, reader: Reader) -> str:
    if terms.coverage is None:
        return ""
    text = reader.word("coverage", terms.coverage.value)
    return _("%(promise)s. Payment protection, not insurance.") % {
        "promise": text[:1].upper() + text[1:]
    }


def _inspection(terms: Contract, reader: Reader) -> str:
    plan = terms.inspection
    if plan is None:
        return _("None planned")
    facts = {
        "kind": capital(reader.word("inspection_kind", plan.kind.value)),
        "by": reader.word("inspected_by", plan.by.value),
        "level": plan.level,
        "major": plan.aql_major,
        "minor": plan.aql_minor,
    }
    text = _("%(kind)s, by %(by)s: level %(level)s, AQL %(major)s for major, %(minor)s for minor")
    said = text % facts
    if not plan.price_minor:
        return said
    price = reader.money(plan.price_minor, terms.currency)
    return _("%(said)s; %(price)s for one inspection") % {"said": said, "price": price}


def _lots(terms: Contract, reader: Reader) -> str:
    parts = [
        _("%(lot)s: %(pieces)s pieces")
        % {"lot": lot.id, "pieces": formats.number(pieces_of(terms, lot.id), reader.language)}
        for lot in terms.lots
    ]
    return formats.listed(parts, reader.language)


def _losses(terms: Contract) -> str:
    if terms.losses is None:
        return ""
    rates = (terms.losses.critical, terms.losses.major, terms.losses.minor)
    names = ("critical", "major", "minor")
    facts = {name: percent(rate) for name, rate in zip(names, rates, strict=True)}
    return _("%(critical)s if critical, %(major)s if major, %(minor)s if minor") % facts


def _lateness(terms: Contract) -> str:
    late = terms.lateness
    if late is None:
        return ""
    facts = {"week": percent(late.basis_points_a_week), "cap": percent(late.cap_basis_points)}
    return _("%(week)s of the late goods for each week begun, at most %(cap)s") % facts


def _charges(table: CancellationCharges) -> str:
    points = (table.before_production, table.in_production, table.produced)
    if not any(points):
        return ""
    names = ("before", "during", "after")
    facts = {name: percent(value) for name, value in zip(names, points, strict=True)}
    return (
        _(
            "The supplier keeps at most %(before)s before, %(during)s during and %(after)s after "
            "production"
        )
        % facts
    )


def percent(basis_points: int) -> str:
    """Write basis points as a percentage."""
    whole = Decimal(basis_points) / 100
    return f"{whole.normalize():f}\u00a0%"
