"""What stands in a cell of an officer's workbook means, and what is wrong with it: sheet, cell, why, remedy.

A sheet comes in as `SheetContent`, whatever file it was read from. What could mean two things is a problem, never a
guess; the signs are those of `entry_checks`: ``-`` is "không phát sinh", an empty cell is missing, ``0`` is a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ansinh.domain.figures import MINUS, write_number
from ansinh.domain.vietnamese import nfc, squeeze

CellValue = str | int | float | bool | date | datetime | time | timedelta | None
#: (row, column), both counted from 0.
Place = tuple[int, int]

#: Excel keeps this many significant digits; what a binary fraction adds behind them was never typed.
_DIGITS = 15
_ERROR_CAUSES = {
    "#REF!": "công thức trỏ tới ô đã bị xóa",
    "#DIV/0!": "công thức chia cho 0",
    "#N/A": "công thức tra cứu không tìm thấy",
    "#NAME?": "công thức dùng tên hàm không có",
    "#VALUE!": "công thức tính trên ô chữ",
    "#NUM!": "công thức cho kết quả ngoài phạm vi",
    "#NULL!": "công thức dùng vùng không giao nhau",
}


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One sheet: values from A1 on (``rows[3][1]`` is B4), and what the values alone do not tell."""

    name: str
    rows: Sequence[Sequence[CellValue]]
    is_hidden: bool = False
    hidden_rows: AbstractSet[int] = frozenset()
    hidden_columns: AbstractSet[int] = frozenset()
    #: First and last cell of each merged range.
    merged: Sequence[tuple[Place, Place]] = ()
    #: Cells whose formula ended in an error ("#REF!").
    errors: Mapping[Place, str] = field(default_factory=dict)
    #: Cells with a formula that no program has computed yet.
    uncomputed: AbstractSet[Place] = frozenset()
    #: Cells shown with a per cent sign: 0.45 stands there as 45 %.
    percents: AbstractSet[Place] = frozenset()

    def at(self, row: int, column: int) -> CellValue:
        """The value there; None beyond what is written."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        value = self.rows[row][column]
        return None if value == "" else value

    def text_at(self, row: int, column: int) -> str:
        """As words: codes that Excel turned into numbers come back without a fraction."""
        return as_text(self.at(row, column))


@dataclass(frozen=True, slots=True)
class BookProblem:
    """One thing about a workbook. ``row``/``column`` from 0, None for a whole sheet or the whole file.

    ``what`` says what is there and why it will not do, ``remedy`` what to do. A note (``is_error`` false) only tells
    how the file was understood.
    """

    what: str
    remedy: str = ""
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    is_error: bool = True

    @property
    def cell(self) -> str:
        """``D14``; empty for a whole sheet or file."""
        return cell_name(self.row, self.column) if self.row is not None and self.column is not None else ""

    @property
    def place(self) -> str:
        """``«Biểu 02»!D14``"""
        return f"«{self.sheet}»" + (f"!{self.cell}" if self.cell else "") if self.sheet else ""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.place, " ".join(filter(None, (self.what, self.remedy))))))


def cell_name(row: int, column: int) -> str:
    """``D14`` of row 13 and column 3."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """A … Z, AA …"""
    return (column_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def as_text(value: CellValue) -> str:
    """A cell that holds words: codes, names, notes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    return squeeze(nfc(str(value)))


def lines_of(value: CellValue) -> list[str]:
    """The lines of a cell of notes, without the empty ones."""
    text = nfc(value) if isinstance(value, str) else as_text(value)
    return [line for part in text.splitlines() if (line := squeeze(part))]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A cell of figures as it would be typed into the grid, or why it cannot be."""

    text: str = ""
    problem: str = ""
    remedy: str = ""


def meaning_of(content: SheetContent, row: int, column: int, *, is_percentage: bool) -> Meaning:
    """Read a cell of figures. ``is_percentage``: the column counts in %, so that 45 % and 45 are the same."""
    place = (row, column)
    if place in content.errors:
        code = content.errors[place]
        why = _ERROR_CAUSES.get(code, "công thức lỗi")
        return Meaning(problem=f"Ô báo lỗi {code}: {why}.", remedy="Sửa công thức, hoặc gõ thẳng số vào ô.")
    if place in content.uncomputed:
        return Meaning(
            problem="Ô có công thức nhưng chưa có kết quả.",
            remedy="Mở tệp bằng Excel hoặc LibreOffice, đợi tính xong, lưu lại; hoặc gõ thẳng số vào ô.",
        )
    return _meaning(content.at(row, column), place in content.percents, is_percentage)


def _meaning(value: CellValue, shows_percent: bool, is_percentage: bool) -> Meaning:
    if value is None:
        return Meaning()
    if isinstance(value, bool):
        return Meaning(problem=f"Ô ghi giá trị đúng/sai ({as_text(value)}), không phải số.", remedy="Gõ lại số.")
    if isinstance(value, date | datetime | time | timedelta):
        return Meaning(
            problem=f"Excel đã đổi ô này thành ngày giờ ({_shown(value)}).",
            remedy="Đặt lại định dạng ô là Số (Number) rồi gõ lại số.",
        )
    if isinstance(value, str):
        return Meaning(_without_lines(value))
    exact = exact_number(value)
    if exact is None:
        return Meaning(problem="Ô không chứa một số hữu hạn.", remedy="Gõ lại số.")
    if shows_percent and not is_percentage:
        return Meaning(
            problem=f"Ô định dạng phần trăm ({write_number(exact * 100)}%) trong cột không tính bằng %.",
            remedy=f"Đặt định dạng ô là Số rồi gõ {write_number(exact)} hoặc {write_number(exact * 100)} cho đúng.",
        )
    return Meaning(typed_text(exact * 100 if shows_percent else exact))


def _without_lines(text: str) -> str:
    return squeeze(nfc(text))


def _shown(value: date | datetime | time | timedelta) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def exact_number(value: float) -> Decimal | None:
    """The number that Excel shows of a binary fraction: 0.1 + 0.2 is 0.3. None for what is not finite."""
    exact = Decimal(f"{value:.{_DIGITS}g}")
    return exact.normalize() + 0 if exact.is_finite() else None


def typed_text(number: Decimal) -> str:
    """The number as one types it into the grid; never with exactly three digits behind a short whole number.

    ``1,234`` could be read in two ways, ``1,2340`` cannot.
    """
    text = write_number(number).replace(MINUS, "-")
    whole, _, fraction = text.partition(",")
    return f"{text}0" if len(fraction) == 3 and len(whole.lstrip("-")) <= 3 else text
