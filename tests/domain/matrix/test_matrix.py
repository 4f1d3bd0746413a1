"""What does each command do in each stage, for each role? One golden text: the review surface.

``accepted`` by the roles named, or the code of the refusal. ``make golden`` writes it anew; read
the difference before you commit it.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from earnest.domain.contract.terms import Losses
from earnest.domain.coverage.undertaking import CallTrigger, Remedy
from earnest.domain.inspection.report import Verdict
from earnest.domain.inspection.verdict import judge
from earnest.domain.order.acts.accept import AcceptGoods
from earnest.domain.order.acts.approve import Answer, ApproveShipment, RecordInspection
from earnest.domain.order.acts.cancel import CancelOrder, GiveNotice, ProposeCancellation
from earnest.domain.order.acts.decide_call import ObjectToCall
from earnest.domain.order.acts.draft import OpenOrder
from earnest.domain.order.acts.enforce import CallUndertaking
from earnest.domain.order.acts.reduce import ProposeReduction
from earnest.domain.order.acts.reschedule import ProposeShipBy
from earnest.domain.order.acts.ship import RefuseToShip, ShipGoods
from earnest.domain.order.acts.sign import SignContract
from earnest.domain.order.acts.undertake import CountersignUndertaking, OfferUndertaking
from earnest.domain.order.order import ACTS
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import WaitKind
from earnest.policies import load
from tests.cast import BUYER, EVERYBODY, PLAN, SHIP_BY, SUPPLIER, contract, day
from tests.driver import World
from tests.given import Story, an_order
from tests.menu import commands

GOLDEN = Path(__file__).with_name("matrix.txt")


def overdue():
    story = an_order().deposited().produced()
    while not story.order.overdue:
        story.until(min(wait.due_at for wait in story.order.waits))
    return story


def too_late():
    story = an_order().paid()
    story.until(story.order.wait(WaitKind.SHIP_BY).due_at)
    return story.until(story.order.wait(WaitKind.EXTRA_PERIOD).due_at)


def half_signed():
    story = an_order().proposed()
    return story.do(SignContract(story.order.contract_hash), BUYER)


def promise_offered():
    terms = (Remedy.REPAIR, CallTrigger.NOTICE, 900, 500, SHIP_BY + timedelta(days=60), 10)
    return an_order().paid().produced().do(OfferUndertaking("A", (), *terms), SUPPLIER)


def promise_signed():
    story = promise_offered()
    text = story.order.undertakings[0].text_sha256
    return story.do(CountersignUndertaking("U1", text), BUYER)


def promise_called():
    return promise_signed().shipped().do(CallUndertaking("U1", 900), BUYER)


def failed():
    story = an_order().paid(inspection=PLAN, losses=Losses()).produced()
    return story.inspected(Verdict.FAILED).later(2)


def arrived_with_claims():
    story = failed()
    story.do(ApproveShipment("A", Answer.WITH_RESERVATIONS, ("size",)), BUYER)
    story.shipped().received().do(ProposeReduction("A", 1, ("size",)), SUPPLIER)
    return story


SITUATIONS = {
    "new": an_order,
    "draft": lambda: an_order().opened(),
    "proposed": lambda: an_order().proposed(),
    "half signed": half_signed,
    "signed": lambda: an_order().signed(),
    "signed, part paid": lambda: an_order().signed().receives(5),
    "active, deposit paid": lambda: an_order().deposited(),
    "active, all paid": lambda: an_order().paid(),
    "active, new date asked": lambda: an_order().paid().do(ProposeShipBy(day(99).date()), SUPPLIER),
    "active, end offered": lambda: an_order().paid().do(ProposeCancellation(5), SUPPLIER),
    "active, ready": lambda: an_order().paid().produced(),
    "active, passed": lambda: an_order().paid(inspection=PLAN).produced().inspected(),
    "active, approved": lambda: an_order().paid(inspection=PLAN).produced().inspected().approved(),
    "active, failed": failed,
    "active, balance overdue": overdue,
    "active, too late": too_late,
    "active, refused to ship": lambda: an_order().paid().do(RefuseToShip(), SUPPLIER),
    "active, notice given": lambda: too_late().do(GiveNotice(), BUYER),
    "active, promise offered": promise_offered,
    "shipped, promise called": promise_called,
    "shipped, promise contested": lambda: promise_called().do(ObjectToCall("U1"), SUPPLIER),
    "accepted, promise in force": lambda: promise_signed().shipped().received().accepted(),
    "shipped": lambda: an_order().paid().produced().shipped(),
    "shipped, three weeks": lambda: an_order().paid().produced().shipped().later(21),
    "shipped, delivered": lambda: an_order().paid().produced().shipped().later(21).delivered(),
    "received": lambda: an_order().paid().produced().shipped().received(),
    "received, claims kept": arrived_with_claims,
    "received, part kept back": lambda: arrived_with_claims().do(AcceptGoods("A", 1), BUYER),
    "released": lambda: an_order().paid().produced().shipped().received().accepted(),
    "refunded": lambda: too_late().do(GiveNotice(), BUYER).later(3),
    "closed": lambda: too_late().do(GiveNotice(), BUYER).later(3).settled(),
    "cancelled": lambda: an_order().signed().do(CancelOrder(), BUYER),
    "lapsed": lambda: an_order().signed().later(30),
}


def outcome(world: World, command: object) -> str:
    """Who is accepted, and by which names the others are refused."""
    found: dict[str, list[str]] = {}
    for role, actor in EVERYBODY.items():
        code = world.copy().refusal(command, actor) or "accepted"
        found.setdefault(code, []).append(role)
    dull = ("permission.wrong_role", "order.not_found")
    told = [f"{code}: {', '.join(roles)}" for code, roles in found.items() if code not in dull]
    if not told:
        return next(iter(found)) if len(found) == 1 else "refused to every role"
    return "; ".join(told)


TOLD = (
    "percent",
    "answer",
    "status",
    "accept",
    "keeps_minor",
    "holdback_minor",
    "kept",
    "pay_minor",
)


def text_of_the_command(command: object) -> str:
    """The command with the contents that matter."""
    words = [
        str(getattr(command, name))
        for name in (
            "percent",
            "answer",
            "status",
            "accept",
            "keeps_minor",
            "holdback_minor",
            "kept",
            "pay_minor",
        )
        if hasattr(command, name)
    ]
    if isinstance(command, RecordInspection):
        told = judge(command.report, contract(), "A", load().of("guide-2021@1"))
        words.append(told.verdict.value)
    return " ".join((type(command).__name__, *words))


def matrix() -> str:
    lines = []
    for name, tell in SITUATIONS.items():
        story: Story = tell()
        lines += ["", f"== {name} ({story.order.stage.value})", ""]
        for command in commands(story.order, story.world.now):
            told = outcome(story.world, command)
            lines.append(f"{text_of_the_command(command):<44} {told}".rstrip())
    return "\n".join(lines).lstrip() + "\n"


@pytest.mark.golden
def test_matrix_of_commands_and_stages_is_the_reviewed_one():
    now = matrix()
    if os.environ.get("EARNEST_GOLDEN"):
        GOLDEN.write_text(now, encoding="utf-8")
    assert now == GOLDEN.read_text(encoding="utf-8")


def test_matrix_has_every_command_and_every_stage():
    stages = {tell().order.stage for tell in SITUATIONS.values()}
    assert stages == set(Stage)
    seen = {type(c) for c in commands(an_order().paid().order, day(1))}
    assert seen == set(ACTS)


def test_menu_of_an_order_without_a_contract_is_complete():
    seen = {type(c) for c in commands(an_order().order, day(0))}
    assert {OpenOrder, ShipGoods} <= seen
    assert set(ACTS) - seen == {ProposeShipBy}
    assert contract().ship_by.on == SHIP_BY
