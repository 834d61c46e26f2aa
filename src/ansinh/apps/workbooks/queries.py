"""What a workbook is read against: a sheet's shape, the register of units."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.storage import default_storage

from ansinh.apps.documents.actions import storage_path
from ansinh.apps.indicators.entry_grid import Column, Grid
from ansinh.apps.indicators.models import EntrySheet
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.apps.workbooks.models import Upload
from ansinh.domain.form_workbooks import FORM_KIND, FormColumn, FormShape, Identity, headings_of, version_of
from ansinh.domain.periods import Period
from ansinh.domain.unit_codes import DatedUnit, UnitRegister


def form_columns(columns: Iterable[Column]) -> tuple[FormColumn, ...]:
    """The columns of a sheet as a workbook shows them."""
    return tuple(
        FormColumn(column.pk, column.letter, column.title, column.unit, column.has_parts) for column in columns
    )


def identity_of(sheet: EntrySheet, columns: Iterable[FormColumn]) -> Identity:
    """What the workbook of this sheet says it is."""
    version = version_of(heading.text for heading in headings_of(tuple(columns)))
    return Identity(FORM_KIND, sheet.form.code, version, sheet.period, sheet.organisation.code)


def shape_of(grid: Grid) -> FormShape:
    """What a returned workbook of this sheet is read against."""
    return FormShape(
        form_columns(grid.columns),
        {unit.pk: unit.name for unit in grid.units},
        unit_register(),
        Period.parse(grid.sheet.period),
    )


def unit_register() -> UnitRegister:
    """Every unit there is or was: one query."""
    rows = AdministrativeUnit.objects.order_by("sort_key").values_list(
        "pk", "code", "name", "kind", "level", "valid_from", "valid_to"
    )
    return UnitRegister(DatedUnit(*row) for row in rows)


def file_bytes(upload: Upload) -> bytes:
    """The workbook as it came in."""
    with default_storage.open(storage_path(upload.file.sha256)) as file:
        data: bytes = file.read()
    return data
