"""Does every situation come to an end by time alone, and can anybody put the end off for ever?

Walks on a ``Graph``: for each subset of silent actors, what the others can reach (L1); the longest
way to the end by time alone, in days; and cycles, each of which must lie inside a running deadline
that none of its steps moves (L2).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from tests.exhaustive.search import Edge, Graph

SILENT = ("buyer", "supplier", "inspect", "mediate")


def subsets() -> Iterator[frozenset[str]]:
    """The sixteen subsets of those who may fall silent."""
    for size in range(len(SILENT) + 1):
        yield from map(frozenset, combinations(SILENT, size))


def reachable(graph: Graph, silent: frozenset[str]) -> set[int]:
    """The situations that the others can bring about from the root."""
    out, seen, stack = graph.out_of(), {0}, [0]
    while stack:
        for edge in out[stack.pop()]:
            if edge.role not in silent and edge.target not in seen:
                seen.add(edge.target)
                stack.append(edge.target)
    return seen


def days_to_the_end(graph: Graph) -> list[float]:
    """For each situation the days until a terminal stage by time alone; infinite where never.

    Time alone is: the next wait ends, and the bank answers what it was asked.
    """
    step = [_by_itself(edges) for edges in graph.out_of()]
    days = [0.0 if terminal else -1.0 for terminal in graph.terminal]
    for start in range(len(days)):
        path, on_path, at = [], set(), start
        while days[at] < 0 and at not in on_path and step[at] is not None:
            path.append(at)
            on_path.add(at)
            at = step[at].target  # type: ignore[union-attr]  # the loop's condition
        left = days[at] if days[at] >= 0 else float("inf")
        for node in reversed(path):
            left += step[node].days  # type: ignore[union-attr]  # it is on the path
            days[node] = left
        if days[start] < 0:
            days[start] = float("inf")
    return days


def _by_itself(edges: list[Edge]) -> Edge | None:
    """What happens if nobody acts: the bank's answer, else the end of the next wait."""
    bank = [e for e in edges if e.label == "bank: settled"]
    retry = [e for e in edges if e.label == "RetryPayout"]
    time = [e for e in edges if e.role == "clock"]
    return next(iter((*bank[:1], *time[-1:], *retry)), None)


def endless(graph: Graph) -> list[set[int]]:
    """The cycles that no running deadline bounds."""
    return [part for part in _components(graph) if not _is_bounded(graph, part)]


def _is_bounded(graph: Graph, part: set[int]) -> bool:
    anchors = frozenset.intersection(*(graph.waits[node] for node in part))
    inside = (e for e in graph.edges if e.source in part and e.target in part)
    return bool(anchors - frozenset(chain.from_iterable(edge.moved for edge in inside)))


def _components(graph: Graph) -> list[set[int]]:
    """The strongly connected parts with a cycle (Tarjan, without recursion)."""
    out = [[e.target for e in edges if e.target != e.source] for edges in graph.out_of()]
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on: set[int] = set()
    found: list[set[int]] = []
    for root in range(len(out)):
        work = [] if root in order else [(root, iter(out[root]))]
        if work:
            _open(root, order, low, stack, on)
        while work:
            node, rest = work[-1]
            child = next(rest, None)
            if child is None:
                work.pop()
                _close(node, work, low, order, stack, on, found)
            elif child not in order:
                _open(child, order, low, stack, on)
                work.append((child, iter(out[child])))
            elif child in on:
                low[node] = min(low[node], order[child])
    return found


def _open(
    node: int, order: dict[int, int], low: dict[int, int], stack: list[int], on: set[int]
) -> None:
    order[node] = low[node] = len(order)
    stack.append(node)
    on.add(node)


def _close(node, work, low, order, stack, on, found) -> None:  # noqa: PLR0917 (the state of one walk)
    if work:
        above = work[-1][0]
        low[above] = min(low[above], low[node])
    if low[node] == order[node]:
        part: set[int] = set()
        while node not in part:
            part.add(stack.pop())
        on -= part
        if len(part) > 1:
            found.append(part)
