"""The workbooks that go out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from ansinh.apps.indicators.entry_grid import EMPTY, Column, Grid, Key, LastFigure, read_grid
from ansinh.apps.indicators.models import EntrySheet, Observation
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.apps.workbooks.models import Upload
from ansinh.apps.workbooks.queries import (
    category_code,
    file_bytes,
    form_columns,
    identity_of,
    known_indicators,
)
from ansinh.domain.entry_checks import read_typed
from ansinh.domain.figures import write_date
from ansinh.domain.form_workbooks import TABLE_KIND, Identity, written_notes
from ansinh.domain.indicators import VINTAGE_LABELS, Vintage
from ansinh.domain.long_tables import GUIDE, HEADINGS, VINTAGE
from ansinh.domain.periods import Period
from ansinh.domain.workbook_cells import BookProblem, typed_text
from ansinh.kit.clock import now
from ansinh.papers.sheets.annotating import annotate
from ansinh.papers.sheets.entry_books import (
    Figure,
    FilledCell,
    FormBook,
    TableBook,
    UnitLine,
    render_form,
    render_table,
)

#: More digits than this would come back rounded: such a figure goes out as words.
_DIGITS = 15
#: Problems written into a copy; a file with more of them is better made anew.
_MOST_WRITTEN = 20_000


def form_workbook(sheet: EntrySheet) -> bytes:
    """The sheet as a workbook to fill in: figures as they stand, the last period beside them."""
    grid = read_grid(sheet)
    columns = form_columns(grid.columns)
    period = Period.parse(sheet.period)
    return render_form(
        FormBook(
            identity=identity_of(sheet, columns),
            title=f"{sheet.form.name}, {period.label}",
            subtitle=_subtitle(sheet, period),
            columns=columns,
            lines=[_line(grid, unit.pk, unit.code, unit.name) for unit in grid.units],
            places={column.pk: column.rules.places for column in grid.columns},
            scales={column.pk: column.rules.rules.scale for column in grid.columns},
            definitions=[(f"{column.letter}. {column.title}", _definition(column)) for column in grid.columns],
            made_at=now(),
            limits={column.pk: (column.rules.rules.floor, column.rules.rules.ceiling) for column in grid.columns},
        )
    )


def _subtitle(sheet: EntrySheet, period: Period) -> str:
    parts = [
        str(sheet.organisation),
        f"số {sheet.get_vintage_display()}",
        f"số liệu chốt đến {write_date(sheet.data_until)}" if sheet.data_until else "",
        f"gửi duyệt chậm nhất {write_date(sheet.due_on)}" if sheet.due_on else "",
        f"cột xám là {period.previous().label}",
        "cách ghi ở trang «Hướng dẫn»",
    ]
    return " · ".join(part for part in parts if part)


def _definition(column: Column) -> str:
    indicator = column.row.indicator
    parts = f" Tử số: {indicator.numerator}. Mẫu số: {indicator.denominator}." if column.has_parts else ""
    return f"{indicator.definition}{parts}"


def _line(grid: Grid, unit: int, code: str, name: str) -> UnitLine:
    keys = {column: (unit, column.pk) for column in grid.columns}
    comments = {column.letter: grid.cells.get(key, EMPTY).comment for column, key in keys.items()}
    return UnitLine(
        code, name, {column.pk: _cell(grid, column, key) for column, key in keys.items()}, written_notes(comments)
    )


def _cell(grid: Grid, column: Column, key: Key) -> FilledCell:
    stored, last, checked = grid.cells.get(key, EMPTY), grid.previous.get(key), grid.checked[key]
    texts = (stored.raw, stored.raw_denominator) if column.has_parts else (stored.raw,)
    has_rate = column.has_parts and not checked.has_error and not checked.is_nil
    return FilledCell(
        tuple(figure_of(text) for text in texts),
        checked.value if has_rate else None,
        _last(last),
    )


def _last(last: LastFigure | None) -> Decimal | str | None:
    if last is None or last.is_nil or last.is_not_applicable:
        return None if last is None else "-" if last.is_nil else "x"
    return last.value


def figure_of(text: str) -> Figure:
    """What was typed as a workbook holds it: a number where it is one that Excel keeps whole, otherwise the words."""
    typed = read_typed(text)
    if typed.is_missing:
        return None
    if typed.is_nil:
        return "-"
    if typed.is_not_applicable:
        return "x"
    return text if typed.number is None or _digits(typed.number) > _DIGITS else typed.number


def _digits(number: Decimal) -> int:
    return len(number.normalize().as_tuple().digits)


def checked_copy(upload: Upload) -> bytes:
    """The officer's own workbook with every problem in a column "Lỗi"."""
    problems = [
        BookProblem(one.what, one.remedy, one.sheet_name, one.row, one.column, one.is_error)
        for one in upload.problems.all()[:_MOST_WRITTEN]
    ]
    return annotate(file_bytes(upload), upload.file_name, problems)


# The long table ----------------------------------------------------------------------------------------------------

_VINTAGE_COLUMN = [heading.key for heading in HEADINGS].index(VINTAGE)
_WIDTHS = (30, 46, 11, 24, 10, 22, 14, 14, 14, 13, 34)


def table_workbook(period: Period | None = None) -> bytes:
    """The long table to fill in; with ``period``, its current figures stand in it already."""
    indicators = known_indicators()
    return render_table(
        TableBook(
            identity=Identity(TABLE_KIND, period=period.code if period else ""),
            title="Bảng dài: ghi nhận nhiều chỉ số",
            headings=[heading.text for heading in HEADINGS],
            widths=_WIDTHS,
            lines=_current_lines(period) if period else (),
            indicators=[(one.code, one.name, one.rules.unit) for one in indicators],
            units=[_unit_line(unit) for unit in AdministrativeUnit.objects.order_by("level", "sort_key", "valid_from")],
            choices={0: (), _VINTAGE_COLUMN: list(VINTAGE_LABELS.values())},
            guide=GUIDE,
            made_at=now(),
        )
    )


def _current_lines(period: Period) -> list[tuple[Figure, ...]]:
    rows = (
        Observation.objects.filter(period=period.code, is_current=True)
        .select_related("indicator", "unit", "category__dimension")
        .order_by("indicator__code", "category_id", "unit__sort_key")
    )
    return [_figure_line(row) for row in rows.iterator(chunk_size=2_000)]


def _figure_line(row: Observation) -> tuple[Figure, ...]:
    value: Figure = "x" if row.is_not_applicable else "-" if row.is_nil else _kept(row.value)
    return (
        row.indicator.code,
        row.indicator.name,
        row.unit.code,
        row.unit.name,
        row.period,
        category_code(row.category) if row.category else None,
        value,
        _kept(row.numerator),
        _kept(row.denominator),
        VINTAGE_LABELS[Vintage(row.vintage)],
        row.comment or None,
    )


def _kept(number: Decimal | None) -> Figure:
    return None if number is None else typed_text(number) if _digits(number) > _DIGITS else number


def _unit_line(unit: AdministrativeUnit) -> tuple[str, ...]:
    until = f" đến hết {write_date(unit.valid_to - timedelta(days=1))}" if unit.valid_to else ""
    return (unit.code, unit.name, unit.get_level_display(), f"từ {write_date(unit.valid_from)}{until}")
