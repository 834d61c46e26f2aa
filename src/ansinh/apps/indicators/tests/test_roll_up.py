from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from ansinh.apps.indicators.actions import record_figures
from ansinh.apps.indicators.models import Batch, DataSource, Indicator
from ansinh.apps.indicators.queries import Figures, roll_up, roll_up_series
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel, UnitMembership
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.periods import Period
from ansinh.domain.rollup import reported_words
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import system_actor
from tests.province import BEGAN, Province

YEAR = Period.parse("2024")
MERGER = date(2025, 7, 1)


def unit(name: str, level: UnitLevel, parent: AdministrativeUnit, **dates: date) -> AdministrativeUnit:
    dates = {"valid_from": BEGAN} | dates
    made = AdministrativeUnit.objects.create(
        code=str(AdministrativeUnit.objects.count()),
        name=name,
        kind="Xã",
        level=level,
        search_key=search_key(name),
        sort_key=sort_key(name),
        **dates,
    )
    UnitMembership.objects.create(unit=made, parent=parent, **dates)
    return made


@pytest.fixture
def communes(province: Province) -> dict[str, AdministrativeUnit]:
    """Two districts with two communes each; those of the second become one on 1/7/2025, when both districts end."""
    made = {}
    for name in ("Ba Tơ", "Lý Sơn"):
        made[name] = unit(name, UnitLevel.DISTRICT, province.unit, valid_to=MERGER)
    for name in ("Ba Bích", "Ba Xa"):
        made[name] = unit(name, UnitLevel.COMMUNE, made["Ba Tơ"], valid_to=MERGER)
        UnitMembership.objects.create(unit=made[name], parent=province.unit, valid_from=MERGER)
    for name in ("An Hải", "An Bình"):
        made[name] = unit(name, UnitLevel.COMMUNE, made["Lý Sơn"], valid_to=MERGER)
    made["Đặc khu Lý Sơn"] = unit("Đặc khu Lý Sơn", UnitLevel.COMMUNE, province.unit, valid_from=MERGER)
    return made


@pytest.fixture
def record(province: Province) -> Callable[..., Batch]:
    source = DataSource.objects.create(code="bao-cao", name="Báo cáo")

    def _record(unit: AdministrativeUnit, numerator: int, denominator: int, period: str = "2024") -> Batch:
        figure = Figure(
            province.indicator.pk, unit.pk, period, None, None, Decimal(numerator), Decimal(denominator),
            source_id=source.pk,
        )  # fmt: skip
        return record_figures(actor=system_actor("Thử"), kind=Batch.Kind.LOAD, title="Thử", figures=[figure])

    return _record


def test_share_of_the_province_is_ratio_of_sums_with_its_gaps(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch]
) -> None:
    record(communes["Ba Bích"], 30, 40)
    record(communes["Ba Xa"], 10, 60)
    record(communes["An Hải"], 0, 100)
    made = roll_up([province.indicator], YEAR, province.unit.pk)[province.indicator.pk]
    assert (made.value, made.numerator, made.denominator) == (20, 40, 200)
    assert (made.present, made.expected, made.gaps) == (3, 4, (communes["An Bình"].pk,))


def test_a_commune_that_cannot_have_the_figure_is_neither_expected_nor_a_gap(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch]
) -> None:
    record(communes["Ba Bích"], 30, 40)
    source = DataSource.objects.get()
    outside = Figure(province.indicator.pk, communes["An Bình"].pk, "2024", is_not_applicable=True, source_id=source.pk)
    record_figures(actor=system_actor("Thử"), kind=Batch.Kind.LOAD, title="Thử", figures=[outside])
    made = roll_up([province.indicator], YEAR, province.unit.pk)[province.indicator.pk]
    assert (made.present, made.expected, made.not_applicable) == (1, 3, (communes["An Bình"].pk,))
    assert reported_words(made) == "1/3 đơn vị, 1 không áp dụng"


def test_each_district_is_rolled_up_from_the_same_reading(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch]
) -> None:
    record(communes["Ba Bích"], 30, 40)
    record(communes["Ba Xa"], 10, 60)
    figures = Figures.gathered([province.indicator], [YEAR], province.unit.pk)
    by_unit = figures.of_children(province.indicator.pk, YEAR)
    assert by_unit[communes["Ba Tơ"].pk].value == 40
    assert by_unit[communes["Lý Sơn"].pk].value is None
    assert by_unit[communes["Lý Sơn"].pk].expected == 2


def test_year_of_a_quarterly_indicator_is_its_last_quarter_of_each_unit(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch]
) -> None:
    Indicator.objects.filter(pk=province.indicator.pk).update(frequency="quarter")
    province.indicator.refresh_from_db()
    record(communes["Ba Bích"], 10, 40, "2024Q3")
    record(communes["Ba Bích"], 30, 40, "2024Q4")
    record(communes["Ba Xa"], 10, 60, "2024Q3")
    made = roll_up([province.indicator], YEAR, communes["Ba Tơ"].pk)[province.indicator.pk]
    assert (made.value, made.partial, made.is_complete) == (40, (communes["Ba Xa"].pk,), False)


def test_series_follows_the_tree_through_the_merger(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch]
) -> None:
    for name in ("Ba Bích", "Ba Xa", "An Hải", "An Bình"):
        record(communes[name], 1, 10)
    record(communes["Ba Bích"], 3, 10, "2025")
    record(communes["Đặc khu Lý Sơn"], 5, 30, "2025")
    series = roll_up_series(province.indicator, [YEAR, YEAR.next()], province.unit.pk)
    assert (series["2024"].value, series["2024"].present, series["2024"].expected) == (10, 4, 4)
    assert (series["2025"].value, series["2025"].present, series["2025"].expected) == (20, 2, 3)


def test_a_commune_that_moved_away_in_the_year_no_longer_counts_in_its_old_district(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch]
) -> None:
    moved, old, new = communes["Ba Xa"], communes["Ba Tơ"], communes["Lý Sơn"]
    moving = date(2024, 6, 1)
    UnitMembership.objects.filter(unit=moved, parent=old).update(valid_to=moving)
    UnitMembership.objects.create(unit=moved, parent=new, valid_from=moving, valid_to=MERGER)
    record(communes["Ba Bích"], 30, 40)
    record(moved, 10, 60)
    by_root = {unit.name: roll_up([province.indicator], YEAR, unit.pk)[province.indicator.pk] for unit in (old, new)}
    assert (by_root["Ba Tơ"].denominator, by_root["Ba Tơ"].expected) == (40, 1)
    assert (by_root["Lý Sơn"].denominator, by_root["Lý Sơn"].expected) == (60, 3)


def test_reversed_and_superseded_figures_do_not_enter(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch]
) -> None:
    record(communes["Ba Bích"], 1, 40)
    record(communes["Ba Bích"], 20, 40)
    made = roll_up([province.indicator], YEAR, communes["Ba Tơ"].pk)[province.indicator.pk]
    assert (made.value, made.denominator) == (50, 40)


def test_number_of_queries_does_not_depend_on_units_indicators_or_years(
    province: Province, communes: dict[str, AdministrativeUnit], record: Callable[..., Batch],
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    record(communes["Ba Bích"], 1, 40)
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        Figures.gathered([province.indicator], [Period.parse(str(y)) for y in range(2018, 2026)], province.unit.pk)
