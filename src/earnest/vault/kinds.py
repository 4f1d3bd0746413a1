"""What is in a file? Found in its first bytes, and only what trade needs is let in.

The list is short on purpose: paper (PDF, Word, Excel, text), pictures of goods, drawings and
artwork, and ZIP for many of them. Whatever a browser would run (HTML, SVG, XHTML, XML), programs
and old Office files with macros are not on it. A signature counts only at the very first byte, so
that bytes before it cannot make the file something else to another program.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 4096
"""So many first bytes say what a file is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, and the extensions that it may have, the usual one first."""

    media: str
    extensions: tuple[str, ...]
    is_picture: bool = False


PDF = Kind("application/pdf", (".pdf", ".ai"))
PNG = Kind("image/png", (".png",), is_picture=True)
JPEG = Kind("image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), is_picture=True)
WEBP = Kind("image/webp", (".webp",), is_picture=True)
TIFF = Kind("image/tiff", (".tif", ".tiff"), is_picture=True)
HEIC = Kind("image/heic", (".heic", ".heif"))
EPS = Kind("application/postscript", (".eps", ".ai"))
PSD = Kind("image/vnd.adobe.photoshop", (".psd", ".psb"))
DWG = Kind("image/vnd.dwg", (".dwg",))
DXF = Kind("image/vnd.dxf", (".dxf",))
STEP = Kind("model/step", (".step", ".stp", ".p21"))
ZIP = Kind("application/zip", (".zip",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
CSV = Kind("text/csv", (".csv",))
TEXT = Kind("text/plain", (".txt",))

ACCEPTED = (
    PDF, PNG, JPEG, WEBP, TIFF, HEIC, EPS, PSD, DWG, DXF, STEP, ZIP, DOCX, XLSX, CSV, TEXT,
)  # fmt: skip

_SIGNATURES: tuple[tuple[Kind, re.Pattern[bytes]], ...] = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        (PDF, rb"%PDF-[12]\.[0-9]"),
        (PNG, rb"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"),
        (JPEG, rb"\xff\xd8\xff"),
        (WEBP, rb"RIFF.{4}WEBPVP8[ LX]"),
        (TIFF, rb"II\*\x00|MM\x00\*"),
        (HEIC, rb".{4}ftyp(?:heic|heix|hevc|heim|heis|mif1)"),
        (EPS, rb"%!PS-Adobe-[23]\.[0-9]|\xc5\xd0\xd3\xc6"),
        (PSD, rb"8BPS\x00[\x01\x02]"),
        (DWG, rb"AC10[0-9]{2}\x00"),
        (DXF, rb"AutoCAD Binary DXF\r\n\x1a\x00|(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\nSECTION\r?\n"),
        (STEP, rb"ISO-10303-21;"),
        (ZIP, rb"PK\x03\x04"),
    )
)
_MARKUP = re.compile(
    rb"\A\s*<|<(?:!doctype|html|script|svg|iframe|body|\?xml|!entity)", re.IGNORECASE
)
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BOM = b"\xef\xbb\xbf"


def kind_of(head: bytes, extension: str) -> Kind | None:
    """The kind of a file that begins with ``head`` (at most HEAD bytes); None: not let in.

    Text has no signature: it needs its extension (in lower case), and may be no markup.
    """
    for kind, signature in _SIGNATURES:
        if signature.match(head):
            return kind
    if extension not in CSV.extensions + TEXT.extensions:
        return None
    plain = head.removeprefix(_BOM)
    if _NOT_TEXT.search(plain) or _MARKUP.search(plain) or not _is_written(plain):
        return None
    return CSV if extension in CSV.extensions else TEXT


def _is_written(text: bytes) -> bool:
    """Whether it can be read as UTF-8, or as what Chinese spreadsheets write (GB 18030)."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the head may end inside a character
            try:
                text[: len(text) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
