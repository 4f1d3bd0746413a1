"""Are files added, listed and fetched at the terminal, here and through the owner's process?"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from earnest.cli.app import run
from earnest.cli.remote import Counter
from tests.cli.runner import Sitting
from tests.cli.test_remote import asked
from tests.vault.test_hostile_files import PDF

SHA = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(PDF)
    return path


def test_file_is_added_listed_and_fetched(
    earnest: Sitting, concluded: str, plan: Path, tmp_path: Path
):
    told = earnest.done("file", "add", concluded, str(plan))
    assert (told["sha256"], told["name"], told["size"]) == (SHA, "plan.pdf", len(PDF))
    listed = earnest.done("file", "list", concluded, "--as", "ning")
    assert [file["sha256"] for file in listed["files"]] == [SHA]
    assert SHA[:12] in earnest("file", "list", concluded).out
    copy = tmp_path / "copy.pdf"
    earnest.done("file", "get", concluded, SHA[:8], "-o", str(copy))
    assert copy.read_bytes() == PDF
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_nothing_is_overwritten(earnest: Sitting, concluded: str, plan: Path):
    earnest.done("file", "add", concluded, str(plan))
    plan.write_bytes(b"mine")
    said = earnest("file", "get", concluded, SHA, "-o", str(plan), "--json")
    assert (said.code, said.error) == (2, "file.not_writable")
    assert plan.read_bytes() == b"mine"


def test_design_file_is_named_in_the_draft(earnest: Sitting, draft: str, plan: Path):
    earnest.done("file", "add", draft, str(plan), "--design")
    shown = earnest.done("order", "show", draft)
    assert SHA in str(shown) or SHA in str(earnest.done("file", "list", draft))
    report = earnest.done("verify")
    assert (report["ok"], report["files"], report["files_unclaimed"]) == (True, 1, 0)


@pytest.mark.parametrize("name", ["/dev/zero", ".", "nowhere.pdf", "a\0b"])
def test_what_is_no_file_is_refused(earnest: Sitting, concluded: str, name: str):
    assert earnest("file", "add", concluded, name, "--json").code == 2


def test_other_peoples_orders_have_no_files(earnest: Sitting, concluded: str, plan: Path):
    earnest.done("file", "add", concluded, str(plan))
    assert earnest("file", "list", concluded, "--as", "sora", "--json").error == "order.not_found"
    said = earnest("file", "get", concluded, SHA, "--as", "sora", "--json")
    assert said.error == "order.not_found"
    assert earnest("file", "get", concluded, "ff", "--json").error == "vault.not_found"


def test_changed_file_is_found_by_verify(earnest: Sitting, concluded: str, plan: Path):
    earnest.done("file", "add", concluded, str(plan))
    (place,) = (plan.parent / "vault").glob("??/*")
    place.chmod(0o600)
    place.write_bytes(b"%PDF-1.7 another plan")
    said = earnest("verify", "--json")
    assert said.code == 1
    assert [found["check"] for found in said.json["findings"]] == ["file.bytes"]
    assert earnest("file", "get", concluded, SHA, "--json").error == "vault.damaged"


def test_owner_takes_a_large_file_from_its_path(earnest: Sitting, concluded: str, plan: Path):
    plan.write_bytes(PDF.ljust(20 * 1024 * 1024))  # more than a line of the socket carries
    counter = Counter(plan.parent, run)
    try:
        code, out, err = asked(plan.parent, earnest, "file", "add", concluded, str(plan), "--json")
    finally:
        counter.close()
    assert (code, err) == (0, "")
    assert hashlib.sha256(plan.read_bytes()).hexdigest() in out
