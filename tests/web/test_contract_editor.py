"""Does the contract's form grow, speak while somebody types, and write nothing by itself?"""

from __future__ import annotations

import hashlib
import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from earnest.domain.contract.terms import ClauseKind, InspectedBy, InspectionKind
from earnest.domain.contract.testability import Grade, grade
from earnest.web.clause_forms import MOST_CLAUSES
from earnest.web.clause_samples import sample
from earnest.web.many_fields import LARGEST, USUAL
from tests.vault.test_hostile_files import PDF
from tests.web.test_new_orders import CLAUSE, LINE, filled, form_data, order_at, seen
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db
FORM = "/orders/new/form/"
HTMX = {"HTTP_HX_REQUEST": "true"}
LOTS = ({"id": "A", "of-0": "50"}, {"id": "B", "of-0": "30"})
PLAN = {
    "plan-kind": "psi",
    "plan-by": "platform",
    "plan-level": "I",
    "plan-aql_major": "1.5",
    "plan-aql_minor": "4.0",
    "plan-price": "280.00",
    "plan-aql_governs": "on",
}
RATES = {
    "rate-late_week": "1",
    "rate-late_cap": "5",
    "rate-loss_critical": "100",
    "rate-loss_major": "60",
    "rate-loss_minor": "12.5",
}
VAGUE = CLAUSE | {"name": "Finish", "value": "good quality", "tolerance": "", "method": ""}


def sent(client, *lines, login="hannah", **changes):
    return sit(client, login).post(FORM, filled(*lines, **changes))


def checked(client, *lines, mark="", login="hannah", **changes):
    """What a script gets that only asks for the check."""
    data = filled(*lines, do="check", mark=mark, **changes)
    return sit(client, login).post(FORM, data, **HTMX)


def said(answer):
    return html.unescape(text(answer))


def value_of(page, name):
    return html.unescape(re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)[1])


def test_everything_on_the_form_stands_in_the_contract(client, trade, desk):
    answer = sent(client, LINE, clauses=(CLAUSE,), lots=LOTS, **PLAN, **RATES)
    assert answer.status_code == 303, text(answer)
    contract = seen(desk, order_at(answer)).contract
    [clause] = contract.lines[0].clauses
    assert (clause.kind, clause.aspect, clause.value) == (ClauseKind.DIMENSION, "height", "300")
    assert [(lot.id, lot.lines[0].quantity) for lot in contract.lots] == [("A", "50"), ("B", "30")]
    plan = contract.inspection
    assert (plan.kind, plan.by) == (InspectionKind.PRE_SHIPMENT, InspectedBy.PLATFORM)
    assert (plan.level, plan.aql_major, plan.price_minor, plan.aql_governs) == (
        "I",
        "1.5",
        28_000,
        True,
    )
    assert (contract.lateness.basis_points_a_week, contract.lateness.cap_basis_points) == (100, 500)
    assert (contract.losses.critical, contract.losses.minor) == (10_000, 1_250)


def test_form_of_a_saved_contract_says_the_same_again(client, trade, desk):
    answer = sent(client, LINE, clauses=(CLAUSE, VAGUE), lots=LOTS, **PLAN, **RATES)
    id = order_at(answer)
    before = seen(desk, id).contract
    address = f"/orders/{id}/write/write-draft/"
    again = form_data(text(client.get(address)))
    assert client.post(address, again).status_code == 303
    assert seen(desk, id).contract == before


def test_new_clauses_get_ids_that_nobody_else_has(client, trade, desk):
    other = CLAUSE | {"line": "1", "name": "Width", "what": "dimension:width"}
    second = LINE | {"name": "Lid"}
    kept = CLAUSE | {"id": "2-1"}
    answer = sent(client, LINE, second, clauses=(kept, CLAUSE, other, other))
    ids = [clause.id for clause in seen(desk, order_at(answer)).contract.clauses]
    assert ids == ["2-1", "1-1", "2-2", "2-3"]


@pytest.mark.parametrize("kind", list(ClauseKind))
def test_button_adds_an_example_and_keeps_what_was_typed(client, desk, kind):
    page = text(sent(client, LINE, clauses=(VAGUE,), do=f"clause:0:{kind.value}"))
    assert value_of(page, "clause-0-value") == "good quality"
    assert value_of(page, "line-0-name") == LINE["name"]
    field = "value" if sample(kind).name else "name"
    assert re.search(rf'name="clause-1-{field}"[^>]*autofocus', page)
    assert desk.reads.boards(organisation="harbour-tools") == []


def test_row_that_is_removed_is_gone_from_the_contract_and_others_keep_their_place(
    client, trade, desk
):
    lid = LINE | {"name": "Lid"}
    clauses = (CLAUSE, CLAUSE | {"name": "Width"}, CLAUSE | {"line": "1", "name": "Fit"})
    page = sent(client, LINE, lid, clauses=clauses, do="drop-clause:0").content.decode()
    page = client.post(FORM, form_data(page) | {"do": "drop-line:0"}).content.decode()
    assert 'name="line-0-name"' not in page
    answer = client.post(FORM, form_data(page))
    [line] = seen(desk, order_at(answer)).contract.lines
    assert line.name == "Lid"
    assert [clause.name for clause in line.clauses] == ["Fit"]


def test_first_split_makes_two_halves_that_add_up(client, trade, desk):
    page = sent(client, LINE | {"quantity": "81"}, do="lot").content.decode()
    assert [value_of(page, f"lot-{n}-of-0") for n in (0, 1)] == ["41", "40"]
    page = client.post(FORM, form_data(page) | {"do": "lot"}).content.decode()
    assert value_of(page, "lot-2-id") == "C"
    page = client.post(FORM, form_data(page) | {"do": "drop-lot:2"}).content.decode()
    order = seen(desk, order_at(client.post(FORM, form_data(page))))
    assert [lot.id for lot in order.contract.lots] == ["A", "B"]
    assert "lots.do_not_add_up" not in [gap.code for gap in order.gaps]


def test_check_names_the_vague_words_and_writes_nothing(client, desk):
    answer = checked(client, LINE, clauses=(CLAUSE, VAGUE), inspection="on", **PLAN)
    assert answer.status_code == 200
    page = said(answer)
    assert "<html" not in page
    assert 'id="clause-1-note" hx-swap-oob="innerHTML"' in page
    assert "“good quality” cannot be tested: give a value, a tolerance and a method." in page
    assert desk.reads.boards(organisation="harbour-tools") == []


def test_check_asks_only_for_what_is_missing(client, desk):
    page = said(checked(client, LINE, clauses=(CLAUSE | {"method": "as usual"},)))
    assert "“as usual” cannot be tested: give a method." in page


def test_check_speaks_chinese(client, desk):
    client.cookies.load({"language": "zh-hans"})
    answer = checked(client, LINE, clauses=(VAGUE | {"value": "质量好"},), login="ning")
    page = said(answer)
    assert "“质量好”无法检验：请写明数值、公差和检验方法。" in page
    assert re.search(r"抽\d+件，最多\d+件不良", page)


def test_check_that_would_say_the_same_again_says_nothing(client, desk):
    first = said(checked(client, LINE, clauses=(VAGUE,)))
    mark = re.search(r'name="mark" value="(\w+)"', first)[1]
    assert checked(client, LINE, clauses=(VAGUE,), mark=mark).status_code == 204
    mended = checked(client, LINE, clauses=(CLAUSE,), mark=mark)
    assert mended.status_code == 200
    assert "grade-good" in said(mended)


def test_check_speaks_while_fields_cannot_be_read_yet(client, desk):
    half = LINE | {"quantity": "1,"}
    unread = {"deposit": "３", "deposit_days": "x", "plan-price": "?", "rate-late_week": "200"}
    page = said(checked(client, half, clauses=(VAGUE,), **unread))
    assert "“good quality” cannot be tested" in page
    assert "fields cannot be read yet" in page


def test_sample_is_said_in_plain_words_for_each_lot(client, desk):
    carton = CLAUSE | {"name": "Per carton", "what": "packaging:units_per_carton", "value": "24"}
    carton |= {"unit": "C62", "tolerance": "", "evidence": "count"}
    lots = ({"id": "A", "of-0": "5000"}, {"id": "B", "of-0": "1"})
    line = LINE | {"quantity": "5001"}
    page = said(checked(client, line, clauses=(carton,), lots=lots))
    assert "200 checked, at most 10 bad" in page  # lot 5,000, level II, AQL 2.5: letter L, 200, 10
    assert "15 of 209 cartons" in page  # the square root of 209, rounded up
    assert "<svg" in page
    assert "all are checked" in page


def test_forecast_names_the_three_grounds(client, desk):
    page = said(checked(client, LINE, clauses=(CLAUSE,), coverage="pre_shipment"))
    assert page.count('<li class="ground-') == 3
    assert "ground-care" in page, "deposit protection ends at shipment"


def test_proposal_waits_until_each_warning_is_confirmed(client, trade, desk):
    answer = sent(client, LINE, clauses=(VAGUE,), save="propose")
    assert answer.status_code == 422
    assert desk.reads.boards(organisation="harbour-tools") == []
    ids = re.findall(r'name="confirm" value="([^"]+)"', text(answer))
    assert ids, text(answer)
    held = sent(client, LINE, clauses=(VAGUE,), save="propose", confirm=ids[:-1])
    assert held.status_code == (422 if len(ids) > 1 else 303)
    done = sent(client, LINE, clauses=(VAGUE,), save="propose", confirm=ids)
    assert done.status_code == 303, text(done)
    assert done.headers["Location"].endswith("/do/propose-contract/")
    preview = text(client.get(done.headers["Location"]))
    assert 'id="confirm"' in preview


def test_good_contract_goes_straight_to_the_preview_of_its_proposal(client, trade, desk):
    done = sent(client, LINE, clauses=(CLAUSE,), save="propose")
    assert done.headers["Location"].endswith("/do/propose-contract/")
    assert seen(desk, order_at(done)).stage == "draft"


def test_supplier_proposes_without_confirming_for_the_buyer(client, trade, desk):
    done = sent(
        client,
        LINE,
        login="ning",
        side="supplier",
        counterparty="Harbour Tools Ltd",
        clauses=(VAGUE,),
        save="propose",
    )
    assert done.status_code == 303, text(done)


def test_incomplete_contract_is_not_proposed_and_nothing_typed_is_lost(client, desk):
    answer = sent(client, LINE, clauses=(VAGUE,), save="propose", incoterm="", law="Utopia")
    assert answer.status_code == 422
    page = text(answer)
    assert value_of(page, "law") == "Utopia"
    assert value_of(page, "clause-0-value") == "good quality"
    assert desk.reads.boards(organisation="harbour-tools") == []


def test_half_a_table_of_rates_is_marked(client, desk):
    half = {"rate-late_week": "1", "rate-loss_critical": "100", "rate-loss_major": "101"}
    page = text(sent(client, LINE, **half))
    assert 'id="id_rate-late_cap_error"' in page
    assert 'id="id_rate-loss_major_error"' in page
    assert 'id="id_rate-loss_minor_error"' in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", [kind for kind in ClauseKind if kind is not ClauseKind.FREE_TEXT])
def test_example_can_be_tested_as_it_stands(kind, language):
    with override(language):
        found = grade(sample(kind))
    # Artwork is A only once its file is bound, and an example has none.
    wanted = Grade.B if kind is ClauseKind.CUSTOMISATION else Grade.A
    assert found.grade is wanted, (found.reasons, found.vague)


def test_nonsense_in_the_buttons_changes_nothing(client, desk):
    for press in ("", "clause", "clause:9999999:x", "drop-line:77", "drop-clause:x", "lot:3", "?"):
        answer = sent(client, LINE, clauses=(CLAUSE,), do=press)
        assert answer.status_code == 200, press
        assert value_of(text(answer), "clause-0-name") == "Height"


def test_design_file_is_kept_and_bound_when_the_contract_is_saved(client, trade, desk):
    file = SimpleUploadedFile("plan.pdf", PDF)
    answer = sent(client, LINE, clauses=(CLAUSE,), design=file)
    id = order_at(answer)
    [bound] = seen(desk, id).contract.design_files
    assert (bound.name, bound.sha256) == ("plan.pdf", hashlib.sha256(PDF).hexdigest())
    address = f"/orders/{id}/write/write-draft/"
    page = text(client.get(address))
    assert 'name="clause-0-file"' in page, "a clause may name it as its artwork"
    again = form_data(page) | {"drop-design": bound.sha256}
    assert client.post(address, again).status_code == 303
    assert seen(desk, id).contract.design_files == ()


def test_design_file_that_is_not_taken_is_said_beside_its_field(client, trade, desk):
    id = order_at(sent(client, LINE, clauses=(CLAUSE,)))
    address = f"/orders/{id}/write/write-draft/"
    again = form_data(text(client.get(address))) | {"title": "Other"}
    answer = client.post(address, again | {"design": SimpleUploadedFile("x.pdf", b"<html>")})
    assert answer.status_code in (415, 422)
    assert 'id="id_design_error"' in text(answer)
    assert value_of(text(answer), "title") == "Other"
    assert seen(desk, id).contract.title == "Brass lanterns"
    lost = sent(client, LINE, key="k2", design=SimpleUploadedFile("x.pdf", b"<html>"))
    assert lost.headers["Location"].endswith("/write/write-draft/"), "the draft itself is saved"


def test_full_form_says_so(client, desk):
    many = (CLAUSE,) * MOST_CLAUSES
    page = text(sent(client, LINE, clauses=many, do="clause:0:colour"))
    assert "The form holds 200 requirements at most." in page
    assert f'name="clause-{MOST_CLAUSES}-name"' not in page


def test_hundred_and_twenty_requirements_are_written_saved_and_written_again(client, trade, desk):
    """The form of so many rows sends more fields than Django usually lets in."""
    many = tuple(CLAUSE | {"name": f"Height {number}"} for number in range(120))
    answer = sent(client, LINE, clauses=many)
    assert answer.status_code == 303, text(answer)
    id = order_at(answer)
    assert [each.name for each in seen(desk, id).contract.clauses] == [row["name"] for row in many]
    address = f"/orders/{id}/write/write-draft/"
    again = form_data(client.get(address).content.decode())
    assert len(again) > USUAL
    again |= {"clause-119-value": "365", "clause-0-gone": "on"}
    assert client.post(address, again).status_code == 303
    after = seen(desk, id).contract.clauses
    assert (len(after), after[0].name, after[-1].value) == (119, "Height 1", "365")


def test_more_requirements_than_the_form_holds_are_a_sentence(client, desk):
    answer = sent(client, LINE, clauses=(CLAUSE,) * (MOST_CLAUSES + 1))
    assert answer.status_code == 422
    assert "200 requirements at most" in text(answer)
    assert desk.reads.boards(organisation="harbour-tools") == []


def test_only_the_form_of_a_contract_may_send_so_many_fields(desk, settings):
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS == LARGEST
    strict = sit(Client(enforce_csrf_checks=True), "hannah")
    token = value_of(strict.get(FORM).content.decode(), "csrfmiddlewaretoken")
    fields = {f"f{number}": "1" for number in range(USUAL + 1)}
    fields["csrfmiddlewaretoken"] = token
    assert strict.post(FORM, fields | filled(LINE)).status_code == 303
    refused = strict.post("/orders/new/copy/", fields)
    assert refused.status_code == 400
    assert "more fields than" in text(refused)
    flood = {f"g{number}": "1" for number in range(LARGEST + 1)} | fields
    refused = strict.post(FORM, flood)
    assert refused.status_code == 400
    assert "more fields than" in text(refused)


def test_same_text_confirmed_before_is_proposed_again(client, trade, desk):
    first = sent(client, LINE, clauses=(VAGUE,), save="propose", key="k2")
    ids = re.findall(r'name="confirm" value="([^"]+)"', text(first))
    done = sent(client, LINE, clauses=(VAGUE,), save="propose", confirm=ids, key="k3")
    id = done.headers["Location"].split("/")[2]
    address = f"/orders/{id}/write/write-draft/"
    page = client.get(address).content.decode()
    assert page.count('name="confirm"') == len(re.findall(r'name="confirm"[^>]*checked', page))
    again = form_data(page) | {"save": "propose", "confirm": ids}
    answer = client.post(address, again)
    assert answer.status_code == 303, text(answer)
    assert 'id="confirm"' in text(client.get(answer.headers["Location"]))


def test_buyer_confirms_what_is_vague_in_the_suppliers_text_before_he_signs(client, trade, desk):
    done = sent(
        client,
        LINE,
        login="ning",
        side="supplier",
        counterparty="Harbour Tools Ltd",
        clauses=(VAGUE,),
        save="propose",
    )
    id = done.headers["Location"].split("/")[2]
    client.post(f"/orders/{id}/do/propose-contract/", confirmation(client, id, "propose-contract"))
    sit(client, "hannah")
    page = client.get(f"/orders/{id}/do/confirm-warnings/").content.decode()
    ids = re.findall(r'name="warnings" value="([^"]+)"', page)
    assert ids, page
    preview = client.post(
        f"/orders/{id}/do/confirm-warnings/",
        {"warnings": ids, "contract_hash": value_of(page, "contract_hash")},
    )
    fields = hidden(preview.content.decode())
    assert client.post(f"/orders/{id}/do/confirm-warnings/", fields).status_code == 303
    signing = confirmation(client, id, "sign-contract")
    assert client.post(f"/orders/{id}/do/sign-contract/", signing).status_code == 303


def confirmation(client, id, name):
    """What the confirm button of an action's preview sends."""
    return hidden(client.get(f"/orders/{id}/do/{name}/").content.decode())


def hidden(page):
    confirm = page.split('class="confirm"')[1]
    return {n: html.unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', confirm)}
