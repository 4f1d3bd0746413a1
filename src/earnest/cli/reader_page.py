"""How do the reader's choices look at a terminal? Side by side, then each to its end.

A row is something that may turn out wrong, a column is a choice; every figure comes from the cover
answer or the preview. Status is told by a sign and a colour together, and the signs are explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from earnest.cli.cover_page import SIGNS
from earnest.cli.order_page import money_bar
from earnest.cli.speak import clean, heading, line, money, table
from earnest.cli.story_page import entry_of
from earnest.cli.telling import chapter, held, told_row
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.demo.choices import Asked
from earnest.demo.notes import said
from earnest.demo.play import Note
from earnest.demo.reader import ASKED, A
from earnest.domain.coverage.answer import CoverAnswer, Issue, Line, Status
from earnest.domain.order.progress import WaitLapsed
from earnest.domain.order.state import WaitKind
from earnest.journal.envelope import Envelope
from earnest.usecases.held import change_in_held
from earnest.words import formats
from earnest.words.cover import said_line

Name = tuple[Issue, str, str]
"""What a row is about: the issue, the lot, the clause."""

FIGURE = 11
"""Columns that a sign and a sum below a million need."""

_WHATEVER_CLAUSE = (Issue.PACKAGING_DAMAGE, Issue.UNDERTAKING)
"""Issues that are one row, whichever clause or promise the answer names."""

_ALWAYS = (Issue.KNOWN_FINDING, Issue.LATENT)
"""Rows of lot A that stand in a table even where all its columns are the same."""


def name_of(found: Line) -> Name:
    """In which row a line stands."""
    if found.issue is Issue.UNDERTAKING:
        return (found.issue, "", "")
    return (found.issue, found.lot, "" if found.issue in _WHATEVER_CLAUSE else found.clause)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of all answers: those in which the choices differ, and those that are the same."""

    different: tuple[Name, ...]
    same: tuple[Name, ...]


def rows_of(answers: Sequence[CoverAnswer]) -> Rows:
    """Sort the rows of these answers, in the order of the first answer that has them."""
    names: dict[Name, list[Line | None]] = {}
    for answer in answers:
        for found in answer.lines:
            names.setdefault(name_of(found), [])
    for name, cells in names.items():
        cells += [cell(answer, name) for answer in answers]
    ordered = sorted(names, key=lambda name: (name[1] or "~", tuple(Issue).index(name[0])))
    different = [name for name in ordered if _differ(names[name]) or _is_shown(name)]
    return Rows(tuple(different), tuple(name for name in ordered if name not in different))


def _is_shown(name: Name) -> bool:
    return name[0] in _ALWAYS and name[1] == A


def _differ(cells: Sequence[Line | None]) -> bool:
    return len({(each.status, each.minor) if each else None for each in cells}) > 1


def cell(answer: CoverAnswer, name: Name) -> Line | None:
    """The line of an answer that stands in a row."""
    return next((found for found in answer.lines if name_of(found) == name), None)


def figure(minor: int, currency: str) -> str:
    """An amount without its currency, which the table names once."""
    return money(minor, currency).removeprefix(currency).strip()


def choices_page(asked: Sequence[Asked]) -> Iterator[RenderableType]:
    """The choices: what each is, what it would change, and what nobody changes."""
    currency = asked[0].supposed.before.money.currency
    answers = [each.supposed.after.protection for each in asked]
    rows = rows_of(answers)
    yield from chapter(t("reader_question"))
    for number, each in enumerate(asked, 1):
        yield line((f"{number}  ", "step"), note(each.choice.name))
    shown = _grid(t("reader_if", currency=currency), [note(each.choice.short) for each in asked])
    shown.add_row(t("reader_held"), *(_held(each) for each in asked))
    shown.add_row(t("reader_moves"), *(_moves(each) for each in asked))
    shown.add_section()
    for name in rows.different:
        shown.add_row(_title(answers, name), *(_status(cell(a, name), currency) for a in answers))
    shown.add_section()
    shown.add_row(t("reader_words"), *(_changed(each) for each in asked))
    yield Text()
    yield shown
    yield legend(currency)
    yield heading(t("reader_until"))
    yield from _untils(answers, rows.different)
    yield heading(t("reader_same"))
    yield from (_same(answers[0], name) for name in rows.same)
    yield heading(t("reader_stricter", policy=asked[0].stricter.policy))
    for number, each in enumerate(asked, 1):
        yield line((f"{number}  ", "step"), *_stricter(each))


def _stricter(each: Asked) -> tuple[str | tuple[str, str], ...]:
    """Which lines the stricter rules answer in another way, and how."""
    ours, theirs = each.supposed.after.protection, each.stricter
    other = [
        f"{_title([ours], name)}: {ours_is.plain} → {theirs_is.plain}"
        for name in dict.fromkeys(map(name_of, ours.lines))
        for ours_is in [_status(cell(ours, name), ours.currency)]
        for theirs_is in [_status(cell(theirs, name), ours.currency)]
        if ours_is.plain != theirs_is.plain
    ]
    return ("; ".join(other),) if other else ((t("reader_alike"), "quiet"),)


def note(code: str) -> str:
    """A note of the story in the reader's language."""
    return clean(said(Note(code), terminal().language))


def _grid(first: str, columns: Sequence[str]) -> Table:
    shown = table(first, *columns, right=tuple(range(1, len(columns) + 1)))
    shown.padding = (0, 1, 0, 0)
    for column in shown.columns[1:]:
        column.no_wrap, column.width = False, FIGURE
    return shown


def _held(each: Asked) -> Text:
    bar = each.supposed.after.money
    return Text(figure(bar.held_minor, bar.currency), "held")


def _moves(each: Asked) -> Text:
    """What leaves escrow at once, or is set aside in it."""
    before, after = each.supposed.before.money, each.supposed.after.money
    parts = (
        ("reader_back", after.refunded_minor - before.refunded_minor, "refunded"),
        ("reader_paid", after.released_minor - before.released_minor, "released"),
        ("reader_aside", each.set_aside_minor, "held"),
    )
    found = [Text(t(code, amount=figure(minor, after.currency)), style)
             for code, minor, style in parts if minor]  # fmt: skip
    return Text("\n").join(found) if found else Text(t("reader_nothing"), "quiet")


def _changed(each: Asked) -> Text:
    if not each.case.lines_changed:
        return Text(t("reader_nothing"), "quiet")
    return Text(formats.number(each.case.lines_changed, terminal().language), "warn")


def _status(found: Line | None, currency: str) -> Text:
    if found is None:
        return Text("—", "quiet")
    sign, style = SIGNS[found.status]
    if found.status is Status.NOT_COVERED:
        return Text(sign, style)
    return Text(f"{sign} {figure(found.minor, currency)}", style)


def _untils(answers: Sequence[CoverAnswer], names: Sequence[Name]) -> Iterator[RenderableType]:
    """Until when each row can be claimed, as the first answer says that covers it."""
    titles: dict[str, list[str]] = {}
    for name in names:
        found = (each for each in (cell(answer, name) for answer in answers) if each)
        covered = next((each for each in found if each.status is not Status.NOT_COVERED), None)
        if covered is not None:
            told = said_line(covered, answers[0].currency, terminal().language, zone=_ZONE)
            titles.setdefault(told.until, []).append(_title(answers, name))
    for until, rows in titles.items():
        listed = formats.listed(rows, terminal().language)
        yield line((t("reader_until_rows", until=until), "quiet"), listed)


_ZONE = "Europe/London"
"""The buyer's zone: it is the buyer who asks."""


def _same(answer: CoverAnswer, name: Name) -> RenderableType:
    found = cell(answer, name)
    if found is None:
        return Text()
    told = said_line(found, answer.currency, terminal().language, zone=_ZONE)
    where = t("cover_lot", lot=clean(found.lot)) if found.lot else t("cover_order")
    sign, style = SIGNS[found.status]
    parts: list[str | tuple[str, str]] = [(f"{sign} ", style), f"{where} · {clean(told.title)}"]
    if found.status is not Status.NOT_COVERED:
        parts += [
            " · ",
            (money(found.minor, answer.currency), "money"),
            (f" · {told.until}", "quiet"),
        ]
    return line(*parts)


def _sum(found: Line, currency: str, until: str) -> tuple[str | tuple[str, str], ...]:
    """What is covered, and until when; nothing where it is not."""
    if found.status is Status.NOT_COVERED:
        return ()
    return (" · ", (money(found.minor, currency), "money"), (f" · {until}", "quiet"))


def legend(currency: str) -> Text:
    """What the signs mean."""
    return line((t("reader_legend", currency=currency), "quiet"))


def ending_page(number: int, each: Asked, history: Sequence[Envelope]) -> Iterator[RenderableType]:
    """One choice to its end: what happened, the money and the cover at the key instants."""
    yield from chapter(f"{number} · {note(each.choice.name)}")
    yield from _told(each, history)
    yield Text()
    yield _moments(each)
    if each.choice.code == "as_it_is":
        yield from _afterwards(each)
    yield Text()
    yield money_bar(each.case.trade.look().money)


def _told(each: Asked, history: Sequence[Envelope]) -> Iterator[RenderableType]:
    """The events after the question that move money, or on which it depends."""
    currency, language = each.supposed.before.money.currency, terminal().language
    day_before, after = "", 0
    for envelope in history:
        change = change_in_held(envelope, currency)
        after += change
        at = envelope.stamp.effective_at
        if at < ASKED or not (change or _is_key(envelope.event)):
            continue
        entry = entry_of(envelope, currency, change, after)
        day = formats.day(at.date(), language)
        yield told_row(day if day != day_before else "", Text(clean(entry.sentence)), held(entry))
        day_before = day


def _is_key(event: object) -> bool:
    if isinstance(event, WaitLapsed):
        return event.kind in (WaitKind.PAY_UNDERTAKING, WaitKind.LONGSTOP)
    return type(event).__name__ in _KEY


_KEY = frozenset({
    "ShipmentRefused", "ProductionReported", "InspectionRecorded", "ShipmentApproved",
    "UndertakingOffered", "UndertakingCountersigned", "UndertakingCalled", "UndertakingPaid",
    "UndertakingUnkept", "ReductionProposed", "PriceReduced", "ClauseWaived", "GoodsShipped",
    "GoodsReceived", "GoodsAccepted", "HoldbackKept", "LotReleased", "ShipByMissed", "OrderClosed",
})  # fmt: skip
"""What is told of a choice; the rest (payouts, bookings, waits) is in the order's history."""


def _moments(each: Asked) -> RenderableType:
    """Money and cover, one column for each key instant but the last, when all is over."""
    moments = each.case.moments[:-1]
    language = terminal().language
    heads = [f"{note(m.code)}\n{_short_day(m.at, language)}" for m in moments]
    currency = each.supposed.before.money.currency
    shown = _grid(t("reader_when", currency=currency), heads)
    for code, style, pick in _MONEY:
        if any(pick(moment) for moment in moments):
            values = (pick(moment) for moment in moments)
            cells = (
                Text(figure(v, currency) if v else "—", style if v else "quiet") for v in values
            )
            shown.add_row(t(code), *cells)
    shown.add_section()
    answers = [moment.standing.protection for moment in moments]
    for name in rows_of(answers).different:
        if name[1] == A or (name[0] is Issue.UNDERTAKING and _ever(answers, name)):
            title = _title(answers, name)
            shown.add_row(title, *(_status(cell(a, name), currency) for a in answers))
    return shown


_MONEY = (
    ("reader_held", "held", lambda moment: moment.standing.money.held_minor),
    ("reader_kept", "held", lambda moment: moment.kept_minor),
    ("reader_released", "released", lambda moment: moment.standing.money.released_minor),
    ("reader_refunded", "refunded", lambda moment: moment.standing.money.refunded_minor),
)


def _amount(minor: int, currency: str, style: str) -> Text:
    return Text(figure(minor, currency), style) if minor else Text("—", "quiet")


def _ever(answers: Sequence[CoverAnswer], name: Name) -> bool:
    found = (cell(answer, name) for answer in answers)
    return any(each and each.status is not Status.NOT_COVERED for each in found)


def _title(answers: Sequence[CoverAnswer], name: Name) -> str:
    found = next(each for each in (cell(answer, name) for answer in answers) if each)
    said_first = said_line(found, answers[0].currency, terminal().language, zone=_ZONE)
    lot = f"{t('cover_lot', lot=found.lot)} · " if found.lot not in ("", A) else ""
    return clean(f"{lot}{said_first.title}")


def _short_day(at: datetime, language: str) -> str:
    text = formats.day(at.date(), language)
    return text.replace(f" {at.year}", "").replace(f"{at.year}年", "")


def _afterwards(each: Asked) -> Iterator[RenderableType]:
    """What the buyer can still claim once the goods arrived, and what no more, with the reason."""
    arrived = next(m for m in each.case.moments if m.code == "reader_arrived")
    answer = arrived.standing.protection
    for is_covered, code in ((True, "reader_can"), (False, "reader_cannot")):
        yield heading(t(code))
        for found in answer.lines:
            if found.lot == A and (found.status is not Status.NOT_COVERED) is is_covered:
                yield from _reason(found, answer.currency)


def _reason(found: Line, currency: str) -> Iterator[RenderableType]:
    told = said_line(found, currency, terminal().language, zone=_ZONE)
    sign, style = SIGNS[found.status]
    yield line((f"{sign} ", style), clean(told.title), *_sum(found, currency, told.until))
    if found.status is Status.NOT_COVERED and told.why:
        yield Padding(Text(clean(told.why[-1].sentence), "quiet"), (0, 0, 0, 4))


def endings_page(asked: Sequence[Asked]) -> Iterator[RenderableType]:
    """How all choices ended, in one table."""
    yield from chapter(t("demo_summary"))
    currency = asked[0].supposed.before.money.currency
    names = (t("reader_released"), t("reader_refunded"), t("reader_held"))
    shown = table(t("reader_choice", currency=currency), *names, right=(1, 2, 3))
    for number, each in enumerate(asked, 1):
        bar = each.case.trade.look().money
        figures = (bar.released_minor, bar.refunded_minor, bar.held_minor)
        title = line((f"{number}  ", "step"), note(each.choice.name))
        shown.add_row(title, *(figure(minor, currency) if minor else "—" for minor in figures))
    yield shown
