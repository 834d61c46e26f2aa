"""From a `Workbook` to the bytes of an Excel file."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from ansinh.papers.official.letters import MM_PER_POINT, Cut, break_lines
from ansinh.papers.sheets.book import Column, Group, Kind, Line, Sheet, Value, Workbook, WorkbookRefused
from ansinh.papers.sheets.checking import head_row, problems_of
from ansinh.papers.sheets.validation import FIRST_DAY, Lists, add_validation

#: Above this many lines rows go to disk one by one instead of waiting in memory.
_IN_MEMORY = 20_000
_A4 = 9
_FONT = "Times New Roman"
_SIZE = 12
_TITLE_SIZE = 14
_LINE_HEIGHT = 16.5  # points, of letters of _SIZE
#: Excel's limit, in points.
_HIGHEST_ROW = 409.5
#: What a column gives to text for each character of its width, in mm: a figure of _SIZE points, less a little.
_CHARACTER = _SIZE / 2 * MM_PER_POINT * 0.97
#: A text with fewer characters than this share of the column's has one line whatever its letters.
_SURELY_FITS = 0.5
_HEAD_COLOUR = "#E9EEEE"
_GROUP_COLOUR = "#F5F5F5"
_MM_PER_INCH = 25.4
#: Vietnamese separators and dates whatever the reader's own; programs that cannot, fall back to theirs.
_VIETNAMESE = "[$-42A]"
#: A cell that begins so could run as a formula when somebody edits it or saves it as CSV.
_COULD_RUN = ("=", "+", "-", "@", "\t", "\r")
_PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
}


def render_xlsx(book: Workbook) -> bytes:
    """The workbook as a .xlsx; the same workbook gives the same bytes.

    Raises `WorkbookRefused` with every problem when a file could not hold it whole, and `ValueError` for a
    ``made_at`` without a time zone.
    """
    if book.made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    problems = problems_of(book)
    if problems:
        raise WorkbookRefused(problems)
    packed = io.BytesIO()
    lines = sum(len(sheet.lines) for sheet in book.sheets)
    with xlsxwriter.Workbook(packed, _options(lines)) as file:
        file.set_properties(
            {
                "title": book.title,
                "author": book.author,
                "created": book.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0),
            }
        )
        formats = _Formats(file)
        lists = Lists(file)
        for sheet in book.sheets:
            _SheetWriter(file.add_worksheet(sheet.name), sheet, formats, lists).write()
        lists.write()
    return packed.getvalue()


def _options(lines: int) -> dict[str, Any]:
    """Options of the writer, new each time: it changes what it is given."""
    return {
        "in_memory" if lines <= _IN_MEMORY else "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": {"font_name": _FONT, "font_size": _SIZE},
    }


class _Formats:
    """Formats of the workbook, each made once."""

    def __init__(self, file: xlsxwriter.Workbook) -> None:
        self._file = file
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._file.add_format(properties)
        return self._made[key]

    def cell(self, column: Column, kind: Kind, *, quoted: bool = False) -> Format:
        """Of a value of ``kind`` in a column: number format, side, lock."""
        properties: dict[str, Any] = {"border": 1, "valign": "top", "locked": not column.editable}
        if kind is Kind.TEXT:
            properties |= {"text_wrap": True, "align": "center" if column.centred else "left"}
            if column.editable and column.kind is Kind.TEXT:
                properties["num_format"] = "@"  # what is typed stays as typed: leading zeros count
        else:
            properties["num_format"] = number_format(kind, column.places)
            properties["align"] = "center" if column.centred or kind is Kind.DATE else "right"
        if quoted:
            properties["quote_prefix"] = True
        return self.get(**properties)


def number_format(kind: Kind, places: int = 1) -> str:
    """Excel's code for a kind of value: 1.234.567, 1.234,5 and 05/02/2024 where the program can."""
    if kind is Kind.INTEGER:
        return f"{_VIETNAMESE}#,##0"
    if kind is Kind.DECIMAL:
        return f"{_VIETNAMESE}#,##0.{'0' * places}" if places else f"{_VIETNAMESE}#,##0"
    if kind is Kind.DATE:
        return rf"{_VIETNAMESE}dd\/mm\/yyyy"
    return "General"


class _SheetWriter:
    """Writes one sheet from the top down, as writing in constant memory demands."""

    def __init__(self, target: Worksheet, sheet: Sheet, formats: _Formats, lists: Lists) -> None:
        self.target = target
        self.sheet = sheet
        self.formats = formats
        self.lists = lists
        self._faces: dict[tuple[int, Kind, bool], Format] = {}
        self.last_column = len(sheet.columns) - 1
        self.width = sum(column.width for column in sheet.columns)
        self.head = head_row(sheet)
        self.first = self.head + 1
        self.end = self.first + len(sheet.lines) + sheet.blank_lines  # the row after the last line

    def write(self) -> None:
        self._set_up_page()
        for index, column in enumerate(self.sheet.columns):
            self.target.set_column(index, index, column.width)
        for row, title in enumerate(self.sheet.titles):
            self._write_title(row, title)
        for index, column in enumerate(self.sheet.columns):
            self.target.write_string(self.head, index, column.title, self._head_format())
        for row, line in enumerate(self.sheet.lines, start=self.first):
            self._write_line(row, line)
        for row in range(self.end - self.sheet.blank_lines, self.end):
            self._write_line(row, (None,) * len(self.sheet.columns), missing="")
        if self.sheet.source:
            self._across(self.end + 1, f"Nguồn: {self.sheet.source}", self.formats.get(italic=True, text_wrap=True))
        self._add_rules()

    def _set_up_page(self) -> None:
        target = self.target
        target.set_paper(_A4)
        target.set_landscape()
        target.fit_to_pages(1, 0)
        left, right, top, bottom = (side / _MM_PER_INCH for side in (20, 15, 20, 20))
        target.set_margins(left=left, right=right, top=top, bottom=bottom)
        target.set_footer(f'&C&"{_FONT}"&11Trang &P/&N')
        target.center_horizontally()
        target.repeat_rows(self.head)
        last = self.end + 1 if self.sheet.source else self.end - 1
        target.print_area(0, 0, max(last, self.head), self.last_column)
        target.freeze_panes(self.first, self.sheet.frozen_columns)

    def _write_title(self, row: int, title: str) -> None:
        if row == 0:
            face, size, title = {"bold": True, "font_size": _TITLE_SIZE}, _TITLE_SIZE, title.upper()
        else:
            face, size = {"italic": True}, _SIZE
        centred = self.formats.get(align="center", valign="vcenter", text_wrap=True, **face)
        self._across(row, title, centred, size)

    def _head_format(self) -> Format:
        return self.formats.get(
            bold=True, align="center", valign="vcenter", text_wrap=True, border=1, bg_color=_HEAD_COLOUR
        )

    def _write_line(self, row: int, line: Line, missing: str | None = None) -> None:
        if isinstance(line, Group):
            face = self.formats.get(bold=True, border=1, valign="vcenter", text_wrap=True, bg_color=_GROUP_COLOUR)
            self._across(row, line.title, face)
            return
        self._fit_height(row, line)
        for index, (column, value) in enumerate(zip(self.sheet.columns, line, strict=True)):
            self._write_value(row, index, column, value, self.sheet.missing if missing is None else missing)

    def _write_value(self, row: int, index: int, column: Column, value: Value, missing: str) -> None:
        shown = missing if value is None else value
        if isinstance(shown, datetime):
            shown = shown.date()
        if isinstance(shown, date):
            if shown >= FIRST_DAY:
                self.target.write_datetime(row, index, shown, self._face(index, column, Kind.DATE))
                return
            shown = f"{shown:%d/%m/%Y}"
        if isinstance(shown, str):
            self._write_text(row, index, column, shown)
        else:
            self.target.write_number(row, index, shown, self._face(index, column, _number_kind(column, shown)))

    def _write_text(self, row: int, index: int, column: Column, text: str) -> None:
        if text:
            quoted = text.startswith(_COULD_RUN)
            self.target.write_string(row, index, text, self._face(index, column, Kind.TEXT, quoted))
        else:
            self.target.write_blank(row, index, None, self._face(index, column, column.kind))

    def _face(self, index: int, column: Column, kind: Kind, quoted: bool = False) -> Format:
        """The format of a value of ``kind`` in a column, looked up once: there are as many cells as values."""
        key = index, kind, quoted
        if key not in self._faces:
            self._faces[key] = self.formats.cell(column, kind, quoted=quoted)
        return self._faces[key]

    def _fit_height(self, row: int, values: tuple[Value, ...]) -> None:
        """Make a row as high as its longest text; a row of one line keeps the height it has by itself."""
        lines = max(
            (
                _lines_of(value, column.width)
                for column, value in zip(self.sheet.columns, values, strict=True)
                if isinstance(value, str)
            ),
            default=1,
        )
        if lines > 1:
            self.target.set_row(row, min(_LINE_HEIGHT * lines, _HIGHEST_ROW))

    def _across(self, row: int, text: str, face: Format, size: float = _SIZE) -> None:
        """Words across all columns; Excel does not fit the height of merged cells, so it is set here."""
        lines = _lines_of(text, self.width, size, Cut.BOLD)
        self.target.set_row(row, min(_LINE_HEIGHT * lines * size / _SIZE, _HIGHEST_ROW))
        if self.last_column:
            self.target.merge_range(row, 0, row, self.last_column, "", face)
        self.target.write_string(row, 0, text, face)

    def _add_rules(self) -> None:
        """Filter, what may be entered, what may not be changed."""
        sheet, last = self.sheet, self.end - 1
        if last < self.first:
            return
        if not any(isinstance(line, Group) for line in sheet.lines):
            self.target.autofilter(self.head, 0, last, self.last_column)
        for index, column in enumerate(sheet.columns):
            if column.editable:
                add_validation(self.target, column, index, self.first, last, self.lists)
        table = xl_range(self.first, 0, last, self.last_column)
        self.target.ignore_errors({"number_stored_as_text": table})
        if sheet.protected:
            # Without a password: it keeps hands off by mistake, it is no secret.
            self.target.protect("", _PROTECTION)


def _lines_of(text: str, characters: float, size: float = _SIZE, cut: Cut = Cut.REGULAR) -> int:
    """How many lines a text takes in a column this many characters wide."""
    if len(text) < characters * _SURELY_FITS and "\n" not in text:
        return 1
    return len(break_lines(text, size, cut, characters * _CHARACTER))


def _number_kind(column: Column, number: float | Decimal) -> Kind:
    """A fraction is shown with its decimals wherever it stands, so that no figure looks rounder than it is."""
    return Kind.INTEGER if isinstance(number, int) and column.kind is not Kind.DECIMAL else Kind.DECIMAL
