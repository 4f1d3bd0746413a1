"""How are 64 connections asked without the asking itself becoming the measurement?

The generator shares the machine with what it measures, so it is as light as Python can be: a bare
protocol on uvloop, requests whose bytes are made before the clock runs, and of each answer only
what proves it: the status, the length, and a body that begins with this order and the next version.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import uvloop

from bench.usage import Watch

CONNECTIONS = 64
SECONDS = 8.0
WARM_UP = 2.0
_GOOD = b"HTTP/1.1 200 "
_END = b"\r\n\r\n"


@dataclass(slots=True)
class Load:
    """One run: the waits of each answered request in seconds, and the answers by status.

    ``wrong`` counts answers with status 200 whose body is not the one that was due.
    """

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: int = 0
    begins: float = 0.0
    ends: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as bytes, and how the body of its good answer begins."""

    sent: bytes
    due: bytes


class Connection(asyncio.Protocol):
    """Asks one request after the other, until the window has ended."""

    def __init__(self, load: Load, asked: Sequence[Asked], over: asyncio.Future[None]) -> None:
        self._load, self._asked, self._over = load, iter(asked), over
        self._transport: asyncio.Transport | None = None
        self._begun, self._got = 0.0, b""
        self._now: Asked | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to ask."""
        self._transport = transport  # type: ignore[assignment]  # a stream's transport
        self._ask()

    def _ask(self) -> None:
        self._now = next(self._asked, None)
        if self._now is None or self._transport is None:
            self._end(RuntimeError("the requests that were made beforehand do not suffice"))
            return
        self._begun = time.perf_counter()
        self._transport.write(self._now.sent)

    def data_received(self, data: bytes) -> None:
        """Take an answer, which nearly always comes in one piece."""
        got = self._got + data if self._got else data
        body = got.find(_END) + len(_END)
        if body < len(_END) or len(got) < body + _length(got, body):
            self._got = got
            return
        self._got = b""
        now, load = time.perf_counter(), self._load
        if load.begins <= now < load.ends:
            load.waits.append(now - self._begun)
            load.statuses[int(got[9:12])] += 1
            if got.startswith(_GOOD) and not got.startswith(self._now.due, body):  # type: ignore[union-attr]  # we have asked
                load.wrong += 1
        if now < load.ends:
            self._ask()
        else:
            self._end()

    def connection_lost(self, _why: Exception | None) -> None:
        """A server that hangs up ends the measurement."""
        self._end(ConnectionError("the server hung up"))

    def _end(self, why: Exception | None = None) -> None:
        if self._over.done():
            return
        if why is None:
            self._over.set_result(None)
        else:
            self._over.set_exception(why)
        if self._transport is not None:
            self._transport.close()


def _length(got: bytes, body: int) -> int:
    """The answer's Content-Length; Granian writes names in lower case, and others do not."""
    at = got.find(b"content-length: ", 0, body)
    if at < 0:
        at = got.lower().index(b"content-length: ", 0, body)
    return int(got[at + 16 : got.index(b"\r\n", at)])


def ask(port: int, scripts: Sequence[Sequence[Asked]], watch: Watch) -> Load:
    """Ask each script on a connection of its own; the clock runs after ``WARM_UP`` seconds."""
    return uvloop.run(_ask(port, scripts, watch))


async def _ask(port: int, scripts: Sequence[Sequence[Asked]], watch: Watch) -> Load:
    loop, load = asyncio.get_running_loop(), Load()
    load.begins = time.perf_counter() + WARM_UP
    load.ends = load.begins + SECONDS
    overs = [loop.create_future() for _ in scripts]
    for script, over in zip(scripts, overs, strict=True):
        await loop.create_connection(
            lambda s=script, o=over: Connection(load, s, o), "127.0.0.1", port
        )
    await asyncio.sleep(load.begins - time.perf_counter())
    watch.begin()
    await asyncio.sleep(load.ends - time.perf_counter())
    watch.end()
    await asyncio.gather(*overs)
    load.waits.sort()
    return load
