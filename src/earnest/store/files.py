"""Which files belong to which order? One row an upload, numbered, summed up and sealed.

A number is taken once, so the sum of bytes on the last row is exact however many come at the same
moment. Rows are only ever added.
"""

from __future__ import annotations

from collections.abc import Sequence

from earnest.journal.chain import seal_row
from earnest.journal.envelope import instant
from earnest.store.database import Database
from earnest.store.times import moment
from earnest.usecases.ports import Conflict, FileRow

_COLUMNS = (
    "order_id, number, sha256, name, media, size_bytes, total_bytes, organisation, login, role,"
    " received_at"
)


class StoreFiles:
    """The port ``FileRows`` on either database."""

    def __init__(self, database: Database, *, mac_key: bytes) -> None:
        """Keep rows in ``database``, sealed with ``mac_key`` (``House.mac_key``)."""
        self._database, self._mac_key = database, mac_key

    def of(self, order: str) -> Sequence[FileRow]:
        """The files of an order, in the order in which they came."""
        sql = f"SELECT {_COLUMNS} FROM file WHERE order_id = ? ORDER BY number"
        found = self._database.query(sql, order)
        return [FileRow(*(*row[:-1], moment(row[-1]))) for row in found]

    def add(self, row: FileRow) -> bool:
        """Add the next file of an order; False where its number is taken by now."""
        values = (
            row.order, row.number, row.sha256, row.name, row.media, row.size, row.total,
            row.organisation, row.login, row.role,
        )  # fmt: skip
        mac = seal_row(self._mac_key, "file", *map(str, values), instant(row.at))
        sql = f"INSERT INTO file ({_COLUMNS}, mac) VALUES ({', '.join('?' * 12)})"
        try:
            self._database.change(sql, *values, row.at, mac)
        except Conflict:
            return False
        return True

    def bytes_of(self, organisation: str) -> int:
        """How many bytes an organisation has uploaded to all of its orders."""
        sql = "SELECT coalesce(sum(size_bytes), 0) FROM file WHERE organisation = ?"
        return int(self._database.query(sql, organisation)[0][0])
