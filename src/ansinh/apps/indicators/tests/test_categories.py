"""Figures by group rolled up over place, their tables and pictures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from ansinh.apps.indicators.actions import define_dimension, record_figures
from ansinh.apps.indicators.categories import Groups, groups_of
from ansinh.apps.indicators.models import Batch, Category, DataSource, Dimension, Indicator
from ansinh.apps.indicators.tests.test_roll_up import communes as communes
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.kit.access import system_actor
from tests.province import Province

YEAR = Period.parse("2024")
SYSTEM = system_actor("Thử")
Units = dict[str, AdministrativeUnit]


@pytest.fixture
def sex(province: Province) -> Dimension:
    made = define_dimension(
        actor=SYSTEM, code="gioi", name="Giới tính", is_complete=True, categories=[("nam", "Nam"), ("nu", "Nữ")]
    )
    province.indicator.dimensions.add(made)
    return made


@pytest.fixture
def record(province: Province) -> Callable[..., None]:
    """Numerator and denominator of a unit, for a group or (no group) for all."""
    source = DataSource.objects.create(code="bao-cao", name="Báo cáo")

    def _record(unit: AdministrativeUnit, category: Category | None, numerator: int, denominator: int) -> None:
        figure = Figure(
            province.indicator.pk, unit.pk, YEAR.code, category.pk if category else None,
            numerator=Decimal(numerator), denominator=Decimal(denominator), source_id=source.pk,
        )  # fmt: skip
        record_figures(actor=SYSTEM, kind=Batch.Kind.LOAD, title="Thử", figures=[figure])

    return _record


def groups(province: Province) -> Groups:
    found = groups_of(province.indicator, province.unit)
    assert found is not None
    return found


def test_each_group_is_the_ratio_of_its_own_sums_with_its_own_gaps(
    province: Province, communes: Units, sex: Dimension, record: Callable[..., None]
) -> None:
    men, women = sex.categories.all()
    record(communes["Ba Bích"], men, 30, 40)
    record(communes["Ba Xa"], men, 10, 60)
    record(communes["An Hải"], men, 0, 50)
    record(communes["An Bình"], men, 0, 50)
    record(communes["Ba Bích"], women, 9, 10)
    (table,) = groups(province).tables
    assert [(line.parts, line.reported, line.is_complete) for line in table.lines] == [
        ("40/200", "4/4 đơn vị", True),
        ("9/10", "1/4 đơn vị", False),
    ]
    assert set(table.lines[1].gaps.split(", ")) == {"An Bình", "An Hải", "Ba Xa"}
    assert table.chart is not None
    assert all(bar.is_known for bar in table.chart.bars)


def test_a_group_that_nobody_reported_is_without_a_figure_and_not_zero(
    province: Province, communes: Units, sex: Dimension, record: Callable[..., None]
) -> None:
    record(communes["Ba Bích"], sex.categories.get(code="nam"), 1, 2)
    (table,) = groups(province).tables
    assert (table.lines[1].value, table.lines[1].reported) == ("chưa có số liệu", "chưa báo cáo")
    assert table.chart is not None
    assert [bar.is_known for bar in table.chart.bars] == [True, False]


def test_groups_that_do_not_make_the_whole_are_told(
    province: Province, communes: Units, sex: Dimension, record: Callable[..., None]
) -> None:
    for unit in (communes[name] for name in ("Ba Bích", "Ba Xa", "An Hải", "An Bình")):
        record(unit, None, 10, 20)
        record(unit, sex.categories.get(code="nam"), 5, 10)
        record(unit, sex.categories.get(code="nu"), 4, 10)
    assert groups(province).tables[0].note == "Cộng tử số các nhóm được 36, khác số chung 40."


def test_an_indicator_without_breakdowns_has_no_groups(province: Province) -> None:
    assert groups_of(province.indicator, province.unit, YEAR) is None


def test_a_declared_breakdown_without_figures_is_named(province: Province, sex: Dimension) -> None:
    found = groups_of(province.indicator, province.unit, YEAR)
    assert found is not None
    assert (found.tables, found.without) == ((), "giới tính")


def test_the_page_of_an_indicator_shows_the_groups(
    client: Client, province: Province, communes: Units, sex: Dimension, record: Callable[..., None]
) -> None:
    record(communes["Ba Bích"], sex.categories.get(code="nam"), 30, 40)
    client.force_login(province.person(Role.FOCAL), "django.contrib.auth.backends.ModelBackend")
    html = client.get(reverse("indicators:indicator", args=[province.indicator.code])).content.decode()
    assert 'id="theo-nhom"' in html
    assert "30/40" in html


def test_number_of_queries_does_not_depend_on_groups_or_units(
    province: Province, communes: Units, sex: Dimension, record: Callable[..., None],
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    for category in sex.categories.all():
        for unit in (communes["Ba Bích"], communes["An Hải"]):
            record(unit, category, 1, 2)
    indicator = Indicator.objects.get(pk=province.indicator.pk)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        groups_of(indicator, province.unit, YEAR)
