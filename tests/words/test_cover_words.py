"""Is every code of the cover answer said in both languages, and never as what it is not?"""

import pytest

from earnest.domain.coverage.answer import Burden, Issue, Status
from earnest.domain.coverage.grounds import GroundCode, GroundStatus
from earnest.domain.coverage.rules import SOURCES, Improve, Missing, Rule
from earnest.words.say import sentence
from earnest.words.tables import codes, rows, said
from tests.words.samples import facts_for

LISTS = {
    "status": Status,
    "issue": Issue,
    "rule": Rule,
    "missing": Missing,
    "improve": Improve,
    "burden": Burden,
    "ground_status": GroundStatus,
}
UNTIL = {"at", "receipt", "shipment", "closed", "rest", "none"}


def of_area(area):
    return {code.partition(".")[2] for code in codes("cover") if code.partition(".")[0] == area}


@pytest.mark.parametrize("area", LISTS)
def test_every_code_of_a_closed_list_has_a_row_and_no_row_is_without_one(area):
    assert of_area(area) == {item.value for item in LISTS[area]}


def test_every_ground_has_a_title_and_a_sentence_for_each_status():
    stands = {f"{code.value}.{status.value}" for code in GroundCode for status in GroundStatus}
    assert of_area("ground") == {code.value for code in GroundCode} | stands
    assert of_area("until") == UNTIL


def test_every_rule_says_where_it_is_written():
    assert set(SOURCES) == set(Rule)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_of_the_cover_answer_can_be_said_in_every_variant(language):
    for code in codes("cover"):
        row = rows("cover")[code]
        for condition, variant in {"": row, **row.get("when", {})}.items():
            key, _, value = condition.partition("=")
            facts = facts_for(variant[language])
            facts |= {key: value or facts.get(key, True)} if key else {}
            assert said(row, facts) is variant
            text = sentence("cover", code, language, facts)
            assert text
            assert "{" not in text


def test_cover_is_never_called_what_it_is_not():
    for code in codes("cover"):
        for language in ("en", "zh"):
            text = str(rows("cover")[code][language]).lower()
            assert "insurance" not in text, code
            assert "保险" not in text.replace("货运保险人", ""), code
