"""What would this change? The dry run's answer as sentences and as before and after."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.order.state import Wait
from earnest.domain.parties import Role
from earnest.usecases.preview import MoneyBar, Preview, Standing
from earnest.web.presenters import history, money, protection, stages
from earnest.web.presenters.reader import Reader


def preview(found: Preview, reader: Reader) -> dict[str, Any]:
    """Give the difference that a command would make."""
    currency = _currency(found)
    before = {wait.name: wait for wait in found.before.waits}
    after = {wait.name: wait for wait in found.after.waits}
    return {
        "version": found.version,
        "events": history.happened(found.events, currency, reader),
        "stage": _stage(found),
        "money": money_table(found, reader),
        "cover": cover_table(found, reader),
        "lots": lots_table(found, reader),
        "protections": protection.changes(found.before.protection, found.after.protection, reader),
        "promise": _promise(found, reader),
        "starting": [
            _deadline(wait, reader) for name, wait in after.items() if before.get(name) != wait
        ],
        "stopping": [_deadline(wait, reader) for name, wait in before.items() if name not in after],
        "no_longer": [reader.command(name) for name in found.no_longer_possible],
    }


def money_table(found: Preview, reader: Reader) -> dict[str, Any]:
    """Compare the order's money before and after, as ``orders/before_after.html`` takes it."""
    before, after = _sums(found.before.money), _sums(found.after.money)
    return _rows(before, after, _currency(found), reader)


def cover_table(found: Preview, reader: Reader) -> dict[str, Any]:
    """Compare the three parts of what stands behind the cover, before and after."""
    before, after = (money.backing_rows(each.cover) for each in (found.before, found.after))
    return _rows(before, after, _currency(found), reader)


def lots_table(found: Preview, reader: Reader) -> dict[str, Any]:
    """Compare what each lot is worth, where there is more than one; a split adds a row."""
    before, after = (
        {lot.id: lot.value_minor for lot in each.lots} for each in (found.before, found.after)
    )
    names = dict.fromkeys((*before, *after))
    if len(names) <= 1:
        return {"rows": [], "changes": False}
    labels = {lot: _("Lot %(lot)s") % {"lot": lot} for lot in names}
    old = [(labels[lot], before.get(lot, 0)) for lot in names]
    new = [(labels[lot], after.get(lot, 0)) for lot in names]
    return _rows(old, new, _currency(found), reader)


def _currency(found: Preview) -> str:
    return found.after.money.currency or found.before.money.currency


def _stage(found: Preview) -> dict[str, Any]:
    return {
        "before": stages.mark(found.before.stage),
        "after": stages.mark(found.after.stage),
        "changes": found.before.stage != found.after.stage,
    }


def _sums(bar: MoneyBar) -> list[tuple[str, int]]:
    return [
        (_("Held in escrow"), bar.held_minor),
        (_("Paid to the supplier"), bar.released_minor),
        (_("Refunded to the buyer"), bar.refunded_minor),
        (_("Fee"), money.FEE_MINOR),
        (_("Still to pay"), bar.outstanding_minor),
    ]


def _rows(
    before: list[tuple[str, int]], after: list[tuple[str, int]], currency: str, reader: Reader
) -> dict[str, Any]:
    rows = [
        {
            "label": label,
            "before": reader.money(old, currency),
            "after": reader.money(new, currency),
            "changes": old != new,
            "grows": new > old,
        }
        for (label, old), (_label, new) in zip(before, after, strict=True)
    ]
    return {"rows": rows, "changes": any(row["changes"] for row in rows)}


def _promise(found: Preview, reader: Reader) -> dict[str, Any]:
    said = [_said(standing, reader) for standing in (found.before, found.after)]
    return {"before": said[0], "after": said[1], "changes": said[0] != said[1]}


def _said(standing: Standing, reader: Reader) -> str:
    if standing.cover.promise == "none":
        return _("No protection in force")
    text = reader.word("coverage", standing.cover.promise)
    return text[:1].upper() + text[1:]


def _deadline(wait: Wait, reader: Reader) -> dict[str, str]:
    return reader.deadline(wait, reader.who_must(wait, Role.STRANGER))
