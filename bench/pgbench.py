"""How fast is this server itself? TPC-B, and the least SQL that a command of ours needs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import psycopg

from bench.figures import YARDSTICK, Figure
from tests.postgres import binaries

SECONDS = 8
MINIMAL = Path(__file__).with_name("minimal.sql")
_TABLES = """
CREATE TABLE minimal_board (id int PRIMARY KEY, seq bigint, head bytea);
CREATE TABLE minimal_event (id int, seq bigint, body text, hash bytea, PRIMARY KEY (id, seq));
CREATE TABLE minimal_transfer (id int, seq bigint, number int, minor bigint,
    PRIMARY KEY (id, seq, number));
CREATE TABLE minimal_balance (id int PRIMARY KEY, minor bigint CHECK (minor >= 0));
INSERT INTO minimal_board SELECT n, 0, sha256(n::text::bytea) FROM generate_series(1, 10000) n;
INSERT INTO minimal_balance SELECT n, 0 FROM generate_series(1, 10000) n;
"""


def run(url: str) -> list[Figure]:
    """The yardstick and our statements without any Python; ``url`` is an empty database."""
    _call(url, "-i", "-s", "10", "--quiet")
    yardstick = _rate(url, "-M", "prepared", "-c", "8", "-j", "2")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLES)
    minimal = _rate(url, "-M", "prepared", "-c", "8", "-j", "2", "-n", "-f", str(MINIMAL))
    return [
        Figure(YARDSTICK, yardstick),
        Figure("pgbench, the least SQL of one command, 8 clients", minimal),
    ]


def _rate(url: str, *arguments: str) -> float:
    said = _call(url, "-T", str(SECONDS), *arguments)
    found = re.search(r"tps = ([0-9.]+)", said)
    if found is None:
        raise SystemExit(said)
    return float(found[1])


def _call(url: str, *arguments: str) -> str:
    folder = binaries()
    if folder is None:
        raise SystemExit("no pgbench here")
    done = subprocess.run(
        [folder / "pgbench", *arguments, url], check=True, capture_output=True, text=True
    )
    return done.stdout
