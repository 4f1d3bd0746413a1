"""Are the uploads what their rows say, and are the files that the journal binds in the vault?

What a row names must lie under its hash with the very bytes; rows are sealed, numbered and summed
up. A hash that an event binds and that nobody uploaded is no fault: the parties may keep a file
themselves. It is counted, not found.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Protocol

from earnest.journal.chain import seal_row
from earnest.usecases.perform import House
from earnest.usecases.ports import Archive, Vault
from earnest.usecases.verify_stream import Findings, Row


class Counts(Findings, Protocol):
    """The findings, and what was counted."""

    files: int
    kept_elsewhere: int
    unclaimed: int


def check_files(
    archive: Archive, house: House, vault: Vault | None, bound: Iterable[str], report: Counts
) -> None:
    """Check every row and every stored file; count the ``bound`` hashes that are not here.

    Rows are checked also where there is no vault at hand.
    """
    stored = dict(vault.everything()) if vault else None
    claimed = _check_rows(archive, house, stored, report)
    if stored is None:
        return
    for sha256, is_whole in stored.items():
        if not is_whole:
            report.add("file.bytes", sha256)
    report.files = len(stored)
    report.unclaimed = len(stored.keys() - claimed)
    report.kept_elsewhere = len(set(bound) - stored.keys())


def _check_rows(
    archive: Archive, house: House, stored: Container[str] | None, report: Counts
) -> set[str]:
    """Numbers without a gap, sums that add up, our seal, and bytes for each; gives the hashes."""
    claimed: set[str] = set()
    order, number, total = "", 0, 0
    for row in archive.rows("file"):
        where = f"order/{row[0]}/{row[1]}"
        if row[0] != order:
            order, number, total = row[0], 0, 0
        number, total = number + 1, total + row[5]
        if row[1] != number:
            report.add("file.gap", where, f"expected {number}")
            number = row[1]
        if row[6] != total:
            report.add("file.total", where, f"{row[6]} is not {total}")
            total = row[6]
        if not _is_ours(row, house):
            report.add("file.mac", where)
        if stored is not None and row[2] not in stored:
            report.add("file.missing", where, row[2])
        claimed.add(row[2])
    return claimed


def _is_ours(row: Row, house: House) -> bool:
    return bool(seal_row(house.mac_key, "file", *map(str, row[:11])) == bytes(row[11]))
