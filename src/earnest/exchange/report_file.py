"""How does an inspector's report come as a file? JSON with the fields of ``inspection.report``.

The same strictness as for orders: what is unknown, doubled, inexact or of another type is refused
with its path, before anybody judges it. What the report then says is ``inspection.verdict``'s.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from earnest.domain.inspection.report import Report
from earnest.domain.refusals import refuse
from earnest.exchange.bounds import MAX_BYTES
from earnest.exchange.own_form import parsed, plain_of, shaped

_ADAPTER = TypeAdapter(Report)


def read_report(data: bytes) -> Report:
    """Read a report from the bytes of a JSON file; refuses ``import.*``."""
    if len(data) > MAX_BYTES:
        refuse("import.too_large", limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse("import.unknown_kind")
    report: Report = shaped(_ADAPTER, plain_of(parsed(text)))
    return report


def read_report_file(path: Path) -> Report:
    """Read the report in the file at ``path``; only plain files are opened."""
    if not path.is_file():
        refuse("import.no_such_file", name=path.name[:120])
    try:
        with path.open("rb") as file:
            return read_report(file.read(MAX_BYTES + 1))
    except OSError:
        return refuse("import.unreadable", name=path.name[:120])


def write_report(report: Report) -> bytes:
    """Write a report so that reading it gives the same report."""
    return _ADAPTER.dump_json(report, indent=2) + b"\n"
