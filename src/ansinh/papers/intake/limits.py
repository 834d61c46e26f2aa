"""How much a file may ask of the machine, and the refusals that every format shares.

Messages are Vietnamese and say what is wrong, where, why, and what the officer can do.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansinh.papers.paper import PaperRefused

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """Bounds of one reading. Sizes are bytes, times are seconds of wall clock."""

    file_bytes: int = 50 * MEBIBYTE
    #: Of all parts of a zip container together, counted while unpacking, whatever the container declares.
    unpacked_bytes: int = 200 * MEBIBYTE
    #: Of one XML part that is parsed. A 3,000-item plan needs about 6 MiB.
    part_bytes: int = 64 * MEBIBYTE
    #: Unpacked size over packed size of one part; XML of real documents stays under 60.
    unpack_ratio: int = 200
    pages: int = 500
    blocks: int = 100_000
    characters: int = 10_000_000
    nesting: int = 200  # of elements in HTML and of tables in tables
    ocr_pages: int = 60
    ocr_seconds: float = 900.0
    ocr_page_seconds: float = 60.0
    ocr_dpi: int = 300


DEFAULT = IntakeLimits()


def check_size(data: bytes, name: str, limits: IntakeLimits) -> None:
    """Refuse an empty or oversized file before anything looks into it."""
    if not data:
        raise PaperRefused(
            "empty-file",
            f"Tệp “{name}” rỗng (0 byte) nên không có gì để đọc. Kiểm tra lại tệp gốc rồi tải lên lần nữa.",
        )
    if len(data) > limits.file_bytes:
        raise PaperRefused(
            "file-too-large",
            f"Tệp “{name}” nặng {megabytes(len(data))}, vượt mức cho phép {megabytes(limits.file_bytes)}. "
            "Văn bản có chữ thường chỉ vài MB: lưu lại thành .docx hoặc PDF có lớp chữ, hoặc tách phụ lục "
            "thành tệp riêng.",
        )


def check_pages(count: int, name: str, limits: IntakeLimits) -> None:
    """Refuse a document of more pages than the reader may spend time on."""
    if count > limits.pages:
        raise PaperRefused(
            "too-many-pages",
            f"Tệp “{name}” có {count} trang, vượt mức cho phép {limits.pages} trang. Tách riêng phần văn bản "
            "cần đọc (thân kế hoạch và phụ lục nhiệm vụ) rồi tải lên.",
        )


def too_much_text(name: str, what: str) -> PaperRefused:
    """The refusal of a document whose words pass the bounds of one reading."""
    return PaperRefused(
        "too-much-text",
        f"Tệp “{name}” có {what}, vượt mức một lần đọc. Tách văn bản thành nhiều tệp rồi tải lên từng tệp.",
    )


def damaged(name: str, kind: str) -> PaperRefused:
    """The refusal of a file whose inside is broken."""
    return PaperRefused(
        "damaged-file",
        f"Tệp “{name}” mang dạng {kind} nhưng bên trong bị hỏng hoặc thiếu nên không mở được. Mở tệp bằng "
        "phần mềm soạn thảo, lưu lại thành .docx hoặc PDF rồi tải lên.",
    )


def too_deep(name: str) -> PaperRefused:
    """The refusal of a document whose tables, frames or tags stand in each other without end."""
    return PaperRefused(
        "too-deep",
        f"Tệp “{name}” lồng bảng, khung hoặc thẻ vào nhau quá nhiều tầng nên không đọc hết được. Mở tệp, chép phần "
        "văn bản sang một tệp Word mới, lưu thành .docx rồi tải lên.",
    )


def no_words(name: str) -> PaperRefused:
    """The refusal of a file that opens but holds no text."""
    return PaperRefused(
        "no-text",
        f"Tệp “{name}” mở được nhưng không có chữ nào để đọc. Kiểm tra lại xem có đúng tệp văn bản không.",
    )


def megabytes(size: int) -> str:
    """A size as an officer reads it, rounded up: ``"50 MB"``."""
    return f"{-(-size // MEBIBYTE)} MB"
