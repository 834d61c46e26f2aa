"""Files that are not what they seem: each gets a clear Vietnamese message or a correct reading, in bounded time."""

import contextlib
import io
import struct
import time
import zipfile
import zlib

import pytest

from ansinh.papers.intake import IntakeLimits, open_paper, sniff_format
from ansinh.papers.intake.tests.builders import Sheet, docx, p, pdf, tbl, words
from ansinh.papers.paper import PaperRefused

_PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


def _encrypted_pdf() -> bytes:
    key = "<" + "41" * 32 + ">"
    return pdf(
        [Sheet().line(80, 100, "Mật")],
        trailer=f"/ID[{key}{key}]/Encrypt<</Filter/Standard/V 1/R 2/O {key}/U {key}/P -4>>",
    )


def _understated_bomb() -> bytes:
    """A .docx whose document declares 100 bytes and unpacks to 40 MB."""
    raw = b"<w:p/>" * 7_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(raw) + packer.flush()
    name = b"word/document.xml"
    local = (
        struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, zlib.crc32(raw), len(packed), 100, len(name), 0) + name
    )
    central = (
        struct.pack(
            "<IHHHHHHIIIHHHHHII",
            0x02014B50,
            20,
            20,
            0,
            8,
            0,
            0,
            zlib.crc32(raw),
            len(packed),
            100,
            len(name),
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + name
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(central), len(local) + len(packed), 0)
    return local + packed + central + end


_GOOD = docx(p("Kế hoạch"))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("rong.docx", b"", "empty-file"),
        ("anh.docx", _PNG, "picture"),
        ("anh.pdf", b"\xff\xd8\xff\xe0" + b"\0" * 100, "picture"),
        ("cu.doc", _OLE, "old-word"),
        ("mat-khau.docx", _OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("so-lieu.xls", _OLE + "Workbook".encode("utf-16-le"), "unsupported-format"),
        ("so-lieu.xlsx", _zip(xl__workbook_xml=b"<x/>"), "unsupported-format"),
        ("van-ban.odt", _zip(content_xml=b"<x/>", mimetype=b"application/vnd.oasis"), "unsupported-format"),
        ("nen.zip", _zip(readme=b"x"), "unsupported-format"),
        ("trang.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web-archive"),
        ("van-ban.rtf", rb"{\rtf1\ansi Ke hoach}", "rtf"),
        ("mat-khau.pdf", _encrypted_pdf(), "encrypted"),
        ("dut.docx", _GOOD[: len(_GOOD) // 2], "damaged-file"),
        ("dut.pdf", b"%PDF-1.7\n" + b"\0" * 50, "damaged-file"),
        ("thieu.docx", _zip(word__styles_xml=b"<w/>"), "not-word"),
        ("hong.docx", _zip(word__document_xml=b"<w:document"), "damaged-file"),
        ("trong.docx", docx(""), "no-text"),
        ("trong.html", b"<html><body><script>x</script></body></html>", "no-text"),
        ("bom.docx", _understated_bomb(), "damaged-file"),
        ("bom2.docx", _zip(word__document_xml=b" " * 30_000_000), "zip-bomb"),
        ("thuc-the.docx", _zip(word__document_xml=b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), "unsafe-xml"),
        ("sau.html", b"<div>" * 5000 + "chữ".encode(), "too-deep"),
        ("bang.docx", docx("<w:tbl><w:tr><w:tc>" * 240 + p("x") + "</w:tc></w:tr></w:tbl>" * 240), "too-deep"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_by_name_with_advice(name: str, data: bytes, code: str) -> None:
    with pytest.raises(PaperRefused) as refused:
        open_paper(data, name)
    assert refused.value.code == code
    assert name in refused.value.message
    assert refused.value.message.endswith(".")
    assert len(refused.value.message) > 60


def test_a_file_over_the_limit_is_refused_before_anything_looks_into_it() -> None:
    with pytest.raises(PaperRefused) as refused:
        open_paper(b"%PDF-" + b"\0" * 2_000_000, "nang.pdf", limits=IntakeLimits(file_bytes=1024 * 1024))
    assert refused.value.code == "file-too-large"
    assert "2 MB" in refused.value.message
    assert "1 MB" in refused.value.message


def test_a_pdf_of_two_thousand_pages_is_refused_quickly() -> None:
    data = pdf([Sheet()] * 2000)
    start = time.process_time()
    with pytest.raises(PaperRefused) as refused:
        open_paper(data, "dai.pdf")
    assert refused.value.code == "too-many-pages"
    assert time.process_time() - start < 2


def test_three_thousand_items_are_read_within_bounds() -> None:
    body = "".join(
        p(f"{n}. Sở Y tế chủ trì, phối hợp với các sở, ban ngành thực hiện nhiệm vụ {n} trong năm 2025.")
        for n in range(1, 3001)
    )
    table = tbl(*[[str(n), f"Nhiệm vụ số {n}", "Sở Y tế", "2025"] for n in range(1, 3001)])
    start = time.process_time()
    paper = open_paper(docx(body + table), "dai.docx")
    assert len(paper.blocks) == 6000
    assert time.process_time() - start < 5


def test_text_that_is_not_vietnamese_is_read_and_said() -> None:
    paper = open_paper(b"The quick brown fox jumps over the lazy dog near the river bank. " * 10, "en.txt")
    assert [problem.code for problem in paper.problems] == ["not-vietnamese"]


def test_vietnamese_without_its_marks_is_said_too() -> None:
    paper = open_paper(
        ("Uy ban nhan dan tinh giao So Y te chu tri xay dung bao cao dinh ky hang nam gui ve tinh. " * 10).encode(),
        "x.txt",
    )
    assert [problem.code for problem in paper.problems] == ["not-vietnamese"]


def test_a_text_named_as_word_is_still_read_as_text() -> None:
    assert words(open_paper("1. Kế hoạch của tỉnh.".encode(), "x.docx")) == ["1. Kế hoạch của tỉnh."]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (_GOOD, "khong-duoi", "docx"),
        (b"\n\n%PDF-1.4 x", "x.docx", "pdf"),
        (b"<!DOCTYPE html><p>x", "x.txt", "html"),
        (b"\xef\xbb\xbf<div class='a'>x</div>", "x", "html"),
        (b"# x", "x.md", "md"),
        (b"| a | b |", "x.txt", "txt"),
    ],
)
def test_bytes_decide_what_a_file_is_and_the_name_only_helps(data: bytes, name: str, kind: str) -> None:
    assert sniff_format(data, name) == kind


def test_any_bytes_give_a_paper_or_a_refusal() -> None:
    """Cuts and flips of good files never end in another exception."""
    good = [
        _GOOD,
        pdf([Sheet().line(80, 100, "Kế hoạch").box((60, 200, 300), (90, 120))]),
        b"<table><tr><td>a<td>b</table>",
    ]
    for number, data in enumerate(good):
        for step in range(0, len(data), max(1, len(data) // 60)):
            for broken in (data[:step], data[:step] + b"\xff\0<" + data[step + 3 :]):
                with contextlib.suppress(PaperRefused):
                    assert open_paper(broken, f"x{number}.bin").text
