"""What Excel lets an officer enter: drop-down lists, numbers and days within limits, with Vietnamese messages."""

from __future__ import annotations

from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from ansinh.papers.sheets.book import Column, Kind

#: Excel counts days right from here on.
FIRST_DAY = date(1900, 3, 1)
_LAST_DAY = date(9999, 12, 31)
#: The largest number of which Excel keeps every digit.
_LARGEST = 10**15 - 1
#: A list longer than this, or with commas in it, must stand in cells.
_LONGEST_INLINE = 255
LISTS_SHEET = "__danh_muc"


class Lists:
    """Lists of choices too long for a rule; they stand in a hidden sheet that is written last."""

    def __init__(self, file: xlsxwriter.Workbook) -> None:
        self._file = file
        self._columns: dict[tuple[str, ...], int] = {}

    def source(self, choices: tuple[str, ...]) -> list[str] | str:
        """What a rule names as its list."""
        if len(",".join(choices)) <= _LONGEST_INLINE and not any("," in choice for choice in choices):
            return list(choices)
        column = self._columns.setdefault(choices, len(self._columns))
        first = xl_rowcol_to_cell(0, column, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(len(choices) - 1, column, row_abs=True, col_abs=True)
        return f"='{LISTS_SHEET}'!{first}:{last}"

    def write(self) -> None:
        """Add the hidden sheet, if any list needs it."""
        if not self._columns:
            return
        sheet = self._file.add_worksheet(LISTS_SHEET)
        sheet.very_hidden()
        for row in range(max(map(len, self._columns))):
            for choices, column in self._columns.items():
                if row < len(choices):
                    sheet.write_string(row, column, choices[row])


def add_validation(sheet: Worksheet, column: Column, index: int, first: int, last: int, lists: Lists) -> None:
    """Add the rule of an editable column to its cells from row ``first`` to ``last``."""
    rule = _rule(column, lists)
    if rule:
        sheet.data_validation(first, index, last, index, rule | {"ignore_blank": True})


def _rule(column: Column, lists: Lists) -> dict[str, Any] | None:
    if column.choices:
        return {
            "validate": "list",
            "source": lists.source(column.choices),
            "error_title": "Ngoài danh mục",
            "error_message": "Hãy chọn một giá trị trong danh mục thả xuống của ô này.",
        }
    if column.kind is Kind.DATE:
        return _between("date", column, FIRST_DAY, _LAST_DAY, "ngày, ví dụ 05/02/2024")
    if column.kind is Kind.INTEGER:
        return _between("integer", column, -_LARGEST, _LARGEST, "số nguyên")
    if column.kind is Kind.DECIMAL:
        return _between("decimal", column, -_LARGEST, _LARGEST, "số")
    return None


def _between(kind: str, column: Column, least: Any, most: Any, what: str) -> dict[str, Any]:
    low = least if column.least is None else column.least
    high = most if column.most is None else column.most
    limits = []
    if column.least is not None:
        limits.append(f"từ {_shown(column.least)}")
    if column.most is not None:
        limits.append(f"đến {_shown(column.most)}")
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_title": "Giá trị chưa đúng",
        "error_message": " ".join([f"Ô này nhận {what}", *limits]) + ". Không có số liệu thì để trống.",
    }


def _shown(limit: float | date) -> str:
    """A limit as Vietnamese writes it."""
    if isinstance(limit, date):
        return f"{limit:%d/%m/%Y}"
    return f"{limit:,}".translate(str.maketrans(",.", ".,"))
