"""One figure on its way between systems, named by codes, and what a reader has to say of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import nfc

#: The register keeps 14 digits before the point and six after it.
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
MOST_DIGITS, _MOST_PLACES = 14, 6
_SMALLEST = Decimal("0.000001")
_LONGEST_COMMENT = 500


class Fault(StrEnum):
    """What kind of thing is wrong: the codes of DHIS2's import where it has one, our own otherwise."""

    FORM = "E7600"  # the file itself
    INDICATOR = "E7610"
    PERIOD = "E7611"
    UNIT = "E7612"
    CATEGORY = "E7613"
    SOURCE = "E7615"
    VALUE_MISSING = "E7618"
    VALUE = "E7619"
    COMMENT = "E7620"
    PERIOD_AHEAD = "E7641"
    TWICE = "E-twice"


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that is wrong: at which line (or which value of a JSON list, counted from 1; 0 is the whole), in which
    column, what stands there, and a Vietnamese sentence with the reason and the remedy."""

    at: int
    column: str
    value: str
    message: str
    fault: Fault = Fault.FORM


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure by codes. It has a value, or both parts of a ratio, or ``is_nil`` ("không phát sinh"), or
    ``is_not_applicable`` ("không áp dụng", of no vintage: always final). A missing figure is no row. ``category`` is ``dimension.category`` ("gioi-tinh.nu"), empty for the whole.

    ``at`` is where it stood and ``pieces`` of how many values of the file it was made; ``is_broken``: something of it
    could not be read, so that its numbers mean nothing. They are no part of what it says.
    """

    indicator: str
    unit: str
    period: str
    category: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_nil: bool = False
    vintage: Vintage = Vintage.FINAL
    source: str = ""
    comment: str = ""
    is_not_applicable: bool = False
    at: int = field(default=0, compare=False)
    pieces: int = field(default=1, compare=False)
    is_broken: bool = field(default=False, compare=False)

    @property
    def says_something(self) -> bool:
        return (
            self.is_nil
            or self.is_not_applicable
            or any(part is not None for part in (self.value, self.numerator, self.denominator))
        )


@dataclass(frozen=True, slots=True)
class FileRead:
    """What stands in a file. ``blank`` counts places for a figure that were left empty: missing, never zero."""

    rows: tuple[FigureRow, ...] = ()
    objections: tuple[Objection, ...] = ()
    blank: int = 0
    #: How ``at`` is called: a line of a table, a value of a list.
    place_word: str = "Dòng"


def number_text(number: Decimal | None) -> str:
    """As machines write it: ``1234.5``, no grouping, no exponent, no trailing zeros; empty for none.

    >>> number_text(Decimal("1234.50"))
    '1234.5'
    """
    if number is None:
        return ""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def fits(number: Decimal) -> bool:
    """Whether the register keeps the number as it is: 14 digits before the point, six after it."""
    return number.is_finite() and number.adjusted() < MOST_DIGITS and number == number.quantize(_SMALLEST)


class Cells:
    """Reads the texts of one line; what is wrong is collected with its place, and makes the line broken."""

    def __init__(self, at: int, texts: Mapping[str, str], objections: list[Objection]) -> None:
        self.at = at
        self.is_broken = False
        self._texts = texts
        self._objections = objections

    def text(self, column: str) -> str:
        """What stands there, in NFC without blanks around it; empty when the column is not there."""
        return nfc(self._texts.get(column, "")).strip()

    def needed(self, column: str, what: str, fault: Fault) -> str:
        text = self.text(column)
        if not text:
            self.object_to(column, "", f"Chưa có {what}. Ghi mã của {what}.", fault)
        return text

    def number(self, column: str) -> Decimal | None:
        """The number of a cell as machines write it; None for an empty cell or one that is objected to."""
        text = self.text(column)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.object_to(column, text, _not_a_number(text), Fault.VALUE)
            return None
        number = Decimal(text)
        if not fits(number):
            most = f"nhiều nhất {MOST_DIGITS} chữ số trước và {_MOST_PLACES} chữ số sau dấu chấm thập phân"
            self.object_to(column, text, f"«{text}» dài quá: hệ thống nhận {most}. Làm tròn rồi gửi lại.", Fault.VALUE)
            return None
        return number

    def period(self, column: str, written: str | None = None) -> str:
        """The code of the period; ``written`` stands for the cell where a format writes periods its own way."""
        code = self.text(column) if written is None else written
        try:
            return Period.parse(code).code
        except ValueError:
            shown = self.text(column)
            self.object_to(
                column,
                shown,
                f"«{shown}» không phải là một kỳ. Viết như 2024 (năm), 2024S1 (6 tháng đầu năm), 2024Q3 (quý III), "
                "202410 (tháng 10).",
                Fault.PERIOD,
            )
            return ""

    def comment(self, column: str) -> str:
        text = self.text(column)
        if len(text) > _LONGEST_COMMENT:
            self.object_to(
                column,
                text[:40] + "…",
                f"Ghi chú dài {len(text)} ký tự; nhận nhiều nhất {_LONGEST_COMMENT}.",
                Fault.COMMENT,
            )
        return text

    def object_to(self, column: str, value: str, message: str, fault: Fault) -> None:
        self._objections.append(Objection(self.at, column, value, message, fault))
        self.is_broken = True


def _not_a_number(text: str) -> str:
    example = (
        "Viết kiểu máy: dấu chấm trước phần thập phân, không ngăn nhóm, ví dụ 1234.5; để trống nếu chưa có số liệu."
    )
    if re.fullmatch(r"-?[\d.]*\d,\d+", text):
        return f"«{text}» dùng dấu phẩy thập phân nên có thể hiểu theo hai cách. {example}"
    return f"«{text}» không phải là số. {example}"


def repeated(rows: Iterable[FigureRow], column: str) -> Iterable[Objection]:
    """A cell that a file names twice for the same source and vintage, whatever it says there."""
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = (row.indicator, row.unit, row.period, row.category, row.source, row.vintage)
        if key in first:
            yield Objection(
                row.at,
                column,
                row.indicator,
                f"Số này đã có ở vị trí {first[key]}: cùng chỉ số, đơn vị, kỳ, nhóm, nguồn và loại số. Giữ một.",
                Fault.TWICE,
            )
        first.setdefault(key, row.at)
