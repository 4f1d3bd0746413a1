"""How does a letter leave? As a file in demo and sandbox, by SMTP with TLS in production.

A letter's id names its file and its Message-ID, so that sending twice is one letter to a reader.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from earnest.domain.refusals import Trouble
from earnest.environment import Environment
from earnest.usecases.ports import Post

LONGEST_SUBJECT = 150
TIMEOUT = 20.0
"""Seconds that a mail server may take before we try again later."""


def post_for(environment: Environment) -> Post:
    """The post of an installation: SMTP in production, files below its home elsewhere."""
    host = environment.address.hostname or "earnest.invalid"
    if environment.is_production:
        return SmtpPost(urlsplit(environment.mail), environment.mail_from, host)
    return FilePost(environment.home / "letters", environment.mail_from, host)


def one_line(text: str) -> str:
    """The text as a header may carry it: no control characters, one line, bounded."""
    plain = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).split())
    return plain if len(plain) <= LONGEST_SUBJECT else plain[: LONGEST_SUBJECT - 1] + "…"


def message(
    *, to: str, subject: str, text: str, html: str, id: str, sender: str, host: str
) -> EmailMessage:
    """The letter as a message; raises ValueError for an address that is none."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = one_line(sender)
    letter["To"] = Address(addr_spec=to)
    letter["Subject"] = one_line(subject)
    letter["Message-ID"] = f"<{_safe(id)}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday answers us
    letter.set_content(text)
    letter.add_alternative(html, subtype="html")
    return letter


class FilePost:
    """Puts each letter into a folder, as a file that every mail program opens."""

    def __init__(self, folder: Path, sender: str, host: str) -> None:
        self._folder = folder
        self._sender = sender
        self._host = host

    def send(self, *, to: str, subject: str, text: str, html: str, id: str) -> None:
        """Write the letter whole or not at all; the same id is the same file."""
        letter = message(
            to=to, subject=subject, text=text, html=html, id=id,
            sender=self._sender, host=self._host,
        )  # fmt: skip
        path = self._folder / f"{_safe(id)}.eml"
        draft = path.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(bytes(letter))
            draft.replace(path)
        except OSError:
            raise Trouble("letters.not_sent") from None


class SmtpPost:
    """Hands letters to a mail server; the connection is encrypted and the server's name checked."""

    def __init__(
        self, server: SplitResult, sender: str, host: str, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._sender = sender
        self._host = host
        self._tls = tls or ssl.create_default_context()

    def send(self, *, to: str, subject: str, text: str, html: str, id: str) -> None:
        """Send one letter; raises Trouble ``letters.not_sent`` when the server will not have it."""
        letter = message(
            to=to, subject=subject, text=text, html=html, id=id,
            sender=self._sender, host=self._host,
        )  # fmt: skip
        # The world's clock, also where the trade's is set: mail servers refuse letters of next May.
        letter["Date"] = formatdate(usegmt=True)
        try:
            with self._connected() as connection:
                connection.send_message(letter)
        except (OSError, smtplib.SMTPException):
            raise Trouble("letters.not_sent") from None

    def _connected(self) -> smtplib.SMTP:
        server, host = self._server, self._server.hostname or ""
        if server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, server.port or 465, timeout=TIMEOUT, context=self._tls
            )
        else:
            connection = smtplib.SMTP(host, server.port or 587, timeout=TIMEOUT)
        try:
            if server.scheme != "smtps":
                connection.starttls(context=self._tls)
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
        except BaseException:
            connection.close()
            raise
        return connection


def _safe(id: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", id)[:120]
