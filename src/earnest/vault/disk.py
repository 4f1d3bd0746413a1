"""How does an upload come to lie under its hash? Streamed, hashed, looked at, synced, renamed.

Until the rename the bytes are a nameless draft, so that a crash or an aborted upload leaves
nothing under a hash. The stored bytes are exactly those that came (V1): nothing is stripped,
converted or unpacked.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from earnest.domain.refusals import Trouble, refuse
from earnest.usecases.ports import Kept
from earnest.vault.archives import kind_inside
from earnest.vault.kinds import HEAD, ZIP, Kind, kind_of
from earnest.vault.names import cleaned, extension
from earnest.vault.pictures import MOST_PIXELS, pixels

CHUNK = 256 * 1024
OLD = 24 * 60 * 60
"""Seconds after which a draft belongs to nobody any more."""

HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
DRAFTS = "incoming"

Scan = Callable[[Path], str]
"""Looks at a file before it is kept; says what it found, nothing if it is clean. May raise
Trouble, and then nothing is kept."""


class DiskVault:
    """The port ``Vault`` on a folder of this machine, or one that all of its processes share."""

    def __init__(self, folder: Path, scan: Scan | None = None) -> None:
        """Keep in ``folder``, readable by its owner only; drafts of yesterday are thrown away."""
        self._folder, self._drafts, self._scan = folder, folder / DRAFTS, scan
        for made in (self._folder, self._drafts):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._throw_away()

    def put(self, chunks: Iterable[bytes], name: str, *, limit: int, sha256: str = "") -> Kept:
        """Keep what comes, at most ``limit`` bytes, and say what it is.

        ``sha256`` is what the sender says that he sends. Refuses ``vault.too_large``, ``empty``,
        ``bad_name``, ``type_not_allowed``, ``extension_differs``, ``too_many_pixels``,
        ``hash_mismatch`` and ``infected``.
        """
        label = cleaned(name)
        with _named(), self._draft() as (path, file):
            size, found = _taken(chunks, file, limit)
            if sha256 and sha256.lower() != found:
                refuse("vault.hash_mismatch", sent=found)
            kind = _judged(file, size, label)
            if self._scan is not None and (finding := self._scan(path)):
                refuse("vault.infected", finding=finding[:120])
            self._settle(path, file, found)
        ending = "" if extension(label) else kind.extensions[0]
        return Kept(found, size, label + ending, kind.media)

    def open(self, sha256: str) -> BinaryIO:
        """The bytes kept under a hash, checked again; raises Trouble where they are not those."""
        if not HASH.fullmatch(sha256):
            raise Trouble("vault.missing", sha256=sha256[:64])
        try:
            file = self._place(sha256).open("rb")
        except OSError:
            raise Trouble("vault.missing", sha256=sha256) from None
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            raise Trouble("vault.damaged", sha256=sha256)
        file.seek(0)
        return file

    def everything(self) -> Iterator[tuple[str, bool]]:
        """Every hash under which something lies, and whether its bytes are still those."""
        for path in sorted(self._folder.glob("*/*")):
            if path.parent.name == DRAFTS:
                continue
            name = path.parent.name + path.name
            with path.open("rb") as file:
                yield name, hashlib.file_digest(file, "sha256").hexdigest() == name

    def _throw_away(self) -> None:
        """Remove drafts that nobody finished; the disk's own clock says how old they are."""
        with self._draft() as (newest, _):
            present = newest.stat().st_mtime
            for draft in self._drafts.iterdir():
                if present - _modified(draft, present) > OLD:
                    draft.unlink(missing_ok=True)

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:]

    @contextmanager
    def _draft(self) -> Iterator[tuple[Path, BinaryIO]]:
        path = self._drafts / secrets.token_hex(16)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield path, file
        finally:
            path.unlink(missing_ok=True)

    def _settle(self, draft: Path, file: BinaryIO, sha256: str) -> None:
        """Make the draft the file of its hash, on the disk before anybody is told."""
        os.fsync(file.fileno())
        place = self._place(sha256)
        if not place.parent.is_dir():
            place.parent.mkdir(mode=0o700, exist_ok=True)
            _sync(self._folder)
        draft.rename(place)
        _sync(place.parent)


def _taken(chunks: Iterable[bytes], file: BinaryIO, limit: int) -> tuple[int, str]:
    """Write and hash what comes; gives size and hash."""
    size, digest = 0, hashlib.sha256()
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            refuse("vault.too_large", limit=limit)
        digest.update(chunk)
        file.write(chunk)
    if not size:
        refuse("vault.empty")
    file.flush()
    return size, digest.hexdigest()


def _judged(file: BinaryIO, size: int, name: str) -> Kind:
    """What the file is; refuses what is not let in, and a name that says something else."""
    file.seek(0)
    ending = extension(name).lower()
    kind = kind_of(file.read(HEAD), ending)
    if kind is ZIP:
        kind = kind_inside(file, size)
    if kind is None:
        refuse("vault.type_not_allowed", name=name)
    if ending and ending not in kind.extensions:
        refuse("vault.extension_differs", name=name, found=kind.extensions[0])
    if kind.is_picture and not 0 < pixels(file, kind) <= MOST_PIXELS:
        refuse("vault.too_many_pixels", name=name, most=MOST_PIXELS)
    return kind


def _modified(path: Path, otherwise: float) -> float:
    """When the file was last written; ``otherwise`` where another process is done with it."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return otherwise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _named() -> Iterator[None]:
    """A disk that is full, or fails, is trouble with a name."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise Trouble("store.disk_full") from error
        raise Trouble("vault.gone", why=error.strerror or "") from error
