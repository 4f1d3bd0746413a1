"""What does a ZIP hold, and would unpacking it do harm? Read from its list; nothing is unpacked.

Word and Excel files are ZIPs as well. The list says names and sizes; a list that is absurdly long,
names that leave the folder, links, macros, and sizes that a bomb has are refused. What lies inside
of a ZIP inside is not seen here: that is for a scanner.
"""

from __future__ import annotations

import stat
import struct
from typing import BinaryIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from earnest.vault.kinds import DOCX, XLSX, ZIP, Kind

MOST_MEMBERS = 2000
LARGEST_LIST = 1024 * 1024
LARGEST_WHOLE = 500 * 1024 * 1024
"""Bytes that all members may have when unpacked."""

MOST_RATIO = 200
"""So many times larger may a member become; text and drawings reach 100."""

_SMALL = 1024 * 1024
"""A member up to this size is harmless whatever its ratio."""

_END = b"PK\x05\x06"
_END_SIZE, _LONGEST_REMARK = 22, 65_535


def kind_inside(file: BinaryIO, size: int) -> Kind | None:
    """Which kind a ZIP is: DOCX, XLSX or ZIP; None where it could do harm or is none."""
    if not _list_is_short(file, size):
        return None
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
    except (BadZipFile, LargeZipFile, ValueError, NotImplementedError, OSError, struct.error):
        return None
    if not all(map(_is_harmless, members)):
        return None
    if sum(member.file_size for member in members) > LARGEST_WHOLE:
        return None
    names = {member.filename for member in members}
    if "[Content_Types].xml" not in names:
        return ZIP
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _list_is_short(file: BinaryIO, size: int) -> bool:
    """Whether the list, as the end of the file announces it, can be read without harm."""
    file.seek(max(0, size - _END_SIZE - _LONGEST_REMARK))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        return False
    _, members, length, _ = struct.unpack("<HHII", tail[place + 8 : place + 20])
    return bool(members <= MOST_MEMBERS and length <= LARGEST_LIST)


def _is_harmless(member: ZipInfo) -> bool:
    name = member.filename
    leaves = name.startswith(("/", "\\")) or ":" in name or "\x00" in member.orig_filename
    leaves = leaves or ".." in name.replace("\\", "/").split("/")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    has_macro = name.rpartition("/")[2].lower() == "vbaproject.bin"
    grows = member.file_size > max(_SMALL, member.compress_size * MOST_RATIO)
    return not (leaves or is_link or has_macro or grows)
