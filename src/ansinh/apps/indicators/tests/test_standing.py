from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from ansinh.apps.indicators.actions import bind_target, judge_target, record_figures, reverse_batch
from ansinh.apps.indicators.models import Batch, DataSource, Indicator, JudgedStatus
from ansinh.apps.indicators.standing import standings, target_standings
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel, UnitMembership
from ansinh.apps.plans.models import Target
from ansinh.apps.plans.queries import promise_url
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.forecast import Forecast, NoForecast
from ansinh.domain.indicators import Shape
from ansinh.domain.roles import Role
from ansinh.kit.access import system_actor
from tests.province import BEGAN, Province

ACTOR = system_actor("Thử")
DAY = date(2025, 3, 1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Keys come again in every test, because each takes its rows back."""
    cache.clear()


@pytest.fixture
def indicator(province: Province) -> Indicator:
    made = Indicator.objects.create(
        code="bhyt-thu", name="Tỷ lệ tham gia bảo hiểm y tế", definition="x", unit="%", is_ratio=True, scale=100,
        direction="higher", floor=0, ceiling=100, frequency="year", over_place="ratio_of_sums", over_time="last",
        search_key="bhyt",
    )  # fmt: skip
    bind_target(actor=ACTOR, target=target_of(province), indicator=made, shape=Shape.LEVEL, fields={})
    return made


@pytest.fixture
def source(db: None) -> DataSource:
    return DataSource.objects.create(code="nguon-thu", name="Nguồn thử", rank=10)


def target_of(province: Province) -> Target:
    return Target.objects.select_related("plan").filter(plan=province.plan).earliest("order")


def recorded(province: Province, indicator: Indicator, source: DataSource, **values: float) -> Batch:
    figures = [
        Figure(indicator.pk, province.unit.pk, year.removeprefix("y"), value=Decimal(str(value)), source_id=source.pk)
        for year, value in values.items()
    ]
    return record_figures(actor=ACTOR, kind=Batch.Kind.IMPORT, title="Thử", figures=figures)


def only(province: Province, day: date = DAY):
    return target_standings(province.plan, day)[target_of(province).pk]


def test_a_measured_target_without_figures_has_too_little_data(province: Province, indicator: Indicator) -> None:
    found = only(province)
    assert found.reading.status == "none"
    assert isinstance(found.forecast, NoForecast)


def test_four_years_give_status_forecast_and_even_path(
    province: Province, indicator: Indicator, source: DataSource
) -> None:
    recorded(province, indicator, source, y2021=92, y2022=92.6, y2023=93.1, y2024=93.9)
    found = only(province)
    assert found.reading.status in ("warn", "late")
    assert isinstance(found.forecast, Forecast)
    assert found.forecast.at_due.on == date(2025, 12, 31)
    assert found.even_path[-1] == (date(2025, 12, 31), 95.0)
    shown = standings(province.plan, DAY)[found.target_id]
    assert shown.now == "93,9"
    assert shown.forecast.startswith("94,")


def test_figures_of_periods_that_had_not_ended_are_not_seen(
    province: Province, indicator: Indicator, source: DataSource
) -> None:
    recorded(province, indicator, source, y2023=93, y2024=96)
    assert only(province, date(2024, 11, 4)).reading.status != "done"
    assert only(province, DAY).reading.status == "done"


def test_a_new_figure_and_its_reversal_are_seen_at_once(
    province: Province, indicator: Indicator, source: DataSource
) -> None:
    assert only(province).reading.status == "none"
    batch = recorded(province, indicator, source, y2024=96)
    assert only(province).reading.status == "done"
    reverse_batch(actor=ACTOR, batch=batch, reason="thử")
    assert only(province).reading.status == "none"


def test_standings_cost_three_queries_while_nothing_changes(
    province: Province, indicator: Indicator, source: DataSource, django_assert_num_queries
) -> None:
    recorded(province, indicator, source, y2023=93, y2024=94)
    with django_assert_num_queries(6):
        standings(province.plan, DAY)
    with django_assert_num_queries(3):
        standings(province.plan, DAY)


def test_the_page_of_a_target_opens_the_sum_behind_its_colour(
    province: Province, indicator: Indicator, source: DataSource, client
) -> None:
    recorded(province, indicator, source, y2021=92, y2022=92.6, y2023=93.1, y2024=93.9)
    client.force_login(province.person(Role.COORDINATOR))
    target = target_of(province)
    html = client.get(promise_url(province.plan, "target", target.code) + "?ngay=01/03/2025").content.decode()
    for part in ("Tình trạng", "Vì sao", "Số đo gần nhất", "Theo đà hiện nay", "ESCAP", "Ghi đánh giá"):
        assert part in html


def judge_address(province: Province) -> str:
    return reverse("indicators:judge", args=[province.plan.slug, target_of(province).code])


def test_a_judgement_stands_beside_the_computed_status_with_its_reason(
    province: Province, indicator: Indicator, source: DataSource, client
) -> None:
    recorded(province, indicator, source, y2023=93, y2024=93.1)
    client.force_login(province.person(Role.COORDINATOR))
    answer = client.post(judge_address(province), {"status": "ok", "reason": "Đã ký hợp đồng mở rộng đối tượng"})
    assert answer.status_code == 302
    html = client.get(answer["Location"]).content.decode()
    assert "Đã ký hợp đồng mở rộng đối tượng" in html
    assert "khác kết quả tính" in html
    assert JudgedStatus.objects.get().period == "2024"


def test_a_judgement_without_a_reason_is_refused_and_keeps_what_was_chosen(
    province: Province, indicator: Indicator, client
) -> None:
    client.force_login(province.person(Role.COORDINATOR))
    answer = client.post(judge_address(province), {"status": "warn", "reason": ""})
    assert answer.status_code == 400
    assert "Chưa nhập «Lý do»" in answer.content.decode()
    assert '<option value="warn" selected>' in answer.content.decode()


def test_a_newer_judgement_takes_the_place_of_the_older_which_is_kept(
    province: Province, indicator: Indicator, source: DataSource, client
) -> None:
    recorded(province, indicator, source, y2024=93.1)
    for status, reason in (("ok", "lý do thứ nhất"), ("late", "lý do thứ hai")):
        judge_target(actor=ACTOR, target=target_of(province), period="2024", status=status, reason=reason)
    client.force_login(province.person(Role.COORDINATOR))
    html = client.get(promise_url(province.plan, "target", target_of(province).code)).content.decode()
    assert html.index("lý do thứ hai") < html.index("Đánh giá trước đây") < html.index("lý do thứ nhất")


def test_only_who_judges_at_the_coordinating_agency_may_judge(province: Province, indicator: Indicator, client) -> None:
    client.force_login(province.person(Role.FOCAL))
    assert client.get(judge_address(province)).status_code == 403


# Figures of districts ----------------------------------------------------------------------------------------------


@pytest.fixture
def districts(province: Province) -> list[AdministrativeUnit]:
    made = []
    for number, name in enumerate(("Ba Tơ", "Lý Sơn")):
        unit = AdministrativeUnit.objects.create(
            code=f"d{number}", name=name, kind="Huyện", level=UnitLevel.DISTRICT, valid_from=BEGAN, search_key=name,
            sort_key=name,
        )  # fmt: skip
        UnitMembership.objects.create(unit=unit, parent=province.unit, valid_from=BEGAN)
        made.append(unit)
    return made


def of_unit(indicator: Indicator, unit: AdministrativeUnit, source: DataSource, year: int, part: int) -> Figure:
    return Figure(
        indicator.pk, unit.pk, str(year), numerator=Decimal(part), denominator=Decimal(100), source_id=source.pk
    )


def test_a_target_is_judged_by_what_all_districts_reported(
    province: Province, indicator: Indicator, source: DataSource, districts: list[AdministrativeUnit]
) -> None:
    figures = [of_unit(indicator, unit, source, 2024, part) for unit, part in zip(districts, (90, 94), strict=True)]
    record_figures(actor=ACTOR, kind=Batch.Kind.IMPORT, title="Thử", figures=figures)
    assert [point.value for point in only(province).facts.points] == [92]


def test_a_part_of_the_province_is_never_judged_as_the_whole(
    province: Province, indicator: Indicator, source: DataSource, districts: list[AdministrativeUnit]
) -> None:
    figures = [of_unit(indicator, districts[0], source, 2024, 99)]
    record_figures(actor=ACTOR, kind=Batch.Kind.IMPORT, title="Thử", figures=figures)
    assert only(province).facts.points == ()


def test_what_was_measured_for_the_province_stands_before_what_districts_make(
    province: Province, indicator: Indicator, source: DataSource, districts: list[AdministrativeUnit]
) -> None:
    recorded(province, indicator, source, y2024=95)
    record_figures(
        actor=ACTOR, kind=Batch.Kind.IMPORT, title="Thử",
        figures=[of_unit(indicator, unit, source, 2024, 10) for unit in districts],
    )  # fmt: skip
    assert [point.value for point in only(province).facts.points] == [95]
