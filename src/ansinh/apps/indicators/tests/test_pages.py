from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ansinh.apps.indicators.actions import record_figures
from ansinh.apps.indicators.models import Batch, DataSource, Indicator, Observation, RelatedSeries, TargetMeasurement
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel, UnitMembership
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.roles import Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import system_actor
from tests.province import BEGAN, Province

BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(province: Province, role: Role) -> Client:
    client = Client()
    client.force_login(province.person(role), BACKEND)
    return client


@pytest.fixture
def coordinator(province: Province) -> Client:
    return browser(province, Role.COORDINATOR)


@pytest.fixture
def source(db: None) -> DataSource:
    return DataSource.objects.create(code="bhxh", name="BHXH tỉnh", rank=10)


@pytest.fixture
def record(province: Province, source: DataSource) -> Callable[..., Batch]:
    def _record(unit: AdministrativeUnit, numerator: int, denominator: int, period: str = "2024") -> Batch:
        figure = Figure(
            province.indicator.pk, unit.pk, period, None, None, Decimal(numerator), Decimal(denominator),
            source_id=source.pk,
        )  # fmt: skip
        return record_figures(actor=system_actor("Thử"), kind=Batch.Kind.LOAD, title="Số đầu kỳ", figures=[figure])

    return _record


def district(province: Province, name: str) -> AdministrativeUnit:
    unit = AdministrativeUnit.objects.create(
        code=name, name=name, kind="Huyện", level=UnitLevel.DISTRICT, valid_from=BEGAN,
        search_key=search_key(name), sort_key=sort_key(name),
    )  # fmt: skip
    UnitMembership.objects.create(unit=unit, parent=province.unit, valid_from=BEGAN)
    return unit


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


# The list -----------------------------------------------------------------------------------------------------------


def test_list_says_how_many_have_figures_and_which_target_each_measures(
    province: Province, coordinator: Client, record: Callable[..., Batch]
) -> None:
    TargetMeasurement.objects.update_or_create(
        target=province.target, defaults={"indicator": province.indicator, "shape": "level"}
    )
    assert "1 chỉ số, 0 chỉ số đã có số liệu" in text(coordinator, "/chi-so/")
    record(province.unit, 94, 100)
    page = text(coordinator, "/chi-so/")
    assert "1 chỉ số, 1 chỉ số đã có số liệu" in page
    assert province.target.code in page
    assert "năm 2024" in page


def test_list_is_narrowed_by_words_without_marks_and_by_lack_of_figures(
    province: Province, coordinator: Client, record: Callable[..., Batch]
) -> None:
    record(province.unit, 94, 100)
    assert province.indicator.name in text(coordinator, "/chi-so/?q=bao+hiem")
    assert "Không có chỉ số nào khớp" in text(coordinator, "/chi-so/?q=giuong")
    assert "Không có chỉ số nào khớp" in text(coordinator, "/chi-so/?so_lieu=khong")


def test_list_follows_the_plan_and_ends_with_what_measures_no_target(province: Province, coordinator: Client) -> None:
    Indicator.objects.create(
        code="a-dau-bang-chu-cai", name="Chuỗi bên cạnh", definition="x", unit="%", direction="higher",
        frequency="year", over_place="sum", over_time="last", search_key="x",
    )  # fmt: skip
    TargetMeasurement.objects.update_or_create(
        target=province.target, defaults={"indicator": province.indicator, "shape": "level"}
    )
    page = text(coordinator, "/chi-so/")
    assert page.index(f"/chi-so/{province.indicator.code}/") < page.index("/chi-so/a-dau-bang-chu-cai/")


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def test_number_of_queries_of_the_list_does_not_grow_with_indicators(province: Province, coordinator: Client) -> None:
    before = queries(coordinator, "/chi-so/")
    for number in range(30):
        Indicator.objects.create(
            code=f"thu-{number}", name="Thử", definition="x", unit="%", direction="higher", frequency="year",
            over_place="sum", over_time="last", search_key="thu", reporter=province.own,
        )  # fmt: skip
    assert queries(coordinator, "/chi-so/") <= before


# One indicator ------------------------------------------------------------------------------------------------------


def test_page_shows_source_vintage_and_the_figures_that_were_replaced(
    province: Province, coordinator: Client, record: Callable[..., Batch]
) -> None:
    record(province.unit, 90, 100)
    record(province.unit, 94, 100)
    page = text(coordinator, f"/chi-so/{province.indicator.code}/")
    assert "94,0%" in page
    assert "94/100" in page
    assert "BHXH tỉnh" in page
    assert "90,0% (chính thức, BHXH tỉnh): đã thay bằng số khác" in page


def test_page_breaks_the_figure_down_and_names_what_is_missing(
    province: Province, coordinator: Client, record: Callable[..., Batch]
) -> None:
    record(district(province, "Ba Tơ"), 30, 40)
    district(province, "Lý Sơn")
    page = text(coordinator, f"/chi-so/{province.indicator.code}/?ky=2024")
    assert "1/2 đơn vị" in page
    assert "75,0%" in page
    assert "<td>Lý Sơn</td>" in page


def test_page_without_figures_says_so_and_shows_no_zero(province: Province, coordinator: Client) -> None:
    page = text(coordinator, f"/chi-so/{province.indicator.code}/")
    assert "Chưa có số liệu nào" in page
    assert "0%" not in page


def test_page_of_a_related_series_says_that_nothing_is_judged_by_it(province: Province, coordinator: Client) -> None:
    RelatedSeries.objects.create(target=province.target, indicator=province.indicator, difference="Đếm hộ")
    page = text(coordinator, f"/chi-so/{province.indicator.code}/")
    assert "không dùng để đánh giá" in page
    assert "Đếm hộ" in page


def test_number_of_queries_of_the_page_does_not_grow_with_units_and_years(
    province: Province, coordinator: Client, record: Callable[..., Batch]
) -> None:
    url = f"/chi-so/{province.indicator.code}/"
    record(district(province, "Trà Bồng"), 30, 40)
    before = queries(coordinator, url)
    for name in ("Ba Tơ", "Lý Sơn", "Mộ Đức", "Sơn Hà"):
        unit = district(province, name)
        for year in range(2018, 2025):
            record(unit, 30, 40, str(year))
    assert queries(coordinator, url) <= before


# Changing the definition --------------------------------------------------------------------------------------------


def definition(indicator: Indicator, **changes: Any) -> dict[str, Any]:
    return {
        "name": indicator.name, "definition": "Mới", "unit": "%", "numerator": "Người có thẻ", "denominator": "Dân số",
        "scale": "100", "direction": "higher", "floor": "0", "ceiling": "100", "places": "1", "frequency": "year",
        "over_place": "ratio_of_sums", "over_time": "last", "version": indicator.version,
    } | changes  # fmt: skip


def test_coordinator_changes_the_definition(province: Province, coordinator: Client) -> None:
    url = f"/chi-so/{province.indicator.code}/sua/"
    assert "Sửa định nghĩa" in text(coordinator, url)
    assert coordinator.post(url, definition(province.indicator)).status_code == 302
    province.indicator.refresh_from_db()
    assert (province.indicator.definition, province.indicator.ceiling, province.indicator.is_ratio) == (
        "Mới",
        100,
        True,
    )


def test_two_people_do_not_overwrite_each_others_definition(province: Province, coordinator: Client) -> None:
    url = f"/chi-so/{province.indicator.code}/sua/"
    coordinator.post(url, definition(province.indicator))
    answer = coordinator.post(url, definition(province.indicator, definition="Muộn hơn"))
    assert answer.status_code == 409
    assert "vừa được người khác sửa" in answer.content.decode()
    assert "Muộn hơn" in answer.content.decode()


def test_everything_wrong_with_a_definition_is_said_at_once(province: Province, coordinator: Client) -> None:
    sent = definition(province.indicator, numerator="", denominator="Dân số", floor="100", ceiling="5")
    answer = coordinator.post(f"/chi-so/{province.indicator.code}/sua/", sent)
    assert answer.status_code == 400
    page = answer.content.decode()
    for part in ("phải nêu cả tử số và mẫu số", "chỉ dùng cho tỷ lệ", "phải lớn hơn số nhỏ nhất"):
        assert part in page


# One figure by hand -------------------------------------------------------------------------------------------------


def test_a_figure_is_recorded_with_a_new_source(province: Province, coordinator: Client) -> None:
    sent = {
        "period": "2024", "numerator": "1.234", "denominator": "2.000", "vintage": "preliminary",
        "new_source": "Báo cáo 12/BC-BHXH ngày 5/1/2025",
    }  # fmt: skip
    answer = coordinator.post(f"/chi-so/{province.indicator.code}/ghi-so-lieu/", sent)
    assert answer.status_code == 302
    row = Observation.objects.get()
    assert (row.value, row.vintage, row.source.name) == (Decimal("61.7"), "preliminary", sent["new_source"])
    assert row.batch.kind == Batch.Kind.HAND


def test_a_wrong_figure_is_refused_and_nothing_typed_is_lost(
    province: Province, coordinator: Client, source: DataSource
) -> None:
    sent = {"period": "2024", "numerator": "2.000", "denominator": "1.234", "vintage": "final", "source": source.pk}
    answer = coordinator.post(f"/chi-so/{province.indicator.code}/ghi-so-lieu/", sent)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "lớn hơn mẫu số" in page
    assert 'value="2.000"' in page
    assert not Observation.objects.exists()


def test_period_source_and_lone_numerator_are_all_named(province: Province, coordinator: Client) -> None:
    sent = {"period": "quý 5", "numerator": "5", "vintage": "final"}
    answer = coordinator.post(f"/chi-so/{province.indicator.code}/ghi-so-lieu/", sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    for part in ("không phải là một kỳ", "Chọn một nguồn", "Ghi cả tử số và mẫu số"):
        assert part in page


def test_whoever_records_is_told_that_a_better_source_stays_in_force(
    province: Province, coordinator: Client, record: Callable[..., Batch]
) -> None:
    record(province.unit, 94, 100)
    sent = {"period": "2024", "value": "90", "vintage": "final", "new_source": "Báo"}
    answer = coordinator.post(f"/chi-so/{province.indicator.code}/ghi-so-lieu/", sent, follow=True)
    assert "vẫn là số cũ" in answer.content.decode()


# Batches ------------------------------------------------------------------------------------------------------------


def test_batch_is_reversed_with_a_reason_and_the_earlier_figure_is_back(
    province: Province, coordinator: Client, record: Callable[..., Batch]
) -> None:
    record(province.unit, 94, 100)
    wrong = record(province.unit, 50, 100)
    assert "Số đầu kỳ" in text(coordinator, "/dot-ghi-nhan/")
    assert "Đảo lại cả đợt" in text(coordinator, f"/dot-ghi-nhan/{wrong.pk}/")
    assert coordinator.post(f"/dot-ghi-nhan/{wrong.pk}/dao-lai/", {"reason": ""}).status_code == 400
    assert coordinator.post(f"/dot-ghi-nhan/{wrong.pk}/dao-lai/", {"reason": "Nhầm tệp"}).status_code == 302
    assert Observation.objects.get(is_current=True).numerator == 94
    assert "đã đảo lại" in text(coordinator, f"/dot-ghi-nhan/{wrong.pk}/")
    assert coordinator.post(f"/dot-ghi-nhan/{wrong.pk}/dao-lai/", {"reason": "Lần nữa"}).status_code == 409


def test_auditor_sees_batches_but_does_not_reverse_them(province: Province, record: Callable[..., Batch]) -> None:
    batch = record(province.unit, 94, 100)
    auditor = browser(province, Role.AUDITOR)
    assert "Đảo lại cả đợt" not in text(auditor, f"/dot-ghi-nhan/{batch.pk}/")
    assert auditor.post(f"/dot-ghi-nhan/{batch.pk}/dao-lai/", {"reason": "x"}).status_code == 403
