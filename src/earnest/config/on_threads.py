"""How do pages answer on a server that has a loop? Each request on a thread, as WSGI has it.

Django's pages are written for threads. Its own ASGI door would make a thread for every request and
throw it away with its database connection; here a fixed number of threads keep theirs. Long bodies
are read, and long answers sent, piece by piece, at the pace of the slower side.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from io import BytesIO
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from earnest.api.bodies import whole_body

WsgiApplication = Callable[[dict[str, Any], Any], Iterable[bytes]]

AT_ONCE = 65_536
"""Bytes of a body up to which it is read before a thread is taken."""


PATIENCE = 60.0
"""Seconds for which a thread waits for the other side to send or take one piece; then it gives up.

A server that stops in between is not held up longer either.
"""


class Source(Protocol):
    """What WSGI reads a body from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, or all; empty at the end."""
        ...

    def readline(self, size: int = -1, /) -> bytes:
        """One line, or what there is of it."""
        ...


class OnThreads:
    """A WSGI application as an ASGI one."""

    def __init__(self, application: WsgiApplication, threads: Executor) -> None:
        self._application, self._threads = application, threads

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        """Answer one request on a thread."""
        loop = asyncio.get_running_loop()
        length = _length(scope)
        body: Source = Pieces(receive, loop, length)
        if length <= AT_ONCE:
            whole = await whole_body(receive, send, length)
            if whole is None:
                return
            body = BytesIO(whole)
        environ = environ_of(scope, body)
        await loop.run_in_executor(self._threads, self._run, environ, send, loop)

    def _run(self, environ: dict[str, Any], send: Any, loop: asyncio.AbstractEventLoop) -> None:
        def tell(message: dict[str, Any]) -> None:
            asyncio.run_coroutine_threadsafe(_told(send, message), loop).result(PATIENCE)

        start: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            wire = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers]
            start.update(type="http.response.start", status=int(status[:3]), headers=wire)

        pieces = self._application(environ, start_response)
        try:
            tell(start)
            if not getattr(pieces, "streaming", True):
                tell({"type": "http.response.body", "body": b"".join(pieces)})
                return
            for piece in pieces:
                tell({"type": "http.response.body", "body": piece, "more_body": True})
            tell({"type": "http.response.body", "body": b""})
        finally:
            getattr(pieces, "close", lambda: None)()


class Pieces:
    """A long body, fetched from the loop as a thread reads it; OSError where it breaks off."""

    def __init__(self, receive: Any, loop: asyncio.AbstractEventLoop, length: int) -> None:
        self._receive, self._loop, self._missing = receive, loop, length
        self._kept = b""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, or all; empty at the end."""
        while self._missing and (size < 0 or len(self._kept) < size):
            self._fetch()
        return self._given(len(self._kept) if size < 0 else size)

    def readline(self, size: int = -1, /) -> bytes:
        """One line, or what there is of it."""
        while self._missing and b"\n" not in self._kept and (size < 0 or len(self._kept) < size):
            self._fetch()
        end = self._kept.find(b"\n") + 1 or len(self._kept)
        return self._given(end if size < 0 else min(end, size))

    def _fetch(self) -> None:
        asked = asyncio.run_coroutine_threadsafe(_received(self._receive), self._loop)
        message = asked.result(PATIENCE)
        piece = message.get("body", b"")
        self._kept += piece
        self._missing -= len(piece)
        if self._missing and not message.get("more_body"):
            raise OSError("the caller hung up")

    def _given(self, count: int) -> bytes:
        given, self._kept = self._kept[:count], self._kept[count:]
        return given


def environ_of(scope: Mapping[str, Any], body: Source) -> dict[str, Any]:
    """What WSGI calls a request; bytes of path and headers stand as Latin-1, as it wants them."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    raw = scope.get("raw_path") or scope["path"].encode()
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        text, told = value.decode("latin-1"), _name(name)
        between = ";" if told == "HTTP_COOKIE" else ","
        environ[told] = f"{environ[told]}{between}{text}" if told in environ else text
    return environ


def _name(header: bytes) -> str:
    """The name of a header; one with an underscore could pose as another, and gets a name apart."""
    name = header.decode("latin-1").upper()
    plain = name.replace("-", "_")
    if "_" in name:
        return f"HTTP__UNDERSCORED_{plain}"
    return plain if plain in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{plain}"


def _length(scope: Mapping[str, Any]) -> int:
    """The body's length as announced; 0 where it is not, for then WSGI reads none."""
    found = dict(scope["headers"]).get(b"content-length", b"")
    return int(found) if found.isdigit() else 0


async def _received(receive: Any) -> Any:
    return await receive()


async def _told(send: Any, message: dict[str, Any]) -> None:
    await send(message)
