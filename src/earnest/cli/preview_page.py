"""What would change? A command's preview as a page: events, money, cover, waits, ways closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from earnest.cli.cover_page import cover_changes
from earnest.cli.json_forms import standing_form
from earnest.cli.order_page import wait_cells
from earnest.cli.speak import clean, heading, line, money, rows, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.order.state import Wait
from earnest.journal.codec import kebab
from earnest.usecases.preview import Preview
from earnest.words import formats
from earnest.words.facts import facts_of
from earnest.words.say import sentence, word


def preview_form(found: Preview) -> dict[str, Any]:
    """The preview for programs; ``version`` is what consent must name."""
    currency = found.after.money.currency
    return {
        "version": found.version,
        "events": [
            {
                "type": envelope.type,
                "sentence": _said(envelope.event, currency),
            }
            for envelope in found.events
        ],
        "before": standing_form(found.before),
        "after": standing_form(found.after),
        "no_longer_possible": [kebab(name) for name in found.no_longer_possible],
    }


def _said(event: object, currency: str) -> str:
    facts = facts_of(event, currency=currency)
    return sentence("events", type(event).__name__, terminal().language, facts)


def preview_page(found: Preview, command: type, now: datetime) -> Iterator[RenderableType]:
    """The page that is shown before anybody is asked."""
    label = sentence("commands", command.__name__, terminal().language, part="label")
    yield line((t("preview_title", label=label), "title"))
    yield line((sentence("commands", command.__name__, terminal().language, part="hint"), "quiet"))
    yield heading(t("would_happen"))
    happens = rows(2, gap=1)
    for envelope in found.events:
        happens.add_row(Text("•", "good"), clean(_said(envelope.event, found.after.money.currency)))
    yield happens
    yield from _money(found)
    yield from _lots(found)
    yield from _cover(found)
    yield from cover_changes(found.before.protection, found.after.protection)
    yield from _waits(found, now)
    yield from _closed(found)


_FIGURES = ("paid", "held", "released", "refunded", "reversed", "receivable", "outstanding")


def _money(found: Preview) -> Iterator[RenderableType]:
    before, after = found.before.money, found.after.money
    changed = [
        name
        for name in _FIGURES
        if getattr(before, f"{name}_minor") != getattr(after, f"{name}_minor")
    ]
    if not changed:
        yield line(("\n" + t("money_same"), "quiet"))
        return
    shown = table(t("money_changes"), t("before"), t("after"), right=(1, 2))
    for name in changed:
        label = t("open") if name == "outstanding" else t(name)
        values = (getattr(side, f"{name}_minor") for side in (before, after))
        shown.add_row(label, *(money(value, after.currency) for value in values))
    yield Text()
    yield shown


def _lots(found: Preview) -> Iterator[RenderableType]:
    """What each lot is worth and holds, where that changes."""
    before = {lot.id: lot for lot in found.before.lots}
    changed = [lot for lot in found.after.lots if before.get(lot.id) != lot]
    if not before or not changed:
        return
    names = (t("lot"), t("stands"), t("amount"), t("held").capitalize(), t("before"))
    shown = table(*names, right=(2, 3, 4))
    currency, language = found.after.money.currency, terminal().language
    for lot in changed:
        old = before.get(lot.id)
        shown.add_row(
            clean(lot.id),
            word("lot_stage", lot.stage, language),
            money(lot.value_minor, currency),
            money(lot.held_minor, currency),
            money(old.held_minor, currency) if old else "—",
        )
    yield Text()
    yield shown


def _cover(found: Preview) -> Iterator[RenderableType]:
    before, after = found.before.cover, found.after.cover
    if before == after:
        return
    shown = table(t("cover_changes"), t("before"), t("after"), right=(1, 2))
    currency = found.after.money.currency
    if before.promise != after.promise:
        shown.add_row(t("promise"), _promise(before.promise), _promise(after.promise))
    for name, label in (("covered_minor", "covered_amount"), ("owed_minor", "owed_amount")):
        values = [getattr(side, name) for side in (before, after)]
        if values[0] != values[1]:
            shown.add_row(t(label), *(money(value, currency) for value in values))
    if before.until != after.until:
        shown.add_row(t("until"), *(_until(side.until) for side in (before, after)))
    yield Text()
    yield shown


def _until(text: str) -> str:
    return formats.moment(text, terminal().language, "UTC") if text else "—"


def _promise(promise: str) -> str:
    return t("no_promise") if promise == "none" else word("coverage", promise, terminal().language)


def _waits(found: Preview, now: datetime) -> Iterator[RenderableType]:
    names = {wait.name: wait for wait in found.before.waits}
    new = [wait for wait in found.after.waits if names.get(wait.name) != wait]
    if new:
        yield heading(t("would_wait"))
        shown = table(t("who"), t("what"), t("until"), t("otherwise"))
        for wait in new:
            shown.add_row(*wait_cells(wait, now))
        yield shown
    left = {wait.name for wait in found.after.waits}
    ended = [wait for wait in found.before.waits if wait.name not in left]
    if ended:
        yield line((f"\n{t('would_end')}: ", "title"), formats.listed(
            [_awaited(wait) for wait in ended], terminal().language
        ))  # fmt: skip


def _awaited(wait: Wait) -> str:
    return sentence("waits", wait.kind.value, terminal().language, part="awaited")


def _closed(found: Preview) -> Iterator[RenderableType]:
    names = found.no_longer_possible
    if names:
        language = terminal().language
        labels = [sentence("commands", name, language, part="label") for name in names]
        yield line((f"\n{t('would_stop')}: ", "title"), formats.listed(labels, language))
