"""Workbooks that go out to be filled in: a form for one period, and the long table for many indicators at once.

Each says what it is twice: in a very hidden sheet, and for a form in a line under the title. Cells to fill in are open,
everything else is protected (without a password: against slips, it is no secret).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ansinh.domain.form_workbooks import (
    IDENTITY_SHEET,
    NOTES_HEADING,
    UNIT_CODE_HEADING,
    UNIT_NAME_HEADING,
    FormColumn,
    Identity,
)
from ansinh.papers.sheets.book import Kind
from ansinh.papers.sheets.xlsx import number_format

FORM_SHEET, GUIDE_SHEET, UNITS_SHEET, INDICATORS_SHEET = "Biểu", "Hướng dẫn", "Đơn vị", "Chỉ số"
TABLE_SHEET = "Bảng dài"
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_HEAD, _GREY = "#E9EEEE", "#EEEEEE"
_PROTECTION = {
    "select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True,
    "autofilter": True, "sort": False,
}  # fmt: skip
_HEAD_ROW = 4
_A4 = 9
#: Printed on A4 across, so many columns are still legible.
_COLUMNS_OF_A_PAGE = 14
#: Rows of the long table that carry rules and stay open, beside those that are filled.
OPEN_ROWS = 2_000

Figure = Decimal | int | str | None
GUIDE = (
    ("Cách ghi", ""),
    ("Không phát sinh", "Gõ dấu «-» (gạch ngang) vào ô. Ví dụ: huyện không có hộ nào thuộc diện này trong kỳ."),
    ("Chưa có số liệu", "Để trống ô. Ô trống không được hiểu là 0. Số đang có trên hệ thống được giữ nguyên."),
    ("Số 0", "Gõ 0 khi đã đếm và kết quả đúng bằng 0."),
    ("Số thập phân", "Gõ theo dấu thập phân mà máy đang dùng (thường là dấu phẩy: 95,5). Ô là số thì không gõ kèm chữ, "
     "kèm đơn vị tính."),
    ("Tỷ lệ", "Nơi có tử số và mẫu số: ghi tử số, mẫu số; tỷ lệ tự tính. Cột tính bằng %: ghi 45 hoặc 45% đều được."),
    ("Cột xám", "Số kỳ trước để đối chiếu, không sửa."),
    ("Giải thích", "Số tăng, giảm mạnh so với kỳ trước phải có giải thích ở cột cuối. Ghi «B: lý do» để giải thích riêng "
     "cột B; không ghi chữ cái thì giải thích cho các ô cần giải thích của dòng."),
    ("Không làm", "Không đổi tiêu đề cột, không gộp ô, không ẩn dòng có số, không thêm đơn vị."),
    ("Gửi lại", "Vào «Nhập bằng Excel», chọn tệp này rồi gửi. Hệ thống kiểm tra cả tệp, liệt kê mọi lỗi một lần, và cho xem thay "
     "đổi trước khi áp dụng."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilledCell:
    """What a cell shows now; texts ("-", or what could not be read) stand as they were typed."""

    figures: tuple[Figure, ...] = ()
    rate: Decimal | None = None
    previous: Decimal | str | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    code: str
    name: str
    cells: Mapping[int, FilledCell]  # by key of the column
    notes: str = ""


@dataclass(frozen=True, slots=True)
class FormBook:
    """A form for one period as it goes out. ``places``/``scales``: by key of the column."""

    identity: Identity
    title: str
    subtitle: str
    columns: Sequence[FormColumn]
    lines: Sequence[UnitLine]
    places: Mapping[int, int]
    scales: Mapping[int, Decimal]
    definitions: Sequence[tuple[str, str]]
    made_at: datetime
    author: str = "An Sinh"
    limits: Mapping[int, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableBook:
    """The long table: its headings, lists to choose from, and rows that are there already."""

    identity: Identity
    title: str
    headings: Sequence[str]
    widths: Sequence[float]
    lines: Sequence[Sequence[Figure]]
    indicators: Sequence[tuple[str, ...]]
    units: Sequence[tuple[str, ...]]
    choices: Mapping[int, Sequence[str]]  # by number of the column
    guide: Sequence[tuple[str, str]]
    made_at: datetime
    author: str = "An Sinh"


def render_form(book: FormBook) -> bytes:
    """The form as a .xlsx; the same form gives the same bytes."""
    packed = io.BytesIO()
    with _open(packed, book.title, book.author, book.made_at) as file:
        styles = _Styles(file)
        _FormWriter(file.add_worksheet(FORM_SHEET), styles, book).write()
        _write_guide(file.add_worksheet(GUIDE_SHEET), styles, (*GUIDE, ("Các cột", ""), *book.definitions))
        _write_identity(file, book.identity)
    return packed.getvalue()


def render_table(book: TableBook) -> bytes:
    """The long table as a .xlsx with its registers; rows go to disk one by one."""
    packed = io.BytesIO()
    with _open(packed, book.title, book.author, book.made_at, constant_memory=True) as file:
        styles = _Styles(file)
        _write_table(file.add_worksheet(TABLE_SHEET), styles, book)
        _write_list(
            file.add_worksheet(INDICATORS_SHEET), styles, ("Mã chỉ số", "Chỉ số", "Đơn vị tính"), book.indicators
        )
        _write_list(
            file.add_worksheet(UNITS_SHEET), styles, ("Mã đơn vị", "Tên đơn vị", "Cấp", "Thời gian"), book.units
        )
        _write_guide(file.add_worksheet(GUIDE_SHEET), styles, book.guide)
        _write_identity(file, book.identity)
    return packed.getvalue()


def _open(packed: io.BytesIO, title: str, author: str, made_at: datetime, **options: Any) -> xlsxwriter.Workbook:
    file = xlsxwriter.Workbook(
        packed,
        {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
         "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
         **(options or {"in_memory": True})},
    )  # fmt: skip
    created = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    file.set_properties({"title": title, "author": author, "created": created})
    return file


class _Styles:
    """Formats of a workbook, each made once."""

    def __init__(self, file: xlsxwriter.Workbook) -> None:
        self._file = file
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._file.add_format(_FONT | properties)
        return self._made[key]

    def head(self, **more: Any) -> Format:
        usual = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
        return self.get(**(usual | {"bg_color": _HEAD} | more))

    def figure(self, places: int | None, **more: Any) -> Format:
        code = "[$-42A]#,##0.######" if places is None else number_format(Kind.DECIMAL, places)
        return self.get(num_format=code, align="right", border=1, **more)

    def words(self, **more: Any) -> Format:
        return self.get(border=1, text_wrap=True, **more)


class _FormWriter:
    """Writes the sheet with the table."""

    def __init__(self, target: Worksheet, styles: _Styles, book: FormBook) -> None:
        self.target = target
        self.styles = styles
        self.book = book
        self.first = _HEAD_ROW + 1
        self.end = self.first + len(book.lines)
        self.next_column = 2

    def write(self) -> None:
        target, styles, book = self.target, self.styles, self.book
        target.write_string(0, 0, book.title.upper(), styles.get(bold=True, font_size=14))
        target.write_string(1, 0, book.identity.line, styles.get(italic=True))
        target.write_string(2, 0, book.subtitle, styles.get(italic=True))
        self._write_units()
        for column in book.columns:
            self._write_column(column)
        self._write_notes()
        target.set_row(_HEAD_ROW, 66)
        target.freeze_panes(self.first, 2)
        target.set_landscape()
        target.set_paper(_A4)
        target.fit_to_pages(-(-self.next_column // _COLUMNS_OF_A_PAGE), 0)
        target.repeat_rows(_HEAD_ROW)
        target.repeat_columns(0, 1)
        target.protect("", _PROTECTION)

    def _write_units(self) -> None:
        self.target.set_column(0, 0, 10)
        self.target.set_column(1, 1, 22)
        for column, text in enumerate((UNIT_CODE_HEADING, UNIT_NAME_HEADING)):
            self.target.write_string(_HEAD_ROW, column, text, self.styles.head())
        for row, line in enumerate(self.book.lines, self.first):
            self.target.write_string(row, 0, line.code, self.styles.words())
            self.target.write_string(row, 1, line.name, self.styles.words())
        if self.book.lines:
            self.target.ignore_errors({"number_stored_as_text": f"A{self.first + 1}:A{self.end}"})

    def _write_column(self, column: FormColumn) -> None:
        places = self.book.places[column.key]
        typed = [self._add(text, 13) for text in column.typed_headings]
        for row, line in enumerate(self.book.lines, self.first):
            cell = line.cells.get(column.key, FilledCell())
            for number, place in enumerate(typed):
                figure = cell.figures[number] if number < len(cell.figures) else None
                face = self.styles.figure(None if column.has_parts else places, locked=False)
                self._put(row, place, figure, face)
        self._add_rule(column, typed)
        if column.has_parts:
            self._write_rate(column, typed, places)
        grey = self._add(column.previous_heading, 11, bg_color=_GREY, italic=True, bold=False)
        face = self.styles.figure(places, bg_color=_GREY, italic=True, font_color="#555555")
        for row, line in enumerate(self.book.lines, self.first):
            self._put(row, grey, line.cells.get(column.key, FilledCell()).previous, face)

    def _write_rate(self, column: FormColumn, typed: Sequence[int], places: int) -> None:
        rate = self._add(column.rate_heading, 11)
        scale = format(self.book.scales[column.key].normalize(), "f")
        for row, line in enumerate(self.book.lines, self.first):
            upper, lower = (xl_rowcol_to_cell(row, place) for place in typed)
            formula = f'=IF(AND(ISNUMBER({upper}),ISNUMBER({lower})),IF({lower}>0,{upper}/{lower}*{scale},""),"")'
            known = line.cells.get(column.key, FilledCell()).rate
            self.target.write_formula(
                row, rate, formula, self.styles.figure(places), "" if known is None else float(known)
            )

    def _write_notes(self) -> None:
        place = self._add(NOTES_HEADING, 34)
        for row, line in enumerate(self.book.lines, self.first):
            self._put(row, place, line.notes or None, self.styles.words(locked=False, num_format="@"))

    def _add(self, heading: str, width: float, **more: Any) -> int:
        column = self.next_column
        self.next_column += 1
        self.target.set_column(column, column, width)
        self.target.write_string(_HEAD_ROW, column, heading, self.styles.head(**more))
        return column

    def _put(self, row: int, column: int, value: Figure, face: Format) -> None:
        _put(self.target, row, column, value, face)

    def _add_rule(self, column: FormColumn, typed: Sequence[int]) -> None:
        """A number within the indicator's bounds, or the sign for nothing occurred."""
        low, high = self.book.limits.get(column.key, (None, None))
        if not self.book.lines:
            return
        for place in typed:
            cell = xl_rowcol_to_cell(self.first, place)
            bounds = (
                [f"{cell}>={low}"] if low is not None and not column.has_parts else [f"{cell}>=0"] * column.has_parts
            )
            bounds += [f"{cell}<={high}"] if high is not None and not column.has_parts else []
            number = f"AND({','.join([f'ISNUMBER({cell})', *bounds])})"
            self.target.data_validation(
                self.first, place, self.end - 1, place,
                {"validate": "custom", "value": f'=OR({cell}="-",{number})', "ignore_blank": True,
                 "error_type": "warning", "error_title": "Xem lại ô này",
                 "error_message": "Ô nhận số trong phạm vi của chỉ số, hoặc dấu «-» khi không phát sinh. Chưa có số liệu "
                 "thì để trống."},
            )  # fmt: skip


def _put(target: Worksheet, row: int, column: int, value: Figure, face: Format) -> None:
    if value is None:
        target.write_blank(row, column, None, face)
    elif isinstance(value, str):
        target.write_string(row, column, value, face)
    else:
        target.write_number(row, column, float(value), face)


def _write_table(target: Worksheet, styles: _Styles, book: TableBook) -> None:
    for column, width in enumerate(book.widths):
        target.set_column(column, column, width)
    for column, heading in enumerate(book.headings):
        target.write_string(0, column, heading, styles.head())
    figures, words = styles.figure(None), styles.words(num_format="@")
    for row, line in enumerate(book.lines, 1):
        for column, value in enumerate(line):
            if value is not None:
                _put(target, row, column, value, words if isinstance(value, str) else figures)
    target.freeze_panes(1, 0)
    last = len(book.lines) + OPEN_ROWS
    target.autofilter(0, 0, last, len(book.headings) - 1)
    lists = _ListPlaces(book)
    for column, choices in book.choices.items():
        target.data_validation(
            1, column, last, column,
            {"validate": "list", "source": lists.of(column) or list(choices), "ignore_blank": True,
             "error_type": "warning", "error_title": "Ngoài danh mục",
             "error_message": "Chọn trong danh sách thả xuống, hoặc xem các trang danh mục của tệp."},
        )  # fmt: skip


class _ListPlaces:
    """Where a register stands that is too long for a rule of its own."""

    def __init__(self, book: TableBook) -> None:
        self._book = book

    def of(self, column: int) -> str:
        heading = self._book.headings[column]
        if heading == "Mã chỉ số" and self._book.indicators:
            return f"='{INDICATORS_SHEET}'!$A$2:$A${len(self._book.indicators) + 1}"
        return ""


def _write_list(target: Worksheet, styles: _Styles, headings: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    for column, heading in enumerate(headings):
        target.set_column(column, column, 60 if column == 1 and len(headings) == 3 else 24)
        target.write_string(0, column, heading, styles.head())
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line):
            target.write_string(row, column, text, styles.words(num_format="@"))
    target.freeze_panes(1, 0)


def _write_guide(target: Worksheet, styles: _Styles, lines: Sequence[tuple[str, str]]) -> None:
    target.set_column(0, 0, 30)
    target.set_column(1, 1, 100)
    for row, (what, how) in enumerate(lines):
        face = styles.get(bold=not how, text_wrap=True)
        target.write_string(row, 0, what, face)
        target.write_string(row, 1, how, styles.get(text_wrap=True))


def _write_identity(file: xlsxwriter.Workbook, identity: Identity) -> None:
    sheet = file.add_worksheet(IDENTITY_SHEET)
    sheet.very_hidden()
    for row, (key, value) in enumerate(identity.pairs()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
