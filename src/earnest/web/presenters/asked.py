"""What is known of a lot that somebody has to answer? The report, what it costs, what is given up.

The answers themselves stand in ``answers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from earnest.domain.contract.lots import lot_values
from earnest.domain.contract.terms import DefectClass
from earnest.domain.inspection.loss import Loss, loss_of
from earnest.domain.inspection.worse import baseline
from earnest.domain.money import Money, decimal_text
from earnest.domain.order.acts.approve import open_failures
from earnest.domain.order.acts.hold_back import limit_of
from earnest.domain.order.state import Lot
from earnest.domain.policy import Policy
from earnest.usecases.look import OrderAnswer
from earnest.usecases.preview import Preview
from earnest.web.presenters.reader import Reader, capital

Try = Callable[[Sequence[object], datetime | None], Preview]
"""Asks the desk what commands in a row would change, now or at a later instant."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What every column is made from: the order, its lot and rules, the reader, the dry run."""

    order: OrderAnswer
    lot: Lot
    policy: Policy
    reader: Reader
    attempt: Try

    @property
    def currency(self) -> str:
        """The order's currency."""
        return self.order.money.currency

    def money(self, minor: int) -> str:
        """An amount in the order's currency."""
        return self.reader.money(minor, self.currency)

    def name(self, clause: str) -> str:
        """A clause by its name."""
        names = {each.id: each.name for each in self.order.contract.clauses}
        return names.get(clause, clause)

    def loss(self, clauses: Iterable[str] = ()) -> Loss:
        """What the known findings of these clauses cost; of all where none is named."""
        return loss_of(self.order.contract, self.lot, self.policy).of(tuple(clauses))


def failed(scene: Scene) -> tuple[str, ...]:
    """The clauses that the deciding report failed, given up or not."""
    report = scene.lot.quality.deciding
    return report.judged.failed_clauses if report else ()


def ticks(scene: Scene) -> dict[str, str]:
    """The clauses on which a claim can be kept: what was found and is not closed, by id."""
    quality = scene.lot.quality
    report = quality.deciding
    if report is None:
        return {}
    bad = {each.clause for each in report.findings if each.defective} | set(
        open_failures(scene.lot)
    )
    bad -= quality.waived_as_reported | set(quality.settled)
    return {each.id: each.name for each in scene.order.contract.clauses if each.id in bad}


def default_sum(scene: Scene, clause: str) -> int:
    """What is given up by default: what the findings cost; the lot's value if no figure says."""
    loss = scene.loss((clause,))
    planned = sum(s.minor for s in lot_values(scene.order.contract) if s.lot == scene.lot.id)
    value = planned - scene.lot.reduced_minor
    return loss.known_minor if loss.parts and loss.minor else value


def waivers(scene: Scene) -> list[dict[str, Any]]:
    """One deliberate step for each failed clause: its name, what was found, the sum, the baseline.

    What is critical has no step: nobody can give it up (R20).
    """
    report, critical = scene.lot.quality.deciding, _critical(scene)
    found = []
    for clause in open_failures(scene.lot):
        bad = [each for each in report.findings if each.clause == clause] if report else []
        checked = max((each.checked for each in bad), default=0)
        count = min(checked, sum(each.defective for each in bad))
        worse = baseline(count, checked, scene.policy.waiver.worse_p_basis_points)
        found.append(
            {
                "clause": clause,
                "name": scene.name(clause),
                "is_critical": clause in critical,
                "count": count,
                "checked": checked,
                "worse_from": worse if worse <= checked else 0,
                "sum": decimal_text(Money(default_sum(scene, clause), scene.currency)),
            }
        )
    return found


def _critical(scene: Scene) -> set[str]:
    report = scene.lot.quality.deciding
    by_report = {
        each.clause
        for each in (report.findings if report else ())
        if each.severity is DefectClass.CRITICAL and each.defective
    }
    by_contract = {
        each.id for each in scene.order.contract.clauses if each.severity is DefectClass.CRITICAL
    }
    return by_report | by_contract


def made_from(loss: Loss, scene: Scene) -> list[dict[str, str]]:
    """Say from what a sum that may be kept back is made, finding by finding, and the factor."""
    rows = [
        {
            "label": scene.name(part.clause),
            "amount": scene.money(part.minor) if part.minor is not None else _("no price agreed"),
        }
        for part in loss.parts
    ]
    factor = {
        "label": _("all of it, times %(percent)d %%") % {"percent": loss.factor_percent},
        "amount": scene.money(loss.holdback_minor),
    }
    return [*rows, factor]


def report(scene: Scene) -> dict[str, Any] | None:
    """Give the report that the answer is about: its result, its counts, when it was delivered."""
    found = scene.lot.quality.deciding
    if found is None:
        return None
    sections = [
        {
            "name": capital(scene.reader.word("report_section", each.name)),
            "result": each.result.value,
            "word": scene.reader.word("section_result", each.result.value),
            "found": each.found,
            "checked": each.checked,
            "ac": each.ac,
            "clauses": ", ".join(map(scene.name, each.clauses)),
        }
        for each in found.judged.sections
    ]
    return {
        "verdict": capital(scene.reader.word("verdict", found.judged.verdict.value)),
        "tint": {"passed": "good", "failed": "grave"}.get(found.judged.verdict.value, "care"),
        "delivered": scene.reader.moment(found.delivered_at),
        "presented": found.presented,
        "sections": sections,
    }


def most_text(scene: Scene) -> str:
    """The most that may be kept back, as a form's field takes it."""
    most = limit_of(scene.order.contract, scene.lot, scene.policy)
    return decimal_text(Money(most, scene.currency))
