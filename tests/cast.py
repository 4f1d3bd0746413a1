"""Who appears in the tests? The same people, papers and dates in every room.

Harbour Tools Ltd buys, Ningbo Lantern Works supplies, Ines inspects, Mara mediates, Olga operates.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from earnest.domain.contract.terms import (
    Clause,
    Contract,
    Coverage,
    DefectClass,
    DesignFile,
    InspectionPlan,
    Instalment,
    Line,
    LotLine,
    LotTerms,
    Party,
    ShipBy,
    Trigger,
)
from earnest.domain.inspection.report import Finding, Report, Verdict
from earnest.domain.parties import AUTHORITIES, CLOCK, Actor, Duty

HARBOUR, NINGBO = "harbour-tools", "ningbo-lantern"


def person(login: str, organisation: str, duty: Duty = Duty.TRADE, **changes: Any) -> Actor:
    """Somebody with every authority, who proved it with two factors."""
    whole = Actor(login, organisation, duty, AUTHORITIES, ("password", "totp"))
    return replace(whole, **changes)


BUYER = person("hannah", HARBOUR)
SUPPLIER = person("ningning", NINGBO)
STRANGER = person("stella", "another-house")
INES = person("ines", "inspection-house", Duty.INSPECT)
MARA = person("mara", "mediation-house", Duty.MEDIATE)
OLGA = person("olga", "platform", Duty.OPERATE)
RAIL = Actor("rail", "platform", Duty.RAIL, channel="rail")
CARRIER = Actor("carrier", "carriers", Duty.CARRIER, frozenset({"operate"}), channel="rail")
EVERYBODY = {
    "buyer": BUYER,
    "supplier": SUPPLIER,
    "inspector": INES,
    "mediator": MARA,
    "operator": OLGA,
    "rail": RAIL,
    "carrier": CARRIER,
    "clock": CLOCK,
    "stranger": STRANGER,
}
"""One actor for every role."""

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""The Monday on which every story begins."""

PAPER_BYTES = b"%PDF-1.7\na test report\n"
PHOTO_BYTES = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000200000002080000000057dd52f80000000b4944415478"
    "9c636000010000060001fe8c67c80000000049454e44ae426082"
)
"""A picture of two by two grey points."""

FILE, PHOTO = (hashlib.sha256(data).hexdigest() for data in (PAPER_BYTES, PHOTO_BYTES))
"""The files that are kept with the order of every story: evidence must be (``World.files``)."""

SHIP_BY = date(2026, 5, 15)
LIMIT = 100_000_000
SIZE = Clause("size", "Height", "250", "mm", "2", "calliper")
PRINT = Clause("print", "Logo", "as design", "", "none", "compare with the design file")


def day(number: float) -> datetime:
    """The instant so many days after the beginning."""
    return START + timedelta(days=number)


def order_id(number: int) -> str:
    """An id as the house makes them: twenty characters of Crockford's base 32."""
    return f"{number:020d}"


ORDER = order_id(1)


def receipt_id(number: int) -> str:
    """The id of a receipt of money."""
    return f"{900 + number:020d}"


def flasks(quantity: str = "1000", minor: int = 2_000_000, **changes: Any) -> Line:
    """The line of flasks at USD 20.00 each."""
    line = Line("1", "Steel flask", minor, quantity=quantity, unit_price="20.00")
    return replace(line, **{"clauses": (SIZE, PRINT), **changes})


def schedule(
    total: int = 2_000_000, deposit: int = 600_000, **changes: Any
) -> tuple[Instalment, ...]:
    """30 % on signature within 5 days, the rest on production within 7."""
    balance = Instalment("balance", total - deposit, Trigger.PRODUCTION, 7)
    return (Instalment("deposit", deposit, Trigger.SIGNATURE, 5), replace(balance, **changes))


TWO_LOTS = (LotTerms("A", (LotLine("1", "600"),)), LotTerms("B", (LotLine("1", "400"),)))
PLAN = InspectionPlan()


def contract(**changes: Any) -> Contract:
    """A complete contract: 1,000 flasks for USD 20,000.00, FOB Ningbo, protected until receipt."""
    whole = Contract(
        title="Steel flasks",
        currency="USD",
        buyer=Party(HARBOUR, "Harbour Tools Ltd", "GB"),
        supplier=Party(NINGBO, "Ningbo Lantern Works", "CN"),
        lines=(flasks(),),
        stated_total_minor=2_000_000,
        reference="HT-2026-17",
        incoterm="FOB",
        incoterm_place="Ningbo",
        mode="sea",
        origin_zone="Asia/Shanghai",
        destination_zone="Europe/London",
        ship_by=ShipBy(SHIP_BY, "Asia/Shanghai"),
        coverage=Coverage.POST_DELIVERY,
        schedule=schedule(),
        design_files=(DesignFile("flask.pdf", "ab" * 32),),
        lead_days=40,
        law="England",
    )
    return replace(whole, **changes)


def small(total: int, deposit: int, **changes: Any) -> Contract:
    """The same contract about very little money, in two lots, for searches."""
    line = flasks("2", total, unit_price=f"{total}", base_quantity="200")
    lots = (LotTerms("A", (LotLine("1", "1"),)), LotTerms("B", (LotLine("1", "1"),)))
    terms: dict[str, Any] = {
        "lines": (line,),
        "lots": lots,
        "stated_total_minor": total,
        "schedule": schedule(total, deposit),
    }
    return contract(**{**terms, **changes})


def report(verdict: Verdict = Verdict.PASSED, pieces: int = 1000) -> Report:
    """A report that comes to this verdict on a lot of so many pieces with the usual clauses."""
    bad = pieces if verdict is Verdict.FAILED else 0
    return Report(
        presented=pieces,
        packed_percent=0 if verdict is Verdict.PENDING else 100,
        units_checked=pieces,
        findings=(Finding("size", DefectClass.MAJOR, bad, pieces),),
        aborted="not_ready" if verdict is Verdict.NOT_PERFORMED else "",
    )
