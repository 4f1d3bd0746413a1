"""Are money, dates, deadlines and lists written so that nobody misreads them?"""

import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from earnest.domain.contract.gaps import Gap
from earnest.domain.contract.lots import Purpose, Share
from earnest.domain.order.acts.release import Cause, LotReleased
from earnest.domain.refusals import Refused, Trouble
from earnest.words import formats
from earnest.words.facts import facts_of
from earnest.words.say import (
    WordsMissing,
    gap_sentence,
    refusal,
    sentence,
    status_of,
    unit_name,
    word,
)

MIDNIGHT_IN_SHANGHAI = datetime(2026, 5, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (1_012_050, "USD", "USD 10,120.50"),
        (1_234_567, "JPY", "JPY 1,234,567"),
        (1_234, "KWD", "KWD 1.234"),
        (5, "EUR", "EUR 0.05"),
        (0, "CNY", "CNY 0.00"),
        (-2_500, "SEK", "SEK −25.00"),
        (10**15 - 1, "USD", "USD 9,999,999,999,999.99"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_money_shows_its_currency_code_and_the_currencys_digits(minor, currency, text, language):
    assert formats.money(minor, currency, language) == text


def test_dates_name_the_month_in_words():
    assert formats.day(date(2026, 5, 4), "en") == "4 May 2026"
    assert formats.day("2026-05-04", "zh") == "2026年5月4日"


def test_a_moment_is_told_in_the_readers_zone():
    moment = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    assert formats.moment(moment, "en", "Asia/Shanghai") == "2 March 2026, 20:30 (UTC+8)"
    assert formats.moment(moment, "en", "Asia/Kolkata") == "2 March 2026, 18:00 (UTC+5:30)"
    assert formats.moment(moment, "en", "America/New_York") == "2 March 2026, 07:30 (UTC−5)"
    assert formats.moment(moment, "zh", "UTC") == "2026年3月2日 12:30（UTC）"
    assert formats.moment(moment, "en", "no such zone") == "2 March 2026, 12:30 (UTC)"


def test_a_deadline_at_midnight_is_the_end_of_the_day_before():
    shown = formats.deadline(MIDNIGHT_IN_SHANGHAI, "en", "Asia/Shanghai")
    assert shown == "15 May 2026, 24:00 (UTC+8)"
    shown = formats.deadline(MIDNIGHT_IN_SHANGHAI, "zh-hans", "Asia/Shanghai")
    assert shown == "2026年5月15日 24:00（UTC+8）"
    assert formats.deadline(MIDNIGHT_IN_SHANGHAI, "en", "UTC") == "15 May 2026, 16:00 (UTC)"


def test_lists_are_joined_as_the_language_does():
    assert formats.listed(["a", "b", "c"], "en") == "a, b and c"
    assert formats.listed(["a", "b", "c"], "zh") == "a、b和c"


def test_sizes_are_round():
    assert formats.size(2 * 1024 * 1024, "en") == "2 MB"
    assert formats.size(256 * 1024, "zh") == "256 KB"
    assert formats.size(1001, "en") == "1,001 bytes"


def test_a_refusal_is_said_in_both_languages():
    refused = Refused("limit.exceeded", needed=500_000, free=120_050, currency="USD")
    assert refusal(refused, "en") == (
        "This order needs USD 5,000.00 of the supplier's limit, and USD 1,200.50 of it is free."
    )
    assert refusal(refused, "zh_CN") == (
        "本订单需占用供应商额度 USD 5,000.00，目前可用 USD 1,200.50。"
    )
    assert status_of("limit.exceeded") == 409


def test_a_gap_is_said_with_both_amounts():
    gap = Gap("total.mismatch", {"stated": 622_500, "computed": 632_500, "currency": "SEK"})
    assert gap_sentence(gap, "en") == (
        "The stated total is SEK 6,225.00, but the lines add up to SEK 6,325.00."
    )


def test_an_incomplete_contract_names_what_is_missing():
    refused = Refused("contract.incomplete", gaps=("ship_by.missing", "coverage.missing"))
    assert refusal(refused, "en").endswith(
        "Still missing: the ship-by date and the kind of protection."
    )


def test_a_command_in_a_refusal_is_named_by_its_label():
    refused = Refused("order.wrong_stage", command="AcceptGoods", stage="draft")
    assert refusal(refused, "en") == (
        "“Accept goods and pay” is not possible now: the order is a draft."
    )


def test_an_event_tells_its_money():
    shares = (Share("A", Purpose.GOODS, 5_000), Share("A", Purpose.TOOLING, 2_000))
    facts = facts_of(LotReleased("A", shares, Cause.ACCEPTED), currency="USD")
    assert sentence("events", "LotReleased", "en", facts) == (
        "USD 70.00 for lot A goes to the supplier: the buyer accepted the goods."
    )


def test_the_end_of_a_lot_that_held_nothing_can_be_said():
    facts = facts_of(LotReleased("B", (), Cause.SILENCE), currency="USD")
    assert sentence("events", "LotReleased", "en", facts) == "Nothing is held for lot B any more."


def test_a_part_of_an_instalment_is_named_with_its_lot():
    facts = {"part": "balance/B", "minor": 100, "currency": "USD"}
    assert sentence("events", "InstalmentDue", "en", facts) == (
        "The balance for lot B became due: USD 1.00."
    )
    assert sentence("events", "InstalmentDue", "zh", facts) == "尾款（B批）已到期应付：USD 1.00。"


def test_the_first_true_variant_is_said():
    facts = {"lot": "A", "clauses": ("logo",), "by_silence": False}
    assert "keeps the claims on “logo”" in sentence("events", "ShipmentApproved", "en", facts)
    facts = {"lot": "A", "clauses": (), "by_silence": True}
    assert "did not answer" in sentence("events", "ShipmentApproved", "en", facts)
    facts = {"lot": "A", "how": "carrier"}
    assert "carrier's evidence" in sentence("events", "GoodsReceived", "en", facts)


def test_text_in_a_fact_is_never_a_template():
    facts = {"name": "{currency} {0} {name.__class__}"}
    assert facts["name"] in sentence("gaps", "buyer.unknown", "en", facts)


def test_an_empty_name_is_said_so():
    assert "(not given)" in sentence("gaps", "buyer.unknown", "en", {"name": ""})


@pytest.mark.parametrize(
    ("table", "code", "facts"),
    [
        ("refusals", "no.such_code", {}),
        ("refusals", "limit.exceeded", {"needed": 1, "currency": "USD"}),
        ("refusals", "limit.exceeded", {"needed": 1.5, "free": 1, "currency": "USD"}),
        ("refusals", "limit.exceeded", {"needed": 1, "free": 1}),
        ("refusals", "contract.ship_by_past", {"on": "in May"}),
        ("gaps", "_unknown", {}),
        ("events", "NoSuchEvent", {}),
        ("waits", "deposit", {}),
    ],
)
def test_missing_words_are_loud_in_tests_and_harmless_in_production(table, code, facts):
    with pytest.warns(WordsMissing):
        sentence(table, code, "en", facts)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert sentence(table, code, "zh", facts)


def test_an_unknown_word_is_loud_and_shown_as_it_is():
    with pytest.warns(WordsMissing):
        assert word("role", "nobody", "en") == "nobody"


def test_an_unknown_trouble_is_a_conflict_with_a_general_sentence():
    with pytest.warns(WordsMissing):
        text = refusal(Trouble("no.such_trouble"), "en")
    assert text == "This cannot be done now (no.such_trouble)."


def test_units_have_names_and_unknown_ones_stay_codes():
    assert unit_name("KGM", "en") == "kilogram"
    assert unit_name("KGM", "zh") == "千克"
    assert unit_name("ZZZ", "en") == "ZZZ"


def test_facts_leave_out_whole_objects():
    @dataclass(frozen=True)
    class Thing:
        name: str
        inner: object
        when: datetime
        many: tuple[str, ...]

    found = facts_of(Thing("x", object(), MIDNIGHT_IN_SHANGHAI, ("a", "b")), currency="USD")
    assert found == {
        "name": "x",
        "when": MIDNIGHT_IN_SHANGHAI,
        "many": ("a", "b"),
        "currency": "USD",
    }
