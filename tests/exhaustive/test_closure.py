"""Is every reachable situation sound, does it end by time alone, and is nothing endless?

Each search runs to closure; ``pytest -s`` prints how much was executed.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.exhaustive.liveness import days_to_the_end, endless, reachable, subsets
from tests.exhaustive.scopes import Search, scopes
from tests.exhaustive.search import Graph, explore

SEARCHES = {search.name: search for search in scopes()}
BOUND_DAYS = 250
"""However it stands: that long after everybody fell silent, an order is over (L1)."""


@cache
def found(name: str) -> Graph:
    search: Search = SEARCHES[name]
    graph = explore(search.root, search.scope)
    print(
        f"\n{name}: {len(graph.waits):,} situations, {graph.transitions:,} transitions,"
        f" {graph.refused:,} refused, {'closed' if graph.closed else 'NOT closed'}"
    )
    return graph


@pytest.mark.parametrize("name", SEARCHES)
def test_search_is_closed(name):
    search = SEARCHES[name]
    assert found(name).closed or search.scope.nodes < 10**7


@pytest.mark.parametrize("name", SEARCHES)
def test_order_ends_by_time_alone_whoever_is_silent(name):
    graph = found(name)
    days = days_to_the_end(graph)
    worst = {}
    for silent in subsets():
        there = reachable(graph, silent)
        worst[silent] = max(days[node] for node in there if _is_known(graph, node))
    print(f"{name}: at most {max(worst.values()):.0f} days to the end, {len(worst)} subsets")
    assert max(worst.values()) <= BOUND_DAYS


def _is_known(graph: Graph, node: int) -> bool:
    """In a search cut short, the last situations were not gone on from."""
    return graph.closed or node < max(edge.source for edge in graph.edges[-1:])


@pytest.mark.parametrize("name", SEARCHES)
def test_order_cannot_be_prolonged_for_ever(name):
    graph = found(name)
    parts = endless(graph)
    first = sorted(parts[0])[:4] if parts else []
    labels = {e.label for e in graph.edges if parts and {e.source, e.target} <= parts[0]}
    assert not parts, f"{len(parts)} endless cycles, for example {first} by {labels}"
