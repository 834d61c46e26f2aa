"""Bytes of a text file → Unicode, and the legacy Vietnamese encodings.

Before Unicode, Vietnamese was typed in 8-bit fonts: TCVN3 (fonts ".Vn...", also called ABC) and VNI (fonts
"VNI-..."). Such text looks like "ñy ban nh©n d©n" or "UÛY BAN NHAÂN DAÂN" in a Unicode program.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from ansinh.papers.intake.legacy import Legacy, detect_legacy, mostly_plain, to_unicode
from ansinh.papers.paper import PaperProblem, PaperRefused


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    problems: tuple[PaperProblem, ...] = ()


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, name: str) -> Decoded:
    """The text of a .txt, .md or .html file. Raises `PaperRefused` if its encoding cannot be settled."""
    text = _by_mark(data, name)
    if text is None:
        text = _by_trial(data)
    if text is None:
        raise undecodable(name)
    legacy = detect_legacy(text)
    if legacy is None:
        return Decoded(text)
    return Decoded(to_unicode(text, legacy), (converted_problem(legacy),))


def converted_problem(legacy: Legacy) -> PaperProblem:
    return PaperProblem(
        "legacy-encoding-converted",
        f"Văn bản dùng bảng mã cũ {legacy.value}; đã chuyển sang Unicode khi đọc. Đối chiếu vài câu với bản "
        "gốc trước khi xác nhận, nhất là chữ hoa có dấu.",
    )


def undecodable(name: str) -> PaperRefused:
    return PaperRefused(
        "unknown-encoding",
        f"Không xác định được bảng mã chữ của tệp “{name}” (không phải UTF-8, UTF-16, Windows-1258, TCVN3 hay "
        "VNI). Mở tệp bằng phần mềm soạn thảo, lưu lại với bảng mã UTF-8 hoặc thành .docx rồi tải lên.",
    )


def _by_mark(data: bytes, name: str) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise undecodable(name) from error
    return None


def _by_trial(data: bytes) -> str | None:
    """UTF-8 if it is valid; UTF-16 without a mark by its zero bytes; else one of the 8-bit encodings."""
    for encoding in ("utf-8", *_unmarked_utf16(data)):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return _eight_bit(data)


def _unmarked_utf16(data: bytes) -> tuple[str, ...]:
    sample = data[:4000]
    if len(sample) < 4 or len(data) % 2:
        return ()
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    threshold = len(sample) // 8
    if odd > threshold and odd > even:
        return ("utf-16-le",)
    if even > threshold and even > odd:
        return ("utf-16-be",)
    return ()


def _eight_bit(data: bytes) -> str | None:
    """Windows-1258 where it reads as Vietnamese; else Latin-1, in which TCVN3 and VNI keep their codes."""
    if b"\0" in data:
        return None
    latin = data.decode("latin-1")
    if detect_legacy(latin) is not None:
        return latin
    try:
        windows = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    return windows if _has_vietnamese_marks(windows) else None


def _has_vietnamese_marks(text: str) -> bool:
    """True if marked letters are there, among plain ones as in every Vietnamese text."""
    if not mostly_plain(text):
        return False
    return sum(text.count(letter) for letter in "ăâđêôơưĂÂĐÊÔƠƯ\u0300\u0301\u0303\u0309\u0323") * 50 > len(text)
