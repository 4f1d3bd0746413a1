"""Is every code that the source cites (S36, R6, M14 ...) defined in docs/rules?

A code is defined where it is the first cell of a table row. S1 to S10 in the source are promises,
S11 and above items of the guide; docs/rules/README.md says which page has which codes.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from tests.architecture.source import ROOT, Source, files

CODE = re.compile(r"\b[SRCMETJPALVF][1-9][0-9]{0,2}\b")
ROW = re.compile(r"^\| ([SRCMETJPALVF][0-9]+) \|")
SILENCED = re.compile(r"#\s*noqa[^#]*")
UNITS = tomllib.loads((ROOT / "src/earnest/words/units.toml").read_text(encoding="utf-8"))
"""Codes of units of measure (C62 is a piece), which are no citations."""

PAGES = {
    "guide": [f"S{number}" for number in range(1, 143)],
    "rulings": [f"R{number}" for number in range(1, 29)],
    "conflicts": [f"C{number}" for number in range(1, 12)],
    "frauds": [f"F{number}" for number in range(1, 26)],
    "promises": [
        f"{letter}{number}"
        for letter, last in zip("MESTJPALV", (14, 9, 10, 8, 7, 9, 6, 3, 5), strict=True)
        for number in range(1, last + 1)
    ],
}


def _defined(page: str) -> list[str]:
    lines = (ROOT / f"docs/rules/{page}.md").read_text(encoding="utf-8").splitlines()
    return [row[1] for line in lines if (row := ROW.match(line))]


def _citing() -> list[Source]:
    kinds = (".py", ".toml", ".sql", ".html", ".md")
    return [
        source
        for source in files()
        if source.name.startswith("src/earnest/")
        and source.name.endswith(kinds)
        and "/vendor/" not in source.name
        and "/demo/" not in source.name  # goods have codes of their own: E27 is the cap of a lamp
        and "/migrations/" not in source.name
    ]


@pytest.mark.parametrize("page", PAGES)
def test_page_defines_each_code_once_and_in_order(page):
    assert _defined(page) == PAGES[page]


def test_cited_code_is_defined():
    known = {code for codes in PAGES.values() for code in codes} | set(UNITS)
    unknown = Counter(
        f"{source.name}: {code}"
        for source in _citing()
        for line in source.lines
        for code in CODE.findall(SILENCED.sub("", line))
        if code not in known
    )
    assert not unknown, "\n".join(sorted(unknown))


def test_policy_cites_only_what_is_defined_or_says_ours():
    """A number has a code, or the words that say whose choice it is."""
    found = [
        f"{path.name}: {section}.{name}"
        for path in sorted((ROOT / "src/earnest/policies").glob("*.toml"))
        for section, values in tomllib.loads(path.read_text(encoding="utf-8")).items()
        if isinstance(values, dict)
        for name, value in values.items()
        if not (CODE.search(value["source"]) or value["source"].startswith(("ours", "marketplace")))
    ]
    assert not found, "\n".join(found)
