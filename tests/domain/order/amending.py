"""How do tests amend a contract in one line, with every event audited?"""

from __future__ import annotations

from dataclasses import replace

from earnest.domain.contract.terms import (
    Instalment,
    LotLine,
    Trigger,
)
from earnest.domain.order.acts.amend import (
    AnswerAmendment,
    ProposeAmendment,
    SplitLot,
)
from tests.auditor import Auditor
from tests.cast import (
    BUYER,
    PRINT,
    SIZE,
    SUPPLIER,
    flasks,
    schedule,
)
from tests.driver import World
from tests.given import Story

OTHER = (replace(SIZE, id="size-2"), replace(PRINT, id="print-2"))


def an_order():
    """A story whose every event the auditor checks."""
    auditor = Auditor()
    story = Story(World(listeners=(auditor,)))
    story.auditor = auditor
    return story


def audited(story):
    story.auditor.check(story.world)
    return story


def offered(story, by=SUPPLIER, keep=True, **changes):
    return story.do(ProposeAmendment(replace(story.order.terms, **changes), keep), by)


def answer(story, accept=True, by=BUYER):
    return story.do(AnswerAmendment(story.order.amendment.contract_hash, accept), by)


def amended(story, by=SUPPLIER, keep=True, **changes):
    """Offered by one side and signed by the other."""
    offered(story, by, keep, **changes)
    return audited(answer(story, by=BUYER if by is SUPPLIER else SUPPLIER))


def divided(story, lot="A", new="B", quantity="100", line="1"):
    story.do(SplitLot(lot, new, (LotLine(line, quantity),)), SUPPLIER)
    return audited(answer(story))


def held(story, lot):
    return story.order.lot(lot).held_minor


def owed(story, lot):
    return sum(cell.minor for cell in story.order.unpaid if cell.lot == lot)


def planned(story, lot):
    return sum(cell.minor for cell in story.order.plan if cell.lot == lot)


def offers(story, **changes):
    return ProposeAmendment(replace(story.order.terms, **changes))


def dearer(minor, extra="balance", days=7):
    """The contract's changes where the flasks cost ``minor`` in all, on top of what was agreed."""
    more = minor - 2_000_000
    if extra == "balance":
        return {"schedule": schedule(minor), **price(minor)}
    new = Instalment(extra, more, Trigger.PRODUCTION, days)
    return {"schedule": (*schedule(), new), **price(minor)}


def price(minor):
    line = flasks(minor=minor, unit_price=f"{minor / 100_000:.5f}")
    return {"lines": (line,), "stated_total_minor": minor}
