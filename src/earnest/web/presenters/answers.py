"""What happens by each answer to a lot? Its money and its cover before and after, side by side.

Before the goods leave: do not ship, ship and keep claims, ship as it is. After receipt: accept and
pay, accept and keep back a part, or say that something is wrong. Each column is the dry run of the
very commands that its button leads to; nothing here computes what is covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.coverage.answer import CoverAnswer, Issue, Line, Status
from earnest.domain.inspection.report import Verdict
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.approve import Answer, ApproveShipment, open_failures
from earnest.domain.order.acts.hold_back import limit_of, releasable_minor
from earnest.domain.order.acts.waive import WaiveClause
from earnest.domain.refusals import Refused
from earnest.usecases.preview import Preview
from earnest.web.presenters import preview, protection
from earnest.web.presenters.asked import Scene, default_sum, failed, made_from, ticks
from earnest.words.cover import said_line


@dataclass(slots=True)
class Column:
    """One answer: its words, its dry run or the reason why there is none."""

    key: str
    icon: str
    tint: str
    title: str
    lead: str
    notes: list[str] = field(default_factory=list)
    made_from: list[dict[str, str]] = field(default_factory=list)
    found: Preview | None = None
    closed: str = ""


def before_shipping(scene: Scene) -> list[dict[str, Any]]:
    """Give the three answers to a lot that is ready to leave, the safest first."""
    columns = [_refuse(scene), _reserve(scene), _as_is(scene)]
    if scene.lot.quality.verdict is Verdict.PASSED:
        columns.reverse()
    return _side_by_side(columns, scene)


def after_receipt(scene: Scene) -> list[dict[str, Any]]:
    """Give the answers to a lot that arrived: pay all, keep back a part, or neither yet."""
    return _side_by_side([_pay_all(scene), _keep_back(scene), _wrong(scene)], scene)


def _refuse(scene: Scene) -> Column:
    column = Column(
        "refuse",
        "undo-2",
        "good",
        _("Do not ship: rework and inspect again"),
        _(
            "The supplier mends the goods, and they are inspected again. "
            "Nothing is paid, and all your claims stay."
        ),
    )
    if scene.lot.quality.verdict is Verdict.FAILED:
        column.notes.append(_("The supplier pays the next inspection: this one failed."))
    on = scene.order.contract.ship_by.on if scene.order.contract.ship_by else None
    if on:
        column.notes.append(
            _("The ship-by date stays %(day)s. It moves only if both sides sign a new one.")
            % {"day": scene.reader.day(on)}
        )
    clauses = failed(scene) or tuple(ticks(scene))
    return _tried(column, scene, ApproveShipment(scene.lot.id, Answer.REFUSED, clauses))


def _reserve(scene: Scene) -> Column:
    clauses = tuple(ticks(scene))
    column = Column(
        "reserve",
        "shield-check",
        "good",
        _("Approve shipping, and keep my claims"),
        _("The goods leave. You keep your claim on every requirement that you tick."),
    )
    loss = scene.loss(clauses)
    most = min(loss.holdback_minor, scene.lot.held_minor)
    if clauses and most:
        column.notes.append(
            _("After receipt you may keep back up to %(sum)s on your own word.")
            % {"sum": scene.money(most)}
        )
        column.made_from = made_from(loss, scene)
    if not clauses:
        column.closed = _("The report found nothing on which a claim could be kept.")
        return column
    return _tried(column, scene, ApproveShipment(scene.lot.id, Answer.WITH_RESERVATIONS, clauses))


def _as_is(scene: Scene) -> Column:
    left = open_failures(scene.lot)
    title = _("Approve shipping as it is")
    lead = _(
        "The goods leave. Nothing is paid by it, and defects that nobody has seen yet stay covered."
    )
    if not left:
        column = Column("as_is", "ship", "care", title, lead)
        return _tried(column, scene, ApproveShipment(scene.lot.id, Answer.AS_IS))
    lead = _(
        "The last choice: you first give up your claims on each failed requirement, one by one. "
        "What you give up cannot be claimed later."
    )
    column = Column("as_is", "shield-off", "grave", title, lead)
    waivers = [WaiveClause(scene.lot.id, clause, default_sum(scene, clause)) for clause in left]
    return _tried(column, scene, *waivers, ApproveShipment(scene.lot.id, Answer.AS_IS))


def _pay_all(scene: Scene) -> Column:
    column = Column(
        "pay_all",
        "hand-coins",
        "care",
        _("Accept goods and pay"),
        _("All that is held for this lot goes to the supplier now."),
    )
    return _tried(column, scene, AcceptGoods(scene.lot.id))


def _keep_back(scene: Scene) -> Column:
    most = limit_of(scene.order.contract, scene.lot, scene.policy)
    column = Column(
        "keep_back",
        "shield-check",
        "good",
        _("Accept goods, and keep back a part"),
        _(
            "The part stays in escrow until the time for claims ends. "
            "Unclaimed, it goes to the supplier then."
        ),
    )
    if not most:
        column.closed = _(
            "No report found anything that has a price, so no sum can be computed. "
            "The supplier can agree to one."
        )
        return column
    column.notes.append(
        _("At most %(sum)s on your own word; more needs the supplier's signature.")
        % {"sum": scene.money(most)}
    )
    column.made_from = made_from(scene.loss(), scene)
    return _tried(column, scene, AcceptGoods(scene.lot.id, most))


def _wrong(scene: Scene) -> Column:
    column = Column(
        "wrong",
        "triangle-alert",
        "grave",
        _("Something is wrong"),
        _("Do not accept. As long as you do not, %(sum)s stays in escrow.")
        % {"sum": scene.money(releasable_minor(scene.lot))},
    )
    column.notes = [
        _(
            "Keep the goods and their packaging as they came, "
            "and put photos into the files of this order."
        ),
        _("Write to the supplier here, so that date and words are on record."),
    ]
    return column


def _tried(column: Column, scene: Scene, *commands: object) -> Column:
    """Run the commands dry; a wait of a day before waivers is looked through, and said."""
    try:
        column.found = scene.attempt(commands, None)
    except Refused as refused:
        column.closed = scene.reader.refusal(refused)
        at = refused.facts.get("at") if refused.code == "waive.too_early" else None
        if at:
            column.found = _later(scene, commands, datetime.fromisoformat(str(at)))
    return column


def _later(scene: Scene, commands: Sequence[object], at: datetime) -> Preview | None:
    try:
        return scene.attempt(commands, at)
    except Refused:
        return None


def _side_by_side(columns: list[Column], scene: Scene) -> list[dict[str, Any]]:
    """The columns with the same rows of cover in each, so that the eye can compare them."""
    answers = [column.found.after.protection for column in columns if column.found]
    names = dict.fromkeys(
        line.name for answer in answers for line in answer.lines if line.lot == scene.lot.id
    )
    order = {issue: place for place, issue in enumerate(Issue)}
    rows = sorted(names, key=lambda name: (order[name[0]], name[2]))
    return [_drawn(column, rows, scene) for column in columns]


def _drawn(column: Column, rows: Sequence[tuple[Issue, str, str]], scene: Scene) -> dict[str, Any]:
    found = column.found
    return {
        "key": column.key,
        "icon": column.icon,
        "tint": column.tint,
        "title": column.title,
        "lead": column.lead,
        "notes": column.notes,
        "made_from": column.made_from,
        "closed": column.closed,
        "is_open": found is not None and not column.closed,
        "money": preview.money_table(found, scene.reader) if found else None,
        "cover": _cover(found, rows, scene) if found else [],
        "behind": preview.cover_table(found, scene.reader) if found else None,
    }


def _cover(
    found: Preview, rows: Sequence[tuple[Issue, str, str]], scene: Scene
) -> list[dict[str, Any]]:
    before, after = _by_name(found.before.protection), _by_name(found.after.protection)
    return [_compared(before.get(name), after[name], scene) for name in rows if name in after]


def _by_name(answer: CoverAnswer) -> dict[tuple[Issue, str, str], Line]:
    return {line.name: line for line in answer.lines}


def _compared(before: Line | None, after: Line, scene: Scene) -> dict[str, Any]:
    """One protection after the answer, and what it was before if that is something else."""
    said = said_line(after, scene.currency, scene.reader.language, zone=scene.reader.zone)
    changed = before is not None and (before.status, before.minor) != (after.status, after.minor)
    return protection.brief(after, scene.currency, scene.reader) | {
        "title": said.title,
        "until": said.until if after.status is not Status.NOT_COVERED else "",
        "before": protection.brief(before, scene.currency, scene.reader)
        if before and changed
        else None,
    }
