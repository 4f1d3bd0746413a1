"""Who used the processor? The time of a process and all below it, as Linux counts it."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PARENT, _OWN, _REAPED = 1, slice(11, 13), slice(13, 15)


class Watch:
    """Processor seconds of this process and of others between ``begin`` and ``end``, by name."""

    def __init__(self, own: str, roots: Mapping[str, int]) -> None:
        self._own, self._roots = own, roots
        self.seconds: dict[str, float] = {}

    def begin(self) -> None:
        """Count from now on."""
        self.seconds = {name: -seconds for name, seconds in self._until_now().items()}

    def end(self) -> None:
        """Count until now."""
        for name, seconds in self._until_now().items():
            self.seconds[name] += seconds

    def _until_now(self) -> dict[str, float]:
        others = {name: processor_seconds(pid) for name, pid in self._roots.items()}
        return {self._own: time.process_time(), **others}


def processor_seconds(root: int) -> float:
    """Processor time of process ``root`` and of all below it, those that have ended included."""
    told = {int(path.name): _stat(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    below, grown = {root}, True
    while grown:
        more = {pid for pid, stat in told.items() if stat and int(stat[_PARENT]) in below} - below
        below |= more
        grown = bool(more)
    return sum(_ticks(told.get(pid) or []) for pid in below) / _TICK


def parent_of(pid: int) -> int:
    """The process that began this one."""
    return int(_stat(Path("/proc") / str(pid))[_PARENT])


def _stat(path: Path) -> list[str]:
    """The fields of a process after its name, which may contain anything; empty if it is gone."""
    try:
        return (
            (path / "stat")
            .read_text(encoding="ascii", errors="replace")
            .rpartition(") ")[2]
            .split()
        )
    except OSError:
        return []


def _ticks(stat: list[str]) -> int:
    return sum(map(int, [*stat[_OWN], *stat[_REAPED]]))
