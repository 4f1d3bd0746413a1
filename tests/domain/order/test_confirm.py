"""How does a buyer confirm what is weak, and what can he not do before?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from earnest.domain.audience import PARTIES_ONLY, audience_of
from earnest.domain.contract.gaps import warnings
from earnest.domain.order.acts.confirm import ConfirmWarnings, WarningsConfirmed
from earnest.domain.order.acts.draft import WriteDraft
from earnest.domain.order.acts.propose import (
    ContractCountered,
    ContractProposed,
    CounterPropose,
    DeclineProposal,
    ProposeContract,
)
from earnest.domain.order.acts.sign import ContractSigned, SignContract
from earnest.domain.parties import Role
from earnest.policies import load
from tests.cast import BUYER, PLAN, SIZE, SUPPLIER, contract, flasks, person
from tests.given import Story, an_order, given

VAGUE = contract(
    lines=(flasks(clauses=(replace(SIZE, value="a good size", tolerance="", method=""),)),),
    inspection=PLAN,
)
OF_SIZE = ("clause.untestable:size", "clause.vague:size")


def a_vague_draft() -> Story:
    return an_order().opened(VAGUE)


def confirm(story: Story, *ids: str) -> ConfirmWarnings:
    return ConfirmWarnings(story.order.contract_hash, ids)


def proposal(story: Story) -> ProposeContract:
    return ProposeContract(story.order.contract_hash)


def test_vague_contract_warns_by_clause():
    policies = load()
    assert tuple(gap.id for gap in warnings(VAGUE, policies.of(policies.default))) == OF_SIZE


def test_buyer_proposes_a_vague_contract_only_after_each_warning_is_confirmed():
    story = a_vague_draft()
    given(story).when(proposal(story), BUYER).refuses("contract.warnings_unconfirmed")
    given(story).when(confirm(story, OF_SIZE[0]), BUYER).then(WarningsConfirmed)
    given(story).when(proposal(story), BUYER).refuses("contract.warnings_unconfirmed")
    given(story).when(confirm(story, *OF_SIZE), BUYER).then(WarningsConfirmed)
    assert story.order.confirmed == OF_SIZE
    given(story).when(proposal(story), BUYER).then(ContractProposed)


def test_good_enough_contract_needs_no_confirmation():
    story = an_order().opened()  # no inspection is planned, which is a warning, and no more
    idle = confirm(story, "inspection.no_plan")
    given(story).when(idle, BUYER).refuses("confirm.not_needed")
    given(story).when(proposal(story), BUYER).then(ContractProposed)


def test_another_text_voids_the_confirmation():
    story = a_vague_draft()
    story.do(confirm(story, *OF_SIZE), BUYER)
    story.do(WriteDraft(VAGUE), BUYER)
    assert story.order.confirmed == OF_SIZE  # the same text, to the byte
    story.do(WriteDraft(replace(VAGUE, title="Flasks")), BUYER)
    assert story.order.confirmed == ()
    given(story).when(proposal(story), BUYER).refuses("contract.warnings_unconfirmed")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (lambda _: ConfirmWarnings("0" * 64, OF_SIZE), "contract.other_text"),
        (lambda story: confirm(story, "clause.vague:print"), "confirm.unknown_warning"),
        (confirm, "confirm.nothing_new"),
    ],
)
def test_confirmation_names_this_text_and_its_warnings(command, code):
    story = a_vague_draft()
    given(story).when(command(story), BUYER).refuses(code)


def test_confirmation_is_given_once_by_a_buyer_who_may_sign():
    story = a_vague_draft()
    clerk = person("clara", BUYER.organisation, authority=frozenset({"draft"}))
    given(story).when(confirm(story, *OF_SIZE), clerk).refuses("permission.no_authority")
    story.do(confirm(story, *OF_SIZE), BUYER)
    given(story).when(confirm(story, *OF_SIZE), BUYER).refuses("confirm.not_needed")
    story.do(proposal(story), BUYER)
    given(story).when(confirm(story, *OF_SIZE), SUPPLIER).refuses("permission.wrong_role")


def test_supplier_may_propose_what_the_buyer_must_confirm_before_he_signs():
    story = an_order().proposed()
    given(story).when(CounterPropose(VAGUE), SUPPLIER).then(ContractCountered)
    signature = SignContract(story.order.contract_hash)
    given(story).when(signature, BUYER).refuses("contract.warnings_unconfirmed")
    given(story).when(signature, SUPPLIER).then(ContractSigned)
    story.do(confirm(story, *OF_SIZE), BUYER)
    assert ContractSigned in [type(f.event) for f in given(story).when(signature, BUYER).found]


def test_buyer_answers_by_a_vague_text_only_through_a_draft():
    story = an_order().proposed()
    story.do(CounterPropose(contract(title="Flasks of steel")), SUPPLIER)
    given(story).when(CounterPropose(VAGUE), BUYER).refuses("contract.warnings_unconfirmed")
    story.do(DeclineProposal(), BUYER)
    story.do(WriteDraft(VAGUE), BUYER)
    story.do(confirm(story, *OF_SIZE), BUYER)
    given(story).when(proposal(story), BUYER).then(ContractProposed)


def test_stricter_rules_ask_for_more():
    strict = next(name for name in load().by_version if name.startswith("alibaba"))
    argued = replace(VAGUE, lines=(flasks(clauses=(replace(SIZE, tolerance=""),)),))
    lenient = an_order().opened(argued)
    given(lenient).when(proposal(lenient), BUYER).then(ContractProposed)
    story = an_order().opened(argued, policy=strict)
    given(story).when(proposal(story), BUYER).refuses("contract.warnings_unconfirmed")
    story.do(confirm(story, "clause.weak:size"), BUYER)
    given(story).when(proposal(story), BUYER).then(ContractProposed)


def test_confirmation_of_an_unseen_draft_is_the_buyers_own():
    story = a_vague_draft()
    given(story).when(confirm(story, *OF_SIZE), SUPPLIER).refuses("order.not_found")
    first = given(story).when(confirm(story, OF_SIZE[0]), BUYER).found[0]
    assert audience_of(first, story.order) == Role.BUYER.value
    story.do(confirm(story, OF_SIZE[1]), BUYER).do(proposal(story), BUYER)
    assert audience_of(first, story.order) == PARTIES_ONLY
