"""Has every text its two languages, and is every text used?"""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import earnest
from earnest.cli.texts import texts
from earnest.demo.notes import _notes

CLI = Path(earnest.__file__).parent / "cli"
DEMO = CLI.parent / "demo"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MADE = ("stage_", "code_", "account_", "class_", "duty_", "bound_", "aql_asked_",
        "aql_quality_")  # fmt: skip
"""Codes that begin so are put together from the domain's own names."""


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("table", [texts(), _notes()], ids=["terminal", "stories"])
def test_text_says_the_same_in_both_languages(table):
    for code, row in table.items():
        assert set(row) == {"en", "zh"}, code
        assert placeholders(row["en"]) == placeholders(row["zh"]), code
        assert CHINESE.search(row["zh"]) or "{" in row["zh"], code
        assert not CHINESE.search(row["en"]), code


def test_every_text_is_used_and_every_use_has_a_text():
    source = "\n".join(file.read_text(encoding="utf-8") for file in CLI.glob("*.py"))
    named = set(re.findall(r"""["']([a-z_]+)["']""", source))
    for code in texts():
        assert code in named or code.startswith(MADE), f"{code} is not used"
    for code in re.findall(r"""\bt\(["']([a-z_]+)["']""", source):
        assert code in texts(), f"{code} has no text"


def test_every_note_of_a_story_is_told():
    source = "\n".join(file.read_text(encoding="utf-8") for file in DEMO.glob("*.py"))
    for code in _notes():
        assert f'"{code}"' in source, code


def test_domain_names_have_a_text():
    from earnest.domain.ledger.accounts import ACCOUNT_KINDS
    from earnest.domain.ledger.entry import Code
    from earnest.domain.order.stages import Stage

    known = texts()
    assert all(f"stage_{stage.value}" in known for stage in Stage)
    assert all(f"code_{code.value}" in known for code in Code)
    assert all(f"account_{name}" in known for name in ACCOUNT_KINDS)
    assert all(f"class_{kind}" in known for kind in ACCOUNT_KINDS.values())
