"""Are files kept by the pages, listed in words, given out inert, and to nobody else?"""

from __future__ import annotations

import hashlib
import html
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.vault.test_hostile_files import NOT_TAKEN, PDF, PDF_JS, TAKEN, jpeg, png
from tests.web.test_orders import sit, text

pytestmark = pytest.mark.django_db
SHA = hashlib.sha256(PDF).hexdigest()


def send(client, order, data=PDF, name="plan.pdf", headers=None, **fields):
    """Send the form of the page; the name is put in as a client of its own would write it."""
    sent = SimpleUploadedFile("x", data, "text/html")
    sent.name = name  # past Django's own tidying on the way out
    return client.post(f"/orders/{order}/files/", {"file": sent, **fields}, headers=headers)


@pytest.fixture
def one(client, trade):
    made = trade()
    made.conclude()
    sit(client, "hannah")
    return made.id


def page_of(client, order):
    return html.unescape(client.get(f"/orders/{order}/files/").content.decode())


def test_file_is_kept_and_listed_for_both_sides(client, one):
    assert "No files yet" in page_of(client, one)
    answer = send(client, one)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/orders/{one}/files/")
    page = page_of(client, one)
    assert "The file is kept with this order." in page
    assert "plan.pdf" in page
    assert SHA[:12] in page
    assert "Harbour Tools Ltd" in page
    sit(client, "ning")
    client.post("/language/", {"language": "zh-hans"})
    assert "添加文件" in (page := page_of(client, one))
    assert "plan.pdf" in page


def test_script_gets_the_hash_and_the_sentence_of_a_refusal(client, one):
    json = {"accept": "application/json"}
    answer = send(client, one, headers=json)
    assert answer.status_code == 201
    told = {"sha256": SHA, "name": "plan.pdf", "media": "application/pdf", "size": len(PDF)}
    assert answer.json() == told
    answer = send(client, one, b"<svg/>", "logo.svg", headers=json)
    assert (answer.status_code, answer.json()["code"]) == (415, "vault.type_not_allowed")
    assert "logo.svg" in answer.json()["detail"]


def test_refusal_stands_beside_the_field(client, one):
    answer = send(client, one, b"GIF89a", "run.gif")
    assert answer.status_code == 415
    assert 'id="id_file_error"' in answer.content.decode()
    answer = client.post(f"/orders/{one}/files/", {})
    assert answer.status_code == 422
    assert "Choose one file." in text(answer)


def test_design_file_of_a_draft_becomes_part_of_the_contract(client, trade, desk):
    one = trade()
    sit(client, "hannah")
    assert "It is a design file" in page_of(client, one.id)
    send(client, one.id, name="colour-card.pdf", design="1")
    files = {file.name: file.sha256 for file in one.look(one.buyer).contract.design_files}
    assert files["colour-card.pdf"] == SHA
    assert "part of the contract" in page_of(client, one.id)


def test_signed_contract_takes_no_design_file(client, one):
    assert "It is a design file" not in page_of(client, one)
    assert send(client, one, design="1").status_code == 409


INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def test_every_file_is_given_out_inert_and_as_it_came(client, one):
    for name, data, _ in TAKEN:
        assert send(client, one, data, name).status_code == 303
        address = f"/orders/{one}/files/{hashlib.sha256(data).hexdigest()}/"
        for method in ("get", "head"):
            answer = getattr(client, method)(address)
            assert answer.status_code == 200
            assert {header: answer.headers[header] for header in INERT} == INERT
            assert answer.headers["Content-Disposition"].startswith("attachment; filename")
            assert "html" not in answer.headers["Content-Type"]
            assert answer.headers["Content-Length"] == str(len(data))
            assert b"".join(answer.streaming_content) == (data if method == "get" else b"")


def test_only_pictures_are_ever_shown_and_those_in_a_sandbox(client, one):
    for data, name, is_shown in (
        (png(), "a.png", True),
        (jpeg(), "b.jpg", True),
        (PDF_JS, "c.pdf", False),
        (b"a;b\n", "d.csv", False),
    ):
        send(client, one, data, name)
        answer = client.get(f"/orders/{one}/files/{hashlib.sha256(data).hexdigest()}/?show=1")
        b"".join(answer.streaming_content)
        assert answer.headers["Content-Disposition"].startswith("inline") is is_shown
        assert {header: answer.headers[header] for header in INERT} == INERT


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("pl\r\nSet-Cookie: a=b\r\nan.pdf", None),
        ('a"; filename="b.html.pdf', 'attachment; filename="a_; filename=_b.html.pdf"'),
        ("设计图.pdf", "attachment; filename*=utf-8''%E8%AE%BE%E8%AE%A1%E5%9B%BE.pdf"),
        ("gpj\u202efdp.pdf", 'attachment; filename="gpjfdp.pdf"'),
        ("../../../etc/passwd.pdf", 'attachment; filename="passwd.pdf"'),
    ],
)
def test_name_reaches_no_header_unclean(client, one, desk, name, shown):
    from earnest.demo.cast import HANNAH

    desk.files.keep(one, [PDF], name, HANNAH.actor(), desk.now())
    answer = client.get(f"/orders/{one}/files/{SHA}/")
    b"".join(answer.streaming_content)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.isprintable()
    assert "Set-Cookie" not in answer.headers
    assert shown in (None, disposition)


def test_files_of_others_are_answered_like_missing_ones(client, one):
    send(client, one)
    answers = []
    for login, order, sha256 in (
        ("sora", one, SHA),
        ("sora", one, "0" * 64),
        ("sora", "0" * 20, SHA),
        ("hannah", one, "0" * 64),
        ("hannah", one, "plan"),
    ):
        sit(client, login)
        answer = client.get(f"/orders/{order}/files/{sha256}/")
        answers.append((answer.status_code, answer.content.count(b"Nothing here")))
    assert set(answers) == {(404, answers[0][1])}
    sit(client, "sora")
    assert send(client, one).status_code == 404
    assert client.get(f"/orders/{one}/files/").status_code == 404


def test_hostile_files_of_the_list_are_refused_by_the_page_and_leave_nothing(client, one, desk):
    known = [(name, data) for name, data, _ in NOT_TAKEN if name.strip("./\r\n\0") and data]
    assert len(known) > 40
    for name, data in known:
        assert send(client, one, data, name).status_code in (415, 422), name
    left = [path for path in desk.environment.vault.rglob("*") if path.is_file()]
    assert left == []


def test_large_file_is_refused_where_the_limit_is(client, one, desk):
    limit = desk.limits.file
    assert send(client, one, PDF.ljust(limit), "a.pdf").status_code == 303
    assert send(client, one, PDF.ljust(limit + 1), "b.pdf").status_code == 413


def test_form_that_is_far_too_large_is_not_even_written(client, one, settings):
    from earnest.config.uploads import LARGEST_FORM

    assert send(client, one, PDF.ljust(LARGEST_FORM + 1)).status_code == 413
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


def test_broken_forms_are_no_fault_of_ours(client, one):
    bad = "multipart/form-data; boundary=x"
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    for body, kind in (
        (b"", bad),
        (part + PDF, bad),  # broken off
        (b"--x\r\n" + b"A: b\r\n" * 10_000 + b"\r\n--x--\r\n", bad),
        (part, "multipart/form-data"),
        (part * 150 + b"--x--\r\n", bad),
    ):
        answer = client.post(f"/orders/{one}/files/", body, content_type=kind)
        assert answer.status_code in (303, 400, 413, 415, 422), body[:40]


def test_list_asks_the_same_questions_for_one_file_and_for_many(client, one):
    def asked():
        client.get(f"/orders/{one}/files/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/orders/{one}/files/")
        return len(found)

    send(client, one)
    before = asked()
    for number in range(5):
        send(client, one, PDF + bytes([65 + number]))
    assert asked() == before


def test_vault_is_beside_the_database(desk):
    assert desk.environment.vault == Path(desk.environment.home) / "vault"
