"""How is a list of requests committed? Unit, retries, and the search for one bad member.

Deadlocks and lost versions are retried here and nowhere else (S10); when the database refuses a
batch, or a bug of ours stops it, the list is halved until the bad member stands alone, so that it
never fails the others (L3). Trouble is everybody's: it goes to the caller at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from earnest.domain.refusals import Trouble
from earnest.usecases.batch import (
    Answer,
    Batch,
    Done,
    Request,
)
from earnest.usecases.perform import House, perform
from earnest.usecases.ports import Again, Conflict, Store

ATTEMPTS = 5
"""How often one list is tried before it is a trouble."""


def commit(
    requests: Sequence[Request], store: Store, house: House, now: datetime
) -> tuple[Answer, ...]:
    """Perform and write a list of requests; one answer for each, in their order."""
    for _ in range(ATTEMPTS):
        try:
            return _once(requests, store, house, now).answers
        except Again:
            continue
        except Conflict:
            if len(requests) > 1:
                return _halved(requests, store, house, now)
        except Trouble:
            raise
        except Exception as bug:  # noqa: BLE001 - one member's bug must not stop the others (L3)
            return (bug,) if len(requests) == 1 else _halved(requests, store, house, now)
    return tuple(Trouble("store.busy") for _ in requests)


def _halved(
    requests: Sequence[Request], store: Store, house: House, now: datetime
) -> tuple[Answer, ...]:
    middle = len(requests) // 2
    return (
        *commit(requests[:middle], store, house, now),
        *commit(requests[middle:], store, house, now),
    )


def _once(requests: Sequence[Request], store: Store, house: House, now: datetime) -> Batch:
    with store.unit() as unit:
        batch = perform(requests, unit.load(requests), house, now)
        if batch.writes:
            unit.append(batch)
    return batch


def deed_of(answer: Answer) -> Done:
    """The deed, or raise what stood in its way."""
    if isinstance(answer, Done):
        return answer
    raise answer
