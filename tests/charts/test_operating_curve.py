"""Does the drawing of a plan say what it shows, in both languages, within a strict policy?"""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from earnest.charts.operating_curve import HEIGHT, WIDTH, operating_curve, percent
from earnest.charts.texts import plain, texts
from earnest.domain.inspection.curve import curve
from earnest.domain.inspection.sampling import plan

SVG = "{http://www.w3.org/2000/svg}"
PLANS = [
    plan(5000, "II", "2.5"),
    plan(30, "II", "2.5"),
    plan(8, "II", "0.010"),
    plan(5000, "II", "1000"),
    plan(700_000, "III", "0.025", "tightened"),
    plan(5000, "II", "2.5", "reduced", standard="milstd105e"),
]


def drawn(found, language="en"):
    return ET.fromstring(operating_curve(curve(found), language))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("found", PLANS, ids=lambda found: f"{found.use_letter}-{found.aql}")
def test_drawing_is_labelled_inert_and_within_its_frame(found, language):
    picture = drawn(found, language)
    parts = list(picture.iter())
    assert picture.get("role") == "img"
    named = {part.get("id") for part in parts} - {None}
    assert set(picture.get("aria-labelledby").split()) == named
    assert all(picture.findtext(f"{SVG}{name}") for name in ("title", "desc"))
    assert {part.tag.removeprefix(SVG) for part in parts} <= {
        "svg", "title", "desc", "g", "path", "text", "polyline", "circle",
    }  # fmt: skip
    assert not [
        part for part in parts for name in part.attrib if name == "style" or name[:2] == "on"
    ]
    line = picture.find(f".//{SVG}polyline").get("points")
    for pair in line.split():
        x, y = map(float, pair.split(","))
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


def test_title_says_the_plan_in_plain_words():
    title = drawn(PLANS[0]).findtext(f"{SVG}title")
    assert title == "What this sample detects: 200 checked, at most 10 bad"
    assert "抽 200 件，最多 10 件不良" in drawn(PLANS[0], "zh-hans").findtext(f"{SVG}title")


def test_description_says_the_turns_of_the_curve():
    desc = drawn(PLANS[0]).findtext(f"{SVG}desc")
    assert "At 3.11 % it is accepted 95 % of the time, at 7.6 % 10 %." in desc


def test_two_plans_on_one_page_have_no_id_in_common():
    ids = [set(re.findall(r' id="([^"]+)"', operating_curve(curve(one), "en"))) for one in PLANS]
    assert len(set.union(*ids)) == 2 * len(PLANS)


def test_figures_are_never_rounded_to_certainty():
    written = [percent(Decimal(chance)) for chance in ("0", "0.0004", "0.5", "0.9995", "1")]
    assert written == ["0 %", "<0.1 %", "50 %", ">99.9 %", "100 %"]
    assert [plain(Decimal(value), 2) for value in ("10", "7.60", "0.004")] == ["10", "7.6", "0"]


def test_every_text_is_in_both_languages_with_the_same_facts():
    for code, row in texts().items():
        assert set(row) == {"en", "zh"}, code
        facts = [set(re.findall(r"{(\w+)}", text)) for text in row.values()]
        assert facts[0] == facts[1], code
