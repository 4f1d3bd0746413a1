"""By which steps is each line decided? The procedure as a table: steps by classes of issue.

Read it beside docs/rules/coverage.md: one line for each step, one mark for each class to which it
applies. A step notes the rules and facts that it rests on; it ends the walk with "not covered",
makes the line conditional, or lets it go on. What survives all its steps is covered.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from earnest.domain.contract.incoterms import INCOTERMS
from earnest.domain.contract.terms import InspectedBy
from earnest.domain.coverage.amounts import paid_for, report_price, settled_for
from earnest.domain.coverage.answer import Burden, Issue, Line
from earnest.domain.coverage.question import Question
from earnest.domain.coverage.rules import Improve, Missing, Rule
from earnest.domain.coverage.scene import Goods, Known, Scene, is_testable
from earnest.domain.coverage.windows import (
    book_until,
    claim_until,
    deposit_until,
    late_until,
    may_still_book,
)
from earnest.domain.inspection.booking import BookingStatus
from earnest.domain.inspection.report import DECIDING
from earnest.domain.order.stages import LotStage

Step = Callable[[Question], bool]
"""Notes what it finds on the question; false ends the walk."""


def paid(q: Question) -> bool:
    """1. Paid by a listed method to the designated account, else not covered [S44, S46].

    What is matched to an order came to the account that it names; the method is what is left.
    Money held for goods that do not leave goes back whatever its way in (R3).
    """
    unlisted = q.scene.unlisted
    if not unlisted or q.issue is Issue.NOT_SHIPPED:
        return True
    q.note(Rule.UNLISTED_METHOD, methods=unlisted)
    return bool(q.goods.cap.held_minor) or q.ends(Improve.PAY_LISTED)


def backed(q: Question) -> bool:
    """2. Held, guaranteed, owed (R2, R3); nothing held or guaranteed: not covered."""
    cap = q.goods.cap
    if cap.covered_minor:
        if q.issue is Issue.NOT_SHIPPED:
            q.note(Rule.GOES_BACK)
        return True
    if not q.scene.state.paid_minor:
        q.note(Rule.NOT_PAID)
        return q.ends(Improve.PAY_LISTED)
    q.note(Rule.NOTHING_BEHIND)
    return q.ends()


def before_shipment(q: Question) -> bool:
    """3. Deposit cover ends when the goods leave (R4)."""
    if not q.scene.is_deposit_only:
        return True
    if q.goods.has_left:
        q.note(Rule.ENDED_AT_SHIPMENT)
        return q.ends()
    q.note(Rule.UNTIL_SHIPMENT)
    return True


def has_clause(q: Question) -> bool:
    """4. There must be a clause that the issue breaks, and that can be tested [S76]."""
    clauses = q.goods.clauses
    ours = (Rule.PACKAGING,) if q.issue is Issue.PACKAGING_DAMAGE else ()
    if Rule.CONFORMS in q.rules:
        return q.ends()
    if q.clause in clauses:
        q.note(Rule.CLAUSE, *ours)
        return True
    known = {each.clause for each in q.goods.known}
    wanted = q.goods.packaging if q.issue is Issue.PACKAGING_DAMAGE else tuple(clauses)
    found = [] if q.clause else [clauses[id] for id in wanted if id not in known]
    vague = [each for each in found if not is_testable(each)]
    if not found or len(vague) == len(found):
        q.note(Rule.NO_CLAUSE)
        return q.ends(Improve.MAKE_TESTABLE if found else Improve.ADD_CLAUSE)
    q.note(Rule.CLAUSES, *ours, testable=len(found) - len(vague), clauses=len(found))
    if vague:
        q.improve.append(Improve.MAKE_TESTABLE)
    return True


def not_given_up(q: Question) -> bool:
    """5. Given up (R20), settled, or accepted under the strict rules: not covered; reserved: on."""
    known = q.known
    if known is None:
        return True
    if q.issue is Issue.WORSE_THAN_REPORTED:
        return _worse(q, known)
    if known.is_settled:
        q.note(Rule.SETTLED)
        return q.ends()
    if q.issue is Issue.KNOWN_FINDING and not _still_open(q, known):
        return q.ends()
    if known.waiver is not None:
        return _waived(q, known.waiver.up_to_minor)
    if known.is_accepted:
        q.note(Rule.ACCEPTED)
        return q.ends(Improve.RESERVE)
    if known.is_reserved:
        q.note(Rule.RESERVED)
    elif not q.goods.lot.quality.approved and not q.goods.has_left:
        mend = Improve.REPACK if q.clause in q.goods.packaging else Improve.REWORK
        q.improve += [mend, Improve.RESERVE]
    if q.issue is Issue.KNOWN_FINDING and q.goods.lot.stage is LotStage.RECEIVED:
        q.improve.append(Improve.KEEP_BACK)
    return True


def _still_open(q: Question, known: Known) -> bool:
    """Whether anything is left after what a lower price closed and an undertaking paid of it."""
    settled = settled_for(q.goods, known)
    if settled:
        q.wanted = max(0, (q.wanted or 0) - settled)
        q.note(Rule.SETTLED_BEFORE, settled_minor=settled)
        if not q.wanted and not q.unknown:
            return False
    paid = paid_for(q.goods, known)
    if not paid:
        return True
    q.wanted = max(0, (q.wanted or 0) - paid)
    q.note(Rule.PAID_ALREADY, paid_minor=paid)
    return q.wanted > 0


def _waived(q: Question, up_to: int) -> bool:
    """A claim was given up to a sum; what a known finding costs above it is still claimed."""
    rest = (q.wanted or 0) - up_to
    if q.issue is Issue.KNOWN_FINDING and rest > 0:
        q.wanted = rest
        q.note(Rule.PARTLY_WAIVED, up_to_minor=up_to)
        return True
    q.note(Rule.WAIVED, up_to_minor=up_to)
    return q.ends()


def _worse(q: Question, known: Known) -> bool:
    """Given up or not, what is worse than the report stays covered from the baseline on (R20)."""
    q.note(Rule.WORSE_THAN)
    there = q.goods.at_destination
    if there is None or not known.is_given_up:
        return True
    found = sum(each.defective for each in there.findings if each.clause == known.clause)
    if found < known.baseline:
        q.note(Rule.NOT_WORSE, found=found)
        return q.ends()
    return True


def evidence(q: Question) -> bool:
    """6. An inspection booked by its date, or a destination report where R17 wants one."""
    if q.issue is Issue.KNOWN_FINDING and q.known is not None:
        return _reported(q, q.known)
    there = q.goods.at_destination
    if there is not None:
        q.note(Rule.REPORTED_THERE)
        return True
    if q.scene.is_deposit_only:
        return _inspected_first(q)
    threshold = _threshold(q)
    needs_report = q.amount > threshold
    if needs_report:
        q.note(Rule.REPORT_ABOVE if threshold else Rule.REPORT_ALWAYS)
        q.improve.append(Improve.BOOK_DESTINATION_REPORT)
    if is_booked(q.scene, q.goods):
        _better_inspected(q)
        return True
    q.note(Rule.NOTHING_BOOKED)
    may_book = _may_book(q)
    if not needs_report:
        return True
    helps = (Improve.BOOK_INSPECTION,) if may_book else ()
    return q.lacks(Missing.DESTINATION_REPORT, *helps)


def _reported(q: Question, known: Known) -> bool:
    """A known finding rests on its report: a third party's, and not contested (R21)."""
    if known.report.contested:
        q.note(Rule.CONTESTED)
        return q.lacks(Missing.RECHECK)
    if known.report.by is InspectedBy.SELF and q.goods.at_destination is None:
        q.note(Rule.OWN_REPORT)
        return q.lacks(Missing.THIRD_PARTY_REPORT, Improve.THIRD_PARTY_REPORT)
    return True


def _inspected_first(q: Question) -> bool:
    """Deposit cover needs the inspection before the goods leave (C2)."""
    if is_booked(q.scene, q.goods) and q.goods.decisive is not None:
        return True
    q.note(Rule.INSPECT_FIRST)
    _may_book(q)
    return q.lacks(Missing.INSPECTION, Improve.INSPECT_FIRST)


def _better_inspected(q: Question) -> None:
    if q.issue is Issue.UNINSPECTED and not q.goods.has_left:
        q.improve.append(Improve.INSPECT_FIRST)


def _threshold(q: Question) -> int:
    """Claims above so many minor units need a report from the destination (R17)."""
    rules = q.scene.policy.dispute
    above = rules.report_threshold_times_price * report_price(q.scene)
    q.facts |= {"above_minor": above, "times": rules.report_threshold_times_price}
    q.facts |= {"book_days": rules.report_booked_days, "report_days": rules.report_delivered_days}
    return above


def _may_book(q: Question) -> bool:
    """Whether an inspection could still be booked by its date, which is noted."""
    on = book_until(q.scene)
    if on is None or q.goods.has_left or not may_still_book(q.scene):
        return False
    q.facts["book_by"] = on.isoformat()
    return True


def is_booked(scene: Scene, goods: Goods) -> bool:
    """Whether an inspection before shipment is planned, booked or done for a lot (S77, C2)."""
    plan = scene.terms.inspection
    if (plan is not None and plan.kind in DECIDING) or goods.decisive is not None:
        return True
    return any(
        each.lot == goods.lot.id
        and each.kind in DECIDING
        and each.status is not BookingStatus.CANCELLED
        for each in scene.state.inspections
    )


def risk(q: Question) -> bool:
    """7. Damage on the way follows the delivery term (R23): the buyer's goes to his insurer."""
    term = INCOTERMS.get(q.scene.terms.incoterm)
    if term is None:
        return q.cannot_tell(Missing.INCOTERM)
    facts = {"term": term.code, "point": term.shipment_event}
    if term.risk_at_origin:
        q.note(Rule.BUYERS_RISK, **facts)
        return q.ends(Improve.CARGO_INSURER)
    q.note(Rule.SUPPLIERS_RISK, **facts)
    return True


def in_time(q: Question) -> bool:
    """8. The window of the class must be open (R14); an undertaking may keep it open longer."""
    q.until, rule = _until(q)
    q.note(rule, window_days=q.scene.policy.dispute.open_window_days)
    if rule is Rule.AFTER_SHIPMENT:
        q.facts["rest_days"] = q.scene.policy.cover.fraud_days_after_receipt
    longer = _extended(q)
    if longer is not None and q.until is not None and longer > q.until:
        q.until = longer
        q.note(Rule.EXTENDED)
    if q.until is not None and q.scene.now >= q.until:
        q.note(Rule.WINDOW_OVER)
        return q.ends()
    return True


def _extended(q: Question) -> datetime | None:
    """Until when a signed undertaking keeps the window for the goods' quality open (S136)."""
    if q.issue not in _OF_GOODS:
        return None
    ends = (
        each.extends_to
        for each in q.scene.state.undertakings
        if each.has_effect
        and each.lot == q.goods.lot.id
        and (not each.clauses or q.clause in each.clauses)
    )
    return max(filter(None, ends), default=None)


_OF_GOODS = (
    Issue.KNOWN_FINDING,
    Issue.WORSE_THAN_REPORTED,
    Issue.LATENT,
    Issue.UNINSPECTED,
    Issue.PACKAGING_DAMAGE,
)


def _until(q: Question) -> tuple[datetime | None, Rule]:
    if q.issue in (Issue.LATE, Issue.NOT_SHIPPED):
        return late_until(q.scene), Rule.LATE_WINDOW
    if q.scene.is_deposit_only and q.goods.has_left:
        return deposit_until(q.scene, q.goods), Rule.AFTER_SHIPMENT
    if q.issue is Issue.FRAUD:
        return None, Rule.UNTIL_CLOSED
    if q.scene.is_deposit_only:
        return None, Rule.UNTIL_SHIPMENT
    return claim_until(q.scene, q.goods), Rule.WINDOW


def burden(q: Question) -> bool:
    """9. Who must show it: reserved, the supplier that it is cured; else the buyer his claim."""
    if q.issue in (Issue.LATE, Issue.NOT_SHIPPED):
        q.burden = Burden.RECORD
    elif q.known is not None and q.known.is_reserved and q.issue in _SEEN:
        q.burden = Burden.SUPPLIER
    return True


_SEEN = (Issue.KNOWN_FINDING, Issue.PACKAGING_DAMAGE)
"""What was seen before the goods left, so that a claim kept on it is the supplier's to answer."""

ISSUES = tuple(Issue)[:-1]
"""The classes of the table, in the order of its columns; an undertaking is a line of its own."""

#                         known
#                         |  worse than reported
#                         |  |  latent, other clause
#                         |  |  |  uninspected part
#                         |  |  |  |  damage by packaging
#                         |  |  |  |  |  other damage on the way
#                         |  |  |  |  |  |  shortage
#                         |  |  |  |  |  |  |  late
#                         |  |  |  |  |  |  |  |  not shipped
#                         |  |  |  |  |  |  |  |  |  fraud
STEPS: tuple[tuple[Step, str], ...] = (
    (paid,               "x  x  x  x  x  x  x  x  x  x"),
    (backed,             "x  x  x  x  x  x  x  x  x  x"),
    (before_shipment,    "x  x  x  x  x  x  -  -  -  -"),
    (has_clause,         "x  x  x  x  x  -  -  -  -  -"),
    (not_given_up,       "x  x  -  -  x  -  -  -  -  -"),
    (evidence,           "x  x  x  x  -  -  -  -  -  -"),
    (risk,               "-  -  -  -  -  x  -  -  -  -"),
    (in_time,            "x  x  x  x  x  x  x  x  x  x"),
    (burden,             "x  x  x  x  x  x  x  x  x  x"),
)  # fmt: skip
"""The table of docs/rules/coverage.md: which step applies to which class."""

STEPS_OF: dict[Issue, tuple[Step, ...]] = {
    issue: tuple(step for step, marks in STEPS if marks.split()[place] == "x")
    for place, issue in enumerate(ISSUES)
}


def walk(q: Question) -> Line:
    """Ask every step of the question's class, in order, until one ends it."""
    goes_on = all(step(q) for step in STEPS_OF[q.issue])
    if Rule.NOTHING_BEHIND in q.rules and q.goods.cap.owed_minor:
        _owed(q)
    if goes_on and q.unknown is not None:
        q.cannot_tell(q.unknown)
    return q.line()


def _owed(q: Question) -> None:
    """Only what the other steps let through is owed: no claim given up, too late or not his."""
    other = Question(q.scene, q.goods, q.issue, q.clause, q.known, q.wanted, q.unknown)
    other.rules += q.rules
    if all(step(other) for step in STEPS_OF[q.issue] if step is not backed):
        q.wanted, q.until = other.wanted, other.until
    else:
        q.wanted = 0
