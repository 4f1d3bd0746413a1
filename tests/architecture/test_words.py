"""Do names, comments and files say what they should, and nothing of the machine they came from?"""

from __future__ import annotations

import ast
import re

from tests.architecture.source import files, python

EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "base",
    "misc",
}
# Written in pieces, so that this file may be searched too.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME)\b|(#|//|<!--)\s*X" r"XX\b")
MACHINE = re.compile(
    r"(?<![\w.:/}-])/(wo"
    r"rk|ro"
    r"ot|ho"
    r"me)/"  # somebody's folders
    r"|(?<![\w/-])sha"
    r"red/"
    r"|py"
    r"pi\.org|python"
    r"hosted\.org|registry\.np"
    r"mjs|local"
    r"host:\d+/simple"
)
# The reason stands behind the codes: (in brackets), - after a dash, or # as a comment of its own.
SILENCED = re.compile(
    r"#\s*(?P<what>noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?|type:\s*ignore(\[[\w, -]+\])?)"
    r"(?P<why>[^#]*(#.*)?)$"
)


def test_module_names_say_what_is_inside():
    found = [
        source.name
        for source in python("src/", "tests/", "bench/", "bin/")
        if EMPTY_NAMES & set(source.name.removesuffix(".py").split("/"))
    ]
    assert not found, "\n".join(found)


def test_module_has_a_docstring():
    found = [s.name for s in python("src/", "bench/", "bin/") if not ast.get_docstring(s.tree)]
    assert not found, "\n".join(found)


def test_public_name_of_the_domain_has_a_docstring():
    found = [
        f"{source.at(node)} {node.name}"
        for source in python("src/earnest/domain/")
        for owner in [source.tree, *_classes(source.tree)]
        for node in owner.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not _is_overload(node)
    ]
    assert not found, "\n".join(found)


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]


def _is_overload(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list)


def test_silenced_rule_says_why():
    found = [
        f"{source.name}:{number} {line.strip()}"
        for source in python("src/", "tests/", "bench/", "bin/")
        for number, line in enumerate(source.lines, 1)
        if (silenced := SILENCED.search(line)) and not silenced["why"].strip(" #()-")
    ]
    assert not found, "\n".join(found)


def test_nothing_is_left_for_later():
    found = _lines_with(UNFINISHED)
    assert not found, "\n".join(found)


def test_no_file_names_a_machine_or_a_registry():
    found = _lines_with(MACHINE)
    assert not found, "\n".join(found)


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{source.name}:{number} {line.strip()[:100]}"
        for source in files()
        for number, line in enumerate(source.lines, 1)
        if pattern.search(line)
    ]
