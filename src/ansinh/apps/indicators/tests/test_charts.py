from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from ansinh.apps.indicators.actions import bind_target, record_figures
from ansinh.apps.indicators.breakdown import breakdown, district_outlines
from ansinh.apps.indicators.charts import bullet_picture, course_picture, goal_words
from ansinh.apps.indicators.course import course_panels
from ansinh.apps.indicators.models import Batch, DataSource, Indicator
from ansinh.apps.indicators.pages import indicator_page
from ansinh.apps.indicators.standing import target_standings
from ansinh.apps.orgs.imports import SHIPPED
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel, UnitMembership
from ansinh.apps.plans.models import Target
from ansinh.apps.plans.queries import promise_url
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.forecast import Forecast, Limits, NoForecast, forecast
from ansinh.domain.indicators import Direction, Shape
from ansinh.domain.periods import Period
from ansinh.domain.readings import Comparison
from ansinh.domain.roles import Role
from ansinh.domain.series import Measured
from ansinh.domain.status import Facts, Goal
from ansinh.kit.access import system_actor
from tests.province import Province

ACTOR = system_actor("Thử")
TODAY = date(2024, 11, 4)
DUE = date(2030, 12, 31)


def measured(**values: str) -> tuple[Measured, ...]:
    return tuple(Measured(Period.parse(year.removeprefix("y")), Decimal(value)) for year, value in values.items())


AREA = measured(y2018="22.8", y2020="25.52", y2022="29.46")
AREA_GOAL = Goal(Shape.LEVEL, Direction.HIGHER, Comparison.AT_LEAST, DUE, value=Decimal(33), unit="m²")
POVERTY = measured(y2021="7.9", y2022="7.7", y2023="6.2")
POVERTY_GOAL = Goal(Shape.LEVEL, Direction.LOWER, Comparison.AT_MOST, DUE, value=Decimal(2), unit="%")
NONE = NoForecast("Chưa đủ kỳ.")


def ahead(points: tuple[Measured, ...]) -> Forecast | NoForecast:
    return forecast(points, DUE, Limits())


# The row of a list ---------------------------------------------------------------------------------------------


def test_a_target_without_figures_has_no_picture() -> None:
    assert bullet_picture(AREA_GOAL, Facts(), NONE, TODAY) is None
    assert course_picture("Diện tích", AREA_GOAL, Facts(), NONE) is None


def test_the_row_says_in_words_what_it_draws() -> None:
    picture = bullet_picture(AREA_GOAL, Facts(AREA, AREA[0]), ahead(AREA), TODAY)
    assert picture is not None
    assert picture.drawn is not None
    assert "năm 2022 29,5\u00a0m²" in picture.sentence
    assert "dự báo năm 2030" in picture.sentence
    assert picture.sentence.endswith("đích ≥\u00a033\u00a0m²")


def test_lower_is_better_walks_to_the_right_as_the_figure_falls() -> None:
    picture = bullet_picture(POVERTY_GOAL, Facts(POVERTY, POVERTY[0]), NONE, TODAY)
    assert picture is not None
    assert picture.drawn is not None
    assert 5 < float(picture.drawn.now) < 80


def test_a_baseline_that_was_already_there_does_not_turn_the_way_around() -> None:
    reached = measured(y2022="35", y2023="36")
    picture = bullet_picture(AREA_GOAL, Facts(reached, reached[0]), NONE, TODAY)
    assert picture is not None
    assert picture.drawn is not None
    assert float(picture.drawn.now) > 80


def test_a_count_to_keep_and_the_stages_of_an_act_are_cells() -> None:
    kept = Goal(Shape.MAINTAIN, Direction.HIGHER, Comparison.AT_LEAST, DUE, value=Decimal(13), unit="đơn vị")
    picture = bullet_picture(kept, Facts(measured(y2023="12")), NONE, TODAY)
    assert picture is not None
    assert picture.cells == (True,) * 12 + (False,)
    act = Goal(Shape.STAGE, Direction.HIGHER, Comparison.AT_LEAST, DUE, stages=("soạn thảo", "trình", "ban hành"))
    picture = bullet_picture(act, Facts(measured(y2023="1")), NONE, TODAY)
    assert picture is not None
    assert picture.cells == (True, False, False)
    assert course_picture("Chính sách", act, Facts(measured(y2023="1")), NONE) is None


def test_a_range_and_a_benchmark_are_named() -> None:
    wide = Goal(Shape.RANGE, Direction.HIGHER, Comparison.RANGE, DUE, low=Decimal(35), high=Decimal(40), unit="%")
    assert goal_words(wide) == "35\u00a0–\u00a040%"
    moving = Goal(Shape.BENCHMARK, Direction.HIGHER, Comparison.AT_LEAST, DUE)
    assert goal_words(moving) == "mức bình quân cả nước"


# The course ----------------------------------------------------------------------------------------------------


def test_the_course_says_where_its_axis_begins_and_what_the_forecast_rests_on() -> None:
    picture = course_picture("Diện tích nhà ở", AREA_GOAL, Facts(AREA, AREA[-1]), ahead(AREA))
    assert picture is not None
    assert picture.title == "Diện tích nhà ở, 2018 – 2030"
    assert "Trục tung bắt đầu từ 20\u00a0m²." in picture.note
    assert "Dự báo theo 3 kỳ đã đo." in picture.note
    assert picture.sentence.startswith("Đo được: năm 2018 22,8\u00a0m², năm 2022 29,5\u00a0m². Dự báo năm 2030")


def test_without_a_forecast_the_reason_stands_under_the_picture() -> None:
    picture = course_picture("Hộ nghèo", POVERTY_GOAL, Facts(POVERTY, POVERTY[-1]), NONE)
    assert picture is not None
    assert picture.ahead == ()
    assert picture.note.endswith(NONE.reason)


# By district ---------------------------------------------------------------------------------------------------


DISTRICTS = (("534", "Thị xã Đức Phổ", "91.6"), ("535", "Huyện Ba Tơ", "99.4"), ("536", "Huyện Lý Sơn", None))


@pytest.fixture
def by_district(province: Province) -> Indicator:
    """Two of three districts have reported for two years, and so has the province."""
    cache.clear()
    made = Indicator.objects.create(
        code="bhyt-thu", name="Tỷ lệ tham gia bảo hiểm y tế", definition="x", unit="%", is_ratio=True, scale=100,
        direction="higher", floor=0, ceiling=100, frequency="year", over_place="ratio_of_sums", over_time="last",
        search_key="bhyt",
    )  # fmt: skip
    target = Target.objects.select_related("plan").filter(plan=province.plan).earliest("order")
    bind_target(actor=ACTOR, target=target, indicator=made, shape=Shape.LEVEL, fields={})
    source = DataSource.objects.create(code="nguon-thu", name="Nguồn thử", rank=10)
    values = {province.unit: "93.9"} | {_district(province, code, name): value for code, name, value in DISTRICTS}
    figures = [
        Figure(made.pk, unit.pk, year, value=Decimal(value), numerator=Decimal(value), denominator=Decimal(100),
               source_id=source.pk)
        for unit, value in values.items() if value
        for year in ("2022", "2023")
    ]  # fmt: skip
    record_figures(actor=ACTOR, kind=Batch.Kind.IMPORT, title="Thử", figures=figures)
    return made


def _district(province: Province, code: str, name: str) -> AdministrativeUnit:
    began = province.unit.valid_from
    made = AdministrativeUnit.objects.create(
        code=code, name=name, kind="Huyện", level=UnitLevel.DISTRICT, valid_from=began, sort_key=name, search_key=name
    )
    UnitMembership.objects.create(unit=made, parent=province.unit, valid_from=began)
    return made


def test_districts_are_drawn_listed_and_compared_with_gaps_named(by_district: Indicator, province: Province) -> None:
    found = breakdown(by_district, province.unit, Decimal(95))
    assert found is not None
    assert found.map is not None
    levels = {ground.code: ground.level for ground in found.map.grounds}
    assert (levels["534"], levels["535"], levels["536"]) == (1, 5, 0)
    assert [(row.name, row.value) for row in found.rows if row.name == "Huyện Lý Sơn"] == [
        ("Huyện Lý Sơn", "chưa có số liệu")
    ]
    assert [bool(one.drawn.line) for one in found.multiples if one.name == "Huyện Lý Sơn"] == [False]


def test_without_figures_of_districts_there_is_no_breakdown(by_district: Indicator, province: Province) -> None:
    by_district.observations.exclude(unit=province.unit).delete()
    assert breakdown(by_district, province.unit) is None


def test_the_page_of_a_target_shows_pictures_with_their_tables(
    by_district: Indicator, province: Province, client
) -> None:
    client.force_login(province.person(Role.COORDINATOR))
    target = Target.objects.filter(plan=province.plan).earliest("order")
    html = client.get(promise_url(province.plan, "target", target.code)).content.decode()
    for part in ("Diễn biến", "Bảng số liệu của biểu đồ", 'id="dien-bien-d"', "Theo địa bàn", 'id="ban-do-d"', "hatch"):
        assert part in html
    assert "style=" not in html
    assert html.count('role="img"') == 2 + len(DISTRICTS)


def test_pictures_cost_a_fixed_number_of_queries(
    by_district: Indicator, province: Province, django_assert_max_num_queries
) -> None:
    target = Target.objects.select_related("plan").filter(plan=province.plan).earliest("order")
    target_standings(province.plan, TODAY)
    with django_assert_max_num_queries(12):
        assert len(course_panels(ACTOR, target.plan, target, TODAY)) == 2


def test_a_list_of_targets_draws_those_that_are_measured(by_district: Indicator, province: Province, client) -> None:
    client.force_login(province.person(Role.COORDINATOR))
    html = client.get(reverse("plans:targets", args=[province.plan.slug])).content.decode()
    assert "goals" in html
    assert "năm 2023 93,9%" in html
    by_district.observations.all().delete()
    cache.clear()
    assert "goals" not in client.get(reverse("plans:targets", args=[province.plan.slug])).content.decode()


@pytest.mark.parametrize(
    ("sort", "first"), [("gia-tri", "Thị xã Đức Phổ"), ("-gia-tri", "Huyện Ba Tơ"), ("", "Huyện Ba Tơ")]
)
def test_units_of_an_indicator_are_sorted_by_name_or_value(
    by_district: Indicator, province: Province, sort: str, first: str
) -> None:
    page = indicator_page(ACTOR, by_district, None, sort)
    assert page.units[0].name == first
    if sort:
        assert page.units[-1].value == "chưa có số liệu"


def test_the_shipped_outlines_are_the_thirteen_districts_of_the_register() -> None:
    with (SHIPPED / "units.csv").open(encoding="utf-8") as lines:
        registered = {row["code"] for row in csv.DictReader(lines) if row["level"] == "district"}
    outlines = district_outlines()
    assert {outline.code for outline in outlines} == registered
    assert all(ring[0] == ring[-1] for outline in outlines for ring in outline.rings)
