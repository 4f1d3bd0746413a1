"""Do the documents tell the truth? Links resolve, named files exist, commands can be called."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, Source, files

PAGES = [
    source
    for source in files()
    if source.name.endswith(".md") and (source.name.startswith("docs/") or "/" not in source.name)
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
QUOTED = re.compile(r"`([^`\n]+)`")
NAMES_A_FILE = re.compile(
    r"(src|docs|tests|bin|requirements|bench)/[\w./-]*"  # from the root
    r"|[\w.-]+/[\w./-]*\.[a-z]+"  # from src/earnest or tests
    r"|[A-Z]+\.md|pyproject\.toml"  # at the root
)
CODE_BLOCK = re.compile(r"^(?:    |\t).*$", re.MULTILINE)
CALLED = re.compile(r"\bbin/(earnest|demo)((?: [a-z]+(?:-[a-z]+)*(?![\w/.-]))*)((?: --[a-z-]+)*)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BESIDE = ("", "src/earnest/", "tests/")
"""Where a path in a document may begin."""


MADE = [
    (source.name.removeprefix("docs/"), call)
    for source in PAGES
    for call in re.findall(r"<!-- made by: earnest (.+) -->", source.text)
]
"""Parts of pages that the command line prints."""


def _ids(source: Source) -> str:
    return source.name


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_links_resolve(page):
    broken = []
    for target in LINK.findall(page.text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (ROOT / page.name).parent / path if path else ROOT / page.name
        if not found.exists() or (anchor and anchor not in _anchors(found)):
            broken.append(target)
    assert not broken, broken


@cache
def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_ids)
def test_named_files_exist(page):
    named = {text for text in QUOTED.findall(page.text) if NAMES_A_FILE.fullmatch(text)}
    missing = sorted(name for name in named if not _is_there(name))
    assert not missing, missing


def _is_there(name: str) -> bool:
    return any(next(ROOT.glob(f"{folder}{name}".rstrip("/")), None) for folder in BESIDE)


def test_page_of_changes_names_every_act_and_table_of_words():
    page = (ROOT / "docs/where-to-change.md").read_text(encoding="utf-8")
    acts = (ROOT / "src/earnest/domain/order/acts").glob("[a-z]*.py")
    words = (ROOT / "src/earnest/words").glob("*.toml")
    wanted = [path for path in acts if path.stem != "act"]
    wanted += [path for path in words if path.stem not in ("units", "vocabulary")]
    missing = [path.name for path in wanted if f"`{path.relative_to(ROOT)}`" not in page]
    assert not missing, missing


def test_operations_name_every_variable_of_the_environment():
    source = (ROOT / "src/earnest/environment.py").read_text(encoding="utf-8")
    read = set(re.findall(r'values\.get\("(EARNEST_\w+)"', source))
    secrets = {
        f"EARNEST_{name.upper()}"
        for other in files()
        if other.name.startswith("src/earnest/") and other.name.endswith(".py")
        for name in re.findall(r'\.secret\("(\w+)"\)', other.text)
    }
    wishes = {
        name
        for path in (ROOT / "src/earnest/cli").glob("*.py")
        for name in re.findall(r'"(EARNEST_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(EARNEST_\w+)`", page, re.MULTILINE))
    assert read | secrets | wishes <= told
    assert told <= read | secrets | {"EARNEST_LANG", "EARNEST_DEBUG"}


def test_glossary_is_in_both_languages_and_has_the_words_of_the_pages():
    page = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    body = [row for row in rows if "English" not in row]
    assert not [row for row in body if not CHINESE.search(row)]
    words = ROOT / "src/earnest/words"
    commands = tomllib.loads((words / "commands.toml").read_text(encoding="utf-8"))
    said = [
        commands[name]["label"] for name in ("ConfirmReceipt", "ApproveShipment", "AcceptGoods")
    ]
    for label in said:
        assert f"| {label['en']} | {label['zh']} |" in page


def test_index_of_decisions_names_each_page_with_its_title():
    folder = ROOT / "docs/adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(folder.glob("[0-9]*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    for page in pages:
        title = page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        number, _, words = title.partition(". ")
        assert f"| {number} | [{words}]({page.name}) |" in index


@pytest.mark.golden
@pytest.mark.parametrize(("page", "call"), MADE)
def test_made_part_of_a_page_is_what_the_command_line_prints(page, call, tmp_path):
    """``make golden`` writes it anew."""
    path = ROOT / "docs" / page
    printed = _earnest(call, tmp_path).stdout.strip()
    before = path.read_text(encoding="utf-8")
    made = re.compile(
        rf"(?<=<!-- made by: earnest {re.escape(call)} -->\n).*?(?=<!-- end -->)", re.DOTALL
    )
    after = made.sub(lambda _: f"{printed}\n", before, count=1)
    if os.environ.get("EARNEST_GOLDEN"):
        path.write_text(after, encoding="utf-8")
    else:
        assert before == after


def _calls() -> list[str]:
    """Commands in the documents, as ``order list`` or ``demo --once``."""
    found = set()
    for page in PAGES:
        blocks = "\n".join(CODE_BLOCK.findall(page.text))
        shown = blocks + "\n" + "\n".join(QUOTED.findall(page.text))
        for program, words, options in CALLED.findall(shown):
            called = ["demo"] if program == "demo" else []
            found.add(" ".join([*called, *words.split(), *options.split()]))
    return sorted(found - {""})


def test_lines_of_the_demo_in_the_readme_are_those_that_it_prints(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("```text\n")[2].partition("```")[0].splitlines()
    told = {
        line.rstrip()
        for line in _earnest("demo --once --story branded", tmp_path).stdout.splitlines()
    }
    assert shown
    assert not [line for line in shown if line not in told]


@pytest.mark.parametrize("call", _calls())
def test_command_of_the_documents_exists(call, tmp_path):
    words = [word for word in call.split() if not word.startswith("--")]
    shown = _earnest(" ".join([*words, "--help"]), tmp_path).stdout
    options = [word for word in call.split() if word.startswith("--")]
    assert not [option for option in options if option not in shown], shown


def _earnest(words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Call the command line in an empty house."""
    called = subprocess.run(
        (sys.executable, "-m", "earnest.cli", *words.split()),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "EARNEST_HOME": str(home),
            "EARNEST_LANG": "en",
            "NO_COLOR": "1",
            "COLUMNS": "100",
        },
    )
    assert called.returncode == 0, called.stderr
    return called
