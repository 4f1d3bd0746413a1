"""Who sets a supplier's limit, and which events hold and free it (R24)?"""

from __future__ import annotations

from earnest.domain.order.order import FOLDS
from earnest.domain.payment.receipt import AssignReceipt
from earnest.domain.programme.limit import LimitSet, SetLimit, reservation_change
from earnest.domain.subjects import Kind, Subject
from tests.cast import BUYER, NINGBO, OLGA, SUPPLIER
from tests.given import an_order, given

NINGBOS = Subject(Kind.PROGRAMME, NINGBO)


def test_operator_sets_a_limit_with_a_reason():
    story = an_order()
    limit = SetLimit("USD", 5_000_000, "audited on site")
    given(story).when(limit, OLGA, NINGBOS).then(LimitSet)
    assert story.world.state(NINGBOS).limits == {"USD": 5_000_000}
    given(story).when(limit, SUPPLIER, NINGBOS).refuses("permission.wrong_role")
    for command, code in (
        (SetLimit("USD", 1, " "), "limit.no_reason"),
        (SetLimit("USD", -1, "x"), "money.not_canonical"),
        (SetLimit("USD", 10**15, "x"), "money.not_canonical"),
        (SetLimit("XQQ", 1, "x"), "money.unknown_currency"),
        (AssignReceipt("x"), "command.unknown"),
    ):
        given(story).when(command, OLGA, NINGBOS).refuses(code)


def test_limit_does_not_fall_below_what_is_reserved():
    story = an_order().signed()
    lower = SetLimit("USD", 1_999_999, "less")
    given(story).when(lower, OLGA, NINGBOS).refuses("limit.below_reserved")


def test_limit_is_held_by_signing_and_freed_by_every_end():
    for end in ("later", "closed"):
        story = an_order().signed()
        assert story.world.exposures[NINGBO, "USD"].reserved_minor == 2_000_000
        if end == "closed":
            story.paid().produced().shipped().received().accepted().settled()
        story.later(60)
        assert story.world.exposures[NINGBO, "USD"].reserved_minor == 0


def test_stricter_policy_reserves_what_is_unbacked_only():
    story = an_order().opened(policy="alibaba-2017-12@1").signed()
    assert story.order.reserved_minor == 0
    story.paid().produced().shipped().received().accepted()
    assert story.order.reserved_minor == 2_000_000
    story.settled().later(40)
    assert story.world.exposures[NINGBO, "USD"].reserved_minor == 0


def test_events_without_a_reservation_change_nothing():
    assert reservation_change(object()) == 0
    assert len(FOLDS) > 50
    assert BUYER.organisation != NINGBO
