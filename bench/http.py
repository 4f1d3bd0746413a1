"""How many commands a second come through HTTP, and how long does the slowest hundredth wait?

A real server (Granian, threads, Django, API key, idempotency key) on a PostgreSQL, asked by 64
connections that are kept alive. ``run`` gives the figures to the table; alone:
``python -m bench.http``.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvloop

from bench import pgbench
from bench.figures import Figure, table
from bench.server import database, server

CONNECTIONS = 64
SECONDS = 8.0
WARM_UP = 2.0
ORDERS = 1280
WORKERS = (1, 2)
TARGET = 0.4


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: requests per second, waits in milliseconds, and answers by status."""

    per_second: float
    p50: float
    p99: float
    statuses: dict[int, int]


def run(url: str) -> list[Figure]:
    """Measure a server with one and with two processes on the empty database at ``url``."""
    with tempfile.TemporaryDirectory() as home:
        environment = _environment(url, home)
        setup = [sys.executable, "-m", "bench.http_setup", str(ORDERS)]
        said = subprocess.run(setup, env=environment, check=True, capture_output=True, text=True)
        told = json.loads(said.stdout.splitlines()[-1])
        return [_figure(environment, told, workers, turn) for turn, workers in enumerate(WORKERS)]


def _figure(environment: dict[str, str], told: dict, workers: int, turn: int) -> Figure:
    with _server(environment, workers) as port:
        found = uvloop.run(_measure(port, told["key"], told["orders"][turn :: len(WORKERS)]))
    wrong = {status: count for status, count in found.statuses.items() if status != 200}
    remark = f"p50 {found.p50:.1f} ms, p99 {found.p99:.1f} ms"
    if wrong:
        remark += f", other answers {wrong}"
    name = f"HTTP command, {CONNECTIONS} connections, {workers} process{'es' * (workers > 1)}"
    return Figure(name, found.per_second, TARGET, remark)


def _environment(url: str, home: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARNEST_")}
    ours = {"EARNEST_MODE": "sandbox", "EARNEST_HOME": home, "EARNEST_DATABASE": url}
    return {**kept, **ours, "DJANGO_SETTINGS_MODULE": "earnest.config.settings"}


@contextmanager
def _server(environment: dict[str, str], workers: int) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--blocking-threads",
        str(CONNECTIONS // workers), "--backpressure", "256", "--no-access-log", "--log-level",
        "error",
        "earnest.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


async def _measure(port: int, key: str, orders: list[str]) -> Measured:
    waits: list[float] = []
    statuses: dict[int, int] = {}
    begun = time.perf_counter()
    begins, ends = begun + WARM_UP, begun + WARM_UP + SECONDS
    share = len(orders) // CONNECTIONS
    await asyncio.gather(
        *(
            _connection(port, _requests(key, orders[n * share : (n + 1) * share], n),
                        waits, statuses, (begins, ends))
            for n in range(CONNECTIONS)
        )
    )  # fmt: skip
    waits.sort()
    return Measured(
        len(waits) / SECONDS,
        waits[len(waits) // 2] * 1000,
        waits[int(len(waits) * 0.99)] * 1000,
        statuses,
    )


def _requests(key: str, orders: list[str], caller: int) -> Iterator[bytes]:
    """Commands without end: production of each order in turn, a little further each time."""
    number = 0
    while True:
        order = orders[number % len(orders)]
        percent = 1 + number // len(orders) % 99
        body = b'{"lot":"A","percent":%d}' % percent
        head = (
            f"POST /v1/orders/{order}/report-production HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {key}\r\nIdempotency-Key: {orders[0]}-{caller}-{number}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        yield head.encode() + body
        number += 1


async def _connection(
    port: int,
    requests: Iterator[bytes],
    waits: list[float],
    statuses: dict[int, int],
    window: tuple[float, float],
) -> None:
    """Send one request after the other on one connection; count those that end in the window."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        sent = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        length = int(lower[lower.index(b"content-length:") + 15 :].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
        now = time.perf_counter()
        if window[0] <= now < window[1]:
            waits.append(now - sent)
            status = int(head[9:12])
            statuses[status] = statuses.get(status, 0) + 1
        if now >= window[1]:
            break
    writer.close()


def main() -> None:
    """Measure on a server of our own, beside the yardstick."""
    with server() as url:
        figures = pgbench.run(database(url, "yardstick"))
        print(table([*figures, *run(database(url, "http"))]))


if __name__ == "__main__":
    main()
