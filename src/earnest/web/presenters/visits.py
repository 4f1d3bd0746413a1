"""What does an inspector read? His visits; and of each the goods, the sample, the checklist."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from earnest.domain.contract.clauses import Limits
from earnest.domain.contract.terms import Clause, ClauseKind
from earnest.domain.inspection.checklist import Item
from earnest.domain.order.state import WaitKind
from earnest.usecases.assignments import Assignment, Visit
from earnest.web.presenters import judged
from earnest.web.presenters.reader import Reader, capital, relative, urgency
from earnest.web.presenters.strict import strict
from earnest.words import formats
from earnest.words.say import unit_name


def lists(found: Iterable[Assignment], reader: Reader) -> list[dict[str, Any]]:
    """Give the visits in groups: what is overdue or today, and what comes later."""
    today: list[dict[str, Any]] = []
    later: list[dict[str, Any]] = []
    for each in found:
        there = reader.now.astimezone(ZoneInfo(each.zone or "UTC")).date()
        (today if each.on <= there else later).append(line(each, reader))
    groups = [(_("Today"), today), (_("Later"), later)]
    return [{"title": title, "lines": lines} for title, lines in groups if lines]


def line(each: Assignment, reader: Reader) -> dict[str, Any]:
    """Give one visit of the list."""
    return {
        "href": reverse("inspection", args=[each.order, each.inspection]),
        "title": each.title,
        "lot": each.lot,
        "kind": capital(reader.word("inspection_kind", each.kind.value)),
        "on": reader.day(each.on),
        "place": each.place,
        "zone": each.zone,
        "status": capital(reader.word("booking_status", each.status.value)),
        "deadline": _deadline(each.due_at, each.zone, reader) if each.due_at else None,
    }


def _deadline(due_at: datetime, zone: str, reader: Reader) -> dict[str, str]:
    """Write until when the report is awaited, as ``parts/deadline.html`` takes it."""
    left, language = due_at - reader.now, reader.language
    outcome = reader.say("waits", WaitKind.INSPECTION_DUE.value, part="outcome")
    return {
        "label": _("Your report is awaited"),
        "iso": due_at.isoformat(),
        "at": formats.deadline(due_at, language, reader.zone),
        "zone": f"{zone}: {formats.deadline(due_at, language, zone)}",
        "relative": relative(left),
        "otherwise": _("Without a report: %(outcome)s.") % {"outcome": outcome},
        "urgency": urgency(left),
    }


def head(found: Visit, reader: Reader) -> dict[str, Any]:
    """Give what stands above the report: goods, place, and the sample in plain words."""
    number = formats.number
    return {
        **line(found.assignment, reader),
        "supplier": found.supplier,
        "by": capital(reader.word("inspected_by", found.assignment.by.value)),
        "pieces": number(found.pieces, reader.language),
        "finished": found.finished_percent,
        "plan": [
            {
                "name": capital(reader.word("severity", name.value)),
                "says": _("%(units)s checked, at most %(ac)s bad")
                % {"units": number(rule.checked, reader.language), "ac": rule.ac},
            }
            for name, rule in found.allowed.items()
        ],
        "strictness": strict(found.strictness, reader),
        "cartons": found.cartons,
        "open": found.cartons_to_open,
        "earlier": [
            {
                "href": reverse("report", args=[found.assignment.order, each.report_sha256]),
                "kind": capital(reader.word("inspection_kind", each.kind.value)),
                "at": reader.moment(each.delivered_at)["at"],
                **judged.mark(each.judged.verdict, reader),
            }
            for each in found.earlier
        ],
    }


def item(found: Item, order: str, needed: int, reader: Reader) -> dict[str, Any]:
    """Give one item of the checklist in words: what is wanted, how, on how many."""
    return {
        "name": found.name,
        "wanted": wanted(found, reader),
        "method": found.method,
        "limits": limits(found.limits),
        "severity": capital(reader.word("severity", found.severity.value)),
        "check_point": found.check_point,
        "sample": _sample(found, needed, reader),
        "drop": _("Drop height %(mm)s mm") % {"mm": found.drop_mm} if found.drop_mm else "",
        "file": reverse("order_file", args=[order, found.file]) if found.file else "",
        "line": found.line,
    }


def wanted(found: Item | Clause, reader: Reader) -> str:
    """Write value, unit and tolerance as one phrase."""
    unit = unit_name(found.unit, reader.language) if found.unit else ""
    value = " ".join(filter(None, [found.value, unit]))
    return f"{value} ({found.tolerance})" if found.tolerance else value


def limits(found: Limits | None) -> str:
    """Say from where to where a reading is good."""
    if found is None:
        return ""
    low = None if found.low is None else _plain(found.low)
    high = None if found.high is None else _plain(found.high)
    if low == high:
        return _("exactly %(value)s") % {"value": low}
    if low is None:
        return _("at most %(value)s") % {"value": high}
    if high is None:
        return _("at least %(value)s") % {"value": low}
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


_DIGITS = Decimal("0.000001")


def _plain(value: Fraction) -> str:
    """Write an exact number as a decimal, rounded to six digits where it has no end."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{exact.quantize(_DIGITS):f}"
    return text.rstrip("0").rstrip(".")


def _sample(found: Item, needed: int, reader: Reader) -> str:
    if found.kind is ClauseKind.QUANTITY:
        return _("all of the lot")
    facts = {"count": formats.number(needed, reader.language)}
    if found.kind is ClauseKind.PACKAGING:
        return _("%(count)s cartons") % facts
    if found.kind is ClauseKind.DOCUMENT:
        return _("the paper itself")
    return _("%(count)s pieces") % facts
