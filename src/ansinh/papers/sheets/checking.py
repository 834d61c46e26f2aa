"""What Excel would cut off, round or refuse without a word, found before anything is written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from ansinh.papers.sheets.book import Group, Sheet, SheetProblem, Value, Workbook

LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
_LONGEST_NAME = 31
_NOT_IN_NAMES = frozenset("[]:*?/\\")
#: Excel keeps this many significant digits of a number.
_DIGITS = 15


def problems_of(book: Workbook) -> tuple[SheetProblem, ...]:
    """Everything in the workbook that a file cannot hold."""
    return (*_names(book), *(problem for sheet in book.sheets for problem in _sheet(sheet)))


def head_row(sheet: Sheet) -> int:
    """The row of the head, counted from 0: under the titles and an empty line."""
    return len(sheet.titles) + 1 if sheet.titles else 0


def _names(book: Workbook) -> Iterator[SheetProblem]:
    seen: set[str] = set()
    for sheet in book.sheets:
        if not sheet.name.strip() or len(sheet.name) > _LONGEST_NAME:
            yield SheetProblem(sheet.name, None, f"tên trang tính phải có từ 1 đến {_LONGEST_NAME} ký tự.")
        if _NOT_IN_NAMES & set(sheet.name) or sheet.name.startswith("'") or sheet.name.endswith("'"):
            yield SheetProblem(
                sheet.name, None, "tên trang tính không được có các ký tự [ ] : * ? / \\ hoặc dấu ' ở đầu, cuối."
            )
        if sheet.name.casefold() in seen:
            yield SheetProblem(sheet.name, None, "tên trang tính bị trùng; mỗi trang cần một tên riêng.")
        seen.add(sheet.name.casefold())


def _sheet(sheet: Sheet) -> Iterator[SheetProblem]:
    first = head_row(sheet) + 1
    if first + len(sheet.lines) + sheet.blank_lines + 2 > MOST_ROWS:
        yield SheetProblem(
            sheet.name, None, f"bảng dài quá {MOST_ROWS:,} dòng; hãy chia thành nhiều trang tính.".replace(",", ".")
        )
    for index, line in enumerate(sheet.lines):
        values: tuple[Value, ...] = (line.title,) if isinstance(line, Group) else line
        if not isinstance(line, Group) and len(values) != len(sheet.columns):
            message = f"dòng có {len(values)} ô, bảng có {len(sheet.columns)} cột."
            yield SheetProblem(sheet.name, xl_rowcol_to_cell(first + index, 0), message)
        for column, value in enumerate(values):
            message_of = _value(value)
            if message_of:
                yield SheetProblem(sheet.name, xl_rowcol_to_cell(first + index, column), message_of)


def _value(value: Value) -> str | None:
    """Why a value cannot be written as it is; ``None`` when it can."""
    if isinstance(value, bool):
        raise TypeError("a truth value has no place in a sheet; write the words")
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            return f"văn bản dài {len(value)} ký tự, một ô chỉ chứa được {LONGEST_TEXT}; hãy rút gọn."
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return "giá trị không phải là số; hãy kiểm tra phép tính cho ra giá trị này."
    if isinstance(value, int | Decimal) and _significant_digits(value) > _DIGITS:
        return f"số {value} có quá {_DIGITS} chữ số, Excel sẽ làm tròn; hãy ghi dưới dạng văn bản."
    return None


def _significant_digits(number: int | Decimal) -> int:
    digits = Decimal(number).normalize().as_tuple().digits
    return len(digits)
