"""Who looks for malware before a file is kept? A program of the operator's, if he names one.

The program gets the path of the draft as its last word. Exit code 0 means clean, 1 means that
something was found (as ``clamdscan`` says it); everything else is trouble, and nothing is kept.
"""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from earnest.domain.refusals import Trouble
from earnest.vault.disk import Scan

PATIENCE = 60
"""Seconds that a scanner may take."""


def scanner_of(command: str) -> Scan | None:
    """The scanner that ``command`` starts; None where there is none."""
    words = shlex.split(command)

    def scan(path: Path) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's own program, without a shell
                [*words, str(path)], capture_output=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Trouble("vault.not_scanned", why=type(error).__name__) from error
        if done.returncode not in (0, 1):
            raise Trouble("vault.not_scanned", why=f"exit code {done.returncode}")
        said = done.stdout.decode(errors="replace").replace(str(path), "").strip(": \n")
        return (said.splitlines() or ["?"])[0] if done.returncode else ""

    return scan if words else None
