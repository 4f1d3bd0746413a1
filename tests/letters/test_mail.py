"""Do letters leave by SMTP only where the line is secret and the server is who it says?"""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from earnest.domain.refusals import Trouble
from earnest.environment import read_environment
from earnest.letters.post import FilePost, SmtpPost, post_for
from tests.letters.mail_server import FakeMailServer, make_certificate

LETTER = {"to": "a@b.example", "subject": "款项", "text": "t", "html": "<p>h</p>", "id": "order-1"}


def post(server: FakeMailServer, trusted: Path | None) -> SmtpPost:
    tls = ssl.create_default_context(cafile=str(trusted) if trusted else None)
    url = urlsplit(f"smtp://127.0.0.1:{server.port}")
    return SmtpPost(url, "Earnest <no-reply@trade.example>", "trade.example", tls=tls)


def test_letter_leaves_over_a_secret_line(tmp_path: Path):
    certificate = make_certificate(tmp_path / "own.pem")
    with FakeMailServer(certificate).running() as server:
        post(server, certificate).send(**LETTER)
    (letter,) = server.letters
    assert b"Message-ID: <order-1@trade.example>" in letter
    assert b"\r\nDate: " in letter
    assert server.in_clear == [b"EHLO", b"STARTTLS"]


@pytest.mark.parametrize("name", ["127.0.0.1", "mail.other.example"])
def test_server_that_cannot_prove_its_name_gets_nothing(tmp_path: Path, name: str):
    certificate = make_certificate(tmp_path / "theirs.pem", name)
    trusted = certificate if name != "127.0.0.1" else None
    with FakeMailServer(certificate).running() as server, pytest.raises(Trouble) as told:
        post(server, trusted).send(**LETTER)
    assert told.value.code == "letters.not_sent"
    assert server.letters == []


def test_server_without_tls_gets_nothing(tmp_path: Path):
    certificate = make_certificate(tmp_path / "own.pem")
    with (
        FakeMailServer(certificate, offers_tls=False).running() as server,
        pytest.raises(Trouble),
    ):
        post(server, certificate).send(**LETTER)
    assert server.letters == []
    assert b"MAIL" not in server.in_clear


def test_server_that_is_away_is_trouble(tmp_path: Path):
    server = FakeMailServer(tmp_path / "none.pem", port=1)
    with pytest.raises(Trouble):
        post(server, None).send(**LETTER)


def test_production_sends_by_smtp_and_others_write_files(tmp_path: Path):
    values = {
        "EARNEST_HOME": str(tmp_path), "EARNEST_MODE": "production",
        "EARNEST_URL": "https://trade.example", "EARNEST_MAIL": "smtp://u:p@mail.example:587",
    }  # fmt: skip
    assert isinstance(post_for(read_environment(values)), SmtpPost)
    for mode in ("demo", "sandbox"):
        environment = read_environment({"EARNEST_HOME": str(tmp_path), "EARNEST_MODE": mode})
        assert isinstance(post_for(environment), FilePost)
