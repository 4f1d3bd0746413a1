"""How is the reader's question told? ``earnest demo --story reader``: what happened, the choices
side by side, then each of them played to its end on an order of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from earnest.cli.books import show_trial
from earnest.cli.cover_forms import answer_form
from earnest.cli.json_forms import money_form
from earnest.cli.proof import show_report
from earnest.cli.reader_page import choices_page, ending_page, endings_page, note
from earnest.cli.speak import emit, line, show
from earnest.cli.telling import Printer
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.demo.cast import introduce
from earnest.demo.choices import Asked, ask, play_out
from earnest.demo.play import Teller, begin_at
from earnest.demo.reader import ASKED, BEGAN, A
from earnest.domain.ledger.trial import is_balanced
from earnest.domain.subjects import Kind, Subject
from earnest.journal.codec import kebab
from earnest.journal.envelope import Envelope, open_up
from earnest.usecases.look import trial_of
from earnest.wiring import Desk
from earnest.wiring.proof import verified


def tell_reader(desk: Desk, *, as_json: bool) -> bool:
    """Tell it in an installation where nothing has happened yet; false where the books fail."""
    begin_at(desk, BEGAN)
    introduce(desk.reads)
    teller = Teller(desk, (lambda _: None) if as_json else Printer())
    asked = ask(desk, teller, terminal().language)
    if not as_json:
        show(*choices_page(asked))
    play_out(desk, asked)
    trial, report = trial_of(desk.reads), verified(desk)
    is_good = is_balanced(trial) and report.ok
    if as_json:
        emit(reader_form(asked) | {"books": {"balanced": is_balanced(trial)},
                                   "verify": {"ok": report.ok}})  # fmt: skip
        return is_good
    for number, each in enumerate(asked, 1):
        show(*ending_page(number, each, history_of(desk, each)))
    show(*endings_page(asked), Text())
    show_trial(trial)
    show(Text())
    show_report(report)
    show(line(("\n" + t("demo_where"), "quiet")))
    return is_good


def history_of(desk: Desk, each: Asked) -> list[Envelope]:
    """All events of the order on which a choice was played."""
    return [open_up(body) for body in desk.reads.events(Subject(Kind.ORDER, each.case.trade.id))]


def reader_form(asked: Sequence[Asked]) -> dict[str, Any]:
    """The question and its answers for programs; money in minor units."""
    return {
        "asked_at": ASKED,
        "facts": _facts(asked[0]),
        "choices": [_choice_form(each) for each in asked],
    }


def _facts(first: Asked) -> dict[str, Any]:
    """What is known when the question is asked; all orders are alike until then."""
    terms, before = first.case.trade.look().contract, first.supposed.before
    report = first.case.state.lots[A].quality.reports[0]
    return {
        "title": terms.title,
        "incoterm": terms.incoterm,
        "coverage": terms.coverage,
        "policy": before.protection.policy,
        "money": money_form(before.money),
        "lots": [asdict(lot) for lot in before.lots],
        "report": {
            "lot": A,
            "delivered_at": report.delivered_at,
            "verdict": report.judged.verdict,
            "sections": [asdict(section) for section in report.judged.sections],
            "sha256": report.report_sha256,
        },
        "sentence": {"said": note("reader_sentence"), "lines_changed": first.case.lines_changed},
        "answer": answer_form(before.protection),
    }


def _choice_form(each: Asked) -> dict[str, Any]:
    found = each.supposed
    events = [kebab(type(envelope.event).__name__) for envelope in found.events]
    return {
        "code": each.choice.code,
        "title": note(each.choice.name),
        "order": each.case.trade.id,
        "supposed": {
            "events": events,
            "money": money_form(found.after.money),
            "set_aside_minor": each.set_aside_minor,
            "sentence_changes_lines": each.case.lines_changed,
            "answer": answer_form(found.after.protection),
            "by_stricter_rules": answer_form(each.stricter),
        },
        "moments": [
            {
                "code": moment.code.removeprefix("reader_"),
                "at": moment.at,
                "stage": moment.standing.stage,
                "kept_back_minor": moment.kept_minor,
                "money": money_form(moment.standing.money),
                "answer": answer_form(moment.standing.protection),
            }
            for moment in each.case.moments
        ],
        "end": {"stage": each.case.trade.look().stage,
                "money": money_form(each.case.trade.look().money)},
    }  # fmt: skip
