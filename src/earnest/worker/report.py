"""What has the loop done? Counters since it began, and a line of JSON for each turn that counts.

A line never holds what a database driver said: texts of errors may quote what people wrote.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

import structlog

from earnest.domain.refusals import Broken, Refused, Trouble

Told = Mapping[str, int] | Exception


@dataclass(slots=True)
class Report:
    """Hears of each turn; ``counts`` has turns, failures, and what was done."""

    log: structlog.typing.FilteringBoundLogger
    counts: Counter[str] = field(default_factory=Counter)
    failing: int = 0

    def __call__(self, told: Told) -> None:
        """Count one turn, and write its line: information, a warning for trouble, else an error."""
        if isinstance(told, Exception):
            self._failed(told)
            return
        if self.failing:
            self.log.info("worker.recovered", after=self.failing)
        self.failing = 0
        done = {name: number for name, number in told.items() if number}
        self.counts["turns"] += 1
        self.counts.update(done)
        self.log.info("worker.turn", **done)

    def _failed(self, failure: Exception) -> None:
        self.failing += 1
        self.counts["failures"] += 1
        if isinstance(failure, Trouble | Refused):
            self.log.warning("worker.trouble", code=failure.code, failing=self.failing)
            return
        alarm = "broken" if isinstance(failure, Broken) else type(failure).__name__
        self.log.error("worker.failed", kind=alarm, failing=self.failing, exc_info=failure)


def json_lines(stream: TextIO = sys.stderr) -> structlog.typing.FilteringBoundLogger:
    """A log that writes one JSON object a line, Chinese as it is, with the instant in UTC."""
    return structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
