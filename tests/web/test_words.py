"""Is every sentence of the pages there in Chinese, with the same facts, and compiled?"""

from __future__ import annotations

import re
import subprocess
from gettext import GNUTranslations
from pathlib import Path

import allauth
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.needs import needs

LOCALE = Path(__file__).resolve().parents[2] / "src" / "earnest" / "locale"
OURS = LOCALE / "zh_Hans"
LIBRARIES = [LOCALE / "libraries" / name for name in ("en", "zh_Hans")]
EVERY = [OURS, *LIBRARIES]
KEYWORDS = ["gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalog(folder: Path) -> Catalog:
    with (folder / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file)


def messages(folder: Path) -> list[Message]:
    return [message for message in catalog(folder) if message.id]


def texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@pytest.mark.parametrize("folder", EVERY, ids=str)
def test_sentence_is_translated_and_checked_by_a_person(folder):
    wrong = [m.id for m in messages(folder) if m.fuzzy or not all(texts(m.string))]
    assert not wrong, wrong


@pytest.mark.parametrize("folder", EVERY, ids=str)
def test_translation_names_the_same_facts(folder):
    wrong = [
        message.id
        for message in messages(folder)
        for text in texts(message.string)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(texts(message.id)[-1]))
    ]
    assert not wrong, wrong


@pytest.mark.parametrize("folder", EVERY, ids=str)
def test_compiled_catalogue_is_that_of_the_text(folder):
    with (folder / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in messages(folder):
        told = texts(message.string)
        if len(texts(message.id)) > 1:
            assert compiled.ngettext(*message.id, 1) == told[0]
            assert compiled.ngettext(*message.id, 2) == told[-1]
        else:
            assert compiled.gettext(message.id) == told[0]


def test_sentence_of_the_library_still_exists():
    theirs = Path(allauth.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with theirs.open("rb") as file:
        known = {texts(m.id)[0] for m in read_po(file) if m.id}
    ours = {texts(m.id)[0] for folder in LIBRARIES for m in messages(folder)}
    assert not ours - known


@needs("gettext")
def test_no_sentence_of_the_source_is_missing(tmp_path):
    marked = collect(LOCALE.parent, tmp_path)
    known = {texts(m.id)[0] for m in messages(OURS)}
    assert not marked - known, "run make messages, and translate"
    assert not known - marked, "run make messages: these are no longer used"


def collect(source: Path, scratch: Path) -> set[str]:
    """Give every sentence marked for translation, from Python and from templates."""
    pieces = sorted(source.rglob("*.py"))
    for number, path in enumerate(sorted(source.rglob("templates/**/*.*"))):
        piece = scratch / f"{number}.py"
        piece.write_text(templatize(path.read_text(encoding="utf-8")), encoding="utf-8")
        pieces.append(piece)
    pot = scratch / "all.pot"
    command = [
        "xgettext",
        "--language=Python",
        "--from-code=UTF-8",
        "--omit-header",
        f"--output={pot}",
    ]
    command += [f"--keyword={word}" for word in KEYWORDS]
    subprocess.run([*command, *map(str, pieces)], check=True, capture_output=True)
    with pot.open("rb") as file:
        return {texts(m.id)[0] for m in read_po(file) if m.id}


def test_protection_is_never_called_insurance():
    told = [(m.id, text.replace("非保险", "")) for m in messages(OURS) for text in texts(m.string)]
    assert not [id for id, text in told if "保险" in text]
