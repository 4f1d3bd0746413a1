"""How does a person ask Earnest at a terminal? ``main`` is the command ``earnest``."""

from __future__ import annotations

import sys


def main() -> None:
    """Carry out the command that the process was started with."""
    from earnest.cli.app import start

    code = start(sys.argv[1:])
    from earnest.wiring import close_desk

    close_desk()
    sys.exit(code)


__all__ = ["main"]
