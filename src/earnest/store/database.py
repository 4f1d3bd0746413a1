"""What do reads and queues ask of either database? Plain SQL with ``?`` for values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol


class Database(Protocol):
    """A store, seen as tables. Instants go in as aware values, and come out by ``times.moment``."""

    @property
    def vendor(self) -> str:
        """``sqlite`` or ``postgresql``."""
        ...

    def query(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a SELECT, on this thread's reading connection."""
        ...

    def change(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement in a transaction of its own; gives what it RETURNs."""
        ...

    def change_each(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row, in one transaction."""
        ...
