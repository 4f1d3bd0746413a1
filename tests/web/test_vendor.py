"""Are the files of others in the repository the ones that the manifest names?"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "src/earnest/web/static/vendor", ROOT / "tests/vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_vendored_files_are_the_recorded_ones(folder):
    manifest = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    recorded = {name: hash_ for part in manifest.values() for name, hash_ in part["sha256"].items()}
    licences = {part["licence_file"] for part in manifest.values()}
    present = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.toml"
    }
    assert set(present) == set(recorded) | licences
    assert {name: present[name] for name in recorded} == recorded
