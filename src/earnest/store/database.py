"""What do reads and queues ask of either database? Plain SQL with ``?`` for values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from earnest.domain.refusals import Trouble
from earnest.usecases.ports import Again


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


@contextmanager
def busy_is_trouble() -> Iterator[None]:
    """Outside the write path nobody tries again: a lock that does not come is trouble."""
    try:
        yield
    except Again as busy:
        raise Trouble("store.busy") from busy
