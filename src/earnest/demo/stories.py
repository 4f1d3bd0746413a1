"""What do the two orders of ``demo --once`` tell? The guide's four steps, from limit to payout.

One order is the example of OASIS UBL 2.1, imported and completed by commands; the other is the
guide's own case: branded goods in our form. One follows the other on one clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import as_file, files

from earnest.demo.cast import ELSA, HANNAH, NILS, NING, Member
from earnest.demo.play import Story, Teller
from earnest.demo.trade import Trade, between, set_limit
from earnest.domain.contract.gaps import gaps
from earnest.domain.contract.terms import (
    Clause,
    ClauseKind,
    Contract,
    Coverage,
    DesignFile,
    EvidenceType,
    InspectionPlan,
    Instalment,
    Line,
    ShipBy,
    Trigger,
)
from earnest.domain.money import share
from earnest.exchange.read import Imported
from earnest.wiring import Desk

START = datetime(2025, 11, 3, 9, tzinfo=UTC)
"""The Monday on which the first story begins."""

SECOND = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""The Monday on which the second one does, when the first is over."""

UBL, BRANDED, BRANDED_ZH = (
    "UBL-Order-2.1-Example.xml",
    "vacuum-flasks.toml",
    "vacuum-flasks-zh.toml",
)


def read(desk: Desk, name: str) -> Imported:
    """Read one of the package's own order files."""
    with as_file(files(__package__) / "orders" / name) as path:
        return desk.read_order(path)


def once(desk: Desk, teller: Teller, trades: list[Trade], name: str = "") -> Story:
    """What ``demo --once`` plays: one story, or all in turn; ``trades`` takes their orders."""
    stories = {"ubl": ubl_order, "branded": branded_goods}
    for key, story in stories.items():
        if name in ("", key):
            yield from story(desk, teller, trades)


STORIES = ("ubl", "branded")
"""The names that ``demo --once --story`` takes."""


def ubl_order(desk: Desk, teller: Teller, trades: list[Trade]) -> Iterator[datetime]:
    """Paint and brushes: a published document, completed with what it lacks."""
    _limit(desk, teller, NILS, "SEK", 50_000_000)
    teller.note("step_contract")
    found = read(desk, UBL)
    _tell_import(teller, UBL, found)
    trade = Trade(desk, "ubl", found.contract, buyer=ELSA, supplier=NILS)
    trades.append(trade)
    teller.follow(trade.id)
    contract = found.contract
    for code, step in _COMPLETIONS:
        facts = {"stated": contract.stated_total_minor, "computed": contract.computed_total_minor}
        teller.note(code, currency=contract.currency, **facts)
        contract = step(contract)
        trade.write(contract)
        _tell_gaps(desk, teller, contract)
    yield desk.now() + timedelta(hours=5)
    yield from _from_paper_to_payout(trade, teller, mode="road", place="Stockholm", transit=3)


def branded_goods(desk: Desk, teller: Teller, trades: list[Trade]) -> Iterator[datetime]:
    """The guide's own case: branded flasks with design file, colour, weight range and packaging."""
    yield SECOND
    _limit(desk, teller, NING, "USD", 30_000_000)
    teller.note("step_contract")
    found = read(desk, BRANDED)
    _tell_import(teller, BRANDED, found)
    contract = between(found.contract, HANNAH, NING)
    trade = Trade(desk, "branded", contract, buyer=HANNAH, supplier=NING)
    trades.append(trade)
    teller.follow(trade.id)
    yield desk.now() + timedelta(hours=5)
    yield from _from_paper_to_payout(trade, teller, mode="sea", place="London", transit=34)


def _from_paper_to_payout(
    trade: Trade, teller: Teller, *, mode: str, place: str, transit: int
) -> Iterator[datetime]:
    """From the proposal to the last day of the order; ``transit`` in days."""
    desk, began = trade.desk, trade.desk.now()

    def after(days: float) -> datetime:
        return began + timedelta(days=days)

    coverage = trade.look().contract.coverage or Coverage.POST_DELIVERY
    teller.note("step_coverage", coverage=coverage.value)
    trade.propose()
    yield after(1)
    teller.note("step_payment")
    trade.sign(trade.supplier)
    trade.sign(trade.buyer)
    yield after(3)
    trade.pay("deposit")
    yield after(20)
    teller.note("step_making")
    trade.produce(60)
    yield after(42)
    trade.produce(100)
    yield after(44)
    trade.inspect()
    yield after(45)
    trade.approve()
    yield after(48)
    trade.pay("balance")
    yield after(50)
    trade.ship(mode=mode)
    yield after(51)
    trade.verify()
    yield after(51 + transit)
    teller.note("step_arrival")
    trade.deliver(place)
    yield after(52 + transit)
    trade.receive()
    yield after(59 + transit)
    trade.accept()
    teller.note("step_end")
    yield after(90 + transit)
    desk.settle_down()


def _limit(desk: Desk, teller: Teller, supplier: Member, currency: str, minor: int) -> None:
    teller.note("step_limit")
    set_limit(desk, supplier, currency, minor, "experience, reputation and past trade (S27)")
    teller.note("limit", name=supplier.company.name, minor=minor, currency=currency)


def _tell_import(teller: Teller, name: str, found: Imported) -> None:
    contract = found.contract
    facts = {"lines": len(contract.lines), "minor": contract.stated_total_minor}
    code = "imported" if found.gaps else "imported_whole"
    teller.note(code, name=name, gaps=len(found.gaps), currency=contract.currency, **facts)


def _tell_gaps(desk: Desk, teller: Teller, contract: Contract) -> None:
    left = gaps(contract, desk.policies.of(desk.policies.default))
    blocking = sum(gap.blocks for gap in left)
    teller.note("gaps_left" if blocking else "gaps_none", gaps=len(left), blocking=blocking)


def _total(contract: Contract) -> Contract:
    return replace(contract, stated_total_minor=contract.computed_total_minor)


def _term(contract: Contract) -> Contract:
    return replace(
        between(contract, ELSA, NILS),
        incoterm="FCA",
        incoterm_place="Stockholm",
        mode="road",
        origin_zone="Europe/Stockholm",
        destination_zone="Europe/Stockholm",
        law="Sweden",
        coverage=Coverage.POST_DELIVERY,
    )


def _specifications(contract: Contract) -> Contract:
    exact = {"1": _PAINT, "2": _BRUSHES}
    return replace(
        contract,
        lines=tuple(_with(line, exact.get(line.id, line.clauses)) for line in contract.lines),
        design_files=(DesignFile("colour-card.pdf", "5c" * 32),),
    )


def _with(line: Line, clauses: tuple[Clause, ...]) -> Line:
    return replace(line, clauses=clauses)


def _dates(contract: Contract) -> Contract:
    total = contract.stated_total_minor
    deposit = share(total, 30, 100)
    return replace(
        contract,
        ship_by=ShipBy(date(2026, 1, 9), "Europe/Stockholm"),
        lead_days=40,
        inspection=InspectionPlan(),
        schedule=(
            Instalment("deposit", deposit, Trigger.SIGNATURE, 7),
            Instalment("balance", total - deposit, Trigger.SHIPMENT_APPROVED, 7),
        ),
    )


_COMPLETIONS = (
    ("corrected_total", _total),
    ("corrected_term", _term),
    ("corrected_specifications", _specifications),
    ("corrected_dates", _dates),
)

MEASURED, PHOTO = EvidenceType.MEASUREMENT, EvidenceType.PHOTO

_PAINT = (
    Clause(
        "colour", "Colour", "NCS S 5040-Y80R", "", "Delta-E at most 1.5", "ISO 7724-3",
        kind=ClauseKind.COLOUR, aspect="ncs", evidence=MEASURED,
    ),
    Clause(
        "density", "Density", "1.35", "KGM/LTR", "1.30 to 1.40", "ISO 2811-1",
        kind=ClauseKind.FUNCTION_TEST, aspect="performance", evidence=MEASURED,
    ),
    Clause(
        "can", "Cans", "10 litre steel can, UN 1A2", "", "", "12 cans, by sight",
        kind=ClauseKind.PACKAGING, aspect="material", evidence=PHOTO,
    ),
)  # fmt: skip
_BRUSHES = (
    Clause(
        "width", "Width", "20", "MMT", "19.5 to 20.5", "Calliper, 8 brushes",
        kind=ClauseKind.DIMENSION, aspect="width", evidence=MEASURED,
    ),
    Clause(
        "hair", "Hair", "Black bristle", "", "", "Burn test, 3 brushes",
        kind=ClauseKind.MATERIAL, aspect="composition", evidence=EvidenceType.TEST,
    ),
)  # fmt: skip
