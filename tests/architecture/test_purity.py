"""Does the domain see nothing but its arguments, and does only the clock read the time?"""

from __future__ import annotations

import ast
import re

from tests.architecture.source import Source, calls, dotted, python

# The adapters of the clock port, each with its reason.
CLOCKS = {
    "src/earnest/wiring/clock.py": "makes the clock that everybody else is given",
    "src/earnest/accounts/moments.py": "sessions and sign-in codes, which no order rests on",
}
NOW = re.compile(
    r"(^|\.)(datetime|date|timezone)\.(now|today|utcnow|localtime|localdate)$"
    r"|^time\.(time|time_ns|localtime|gmtime|ctime)$"
)
IMPURE = re.compile(
    r"^(open|float|input|print|exec|eval|__import__)$"
    r"|^(os|sys|random|secrets|uuid|socket|subprocess|time)\."
)


def test_domain_calls_nothing_impure():
    found = [
        f"{source.at(node)} calls {name}"
        for source in python("src/earnest/domain/")
        for node, name in calls(source)
        if IMPURE.search(name) or NOW.search(name)
    ]
    assert not found, "\n".join(found)


def test_domain_has_no_float_and_no_assert():
    found = [
        f"{source.at(node)} has {'a float' if isinstance(node, ast.Constant) else 'an assert'}"
        for source in python("src/earnest/domain/")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assert)  # python -O drops them: require() stays
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]
    assert not found, "\n".join(found)


def test_closed_lists_have_one_base_that_is_read_quickly():
    slow = [
        f"{source.at(node)} derives {node.name} from StrEnum"
        for source in python("src/earnest/")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and node.name != "ClosedList"
        for base in node.bases
        if ast.unparse(base) in ("StrEnum", "enum.StrEnum")
    ]
    assert not slow, "\n".join(slow)


def test_only_the_clock_reads_the_time():
    found = [
        f"{source.at(node)} reads {name}"
        for source in python("src/")
        if source.name not in CLOCKS
        for node, name in _uses_of_time(source)
    ]
    assert not found, "\n".join(found)


def _uses_of_time(source: Source) -> list[tuple[ast.AST, str]]:
    """Find calls of now, and now itself handed over (``default=timezone.now``)."""
    named = [
        (node, dotted(node)) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute)
    ]
    taken = [
        (node, f"time.{alias.name}")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
    ]
    return [(node, name) for node, name in named + taken if NOW.search(name)]


def test_only_the_command_line_prints():
    found = [
        source.at(node)
        for source in python("src/")
        if not source.name.startswith("src/earnest/cli/")
        for node, name in calls(source)
        if name == "print"
    ]
    assert not found, "\n".join(found)


def test_tests_do_not_sleep():
    found = [
        source.at(node)
        for source in python("tests/")
        for node, name in calls(source)
        if name.rsplit(".", 1)[-1] in ("sleep", "wait_for_timeout")
    ]
    assert not found, "\n".join(found)


def test_every_click_waits_for_what_it_does():
    found = [
        f"{source.at(node)} clicks: follow, press and send of tests/browser.py also wait"
        for source in python("tests/")
        if source.name != "tests/browser.py"
        for node, name in calls(source)
        if name.rsplit(".", 1)[-1] in ("click", "dblclick", "tap", "expect_navigation")
    ]
    assert not found, "\n".join(found)
