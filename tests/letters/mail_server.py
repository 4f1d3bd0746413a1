"""Which mail server do tests speak to? One of our own, with a certificate of our own making."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HELLO = b"250-mail.example\r\n250-STARTTLS\r\n250 8BITMIME\r\n"


@dataclass
class FakeMailServer:
    """Speaks SMTP with STARTTLS, or without offering it; keeps what was handed over."""

    certificate: Path
    offers_tls: bool = True
    letters: list[bytes] = field(default_factory=list)
    in_clear: list[bytes] = field(default_factory=list)
    port: int = 0

    @contextmanager
    def running(self) -> Iterator[FakeMailServer]:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
            thread = Thread(target=self._serve, args=(listening,), daemon=True)
            thread.start()
            yield self
        thread.join(5)

    def _serve(self, listening: socket.socket) -> None:
        try:
            connection, _ = listening.accept()
            with connection:
                self._talk(connection)
        except OSError:
            return  # whoever hung up has said enough

    def _talk(self, connection: socket.socket) -> None:
        connection.sendall(b"220 mail.example\r\n")
        if self._hear(connection, is_secret=False):
            connection.sendall(b"220 go on\r\n")
            with self._context().wrap_socket(connection, server_side=True) as secret:
                self._hear(secret, is_secret=True)

    def _hear(self, connection: socket.socket, *, is_secret: bool) -> bool:
        """Answer until the line ends, or until it is to become secret (true)."""
        with connection.makefile("rb") as reader:
            return self._answer(connection, reader, is_secret=is_secret)

    def _answer(self, connection: socket.socket, reader: BinaryIO, *, is_secret: bool) -> bool:
        while line := reader.readline():
            verb = line.strip().upper().split(b" ")[0].split(b":")[0]
            if not is_secret:
                self.in_clear.append(verb)
            if verb == b"STARTTLS":
                return True
            if verb in (b"EHLO", b"HELO"):
                connection.sendall(HELLO if self.offers_tls else b"250 mail.example\r\n")
            elif verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
                self.letters.append(b"".join(iter(reader.readline, b".\r\n")))
                connection.sendall(b"250 kept\r\n")
            else:
                connection.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
        return False

    def _context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context


def make_certificate(path: Path, name: str = "127.0.0.1") -> Path:
    """A self-made certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    try:
        alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        alternative = x509.DNSName(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins.replace(year=2090))
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(secret + certificate.public_bytes(pem))
    return path
