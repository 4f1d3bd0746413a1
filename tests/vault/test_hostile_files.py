"""What does the vault say to each file that somebody could send, kind or hostile?

Every file is made here, small, by its format's rules; the hostile ones are the known tricks.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from earnest.domain.refusals import Refused, Trouble
from earnest.vault.disk import DRAFTS, DiskVault

LIMIT = 1_000_000


def png(width: int = 2, height: int = 2, tail: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 6)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    ) + tail


def jpeg(width: int = 4, height: int = 3, exif: bytes = b"") -> bytes:
    app = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif if exif else b""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame + b"\xff\xd9"


def webp(width: int = 10, height: int = 10) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(width: int = 5, height: int = 5, order: str = "<") -> bytes:
    entries = [(256, 4, width), (257, 4, height)]
    table = b"".join(struct.pack(f"{order}HHII", tag, kind, 1, v) for tag, kind, v in entries)
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(f"{order}HI", 42, 8) + struct.pack(f"{order}H", 2) + table + b"\0" * 4


def zipped(*members: tuple[str, bytes], link: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
        if link:
            info = zipfile.ZipInfo(link)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
    return made.getvalue()


def nested(depth: int) -> bytes:
    data = b"\0" * 1000
    for _ in range(depth):
        data = zipped(("inner.zip", data))
    return data


TYPES = ("[Content_Types].xml", b"<Types/>")
WORD = ("word/document.xml", b"<w/>")
EXCEL = ("xl/workbook.xml", b"<x/>")
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PDF_JS = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n"
HTML = b"<!doctype html><script>alert(1)</script>"
DXF = b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n"
STEP = b"ISO-10303-21;\nHEADER;\n"

TAKEN = [
    ("plan.pdf", PDF, "application/pdf"),
    ("logo.ai", PDF, "application/pdf"),
    ("run.pdf", PDF_JS, "application/pdf"),  # given out for saving only
    ("both.pdf", PDF + HTML, "application/pdf"),  # PDF first, page behind it: inert as a PDF
    ("zip-behind.pdf", PDF + zipped(("a.txt", b"a")), "application/pdf"),
    ("photo.png", png(), "image/png"),
    ("zip-behind.png", png(tail=zipped(("a.txt", b"a"))), "image/png"),
    ("photo.JPG", jpeg(), "image/jpeg"),
    ("place.jpeg", jpeg(exif=b"Exif\0\0GPS 29.86N 121.54E"), "image/jpeg"),  # kept as it came
    ("photo.webp", webp(), "image/webp"),
    ("scan.tif", tiff(), "image/tiff"),
    ("scan.tiff", tiff(order=">"), "image/tiff"),
    ("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
    ("logo.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", "application/postscript"),
    ("logo.psd", b"8BPS\0\x01" + b"\0" * 20, "image/vnd.adobe.photoshop"),
    ("mould.dwg", b"AC1032\0" + b"\0" * 20, "image/vnd.dwg"),
    ("mould.dxf", DXF, "image/vnd.dxf"),
    ("mould.stp", STEP, "model/step"),
    ("all.zip", zipped(("a/b.txt", b"hello")), "application/zip"),
    ("report.docx", zipped(TYPES, WORD), "document"),
    ("list.xlsx", zipped(TYPES, EXCEL), "sheet"),
    ("list.csv", b"item,count\nflask,2400\n", "text/csv"),
    ("formula.csv", b'=HYPERLINK("http://evil.example","x")\n', "text/csv"),  # bytes stay (V1)
    ("清单.csv", "品名,数量\n保温杯,2400\n".encode("gb18030"), "text/csv"),
    ("note.txt", "\ufeffgood".encode(), "text/plain"),
    ("archive.zip", nested(5), "application/zip"),  # what is inside a ZIP inside is a scanner's
    ("noname", png(), "image/png"),
]

LIES = "vault.extension_differs"
NOT_ALLOWED = "vault.type_not_allowed"
LARGE = "vault.too_many_pixels"
NOT_TAKEN = [
    ("page.html", HTML, NOT_ALLOWED),
    ("page.txt", HTML, NOT_ALLOWED),
    ("late.txt", b"hello\n" * 10 + b"<script>alert(1)</script>", NOT_ALLOWED),
    ("page.xhtml", b'<?xml version="1.0"?><html xmlns="x"/>', NOT_ALLOWED),
    ("logo.svg", b'<svg xmlns="x" onload="alert(1)"/>', NOT_ALLOWED),
    ("logo.csv", b" \n<svg onload=alert(1)>", NOT_ALLOWED),
    ("laughs.txt", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">]>', NOT_ALLOWED),
    ("outside.txt", b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>', NOT_ALLOWED),
    ("run.gif", b"GIF89a/*\x01\x00*/=1;alert(1)//", NOT_ALLOWED),
    ("run.js", b"alert(1)", NOT_ALLOWED),
    ("run.exe", b"MZ\x90\0\x03", NOT_ALLOWED),
    ("run.sh", b"#!/bin/sh\nrm -rf /\n", NOT_ALLOWED),
    ("photo.jpg", b"MZ\x90\0\x03", NOT_ALLOWED),
    ("page-before.pdf", HTML + PDF, NOT_ALLOWED),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", NOT_ALLOWED),
    ("rich.rtf", b"{\\rtf1}", NOT_ALLOWED),
    ("film.mp4", b"\0\0\0\x18ftypmp42", NOT_ALLOWED),
    ("nul.csv", b"a,b\0c\n", NOT_ALLOWED),
    ("photo.pdf", png(), LIES),
    ("invoice.pdf.exe", PDF, LIES),
    ("photo.png", jpeg(), LIES),
    ("photo.svg", png(), LIES),
    ("list.docx", zipped(TYPES, EXCEL), LIES),
    ("bomb.png", png(50_000, 50_000), LARGE),
    ("bomb.jpg", jpeg(65_535, 65_535), LARGE),
    ("bomb.webp", webp(1 << 24, 1 << 24), LARGE),
    ("bomb.tif", tiff(100_000, 100_000), LARGE),
    ("cut.png", png()[:20], LARGE),
    ("cut.jpg", b"\xff\xd8\xff", LARGE),
    ("endless.jpg", b"\xff\xd8\xff\xe0\0\x02" * 5000, LARGE),
    ("flat.png", png(0, 7), LARGE),
    ("lost.tif", b"II*\0\xff\xff\xff\xff", LARGE),
    ("macro.docx", zipped(TYPES, WORD, ("word/vbaProject.bin", b"x")), NOT_ALLOWED),
    ("slip.zip", zipped(("../../etc/cron.d/x", b"x")), NOT_ALLOWED),
    ("slip-back.zip", zipped(("..\\..\\x.bat", b"x")), NOT_ALLOWED),
    ("root.zip", zipped(("/etc/passwd", b"x")), NOT_ALLOWED),
    ("drive.zip", zipped(("C:/x", b"x")), NOT_ALLOWED),
    ("link.zip", zipped(link="a"), NOT_ALLOWED),
    ("bomb.zip", zipped(("zeros", b"\0" * 20_000_000)), NOT_ALLOWED),
    ("many.zip", zipped(*((f"{n}", b"") for n in range(2001))), NOT_ALLOWED),
    ("cut.zip", zipped(("a", b"a"))[:-10], NOT_ALLOWED),
    ("jar.zip", zipped(TYPES, ("ppt/x.xml", b"x")), NOT_ALLOWED),
    ("lying.zip", b"PK\x03\x04" + b"\0" * 40 + b"PK\x05\x06" + b"\xff" * 18, NOT_ALLOWED),
    ("empty.pdf", b"", "vault.empty"),
    ("..", PDF, "vault.bad_name"),
    ("\r\n\0", PDF, "vault.bad_name"),
    ("", PDF, "vault.bad_name"),
]


@pytest.fixture
def vault(tmp_path: Path) -> DiskVault:
    return DiskVault(tmp_path / "vault")


def lying_about(vault: DiskVault) -> list[Path]:
    """Every file below the vault, drafts too."""
    return [path for path in vault._folder.rglob("*") if path.is_file()]


def test_there_are_enough_hostile_files():
    assert len(NOT_TAKEN) >= 45


@pytest.mark.parametrize(("name", "data", "media"), TAKEN, ids=[name for name, *_ in TAKEN])
def test_file_of_trade_is_kept_byte_for_byte(vault: DiskVault, name: str, data: bytes, media: str):
    kept = vault.put(pieces(data), name, limit=LIMIT)
    assert kept.media.endswith(media)
    assert kept.size == len(data)
    with vault.open(kept.sha256) as file:
        assert file.read() == data
    assert list(vault.everything()) == [(kept.sha256, True)]


@pytest.mark.parametrize(("name", "data", "code"), NOT_TAKEN, ids=[repr(n) for n, *_ in NOT_TAKEN])
def test_hostile_file_is_refused_by_name_and_leaves_nothing(
    vault: DiskVault, name: str, data: bytes, code: str
):
    with pytest.raises(Refused) as no:
        vault.put(pieces(data), name, limit=LIMIT)
    assert no.value.code == code
    assert lying_about(vault) == []


def pieces(data: bytes) -> list[bytes]:
    return [data[at : at + 700] for at in range(0, len(data), 700)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/plan.pdf", "plan.pdf"),
        ("..\\..\\windows\\plan.pdf", "plan.pdf"),
        ("C:\\Users\\ann\\plan.pdf", "plan.pdf"),
        ("pl\r\nSet-Cookie: a=b\r\nan.pdf", "plSet-Cookie_ a=ban.pdf"),
        ("plan\u202efdp.pdf", "planfdp.pdf"),
        ("plan\0.pdf", "plan.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1.pdf", "_lpt1.pdf"),
        ("  . plan .pdf", "plan.pdf"),
        ('a"b<c>|?*.pdf', "a_b_c____.pdf"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("设计图.pdf", "设计图.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("plan", "plan.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_name_is_cleaned_and_never_a_path(vault: DiskVault, sent: str, kept: str):
    assert vault.put([PDF], sent, limit=LIMIT).name == kept
    assert [path.parent.parent for path in lying_about(vault)] == [vault._folder]


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_limit_is_exact(vault: DiskVault, over: int):
    data = PDF + b" " * (1000 - len(PDF) + over)
    if over <= 0:
        assert vault.put(pieces(data), "a.pdf", limit=1000).size == 1000 + over
        return
    with pytest.raises(Refused) as no:
        vault.put(pieces(data), "a.pdf", limit=1000)
    assert (no.value.code, lying_about(vault)) == ("vault.too_large", [])


def test_endless_upload_is_stopped_at_the_limit(vault: DiskVault):
    given = []

    def endless():
        while True:
            given.append(1)
            yield b"%PDF-1.7 " * 100

    with pytest.raises(Refused):
        vault.put(endless(), "a.pdf", limit=9000)
    assert len(given) == 11


EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def test_scanner_is_asked_before_a_file_is_kept(tmp_path: Path):
    seen = []

    def scan(path: Path) -> str:
        seen.append(path.parent.name)
        return "EICAR" if EICAR in path.read_bytes() else ""

    vault = DiskVault(tmp_path / "vault", scan)
    with pytest.raises(Refused) as no:
        vault.put([EICAR], "note.txt", limit=LIMIT)
    assert (no.value.code, no.value.facts) == ("vault.infected", {"finding": "EICAR"})
    assert lying_about(vault) == []
    vault.put([b"clean"], "note.txt", limit=LIMIT)
    assert (seen, len(lying_about(vault))) == ([DRAFTS, DRAFTS], 1)


def test_scanner_that_does_not_answer_lets_nothing_in(tmp_path: Path):
    def scan(_path: Path) -> str:
        raise Trouble("vault.not_scanned")

    vault = DiskVault(tmp_path / "vault", scan)
    with pytest.raises(Trouble):
        vault.put([b"clean"], "note.txt", limit=LIMIT)
    assert lying_about(vault) == []


def test_file_that_changed_on_its_way_is_refused(vault: DiskVault):
    kept = vault.put([PDF], "a.pdf", limit=LIMIT)
    assert vault.put([PDF], "a.pdf", limit=LIMIT, sha256=kept.sha256) == kept
    with pytest.raises(Refused) as no:
        vault.put([PDF + b" "], "a.pdf", limit=LIMIT, sha256=kept.sha256)
    assert no.value.code == "vault.hash_mismatch"
    assert len(lying_about(vault)) == 1
