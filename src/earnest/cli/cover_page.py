"""How does the cover answer look at a terminal? The choices side by side, then line by line, why.

Status is told by a word, a sign and a colour together, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from earnest.cli.speak import clean, heading, line, money, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.coverage.answer import CoverAnswer, Issue, Line, Status
from earnest.domain.coverage.grounds import Ground, GroundStatus
from earnest.usecases.cover import CoverReply
from earnest.words.cover import said_ground, said_line
from earnest.words.say import refusal, sentence

SIGNS = {
    Status.COVERED: ("✓", "good"),
    Status.CONDITIONAL: ("◐", "warn"),
    Status.NOT_COVERED: ("✗", "bad"),
    Status.UNDETERMINED: ("?", "warn"),
}
GROUND_SIGNS = {
    GroundStatus.MET: ("✓", "good"),
    GroundStatus.OPEN: ("◐", "warn"),
    GroundStatus.AT_RISK: ("✗", "bad"),
}


def cover_page(found: CoverReply) -> Iterator[RenderableType]:
    """The whole page: what is supposed, the answers side by side, the reasons, the grounds."""
    binding = found.binding
    shown = binding.supposed or binding.present
    yield line((t("cover_title", policy=binding.policy), "title"))
    if found.command:
        label = sentence("commands", found.command, terminal().language, part="label")
        yield line((t("cover_supposed", label=label), "quiet"))
    if found.refusal is not None:
        why = clean(refusal(found.refusal, terminal().language))
        yield line((f"✗ {t('cover_refused')} ", "bad"), why)
    yield from _side_by_side(found)
    yield from _reasons(shown, found.zone)
    yield heading(t("cover_grounds"))
    for ground in binding.grounds:
        yield from _ground(ground)
    yield line(("\n" + t("cover_written"), "quiet"))


def _side_by_side(found: CoverReply) -> Iterator[RenderableType]:
    """One row for each line that any of the answers has."""
    columns: list[tuple[str, CoverAnswer]] = []
    for pack in found.packs:
        name = t("cover_now") if pack.is_binding else pack.policy
        if pack.is_binding or pack.supposed is None:
            columns.append((name, pack.present))
        if pack.supposed is not None:
            columns.append((t("cover_after") if pack.is_binding else pack.policy, pack.supposed))
    if len(columns) == 1:
        return
    rows: dict[tuple[Issue, str, str], Line] = {}
    for _, answer in columns:
        rows |= {each.name: each for each in answer.lines if each.name not in rows}
    places = {goods.lot: place for place, goods in enumerate(found.binding.present.caps)}
    shown = table(t("cover_issue"), *(name for name, _ in columns))
    for row in sorted(rows, key=lambda row: _place(places, row)):
        cells = [_cell(answer, row) for _, answer in columns]
        shown.add_row(_title(rows[row], found.currency), *cells)
    yield Text()
    yield shown


def cover_changes(before: CoverAnswer, after: CoverAnswer) -> Iterator[RenderableType]:
    """The lines whose status or amount a command would change, before and after it."""
    old = {each.name: each for each in before.lines}
    rows = old | {each.name: each for each in after.lines if each.name not in old}
    changed = [name for name in rows if _stand(before, name) != _stand(after, name)]
    if not changed:
        return
    shown = table(t("cover_issue"), t("before"), t("after"))
    for name in changed:
        shown.add_row(_title(rows[name], after.currency), _cell(before, name), _cell(after, name))
    yield Text()
    yield shown


def _stand(answer: CoverAnswer, name: tuple[Issue, str, str]) -> tuple[Status, int] | None:
    found = answer.line(*name)
    return (found.status, found.minor) if found else None


def _place(lots: dict[str, int], name: tuple[Issue, str, str]) -> tuple[int, int]:
    """Lots as the answer has them, each with its issues in the order of the table."""
    issue, lot, _ = name
    return (lots.get(lot, len(lots)) if lot else len(lots) + 1, tuple(Issue).index(issue))


def _title(found: Line, currency: str) -> Text:
    said = said_line(found, currency, terminal().language)
    lot = t("cover_lot", lot=clean(found.lot)) if found.lot else t("cover_order")
    return line((f"{lot} ", "quiet"), clean(said.title))


def _cell(answer: CoverAnswer, name: tuple[Issue, str, str]) -> Text:
    found = answer.line(*name)
    if found is None:
        return Text("—", "quiet")
    sign, style = SIGNS[found.status]
    amount = f" {money(found.minor, answer.currency)}" if found.minor else ""
    return Text(f"{sign} {_status(found)}{amount}", style)


def _status(found: Line) -> str:
    return sentence("cover", f"status.{found.status}", terminal().language)


def _reasons(answer: CoverAnswer, zone: str) -> Iterator[RenderableType]:
    lot: str | None = None
    for found in answer.lines:
        if found.lot != lot:
            lot = found.lot
            yield heading(t("cover_lot", lot=clean(lot)) if lot else t("cover_order"))
        yield from _line(found, answer.currency, zone)


def _line(found: Line, currency: str, zone: str) -> Iterator[RenderableType]:
    said = said_line(found, currency, terminal().language, zone=zone)
    sign, style = SIGNS[found.status]
    parts: list[str | tuple[str, str]] = [(f"{sign} {said.status}", style)]
    parts += [" · ", clean(said.title)]
    if found.status is not Status.NOT_COVERED:
        parts += [" · ", (money(found.minor, currency), "money"), f" · {said.until}"]
    yield line(*parts)
    for rule in said.why:
        sources = ", ".join(rule.sources)
        yield _below(line((clean(rule.sentence), ""), (f"  {sources}", "quiet")))
    if found.missing:
        missing = "; ".join(each.sentence for each in said.missing)
        yield _below(line((t("cover_missing"), "warn"), " · ", missing))
    for each in said.improve:
        yield _below(line(("→ ", "step"), each.sentence))
    if found.status is not Status.NOT_COVERED:
        yield _below(line((said.burden, "quiet")))


def _ground(found: Ground) -> Iterator[RenderableType]:
    said, (sign, style) = said_ground(found, terminal().language), GROUND_SIGNS[found.status]
    yield line((f"{sign} {said.title}", style), " · ", (said.status, style))
    yield _below(line(clean(said.sentence)))
    for each in said.improve:
        yield _below(line(("→ ", "step"), each.sentence))


def _below(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 4))
