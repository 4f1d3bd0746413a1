"""Which kind of order is this file, and what does it say? The one door for orders from outside.

A file is recognised by its content, never by its name. What cannot be read is ``Refused`` with a
code ``import.*``; nothing else is ever raised, whatever the bytes. What is read may still lack
much: ``gaps`` lists it. The draft is made elsewhere, by a command.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.gaps import Gap, gaps
from earnest.domain.contract.terms import Contract
from earnest.domain.policy import Policy
from earnest.domain.refusals import refuse
from earnest.exchange.bounds import MAX_BYTES
from earnest.exchange.own_form import read_json, read_toml
from earnest.exchange.ubl import Read, read_ubl


class Kind(ClosedList):
    """What a file was recognised as."""

    UBL = "ubl"
    JSON = "json"
    TOML = "toml"


@dataclass(frozen=True, slots=True)
class Imported:
    """A contract read from a file, what it lacks, and the SHA-256 (hex) of the file's bytes."""

    contract: Contract
    gaps: tuple[Gap, ...]
    source_sha256: str
    kind: Kind

    @property
    def blocks(self) -> bool:
        """Whether something must be corrected before anybody may propose this contract."""
        return any(gap.blocks for gap in self.gaps)


def read_order(source: bytes | str | Path, *, policy: Policy, filename: str = "") -> Imported:
    """Read an order from bytes or from the file at a path; ``filename`` names it in refusals.

    Returns the contract with all its gaps under ``policy``: those that any contract may have and
    those that only the import knows. Refuses ``import.*`` and ``money.unknown_currency``.
    """
    data = source if isinstance(source, bytes) else _bytes_of(Path(source), filename)
    if len(data) > MAX_BYTES:
        refuse("import.too_large", limit=MAX_BYTES)
    kind, text = _recognise(data)
    read = _read(kind, data, text)
    found = (*gaps(read.contract, policy), *read.gaps)
    unique = {repr(gap): gap for gap in found}
    return Imported(read.contract, tuple(unique.values()), hashlib.sha256(data).hexdigest(), kind)


def _bytes_of(path: Path, filename: str) -> bytes:
    """The file's first bytes, one more than allowed; only plain files are opened."""
    name = (filename or path.name)[:120]
    try:
        if not path.exists():
            refuse("import.no_such_file", name=name)
        if not path.is_file():
            refuse("import.not_a_file", name=name)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        refuse("import.unreadable", name=name)


def _recognise(data: bytes) -> tuple[Kind, str]:
    """The kind of file by its first characters, and its text unless it is XML."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        is_xml = data[:200].decode("utf-16", errors="replace").lstrip().startswith("<")
        return (Kind.UBL, "") if is_xml else refuse("import.unknown_kind")
    body = data.removeprefix(codecs.BOM_UTF8)
    head = body.lstrip()[:20]
    if not head:
        refuse("import.empty")
    if head.startswith(b"<"):
        return Kind.UBL, ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        refuse("import.unknown_kind")
    if head.startswith(b"{"):
        return Kind.JSON, text
    if _TOML_START.match(text):
        return Kind.TOML, text
    return refuse("import.unknown_kind")


_TOML_START = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?:[A-Za-z0-9_\"'.-]+[ \t]*=|\[)")
"""Comments and empty lines, then ``key =`` or a table's ``[``."""


def _read(kind: Kind, data: bytes, text: str) -> Read:
    if kind is Kind.UBL:
        return read_ubl(data.lstrip() if not data.startswith(_MARKS) else data)
    return read_json(text) if kind is Kind.JSON else read_toml(text)


_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
