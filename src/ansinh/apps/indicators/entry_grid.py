"""A sheet read whole: its columns, rows, cells, the last period and every check; what keeps it from being sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Q

from ansinh.apps.indicators.models import (
    Category,
    EntryCell,
    EntrySheet,
    FormColumn,
    Indicator,
    Observation,
    TargetMeasurement,
)
from ansinh.apps.indicators.queries import rules_for
from ansinh.apps.orgs.models import AdministrativeUnit, OrganisationKind, UnitMembership
from ansinh.domain.entry_checks import (
    Checked,
    ColumnRules,
    Entered,
    Finding,
    Level,
    Whole,
    check_cell,
    check_wholes,
    cut_off_problem,
)
from ansinh.domain.indicators import PlaceRule, Shape, Vintage
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.clock import today

#: (unit, column)
Key = tuple[int, int]


class CellText(NamedTuple):
    """What stands in a cell, as it was typed; ``version`` is 0 before anything was. A tuple: a sheet has thousands."""

    raw: str = ""
    raw_denominator: str = ""
    comment: str = ""
    version: int = 0
    changed_by_name: str = ""
    changed_at: datetime | None = None


EMPTY = CellText()


class LastFigure(NamedTuple):
    """The approved figure of the period before."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    is_nil: bool = False
    is_not_applicable: bool = False


@dataclass(frozen=True)
class Column:
    """A column of the form with its letter, its rules and how it adds up over the rows."""

    row: FormColumn
    letter: str
    rules: ColumnRules
    title: str
    unit: str

    @cached_property
    def pk(self) -> int:
        return self.row.pk

    @cached_property
    def has_parts(self) -> bool:
        return self.rules.has_parts

    @property
    def span(self) -> int:
        return 3 if self.has_parts else 1

    @property
    def adds_up(self) -> bool:
        return self.row.indicator.over_place in (PlaceRule.SUM, PlaceRule.RATIO_OF_SUMS)


@dataclass(frozen=True)
class Grid:
    """A sheet read whole: columns, units in order, cells as stored, the last period, and every check."""

    sheet: EntrySheet
    columns: tuple[Column, ...]
    units: tuple[AdministrativeUnit, ...]
    cells: Mapping[Key, CellText]
    previous: Mapping[Key, LastFigure]
    checked: Mapping[Key, Checked]

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        return tuple((unit.pk, column.pk) for unit in self.units for column in self.columns)

    @cached_property
    def errors(self) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if self.checked[key].has_error)

    @cached_property
    def unexplained(self) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if self.checked[key].needs_explanation)

    @cached_property
    def blanks(self) -> tuple[Key, ...]:
        return tuple(key for key in self.keys if self.checked[key].is_blank)

    def place_of(self, key: Key) -> str:
        """``Dòng 9, cột C``"""
        return f"Dòng {self.row_numbers[key[0]]}, cột {self.letters[key[1]]}"

    @cached_property
    def row_numbers(self) -> dict[int, int]:
        return {unit.pk: number for number, unit in enumerate(self.units, 1)}

    @cached_property
    def letters(self) -> dict[int, str]:
        return {column.pk: column.letter for column in self.columns}

    @cached_property
    def unit_names(self) -> dict[int, str]:
        return {unit.pk: unit.name for unit in self.units}


def read_grid(sheet: EntrySheet, typed: Mapping[Key, CellText] | None = None) -> Grid:
    """Seven queries whatever the size. ``typed`` are cells not saved (somebody was faster), shown as they were typed."""
    columns = _columns(sheet)
    units = units_of(sheet)
    cells = stored_texts(sheet) | dict(typed or {})
    previous = _last_period(sheet, columns, units)
    wholes = _wholes(columns)
    checked: dict[Key, Checked] = {}
    for unit in units:
        checked.update(_check_row(unit.pk, columns, wholes, cells, previous))
    return Grid(sheet, columns, units, cells, previous, checked)


def units_of(sheet: EntrySheet) -> tuple[AdministrativeUnit, ...]:
    """The rows: a local committee's own units, for everybody else the whole province's, on the period's last day."""
    day = Period.parse(sheet.period).end
    units = AdministrativeUnit.objects.in_force_on(day).filter(level=sheet.form.level)
    organisation = sheet.organisation
    if organisation.kind in (OrganisationKind.DISTRICT_COMMITTEE, OrganisationKind.COMMUNE_COMMITTEE):
        below = UnitMembership.objects.in_force_on(day).filter(parent_id=organisation.unit_id).values("unit_id")
        units = units.filter(Q(pk=organisation.unit_id) | Q(pk__in=below))
    return tuple(units)


def stored_texts(sheet: EntrySheet) -> dict[Key, CellText]:
    """One query."""
    rows = sheet.cells.order_by().values_list("unit_id", "column_id", *CellText._fields)
    return {(unit, column): CellText(*texts) for unit, column, *texts in rows}


def _columns(sheet: EntrySheet) -> tuple[Column, ...]:
    rows = list(sheet.columns.select_related("indicator", "category__dimension").order_by("order"))
    growing = set(
        TargetMeasurement.objects.filter(
            shape=Shape.CUMULATIVE, indicator_id__in={row.indicator_id for row in rows}
        ).values_list("indicator_id", flat=True)
    )
    return tuple(_column(row, _letter(order), row.indicator_id in growing) for order, row in enumerate(rows))


def _column(row: FormColumn, letter: str, never_falls: bool) -> Column:
    indicator = row.indicator
    rules = ColumnRules(
        letter=letter,
        rules=rules_for(indicator),
        places=indicator.places,
        has_parts=has_parts(indicator),
        jump_limit=row.jump_limit,
        never_falls=never_falls,
    )
    title = f"{indicator.name}: {row.category.name}" if row.category else indicator.name
    return Column(row, letter, rules, title, indicator.unit)


def has_parts(indicator: Indicator) -> bool:
    """Numerator and denominator are asked for where the definition names both."""
    return indicator.is_ratio and bool(indicator.numerator and indicator.denominator)


def _letter(order: int) -> str:
    """A … Z, AA …: as spreadsheets name columns."""
    return (_letter(order // 26 - 1) if order >= 26 else "") + chr(ord("A") + order % 26)


def _last_period(
    sheet: EntrySheet, columns: Sequence[Column], units: Sequence[AdministrativeUnit]
) -> dict[Key, LastFigure]:
    before = Period.parse(sheet.period).previous().code
    at = {(column.row.indicator_id, column.row.category_id): column.pk for column in columns}
    rows = Observation.objects.filter(
        indicator_id__in={indicator for indicator, _ in at},
        unit_id__in=[unit.pk for unit in units],
        period=before,
        is_current=True,
    ).values_list("indicator_id", "category_id", "unit_id", *LastFigure._fields)
    return {
        (unit, at[indicator, category]): LastFigure(*figure)
        for indicator, category, unit, *figure in rows
        if (indicator, category) in at
    }


def _wholes(columns: Sequence[Column]) -> tuple[Whole, ...]:
    """Columns that are a total with all groups of a complete breakdown beside it."""
    totals = {c.row.indicator_id: c for c in columns if c.row.category_id is None}
    groups: dict[tuple[int, int], list[Column]] = defaultdict(list)
    for column in columns:
        category = column.row.category
        if category is not None and category.dimension.is_complete and column.row.indicator_id in totals:
            groups[column.row.indicator_id, category.dimension_id].append(column)
    if not groups:
        return ()
    sizes = dict(
        Category.objects.filter(dimension_id__in={dimension for _, dimension in groups})
        .order_by()
        .values_list("dimension_id")
        .annotate(Count("pk"))
    )
    return tuple(
        Whole(str(totals[indicator].pk), tuple(str(c.pk) for c in parts), _breakdown(parts[0]))
        for (indicator, dimension), parts in groups.items()
        if len(parts) == sizes[dimension]
    )


def _breakdown(column: Column) -> str:
    category = column.row.category
    return category.dimension.name.lower() if category else ""


def _check_row(
    unit: int,
    columns: Sequence[Column],
    wholes: Sequence[Whole],
    cells: Mapping[Key, CellText],
    previous: Mapping[Key, LastFigure],
) -> dict[Key, Checked]:
    row: dict[str, Checked] = {}
    for column in columns:
        cell, last = cells.get((unit, column.pk), EMPTY), previous.get((unit, column.pk))
        entered = Entered(cell.raw, cell.raw_denominator, cell.comment)
        row[str(column.pk)] = check_cell(entered, column.rules, last.value if last else None)
    if wholes:
        letters = {str(column.pk): column.letter for column in columns}
        for key, finding in check_wholes(dict(row), wholes, letters):
            row[key] = replace(row[key], findings=(*row[key].findings, finding))
    return {(unit, int(column)): checked for column, checked in row.items()}


# What is typed into it -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellChange:
    """What was typed into a cell seen at ``version`` (0: still empty). None leaves a text as it is."""

    unit_id: int
    column_id: int
    version: int
    text: str | None = None
    denominator: str | None = None
    comment: str | None = None

    @property
    def key(self) -> Key:
        return (self.unit_id, self.column_id)

    def over(self, cell: CellText | EntryCell) -> tuple[str, str, str]:
        """Text, denominator and comment of ``cell`` after this change, in NFC and as long as the table keeps."""
        return (
            _kept(self.text, cell.raw, 60),
            _kept(self.denominator, cell.raw_denominator, 60),
            _kept(self.comment, cell.comment, 500),
        )


def _kept(new: str | None, old: str, longest: int) -> str:
    return old if new is None else squeeze(nfc(new))[:longest]


def real_changes(sheet: EntrySheet, changes: Sequence[CellChange]) -> list[CellChange]:
    """Without those that would leave a cell as it stands (autosave was faster than the form)."""
    stored = stored_texts(sheet)
    return [change for change in changes if change.over(cell := stored.get(change.key, EMPTY)) != cell[:3]]


# What may not be sent --------------------------------------------------------------------------------------------


def sending_problems(grid: Grid, accept_blanks: bool) -> list[tuple[str, str]]:
    """(message, key of the cell or empty): everything that keeps a sheet from being sent, all at once."""
    sheet = grid.sheet
    problems = []
    if message := cut_off_problem(Vintage(sheet.vintage), sheet.data_until, today()):
        problems.append((message, ""))
    if len(grid.blanks) == len(grid.keys):
        problems.append(("Biểu chưa có số nào. Nhập số, hoặc gõ «-» ở ô không phát sinh.", ""))
    elif grid.blanks and not accept_blanks:
        problems.append(
            (
                f"Còn {len(grid.blanks)} ô trống. Nhập tiếp, gõ «-» ở ô không phát sinh, hoặc đánh dấu xác nhận ô "
                "trống là chưa có số liệu rồi gửi.",
                "",
            )
        )
    for key in grid.errors:
        problems += [(f"{where(grid, key)}: {f.message}", cell_name(key)) for f in findings_of(grid, key, Level.ERROR)]
    for key in grid.unexplained:
        problems += [
            (f"{where(grid, key)}: {f.message}", cell_name(key)) for f in findings_of(grid, key, Level.WARNING)
        ]
    return problems


def findings_of(grid: Grid, key: Key, level: Level) -> list[Finding]:
    """What was found in a cell, of one level."""
    return [finding for finding in grid.checked[key].findings if finding.level is level]


def where(grid: Grid, key: Key) -> str:
    """``Dòng 9, cột C (Sơn Hà)``"""
    return f"{grid.place_of(key)} ({grid.unit_names[key[0]]})"


def cell_name(key: Key) -> str:
    """Name of a cell's first field: ``o-12-3``."""
    return f"o-{key[0]}-{key[1]}"
