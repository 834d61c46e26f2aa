"""Rows of a file held against the register and the record: what they mean, what is wrong, what recording would change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum

from ansinh.apps.indicators.models import Category, DataSource, Indicator, Observation
from ansinh.apps.indicators.queries import rules_for
from ansinh.apps.interchange.queries import UnitRegister
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.figures import write_number
from ansinh.domain.figures_recorded import Figure, IndicatorRules, figure_problems, value_of
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.papers.exchange.rows import MOST_DIGITS, Fault, FigureRow, FileRead, Objection

#: More figures than one request checks and records in some seconds.
MOST_ROWS = 20_000
#: Unknown codes for which the nearest known one is looked for: each costs some milliseconds.
_MOST_HINTS = 50
#: The register keeps six digits after the comma.
_SMALLEST = Decimal("0.000001")
_VINTAGE_RANK = {Vintage.FINAL: 0, Vintage.PRELIMINARY: 1, Vintage.ESTIMATE: 2}


class Fate(StrEnum):
    """What recording does with a row."""

    IMPORTED = "imported"  # its cell has no figure yet
    UPDATED = "updated"  # its cell has another figure
    UNCHANGED = "unchanged"  # the very figure is recorded already


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row that is right. ``before`` is the figure in use, ``after`` what the file says; ``stays_aside``: a better source or vintage stays in use."""

    row: FigureRow
    figure: Figure
    fate: Fate
    indicator: Indicator
    unit: AdministrativeUnit
    after: str  # in words
    before: str  # in words; empty when there is none
    stays_aside: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A file after checking. It is recorded whole or, with any objection, not at all."""

    rows: tuple[CheckedRow, ...]
    objections: tuple[Objection, ...]
    blank: int = 0
    pieces: int = 0  # values that the file has, right or wrong
    place_word: str = "Dòng"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What recording adds."""
        return tuple(found.figure for found in self.rows if found.fate is not Fate.UNCHANGED)

    def count(self, fate: Fate) -> int:
        """Values of the file (not figures: a ratio may be three) with this fate; none when anything is wrong."""
        return 0 if self.objections else sum(found.row.pieces for found in self.rows if found.fate is fate)

    @property
    def imported(self) -> int:
        return self.count(Fate.IMPORTED)

    @property
    def updated(self) -> int:
        return self.count(Fate.UPDATED)

    @property
    def ignored(self) -> int:
        """Everything when something is wrong; otherwise what is recorded already, and places left blank."""
        return self.blank + (self.pieces if self.objections else self.count(Fate.UNCHANGED))

    @property
    def aside(self) -> int:
        return sum(1 for found in self.rows if found.stays_aside and found.fate is not Fate.UNCHANGED)

    @property
    def seal(self) -> str:
        """What was previewed: if it is no longer so, somebody recorded meanwhile."""
        return f"{self.imported}-{self.updated}-{self.ignored}-{self.aside}"


def check(read: FileRead, columns: Mapping[Fault, str], default: DataSource | None, day: date) -> Checked:
    """Everything that is wrong with a file, or what recording it would do: seven queries whatever its length.

    ``columns`` names the file's columns; ``default`` is the source of rows that name none; ``day`` is today.
    """
    if len(read.rows) > MOST_ROWS:
        return Checked((), (_too_many(len(read.rows)),), read.blank, _pieces(read.rows), read.place_word)
    register = _Register.of(read.rows)
    objections = list(read.objections)
    right: list[_Meant] = []
    for row in read.rows:
        found = [
            Objection(row.at, columns[o.fault], o.value, o.message, o.fault) for o in register.wrong(row, default, day)
        ]
        objections += found
        if not found and not row.is_broken:
            right.append(register.meant(row, default))
    rows = () if objections else tuple(_with_fates(right))
    ordered = tuple(sorted(objections, key=lambda objection: objection.at))
    return Checked(rows, ordered, read.blank, _pieces(read.rows), read.place_word)


def _pieces(rows: Iterable[FigureRow]) -> int:
    return sum(row.pieces for row in rows)


def _too_many(count: int) -> Objection:
    most = write_number(MOST_ROWS)
    message = f"Có {write_number(count)} số liệu; mỗi lần nhận nhiều nhất {most}. Chia theo năm hoặc theo chỉ số."
    return Objection(0, "", "", message)


# What codes mean ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meant:
    """A row with the things that its codes name."""

    row: FigureRow
    indicator: Indicator
    unit: AdministrativeUnit
    figure: Figure
    rules: IndicatorRules


@dataclass(frozen=True, slots=True)
class _Register:
    """Everything that the codes of some rows may name."""

    indicators: Mapping[str, Indicator]
    rules: Mapping[str, IndicatorRules]
    dimensions: Mapping[str, frozenset[str]]  # of an indicator, by its code
    units: UnitRegister
    categories: Mapping[str, Category]  # by "dimension.category"
    sources: Mapping[str, DataSource]
    hints: dict[str, str] = field(default_factory=dict)  # nearest known code by unknown code

    @classmethod
    def of(cls, rows: Sequence[FigureRow]) -> _Register:
        found = {one.code: one for one in Indicator.objects.prefetch_related("dimensions")}
        return cls(
            indicators=found,
            rules={code: rules_for(one) for code, one in found.items()},
            dimensions={code: frozenset(d.code for d in one.dimensions.all()) for code, one in found.items()},
            units=UnitRegister.of_codes({row.unit for row in rows}),
            categories={
                f"{one.dimension.code}.{one.code}": one for one in Category.objects.select_related("dimension")
            },
            sources={one.code: one for one in DataSource.objects.all()},
        )

    def meant(self, row: FigureRow, default: DataSource | None) -> _Meant:
        indicator, rules = self.indicators[row.indicator], self.rules[row.indicator]
        (unit,) = self.units.on(row.unit, Period.parse(row.period).end)
        source = self.sources.get(row.source) or default
        has_parts = rules.is_ratio and row.numerator is not None and row.denominator is not None
        figure = Figure(
            indicator_id=indicator.pk,
            unit_id=unit.pk,
            period=row.period,
            category_id=self.categories[row.category].pk if row.category else None,
            value=None if has_parts else row.value,  # of parts it is computed
            numerator=row.numerator,
            denominator=row.denominator,
            is_nil=row.is_nil,
            vintage=row.vintage,
            source_id=source.pk if source else 0,
            comment=row.comment,
            is_not_applicable=row.is_not_applicable,
        )
        return _Meant(row, indicator, unit, figure, rules)

    def wrong(self, row: FigureRow, default: DataSource | None, day: date) -> Iterable[Objection]:
        """What is wrong with a row; of a row whose file was already unreadable there, only the rest."""
        codes = [*self._wrong_codes(row, default), *self._wrong_period(row, day)]
        yield from codes
        if codes or row.is_broken:
            return
        rules = self.rules[row.indicator]
        wrong_parts = list(_wrong_parts(row, rules))
        yield from wrong_parts
        if not wrong_parts:
            figure = self.meant(row, default).figure
            for message in figure_problems(figure, rules):
                yield Objection(row.at, "", row.indicator, message, Fault.VALUE)

    def _wrong_codes(self, row: FigureRow, default: DataSource | None) -> Iterable[Objection]:
        indicator = self.indicators.get(row.indicator)
        if row.indicator and indicator is None:
            near = self._nearest(row.indicator, self.indicators)
            hint = f"Có phải «{near}» không?" if near else "Xem mã ở trang Chỉ số."
            yield Objection(row.at, "", row.indicator, f"Không có chỉ số mã «{row.indicator}». {hint}", Fault.INDICATOR)
        if row.category and row.category not in self.categories:
            message = f"Không có nhóm «{row.category}». Ghi mã phân tổ, dấu chấm, mã nhóm, ví dụ gioi-tinh.nu."
            yield Objection(row.at, "", row.category, message, Fault.CATEGORY)
        elif row.category and indicator and row.category.partition(".")[0] not in self.dimensions[row.indicator]:
            allowed = ", ".join(sorted(self.dimensions[row.indicator])) or "không phân tổ nào"
            message = f"«{indicator.name}» không phân tổ theo «{row.category.partition('.')[0]}»; nhận: {allowed}."
            yield Objection(row.at, "", row.category, message, Fault.CATEGORY)
        if row.source and row.source not in self.sources:
            near = self._nearest(row.source, self.sources)
            hint = f"Có phải «{near}» không?" if near else f"Các mã đang có: {', '.join(self.sources) or 'chưa có'}."
            yield Objection(row.at, "", row.source, f"Không có nguồn mã «{row.source}». {hint}", Fault.SOURCE)
        elif not row.source and default is None:
            message = "Chưa rõ nguồn của số này. Ghi mã nguồn trong tệp, hoặc chọn nguồn khi gửi."
            yield Objection(row.at, "", "", message, Fault.SOURCE)

    def _nearest(self, code: str, among: Iterable[str]) -> str:
        """The known code that is most like an unknown one; empty if none is, or too many were unknown already."""
        if code not in self.hints and len(self.hints) < _MOST_HINTS:
            self.hints[code] = next(iter(get_close_matches(code[:120], list(among), 1)), "")
        return self.hints.get(code, "")

    def _wrong_period(self, row: FigureRow, day: date) -> Iterable[Objection]:
        if not row.period:
            return
        period = Period.parse(row.period)
        if period.start > day:
            message = f"Kỳ {period.label} chưa bắt đầu nên chưa thể có số thực hiện. Kiểm tra lại kỳ."
            yield Objection(row.at, "", row.period, message, Fault.PERIOD_AHEAD)
        if row.unit and len(self.units.on(row.unit, period.end)) != 1:
            message = self.units.why_not(row.unit, period.end)
            yield Objection(row.at, "", row.unit, message, Fault.UNIT)


def _wrong_parts(row: FigureRow, rules: IndicatorRules) -> Iterable[Objection]:
    """Parts where there can be none, one part without the other, and a value that is not what its parts make."""
    has = (row.numerator is not None, row.denominator is not None)
    if any(has) and not rules.is_ratio:
        message = f"«{rules.name}» không phải là tỷ lệ nên không có tử số, mẫu số. Chỉ gửi giá trị."
        yield Objection(row.at, "", row.indicator, message, Fault.VALUE)
    elif any(has) and not all(has):
        lacking = "mẫu số" if has[0] else "tử số"
        yield Objection(row.at, "", row.indicator, f"Thiếu {lacking}. Gửi đủ tử số và mẫu số.", Fault.VALUE)
    elif row.numerator is not None and row.denominator:
        yield from _wrong_value(row, row.numerator / row.denominator * rules.scale)


def _wrong_value(row: FigureRow, made: Decimal) -> Iterable[Objection]:
    """``made`` of the parts: too large for the register, or not what the file says it is."""
    if made.adjusted() >= MOST_DIGITS:
        message = "Tử số chia mẫu số ra số quá lớn. Kiểm tra xem có đổi chỗ hai số không."
        yield Objection(row.at, "", row.indicator, message, Fault.VALUE)
    elif row.value is not None:
        exponent = row.value.as_tuple().exponent
        half = Decimal("0.5").scaleb(exponent if isinstance(exponent, int) else 0)
        if abs(made - row.value) > half:
            message = (
                f"Giá trị {write_number(row.value)} khác tử số chia mẫu số ({write_number(made.quantize(_SMALLEST))}). "
                "Sửa cho khớp, hoặc chỉ gửi tử số và mẫu số."
            )
            yield Objection(row.at, "", str(row.value), message, Fault.VALUE)


# What recording would change -------------------------------------------------------------------------------------

_Cell = tuple[int, int, str, int | None]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The figures in force of a cell: the one in use, and what each source says in each vintage."""

    words: str
    worth: tuple[int, int]
    said: frozenset[tuple[object, ...]]


def _with_fates(rows: Sequence[_Meant]) -> Iterable[CheckedRow]:
    recorded = _recorded(rows)
    ranks = dict(DataSource.objects.values_list("pk", "rank"))
    for meant in rows:
        figure, value = meant.figure, value_of(meant.figure, meant.rules)
        known = recorded.get((figure.indicator_id, figure.unit_id, figure.period, figure.category_id))
        fate = Fate.IMPORTED if known is None else Fate.UPDATED
        if known is not None and _what(replace(figure, value=value)) in known.said:
            fate = Fate.UNCHANGED
        worth = (ranks[figure.source_id], _VINTAGE_RANK[figure.vintage])
        yield CheckedRow(
            meant.row, figure, fate, meant.indicator, meant.unit,
            after=_in_words(value, figure.is_nil, figure.is_not_applicable, meant.indicator.places),
            before=known.words if known else "",
            stays_aside=known is not None and worth > known.worth,
        )  # fmt: skip


def _what(figure: Figure) -> tuple[object, ...]:
    """Everything that a figure says, comparable between what is sent and what is recorded."""
    parts = (figure.value, figure.numerator, figure.denominator)
    numbers = tuple(None if part is None or figure.is_nil else part.normalize() for part in parts)
    vintage = None if figure.is_not_applicable else figure.vintage  # what cannot be has none
    return (figure.source_id, vintage, figure.is_nil, figure.is_not_applicable, figure.comment, *numbers)


def _recorded(rows: Sequence[_Meant]) -> dict[_Cell, _Recorded]:
    """By cell: one query."""
    if not rows:
        return {}
    figures = [meant.figure for meant in rows]
    found = Observation.objects.filter(
        indicator_id__in={figure.indicator_id for figure in figures},
        unit_id__in={figure.unit_id for figure in figures},
        period__in={figure.period for figure in figures},
        batch__reversed_at__isnull=True,
    ).select_related("source", "indicator")
    by_cell: dict[_Cell, list[Observation]] = defaultdict(list)
    for one in found.iterator(chunk_size=5_000):
        by_cell[one.indicator_id, one.unit_id, one.period, one.category_id].append(one)
    wanted = {(f.indicator_id, f.unit_id, f.period, f.category_id) for f in figures}
    return {cell: _summed_up(ones) for cell, ones in by_cell.items() if cell in wanted}


def _summed_up(ones: Sequence[Observation]) -> _Recorded:
    current = next((one for one in ones if one.is_current), ones[-1])
    latest = {(one.source_id, one.vintage): one for one in sorted(ones, key=lambda one: one.pk)}
    said = frozenset(
        _what(
            Figure(
                one.indicator_id, one.unit_id, one.period, one.category_id, one.value, one.numerator, one.denominator,
                one.is_nil, Vintage(one.vintage), one.source_id, one.comment, one.is_not_applicable,
            )
        )
        for one in latest.values()
    )  # fmt: skip
    worth = (current.source.rank, _VINTAGE_RANK[Vintage(current.vintage)])
    words = _in_words(current.value, current.is_nil, current.is_not_applicable, current.indicator.places)
    return _Recorded(words, worth, said)


def _in_words(value: Decimal | None, is_nil: bool, is_not_applicable: bool, places: int) -> str:
    if is_not_applicable:
        return "không áp dụng"
    return "không phát sinh" if is_nil else write_number(value or 0, places)


def where(checked: Checked, objection: Objection) -> str:
    """How the place of an objection is told: "Dòng 3, cột value"."""
    column = f"cột {objection.column}" if objection.column else ""
    place = f"{checked.place_word} {objection.at}" if objection.at else ""
    return ", ".join(filter(None, (place, column))) or "Cả tệp"
