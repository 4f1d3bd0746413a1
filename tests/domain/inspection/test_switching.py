"""Which severity has the next lot? Each row of the switching rules, and nothing else switches."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.inspection.grids import cells
from earnest.domain.inspection.sampling import Severity, plan
from earnest.domain.inspection.switching import (
    MILSTD105E,
    Entry,
    Lot,
    Rules,
    Standing,
    Stop,
    Word,
    after,
    standing,
    stricter_ac,
)

ISO = Rules()
WANTED, IRREGULAR, CORRECTED = Word


class History:
    """Lots of 2,000 pieces, AQL 1.0, each inspected at the severity that holds."""

    def __init__(self, start=Severity.NORMAL, rules=ISO, aql="1.0", standard="iso2859-1"):
        self.now, self.rules = Standing(start), rules
        self.aql, self.standard = aql, standard

    def lots(self, answers, *, original=True):
        """``+`` is a clean lot, ``-`` one refused, a digit so many nonconforming."""
        for answer in answers:
            severity = self.now.severity
            if severity is Severity.DISCONTINUED:
                severity = Severity.TIGHTENED
            found = plan(2000, "II", self.aql, severity, standard=self.standard)
            bad = {"+": 0, "-": found.re}.get(answer)
            bad = int(answer) if bad is None else bad
            self.now = after(self.now, Lot(found, bad, original), self.rules)
        return self

    def word(self, word):
        self.now = after(self.now, word, self.rules)
        return self

    @property
    def severity(self):
        return self.now.severity.value


def after_lots(answers, start=Severity.NORMAL, rules=ISO):
    return History(start, rules).lots(answers).severity


def test_history_begins_with_normal_inspection_unless_agreed_otherwise():
    assert standing(()).severity is Severity.NORMAL
    assert standing((), start=Severity.TIGHTENED).severity is Severity.TIGHTENED


def test_two_refused_within_five_lots_lead_to_tightened():
    assert after_lots("--") == "tightened"
    assert after_lots("-+++-") == "tightened"
    assert after_lots("+++++-+-") == "tightened"


def test_two_refused_further_apart_do_not():
    assert after_lots("-++++-") == "normal"
    assert after_lots("-++++-++++-") == "normal"


def test_lot_shown_again_moves_nothing():
    story = History().lots("-")
    before = story.now
    assert story.lots("----++++", original=False).now == before
    assert story.lots("-").severity == "tightened"


def test_lot_of_another_severity_moves_nothing():
    """It was drawn before the switch; what was decided by looser numbers earns nothing."""
    story = History(Severity.TIGHTENED)
    late = Lot(plan(2000, "II", "1.0", "normal"), 0)
    assert standing([late] * 9, start=Severity.TIGHTENED) == story.now


def test_five_accepted_in_a_row_lead_back_to_normal():
    assert after_lots("++++", Severity.TIGHTENED) == "tightened"
    assert after_lots("+++++", Severity.TIGHTENED) == "normal"
    assert after_lots("++++-++++", Severity.TIGHTENED) == "tightened"
    assert after_lots("++++-+++++", Severity.TIGHTENED) == "normal"


def test_return_to_normal_forgets_what_was_before():
    assert History(Severity.TIGHTENED).lots("-+++++").now == Standing()
    assert after_lots("--+++++-") == "normal"


def test_five_refused_in_all_stop_the_sampling():
    assert after_lots("-+-+-+-+", Severity.TIGHTENED) == "tightened"
    assert after_lots("-+-+-+-+-", Severity.TIGHTENED) == "discontinued"
    assert after_lots("-----", Severity.TIGHTENED) == "discontinued"


def test_refused_lots_of_an_earlier_spell_do_not_count():
    assert after_lots("----+++++" + "--" + "----", Severity.TIGHTENED) == "tightened"
    assert after_lots("----+++++" + "--" + "-----", Severity.TIGHTENED) == "discontinued"


def test_stopped_sampling_resumes_tightened_only_when_the_cause_was_corrected():
    story = History(Severity.TIGHTENED).lots("-----").lots("++++++++++")
    assert story.severity == "discontinued"
    assert story.word(WANTED).word(IRREGULAR).severity == "discontinued"
    assert story.word(CORRECTED).now == Standing(Severity.TIGHTENED)
    assert story.lots("+++++").severity == "normal"


def test_no_sample_moves_a_supplier_whose_sampling_has_stopped():
    stopped = replace(plan(2000, "II", "1.0"), severity=Severity.DISCONTINUED)
    before = Standing(Severity.DISCONTINUED)
    assert after(before, Lot(stopped, 0), ISO) == before


def test_correction_means_nothing_while_sampling_goes_on():
    assert History().lots("-").word(CORRECTED).lots("-").severity == "tightened"


def test_ten_clean_lots_earn_reduced_inspection():
    assert History().word(WANTED).lots("+" * 9).now.score == 27
    assert History().word(WANTED).lots("+" * 10).severity == "reduced"


def test_score_alone_or_consent_alone_is_not_enough():
    assert after_lots("+" * 20) == "normal"
    assert History().lots("+" * 9).word(WANTED).severity == "normal"
    assert History().lots("+" * 10).word(WANTED).severity == "reduced"


def test_score_follows_the_example_of_k_at_one_per_cent():
    """125, 3/4; the stricter column gives 2/3."""
    scores = [History().lots(answers).now.score for answers in ("+", "+0", "+1", "+2", "+3", "+4")]
    assert scores == [3, 6, 6, 6, 0, 0]


def test_plan_with_ac_of_none_or_one_earns_two():
    none, one = History(aql="0.10").lots("+++"), History(aql="0.40").lots("+++")
    assert (none.now.score, one.now.score) == (6, 6)
    assert one.lots("1").now.score == 8
    assert one.lots("-").now.score == 0


def test_score_is_read_in_the_row_that_was_used_after_its_arrow():
    """A at AQL 1000 is a plan of its own; K at AQL 1000 leads up to B."""
    found = plan(2000, "II", "1000")
    assert (found.use_letter, found.ac, stricter_ac(found)) == ("B", 44, 30)
    assert standing([Lot(found, 30)]).score == 3
    assert standing([Lot(found, 31)]).score == 0


def test_every_plan_that_is_scored_by_its_neighbour_has_one_of_the_same_sample():
    for (_, aql), cell in cells("normal").items():
        if cell.ac >= 2:
            used = replace(plan(2000, "II", aql), use_letter=cell.letter, ac=cell.ac, re=cell.re)
            assert 1 <= stricter_ac(used) < cell.ac


def test_reduced_ends_with_a_refused_lot_or_irregular_production():
    earned = History().word(WANTED).lots("+" * 10)
    assert earned.lots("+++").severity == "reduced"
    assert earned.lots("-").now == Standing()
    assert earned.word(WANTED).lots("+" * 10).severity == "reduced"
    assert earned.word(IRREGULAR).now == Standing()


def test_consent_is_used_up_and_has_to_be_given_again():
    story = History().word(WANTED).lots("+" * 10).word(IRREGULAR).lots("+" * 20)
    assert story.severity == "normal"
    assert story.word(WANTED).severity == "reduced"


def test_irregular_production_takes_back_consent_and_leaves_the_score():
    story = History().word(WANTED).lots("+" * 5).word(IRREGULAR)
    assert (story.severity, story.now.score) == ("normal", 15)
    assert story.lots("+" * 5).severity == "normal"


def test_refused_lot_never_leads_to_reduced():
    story = History().word(WANTED).lots("+" * 9).lots("-")
    assert (story.severity, story.now.score) == ("normal", 0)


def test_older_rules_need_ten_accepted_lots_and_no_score():
    story = History(rules=MILSTD105E).word(WANTED).lots("3" * 9)
    assert story.severity == "normal"
    assert story.lots("3").severity == "reduced"
    assert History(rules=MILSTD105E).word(WANTED).lots("+" * 9 + "-" + "+" * 9).severity == "normal"


def test_gap_of_the_older_table_accepts_and_returns_to_normal():
    """L at 1.0 would be another plan; K at 1.0 reduced is 50, 1/4."""
    story = History(Severity.REDUCED, MILSTD105E, standard="milstd105e")
    assert story.lots("01").severity == "reduced"
    assert story.lots("2").now == Standing()


def test_older_practice_stops_after_ten_lots_on_tightened():
    older = Rules(entry=Entry.TEN_ACCEPTED, stop=Stop.TEN_LOTS)
    assert after_lots("-------++", Severity.TIGHTENED, older) == "tightened"
    assert after_lots("-------++-", Severity.TIGHTENED, older) == "discontinued"
    assert after_lots("-----+++++", Severity.TIGHTENED, older) == "normal"


@given(st.text("+-0123", max_size=60), st.lists(st.sampled_from(list(Word)), max_size=5))
def test_folding_piece_by_piece_is_folding_at_once_and_stays_within_bounds(answers, words):
    story, history = History(), []
    for number, answer in enumerate(answers):
        severity = story.now.severity
        if severity is not Severity.DISCONTINUED:
            found = plan(2000, "II", "1.0", severity)
            history.append(Lot(found, {"+": 0, "-": found.re}.get(answer, number % 4)))
            story.now = after(story.now, history[-1], ISO)
        if number < len(words):
            history.append(words[number])
            story.word(words[number])
        assert len(story.now.recent) <= 5
        assert story.now.score == 0 or story.now.severity is Severity.NORMAL
    assert standing(history) == story.now
