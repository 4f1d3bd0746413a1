"""Has every code its words in both languages, with facts that are really given?"""

import re
from pathlib import Path

import pytest

from earnest.domain import deciders
from earnest.domain.contract.clauses import KINDS
from earnest.domain.contract.incoterms import INCOTERMS
from earnest.domain.contract.lots import Purpose
from earnest.domain.contract.terms import (
    ClauseKind,
    Coverage,
    DefectClass,
    EvidenceType,
    InspectedBy,
    InspectionKind,
    LineKind,
    Trigger,
)
from earnest.domain.contract.testability import Grade, Reason
from earnest.domain.coverage.undertaking import (
    CallTrigger,
    Ending,
    Remedy,
    UndertakingStatus,
    Wording,
)
from earnest.domain.inspection.booking import BookingStatus
from earnest.domain.inspection.report import SectionResult, Verdict
from earnest.domain.inspection.sampling import Severity
from earnest.domain.inspection.validity import Aborted
from earnest.domain.order.acts.approve import Answer
from earnest.domain.order.acts.release import Cause
from earnest.domain.order.deadlines import WAITS
from earnest.domain.order.stages import LotStage, Stage
from earnest.domain.order.state import PayoutStatus, WaitKind
from earnest.domain.parties import AUTHORITIES, Role
from earnest.domain.payment import receipt
from earnest.domain.permissions import PERMISSIONS
from earnest.policies import load
from earnest.words.facts import facts_of
from earnest.words.say import sentence
from earnest.words.tables import TABLES, UNKNOWN, codes, rows, said
from tests.words import source_codes
from tests.words.samples import facts_for, made, placeholders, texts_of

LANGUAGES = ("en", "zh")
EVENTS = {kind.__name__: kind for kinds in deciders.EVENTS.values() for kind in kinds}
COMMANDS = {kind.__name__ for kinds in deciders.COMMANDS.values() for kind in kinds}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def described(row: object) -> str:
    return str(row)[:60]


def test_every_refusal_in_the_source_has_a_row_and_no_row_is_without_one():
    assert {place.code for place in source_codes.refusals()} == codes("refusals")


def test_every_gap_in_the_source_has_a_row_and_no_row_is_without_one():
    assert {place.code for place in source_codes.gaps()} == codes("gaps")


def test_every_event_has_a_row_and_no_row_is_without_one():
    assert set(EVENTS) == codes("events")


def test_every_command_has_a_row_and_no_row_is_without_one():
    assert COMMANDS | set(PERMISSIONS) == codes("commands")


def test_every_wait_has_a_row_that_names_who_must_act():
    assert {kind.value for kind in WaitKind} == codes("waits")
    for kind, rule in WAITS.items():
        assert rows("waits")[kind.value]["who"] == (rule.who.value if rule.who else "")


@pytest.mark.parametrize("place", source_codes.refusals(), ids=lambda place: place.where)
def test_a_refusal_gives_every_fact_that_its_sentence_needs(place):
    text = rows("refusals").get(place.code, {}).get("en", "")
    assert set(placeholders(text)) <= place.facts


@pytest.mark.parametrize("place", source_codes.gaps(), ids=lambda place: place.where)
def test_a_gap_gives_every_fact_that_its_sentence_needs(place):
    text = rows("gaps").get(place.code, {}).get("en", "")
    assert set(placeholders(text)) <= place.facts


@pytest.mark.parametrize("code", sorted(codes("refusals") | {UNKNOWN}))
def test_a_refusal_has_an_http_status(code):
    assert 400 <= rows("refusals")[code]["status"] <= 599


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_say_the_same_facts(table):
    for code, row in rows(table).items():
        for texts in texts_of(row):
            assert set(texts) >= set(LANGUAGES), code
            first, second = (placeholders(texts[language]) for language in LANGUAGES)
            assert first == second, code


@pytest.mark.parametrize("table", TABLES)
def test_chinese_is_chinese_and_english_is_not(table):
    for code, row in rows(table).items():
        for texts in texts_of(row):
            assert code == UNKNOWN or CHINESE.search(texts["zh"]), code
            assert not CHINESE.search(texts["en"]), code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["refusals", "gaps"])
def test_every_sentence_of_refusals_and_gaps_can_be_said(table, language):
    for code in codes(table):
        text = sentence(table, code, language, facts_for(rows(table)[code][language]))
        assert text
        assert "{" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_event_can_be_said_in_every_variant(name, language):
    known = {"warnings": ("design.no_file", "clause.vague:size"), "reason": "too_much"}
    known |= {"mode": "sea", "currency": "USD"}  # texts of closed lists
    facts = facts_of(made(EVENTS[name]), currency="USD")
    facts |= {key: known[key] for key in known.keys() & facts.keys()}
    row = rows("events")[name]
    for condition in ("", *row.get("when", {})):
        key, _, value = condition.partition("=")
        told = {**facts, key: value or facts.get(key, True)} if condition else facts
        assert said(row, told)
        assert "{" not in sentence("events", name, language, told)
    plain = {key: None if key in row.get("when", {}) else value for key, value in facts.items()}
    assert said(row, plain) is row or "=" in "".join(row["when"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_waits_commands_and_gaps_can_be_said(language):
    for table, parts in (
        ("waits", ("awaited", "outcome")),
        ("commands", ("label", "hint")),
        ("gaps", ("short",)),
    ):
        for code in codes(table):
            for part in parts:
                assert sentence(table, code, language, part=part)


@pytest.mark.parametrize(
    ("vocabulary", "values"),
    [
        ("role", Role),
        ("Role", Role),
        ("authority", AUTHORITIES),
        ("stage", Stage),
        ("lot_stage", LotStage),
        ("coverage", Coverage),
        ("trigger", Trigger),
        ("kind", LineKind),
        ("grade", Grade),
        ("clause_reason", Reason),
        ("clause_kind", ClauseKind),
        ("clause_aspect", {name for rule in KINDS.values() for name in rule.aspects}),
        ("evidence", EvidenceType),
        ("severity", DefectClass),
        ("sampling_severity", Severity),
        ("sampling_strictness", {"normal", "tightened", "reduced", "stopped"}),
        ("purpose", Purpose),
        ("verdict", Verdict),
        ("inspection_kind", InspectionKind),
        ("inspected_by", InspectedBy),
        ("booking_status", BookingStatus),
        ("aborted", Aborted),
        ("section_result", SectionResult),
        ("answer", Answer),
        ("payout_status", PayoutStatus),
        ("cause", Cause),
        ("undertaking", UndertakingStatus),
        ("remedy", Remedy),
        ("call_trigger", CallTrigger),
        ("wording", Wording),
        ("undertaking_end", Ending),
        ("shipment_event", {term.shipment_event for term in INCOTERMS.values()}),
        *(("mode", policy.receipt.transit_max_days) for policy in load().by_version.values()),
    ],
)
def test_every_word_of_a_closed_list_is_in_both_languages(vocabulary, values):
    words = rows("vocabulary")[vocabulary]
    assert set(words) == {str(value) for value in values}
    assert all(set(word) == set(LANGUAGES) for word in words.values())


def test_every_reason_for_suspense_has_words():
    source = Path(receipt.__file__).read_text(encoding="utf-8")
    found = set(re.findall(r'(?:return|or|minor,) "([a-z_]+)"', source))
    assert found <= set(rows("vocabulary")["receipt_reason"])
    assert found


def test_the_labels_are_those_that_people_do_not_misread():
    expected = {
        "ConfirmReceipt": ("Goods arrived (money stays held)", "确认到货（不放款）"),
        "ApproveShipment": ("Approve shipping", "同意出货"),
        "AcceptGoods": ("Accept goods and pay", "验收并付款"),
    }
    for command, labels in expected.items():
        found = tuple(sentence("commands", command, lang, part="label") for lang in LANGUAGES)
        assert found == labels


MISREAD = re.compile(
    r"\b(insurance|waive[drs]?|released?|holdback|assurance|pre-shipment cover|shipment date)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("table", [*TABLES, "vocabulary"])
def test_no_sentence_uses_a_word_that_people_misread(table):
    for code, row in rows(table).items():
        for texts in texts_of(row):
            assert not MISREAD.search(texts["en"]), code
