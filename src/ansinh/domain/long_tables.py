"""The long table: one figure a row, for many indicators, units and periods at once. Reading a row and all its faults.

What names a thing is looked up once and remembered: a table may have a hundred thousand rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from ansinh.domain.entry_checks import Typed, read_typed
from ansinh.domain.figures import write_number
from ansinh.domain.figures_recorded import Figure, IndicatorRules, figure_problems, value_of
from ansinh.domain.indicators import VINTAGE_LABELS, Vintage
from ansinh.domain.periods import Period
from ansinh.domain.unit_codes import Resolved, UnitRegister
from ansinh.domain.vietnamese import search_key
from ansinh.domain.workbook_cells import BookProblem, SheetContent, meaning_of
from ansinh.domain.workbook_headings import Head, Heading

INDICATOR, INDICATOR_NAME, UNIT, UNIT_NAME, PERIOD, CATEGORY = (
    "indicator",
    "indicator-name",
    "unit",
    "name",
    "period",
    "category",
)
VALUE, NUMERATOR, DENOMINATOR, VINTAGE, COMMENT = "value", "numerator", "denominator", "vintage", "comment"
HEADINGS = (
    Heading(INDICATOR, "Mã chỉ số"),
    Heading(INDICATOR_NAME, "Chỉ số", is_needed=False),
    Heading(UNIT, "Mã đơn vị"),
    Heading(UNIT_NAME, "Tên đơn vị", is_needed=False),
    Heading(PERIOD, "Kỳ"),
    Heading(CATEGORY, "Phân tổ", is_needed=False),
    Heading(VALUE, "Giá trị"),
    Heading(NUMERATOR, "Tử số", is_needed=False),
    Heading(DENOMINATOR, "Mẫu số", is_needed=False),
    Heading(VINTAGE, "Loại số"),
    Heading(COMMENT, "Ghi chú", is_needed=False),
)
_VINTAGES = {
    search_key(word): vintage for vintage, label in VINTAGE_LABELS.items() for word in (label, f"số {label}")
} | {vintage.value: vintage for vintage in Vintage}
_LONGEST_COMMENT = 500
#: Of a table that is wrong from top to bottom so many faults are told; then reading goes on without counting them all.
CellKey = tuple[int, int, str, int | None]


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """``categories``: keys of its groups by what may stand in the column ("gioi-tinh/nam", "Nam")."""

    pk: int
    code: str
    name: str
    rules: IndicatorRules
    places: int
    categories: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row of the table: its figure, or what is wrong; neither for a row without a figure."""

    row: int
    figure: Figure | None = None
    problems: tuple[BookProblem, ...] = ()


class TableReader:
    """Reads rows of one sheet. ``today``: figures of periods that have not begun are refused."""

    def __init__(
        self, content: SheetContent, head: Head, indicators: Iterable[KnownIndicator], units: UnitRegister, today: date
    ) -> None:
        self.content = content
        self.head = head
        self._units = units
        self._today = today
        self._indicators: dict[str, KnownIndicator] = {}
        for indicator in indicators:
            self._indicators[search_key(indicator.name)] = indicator
        self._indicators |= {indicator.code: indicator for indicator in self._indicators.values()}
        self._resolved: dict[tuple[str, str, Period], Resolved] = {}
        self._periods: dict[str, Period | None] = {}
        self._first_rows: dict[CellKey, int] = {}

    def rows(self) -> range:
        """Numbers of the rows under the head."""
        return range(self.head.row + 1, len(self.content.rows))

    def read(self, row: int) -> RowRead:
        """One row; to be called from the top down, for a cell that comes twice is told at its second row."""
        if not self._is_used(row):
            return RowRead(row)
        problems = list(self._hidden(row))
        indicator = self._indicator(row, problems)
        period = self._period(row, problems)
        unit = self._unit(row, period, problems) if period else None
        category = self._category(row, indicator, problems) if indicator else None
        typed = {key: self._number(row, key, indicator, problems) for key in (VALUE, NUMERATOR, DENOMINATOR)}
        if not problems and all(number.is_missing for number in typed.values()):
            return RowRead(row)
        vintage = self._vintage(row, problems)
        if problems or indicator is None or period is None or unit is None or vintage is None:
            return RowRead(row, None, tuple(problems))
        comment = self._text(row, COMMENT)[:_LONGEST_COMMENT]
        figure = _figure(typed, Figure(indicator.pk, unit, period.code, category, vintage=vintage, comment=comment))
        problems += [self._problem(row, VALUE, message) for message in _faults(figure, typed, indicator)]
        problems += self._twice(row, figure)
        if problems:
            return RowRead(row, None, tuple(problems))
        return RowRead(row, replace(figure, value=value_of(figure, indicator.rules)))

    def _is_used(self, row: int) -> bool:
        return any(
            self.content.at(row, column) is not None or (row, column) in self.content.errors
            for key, column in self.head.columns.items()
            if key in (INDICATOR, UNIT, PERIOD, VALUE, NUMERATOR, DENOMINATOR)
        )

    def _text(self, row: int, key: str) -> str:
        column = self.head.columns.get(key)
        return "" if column is None else self.content.text_at(row, column)

    def _problem(self, row: int, key: str, what: str, remedy: str = "") -> BookProblem:
        return BookProblem(what, remedy, self.content.name, row, self.head.columns.get(key, 0))

    def _hidden(self, row: int) -> Iterator[BookProblem]:
        if row in self.content.hidden_rows:
            yield self._problem(
                row, INDICATOR, f"Dòng {row + 1} đang bị ẩn.", "Bỏ ẩn hoặc bỏ lọc, xem lại rồi lưu; hoặc xóa dòng."
            )

    # What a row is about -----------------------------------------------------------------------------------------

    def _indicator(self, row: int, problems: list[BookProblem]) -> KnownIndicator | None:
        code = self._text(row, INDICATOR)
        found = self._indicators.get(code) or self._indicators.get(search_key(code))
        if found is None:
            what = f"Không có chỉ số mã «{code}»." if code else "Dòng chưa có mã chỉ số."
            problems.append(self._problem(row, INDICATOR, what, "Lấy mã ở trang «Chỉ số» của tệp mẫu."))
        return found

    def _period(self, row: int, problems: list[BookProblem]) -> Period | None:
        code = self._text(row, PERIOD)
        if code not in self._periods:
            self._periods[code] = _parsed(code)
        period = self._periods[code]
        if period is None:
            what = f"«{code}» không phải mã kỳ." if code else "Dòng chưa có kỳ."
            problems.append(self._problem(row, PERIOD, what, "Viết 2024, 2024S1, 2024Q3 hoặc 202410."))
        elif period.start > self._today:
            problems.append(self._problem(row, PERIOD, f"{period.label} chưa bắt đầu.", "Kiểm tra lại kỳ."))
        return period

    def _unit(self, row: int, period: Period, problems: list[BookProblem]) -> int | None:
        key = (self._text(row, UNIT), self._text(row, UNIT_NAME), period)
        if key not in self._resolved:
            self._resolved[key] = self._units.resolve(*key)
        resolved = self._resolved[key]
        if resolved.unit is None:
            problems.append(self._problem(row, UNIT, resolved.problem, resolved.remedy))
            return None
        return resolved.unit.pk

    def _category(self, row: int, indicator: KnownIndicator, problems: list[BookProblem]) -> int | None:
        text = self._text(row, CATEGORY)
        if not text:
            return None
        found = indicator.categories.get(text) or indicator.categories.get(search_key(text))
        if found is None:
            known = ", ".join(key for key in indicator.categories if "/" in key) or "chỉ số này không có phân tổ"
            problems.append(
                self._problem(row, CATEGORY, f"«{text}» không phải phân tổ của chỉ số.", f"Các mã: {known}.")
            )
        return found

    def _vintage(self, row: int, problems: list[BookProblem]) -> Vintage | None:
        text = self._text(row, VINTAGE)
        found = _VINTAGES.get(text) or _VINTAGES.get(search_key(text))
        if found is None:
            what = f"«{text}» không phải loại số." if text else "Dòng chưa có loại số."
            problems.append(self._problem(row, VINTAGE, what, "Ghi ước, sơ bộ hoặc chính thức."))
        return found

    # Its figures -------------------------------------------------------------------------------------------------

    def _number(self, row: int, key: str, indicator: KnownIndicator | None, problems: list[BookProblem]) -> Typed:
        column = self.head.columns.get(key)
        if column is None:
            return Typed()
        is_percentage = key == VALUE and indicator is not None and indicator.rules.unit == "%"
        meaning = meaning_of(self.content, row, column, is_percentage=is_percentage)
        if meaning.problem:
            problems.append(self._problem(row, key, meaning.problem, meaning.remedy))
            return Typed(problem=meaning.problem)
        typed = read_typed(meaning.text)
        if typed.problem:
            problems.append(self._problem(row, key, typed.problem))
        return typed

    def _twice(self, row: int, figure: Figure) -> Iterator[BookProblem]:
        key = (figure.indicator_id, figure.unit_id, figure.period, figure.category_id)
        first = self._first_rows.setdefault(key, row)
        if first != row:
            yield self._problem(row, VALUE, f"Cùng chỉ số, đơn vị, kỳ, phân tổ với dòng {first + 1}.", "Giữ một dòng.")


def _parsed(code: str) -> Period | None:
    try:
        return Period.parse(code.upper())
    except ValueError:
        return None


def _figure(typed: Mapping[str, Typed], about: Figure) -> Figure:
    value, upper, lower = typed[VALUE], typed[NUMERATOR], typed[DENOMINATOR]
    return replace(
        about,
        value=value.number,
        numerator=upper.number,
        denominator=lower.number,
        is_nil=value.is_nil or (upper.is_nil and value.is_missing),
        is_not_applicable=value.is_not_applicable or (upper.is_not_applicable and value.is_missing),
    )


def _faults(figure: Figure, typed: Mapping[str, Typed], indicator: KnownIndicator) -> Iterator[str]:
    """Whatever keeps the row's figure from being recorded."""
    upper, lower = typed[NUMERATOR], typed[DENOMINATOR]
    has_parts = not upper.is_missing or not lower.is_missing
    if has_parts and not indicator.rules.is_ratio:
        yield "Chỉ số này không phải tỷ lệ nên không có tử số, mẫu số. Bỏ trống hai cột ấy."
        return
    if not figure.is_nil and not figure.is_not_applicable and upper.is_missing != lower.is_missing:
        yield "Tử số và mẫu số phải đi đôi. Ghi cả hai, hoặc bỏ trống cả hai và ghi giá trị."
        return
    faults = tuple(figure_problems(figure, indicator.rules))
    yield from faults
    if not faults and figure.value is not None and figure.denominator:
        yield from _disagreeing(figure, figure.value, indicator)


def _disagreeing(figure: Figure, value: Decimal, indicator: KnownIndicator) -> Iterator[str]:
    computed = value_of(figure, indicator.rules)
    if computed is not None and abs(computed - value) > Decimal(1).scaleb(-indicator.places):
        yield (
            f"Giá trị ghi {write_number(value)}, tử số chia mẫu số ra {write_number(computed, indicator.places)}. Sửa cho "
            "khớp, hoặc bỏ trống giá trị."
        )


# Writing -----------------------------------------------------------------------------------------------------------

GUIDE = (
    ("Bảng dài", ""),
    ("Mỗi dòng một số", "Chỉ số, đơn vị, kỳ, phân tổ cho biết số của cái gì; một ô chỉ có một dòng."),
    ("Mã chỉ số", "Chọn trong danh sách thả xuống; tên ở trang «Chỉ số»."),
    ("Mã đơn vị", "Theo trang «Đơn vị». Từ 01/7/2025 xã mới dùng lại một số mã cũ: kỳ số liệu và tên đơn vị cho biết đơn "
     "vị nào."),
    ("Kỳ", "2024 là năm, 2024S1 là 6 tháng đầu năm, 2024Q3 là quý III, 202410 là tháng 10."),
    ("Phân tổ", "Để trống là tổng số; ví dụ gioi-tinh/nu."),
    ("Giá trị", "«-» là không phát sinh, «x» là không áp dụng, để trống là chưa có số liệu (dòng ấy không được ghi)."),
    ("Tử số, mẫu số", "Chỉ với tỷ lệ; có cả hai thì giá trị tự tính."),
    ("Loại số", "ước, sơ bộ hoặc chính thức."),
)  # fmt: skip
