"""Measure everything in one run: ``make bench``, or ``python -m bench [PART ...] [--quick]``.

Parts: cover, pgbench, in_process, drivers, where, http, hordak, reads. ``--quick`` multiplies to
100,000 orders only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from bench import cover, drivers, hordak, http, in_process, pgbench, reads, where
from bench.figures import Figure, table, write_json
from bench.server import database, server

RESULT = Path("bench") / "result.json"
QUICK = 100_000


def main() -> None:
    """Run the wanted parts on one server, one after the other, and print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path, default=RESULT)
    asked = parser.parse_args()
    parts: dict[str, Callable[[str], list[Figure]]] = {
        "cover": cover.run,
        "pgbench": pgbench.run,
        "in_process": in_process.run,
        "drivers": drivers.run,
        "http": http.run,
        "where": where.run,
        "hordak": hordak.run,
        "reads": lambda url: reads.run(url, large=QUICK if asked.quick else reads.LARGE),
    }
    figures: list[Figure] = []
    with server() as url:
        for name in asked.parts or parts:
            sys.stderr.write(f"measuring {name} ...\n")
            figures += parts[name](database(url, f"bench_{name}"))
    write_json(figures, asked.json)
    sys.stdout.write(f"{table(figures)}\n")


if __name__ == "__main__":
    main()
