"""Does a stored file survive crashes, races and hands on the disk, or is it found out?"""

from __future__ import annotations

import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from earnest.domain.refusals import Refused, Trouble
from earnest.vault.disk import DRAFTS, OLD, DiskVault
from earnest.vault.scanner import scanner_of

PDF = b"%PDF-1.7\nplan\n"
SHA = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def vault(tmp_path: Path) -> DiskVault:
    return DiskVault(tmp_path / "vault")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_vault_is_its_owners_alone(vault: DiskVault, folder: Path):
    vault.put([PDF], "plan.pdf", limit=100)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert modes == {0o700, 0o400}


def test_same_bytes_at_once_are_one_file(vault: DiskVault, folder: Path):
    with ThreadPoolExecutor(8) as many:
        kept = list(many.map(lambda n: vault.put([PDF], f"{n}.pdf", limit=100), range(40)))
    assert {one.sha256 for one in kept} == {SHA}
    assert files(folder) == [folder / SHA[:2] / SHA[2:]]


def test_sender_that_breaks_off_leaves_nothing(vault: DiskVault, folder: Path):
    def broken():
        yield PDF
        raise ConnectionResetError

    with pytest.raises(Trouble) as trouble:
        vault.put(broken(), "plan.pdf", limit=100)
    assert (trouble.value.code, files(folder)) == ("vault.gone", [])


def test_disk_that_is_full_is_said_so(vault: DiskVault):
    def full():
        yield PDF
        raise OSError(28, "No space left on device")

    with pytest.raises(Trouble) as trouble:
        vault.put(full(), "plan.pdf", limit=100)
    assert trouble.value.code == "store.disk_full"


SLOW = """
import sys
from pathlib import Path
from earnest.vault.disk import DiskVault
def slowly():
    yield b"%PDF-1.7 half of it"
    print("begun", flush=True)
    sys.stdin.read()
    yield b"the rest"
DiskVault(Path(sys.argv[1])).put(slowly(), "plan.pdf", limit=100)
"""


def test_kill_in_the_middle_leaves_no_half_file_under_a_hash(tmp_path: Path):
    folder = tmp_path / "vault"
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "begun\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    (draft,) = files(folder)
    assert draft.parent.name == DRAFTS
    assert list(DiskVault(folder).everything()) == []
    assert draft.exists()  # it could be another process's, still under way
    old = time.time() - OLD - 1
    os.utime(draft, (old, old))
    DiskVault(folder)
    assert files(folder) == []


def test_changed_file_is_found_and_never_given_out(vault: DiskVault, folder: Path):
    vault.put([PDF], "plan.pdf", limit=100)
    place = folder / SHA[:2] / SHA[2:]
    place.chmod(0o600)
    place.write_bytes(PDF.replace(b"plan", b"plot"))
    assert list(vault.everything()) == [(SHA, False)]
    with pytest.raises(Trouble) as trouble:
        vault.open(SHA)
    assert trouble.value.code == "vault.damaged"
    vault.put([PDF], "plan.pdf", limit=100)  # whoever still has the file heals it
    assert list(vault.everything()) == [(SHA, True)]


@pytest.mark.parametrize("wanted", ["00" * 32, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_there_is_trouble(vault: DiskVault, wanted: str):
    with pytest.raises(Trouble) as trouble:
        vault.open(wanted)
    assert trouble.value.code == "vault.missing"


def program(tmp_path: Path, code: int) -> str:
    found = tmp_path / f"scan-{code}"
    found.write_text(f'#!/bin/sh\necho "$1: Some.Virus FOUND"\nexit {code}\n')
    found.chmod(0o700)
    return str(found)


def test_operators_scanner_decides(tmp_path: Path):
    assert scanner_of("") is None
    DiskVault(tmp_path / "a", scanner_of(program(tmp_path, 0))).put([PDF], "a.pdf", limit=100)
    with pytest.raises(Refused) as no:
        DiskVault(tmp_path / "b", scanner_of(program(tmp_path, 1))).put([PDF], "a.pdf", limit=100)
    assert no.value.facts == {"finding": "Some.Virus FOUND"}
    with pytest.raises(Trouble) as trouble:
        DiskVault(tmp_path / "c", scanner_of(program(tmp_path, 2))).put([PDF], "a.pdf", limit=100)
    assert trouble.value.code == "vault.not_scanned"
    assert files(tmp_path / "c") == []
