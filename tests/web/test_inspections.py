"""Do an inspector's pages show his visits and no money, judge while he types, freeze a report?"""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from earnest.domain.inspection.report import Verdict
from tests.vault.test_hostile_files import PDF, jpeg
from tests.web.test_commands import do
from tests.web.test_orders import sit, text
from tests.web.visiting import VISIT, book, filled, ready

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def one(trade, desk):
    return ready(trade(), desk)


@pytest.fixture
def at(one, client):
    sit(client, "ines")
    return f"/orders/{one.id}/inspections/{VISIT}/"


def said(answer):
    return html.unescape(text(answer))


def standing(client, at, **fields):
    return said(client.post(at, {"do": "check", **fields}, headers=HTMX))


def confirmed(answer):
    """What the button that signs would send."""
    page = answer.content.decode()
    found = re.findall(r'name="(command|version|key)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def hand_in(client, at, fields):
    shown = client.post(at, fields | {"save": "1"})
    assert shown.status_code == 200
    return client.post(at, confirmed(shown))


def test_home_of_an_inspector_is_the_list_of_visits(client, one):
    sit(client, "ines")
    assert client.get("/").headers["Location"] == "/inspections/"
    page = said(client.get("/inspections/"))
    assert "Enamelled vacuum flasks" in page
    assert "Today" in page
    assert "Your report is awaited" in page
    assert f"/orders/{one.id}/inspections/{VISIT}/" in page


def test_inspector_sees_goods_and_sample_and_no_money(client, at):
    page = said(client.get(at))
    assert "Lot A, 2,400 pieces" in page
    assert "125 checked, at most 7 bad" in page
    assert "XRF analysis" in page
    assert "USD" not in page
    assert "11,640" not in page
    for tab in ("", "money/", "goods/", "messages/"):
        assert client.get(f"{at.partition('inspections')[0]}{tab}").status_code == 404


def test_visit_of_others_does_not_exist(client, at):
    for login in ("hannah", "ning", "mara"):
        assert sit(client, login).get(at).status_code == 404
    sit(client, "hannah")
    assert "No inspections wait for you" in said(client.get("/inspections/"))


def test_result_is_computed_while_one_types(client, at, one):
    assert "Count first" in standing(client, at)
    good = filled(one)
    assert "12 of 12 answered" in standing(client, at, **good)
    assert "Nothing stands against a pass." in standing(client, at, **good)
    some = {key: value for key, value in good.items() if not key.startswith("item-4-")}
    assert "11 of 12 answered" in (page := standing(client, at, **some))
    assert "Not checked" in page
    page = standing(client, at, **good | {"item-4-said": "broken", "item-4-major": "8"})
    assert "125 checked, 8 bad, at most 7 allowed" in page
    assert "Failed" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"item-4-said": "broken"}, "Say how many are bad"),
        ({"item-4-major": "3"}, "and yet it is marked as agreed"),
        ({"presented": "100"}, "125"),
        ({"cartons_opened": "101"}, "101"),
    ],
)
def test_contradiction_is_said_and_cannot_be_signed(client, at, one, fields, sentence):
    assert sentence in standing(client, at, **filled(one, **fields))
    answer = client.post(at, filled(one, **fields) | {"save": "1"})
    assert answer.status_code in (409, 422)
    assert not confirmed(answer)


def test_reading_is_judged_while_typed_and_counts_when_added(client, at):
    page = standing(client, at, **{"presented": "2400", "item-1-new": "365"})
    assert "out of tolerance" in page
    assert "so far, 0 of 12 answered" in page
    page = said(
        client.post(at, {"presented": "2400", "item-1-new": "365", "do": "reading:item-1-"})
    )
    assert 'class="reading-grave"' in page
    assert "so far, 1 of 12 answered" in page
    assert "autofocus" in page
    fields = {"presented": "2400", "item-1-readings": "365\n380", "do": "drop-reading:item-1-0"}
    page = said(client.post(at, fields))
    assert 'class="reading-grave"' not in page
    assert 'class="reading-good"' in page


def test_what_was_typed_outlives_a_closed_page_and_is_nobody_elses(client, at):
    standing(client, at, presented="2400", **{"item-4-major": "3"})
    page = said(client.get(at))
    assert 'value="2400"' in page
    assert re.search(r'name="item-4-major"[^>]*value="3"', page)
    elsewhere = sit(Client(), "ines")
    assert 'value="2400"' not in said(elsewhere.get(at))


def test_photo_is_kept_with_its_finding_and_seen_by_both_sides(client, at, one):
    shown = SimpleUploadedFile("dent.jpg", jpeg(), "image/jpeg")
    page = said(client.post(at, {"presented": "2400", "do": "refresh", "item-4-file": shown}))
    digest = re.search(
        r'name="item-4-photos"[^>]*>\s*([0-9a-f]{64}|token)', client.get(at).content.decode()
    )
    assert digest
    assert "dent.jpg" in page
    bad = {"item-4-said": "broken", "item-4-major": "9", "item-4-photos": digest[1]}
    stolen = {"item-5-photos": "ab" * 32}
    answer = hand_in(client, at, filled(one, **bad, **stolen))
    report = one.look().lots[0].quality.reports[0]
    photos = {photo for found in report.findings for photo in found.photos}
    assert photos == {digest[1]}, "a hash that was typed by hand is no photo"
    for login in ("hannah", "ning", "ines"):
        page = said(sit(client, login).get(answer.headers["Location"]))
        assert "dent.jpg" in page
        assert client.get(f"/orders/{one.id}/files/{digest[1]}/?show=1").getvalue() == jpeg()


def test_paper_among_the_photos_is_refused_at_once(client, at, one):
    paper = SimpleUploadedFile("plan.pdf", PDF, "application/pdf")
    page = said(client.post(at, {"presented": "2400", "do": "refresh", "item-4-file": paper}))
    assert "is not a picture" in page
    page = client.get(at).content.decode()
    assert 'name="item-4-photos"' in page
    assert not re.search(r'name="item-4-photos"[^>]*>\s*[0-9a-f]{64}', page)


def test_failed_report_is_frozen_and_read_by_both_sides_alone(client, at, one):
    bad = {"item-4-said": "broken", "item-4-critical": "1", "item-4-major": "2"}
    answer = hand_in(client, at, filled(one, **bad))
    [report] = one.look().lots[0].quality.reports
    assert (report.judged.verdict, report.inspection) == (Verdict.FAILED, VISIT)
    address = answer.headers["Location"]
    assert address == f"/orders/{one.id}/reports/{report.report_sha256}/"
    assert client.get(at).headers["Location"] == address
    words = {"en": ("Failed", "1 of 125 bad, critical", "6 of 9"), "zh-hans": ("不合格", "致命")}
    for login in ("ines", "hannah", "ning", "olga"):
        page = said(sit(client, login).get(address))
        language = "zh-hans" if '<html lang="zh-hans"' in page else "en"
        assert "IB-4411" in page
        assert all(word in page for word in words[language])
    for login in ("mara", "elsa", "nils"):
        assert sit(client, login).get(address).status_code == 404
    assert client.get(f"/orders/{one.id}/reports/{'0' * 64}/").status_code == 404


def test_report_is_handed_in_once_with_the_key_of_its_page(client, at, one):
    shown = client.post(at, filled(one) | {"save": "1"})
    for _ in range(2):
        answer = client.post(at, confirmed(shown))
        assert answer.status_code == 303
        assert client.get(answer.headers["Location"]).status_code == 200
    assert len(one.look().lots[0].quality.reports) == 1
    assert client.session["report-drafts"] == {}
    wrong = confirmed(shown) | {"command": "{}"}
    assert client.post(at, wrong).status_code == 404


def test_stale_result_is_shown_again_before_it_is_signed(client, at, one):
    shown = client.post(at, filled(one) | {"save": "1"})
    one.pay("balance")
    again = client.post(at, confirmed(shown))
    assert again.status_code == 409
    assert not one.look().lots[0].quality.reports
    assert client.post(at, confirmed(again)).status_code == 303


def test_visit_without_inspection_is_reported_with_its_reason(client, at, one):
    hand_in(client, at, {"aborted": "no_access"})
    [report] = one.look().lots[0].quality.reports
    assert report.judged.verdict is Verdict.NOT_PERFORMED
    page = said(client.get(f"/orders/{one.id}/reports/{report.report_sha256}/"))
    assert "The inspector was not let in" in page


def test_report_before_the_lot_is_finished_says_why_it_must_wait(client, trade, desk):
    early = trade()
    early.conclude()
    early.pay("deposit")
    book(early, desk)
    sit(client, "ines")
    page = said(client.get(f"/orders/{early.id}/inspections/{VISIT}/"))
    assert "Not yet possible to hand in" in page


def test_lot_shows_its_visits_clocks_and_actions_to_both_sides(client, at, one):
    goods = f"/orders/{one.id}/goods/"
    page = said(sit(client, "hannah").get(goods))
    assert "Inspector assigned" in page
    assert "The buyer pays USD 299.00" in page
    assert "Quay Inspection" in page
    hand_in(sit(client, "ines"), at, filled(one, **{"item-4-said": "broken", "item-4-major": "9"}))
    page = said(sit(client, "ning").get(goods))
    assert "供应商可在" in page
    assert f"/orders/{one.id}/do/contest-report/?about=A" in page
    one.desk.set_clock(one.desk.now() + timedelta(days=6))
    assert "供应商可在" not in said(client.get(goods))


def test_visit_is_asked_for_answered_and_given_away_by_forms(client, trade, desk):
    early = trade()
    early.conclude()
    early.pay("deposit")
    page = said(sit(client, "hannah").get(f"/orders/{early.id}/do/book-inspection/?about=A"))
    assert "at least 7 working days before the ship-by date" in page
    assert re.search(r'name="kind" value="psi"[^>]*checked', page), "the contract plans it"
    on = (desk.now() + timedelta(days=10)).date().isoformat()
    do(client, early.id, "book-inspection", lot="A", kind="psi", by="third_party", on=on)
    do(sit(client, "ning"), early.id, "answer-inspection", inspection=VISIT, accept="yes")
    page = said(sit(client, "olga").get(f"/orders/{early.id}/do/assign-inspector/"))
    assert "Quay Inspection" in page
    papers = {"body": "UKAS", "number": "IB-1", "scope": "flasks", "valid_until": "2030-01-01"}
    fields = {"inspection": VISIT, "inspector": "quay-inspection", **papers}
    do(client, early.id, "assign-inspector", **fields)
    assert "Enamelled vacuum flasks" in said(sit(client, "ines").get("/inspections/"))


def test_pages_are_whole_in_chinese(client, at, one):
    client.post("/language/", {"language": "zh-hans"})
    page = said(client.get(at))
    for words in ("抽125件，最多7件不良", "先清点", "检查清单", "查看结果"):
        assert words in page
    answer = hand_in(client, at, filled(one))
    page = said(client.get(answer.headers["Location"]))
    for words in ("验货报告", "合格", "证明力", "下一步"):
        assert words in page
