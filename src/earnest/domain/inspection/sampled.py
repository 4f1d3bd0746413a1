"""Which reports count for the history of a product? The first sampling of a lot by an outsider.

Nothing counts that a lot shown again, a buyer who inspects his own purchase, or an unfinished
sample says (ISO 2859-1 counts original inspections; R21 weighs one's own least). Where a joint
re-check turned the first result round, its counts take that one's place.
"""

from __future__ import annotations

from earnest.domain.contract.lots import pieces_of
from earnest.domain.contract.terms import DefectClass, InspectedBy, InspectionKind, InspectionPlan
from earnest.domain.inspection.history import LotSampled, product_of
from earnest.domain.inspection.report import Inspected, Section, SectionResult
from earnest.domain.inspection.sampling import Plan
from earnest.domain.inspection.switching import Lot
from earnest.domain.inspection.verdict import sampling_plans
from earnest.domain.order.acts.approve import InspectionRecorded
from earnest.domain.order.acts.contest import ContestSettled
from earnest.domain.order.state import Order
from earnest.domain.order.strictness import strictness_of

_BOTH = (DefectClass.MAJOR, DefectClass.MINOR)


def sampled(before: Order, events: tuple[object, ...], after: Order) -> tuple[LotSampled, ...]:
    """What a decision on an order adds to the history of its product: nothing, or one lot."""
    recorded = next((each for each in events if isinstance(each, InspectionRecorded)), None)
    if recorded is None or not after.supplier:
        return ()
    first = _first(before, recorded.lot)
    settled = next((each for each in events if isinstance(each, ContestSettled)), None)
    report = next(
        each
        for each in after.lot(recorded.lot).quality.reports
        if each.report_sha256 == recorded.report_sha256
    )
    is_turned = settled is not None and not settled.stands
    asked = next((each for each in after.inspections if each.id == report.inspection), None)
    is_of_first = first is not None and asked is not None and asked.contests == first.report_sha256
    if first is not None and not (is_turned and is_of_first):
        return ()
    counts = _counts(after, recorded.lot, report) if _is_original(report) else None
    if counts is None:
        return ()
    product = product_of(after.terms, recorded.lot)
    of = (after.supplier, product, after.id, recorded.lot)
    return (LotSampled(*of, *counts, recorded.at, after.buyer, is_again=first is not None),)


def _first(state: Order, lot: str) -> Inspected | None:
    """The report that counted already, if there is one."""
    found = state.lot(lot).quality.reports
    return next((each for each in found if _is_original(each)), None)


def _is_original(report: Inspected) -> bool:
    """Whether a report is an outsider's sampling before shipment, finished for both classes."""
    is_sampling = report.kind is InspectionKind.PRE_SHIPMENT and report.by is not InspectedBy.SELF
    sections = [_section(report, name) for name in _BOTH]
    return is_sampling and all(each and each.result is not _OPEN for each in sections)


_OPEN = SectionResult.PENDING


def _section(report: Inspected, name: DefectClass) -> Section | None:
    return next((each for each in report.judged.sections if each.name == name.value), None)


def _counts(state: Order, lot: str, report: Inspected) -> tuple[Lot, Lot] | None:
    """Plan and count of each class; none for a lot of one piece, which no plan is for."""
    size = min(report.presented, pieces_of(state.terms, lot))
    if size < 2:  # noqa: PLR2004 - the tables begin with lots of two
        return None
    strictness = strictness_of(state, report.inspection)
    plans = sampling_plans(size, state.terms.inspection or InspectionPlan(), strictness)
    major, minor = (_lot(plans[name], _section(report, name)) for name in _BOTH)
    return major, minor


def _lot(plan: Plan, section: Section | None) -> Lot:
    return Lot(plan, section.found if section else 0)
