"""An officer's .xlsx read whole: values by calamine, and from the XML what values do not tell.

Hidden rows, merged cells, formulas that failed or were never computed, per cent formats. Bounds are kept before
anything large is made of the file. Other formats are refused with the way to save them as .xlsx.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from ansinh.domain.workbook_cells import Place, SheetContent
from ansinh.papers.paper import PaperRefused

MEBIBYTE = 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Mở tệp bằng Excel hoặc LibreOffice, chọn Tệp, Lưu thành, kiểu «Excel Workbook (.xlsx)», rồi gửi lại."
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: Built-in number formats that show a per cent sign.
_PERCENT_FORMATS = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class BookLimits:
    """Bounds of one workbook: bytes, rows and columns of a sheet, cells of all sheets together."""

    file_bytes: int = 50 * MEBIBYTE
    unpacked_bytes: int = 600 * MEBIBYTE
    unpack_ratio: int = 250
    rows: int = 300_000
    columns: int = 600
    #: The area from A1 to the last filled cell, which the reader lays out whole.
    cells: int = 8_000_000
    sheets: int = 60


LIMITS = BookLimits()


def read_book(data: bytes, name: str, limits: BookLimits = LIMITS) -> tuple[SheetContent, ...]:
    """Every sheet of a workbook, in its order. Raises `PaperRefused` with what to do for anything else."""
    archive = open_package(data, name, limits)
    try:
        with archive:
            facts = _all_facts(archive, name, limits)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return tuple(
                SheetContent(
                    name=sheet.name,
                    rows=book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False) if sheet.is_filled else (),
                    is_hidden=sheet.is_hidden,
                    hidden_rows=frozenset(sheet.hidden_rows),
                    hidden_columns=frozenset(sheet.hidden_columns),
                    merged=tuple(sheet.merged),
                    errors=sheet.errors,
                    uncomputed=frozenset(sheet.uncomputed),
                    percents=frozenset(sheet.percents),
                )
                for sheet in facts
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        CalamineError,
        KeyError,
        ValueError,
        EOFError,
    ) as fault:
        raise _damaged(name) from fault


# The file ----------------------------------------------------------------------------------------------------------


def open_package(data: bytes, name: str, limits: BookLimits = LIMITS) -> zipfile.ZipFile:
    """The parts of a .xlsx. Raises `PaperRefused` for what is no such file, is encrypted, or swells too much."""
    if not data:
        raise PaperRefused("empty-file", f"Tệp «{name}» rỗng (0 byte). Kiểm tra lại tệp gốc rồi gửi lại.")
    if len(data) > limits.file_bytes:
        raise PaperRefused(
            "file-too-large",
            f"Tệp «{name}» nặng {-(-len(data) // MEBIBYTE)} MB, quá mức {limits.file_bytes // MEBIBYTE} MB. Bỏ ảnh và "
            "các trang không thuộc biểu, hoặc chia bảng thành nhiều tệp.",
        )
    if data.startswith(_OLE):
        raise _ole_refusal(data, name)
    if not data.startswith(b"PK"):
        raise _strange(data, name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as fault:
        raise _damaged(name) from fault
    _check_parts(archive, name, limits)
    return archive


def _check_parts(archive: zipfile.ZipFile, name: str, limits: BookLimits) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise _other_package(names, name)
    if any(info.flag_bits & 0x1 for info in archive.infolist()):
        raise _encrypted(name)
    if sum(info.file_size for info in archive.infolist()) > limits.unpacked_bytes:
        raise _bomb(name)
    if any(
        info.file_size > MEBIBYTE and info.file_size > info.compress_size * limits.unpack_ratio
        for info in archive.infolist()
    ):
        raise _bomb(name)


def _ole_refusal(data: bytes, name: str) -> PaperRefused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _encrypted(name)
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return PaperRefused("old-excel", f"Tệp «{name}» là Excel đời cũ (.xls, trước năm 2007). {_SAVE_AS}")
    return PaperRefused("not-a-workbook", f"Tệp «{name}» không phải tệp Excel. {_SAVE_AS}")


def _other_package(names: set[str], name: str) -> PaperRefused:
    if "xl/workbook.bin" in names:
        return PaperRefused("binary-excel", f"Tệp «{name}» là Excel nhị phân (.xlsb). {_SAVE_AS}")
    if "content.xml" in names and "mimetype" in names:
        return PaperRefused("ods", f"Tệp «{name}» là bảng tính OpenDocument (.ods). {_SAVE_AS}")
    kind = "văn bản Word" if any(part.startswith("word/") for part in names) else "tệp nén"
    return PaperRefused("not-a-workbook", f"Tệp «{name}» là {kind}, không phải tệp Excel. Gửi đúng tệp .xlsx đã điền.")


def _strange(data: bytes, name: str) -> PaperRefused:
    start = data[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<", b"mime-version")):
        return PaperRefused(
            "not-a-workbook", f"Tệp «{name}» thực chất là trang web mang đuôi Excel. {_SAVE_AS}"
        )  # fmt: skip
    return PaperRefused("not-a-workbook", f"Tệp «{name}» không phải tệp Excel (.xlsx). {_SAVE_AS}")


def _encrypted(name: str) -> PaperRefused:
    return PaperRefused(
        "encrypted",
        f"Tệp «{name}» đặt mật khẩu nên không đọc được. Mở bằng Excel, vào Tệp, Thông tin, Bảo vệ sổ làm việc, xóa mật "
        "khẩu, lưu lại rồi gửi.",
    )


def _damaged(name: str) -> PaperRefused:
    return PaperRefused(
        "damaged-file", f"Tệp «{name}» bị hỏng bên trong nên không mở được. {_SAVE_AS}"
    )  # fmt: skip


def _bomb(name: str) -> PaperRefused:
    return PaperRefused(
        "zip-bomb",
        f"Tệp «{name}» khi giải nén phình ra quá mức nên không được mở. Chép riêng bảng số sang một tệp mới, lưu thành "
        ".xlsx rồi gửi.",
    )


def _too_wide(name: str, sheet: str, rows: int, columns: int) -> PaperRefused:
    return PaperRefused(
        "too-large",
        f"Trang «{sheet}» của tệp «{name}» trải tới dòng {rows}, cột {columns}, quá mức một lần nhập. Xóa các ô thừa ở "
        "xa bảng (chọn các dòng, cột trống, Xóa), lưu lại rồi gửi; bảng dài thì chia thành nhiều tệp.",
    )


# What the XML says -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Facts:
    """Of one sheet, gathered while its rows pass by."""

    name: str
    is_hidden: bool
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    uncomputed: set[Place] = field(default_factory=set)
    percents: set[Place] = field(default_factory=set)
    last_row: int = -1
    last_column: int = -1

    @property
    def is_filled(self) -> bool:
        return self.last_row >= 0


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Where a sheet lies in the package."""

    name: str
    path: str
    is_hidden: bool


def sheet_parts(archive: zipfile.ZipFile) -> tuple[SheetPart, ...]:
    """The worksheets of a package, in their order (charts are left out)."""
    relations = {
        str(relation.get("Id")): _inside(str(relation.get("Target")))
        for relation in parse(archive, "xl/_rels/workbook.xml.rels")
        if str(relation.get("Type", "")).endswith("/worksheet")
    }
    return tuple(
        SheetPart(str(sheet.get("name")), relations[target], sheet.get("state", "visible") != "visible")
        for sheet in parse(archive, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet")
        if (target := str(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION))) in relations
    )


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def parse(archive: zipfile.ZipFile, part: str) -> etree._Element:
    """The root of a small XML part; nothing outside the file is looked up."""
    return etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _all_facts(archive: zipfile.ZipFile, name: str, limits: BookLimits) -> list[_Facts]:
    parts = sheet_parts(archive)
    if len(parts) > limits.sheets:
        raise PaperRefused(
            "too-many-sheets", f"Tệp «{name}» có {len(parts)} trang tính. Gửi tệp chỉ có các trang của biểu."
        )
    percents = _percent_styles(archive)
    found, cells = [], 0
    for part in parts:
        facts = _Facts(part.name, part.is_hidden)
        with archive.open(part.path) as stream:
            _scan(stream, facts, percents, name, limits)
        cells += (facts.last_row + 1) * (facts.last_column + 1)
        if cells > limits.cells:
            raise _too_wide(name, part.name, facts.last_row + 1, facts.last_column + 1)
        found.append(facts)
    return found


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Numbers of the cell styles that show a per cent sign."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = parse(archive, "xl/styles.xml")
    own = {
        int(str(one.get("numFmtId")))
        for one in root.iterfind("{*}numFmts/{*}numFmt")
        if "%" in _QUOTED.sub("", str(one.get("formatCode", "")))
    }
    formats = _PERCENT_FORMATS | own
    styles = root.iterfind("{*}cellXfs/{*}xf")
    return frozenset(str(number) for number, style in enumerate(styles) if int(style.get("numFmtId", "0")) in formats)


def _scan(stream: IO[bytes], facts: _Facts, percents: frozenset[str], name: str, limits: BookLimits) -> None:
    elements = etree.iterparse(
        stream, events=("end",), tag=("{*}row", "{*}col", "{*}mergeCell"), resolve_entities=False, no_network=True
    )
    row = -1
    for _, element in elements:
        kind = etree.QName(element).localname
        if kind == "row":
            row = int(element.get("r") or row + 2) - 1
            _scan_row(element, row, facts, percents)
            if facts.last_row >= limits.rows or facts.last_column >= limits.columns:
                raise _too_wide(name, facts.name, facts.last_row + 1, facts.last_column + 1)
            _forget(element)
        elif kind == "col" and _is_true(element.get("hidden")):
            last = min(int(str(element.get("max"))), limits.columns)
            facts.hidden_columns.update(range(int(str(element.get("min"))) - 1, last))
        elif kind == "mergeCell":
            facts.merged += _ranges(str(element.get("ref")))


def _scan_row(element: etree._Element, row: int, facts: _Facts, percents: frozenset[str]) -> None:
    column = -1
    is_filled = False
    for cell in element:
        place = cell.get("r")
        column = place_of(place)[1] if place else column + 1
        if not len(cell):
            continue
        kind = cell.get("t")
        formula, value = cell.find("{*}f"), cell.find("{*}v")
        if value is None and formula is None and kind != "inlineStr":
            continue
        is_filled = True
        facts.last_column = max(facts.last_column, column)
        if kind == "e":
            facts.errors[row, column] = (value.text if value is not None else "") or "#?"
        elif formula is not None and (value is None or not value.text) and kind != "str":
            facts.uncomputed.add((row, column))
        elif kind in (None, "n") and cell.get("s") in percents:
            facts.percents.add((row, column))
    if is_filled:
        facts.last_row = max(facts.last_row, row)
        if _is_true(element.get("hidden")):
            facts.hidden_rows.add(row)


def _forget(element: etree._Element) -> None:
    """Rows that were looked at leave memory; a long table would fill it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")


def place_of(reference: str) -> Place:
    """(row, column) from 0 of ``D14``. Raises ValueError for anything else."""
    match = _CELL.fullmatch(reference)
    if match is None:
        raise ValueError(f"not a cell: {reference!r}")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _ranges(reference: str) -> Iterator[tuple[Place, Place]]:
    first, _, last = reference.partition(":")
    yield place_of(first), place_of(last or first)
