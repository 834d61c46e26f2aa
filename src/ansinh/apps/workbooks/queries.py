"""What a workbook is read against: a sheet's shape, the register of units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.core.files.storage import default_storage
from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ansinh.apps.documents.actions import storage_path
from ansinh.apps.indicators.entry_grid import Column, Grid
from ansinh.apps.indicators.models import Category, EntrySheet, Indicator, Observation
from ansinh.apps.indicators.queries import rules_for
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.apps.workbooks.models import Change, StagedFigure, Upload
from ansinh.domain.form_workbooks import FORM_KIND, FormColumn, FormShape, Identity, headings_of, version_of
from ansinh.domain.long_tables import KnownIndicator
from ansinh.domain.periods import Period
from ansinh.domain.unit_codes import DatedUnit, UnitRegister
from ansinh.domain.vietnamese import search_key


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


# The long table ----------------------------------------------------------------------------------------------------


def known_indicators() -> tuple[KnownIndicator, ...]:
    """Every indicator with its groups, as a long table may name them: three queries."""
    groups: dict[int, list[Category]] = {}
    for category in Category.objects.select_related("dimension").order_by("dimension", "order"):
        groups.setdefault(category.dimension_id, []).append(category)
    return tuple(
        KnownIndicator(
            indicator.pk,
            indicator.code,
            indicator.name,
            rules_for(indicator),
            indicator.places,
            _categories([group for one in indicator.dimensions.all() for group in groups.get(one.pk, ())]),
        )
        for indicator in Indicator.objects.prefetch_related("dimensions").order_by("code")
    )


def _categories(groups: Iterable[Category]) -> dict[str, int]:
    """By "gioi-tinh/nam", and by name where only one group has it."""
    found: dict[str, int] = {}
    names: dict[str, list[int]] = {}
    for group in groups:
        found[category_code(group)] = group.pk
        names.setdefault(search_key(group.name), []).append(group.pk)
    return found | {name: keys[0] for name, keys in names.items() if len(keys) == 1}


def category_code(category: Category) -> str:
    """``gioi-tinh/nam``"""
    return f"{category.dimension.code}/{category.code}"


def current_figure() -> Case:
    """Key of the figure that is current in the cell of a staged row; to annotate or to update staged rows with."""
    cell = Observation.objects.filter(
        is_current=True, indicator=OuterRef("indicator"), unit=OuterRef("unit"), period=OuterRef("period")
    )
    return Case(
        When(category__isnull=True, then=Subquery(cell.filter(category__isnull=True).values("pk")[:1])),
        default=Subquery(cell.filter(category=OuterRef("category")).values("pk")[:1]),
    )


def what_changes() -> Case:
    """Whether a staged row is new, changes its cell's current figure, or says the same, whoever its source."""
    none = Value(Decimal("-1e13"), output_field=DecimalField(max_digits=20, decimal_places=6))
    numbers = ("value", "numerator", "denominator")
    same = Observation.objects.alias(**{f"a_{name}": Coalesce(name, none) for name in numbers}).filter(
        **{f"a_{name}": Coalesce(OuterRef(name), none) for name in numbers},
        pk=OuterRef("old"),
        is_nil=OuterRef("is_nil"),
        is_not_applicable=OuterRef("is_not_applicable"),
        vintage=OuterRef("vintage"),
    )
    return Case(
        When(old__isnull=True, then=Value(Change.NEW.value)),
        When(Exists(same), then=Value(Change.SAME.value)),
        default=Value(Change.CHANGED.value),
    )


def overtaken(upload: Upload) -> QuerySet[StagedFigure]:
    """Rows whose cell has another current figure now than when the file was checked."""
    appeared, went = Q(now__isnull=False, old__isnull=True), Q(now__isnull=True, old__isnull=False)
    replaced = Q(now__isnull=False, old__isnull=False) & ~Q(now=F("old"))
    return upload.figures.annotate(now=current_figure()).filter(appeared | went | replaced).order_by("row")
