"""Which notices of the bank were refused, and what was done about them? ``earnest receipt notices``
and ``earnest receipt settle``, for operators.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from pydantic_core import from_json

from earnest.cli.options import As, Json, Key
from earnest.cli.people import operator, the_desk
from earnest.cli.speak import clean, emit, line, show
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.payment.notice import RefusedNotice, SettleNotice
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.outcome import refused_of
from earnest.words import formats
from earnest.words.say import refusal, sentence

Id = Annotated[str, typer.Argument(help="The notice's number, as receipt notices shows it.")]


def notices(login: As = "", as_json: Json = False) -> None:
    """List the notices of the bank that the rules refused and nobody has dealt with."""
    desk = the_desk()
    found = desk.look.notices(operator(desk, login))
    if as_json:
        emit({"notices": [_form(notice) for notice in found]})
        return
    if not found:
        show(line((t("no_notices"), "quiet")))
    for notice in found:
        _show(notice)


def _show(notice: RefusedNotice) -> None:
    language = terminal().language
    at = formats.moment(notice.at, language, "UTC") if notice.at else ""
    act = sentence("commands", notice.act, language, part="label")
    show(line((notice.id, "name"), (f"  {at}", "quiet")))
    show(line(f"{act}: {clean(said(notice))}"))
    why = refusal(refused_of(notice.refusal), language)
    show(line((why, "warn"), (f"  {notice.code}", "quiet")))


def said(notice: RefusedNotice) -> str:
    """Give the bank's words as ``name value`` pairs, with its own id and what they are about."""
    pairs = "; ".join(f"{name} {value}" for name, value in from_json(notice.words).items())
    return f"{notice.notice}; {notice.about}; {pairs}"


def _form(notice: RefusedNotice) -> dict[str, Any]:
    return {
        "notice_id": notice.id,
        "bank_notice": notice.notice,
        "about": notice.about,
        "command": notice.act,
        "words": from_json(notice.words),
        "code": notice.code,
        "sentence": refusal(refused_of(notice.refusal), terminal().language),
        "at": notice.at.isoformat() if notice.at else None,
    }


def settle(
    notice: Id,
    reason: Annotated[str, typer.Option("--reason", help="What was done about it.")],
    login: As = "",
    key: Key = "",
    as_json: Json = False,
) -> None:
    """Mark a refused notice as dealt with; who and why stands in the journal. Moves no money."""
    desk = the_desk()
    actor = operator(desk, login)
    subject = Subject(Kind.NOTICE, notice)
    done = desk.perform(subject, SettleNotice(reason), actor, key=key)
    if as_json:
        emit({"notice_id": notice, "version": done.version, "events": list(done.events)})
    else:
        show(line((t("notice_settled"), "good")))
