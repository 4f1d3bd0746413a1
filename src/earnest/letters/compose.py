"""What does a letter say? What happened, what the reader may do, until when, and what otherwise.

Sentences come from ``words``, the frame from ``templates`` and ``phrases.toml`` beside this file.
Letters about money carry no link and none of the parties' own text: neither bank details nor a
door to a false page can hide in a title (F2, F21).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from earnest.domain.order.state import Order, WaitKind
from earnest.domain.parties import Role
from earnest.letters.post import one_line
from earnest.words.facts import facts_of
from earnest.words.formats import column_of, deadline
from earnest.words.say import sentence, word

ANSWERS: Mapping[WaitKind, tuple[str, ...]] = {
    WaitKind.DRAFT_IDLE: ("WriteDraft", "ProposeContract", "CancelOrder"),
    WaitKind.ANSWER_PROPOSAL: ("SignContract", "CounterPropose", "DeclineProposal"),
    WaitKind.COUNTERSIGN: ("SignContract", "CounterPropose", "DeclineProposal"),
    WaitKind.LIMIT_HOLD: ("AnnouncePayment",),
    WaitKind.DEPOSIT: (),
    WaitKind.INSTALMENT: (),
    WaitKind.OVERDUE_INSTALMENT: (),
    WaitKind.SHIP_BY: ("ShipGoods", "ProposeShipBy"),
    WaitKind.EXTRA_PERIOD: ("ShipGoods", "ProposeShipBy"),
    WaitKind.LONGSTOP: ("ShipGoods",),
    WaitKind.ANSWER_SHIP_BY: ("AnswerShipBy",),
    WaitKind.CANCEL_NOTICE: ("ShipGoods",),
    WaitKind.ANSWER_CANCELLATION: ("AnswerCancellation",),
    WaitKind.ANSWER_AMENDMENT: ("AnswerAmendment",),
    WaitKind.APPROVE_SHIPMENT: ("ApproveShipment",),
    WaitKind.ANSWER_INSPECTION: ("AnswerInspection", "CancelInspection"),
    WaitKind.INSPECTION_DUE: ("RecordInspection",),
    WaitKind.SHIPMENT_OBJECTION: (),
    WaitKind.RECEIPT: ("ConfirmReceipt", "ReportNotArrived"),
    WaitKind.ACCEPTANCE: ("AcceptGoods",),
    WaitKind.HOLDBACK: ("ProposeReduction",),
    WaitKind.ANSWER_REDUCTION: ("AnswerReduction",),
    WaitKind.ANSWER_HOLDBACK: ("AnswerHoldback",),
    WaitKind.ANSWER_UNDERTAKING: ("CountersignUndertaking", "DeclineUndertaking"),
    WaitKind.CALL_UNDERTAKING: ("CallUndertaking",),
    WaitKind.PERFORM_UNDERTAKING: ("ReportPerformance", "ObjectToCall"),
    WaitKind.CONFIRM_PERFORMANCE: ("AnswerPerformance",),
    WaitKind.PAY_UNDERTAKING: ("ObjectToCall",),
    WaitKind.REVIEW_CALL: (),
}
"""The commands that answer a wait, as its letter names them; paying is not a command."""

MONEY_WAITS = frozenset(
    {WaitKind.LIMIT_HOLD, WaitKind.DEPOSIT, WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT}
    | {WaitKind.ACCEPTANCE, WaitKind.SHIPMENT_OBJECTION, WaitKind.ANSWER_CANCELLATION}
    | {WaitKind.CALL_UNDERTAKING, WaitKind.PAY_UNDERTAKING, WaitKind.REVIEW_CALL}
)
MONEY_EVENTS = frozenset(
    {"PaymentReceived", "PaymentReversed", "InstalmentDue", "InstalmentMissed", "InstalmentOverdue"}
    | {"LotReleased", "LotPartReleased", "LotRefunded", "PriceReduced", "HoldbackKept"}
    | {"PayoutSettled", "PayoutReturned", "PayoutEscalated", "PayoutUnresolved"}
    | {"OrderActivated"}
    | {"OrderConcluded", "CancellationAgreed", "ContractAmended"}
    | {"UndertakingCountersigned", "UndertakingCalled", "CallDecided"}
    | {"UndertakingPaid", "UndertakingOwed"}
)
"""What makes a letter one about money."""


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a letter is written: side, language and zone."""

    role: Role
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A wait as its letter tells it."""

    kind: WaitKind
    due_at: datetime
    moment: str


@dataclass(frozen=True, slots=True)
class Written:
    """A letter's subject and its two bodies."""

    subject: str
    text: str
    html: str


def write(
    order: Order, event: object | None, asked: Asked | None, reader: Reader, *, site: str
) -> Written:
    """Write one letter: about ``event``, about a wait that it began, or about both."""
    name = type(event).__name__ if event is not None else ""
    is_money = name in MONEY_EVENTS or (asked is not None and asked.kind in MONEY_WAITS)
    happened = _happened(order, event, reader) if event is not None else ""
    known_as = order.id if is_money else (one_line(order.terms.title) or order.id)
    rows = [
        *_about(order, reader, is_money=is_money),
        ("happened", happened),
        *(_request(asked, reader) if asked else ()),
    ]
    page = "inspections/" if reader.role is Role.INSPECTOR else f"orders/{order.id}"
    link = "" if is_money else f"{site}/{page}"
    closing = phrase("closing_money" if is_money else "closing", reader.language)
    return Written(
        _subject(asked, happened, known_as, reader),
        _text(rows, link, closing, reader),
        _html(rows, link, closing, reader),
    )


def phrase(name: str, language: str, **facts: str) -> str:
    """One phrase of a letter's frame."""
    return _phrases()[name][column_of(language)].format(**facts)


def _happened(order: Order, event: object, reader: Reader) -> str:
    facts = facts_of(event, currency=order.currency)
    return sentence("events", type(event).__name__, reader.language, facts, zone=reader.zone)


def _about(order: Order, reader: Reader, *, is_money: bool) -> list[tuple[str, str]]:
    rows = [("order", order.id), ("role", word("Role", reader.role.value, reader.language))]
    if is_money:
        return rows
    other = order.terms.supplier if reader.role is Role.BUYER else order.terms.buyer
    return [("title", one_line(order.terms.title)), *rows, ("other_side", one_line(other.name))]


def _request(asked: Asked, reader: Reader) -> list[tuple[str, str]]:
    language = reader.language
    labels = [sentence("commands", name, language, part="label") for name in ANSWERS[asked.kind]]
    return [
        ("may_do", _sentence_case(sentence("waits", asked.kind, language, part="awaited"))),
        ("answers", " / ".join(labels)),
        ("until", deadline(asked.due_at, language, reader.zone)),
        ("otherwise", _sentence_case(sentence("waits", asked.kind, language, part="outcome"))),
    ]


def _subject(asked: Asked | None, happened: str, known_as: str, reader: Reader) -> str:
    if asked is None:
        return phrase("subject_news", reader.language, happened=happened, order=known_as)
    awaited = sentence("waits", asked.kind, reader.language, part="awaited")
    until = deadline(asked.due_at, reader.language, reader.zone)
    name = f"subject_{asked.moment}"
    return phrase(name, reader.language, awaited=awaited, until=until, order=known_as)


def _text(rows: list[tuple[str, str]], link: str, closing: str, reader: Reader) -> str:
    lines = [
        phrase("line", reader.language, head=phrase(name, reader.language), value=value)
        for name, value in rows
        if value
    ]
    more = [phrase("link", reader.language, link=link)] if link else []
    body = "\n\n".join([*lines, *more])
    return _template("letter.txt").substitute(body=body, closing=closing)


def _html(rows: list[tuple[str, str]], link: str, closing: str, reader: Reader) -> str:
    row = _template("row.html")
    lines = [
        row.substitute(head=escape(phrase(name, reader.language)), value=escape(value))
        for name, value in rows
        if value
    ]
    more = _template("link.html").substitute(
        link=escape(link), words=escape(phrase("open", reader.language))
    )
    return _template("letter.html").substitute(
        language="zh-Hans" if column_of(reader.language) == "zh" else "en",
        rows="\n".join(lines),
        link=more if link else "",
        closing=escape(closing),
    )


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    text = (files(__package__) / "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _template(name: str) -> Template:
    return Template((files(__package__) / "templates" / name).read_text(encoding="utf-8"))
