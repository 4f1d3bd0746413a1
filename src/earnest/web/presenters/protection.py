"""What is covered, issue by issue, until when, why, and what would improve it? The cover card.

The answer is the core's (``usecases.cover``), its sentences are ``words.cover``'s; here they get
an order that a worried reader needs: the worst first, and beside each what could be done about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.domain.coverage.answer import Cap, CoverAnswer, Line, Status
from earnest.domain.coverage.grounds import Ground, GroundStatus
from earnest.domain.coverage.rules import Improve
from earnest.domain.parties import Role
from earnest.domain.policy import Policies, Policy
from earnest.usecases.cover import CoverReply, Pack
from earnest.usecases.look import OrderAnswer
from earnest.web.presenters import actions
from earnest.web.presenters.reader import Reader, capital, relative
from earnest.words.cover import SaidCode, said_ground, said_line

LOOKS = {
    Status.NOT_COVERED: ("shield-off", "grave"),
    Status.UNDETERMINED: ("search", "care"),
    Status.CONDITIONAL: ("shield-alert", "care"),
    Status.COVERED: ("shield-check", "good"),
}
"""Icon and tint of each status, the worst first."""

_WORST_FIRST = tuple(LOOKS)
_LIGHTS = {
    GroundStatus.MET: ("circle-check", "good"),
    GroundStatus.OPEN: ("circle-dot", "care"),
    GroundStatus.AT_RISK: ("circle-x", "grave"),
}
_HELPS: dict[str, tuple[str, ...]] = {
    Improve.PAY_LISTED: ("Pay",),
    Improve.ADD_CLAUSE: ("WriteDraft", "ProposeAmendment"),
    Improve.MAKE_TESTABLE: ("WriteDraft", "ProposeAmendment"),
    Improve.AGREE_LOSSES: ("WriteDraft", "ProposeAmendment"),
    Improve.ADD_LATE_CLAUSE: ("WriteDraft", "ProposeAmendment"),
    Improve.CHOOSE_POST_DELIVERY: ("WriteDraft", "ProposeAmendment"),
    Improve.REWORK: ("ApproveShipment",),
    Improve.REPACK: ("ApproveShipment",),
    Improve.RESERVE: ("ApproveShipment",),
    Improve.KEEP_BACK: ("AcceptGoods",),
    Improve.SECURE_UNDERTAKING: ("OfferUndertaking",),
    Improve.COUNTERSIGN: ("CountersignUndertaking",),
    Improve.INSPECT_FIRST: ("BookInspection",),
    Improve.BOOK_INSPECTION: ("BookInspection",),
    Improve.THIRD_PARTY_REPORT: ("BookInspection",),
}
"""Which commands do what an improvement names, the first that is open for the reader."""


def card(
    reply: CoverReply, order: OrderAnswer, reader: Reader, policies: Policies
) -> dict[str, Any]:
    """Give the whole card: by lot, the lights, and how other rules would answer."""
    answer = reply.binding.present
    is_signed = answer.promise != "none" or order.stage not in ("draft", "proposed")
    return {
        "groups": _groups(answer, order, reader) if is_signed else [],
        "counts": _counts(answer.lines, reader) if is_signed else [],
        "lights": [light(ground, order, reader) for ground in reply.binding.grounds],
        "others": [
            _other(pack, answer, order, reader, policies) for pack in reply.packs[1:] if is_signed
        ],
        "is_forecast": not is_signed,
        "is_mine": order.role is not Role.SUPPLIER,
    }


def _groups(answer: CoverAnswer, order: OrderAnswer, reader: Reader) -> list[dict[str, Any]]:
    """The lines of each lot under what stands behind it; those of the whole order last."""
    found: list[dict[str, Any]] = []
    for cap in answer.caps:
        of_lot = sorted((line for line in answer.lines if line.lot == cap.lot), key=worst_first)
        found.append(
            {
                "title": _("Lot %(lot)s") % {"lot": cap.lot} if len(answer.caps) > 1 else "",
                "behind": behind(cap, answer.currency, reader),
                "lines": [entry(line, order, reader) for line in of_lot],
            }
        )
    whole = sorted((line for line in answer.lines if not line.lot), key=worst_first)
    if whole:
        title = _("The whole order") if answer.caps else ""
        lines = [entry(line, order, reader) for line in whole]
        found.append({"title": title, "behind": [], "lines": lines})
    return found


def worst_first(line: Line) -> int:
    """Sort what is not covered to the top; equals keep the order of the answer."""
    return _WORST_FIRST.index(line.status)


def behind(part: Cap | Line, currency: str, reader: Reader) -> list[dict[str, str]]:
    """Name the parts that money has (R2), those that are not nothing."""
    parts = (
        (_("held"), part.held_minor),
        (_("guaranteed"), part.guaranteed_minor),
        (_("owed by the supplier alone, not covered"), part.owed_minor),
    )
    return [
        {"label": label, "amount": reader.money(minor, currency)} for label, minor in parts if minor
    ]


def mark(line: Line, reader: Reader) -> dict[str, str]:
    """Say a line's status in a word, an icon and a tint together."""
    icon, tint = LOOKS[line.status]
    return {"word": capital(_status(line.status, reader)), "icon": icon, "tint": tint}


def _status(status: Status, reader: Reader) -> str:
    return reader.say("cover", f"status.{status.value}")


def amount(line: Line, currency: str, reader: Reader) -> str:
    """Say the most that a line brings; nothing where nothing is covered."""
    return reader.money(line.minor, currency) if line.minor else ""


def entry(line: Line, order: OrderAnswer, reader: Reader) -> dict[str, Any]:
    """Give one line as ``parts/protection.html`` takes it."""
    currency = order.money.currency
    said = said_line(line, currency, reader.language, zone=reader.zone)
    return {
        "title": said.title,
        "mark": mark(line, reader),
        "amount": amount(line, currency, reader),
        "parts": behind(line, currency, reader),
        "until": said.until if line.status is not Status.NOT_COVERED else "",
        "relative": relative(line.until - reader.now) if line.until else "",
        "zone": reader.zone,
        "why": [{"text": rule.sentence, "sources": ", ".join(rule.sources)} for rule in said.why],
        "missing": [each.sentence for each in said.missing],
        "improve": _improvements(said.improve, line.lot, order),
        "burden": said.burden if line.minor else "",
    }


def _improvements(codes: Iterable[SaidCode], lot: str, order: OrderAnswer) -> list[dict[str, str]]:
    """What would improve it, with a link where the reader can do it himself now."""
    return [{"text": each.sentence, "href": _help(each.code, lot, order)} for each in codes]


def _help(code: str, lot: str, order: OrderAnswer) -> str:
    """Where the reader can do it himself, if one of the commands is open for him now."""
    for name in _HELPS.get(code, ()):
        if name == "Pay" and any(item.due_minor for item in order.instalments):
            return reverse("pay", args=[order.id])
        for offer in order.offers:
            if offer.command.__name__ == name and offer.is_open and offer.about in ("", lot):
                return (
                    actions.answer_address(order, offer)
                    if name in actions.ANSWERS
                    else actions.address(order, offer)
                )
    return ""


def _counts(lines: Sequence[Line], reader: Reader) -> list[dict[str, Any]]:
    """How many protections have which status, the worst first."""
    found = []
    for status, (icon, tint) in LOOKS.items():
        count = sum(line.status is status for line in lines)
        if count:
            found.append(
                {"count": count, "word": _status(status, reader), "icon": icon, "tint": tint}
            )
    return found


def light(ground: Ground, order: OrderAnswer, reader: Reader) -> dict[str, Any]:
    """Give one ground of refusal as a light with words; from the draft on (S76)."""
    said = said_ground(ground, reader.language, zone=reader.zone)
    icon, tint = _LIGHTS[ground.status]
    lots = dict(ground.facts).get("lots", ())
    lot = str(lots[0]) if isinstance(lots, tuple) and lots else ""
    return {
        "title": said.title,
        "status": capital(said.status),
        "sentence": said.sentence,
        "icon": icon,
        "tint": tint,
        "improve": _improvements(said.improve, lot, order),
    }


def _other(
    pack: Pack, ours: CoverAnswer, order: OrderAnswer, reader: Reader, policies: Policies
) -> dict[str, Any]:
    """The lines that other rules would answer otherwise: ours and theirs."""
    theirs = {line.name: line for line in pack.present.lines}
    rows = []
    for line in ours.lines:
        other = theirs.get(line.name)
        if other is None or (other.status, other.minor) == (line.status, line.minor):
            continue
        title = said_line(line, order.money.currency, reader.language, zone=reader.zone).title
        rows.append(
            {
                "title": title,
                "lot": line.lot if len(order.lots) > 1 else "",
                "ours": brief(line, ours.currency, reader),
                "theirs": brief(other, ours.currency, reader),
            }
        )
    return {"title": _rules_name(policies.of(pack.policy)), "rows": rows}


def _rules_name(policy: Policy) -> str:
    """What traders call a set of rules; one of the operator's own has only its own title."""
    known = {
        "guide-2021": _("the rules of the guide"),
        "alibaba-2017-12": _("the stricter rules of a large marketplace"),
    }
    return known.get(policy.name, policy.title)


def brief(line: Line, currency: str, reader: Reader) -> dict[str, str]:
    """A line's status and amount, for a comparison."""
    return mark(line, reader) | {"amount": amount(line, currency, reader)}


def changes(before: CoverAnswer, after: CoverAnswer, reader: Reader) -> list[dict[str, Any]]:
    """The lines that differ between two answers: before, after; empty where one has no such line.

    Lines whose date alone moves are among them.
    """
    old, new = ({line.name: line for line in each.lines} for each in (before, after))
    several = len({*(cap.lot for cap in before.caps), *(cap.lot for cap in after.caps)}) > 1
    found = []
    for name in dict.fromkeys((*old, *new)):
        was, is_ = old.get(name), new.get(name)
        line = is_ or was
        if line is None or _tells_the_same(was, is_):
            continue
        said = said_line(line, after.currency, reader.language, zone=reader.zone)
        found.append(
            {
                "title": said.title,
                "lot": line.lot if several else "",
                "before": brief(was, before.currency, reader) if was else None,
                "after": brief(is_, after.currency, reader) if is_ else None,
            }
        )
    return found


def _tells_the_same(was: Line | None, is_: Line | None) -> bool:
    if was is None or is_ is None:
        return False
    return (was.status, was.minor, was.until) == (is_.status, is_.minor, is_.until)


def is_asked(order: OrderAnswer, lot: str) -> bool:
    """Whether the reader has an answer to give on this lot: before it leaves, or after receipt."""
    return any(
        offer.about == lot and offer.is_open and offer.command.__name__ in actions.ANSWERS
        for offer in order.offers
    )
