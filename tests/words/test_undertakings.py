"""Does the text of an undertaking say its sums and dates, whole, in both languages?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from earnest.domain.calendar import end_of_day
from earnest.domain.coverage.undertaking import (
    WORDING_SHA256,
    CallTrigger,
    Remedy,
    Undertaking,
    Wording,
)
from earnest.words.tables import rows
from earnest.words.undertakings import PARTS, undertaking_text, wording_digest
from tests.cast import contract

PLAIN = Undertaking(
    id="U1",
    lot="A",
    clauses=("print", "size"),
    remedy=Remedy.REPAIR,
    trigger=CallTrigger.PHOTOS,
    max_minor=300_000,
    security_minor=43_200,
    claim_by=end_of_day(date(2026, 6, 30), "Europe/London"),
    perform_days=14,
)


def told(language: str, **changes: object) -> str:
    return undertaking_text(replace(PLAIN, **changes), contract(), payout_days=5, language=language)


def test_accept_with_defects_is_told_in_english():
    assert told("en") == (
        "Ningbo Lantern Works (the supplier) promises Harbour Tools Ltd (the buyer), who takes"
        " lot A with the defects that are known: if the lot does not meet “Logo” and “Height”,"
        " the supplier answers for it as follows. It repairs the goods concerned at its own cost."
        " It does so within 14 days after the buyer has called this undertaking. The buyer can"
        " call it after the lot has left, until 30 June 2026, 24:00 (UTC+1), with photos that"
        " show the defect. Whatever happens, the supplier owes at most USD 3,000.00 under it. It"
        " can be called once. USD 432.00 of the money held for the lot is set aside as its"
        " security. If the promise is not kept, the called sum is paid to the buyer from it"
        " 5 days after the notice, unless the supplier objects; then a mediator decides. What the"
        " security does not reach, the supplier owes. It does not change the time in which other"
        " claims can be made. It counts only when both sides have signed this text. No message"
        " adds to it or takes from it."
    )


def test_repack_and_ship_is_told_in_chinese():
    text = told("zh-hans", wording=Wording.REPACK_AND_SHIP, clauses=(), security_minor=0)
    assert text == (
        "Ningbo Lantern Works（供应商）向Harbour Tools Ltd（买方）承诺：发货前自费重新包装A批。"
        "如该批仍不符合合同，由供应商按以下约定负责。供应商自费修理有关货物。"
        "供应商应在买方要求兑现后 14 天内履行。该批发出后至 2026年6月30日 24:00（UTC+1） 止，"
        "买方可凭显示瑕疵的照片要求兑现。无论如何，供应商在本承诺下的责任以 USD 3,000.00 为限。"
        "本承诺只能要求兑现一次。未设担保金：仅为供应商自身的债务，不计入保障。"
        "本承诺不改变其他索赔的期限。本文本经双方签署后才生效。任何消息均不增减其内容。"
    )


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_text_is_whole_and_no_two_are_the_same(language):
    kinds = list(
        product(Wording, Remedy, CallTrigger, (0, 14), (0, 43_200), (None, PLAIN.claim_by))
    )
    texts = {
        told(
            language,
            wording=wording,
            remedy=remedy,
            trigger=trigger,
            perform_days=days,
            security_minor=security,
            extends_to=extends,
        )
        for wording, remedy, trigger, days, security, extends in kinds
    }
    assert len(texts) == len(kinds)
    assert not [text for text in texts if "{" in text or "USD 3,000.00" not in text]


def test_every_sentence_of_the_table_is_used():
    used = {wording.value for wording in Wording} | set(PARTS) | {"_unknown"}
    assert set(rows("undertakings")) == used


def test_signed_hash_holds_for_these_words():
    assert wording_digest() == WORDING_SHA256
