"""What was measured, and how is it shown? Figures, their ratio to the yardstick, and the table."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

YARDSTICK = "pgbench TPC-B, prepared, 8 clients"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: its name, operations per second, the ratio wanted, and remarks."""

    name: str
    per_second: float
    target: float | None = None
    remark: str = ""


def repeated(measure: Callable[[], float], times: int = 3) -> float:
    """The median of several measurements of operations per second."""
    return median(measure() for _ in range(times))


def rate(work: Callable[[], int]) -> float:
    """Operations per second of one piece of work, which says how many it did."""
    begun = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - begun)


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, with ratios to the yardstick where it was measured."""
    base = next((f.per_second for f in figures if f.name == YARDSTICK), None)
    wide = max(len(figure.name) for figure in figures)
    lines = [f"{'what':<{wide}} {'per second':>12} {'x TPC-B':>9} {'wanted':>8}  remark"]
    for figure in figures:
        ratio = f"{figure.per_second / base:9.2f}" if base else " " * 9
        wanted = f"{figure.target:8.2f}" if figure.target else " " * 8
        rate_text = f"{figure.per_second:12,.1f}"
        lines.append(f"{figure.name:<{wide}} {rate_text} {ratio} {wanted}  {figure.remark}")
    return "\n".join(lines)


def write_json(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures with their ratios."""
    base = next((f.per_second for f in figures if f.name == YARDSTICK), None)
    rows = [
        {**asdict(figure), "ratio": figure.per_second / base if base else None}
        for figure in figures
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
