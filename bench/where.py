"""Where does the time of a command go? One process's lists of 1,000, room by room.

A profile slows Python down more than it slows the database, so read the shares as an order, not
as a measure.
"""

from __future__ import annotations

import cProfile
import pstats
from itertools import islice

from bench.figures import Figure
from bench.in_process import LIST, Standing, Trade, prepare
from earnest.store.unit_postgresql import PostgresqlStore
from earnest.usecases.commit import commit
from tests.store.story import HOUSE

LISTS = 4
ROOMS = {
    "domain (deciding, folding)": "earnest/domain/",
    "journal (encoding, hashing)": "earnest/journal/",
    "use cases (the write path)": "earnest/usecases/",
    "store (rows, loading)": "earnest/store/",
    "driver and database": "asyncpg/",
    "event loop": "asyncio/",
}


def run(url: str) -> list[Figure]:
    """The shares of one profile, as the remark of a figure; ``url`` is an empty database."""
    store = PostgresqlStore(url)
    store.create()
    requests = Trade(*prepare(store)).trade()
    now = Standing().now()
    commit(list(islice(requests, LIST)), store, HOUSE, now)
    profile = cProfile.Profile()
    for _ in range(LISTS):
        wanted = list(islice(requests, LIST))
        profile.enable()
        commit(wanted, store, HOUSE, now)
        profile.disable()
    store.close()
    return [Figure("profiled: lists of 1,000, trade", _rate(profile), None, _shares(profile))]


def _rate(profile: cProfile.Profile) -> float:
    return LISTS * LIST / pstats.Stats(profile).total_tt  # type: ignore[attr-defined]  # not in the stubs


def _shares(profile: cProfile.Profile) -> str:
    sums = dict.fromkeys((*ROOMS, "C code (JSON, hashing, waiting) and the rest"), 0.0)
    for (file, _, name), row in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]  # not in the stubs
        sums[_room(file, name)] += row[2]
    whole = sum(sums.values())
    ordered = sorted(sums.items(), key=lambda item: -item[1])
    return "where the time goes:" + "".join(
        f"\n      {seconds / whole:6.1%}  {room}" for room, seconds in ordered
    )


def _room(file: str, name: str) -> str:
    waits = "select.epoll" in name or "'poll'" in name
    if waits:
        return "driver and database"
    found = (room for room, part in ROOMS.items() if part in file)
    return next(found, "C code (JSON, hashing, waiting) and the rest")
