"""Does everybody live on their floor? The contracts themselves are in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT, python

# Deterministic parts of the standard library. What reads a clock, a file, the environment or a
# source of chance is not among them; zoneinfo reads only the pinned time zone data.
PURE = {
    "__future__", "abc", "base64", "bisect", "calendar", "collections", "contextlib", "dataclasses",
    "datetime", "decimal", "enum", "fractions", "functools", "hashlib", "heapq", "hmac",
    "itertools", "json", "math", "operator", "re", "statistics", "string", "textwrap", "types",
    "typing", "unicodedata", "zoneinfo",
}  # fmt: skip


def test_floors_and_rooms_keep_the_import_contracts():
    linter = Path(sys.executable).with_name("lint-imports")
    said = subprocess.run(
        [linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr


def test_domain_imports_only_itself_and_pure_parts_of_python():
    strangers = [
        f"{source.at(node)} imports {name}"
        for source in python("src/earnest/domain/")
        for node in ast.walk(source.tree)
        for name in _imported(node)
        if name.split(".")[0] not in PURE and not name.startswith("earnest.domain")
    ]
    assert not strangers, "\n".join(strangers)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "." * node.level]
    return []
