"""Which PostgreSQL is measured? One of its own, durable as in production."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.postgres import PREFIX, start, stop

MEMORY_MB = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20

SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": f"{MEMORY_MB // 4}MB",
    "max_wal_size": "4GB",
    "max_connections": "200",
    "listen_addresses": "",
}
"""As an operator would run it: durable, with a quarter of the memory, as the manual says."""


@contextmanager
def server() -> Iterator[str]:
    """A fresh server's URL; everything is removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix=f"{PREFIX}bench-"))
    try:
        url = start(home, SETTINGS)
        if not url.startswith("postgresql:"):
            raise SystemExit(url)
        yield url
    finally:
        stop(home)


def database(server_url: str, name: str) -> str:
    """Make a database on the server; gives its URL."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
