"""How does a visit come to Ines in the tests? Asked for, agreed, and given to her house."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from earnest.domain.calendar import local_date
from earnest.domain.contract.terms import InspectedBy, InspectionKind

VISIT = "I1"


def book(one: Any, desk: Any, kind: InspectionKind = InspectionKind.PRE_SHIPMENT) -> Any:
    """Let the buyer ask for a visit in two days, the supplier agree, the operator assign it."""
    from earnest.demo.cast import INSPECTION, OLGA
    from earnest.domain.order.acts.assign import AssignInspector
    from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection

    on = local_date(desk.now(), "Asia/Shanghai") + timedelta(days=2)
    one.do(BookInspection("A", kind, InspectedBy.THIRD_PARTY, on, 29_900), one.buyer)
    id = one.look().inspections[-1].id
    one.do(AnswerInspection(id, accept=True), one.supplier)
    paper = ("UKAS", "IB-4411", "consumer goods, type A", on + timedelta(days=300))
    one.do(AssignInspector(id, INSPECTION.id, *paper), OLGA)
    return one


def ready(one: Any, desk: Any) -> Any:
    """A paid order whose lot is finished, on the day of the visit."""
    one.conclude()
    one.pay("deposit")
    one.produce()
    book(one, desk)
    desk.set_clock(desk.now() + timedelta(days=2))
    return one


def filled(one: Any, **changes: Any) -> dict[str, Any]:
    """What a diligent inspector types on everything agreed: each item by its number."""
    from earnest.demo.cast import INES
    from earnest.domain.contract.clauses import Shape, aspect_of
    from earnest.domain.inspection.checklist import Way

    desk = one.desk
    job = desk.look.assignment(one.id, VISIT, INES.actor(), desk.now())
    clauses = {clause.id: clause for clause in job.clauses}
    checked = max(rule.checked for rule in job.allowed.values())
    cartons = job.cartons or 40
    said: dict[str, Any] = {
        "presented": str(job.pieces), "finished_percent": "100", "packed_percent": "100",
        "cartons": str(cartons), "cartons_opened": str(job.cartons_to_open or 10),
        "units_checked": str(checked),
    }  # fmt: skip
    for number, item in enumerate(job.checklist):
        is_shade = aspect_of(clauses[item.clause]).shape is Shape.SHADE
        is_read = item.way is not Way.YES_NO and (item.limits is not None or is_shade)
        good = _inside(item.limits)
        if is_read:
            said[f"item-{number}-readings"] = "\n".join([good] * min(item.sample or 1, 10))
        else:
            said[f"item-{number}-said"] = "kept"
    return said | changes


def _inside(limits: Any) -> str:
    """A reading within limits; 0 where colours differ by nothing."""
    if limits is None:
        return "0"
    edge = limits.high if limits.low is None else limits.low
    return str(Decimal(edge.numerator) / Decimal(edge.denominator))
