"""How does one order look at a terminal? All on one page, from the same answer as the web.

From top to bottom: what it is, where it stands, where its money is, who is waited for until when
and what happens otherwise, its lots, its payments, and what the reader can do next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from earnest.cli.differences_page import offered
from earnest.cli.speak import clean, heading, line, money, rows, table
from earnest.cli.terminal import terminal
from earnest.cli.texts import t
from earnest.domain.contract.gaps import Gap
from earnest.domain.contract.terms import Contract, Party
from earnest.domain.coverage.backing import Backing
from earnest.domain.order.offers import Offer
from earnest.domain.order.state import BANK_WAITS, Lot, Wait, WaitKind
from earnest.domain.payment.receipt import Receipt
from earnest.domain.refusals import Refused
from earnest.journal.codec import kebab
from earnest.usecases.look import OrderAnswer
from earnest.usecases.preview import MoneyBar
from earnest.words import formats
from earnest.words.say import fill, gap_sentence, refusal, sentence, word

_COURSE = ("draft", "proposed", "signed", "active", "shipped", "received", "released", "closed")
_ENDS = {"cancelled": 3, "lapsed": 3, "refunded": 5}
"""An order that ended early: how much of the course it shows before the end."""


def page(found: OrderAnswer, now: datetime) -> Iterator[RenderableType]:
    """All parts of the page, in their order."""
    yield from head(found)
    yield Padding(stage_line(found.stage), (1, 0, 0, 0))
    yield Padding(money_bar(found.money), (1, 0, 0, 0))
    yield cover_line(found.cover, found.money.currency)
    if found.money.outstanding_minor and found.stage not in ("draft", "proposed"):
        yield line((t("remittance", reference=found.reference), "quiet"))
    yield from waits(found.waits, now)
    yield from offered(found)
    yield from _lots(found)
    yield from _payments(found)
    yield from _payouts(found)
    yield from _gaps(found)
    yield from _actions(found)


def head(found: OrderAnswer) -> Iterator[RenderableType]:
    """Title, numbers, parties and terms."""
    contract = found.contract
    yield line((clean(contract.title), "title"))
    facts = [found.id, clean(contract.reference), found.policy]
    facts += [t("version", version=found.version), t("you_are", role=found.role.value)]
    yield line((" · ".join(filter(None, facts)), "quiet"))
    parties = t("buys_from", buyer=_party(contract.buyer), supplier=_party(contract.supplier))
    yield line(parties)
    terms = " · ".join(_terms(contract, found))
    if terms:
        yield line(terms)


def _party(party: Party) -> str:
    name = clean(party.name) or party.organisation or t("nobody_yet")
    return f"{name} ({party.country})" if party.country else name


def _terms(contract: Contract, found: OrderAnswer) -> Iterator[str]:
    if contract.incoterm:
        yield clean(f"{contract.incoterm} {contract.incoterm_place}").strip()
    if contract.mode:
        yield t("by_mode", mode=contract.mode)
    on = found.shipping.ship_by_on or (contract.ship_by.on if contract.ship_by else None)
    if on:
        yield t("ship_by", on=on)


def stage_line(stage: str) -> Text:
    """The course of an order as one line: what is behind, where it stands, what lies ahead."""
    course = list(_COURSE)
    if stage in _ENDS:
        course = [*course[: _ENDS[stage]], stage]
        course += ["closed"] if stage == "refunded" else []
    at = course.index(stage)
    found = Text()
    for number, name in enumerate(course):
        if number:
            found.append(" ─ " if terminal().width >= 100 else " ", "quiet")  # noqa: PLR2004 - columns
        is_over = number < at or stage == "closed"
        mark, style = ("✓ ", "good") if is_over else ("○ ", "quiet")
        if number == at and stage != "closed":
            mark, style = ("✗ ", "bad") if stage in _ENDS else ("● ", "title")
        found.append(f"{mark}{t(f'stage_{name}')}", style)
    return found


_SEGMENTS = (
    ("released", "released", "█"),
    ("held", "held", "▓"),
    ("refunded", "refunded", "▒"),
    ("open", "quiet", "░"),
)


def money_bar(bar: MoneyBar) -> RenderableType:
    """Where the money is: one bar of the whole price, and the same in figures."""
    values = {
        "released": bar.released_minor,
        "held": bar.held_minor,
        "refunded": bar.refunded_minor,
        "open": bar.outstanding_minor,
    }
    if not any(values.values()):
        values["open"] = bar.total_minor
    found = rows(1, gap=0)
    found.add_row(_blocks(values))
    found.add_row(_legend(values, bar))
    return found


def _blocks(values: dict[str, int]) -> Text:
    width, whole = min(terminal().width, 100) - 2, sum(values.values())
    found = Text()
    for name, style, block in _SEGMENTS:
        part = values[name] * width // whole if whole > 0 else 0
        found.append(block * (max(part, 1) if values[name] else 0), style)
    return found


def _legend(values: dict[str, int], bar: MoneyBar) -> Text:
    more = {"reversed": bar.reversed_minor, "receivable": bar.receivable_minor}
    found = Text()
    for name, style, block in _SEGMENTS:
        if values[name]:
            found.append(f"{block} ", style)
            found.append(f"{money(values[name], bar.currency)}", "money")
            found.append(f" {t(name)}   ", "quiet")
    for name, minor in more.items():
        if minor:
            found.append(f"! {money(minor, bar.currency)} {t(name)}   ", "bad")
    found.append(t("total", minor=bar.total_minor, currency=bar.currency), "quiet")
    return found


def cover_line(cover: Backing, currency: str) -> Text:
    """What is promised, how much stands behind it, and until when."""
    if cover.promise == "none":
        return line((t("cover_none"), "quiet"))
    parts = [t("cover", promise=cover.promise)]
    if cover.covered_minor:
        parts.append(t("covered", minor=cover.covered_minor, currency=currency))
    if cover.owed_minor:
        parts.append(t("owed", minor=cover.owed_minor, currency=currency))
    if cover.until:
        parts.append(t("cover_until", until=cover.until))
    return line(" · ".join(parts))


def waits(found: tuple[Wait, ...], now: datetime) -> Iterator[RenderableType]:
    """Who is waited for, until when, and what happens otherwise."""
    yield heading(t("waiting_for"))
    if not found:
        yield line((t("nothing_waits"), "quiet"))
        return
    shown = table(t("who"), t("what"), t("until"), t("otherwise"))
    for wait in found:
        shown.add_row(*wait_cells(wait, now))
    yield shown


def wait_cells(wait: Wait, now: datetime) -> tuple[RenderableType, ...]:
    """One wait as cells: who, what, until when, and what otherwise."""
    language = terminal().language
    what = Text(sentence("waits", wait.kind.value, language, part="awaited"))
    if wait.about:
        what.append(f" ({clean(_about(wait))})", "quiet")
    until = Text(left(wait.due_at, now), "due")
    until.append(f"\n{formats.deadline(wait.due_at, language, wait.zone)}", "quiet")
    otherwise = Text(sentence("waits", wait.kind.value, language, part="outcome"), "quiet")
    return (Text(word("Role", wait.who.value, language)), what, until, otherwise)


def _about(wait: Wait) -> str:
    if wait.kind in BANK_WAITS:
        return wait.about.rpartition("-")[2]
    if wait.kind in (WaitKind.INSTALMENT, WaitKind.OVERDUE_INSTALMENT):
        return fill("{part:part}", terminal().language, {"part": wait.about})
    return wait.about


def left(due_at: datetime, now: datetime) -> str:
    """How long there is still."""
    hours = int((due_at - now).total_seconds() // 3600)
    if hours < 0:
        return t("overdue")
    if hours < 48:  # noqa: PLR2004 - below two days, hours say more
        return t("hours_left", hours=hours)
    return t("days_left", days=hours // 24)


def _lots(found: OrderAnswer) -> Iterator[RenderableType]:
    if not found.lots:
        return
    yield heading(t("lots"))
    shown = table(
        *(t(name) for name in ("lot", "stands", "finished", "inspection", "shipment")),
        *(t(name).capitalize() for name in ("held", "released", "refunded")),
        right=(2, 5, 6, 7),
    )
    for lot in found.lots:
        shown.add_row(*_lot_cells(lot, found.money.currency))
    yield shown


def _lot_cells(lot: Lot, currency: str) -> Iterator[RenderableType]:
    language = terminal().language
    yield Text(clean(lot.id), "name")
    yield Text(word("lot_stage", lot.stage.value, language))
    yield Text(f"{lot.production_percent} %")
    verdict = lot.quality.verdict.value
    style = {"passed": "good", "failed": "bad", "pending": "warn"}.get(verdict, "quiet")
    yield Text(word("verdict", verdict, language) if verdict != "none" else "—", style)
    yield _shipment(lot)
    for minor in (lot.held_minor, lot.released_minor, lot.refunded_minor):
        yield Text(money(minor, currency) if minor else "—", "" if minor else "quiet")


def _shipment(lot: Lot) -> Text:
    if lot.shipment is None:
        return Text("—", "quiet")
    language, ship = terminal().language, lot.shipment
    text = f"{formats.day(ship.handed_over_at.date(), language)}, {clean(ship.carrier)}"
    late = f" (+{ship.late_days})" if ship.late_days else ""
    return Text(text + late, "warn" if late else "")


def _payments(found: OrderAnswer) -> Iterator[RenderableType]:
    if not found.instalments:
        return
    yield heading(t("payments"))
    shown = table(t("part"), t("amount"), t("open").capitalize(), t("due_on"), right=(1, 2))
    currency, language = found.money.currency, terminal().language
    for item in found.instalments:
        open_now = money(item.outstanding_minor, currency) if item.outstanding_minor else "✓"
        due = t("due_after", trigger=item.trigger)
        if item.due_at and item.outstanding_minor:
            due = formats.deadline(item.due_at, language, found.contract.destination_zone)
        name = clean(fill("{part:part}", language, {"part": item.id}))
        shown.add_row(name, money(item.minor, currency), open_now, due)
    yield shown


def _payouts(found: OrderAnswer) -> Iterator[RenderableType]:
    if not found.payouts:
        return
    yield heading(t("payouts"))
    shown = table(t("to"), t("amount"), t("stands"), right=(1,))
    language = terminal().language
    for payout in found.payouts:
        stands = word("payout_status", payout.status.value, language)
        if payout.is_escalated:
            stands = word("payout_note", "escalated", language)
        elif payout.is_unresolved:
            stands = word("payout_note", "unresolved", language)
        to = word("Role", payout.to.value, language)
        shown.add_row(to, money(payout.minor, found.money.currency), stands)
    yield shown


def unmatched_money(found: Sequence[Receipt]) -> Iterator[RenderableType]:
    """Money that came for this order and does not fit it: how much, why, and until when."""
    if not found:
        return
    yield heading(t("unmatched"))
    shown = table(t("receipt"), t("amount"), t("why"), t("goes_back"), right=(1,))
    language = terminal().language
    for receipt in found:
        why = word("receipt_reason", receipt.reason, language)
        until = formats.deadline(receipt.waits[0].due_at, language, "UTC") if receipt.waits else ""
        shown.add_row(receipt.id, money(receipt.suspense_minor, receipt.currency), why, until)
    yield shown


def _gaps(found: OrderAnswer) -> Iterator[RenderableType]:
    if found.stage != "draft":
        return
    yield from gap_list(found.gaps)


def gap_list(found: tuple[Gap, ...]) -> Iterator[RenderableType]:
    """What a contract lacks: first what blocks, then what weakens."""
    for blocks, title in ((True, "missing"), (False, "missing_too")):
        some = [gap for gap in found if gap.blocks is blocks]
        if some:
            yield heading(t(title))
            shown = rows(2, gap=1)
            for gap in some:
                mark = Text("✗", "bad") if blocks else Text("!", "warn")
                shown.add_row(mark, clean(gap_sentence(gap, terminal().language)))
            yield shown


def _actions(found: OrderAnswer) -> Iterator[RenderableType]:
    open_now = [offer for offer in found.offers if offer.is_open]
    yield heading(t("you_can"))
    if not open_now:
        yield line((t("nothing_to_do"), "quiet"))
    else:
        yield _offers(open_now, found.id)
    closed = [offer for offer in found.offers if not offer.is_open]
    if closed:
        yield heading(t("you_cannot"))
        yield _reasons(closed)


def _offers(offers: list[Offer], order: str) -> Table:
    shown = rows(3)
    language = terminal().language
    for offer in offers:
        name = offer.command.__name__
        lot = f" --lot {offer.about}" if offer.about else ""
        call = f"earnest order do {order[:8]} {kebab(name)}{lot}"
        label = sentence("commands", name, language, part="label")
        shown.add_row(Text("→", "good"), Text(label), Text(call, "name"))
    return shown


def _reasons(offers: list[Offer]) -> Table:
    shown = Table.grid(padding=(0, 2, 0, 0))
    shown.add_column()
    shown.add_column(ratio=2, overflow="fold")
    shown.add_column(ratio=3, overflow="fold")
    for reason, labels in _by_reason(offers).items():
        said = formats.listed(labels, terminal().language)
        shown.add_row(Text("·", "quiet"), Text(said, "quiet"), Text(clean(reason), "quiet"))
    return shown


def _by_reason(offers: list[Offer]) -> dict[str, list[str]]:
    """The labels of what is closed, together where one sentence holds for all of them."""
    language = terminal().language
    found: dict[str, list[str]] = {}
    for offer in offers:
        label = sentence("commands", offer.command.__name__, language, part="label")
        names = found.setdefault(_why_not(offer.refusal, language), [])
        if label not in names:
            names.append(label)
    return dict(sorted(found.items(), key=lambda item: len(item[1])))


def _why_not(found: Refused | None, language: str) -> str:
    if found is None:
        return ""
    if found.code == "order.wrong_stage":
        return t("not_at_this_stage", stage=str(found.facts["stage"]))
    return refusal(found, language)
