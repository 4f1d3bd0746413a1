"""Does this process own the SQLite file? One process at most may; a second is told so.

Two connections that write and checkpoint at once could corrupt a WAL database on SQLite before
3.51.3; with one owner that cannot happen. The lock is the kernel's and dies with its holder.
"""

from __future__ import annotations

import fcntl
import sqlite3
from pathlib import Path

from earnest.domain.refusals import Trouble

SAFE_SQLITE = (3, 51, 3)
"""The first version without the WAL-reset bug."""


class Owner:
    """Holds the file for this process until ``release``."""

    def __init__(self, database: Path) -> None:
        """Take the lock beside ``database``; raises Trouble store.owned_by_another."""
        self._file = database.with_name(f"{database.name}.owner").open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise Trouble("store.owned_by_another", database=database.name) from None

    def release(self) -> None:
        """Let another process have the file."""
        self._file.close()


def old_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """This Python's SQLite version, if it has the bug; else empty."""
    return "" if version >= SAFE_SQLITE else ".".join(map(str, version))
