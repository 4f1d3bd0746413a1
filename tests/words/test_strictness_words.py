"""Is it said in both languages how strictly a lot is inspected, and why?"""

import pytest

from earnest.domain.inspection.history import AS_NORMAL, Because, Grade, Strictness
from earnest.domain.inspection.sampling import Severity
from earnest.words.strictness import said
from earnest.words.tables import codes

TWICE = Grade(Severity.TIGHTENED, Because.REFUSED, 2, 5)


def test_every_reason_has_a_row_and_no_row_is_without_one():
    assert codes("strictness") == {each.value for each in Because}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("because", [each for each in Because if each is not Because.NOT_ASKED])
@pytest.mark.parametrize("numbers", [(0, 0), (0, 3), (1, 1), (2, 5)])
def test_every_reason_can_be_said_with_any_numbers(because, numbers, language):
    told = said(Strictness(Grade(Severity.NORMAL, because, *numbers), Grade()), language)
    assert len(told) == 1
    assert "{" not in told[0][1]


def test_reason_names_the_lots_that_made_it_so():
    told = said(Strictness(TWICE, Grade(because=Because.FIRST)), "en")
    assert told[0] == (
        "major",
        "Tightened inspection. Not accepted of the last 5 lots: 2.",
    )
    assert said(Strictness(TWICE), "zh")[0][1] == "加严检验：最近 5 批中有 2 批不接收。"


def test_nothing_is_said_where_no_history_was_asked():
    assert said(AS_NORMAL, "en") == ()
