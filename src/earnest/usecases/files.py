"""How does a file come to an order, and who may have it?

Whoever may see an order may see its files and add some; the inspector of an order sees those that
the contract binds, and his own. A file of another order is answered
exactly like one that does not exist (A3). Nothing is ever deleted or replaced: a new version is
a new hash (V2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, NoReturn

from earnest.domain.changes import replace
from earnest.domain.contract.terms import Contract, DesignFile
from earnest.domain.files import bound_files
from earnest.domain.parties import Actor, Duty, Role
from earnest.domain.refusals import Refused, Trouble, refuse
from earnest.usecases.look import Look
from earnest.usecases.ports import FileRow, FileRows, Vault

MEGABYTE = 1024 * 1024
ADDS = frozenset({"draft", "operate"})
"""Either authority lets a person add a file; a key that only reads has none."""

TRIES = 20
"""So often is a file's place in the list asked for when many come at the same moment."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is kept: bytes a file, bytes and files an organisation, on one order and in all.

    Each side has its own room on an order, so that nobody fills the other's.
    """

    file: int = 25 * MEGABYTE
    order: int = 200 * MEGABYTE
    count: int = 200
    organisation: int = 10_000 * MEGABYTE


SHOWN = frozenset({"image/png", "image/jpeg", "image/webp"})
"""What every browser draws; a page may show these as pictures. The rest is for saving only."""

INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
"""The headers under which every upload is given out: nothing in it may run (V5)."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of all orders."""

    look: Look
    rows: FileRows
    vault: Vault
    limits: Limits

    def keep(
        self,
        order: str,
        chunks: Iterable[bytes],
        name: str,
        actor: Actor,
        now: datetime,
        *,
        sha256: str = "",
    ) -> FileRow:
        """Keep one file with an order; the same bytes from the same person are one row.

        Refuses ``order.not_found``, ``permission.no_authority``, ``vault.full`` and whatever the
        vault refuses. ``sha256`` is what the sender says that he sends.
        """
        role, _ = self._view(order, actor, now)
        if not ADDS & actor.authority:
            refuse("vault.no_authority")
        before = self.rows.of(order)
        room = self._room(before, actor)
        if room <= 0:
            self._full()
        kept = self.vault.put(chunks, name, limit=min(room, self.limits.file), sha256=sha256)
        row = FileRow(
            order=order, number=0, sha256=kept.sha256, name=kept.name, media=kept.media,
            size=kept.size, total=0, organisation=actor.organisation, login=actor.login,
            role=role.value, at=now,
        )  # fmt: skip
        return self._added(row, before)

    def of(self, order: str, viewer: Actor, now: datetime) -> Sequence[FileRow]:
        """The files of an order, in the order in which they came; refuses ``order.not_found``."""
        _, bound = self._view(order, viewer, now)
        return [
            row
            for row in self.rows.of(order)
            if bound is None or row.sha256 in bound or row.organisation == viewer.organisation
        ]

    def _view(self, order: str, viewer: Actor, now: datetime) -> tuple[Role, frozenset[str] | None]:
        """The viewer's role, and which files he sees beside his own; None: all of them.

        An inspector sees what the contract binds. Refuses ``order.not_found``.
        """
        if viewer.duty is Duty.INSPECT:
            return Role.INSPECTOR, bound_files(self.look.inspected(order, viewer, now))
        return self.look.seen(order, viewer, now).role, None

    def read(
        self, order: str, sha256: str, viewer: Actor, now: datetime
    ) -> tuple[FileRow, BinaryIO]:
        """One file and its bytes; refuses ``vault.not_found`` for whatever is not there for him."""
        try:
            found = self.of(order, viewer, now)
        except Refused:
            found = ()
        row = next((row for row in found if row.sha256 == sha256), None)
        if row is None:
            refuse("vault.not_found")
        return row, self.vault.open(sha256)

    def _room(self, before: Sequence[FileRow], actor: Actor) -> int:
        """The bytes that may still come."""
        left = self.limits.organisation - self.rows.bytes_of(actor.organisation)
        return min(self._room_on(before, actor.organisation), left)

    def _room_on(self, before: Sequence[FileRow], organisation: str) -> int:
        """The bytes that may still come from an organisation on one order."""
        sizes = [row.size for row in before if row.organisation == organisation]
        return self.limits.order - sum(sizes) if len(sizes) < self.limits.count else 0

    def _added(self, row: FileRow, before: Sequence[FileRow]) -> FileRow:
        """Give the row its number: nobody else gets it, so that the sums are exact."""
        for _ in range(TRIES):
            known = next((old for old in before if _is_same(old, row)), None)
            if known is not None:
                return known
            if row.size > self._room_on(before, row.organisation):
                self._full()
            total = (before[-1].total if before else 0) + row.size
            next_row = replace(row, number=len(before) + 1, total=total)
            if self.rows.add(next_row):
                return next_row
            before = self.rows.of(row.order)
        raise Trouble("store.busy")

    def _full(self) -> NoReturn:
        refuse("vault.full", bytes=self.limits.order, files=self.limits.count)


def with_design_file(contract: Contract, row: FileRow) -> Contract:
    """The contract that binds this file by its hash (S30); a file of the same name is replaced."""
    others = tuple(file for file in contract.design_files if file.name != row.name)
    return replace(contract, design_files=(*others, DesignFile(row.name, row.sha256)))


def _is_same(old: FileRow, new: FileRow) -> bool:
    return (old.sha256, old.organisation, old.login) == (new.sha256, new.organisation, new.login)
