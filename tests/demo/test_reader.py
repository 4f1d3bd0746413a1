"""Does the reader's question come out to the cent, and does what was said come true?

The figures are those of the worked example in docs/rules/coverage.md, worked by hand.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from earnest.cli.reader_page import choices_page, ending_page, endings_page, rows_of
from earnest.cli.reader_story import history_of
from earnest.cli.speak import show
from earnest.cli.terminal import Terminal, terminal, use_terminal
from earnest.demo.cast import HANNAH, introduce
from earnest.demo.choices import CHOICES, Asked, ask, play_out
from earnest.demo.play import Teller, begin_at
from earnest.demo.reader import BEGAN, Step
from earnest.domain.coverage.answer import Issue, Status
from earnest.domain.ledger.trial import is_balanced
from earnest.domain.order.acts.approve import Answer, ApproveShipment
from earnest.domain.order.acts.enforce import UndertakingPaid
from earnest.domain.order.progress import WaitLapsed
from earnest.domain.order.state import WaitKind
from earnest.domain.refusals import Refused
from earnest.environment import read_environment
from earnest.usecases.look import trial_of
from earnest.wiring import Desk, open_desk
from earnest.wiring.proof import verified
from tests.architecture.source import ROOT
from tests.cli.runner import Sitting, leave

PAGE = ROOT / "docs/reader.md"
COVERED, NOT_COVERED = Status.COVERED, Status.NOT_COVERED


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    found = open_desk(read_environment({"EARNEST_HOME": str(tmp_path_factory.mktemp("reader"))}))
    begin_at(found, BEGAN)
    introduce(found.reads)
    yield found
    found.close()


@pytest.fixture(scope="module")
def asked(desk) -> list[Asked]:
    """All orders at the instant of the question."""
    return ask(desk, Teller(desk, lambda _: None), "en")


@pytest.fixture(scope="module")
def refusals(asked) -> list[str]:
    """Why no order could be approved as it is, before anything was given up."""
    found = []
    for each in asked:
        with pytest.raises(Refused) as refused:
            each.case.supposing((Step(ApproveShipment("A", Answer.AS_IS), HANNAH),))
        found.append(refused.value.code)
    return found


@pytest.fixture(scope="module")
def told(desk, asked, refusals) -> dict[str, Asked]:
    """The whole story, told once for all tests that only look at it."""
    play_out(desk, asked)
    return {each.choice.code: each for each in asked}


def supposed(told, code, issue, lot="A", clause=""):
    line = told[code].supposed.after.protection.line(issue, lot, clause)
    return None if line is None else (line.status, line.minor)


def moment(told, code, name):
    return next(m for m in told[code].case.moments if m.code == f"reader_{name}")


def money(told, code, name):
    bar = moment(told, code, name).standing.money
    return bar.held_minor, bar.released_minor, bar.refunded_minor


def test_question_begins_with_a_failed_report_and_all_money_held(told):
    case = told["rework"].case
    report = case.state.lots["A"].quality.reports[0]
    major = next(s for s in report.judged.sections if s.name == "major")
    assert (major.found, major.checked, major.ac, major.re) == (3, 80, 5, 6)
    assert report.judged.verdict.value == "failed"
    assert report.judged.failed_clauses == ("gap",)
    before = told["rework"].supposed.before
    assert (before.money.held_minor, before.money.paid_minor) == (1_000_000, 1_000_000)
    assert [(lot.id, lot.held_minor) for lot in before.lots] == [("A", 900_000), ("B", 100_000)]


def test_suppliers_sentence_changes_no_line_of_any_answer(told):
    for each in told.values():
        assert each.case.lines_changed == 0
        assert each.supposed.before.protection.line(Issue.UNDERTAKING).status is NOT_COVERED


@pytest.mark.parametrize(
    ("code", "gap", "surface", "damage"),
    [
        ("rework", (COVERED, 27_000), (COVERED, 1_800), (COVERED, 900_000)),
        ("promise", (COVERED, 27_000), (COVERED, 1_800), (COVERED, 900_000)),
        ("cheaper", (NOT_COVERED, 0), (NOT_COVERED, 0), (NOT_COVERED, 0)),
        ("as_it_is", (NOT_COVERED, 0), (COVERED, 1_800), (NOT_COVERED, 0)),
    ],
)
def test_what_the_report_found_is_covered_by_the_answer_given(told, code, gap, surface, damage):
    assert supposed(told, code, Issue.KNOWN_FINDING, clause="gap") == gap
    assert supposed(told, code, Issue.KNOWN_FINDING, clause="surface") == surface
    assert supposed(told, code, Issue.PACKAGING_DAMAGE, clause="gap") == damage


def test_lot_that_leaves_alone_has_nothing_known_against_it_and_lot_b_stays_held(told):
    assert supposed(told, "split", Issue.KNOWN_FINDING, clause="gap") is None
    assert supposed(told, "split", Issue.LATENT) == (COVERED, 900_000)
    assert supposed(told, "split", Issue.NOT_SHIPPED, "B") == (COVERED, 100_000)


def test_stricter_rules_take_shipping_as_it_is_for_accepting_what_was_reported(told):
    for code, each in told.items():
        ours = each.supposed.after.protection.line(Issue.KNOWN_FINDING, "A", "surface")
        theirs = each.stricter.line(Issue.KNOWN_FINDING, "A", "surface")
        assert each.stricter.policy == "alibaba-2017-12@1"
        if code == "as_it_is":
            assert (ours.status, theirs.status) == (COVERED, NOT_COVERED)
        else:
            assert (ours and ours.status) == (theirs and theirs.status)


def test_only_the_lower_price_moves_money_at_once(told):
    for code, each in told.items():
        back = 28_800 if code == "cheaper" else 0
        assert each.supposed.after.money.refunded_minor == back
        assert each.supposed.after.money.released_minor == 0
        assert each.set_aside_minor == (40_500 if code == "promise" else 0)


def test_approving_as_it_is_needs_the_claim_on_the_gap_to_be_given_up_first(refusals):
    assert refusals == ["approve.waiver_needed"] * len(CHOICES)


@pytest.mark.parametrize("code", ["rework", "promise", "cheaper", "as_it_is"])
def test_what_was_said_beforehand_came_true(told, code):
    said = told[code].supposed.after.protection
    true = moment(told, code, "answered").standing.protection
    assert said.lines == true.lines
    assert said.caps == true.caps


def test_promise_keeps_432_back_and_pays_8568_out(told):
    accepted = moment(told, "promise", "accepted")
    assert accepted.kept_minor == 43_200
    assert money(told, "promise", "accepted") == (143_200, 856_800, 0)


def test_called_promise_is_paid_by_itself_from_its_security(told, desk):
    assert money(told, "promise", "called") == (102_700, 870_300, 27_000)
    events = [envelope.event for envelope in history_of(desk, told["promise"])]
    at = next(n for n, event in enumerate(events) if isinstance(event, UndertakingPaid))
    assert events[at].minor == 27_000
    before = events[at - 1]
    assert isinstance(before, WaitLapsed)
    assert before.kind is WaitKind.PAY_UNDERTAKING


def test_goods_taken_as_they_are_leave_only_the_other_claims(told):
    arrived = moment(told, "as_it_is", "arrived").standing.protection
    assert arrived.line(Issue.KNOWN_FINDING, "A", "gap").status is NOT_COVERED
    assert arrived.line(Issue.PACKAGING_DAMAGE, "A", "gap").status is NOT_COVERED
    assert arrived.line(Issue.LATENT, "A").minor == 900_000
    silent = moment(told, "as_it_is", "silent").standing.protection
    assert not [line for line in silent.lines if line.lot == "A" and line.status is COVERED]


@pytest.mark.parametrize(
    ("code", "released", "refunded"),
    [
        ("rework", 1_000_000, 0),
        ("split", 900_000, 100_000),
        ("promise", 971_200, 28_800),
        ("cheaper", 971_200, 28_800),
        ("as_it_is", 1_000_000, 0),
    ],
)
def test_every_choice_ends_closed_with_every_cent_somewhere(told, code, released, refunded):
    seen = told[code].case.trade.look()
    assert seen.stage == "closed"
    assert money(told, code, "ended") == (0, released, refunded)


def test_books_balance_and_the_journal_is_whole(told, desk):
    assert len(told) == len(CHOICES)
    assert is_balanced(trial_of(desk.reads))
    assert verified(desk).findings == []


def test_rows_of_the_table_are_those_in_which_the_choices_differ(told):
    answers = [each.supposed.after.protection for each in told.values()]
    rows = rows_of(answers)
    assert (Issue.KNOWN_FINDING, "A", "gap") in rows.different
    assert (Issue.TRANSIT_DAMAGE, "A", "") in rows.same
    assert all(name[1] == "B" or name[0] not in rows.different for name in rows.same)
    assert len(rows.different) + len(rows.same) == len({*rows.different, *rows.same})


@pytest.fixture
def printed(told, desk):
    """The pages of the story, at a terminal of this width and language."""
    before = terminal()

    def print_at(width: int, language: str) -> str:
        out = io.StringIO()
        use_terminal(
            Terminal(
                out, io.StringIO(), width, False, language, Path(), lambda _: None, lambda: b""
            )
        )
        asked = list(told.values())
        show(*choices_page(asked))
        for number, each in enumerate(asked, 1):
            show(*ending_page(number, each, history_of(desk, each)))
        show(*endings_page(asked))
        return out.getvalue()

    yield print_at
    use_terminal(before)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 100])
def test_pages_fit_the_terminal_and_cut_no_figure(printed, width, language):
    page = printed(width, language)
    assert max(cell_len(line.rstrip()) for line in page.splitlines()) <= width
    assert "…" not in page
    for figure in ("✓ 270.00", "✓ 10,000.00", "8,568.00", "432.00", "9,712.00"):
        assert figure in page


@pytest.fixture
def sitting(tmp_path, monkeypatch) -> Iterator[Sitting]:
    monkeypatch.setenv("EARNEST_HOME", str(tmp_path))
    leave()
    yield Sitting()
    leave()


def test_programs_get_facts_answers_and_ends(sitting):
    found = sitting.done("demo", "--story", "reader")
    assert found["books"] == {"balanced": True}
    assert found["verify"] == {"ok": True}
    assert found["facts"]["report"]["verdict"] == "failed"
    assert found["facts"]["sentence"]["lines_changed"] == 0
    assert [choice["code"] for choice in found["choices"]] == [c.code for c in CHOICES]
    promise = next(choice for choice in found["choices"] if choice["code"] == "promise")
    line = next(
        each for each in promise["supposed"]["answer"]["lines"] if each["issue"] == "undertaking"
    )
    assert (line["status"], line["minor"]) == ("covered", 40_500)
    assert promise["end"]["money"]["released_minor"] == 971_200


@pytest.mark.golden
@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_of_the_documents_is_what_the_story_prints(sitting, language):
    said = sitting("demo", "--story", "reader", "--lang", language)
    assert said.code == 0, said.err
    text = "\n".join(line.rstrip() for line in said.out.strip().splitlines())
    before = PAGE.read_text(encoding="utf-8")
    block = re.compile(rf"(?<=<!-- told in {language} -->\n```text\n).*?(?=\n```)", re.DOTALL)
    after = block.sub(lambda _: text, before, count=1)
    if os.environ.get("EARNEST_GOLDEN"):
        PAGE.write_text(after, encoding="utf-8")
    else:
        assert before == after


def test_excerpt_in_the_readme_is_what_the_story_prints():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## The question that nobody answers\n")[2]
    shown = section.partition("```text\n")[2].partition("\n```")[0].splitlines()
    told = PAGE.read_text(encoding="utf-8").splitlines()
    assert shown
    assert not [line for line in shown if line not in told]
