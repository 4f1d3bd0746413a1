"""Does every cent stay where it belongs, however often a contract is amended and a lot is split?

Invariants (c) and (h) of the coverage answer: a split never changes the sum that stands behind
cover, and the policy of an order stays its own.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.domain.contract.lots import lot_values
from earnest.domain.contract.terms import Instalment, LineKind, LotLine, Trigger
from earnest.domain.coverage.backing import backing
from earnest.domain.order.acts.amend import AnswerAmendment, ProposeAmendment, SplitLot
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.plan import plan_of
from earnest.domain.order.stages import LotStage
from earnest.domain.refusals import Refused
from tests.auditor import Auditor, check_replay
from tests.cast import BUYER, SUPPLIER, contract, flasks
from tests.driver import World
from tests.given import Story

PIECES = 60
AMOUNTS = st.one_of(st.integers(1, 40), st.integers(1, 10_000_000))


def line(minor, **changes):
    """The flasks, so many minor units in all, whatever that is for one piece."""
    price = {"unit_price": str(minor), "base_quantity": str(100 * PIECES)}
    return flasks(str(PIECES), minor, **price, **changes)


def parts_of(total, cuts, triggers):
    """A schedule of the total, cut at random places; the first part is the deposit."""
    places = sorted({1 + cut % max(1, total - 1) for cut in cuts} - {total})
    bounds = [0, *places, total]
    sizes = [after - before for before, after in pairwise(bounds)]
    names = ("deposit", "second", "third", "fourth")
    kinds = (Trigger.SIGNATURE, *triggers)
    return tuple(
        Instalment(name, size, kind, 5)
        for name, size, kind in zip(names, sizes, kinds, strict=False)
    )


@st.composite
def contracts(draw):
    goods, freight, tooling = draw(AMOUNTS), draw(st.integers(0, 999)), draw(st.integers(0, 99))
    more = replace(flasks(), clauses=(), unit_price="0", quantity="1")
    lines = (
        line(goods),
        replace(more, id="f", kind=LineKind.FREIGHT, amount_minor=freight),
        replace(more, id="t", kind=LineKind.TOOLING, amount_minor=tooling),
    )
    total = goods + freight + tooling
    cuts = draw(st.lists(st.integers(0, 10_000_000), max_size=3))
    later = [t for t in Trigger if t not in (Trigger.SIGNATURE, Trigger.SHIPMENT_APPROVED)]
    triggers = draw(st.lists(st.sampled_from(later), min_size=3, max_size=3))
    return contract(lines=lines, stated_total_minor=total, schedule=parts_of(total, cuts, triggers))


SPLITS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, PIECES)), min_size=1, max_size=5)
MONEY = st.lists(st.integers(1, 4), max_size=3)


def begun(text, fractions):
    """A signed order, some of it paid in several receipts, every event audited."""
    story = Story(World(listeners=(Auditor(),)))
    story.signed(contract=text)
    for part in fractions:
        owed = story.order.outstanding()
        if owed:
            story.receives(max(1, owed // part))
    return story


def agreed(story, command):
    """The command, offered by the supplier and signed by the buyer; False where refused."""
    try:
        story.do(command, SUPPLIER)
        story.do(AnswerAmendment(story.order.amendment.contract_hash, True), BUYER)
    except Refused as refused:
        if not refused.code.startswith("amend."):
            raise
        return False
    story.world.listeners[0].check(story.world)
    return True


def split_by(story, pick, pieces):
    lots = list(story.order.lots)
    command = SplitLot(lots[pick % len(lots)], f"L{len(lots)}", (LotLine("1", str(pieces)),))
    return agreed(story, command)


@settings(max_examples=1_000, deadline=None)
@given(contracts(), MONEY, SPLITS, st.booleans())
def test_splitting_never_changes_cover_nor_moves_a_cent_of_another_lot(text, money, splits, ready):
    story = begun(text, money)
    for pick, pieces in splits:
        if story.order.stage not in ("signed", "active"):
            return
        before = story.order
        if split_by(story, pick, pieces):
            after = story.order
            assert backing(after) == backing(before)
            assert after.policy == before.policy
            assert after.plan == plan_of(after.terms)
            parent = after.amendments and after.terms.lots[-1].split_from
            others = [id for id in before.lots if id != parent]
            assert [after.lots[id] for id in others] == [before.lots[id] for id in others]
            ours = [
                [cell for cell in order.plan if cell.lot in others] for order in (before, after)
            ]
            assert ours[0] == ours[1]
        lot = story.order.lots[next(iter(story.order.lots))]
        if ready and lot.stage is LotStage.WAITING and story.order.stage == "active":
            story.do(ReportProduction(lot.id, 100), SUPPLIER)
    check_replay(story.world)


def test_split_that_takes_all_of_a_purpose_keeps_every_planned_cent_in_its_place():
    tooling = replace(
        flasks(), id="t", clauses=(), unit_price="0", quantity="1", kind=LineKind.TOOLING,
        amount_minor=6,
    )  # fmt: skip
    sizes = (("deposit", Trigger.SIGNATURE, 1), ("second", Trigger.PRODUCTION, 1))
    schedule = tuple(
        Instalment(name, minor, kind, 5)
        for name, kind, minor in (*sizes, ("third", Trigger.PRODUCTION, 9))
    )
    story = begun(contract(lines=(line(5), tooling), stated_total_minor=11, schedule=schedule), [])
    assert split_by(story, 0, 55)
    after = story.order
    assert after.plan == plan_of(after.terms)


@settings(max_examples=1_000, deadline=None)
@given(
    contracts(),
    MONEY,
    SPLITS,
    st.lists(st.tuples(AMOUNTS, st.lists(st.integers(0, 10_000_000), max_size=3)), max_size=3),
)
def test_new_price_is_paid_plus_unpaid_lot_by_lot(text, money, splits, prices):
    story = begun(text, money)
    for (pick, pieces), (minor, cuts) in zip(splits, prices, strict=False):
        if story.order.stage not in ("signed", "active"):
            return
        split_by(story, pick, pieces)
        old = story.order
        lines = (line(minor), *old.terms.lines[1:])
        total = sum(each.amount_minor for each in lines)
        kinds = [item.trigger for item in old.terms.schedule[1:]] + [Trigger.SHIPMENT] * 3
        changed = replace(
            old.terms, lines=lines, stated_total_minor=total, schedule=parts_of(total, cuts, kinds)
        )
        if changed == old.terms or not agreed(story, ProposeAmendment(changed)):
            continue
        new = story.order
        worth = {(share.lot, share.purpose): share.minor for share in lot_values(changed)}
        held = {(lot.id, p): minor for lot in new.lots.values() for p, minor in lot.held.items()}
        for name, value in worth.items():
            unpaid = sum(c.minor for c in new.unpaid if (c.lot, c.purpose) == name)
            assert held.get(name, 0) + unpaid == value
        assert new.held_minor + new.refunded_minor == new.paid_minor
        assert not (new.refunded_minor > old.refunded_minor and new.unpaid), "unpaid comes first"
    check_replay(story.world)
