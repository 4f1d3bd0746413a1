"""How is a program's command answered without a thread of its own?

Nearly all that programs send is one command in its plainest form: a key, JSON, no query. Such a
request stays on the server's loop while it waits to be committed with the others; threads that
wake and sleep for each request cost more than the commands themselves. Whatever is less plain is
not ours: ``takes`` says so, and it goes the way of ``programs``. What is answered is the same to
the byte; a test compares the two.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse

from earnest.accounts.known_keys import KNOWN_KEYS
from earnest.api import answers
from earnest.api.asked import asked_by
from earnest.api.bodies import whole_body
from earnest.api.programs import View, dressed
from earnest.api.shapes import Shape, read, shape_of
from earnest.api.v1.api import api
from earnest.api.v1.commands import OFFERED, kebab_of
from earnest.domain.parties import Actor
from earnest.domain.payment.reference import ORDER_ID
from earnest.domain.refusals import Trouble
from earnest.domain.subjects import Kind, Subject
from earnest.usecases.batch import Answer, Request
from earnest.usecases.commit import deed_of
from earnest.wiring import desk

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

LONGEST = 65_536
"""Bytes of a body that is read here; a longer one is somebody's contract, and may take its time."""

WAIT_SECONDS = 15.0
"""How long an answer is waited for before it is "unknown: ask again with the same key"."""

MOST_FRONTS = 1_000
"""Sorts of callers whose headers are remembered."""

_PARTS = 5  # "", "v1", "orders", the id, the command
_JSON = frozenset({b"application/json", b"application/json; charset=utf-8"})
_NOT_PLAIN = (b"cookie", b"transfer-encoding", b"expect")
_COMMANDS: Mapping[str, tuple[str, type[Shape]]] = {
    kebab_of(command): (command.__name__, shape_of(command)) for command in OFFERED
}


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain request: the order, the command's name and shape, the caller's key, its headers."""

    order: str
    name: str
    shape: type[Shape]
    secret: str
    headers: Mapping[bytes, bytes]
    front: Headers


class Express:
    """Answers plain commands on a loop; ``threads`` is where keys are looked up."""

    def __init__(self, threads: Executor) -> None:
        self._threads = threads
        self._fronts: dict[tuple[Any, ...], Headers] = {}
        self._asking: dict[str, asyncio.Future[Actor | None]] = {}
        self._messenger: Messenger | None = None

    def takes(self, scope: Scope) -> Plain | None:
        """The plain command of a request, or None where it is anything else."""
        parts = scope["path"].split("/")
        if len(parts) != _PARTS or parts[1:3] != ["v1", "orders"] or scope["method"] != "POST":
            return None
        headers = dict(scope["headers"])
        known = _COMMANDS.get(parts[4])
        kind, _, secret = headers.get(b"authorization", b"").partition(b" ")
        is_plain = (
            known is not None
            and kind == b"Bearer"
            and not scope["query_string"]
            and len(headers) == len(scope["headers"])
            and headers.get(b"content-type") in _JSON
            and headers.keys().isdisjoint(_NOT_PLAIN)
            and _is_short(headers.get(b"content-length", b""))
            and ORDER_ID.fullmatch(parts[3])
        )
        front = self._front(scope, headers) if is_plain else None
        if known is None or front is None:
            return None
        return Plain(parts[3], *known, secret.decode("latin-1"), headers, front)

    async def actor(self, secret: str) -> Actor | None:
        """The actor of a key, looked up once for all who wait for it.

        None where it opens nothing, or where that cannot be said now; the long way tells which.
        """
        found = KNOWN_KEYS.remembered(secret)
        if found is not None:
            return found
        asking = self._asking.get(secret)
        is_ours = asking is None
        if asking is None:
            loop = asyncio.get_running_loop()
            asking = self._asking[secret] = loop.run_in_executor(self._threads, _look_up, secret)
            asking.add_done_callback(lambda _: self._asking.pop(secret))
        try:
            actor = await asyncio.shield(asking)
        except Exception:  # noqa: BLE001 - asked again, and told, by the long way
            return None
        # A look-up that began before somebody came may be older than a revocation: then it is not
        # remembered, and says nothing to him.
        return actor if is_ours else KNOWN_KEYS.remembered(secret)

    async def answer(
        self, plain: Plain, actor: Actor, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Do what the request says and answer it."""
        body = await whole_body(receive, send, int(plain.headers[b"content-length"]))
        if body is None:
            return
        try:
            head, said = await self._done(plain, actor, body)
        except Exception as no:  # noqa: BLE001 - told as the API tells everything that is raised
            response = _dressed(scope, partial(_problem, no))
            await _send(send, response.status_code, _wire(response), response.content)
        else:
            await _send(send, 200, head, said)

    async def _done(self, plain: Plain, actor: Actor, body: bytes) -> tuple[Headers, bytes]:
        key, tag = (_text(plain.headers.get(name)) for name in (b"idempotency-key", b"if-match"))
        terms = asked_by(key or "", tag, plain.name)
        request = Request(
            Subject(Kind.ORDER, plain.order), read(plain.shape, body), actor,
            terms.key, terms.seen_version, secrets.token_hex(8),
        )  # fmt: skip
        if self._messenger is None:
            self._messenger = Messenger(asyncio.get_running_loop())
        done = deed_of(await self._messenger.committed(request))
        said = answers.written(answers.deed(done, plain.order))
        etag, length = b'"%d"' % done.version, b"%d" % len(said)
        return [*plain.front, (b"etag", etag), (b"content-length", length)], said

    def _front(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Headers | None:
        """The headers of a good answer to this sort of caller, learnt by asking the long way once.

        None where a request of this sort does not come in at all: a foreign host, no transport
        security.
        """
        names = (b"host", b"x-forwarded-proto", b"accept-language")
        sort = (scope["scheme"], *(headers.get(name) for name in names))
        found = self._fronts.get(sort)
        if found is not None or b"host" not in headers:
            return found
        response = _dressed(scope, lambda _: HttpResponse(content_type="application/json"))
        if response.status_code != 200:  # noqa: PLR2004 - anything but the empty answer
            return None
        if len(self._fronts) >= MOST_FRONTS:
            self._fronts.clear()
        learnt = [(name, value) for name, value in _wire(response) if name != b"content-length"]
        return self._fronts.setdefault(sort, learnt)


class Messenger:
    """Brings answers from the committing thread to the loop, which wakes once for many of them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._came: deque[tuple[asyncio.Future[Answer], Answer]] = deque()
        self._is_called = False

    async def committed(self, request: Request) -> Answer:
        """Commit a request; Trouble ``request.unknown`` where it takes too long."""
        waits: asyncio.Future[Answer] = self._loop.create_future()
        late = self._loop.call_later(WAIT_SECONDS, _settle, waits, Trouble("request.unknown"))
        desk().committer.submit(request, partial(self._bring, waits))
        try:
            return await waits
        finally:
            late.cancel()

    def _bring(self, waits: asyncio.Future[Answer], answer: Answer) -> None:
        """Take an answer from another thread."""
        self._came.append((waits, answer))
        if self._is_called:
            return
        self._is_called = True
        try:
            self._loop.call_soon_threadsafe(self._hand_out)
        except RuntimeError:  # the server has stopped, and nobody waits any more
            self._came.clear()

    def _hand_out(self) -> None:
        self._is_called = False  # before looking: who comes now, calls again
        while self._came:
            _settle(*self._came.popleft())


def _settle(waits: asyncio.Future[Answer], answer: Answer) -> None:
    if not waits.done():
        waits.set_result(answer)


def _look_up(secret: str) -> Actor | None:
    """Look a key up, on a thread; the desk is opened there too, the first time."""
    desk()
    close_old_connections()  # as Django does before each request of its own
    return KNOWN_KEYS.actor(secret)


def _is_short(length: bytes) -> bool:
    return length.isdigit() and len(length) < 9 and int(length) <= LONGEST  # noqa: PLR2004 - digits enough


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _problem(no: Exception, request: HttpRequest) -> HttpResponse:
    return api.on_exception(request, no)


def _dressed(scope: Scope, view: View) -> HttpResponse:
    """What a view answers behind all that a program's request meets on the long way."""
    return dressed(view)(ASGIRequest(dict(scope), BytesIO()))


def _wire(response: HttpResponse) -> Headers:
    items = response.headers.items()
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in items]


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
