"""Reads what the checks look at: figures in force, figures that were replaced, sheets. A fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Count, F, IntegerField, Max, Min, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.models import (
    Batch,
    Category,
    DataSource,
    Dimension,
    EntryCell,
    EntrySheet,
    Indicator,
    Observation,
    SheetState,
)
from ansinh.apps.indicators.pages import province_unit
from ansinh.apps.orgs.models import AdministrativeUnit, OrganisationKind, UnitMembership
from ansinh.domain.periods import Period
from ansinh.domain.quality.reporting import Sheet
from ansinh.domain.rollup import NOT_APPLICABLE, Belonging, Cell
from ansinh.kit.clock import day_of

_CHUNK = 10_000
_LOCAL = (OrganisationKind.DISTRICT_COMMITTEE, OrganisationKind.COMMUNE_COMMITTEE)
_SENT = "indicators.submit_sheet"

#: (indicator, unit, category): what has one series.
SeriesKey = tuple[int, int, int | None]


class Row(NamedTuple):
    """A recorded figure. A tuple, because a survey reads tens of thousands."""

    pk: int
    indicator: int
    unit: int
    category: int | None
    period: Period
    cell: Cell
    source: int
    vintage: str
    batch: int

    @property
    def series(self) -> SeriesKey:
        return (self.indicator, self.unit, self.category)


class Holder(NamedTuple):
    """Who answers for a figure, who approved it, on which sheet it came."""

    organisation: int | None
    approver: int | None
    sheet: int | None = None


class Recording(NamedTuple):
    """How a batch came into the record. ``reporter`` counted the figures himself."""

    reporter: int | None
    approver: int | None
    sheet: int | None
    at: datetime
    by: str
    is_reversed: bool


@dataclass(frozen=True)
class Store:
    """Everything a survey looks at, read once."""

    current: tuple[Row, ...]
    #: No longer in force, or never was because a better source was: by cell and period.
    others: tuple[Row, ...]
    replaced: frozenset[int]  # keys of others that were in force once
    recordings: Mapping[int, Recording]
    indicators: Mapping[int, Indicator]
    units: Mapping[int, AdministrativeUnit]
    categories: Mapping[int, Category]
    dimensions: Mapping[int, Dimension]
    source_names: Mapping[int, str]
    belongings: tuple[Belonging, ...]
    root: int | None

    def holder(self, row: Row) -> Holder:
        recording, indicator = self.recordings[row.batch], self.indicators[row.indicator]
        if recording.sheet is not None or recording.reporter is not None:
            return Holder(recording.reporter, recording.approver or indicator.approver_id, recording.sheet)
        return Holder(indicator.reporter_id, indicator.approver_id)


def read_store() -> Store:
    """Nine queries, however many figures there are."""
    rows = Observation.objects.order_by("pk")
    others, replaced = [], set()
    for row, was_in_force in _rows(rows.filter(is_current=False)):
        others.append(row)
        if was_in_force:
            replaced.add(row.pk)
    province = province_unit()
    return Store(
        current=tuple(row for row, _ in _rows(rows.filter(is_current=True))),
        others=tuple(others),
        replaced=frozenset(replaced),
        recordings=_recordings(),
        indicators=Indicator.objects.in_bulk(),
        units=AdministrativeUnit.objects.in_bulk(),
        categories=Category.objects.in_bulk(),
        dimensions=Dimension.objects.in_bulk(),
        source_names=dict(DataSource.objects.values_list("pk", "name")),
        belongings=tuple(
            Belonging(*row)
            for row in UnitMembership.objects.order_by("pk").values_list(
                "unit_id", "parent_id", "valid_from", "valid_to"
            )
        ),
        root=province.pk if province else None,
    )


def stamp(day: date) -> str:
    """Changes when a figure, a sheet, a definition, a source or the day does. Four queries."""
    facts = (
        day,
        Batch.objects.aggregate(Max("pk"), Max("reversed_at"), Count("pk")),
        EntrySheet.objects.aggregate(Max("pk"), Count("pk"), Sum("version")),
        Indicator.objects.aggregate(Max("pk"), Count("pk"), Sum("version")),
        DataSource.objects.aggregate(Max("pk"), Count("pk"), Sum("rank")),
    )
    return sha256(repr(facts).encode()).hexdigest()


class _Numbers(dict[str | None, Decimal | None]):
    """Numbers by how they are written; most figures of a store are written many times."""

    def __missing__(self, written: str | None) -> Decimal | None:
        self[written] = number = None if written is None else Decimal(written)
        return number


class _Periods(dict[str, Period]):
    def __missing__(self, code: str) -> Period:
        self[code] = period = Period.parse(code)
        return period


def _rows(rows: QuerySet[Observation]) -> Iterator[tuple[Row, bool]]:
    """Each with whether it was in force once. Numbers come as text: exact, and quicker than the ORM's own."""
    plain = [
        Cast("is_nil", IntegerField()),
        *(Cast(c, TextField()) for c in ("value", "numerator", "denominator")),
        Cast("is_not_applicable", IntegerField()),
    ]
    number, periods = _Numbers(), _Periods()
    columns = ("pk", "indicator_id", "unit_id", "category_id", "period", "source_id", "vintage", "batch_id")
    for given in rows.values_list(*columns, "superseded_at", *plain).iterator(chunk_size=_CHUNK):
        (
            pk,
            indicator,
            unit,
            category,
            code,
            source,
            vintage,
            batch,
            superseded,
            is_nil,
            value,
            upper,
            lower,
            not_applicable,
        ) = given
        cell = NOT_APPLICABLE if not_applicable else Cell(number[value], number[upper], number[lower], bool(is_nil))
        yield Row(pk, indicator, unit, category, periods[code], cell, source, vintage, batch), superseded is not None


def _recordings() -> dict[int, Recording]:
    rows = Batch.objects.values_list(
        "pk", "organisation_id", "sheets__form__approver_id", "sheets", "recorded_at", "recorded_by_name", "reversed_at"
    )
    return {
        pk: Recording(reporter, approver, sheet, at, by, reversed_at is not None)
        for pk, reporter, approver, sheet, at, by, reversed_at in rows
    }


# Sheets ---------------------------------------------------------------------------------------------------------


class UnitCells(NamedTuple):
    """Of a sheet's row: cells that hold a figure, of those of which one is expected ("không áp dụng" is not)."""

    filled: int
    expected: int


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sheet with what is expected of it and what it has; ``cells`` by unit."""

    row: EntrySheet
    facts: Sheet
    cells: Mapping[int, UnitCells]


def read_sheets(sheets: QuerySet[EntrySheet]) -> tuple[SheetFacts, ...]:
    """Five queries, however many sheets: themselves, units, who belongs to whom, cells, first sendings."""
    rows = list(
        sheets.select_related("form", "organisation")
        .annotate(column_count=Count("form__columns", filter=Q(form__columns__edition=F("edition"))))
        .order_by("pk")
    )
    if not rows:
        return ()
    places = _Places.read()
    cells = _answered_cells(sheets)
    sent = _first_sendings()
    return tuple(_facts(row, places.rows_of(row), cells.get(row.pk, {}), sent) for row in rows)


def _facts(
    row: EntrySheet, units: Collection[int], answered: Mapping[int, UnitCells], sent: Mapping[int, datetime]
) -> SheetFacts:
    columns: int = row.column_count  # type: ignore[attr-defined]
    moments = [moment for moment in (sent.get(row.pk), row.submitted_at) if moment is not None]
    cells = {unit: answered.get(unit, UnitCells(0, 0)) for unit in units}
    cells = {unit: UnitCells(given.filled, columns + given.expected) for unit, given in cells.items()}
    facts = Sheet(
        due_on=row.due_on,
        sent_on=day_of(min(moments)) if moments else None,
        expected=sum(given.expected for given in cells.values()),
        filled=sum(given.filled for given in cells.values()),
        is_approved=row.state == SheetState.APPROVED,
    )
    return SheetFacts(row, facts, cells)


@dataclass(frozen=True)
class _Places:
    """Units by level with their days, and who belongs to whom: what `entry_grid.units_of` asks for one sheet."""

    units: Mapping[str, Sequence[tuple[int, date, date | None]]]
    below: Mapping[int, Sequence[tuple[int, date, date | None]]]

    @classmethod
    def read(cls) -> _Places:
        units: dict[str, list[tuple[int, date, date | None]]] = defaultdict(list)
        ordered = AdministrativeUnit.objects.order_by("sort_key", "pk")
        for level, *unit in ordered.values_list("level", "pk", "valid_from", "valid_to"):
            units[level].append(tuple(unit))  # type: ignore[arg-type]
        below: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
        for parent, *unit in UnitMembership.objects.values_list("parent_id", "unit_id", "valid_from", "valid_to"):
            below[parent].append(tuple(unit))  # type: ignore[arg-type]
        return cls(units, below)

    def rows_of(self, sheet: EntrySheet) -> tuple[int, ...]:
        day = Period.parse(sheet.period).end
        there = [unit for unit, since, until in self.units.get(sheet.form.level, ()) if _holds(since, until, day)]
        organisation = sheet.organisation
        if organisation.kind not in _LOCAL:
            return tuple(there)
        own = organisation.unit_id
        members = self.below.get(own, ()) if own is not None else ()
        local = {own, *(unit for unit, since, until in members if _holds(since, until, day))}
        return tuple(unit for unit in there if unit in local)


def _holds(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or until > day)


def _answered_cells(sheets: QuerySet[EntrySheet]) -> dict[int, dict[int, UnitCells]]:
    """By sheet and unit; ``expected`` is how many fewer are, below zero."""
    rows = EntryCell.objects.filter(sheet__in=sheets.order_by().values("pk")).order_by()
    holds_figure = Q(value__isnull=False) | Q(is_nil=True)
    counts = rows.values_list("sheet_id", "unit_id").annotate(
        filled=Count("pk", filter=holds_figure), outside=Count("pk", filter=Q(is_not_applicable=True))
    )
    found: dict[int, dict[int, UnitCells]] = defaultdict(dict)
    for sheet, unit, filled, outside in counts:
        found[sheet][unit] = UnitCells(filled, -outside)
    return found


def _first_sendings() -> dict[int, datetime]:
    rows = AuditEntry.objects.filter(action=_SENT, subject_type=EntrySheet._meta.label).order_by()
    first = rows.values_list("subject_id").annotate(first=Min("at"))
    return {int(subject): at for subject, at in first if subject.isdecimal()}
