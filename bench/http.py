"""How many commands a second come through HTTP, and how long does the slowest hundredth wait?

A real server (as ``earnest serve`` starts it: API key, idempotency key, everything in) on a
PostgreSQL, asked by 64 connections that are kept alive. The remark says whose processor time one
request took. ``run`` gives the figures to the table; alone: ``python -m bench.http``.
"""

from __future__ import annotations

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

import psycopg

from bench import pgbench
from bench.figures import Figure, table
from bench.http_load import CONNECTIONS, SECONDS, Asked, Load, ask
from bench.server import database, server
from bench.usage import Watch, parent_of

ORDERS = 1280
MOST = 1500
"""Requests made beforehand for each connection."""

WORKERS = (1, 2)
TARGET = 0.4


def run(url: str) -> list[Figure]:
    """Measure a server with one and with two processes on the empty database at ``url``."""
    with tempfile.TemporaryDirectory() as home:
        environment = _environment(url, home)
        setup = [sys.executable, "-m", "bench.http_setup", str(ORDERS)]
        said = subprocess.run(setup, env=environment, check=True, capture_output=True, text=True)
        told = json.loads(said.stdout.splitlines()[-1])
        return [
            _figure(url, environment, told, workers, turn) for turn, workers in enumerate(WORKERS)
        ]


def _figure(url: str, environment: dict[str, str], told: dict, workers: int, turn: int) -> Figure:
    orders = told["orders"][turn :: len(WORKERS)]
    share = len(orders) // CONNECTIONS
    scripts = [
        _script(told["key"], orders[n * share : (n + 1) * share], n) for n in range(CONNECTIONS)
    ]
    with _server(environment, workers) as (pid, port):
        watch = Watch("asking", {"server": pid, "PostgreSQL": _postmaster(url)})
        load = ask(port, scripts, watch)
    name = f"HTTP command, {CONNECTIONS} connections, {workers} process{'es' * (workers > 1)}"
    return Figure(name, len(load.waits) / SECONDS, TARGET, _remark(load, watch))


def _remark(load: Load, watch: Watch) -> str:
    """Waits, answers that were not good, and the processor time of each for one request."""
    count = len(load.waits)
    p50, p99 = (load.waits[int(count * part)] * 1000 for part in (0.5, 0.99))
    costs = {who: seconds / count * 1000 for who, seconds in watch.seconds.items()}
    each = ", ".join(f"{who} {cost:.3f}" for who, cost in costs.items())
    remark = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms; processor ms each: {each}"
    others = {status: number for status, number in load.statuses.items() if status != 200}
    if others or load.wrong:
        remark += f"; other answers {others}, wrong bodies {load.wrong}"
    return remark


def _environment(url: str, home: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EARNEST_")}
    ours = {"EARNEST_MODE": "sandbox", "EARNEST_HOME": home, "EARNEST_DATABASE": url}
    return {**kept, **ours, "DJANGO_SETTINGS_MODULE": "earnest.config.settings"}


def _postmaster(url: str) -> int:
    with psycopg.connect(url) as connection:
        return parent_of(connection.info.backend_pid)


@contextmanager
def _server(environment: dict[str, str], workers: int) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-P", "-m", "earnest.cli", "serve", "--port", str(port), "--workers",
        str(workers), "--without-worker", "--json",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield process.pid, port
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


def _script(key: str, orders: list[list], caller: int) -> list[Asked]:
    """One connection's commands: production of each order in turn, a little further each time."""
    made, name = [], f"{orders[0][0]}-{caller}"
    for number in range(MOST):
        turn, place = divmod(number, len(orders))
        order, version = orders[place]
        body = b'{"lot":"A","percent":%d}' % (1 + turn % 99)
        head = (
            f"POST /v1/orders/{order}/report-production HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {key}\r\nIdempotency-Key: {name}-{number}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        due = f'{{"order":"{order}","version":{version + turn + 1},'
        made.append(Asked(head.encode() + body, due.encode()))
    return made


def main() -> None:
    """Measure on a server of our own, beside the yardstick."""
    with server() as url:
        figures = pgbench.run(database(url, "yardstick"))
        print(table([*figures, *run(database(url, "http"))]))


if __name__ == "__main__":
    main()
