"""How does .venv come to hold exactly the pinned packages, also when two commands start at once?

Called by environment.sh with "run" or "dev"; needs nothing but Python 3.11. All words go to
standard error: what a command prints belongs to the command.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def main(kind: str) -> int:
    """Install the packages of ``kind`` unless someone else just did; returns an exit code."""
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _installed(kind):  # by the command that held the lock before us
            return 0
        print(f"Installing what Earnest needs into .venv ({kind}), once ...", file=sys.stderr)
        try:
            _make(kind)
        except subprocess.CalledProcessError as failed:
            print(failed.stdout, file=sys.stderr)
            print("The packages could not be installed; the lines above say why.", file=sys.stderr)
            return 1
    return 0


def _installed(kind: str) -> bool:
    stamp = VENV / f"{kind}.installed"
    return PYTHON.exists() and stamp.exists() and stamp.read_bytes() == _pins(kind).read_bytes()


def _pins(kind: str) -> Path:
    return ROOT / "requirements" / f"{kind}.txt"


def _make(kind: str) -> None:
    if not _usable():
        _run(sys.executable, "-m", "venv", "--clear", str(VENV))
    for stamp in VENV.glob("*.installed"):  # an interrupted installation must not look finished
        stamp.unlink()
    _run(
        *(str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input"),
        *("--disable-pip-version-check", "--require-hashes", "--requirement", str(_pins(kind))),
    )
    # "python -m earnest.cli" finds src from any folder; the path is relative, so that the
    # repository may be moved.
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    source = os.path.relpath(ROOT / "src", packages)
    (packages / "earnest.pth").write_text(source + "\n", encoding="utf-8")
    for done in ("run", "dev") if kind == "dev" else ("run",):  # dev contains run, same versions
        (VENV / f"{done}.installed").write_bytes(_pins(done).read_bytes())


def _usable() -> bool:
    """Tell whether .venv has a working pip of a Python that is new enough."""
    try:
        _run(str(PYTHON), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _run(*command: str) -> None:
    """Run quietly; what it said is in the exception if it fails."""
    subprocess.run(
        command,
        check=True,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
