"""What a file is, by its bytes; the name only helps where bytes cannot tell (.md or .txt)."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from ansinh.papers.paper import PaperRefused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"GIF8", "ảnh GIF"),
    (b"II*\0", "ảnh TIFF"),
    (b"MM\0*", "ảnh TIFF"),
    (b"BM", "ảnh BMP"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|meta|span|h[1-6]|center|section|article)\b",
    re.I | re.S,
)
_WEB_ARCHIVE = re.compile(rb"(?:From: <Saved by|MIME-Version: 1\.0\r?\n)")
_MARKDOWN_NAMES = {".md", ".markdown", ".mdown"}
_HTML_NAMES = {".html", ".htm", ".xhtml"}
_SAVE_AS = "Mở tệp bằng phần mềm soạn thảo, chọn Lưu thành .docx hoặc PDF, rồi tải lên."
_PDF_HEAD_WITHIN = 1024


def sniff_format(data: bytes, name: str) -> str:
    """``"docx"``, ``"pdf"``, ``"html"``, ``"md"`` or ``"txt"``. Raises `PaperRefused` for anything else."""
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"PK"):
        return _zip_kind(data, name)
    if data.startswith(_OLE):
        raise _ole_refusal(data, name)
    if data.lstrip()[:5] == b"{\\rtf":
        raise PaperRefused("rtf", f"Tệp “{name}” là văn bản RTF, An Sinh không đọc trực tiếp. {_SAVE_AS}")
    if b"%PDF-" in data[:_PDF_HEAD_WITHIN]:
        return "pdf"
    _refuse_pictures(data, name)
    if _WEB_ARCHIVE.match(data[:2048]):
        raise PaperRefused(
            "web-archive", f"Tệp “{name}” là trang web lưu trọn gói (.mht), An Sinh không đọc trực tiếp. {_SAVE_AS}"
        )
    if suffix in _HTML_NAMES or _HTML.match(data[:4096].lstrip(b"\xef\xbb\xbf")):
        return "html"
    return "md" if suffix in _MARKDOWN_NAMES else "txt"


def _refuse_pictures(data: bytes, name: str) -> None:
    kinds = [kind for head, kind in _PICTURES if data.startswith(head)]
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kinds.append("ảnh WebP")
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1"):
        kinds.append("ảnh HEIC")
    if kinds and (kinds[0] != "ảnh BMP" or b"\0" in data[:64]):
        raise PaperRefused(
            "picture",
            f"Tệp “{name}” thực chất là {kinds[0]}, không phải văn bản. Quét hoặc lưu văn bản thành PDF (nhiều "
            "trang trong một tệp) rồi tải lên; An Sinh nhận dạng chữ trong PDF quét.",
        )


def _zip_kind(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise _damaged_zip(name) from error
    if any(part.startswith("word/") for part in names) or PurePath(name).suffix.lower() in (".docx", ".docm"):
        return "docx"
    raise _zip_refusal(names, name)


def _damaged_zip(name: str) -> PaperRefused:
    return PaperRefused(
        "damaged-file",
        f"Tệp “{name}” bị hỏng: phần nén bên trong thiếu hoặc đứt, thường do tải về hoặc sao chép dở dang. "
        "Lấy lại tệp gốc rồi tải lên lần nữa.",
    )


def _zip_refusal(names: set[str], name: str) -> PaperRefused:
    if any(part.startswith("xl/") for part in names):
        kind, advice = "bảng tính Excel (.xlsx)", "Kế hoạch phải ở dạng văn bản: lưu thành .docx hoặc PDF rồi tải lên."
    elif any(part.startswith("ppt/") for part in names):
        kind, advice = "bản trình chiếu PowerPoint", "Lưu văn bản thành .docx hoặc PDF rồi tải lên."
    elif "content.xml" in names and "mimetype" in names:
        kind, advice = "văn bản OpenDocument (.odt, .ods)", _SAVE_AS
    else:
        kind, advice = "tệp nén (.zip)", "Giải nén rồi tải lên đúng tệp văn bản bên trong."
    return PaperRefused("unsupported-format", f"Tệp “{name}” là {kind}, An Sinh không đọc trực tiếp. {advice}")


def _ole_refusal(data: bytes, name: str) -> PaperRefused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PaperRefused(
            "encrypted",
            f"Tệp “{name}” được đặt mật khẩu nên không đọc được. Mở tệp bằng Word, bỏ mật khẩu ở Tệp, Thông tin, "
            "Bảo vệ tài liệu, lưu lại rồi tải lên.",
        )
    if "Workbook".encode("utf-16-le") in data:
        return PaperRefused(
            "unsupported-format",
            f"Tệp “{name}” là bảng tính Excel đời cũ (.xls). Kế hoạch phải ở dạng văn bản: lưu thành .docx hoặc "
            "PDF rồi tải lên.",
        )
    return PaperRefused(
        "old-word",
        f"Tệp “{name}” là văn bản Word đời cũ (.doc, trước năm 2007), An Sinh không đọc trực tiếp. {_SAVE_AS}",
    )
