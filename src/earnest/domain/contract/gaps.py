"""What does a contract lack before it can be covered? One list of gaps, for draft and import.

A gap that *blocks* must be closed before anybody may propose; the others are *warnings*: said
aloud, because they weaken cover (S76, S77, S94). Nothing is ever guessed to close a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from earnest.domain.calendar import is_zone
from earnest.domain.contract.incoterms import DISCONTINUED, INCOTERMS
from earnest.domain.contract.lots import Purpose, lots_of, total_of
from earnest.domain.contract.terms import (
    Clause,
    Contract,
    Coverage,
    Instalment,
    Line,
    LineKind,
    Trigger,
)
from earnest.domain.contract.testability import Grade, grade, weighed
from earnest.domain.inspection.verdict import sampling_plans
from earnest.domain.money import MAX_MINOR, exact, line_amount
from earnest.domain.policy import Policy
from earnest.domain.refusals import Fact, Refused

GOODS, TOOLING, FREIGHT = Purpose.GOODS, Purpose.TOOLING, Purpose.FREIGHT


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the contract lacks: its code, the facts of its sentence, and its weight.

    ``about`` is the line or clause that it is about, or empty.
    """

    code: str
    facts: dict[str, Fact] = field(default_factory=dict)
    blocks: bool = True
    about: str = ""

    @property
    def id(self) -> str:
        """What names this gap within its contract: ``clause.vague:size``, ``design.no_file``."""
        return f"{self.code}:{self.about}" if self.about else self.code


def gaps(contract: Contract, policy: Policy) -> tuple[Gap, ...]:
    """Everything missing, in the order in which a person would fill the form."""
    checks = (_parties, _lines, _totals, _delivery, _schedule, _lots)
    found = chain.from_iterable(check(contract) for check in checks)
    return (*found, *_clauses(contract, policy), *_cover(contract, policy))


def warnings(contract: Contract, policy: Policy) -> tuple[Gap, ...]:
    """The gaps that do not block and weaken cover; each has an id that the buyer can confirm."""
    return tuple(gap for gap in gaps(contract, policy) if not gap.blocks)


def _parties(contract: Contract) -> Iterator[Gap]:
    for side, party in (("buyer", contract.buyer), ("supplier", contract.supplier)):
        if not party.organisation:
            yield Gap(f"{side}.unknown", {"name": party.name})
    if (
        contract.buyer.organisation
        and contract.buyer.organisation == contract.supplier.organisation
    ):
        yield Gap("parties.same")


def _lines(contract: Contract) -> Iterator[Gap]:
    goods = [line for line in contract.lines if line.kind is LineKind.GOODS]
    if not goods:
        yield Gap("lines.missing")
    if len({line.id for line in contract.lines}) < len(contract.lines):
        yield Gap("lines.same_id")
    for line in goods:
        yield from _line(line, contract.currency)


def _line(line: Line, currency: str) -> Iterator[Gap]:
    computed = line_amount(
        unit_price=line.unit_price,
        quantity=line.quantity,
        base_quantity=line.base_quantity,
        currency=currency,
    )
    if computed != line.amount_minor:
        facts: dict[str, Fact] = {"line": line.name, "currency": currency}
        facts |= {"stated": line.amount_minor, "computed": computed}
        yield Gap("line.mismatch", facts)
    if not exact(line.quantity):
        yield Gap("line.quantity_missing", {"line": line.name})
    if not line.unit:
        yield Gap("line.unit_missing", {"line": line.name})


def _clauses(contract: Contract, policy: Policy) -> Iterator[Gap]:
    """What is wrong with the requirements: none, no names of their own, vague, untestable."""
    ids = [clause.id for clause in contract.clauses]
    if len(set(ids)) < len(ids) or not all(ids):
        yield Gap("clause.same_id")
    for line in contract.lines:
        if line.kind is LineKind.GOODS and not line.clauses:
            yield Gap("clause.missing", {"line": line.name}, blocks=False, about=line.id)
        for clause in line.clauses:
            yield from _clause(clause, line, Grade(policy.contract.grade_min))


def _clause(clause: Clause, line: Line, least: Grade) -> Iterator[Gap]:
    found = grade(clause)
    facts: dict[str, Fact] = {"line": line.name, "name": clause.name or clause.id}
    if found.grade is Grade.D:
        reasons = {**facts, "reasons": tuple(found.reasons)}
        yield Gap("clause.untestable", reasons, blocks=False, about=clause.id)
    elif weighed(clause) > least:
        reasons = {**facts, "reasons": tuple(found.reasons)}
        yield Gap("clause.weak", reasons, blocks=False, about=clause.id)
    if clause.repair_unit_price and not _is_exact(clause.repair_unit_price):
        facts |= {"text": clause.repair_unit_price[:40]}
        yield Gap("clause.bad_price", facts, about=clause.id)
    if found.vague:
        words = {**facts, "words": found.vague}
        yield Gap("clause.vague", words, blocks=False, about=clause.id)


def _is_exact(text: str) -> bool:
    try:
        exact(text)
    except Refused:
        return False
    return True


def _totals(contract: Contract) -> Iterator[Gap]:
    stated, computed = contract.stated_total_minor, contract.computed_total_minor
    if stated != computed:
        facts: dict[str, Fact] = {"stated": stated, "computed": computed}
        yield Gap("total.mismatch", {**facts, "currency": contract.currency})
    if stated <= 0:
        yield Gap("total.not_positive")
    if stated > MAX_MINOR:
        yield Gap("total.too_large")
    if any(total_of(contract, purpose) < 0 for purpose in (GOODS, TOOLING, FREIGHT)):
        yield Gap("total.part_negative")


def _delivery(contract: Contract) -> Iterator[Gap]:
    term = contract.incoterm
    if not term:
        yield Gap("incoterm.missing")
    elif term in DISCONTINUED:
        yield Gap("incoterm.discontinued", {"term": term})
    elif term not in INCOTERMS:
        yield Gap("incoterm.unknown", {"term": term[:40]})
    if not contract.incoterm_place:
        yield Gap("incoterm.place_missing")
    if not contract.mode:
        yield Gap("transport.missing")
    if contract.ship_by is None:
        yield Gap("ship_by.missing")
    elif max(contract.ship_by.on, contract.ship_by.deliver_by_on or date.min) > LAST_DAY:
        yield Gap("ship_by.too_far", {"last": LAST_DAY.isoformat()})
    yield from _zones(contract)


def _zones(contract: Contract) -> Iterator[Gap]:
    zones = [contract.origin_zone, contract.destination_zone]
    if contract.ship_by:
        zones.append(contract.ship_by.zone)
    if not all(zones):
        yield Gap("zone.missing")
    for zone in dict.fromkeys(filter(None, zones)):
        if not is_zone(zone):
            yield Gap("zone.unknown", {"zone": zone[:60]})


def _schedule(contract: Contract) -> Iterator[Gap]:
    if not contract.schedule:
        yield Gap("schedule.missing")
        return
    planned = sum(item.amount_minor for item in contract.schedule)
    if planned != contract.stated_total_minor:
        facts: dict[str, Fact] = {"planned": planned, "total": contract.stated_total_minor}
        yield Gap("schedule.sum", {**facts, "currency": contract.currency})
    if not all(_is_payable(item) for item in contract.schedule):
        yield Gap("schedule.bad_instalment")
    if contract.schedule[0].trigger is not Trigger.SIGNATURE:
        yield Gap("schedule.no_deposit")
    if len({item.id for item in contract.schedule}) < len(contract.schedule):
        yield Gap("schedule.same_id")
    never = {item.trigger for item in contract.schedule} & set(_never(contract))
    if never:
        yield Gap("schedule.never_due", {"triggers": tuple(sorted(never))})


def _never(contract: Contract) -> Iterator[Trigger]:
    """The triggers that cannot happen under this contract, so that nobody would ever pay."""
    if contract.inspection is None:
        yield Trigger.SHIPMENT_APPROVED
    if contract.coverage is Coverage.PRE_SHIPMENT:
        yield Trigger.RECEIPT


def _is_payable(item: Instalment) -> bool:
    named = bool(item.id) and "/" not in item.id  # the slash divides instalment and lot
    return named and item.amount_minor > 0 and 0 < item.days <= 180  # noqa: PLR2004 - half a year


def _lots(contract: Contract) -> Iterator[Gap]:
    goods = {line.id: line for line in contract.lines if line.kind is LineKind.GOODS}
    lots = lots_of(contract)
    if len({lot.id for lot in lots}) < len(lots) or not all(lot.id for lot in lots):
        yield Gap("lots.same_id")
    spread = {id: exact("0") for id in goods}
    for part in chain.from_iterable(lot.lines for lot in lots):
        if part.line not in goods:
            yield Gap("lots.unknown_line", {"line": part.line})
            return
        spread[part.line] += exact(part.quantity)
    if any(spread[id] != exact(line.quantity) for id, line in goods.items()):
        yield Gap("lots.do_not_add_up")


def _charges(contract: Contract) -> Iterator[Gap]:
    table, late = contract.cancellation, contract.lateness
    points = [table.before_production, table.in_production, table.produced]
    if late is not None:
        points += [late.basis_points_a_week, late.cap_basis_points]
    if contract.losses is not None:
        points += [contract.losses.critical, contract.losses.major, contract.losses.minor]
    if not all(0 <= each <= WHOLE for each in points):
        yield Gap("charges.out_of_range")
    if not 0 <= contract.lead_days <= LONGEST_LEAD_DAYS:
        yield Gap("lead_days.out_of_range")


def _inspection(contract: Contract) -> Iterator[Gap]:
    """A plan that nobody could carry out would refuse every report later, so it blocks now."""
    planned = contract.inspection
    if planned is None:
        yield Gap("inspection.no_plan", blocks=False)
        return
    if not 0 <= planned.price_minor <= MAX_MINOR:
        yield Gap("inspection.bad_price")
    try:
        sampling_plans(SMALLEST_LOT, planned)
    except Refused:
        facts: dict[str, Fact] = {"level": planned.level[:20], "major": planned.aql_major[:20]}
        yield Gap("inspection.bad_plan", {**facts, "minor": planned.aql_minor[:20]})


SMALLEST_LOT = 2
"""The smallest lot that the sampling tables know; a plan that suits it suits every lot."""

WHOLE = 10_000
"""All of it, in basis points."""

LAST_DAY = date(2099, 12, 31)
"""No contract plans beyond it: deadlines count on from its dates, and calendars end somewhere."""

LONGEST_LEAD_DAYS = 3650
"""Nobody plans production for longer than ten years."""


def _cover(contract: Contract, policy: Policy) -> Iterator[Gap]:
    modes = policy.receipt.transit_max_days
    if contract.mode and contract.mode not in modes:
        yield Gap("transport.unknown", {"mode": contract.mode[:40], "modes": tuple(modes)})
    if contract.coverage is None:
        yield Gap("coverage.missing")
    elif contract.coverage not in policy.cover.types:
        yield Gap("coverage.not_offered", {"coverage": contract.coverage.value})
    yield from _charges(contract)
    yield from _inspection(contract)
    names = tuple(file.name for file in contract.design_files)
    if not names:
        yield Gap("design.no_file", blocks=False)
    elif all(name.lower().endswith(PHOTOS) for name in names):
        yield Gap("design.only_photo", {"names": names}, blocks=False)


PHOTOS = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".gif", ".bmp")
"""How the names of photos end; a drawing or artwork comes as PDF, SVG, DXF, AI, STEP (S30)."""
