"""What does bin/test run, in which order, and how long did each part take?

With no argument: system packages, the checks, all tests. With ``--checks``: only the checks.
With anything else: only pytest, where a name under tests/ stands for its folder
(``bin/test domain -k split``).
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
sys.path.insert(0, str(ROOT))

from tests.needs import NEEDS, missing  # noqa: E402 (the path must be set first)

WORKERS = "3"
"""One more than the two cores that the time is counted on: much of it is waiting for a database, a
browser or a disk."""

CHECKS = {
    "format": ("ruff", "format", "--check", "--quiet", "--output-format", "concise"),
    "lint": ("ruff", "check", "--quiet", "--output-format", "concise"),
    "types": ("mypy", "--no-error-summary"),
    "import law": ("lint-imports", "--no-logo"),
}


def main(arguments: list[str]) -> int:
    """Run what the arguments ask for; returns 0 only when everything passed."""
    os.chdir(ROOT)
    if arguments in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    if arguments == ["--checks"]:
        failed = _checks()
        return _pytest(["-q", "tests/architecture"]) or int(failed)
    if arguments:
        return _pytest([_folder(word) for word in arguments])
    _install_system_packages()
    failed = _checks()
    return _pytest(["-n", WORKERS, "--dist", "worksteal"]) or int(failed)


def _checks() -> bool:
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    if failed:
        print(f"FAILED checks: {', '.join(failed)}", flush=True)
    return bool(failed)


def _passes(name: str, command: tuple[str, ...]) -> bool:
    """Run one check; types load the settings, which must not be those of an installation."""
    began = time.monotonic()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("EARNEST_")}
    environment["EARNEST_HOME"] = str(ROOT / ".mypy_cache" / "earnest")
    tool = str(Path(PYTHON).with_name(command[0]))
    ended = subprocess.run(
        (tool, *command[1:]),
        check=False,
        text=True,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    passed = ended.returncode == 0
    if not passed:
        print(ended.stdout)
    print(
        f"{name:<12}{'ok' if passed else 'FAILED':<8}{time.monotonic() - began:5.1f} s", flush=True
    )
    return passed


def _pytest(arguments: list[str]) -> int:
    """Run pytest last, so that its own closing line, with its own time, closes everything."""
    return subprocess.run((PYTHON, "-m", "pytest", *arguments), check=False).returncode


def _folder(word: str) -> str:
    return f"tests/{word}" if (ROOT / "tests" / word).exists() and word else word


def _install_system_packages() -> None:
    """Fetch what only the system can give; or name what is missing, and so skipped."""
    absent = [need for name, need in NEEDS.items() if need.package and missing(name)]
    if not absent:
        return
    packages = [need.package for need in absent]
    began = time.monotonic()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' '.join(packages)} ...", file=sys.stderr, flush=True)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
        for command in (("apt-get", "update", "-qq"), install):
            subprocess.run(command, check=False, env=environment, **quiet)
        print(f"{'packages':<12}{'':<8}{time.monotonic() - began:5.1f} s", flush=True)
    missing.cache_clear()  # what was installed a moment ago is here now
    for name in NEEDS:
        if reason := missing(name):
            print(f"Not here: {reason}. Its tests are skipped.", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
