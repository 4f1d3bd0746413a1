"""Which files does the repository hold, and what do they say? The reader for these tests."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".gz", ".ico", ".jpg", ".mo", ".otf", ".pdf", ".png", ".ttf", ".webp", ".woff2", ".zip"}


@dataclass(frozen=True)
class Source:
    """One file, read once."""

    name: str  # relative to the root, with slashes

    @cached_property
    def text(self) -> str:
        return (ROOT / self.name).read_text(encoding="utf-8")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def functions(self) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """Give every function with its qualified name, nested ones too."""
        yield from _functions(self.tree, "")


def _functions(
    node: ast.AST, prefix: str
) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{child.name}", child
        named = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        yield from _functions(child, f"{prefix}{child.name}." if named else prefix)


@cache
def files() -> tuple[Source, ...]:
    """Give every text file that is tracked or about to be; ignored ones are nobody's business."""
    asked = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        names = sorted(set(listed.stdout.decode().split("\0")) - {""})
    else:  # an unpacked archive: no git, and no working litter either
        folders = ("bench", "bin", "docs", "requirements", "src", "tests")
        found = [path for folder in folders for path in (ROOT / folder).rglob("*")]
        names = sorted(str(path.relative_to(ROOT)) for path in (*found, *ROOT.glob("*.*")))
    return tuple(
        Source(name)
        for name in names
        if (ROOT / name).is_file() and Path(name).suffix not in BINARY
    )


def python(*folders: str) -> list[Source]:
    """Give the Python files below these folders, generated migrations left out."""
    return [
        source
        for source in files()
        if source.name.endswith(".py")
        and source.name.startswith(folders)
        and "/migrations/" not in source.name
    ]


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give every call with the dotted name of what is called (``datetime.datetime.now``)."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.AST) -> str:
    """Write a chain of attributes as text; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""
