"""Do programs add and fetch files as people do: bounded, by hash, inert, and only their own?"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.api.callers import House
from tests.vault.test_hostile_files import HTML, PDF, png

SHA = hashlib.sha256(PDF).hexdigest()
KIND = "multipart/form-data; boundary=edge"


def form(data: bytes = PDF, name: str = "plan.pdf", **fields: str) -> bytes:
    """A form as a program writes it."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return b"".join([*parts, head.encode(), data, b"\r\n--edge--\r\n"])


def send(house: House, id: str, who: str = "buyer", body: bytes | None = None, **how: str) -> Any:
    how = {"content-type": KIND} | how
    return house.post(f"/v1/orders/{id}/files", who, form() if body is None else body, **how)


def test_file_is_added_listed_and_fetched(house: House):
    id = house.signed()
    answer = send(house, id)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["sha256"], told["media"], told["size"]) == (SHA, "application/pdf", len(PDF))
    assert (told["number"], told["role"]) == (1, "buyer")
    assert answer.headers["Location"] == f"/v1/orders/{id}/files/{SHA}"
    assert house.get(f"/v1/orders/{id}/files", "supplier").json() == {"order": id, "files": [told]}
    found = house.get(answer.headers["Location"], "supplier")
    assert b"".join(found.streaming_content) == PDF
    assert found.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert found.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'


def test_sending_again_is_the_same_file(house: House):
    id = house.signed()
    first, again = send(house, id), send(house, id, body=form(name="other.pdf"))
    assert first.json() == again.json()


def test_hash_that_the_sender_gives_is_checked(house: House):
    id = house.signed()
    assert send(house, id, body=form(sha256=SHA)).status_code == 201
    answer = send(house, id, body=form(PDF + b" ", sha256=SHA))
    assert (answer.status_code, answer.json()["code"]) == (422, "vault.hash_mismatch")
    answer = send(house, id, body=form(sha256="x"))
    assert (answer.status_code, answer.json()["code"]) == (422, "request.shape")


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", KIND, 415, "request.not_a_form"),
        (b"{}", "application/json", 415, "request.not_a_form"),
        (PDF, "application/pdf", 415, "request.not_a_form"),
        (form(), "multipart/form-data", 415, "request.not_a_form"),
        (form()[:-30], KIND, 422, "vault.no_file"),
        (form().replace(b'"file"', b'"picture"'), KIND, 422, "vault.no_file"),
        (form(HTML, "page.html"), KIND, 415, "vault.type_not_allowed"),
        (form(b""), KIND, 422, "vault.empty"),
        (form() * 2, KIND, 422, "vault.no_file"),
        (
            b"--edge\r\n" + b"A: b\r\n" * 10_000 + b"\r\n--edge--\r\n",
            KIND,
            415,
            "request.not_a_form",
        ),
    ],
    ids=["nothing", "json", "bytes", "no edge", "cut", "other", "html", "empty", "two", "heads"],
)
def test_wrong_form_is_a_problem_with_a_name(
    house: House, body: bytes, kind: str, status: int, code: str
):
    answer = send(house, house.signed(), body=body, **{"content-type": kind})
    assert (answer.status_code, answer.json().get("code", "")) == (status, code)


@pytest.mark.parametrize("length", ["-1", "1e9", "nan"])
def test_length_that_is_none_is_no_fault_of_ours(house: House, length: str):
    id = house.signed()
    answer = house.client.generic(
        "POST", f"/v1/orders/{id}/files", form(), content_type=KIND, CONTENT_LENGTH=length,
        headers={"authorization": f"Bearer {house.keys['buyer']}"},
    )  # fmt: skip
    assert answer.status_code in (201, 415, 422)


def test_file_over_the_limit_is_too_large(house: House):
    id = house.signed()
    answer = send(house, id, body=form(PDF.ljust(house.desk.limits.file + 1)))
    assert (answer.status_code, answer.json()["code"]) == (413, "vault.too_large")
    assert answer.json()["limit"] == house.desk.limits.file


def test_files_of_others_do_not_exist(house: House):
    id = house.signed()
    send(house, id)
    seen = set()
    for who, order, sha256 in (
        ("stranger", id, SHA),
        ("mediator", id, SHA),
        ("inspector", id, SHA),
        ("stranger", "0" * 20, SHA),
        ("buyer", id, "0" * 64),
        ("buyer", id, "plan.pdf"),
    ):
        answer = house.get(f"/v1/orders/{order}/files/{sha256}", who)
        seen.add((answer.status_code, answer.json()["code"]))
    assert seen == {(404, "vault.not_found")}
    for who in ("stranger", "mediator", "inspector"):
        assert send(house, id, who).json()["code"] == "order.not_found"
        assert house.get(f"/v1/orders/{id}/files", who).status_code == 404
    assert send(house, id, "").status_code == 401


def test_key_that_only_reads_adds_nothing(house: House):
    id = house.signed()
    answer = send(house, id, "buyer reads")
    assert (answer.status_code, answer.json()["code"]) == (403, "vault.no_authority")
    assert house.get(f"/v1/orders/{id}/files", "buyer reads").json()["files"] == []


def test_name_of_the_form_is_cleaned(house: House):
    id = house.signed()
    answer = send(house, id, body=form(png(), "..\\\\..\\\\a\u202eb.png"))
    assert answer.json()["name"] == "ab.png"
