"""How is a contract drafted, offered, answered and signed?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from earnest.domain.context import Exposure
from earnest.domain.contract.terms import Party, ShipBy
from earnest.domain.order.acts.cancel import CancelOrder, OrderCancelled, OrderLapsed
from earnest.domain.order.acts.draft import DraftWritten, OpenOrder, OrderOpened, WriteDraft
from earnest.domain.order.acts.pay import AnnouncePayment, PaymentAnnounced
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import (
    ContractCountered,
    ContractProposed,
    CounterPropose,
    DeclineProposal,
    ProposalDeclined,
    ProposeContract,
)
from earnest.domain.order.acts.sign import (
    ContractSigned,
    LimitHoldEnded,
    OrderConcluded,
    SignContract,
)
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from tests.cast import BUYER, NINGBO, OLGA, STRANGER, SUPPLIER, contract, order_id, person
from tests.driver import World
from tests.given import Story, an_order, given


def hash_of(story: Story) -> str:
    return story.order.contract_hash


def test_order_is_opened_once():
    given(an_order()).when(OpenOrder(contract()), BUYER).then(OrderOpened, DraftWritten)
    given(an_order().opened()).when(OpenOrder(contract()), BUYER).refuses("order.exists")


def test_order_is_opened_by_a_party_for_itself():
    other = contract(buyer=Party("another-house", "Other", "GB"))
    given(an_order()).when(OpenOrder(other), BUYER).refuses("order.not_a_party")
    given(an_order()).when(OpenOrder(contract()), person("ghost", "")).refuses("order.not_a_party")
    given(an_order()).when(OpenOrder(contract(), Role.SUPPLIER), SUPPLIER).then(
        OrderOpened, DraftWritten
    )
    given(an_order()).when(OpenOrder(contract(), Role.CLOCK), BUYER).refuses(
        "permission.wrong_role"
    )


def test_order_needs_a_known_policy():
    given(an_order()).when(OpenOrder(contract(), policy="none@9"), BUYER).refuses("policy.unknown")


def test_draft_is_invisible_to_the_other_side_until_proposed():
    given(an_order().opened()).when(WriteDraft(contract()), SUPPLIER).refuses("order.not_found")
    given(an_order().opened()).when(WriteDraft(contract(title="b")), BUYER).then(DraftWritten)
    given(an_order()).when(WriteDraft(contract()), BUYER).refuses("order.not_found")


def test_incomplete_contract_is_not_proposed():
    story = an_order().opened(incoterm="")
    given(story).when(ProposeContract(hash_of(story)), BUYER).refuses("contract.incomplete")


def test_proposal_names_the_text_that_was_seen():
    given(an_order().opened()).when(ProposeContract("0" * 64), BUYER).refuses("contract.other_text")


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 3, 2)])
def test_ship_by_lies_in_the_future_at_its_place(on):
    story = an_order().opened(ship_by=ShipBy(on, "Asia/Shanghai"))
    given(story).when(ProposeContract(hash_of(story)), BUYER).refuses("contract.ship_by_past")


def test_today_is_asked_at_the_place_of_shipment():
    story = an_order().opened(ship_by=ShipBy(date(2026, 3, 3), "Asia/Shanghai")).at(0.4)
    given(story).when(ProposeContract(hash_of(story)), BUYER).refuses("contract.ship_by_past")


def test_proposal_is_answered_by_the_other_side():
    story = an_order().opened()
    given(story).when(ProposeContract(hash_of(story)), BUYER).then(ContractProposed)
    given(an_order().proposed()).when(DeclineProposal(), BUYER).refuses("proposal.own")
    given(an_order().proposed()).when(DeclineProposal(), SUPPLIER).then(ProposalDeclined)
    text = contract(title="Other flasks")
    given(an_order().proposed()).when(CounterPropose(text), SUPPLIER).then(ContractCountered)
    given(an_order().proposed()).when(CounterPropose(text), BUYER).refuses("proposal.own")


def test_counter_proposal_keeps_the_parties_and_is_complete():
    other = contract(supplier=Party("another-house", "Other", "CN"))
    given(an_order().proposed()).when(CounterPropose(other), SUPPLIER).refuses("order.not_a_party")
    bare = contract(incoterm="DAT")
    given(an_order().proposed()).when(CounterPropose(bare), SUPPLIER).refuses("contract.incomplete")


def test_negotiation_has_a_budget():
    story = an_order().proposed()
    for turn in range(20):
        by = SUPPLIER if turn % 2 == 0 else BUYER
        story.do(CounterPropose(contract(title=f"text {turn}")), by)
    given(story).when(CounterPropose(contract()), SUPPLIER).refuses("proposal.too_many")
    story.do(DeclineProposal(), SUPPLIER)
    given(story).when(ProposeContract(hash_of(story)), BUYER).refuses("proposal.too_many")


def test_both_sign_the_same_text():
    story = an_order().proposed()
    given(story).when(SignContract("f" * 64), SUPPLIER).refuses("contract.other_text")
    given(story).when(SignContract(hash_of(story), "tlh"), SUPPLIER).refuses("sign.language")
    given(story).when(SignContract(hash_of(story)), SUPPLIER).then(ContractSigned)
    given(story).when(SignContract(hash_of(story)), SUPPLIER).refuses("sign.twice")
    given(story).when(SignContract(hash_of(story), "zh-hans"), BUYER).then(
        ContractSigned, OrderConcluded
    )


def test_counter_proposal_undoes_a_signature():
    story = an_order().proposed()
    story.do(SignContract(hash_of(story)), BUYER)
    story.do(CounterPropose(contract(title="b")), SUPPLIER)
    assert story.order.signatures == ()
    given(story).when(SignContract(hash_of(story)), SUPPLIER).then(ContractSigned)


def test_contract_is_not_concluded_after_its_ship_by_date():
    story = an_order().opened(ship_by=ShipBy(date(2026, 3, 4), "Asia/Shanghai")).proposed()
    story.do(SignContract(hash_of(story)), BUYER)
    given(story).at(3).when(SignContract(hash_of(story)), SUPPLIER).refuses("contract.ship_by_past")


def test_signing_needs_room_in_the_suppliers_limit():
    world = World(exposures={(NINGBO, "USD"): Exposure(2_000_000, 1)})
    story = Story(world).proposed()
    story.do(SignContract(hash_of(story)), BUYER)
    given(story).when(SignContract(hash_of(story)), SUPPLIER).refuses("limit.exceeded")


def test_signing_holds_the_limit_softly():
    story = an_order().signed()
    assert story.order.reserved_minor == 2_000_000
    story.until(story.order.wait(WaitKind.LIMIT_HOLD).due_at)
    assert LimitHoldEnded in {type(event) for event in story.world.events()}
    assert story.world.exposures[NINGBO, "USD"].reserved_minor == 0


def test_announced_payment_extends_the_hold_once():
    story = an_order().signed()
    given(story).when(AnnouncePayment(), BUYER).then(PaymentAnnounced)
    deposit = story.order.wait(WaitKind.DEPOSIT)
    assert story.order.wait(WaitKind.LIMIT_HOLD).due_at >= deposit.due_at
    given(story).when(AnnouncePayment(), BUYER).refuses("payment.announced_twice")


def test_order_without_money_is_cancelled_freely():
    for story in (an_order().opened(), an_order().proposed(), an_order().signed()):
        given(story).when(CancelOrder(), BUYER).then(OrderCancelled)
        assert story.order.stage is Stage.CANCELLED
        assert not story.world.exposures[NINGBO, "USD"].reserved_minor
    given(an_order().signed().receives(1)).when(CancelOrder(), BUYER).refuses("cancel.money_in")


@pytest.mark.parametrize("step", ["opened", "proposed", "signed"])
def test_order_that_nobody_goes_on_with_lapses(step):
    story = getattr(an_order(), step)().later(40)
    assert story.order.stage is Stage.LAPSED
    assert OrderLapsed in {type(event) for event in story.world.events()}
    assert story.order.waits == ()


def test_window_is_half_open():
    story = an_order().proposed()
    due_at = story.order.wait(WaitKind.ANSWER_PROPOSAL).due_at
    given(story).at(due_at).when(DeclineProposal(), SUPPLIER).refuses("order.wrong_stage")


def test_stranger_is_answered_as_if_there_were_no_order():
    story = an_order().signed()
    given(story).when(CancelOrder(), STRANGER).refuses("order.not_found")
    given(story).when(CancelOrder(), OLGA).refuses("permission.wrong_role")
    revoked = replace(BUYER, revoked=True)
    given(story).when(CancelOrder(), revoked).refuses("permission.revoked")
    clerk = replace(BUYER, authority=frozenset({"draft"}))
    given(story).when(CancelOrder(), clerk).refuses("permission.no_authority")
    given(story).when(object(), BUYER).refuses("command.unknown")
    given(story).when(ReportProduction("A", 100), SUPPLIER).refuses("order.wrong_stage")
    assert order_id(7) not in story.world.states
