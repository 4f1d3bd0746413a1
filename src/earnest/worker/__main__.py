"""How does the loop run alone? ``python -m earnest.worker``; a signal ends it after its turn."""

from __future__ import annotations

import os
import signal
from types import FrameType

import django

from earnest.wiring import close_desk, desk
from earnest.wiring.loop import Loop
from earnest.worker.report import Report, json_lines


def main() -> None:
    """Take turns until SIGTERM or SIGINT, then finish what waits and let go."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "earnest.config.settings")
    django.setup()
    report = Report(json_lines())
    loop = Loop(desk(), report)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        loop.stop()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    report.log.info("worker.started")
    loop.run()
    close_desk()
    report.log.info("worker.stopped", **report.counts)


if __name__ == "__main__":
    main()
