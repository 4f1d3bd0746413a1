"""How does a promise become an undertaking, and what becomes of it when nobody calls it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from earnest.domain.contract.lots import Purpose
from earnest.domain.coverage.undertaking import (
    CallTrigger,
    Ending,
    Remedy,
    UndertakingStatus,
    Wording,
    suggested_security,
    text_hash,
)
from earnest.domain.order.acts.cancel import (
    AnswerCancellation,
    CancellationAgreed,
    ProposeCancellation,
)
from earnest.domain.order.acts.release import LotRefunded, LotReleased
from earnest.domain.order.acts.undertake import (
    CountersignUndertaking,
    DeclineUndertaking,
    UndertakingCountersigned,
    UndertakingLapsed,
    UndertakingOffered,
)
from earnest.domain.order.stages import Stage
from earnest.domain.order.state import WaitKind
from earnest.domain.parties import Role
from earnest.domain.subjects import Kind
from earnest.domain.talk import SendMessage
from tests.cast import BUYER, OLGA, ORDER, SUPPLIER, TWO_LOTS
from tests.driver import Subject
from tests.given import given
from tests.promise import (
    RULES,
    active,
    an_order,
    audited,
    called,
    contested,
    held,
    lapse,
    offer,
    offered,
    text,
    u1,
)

LENGTHS = st.integers(1, 4000)

# -- writing and signing


def test_undertaking_counts_only_when_both_have_signed():
    story = offered()
    assert u1(story).status is UndertakingStatus.OFFERED
    assert not u1(story).has_effect
    assert held(story, Purpose.SECURITY) == 0
    done = given(story).when(CountersignUndertaking("U1", text(story)), BUYER)
    done.then(UndertakingCountersigned)
    assert u1(done).status is UndertakingStatus.ACTIVE
    assert u1(done).has_effect
    assert (held(done, Purpose.GOODS), held(done, Purpose.SECURITY)) == (1_900_000, 100_000)
    audited(story)


def test_buyer_may_write_it_and_the_supplier_signs():
    story = an_order().paid().do(offer(message=3), BUYER)
    assert (u1(story).by, u1(story).message) == (Role.BUYER, 3)
    given(story).when(CountersignUndertaking("U1", text(story)), BUYER).refuses("undertaking.own")
    given(story).when(CountersignUndertaking("U1", text(story)), SUPPLIER).then(
        UndertakingCountersigned
    )


def test_signature_is_recorded_with_language_authority_and_factors():
    story = offered()
    done = given(story).when(CountersignUndertaking("U1", text(story), "zh-hans"), BUYER)
    event = done.found[0].event
    assert (event.by, event.language, event.authority) == (Role.BUYER, "zh-hans", "sign")
    assert event.factors == ("password", "totp")
    assert event.text_sha256 == text(story)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (CountersignUndertaking("U1", "cd" * 32), "undertaking.other_text"),
        (CountersignUndertaking("U9", "cd" * 32), "undertaking.unknown"),
        (DeclineUndertaking("U9"), "undertaking.unknown"),
    ],
)
def test_signing_another_text_is_refused(command, code):
    given(offered()).when(command, BUYER).refuses(code)


def test_text_is_signed_only_in_a_language_that_we_write():
    story = offered()
    given(story).when(CountersignUndertaking("U1", text(story), "fr"), BUYER).refuses(
        "sign.language"
    )


def test_text_whose_last_day_has_passed_can_no_longer_be_signed():
    story = offered(an_order().paid(), claim_by=date(2026, 3, 3)).at(2)
    given(story).when(CountersignUndertaking("U1", text(story)), BUYER).refuses(
        "undertaking.claim_over"
    )


def test_nothing_is_signed_where_nothing_was_offered():
    story = an_order().paid()
    for command in (CountersignUndertaking("U1", ""), DeclineUndertaking("U1")):
        given(story).when(command, BUYER).refuses("undertaking.nothing_offered")


def test_undertaking_cannot_be_signed_twice():
    story = offered(active())
    given(story).when(CountersignUndertaking("U1", text(story)), BUYER).refuses(
        "undertaking.wrong_status"
    )


@pytest.mark.parametrize("by", [BUYER, SUPPLIER])
def test_offer_can_be_declined_or_taken_back(by):
    done = given(offered()).when(DeclineUndertaking("U1"), by).then(UndertakingLapsed)
    assert done.found[0].event.why is Ending.DECLINED
    assert not done.order.wait(WaitKind.ANSWER_UNDERTAKING, "U1")


def test_unanswered_offer_lapses():
    story = lapse(offered(), WaitKind.ANSWER_UNDERTAKING)
    assert u1(story).status is UndertakingStatus.LAPSED
    assert story.world.events()[-1].why is Ending.UNANSWERED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"clauses": ("colour",)}, "undertaking.clauses"),
        ({"clauses": ("print", "print")}, "undertaking.clauses"),
        ({"max_minor": 0, "security_minor": 0}, "undertaking.sum"),
        ({"max_minor": 2_000_001}, "undertaking.sum"),
        ({"security_minor": -1}, "undertaking.security_above_sum"),
        ({"security_minor": 300_001}, "undertaking.security_above_sum"),
        ({"claim_by": date(2026, 3, 2)}, "undertaking.claim_by"),
        ({"claim_by": date(2027, 3, 2)}, "undertaking.claim_by"),
        ({"perform_days": 61}, "undertaking.perform_days"),
        ({"perform_days": -1}, "undertaking.perform_days"),
        ({"message": -1}, "undertaking.message"),
        ({"lot": "Z"}, "lot.unknown"),
    ],
)
def test_terms_that_mean_nothing_are_refused(changes, code):
    given(an_order().paid()).when(offer(**changes), SUPPLIER).refuses(code)


def test_security_larger_than_what_is_held_is_refused_by_name():
    story = an_order().deposited()
    wide = {"max_minor": 2_000_000, "security_minor": 600_001}
    given(story).when(offer(**wide), SUPPLIER).refuses("undertaking.security_above_held")
    given(story).when(offer(**wide | {"security_minor": 600_000}), SUPPLIER).then(
        UndertakingOffered
    )


def test_security_that_is_no_longer_held_cannot_be_signed():
    story = offered(an_order().deposited(), max_minor=600_000, security_minor=600_000)
    story.reversed(1)
    given(story).when(CountersignUndertaking("U1", text(story)), BUYER).refuses(
        "undertaking.security_above_held"
    )


def test_open_undertakings_of_a_lot_have_a_limit_and_so_have_offers():
    story = an_order().paid(lots=TWO_LOTS)
    for _ in range(RULES.open_limit):
        story.do(offer(security_minor=0), SUPPLIER)
    given(story).when(offer(), SUPPLIER).refuses("undertaking.too_many")
    given(story).when(offer("B"), SUPPLIER).then(UndertakingOffered)
    for number in range(RULES.offers_limit - RULES.open_limit):
        story.do(DeclineUndertaking(f"U{number + 1 + (number > 2)}"), SUPPLIER)
        story.do(offer(security_minor=0), SUPPLIER)
    story.do(DeclineUndertaking(f"U{len(story.order.undertakings)}"), SUPPLIER)
    given(story).when(offer(), SUPPLIER).refuses("undertaking.offered_too_often")


def test_hash_covers_every_term():
    story = offered()
    first = u1(story)

    def digest(**changes: Any) -> str:
        made = replace(first, **changes)
        return text_hash(made, order=ORDER, contract=story.order.contract_hash, currency="USD")

    assert digest() == first.text_sha256
    others = {
        "lot": "B",
        "clauses": (),
        "remedy": Remedy.REFUND,
        "trigger": CallTrigger.PHOTOS,
        "max_minor": 1,
        "security_minor": 1,
        "claim_by": first.claim_by + timedelta(days=1),
        "perform_days": 11,
        "extends_to": first.claim_by,
        "wording": Wording.REPACK_AND_SHIP,
    }
    found = {digest(**{name: value}) for name, value in others.items()}
    assert len(found | {digest()}) == len(others) + 1
    assert digest(status=UndertakingStatus.PAID, message=4) == digest()


def test_window_is_kept_open_only_where_the_text_says_so():
    assert u1(offered()).extends_to is None
    assert u1(offered(extends=True)).extends_to == u1(offered()).claim_by


# -- without a call


def test_uncalled_undertaking_lapses_and_its_security_is_goods_money_again():
    story = lapse(active().shipped(), WaitKind.CALL_UNDERTAKING)
    lapsed = [e for e in story.world.events() if isinstance(e, UndertakingLapsed)]
    assert [(e.why, e.freed_minor) for e in lapsed] == [(Ending.UNCALLED, 100_000)]
    assert held(audited(story), Purpose.SECURITY) == 0


def test_refund_of_the_lot_takes_the_security_along_and_ends_the_undertaking():
    story = active(an_order().paid())
    while story.order.stage is Stage.ACTIVE:
        story.until(min(wait.due_at for wait in story.order.waits))
    refunded = [e for e in story.world.events() if isinstance(e, LotRefunded)]
    assert sum(share.minor for share in refunded[0].shares) == 2_000_000
    lapsed = [e for e in story.world.events() if isinstance(e, UndertakingLapsed)]
    assert [(e.why, e.freed_minor) for e in lapsed] == [(Ending.LOT_ENDED, 0)]
    audited(story.settled())
    assert story.order.stage is Stage.CLOSED


def test_agreement_to_end_the_order_ends_the_undertaking():
    story = active().do(ProposeCancellation(500_000), BUYER)
    done = given(story).when(AnswerCancellation(True, 500_000), SUPPLIER)
    assert {CancellationAgreed, UndertakingLapsed, LotReleased} <= {
        type(fact.event) for fact in done.found
    }
    assert u1(story).status is UndertakingStatus.LAPSED
    audited(story)


def test_offer_for_a_lot_that_was_refunded_is_refused():
    story = an_order().paid(lots=TWO_LOTS).shipped("A")
    story.do(ProposeCancellation(0), BUYER).do(AnswerCancellation(True, 0), SUPPLIER)
    given(story).when(offer(), SUPPLIER).refuses("order.wrong_stage")


# -- figures


@pytest.mark.parametrize(
    ("loss", "report", "held_minor", "wanted"),
    [
        (28_800, 0, 900_000, 43_200),
        (81_000, 30_000, 900_000, 121_500),
        (1_000, 30_000, 900_000, 30_000),
        (81_000, 30_000, 100_000, 100_000),
        (1, 0, 100, 2),
        (0, 0, 100, 0),
    ],
)
def test_suggested_security_is_the_expected_loss_times_the_factor(loss, report, held_minor, wanted):
    found = suggested_security(
        loss_minor=loss,
        report_minor=report,
        held_minor=held_minor,
        factor_percent=RULES.security_factor_percent,
    )
    assert found == wanted


@pytest.mark.parametrize("tell", [offered, active, called, contested])
@settings(deadline=None, max_examples=25)
@hypothesis.given(said=st.lists(st.tuples(st.sampled_from([BUYER, SUPPLIER, OLGA]), LENGTHS)))
def test_messages_change_nothing_of_the_order(tell, said):
    story = tell()
    before = story.order
    for by, length in said:
        story.do(SendMessage("cd" * 32, length), by, Subject(Kind.TALK, ORDER))
    assert story.order == before
    assert story.world.state(Subject(Kind.TALK, ORDER)).messages == len(said)
