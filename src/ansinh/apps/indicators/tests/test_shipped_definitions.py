"""The definitions that ship with the product, held against the real plan."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.imports import DATA, DataProblems, read_dimensions, read_indicators, read_series
from ansinh.apps.indicators.models import Batch, DataSource, Indicator, Observation, RelatedSeries, TargetMeasurement
from ansinh.apps.indicators.queries import series_of
from ansinh.apps.orgs.models import AdministrativeUnit, Organisation, UnitLevel
from ansinh.apps.plans.models import Plan, TargetWording
from ansinh.domain.indicators import Shape
from ansinh.domain.readings import Comparison

SHAPES = {
    Comparison.RANGE: {Shape.RANGE},
    Comparison.MAINTAIN: {Shape.MAINTAIN},
    Comparison.ABOUT: {Shape.APPROXIMATE},
}


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Loaded once for all tests here, which only undo what they themselves do; gone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        for loader in ("load_orgs", "load_plan", "load_indicators"):
            call_command(loader)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def plan(_loaded: None, db: None) -> Plan:
    return Plan.objects.get()


def test_every_target_with_a_number_is_measured_and_judged_as_its_words_say(plan: Plan) -> None:
    measured = {m.target.code: Shape(m.shape) for m in TargetMeasurement.objects.select_related("target")}
    numbered = TargetWording.objects.filter(target__plan=plan).exclude(comparison="").select_related("target")
    assert len(numbered) == 41
    for wording in numbered:
        allowed = SHAPES.get(Comparison(wording.comparison), {Shape.LEVEL, Shape.CUMULATIVE})
        assert measured[wording.target.code] in allowed, wording.target.code
    assert measured.keys() - {w.target.code for w in numbered} == {"II.1.2", "II.2.a.2", "II.2.b.11"}


def test_unit_of_a_target_and_of_its_indicator_agree(plan: Plan) -> None:
    for measurement in TargetMeasurement.objects.select_related("indicator"):
        wording = TargetWording.objects.get(target=measurement.target_id)
        assert wording.unit in ("", measurement.indicator.unit), wording.target_id


def test_definition_cites_the_words_of_the_plan(plan: Plan) -> None:
    cited = Indicator.objects.get(code="bao-phu-bao-hiem-y-te").cited_from
    assert "mục II.2.a.3: «Tỷ lệ tham gia bảo hiểm y tế trên 95% dân số toàn tỉnh»" in cited
    assert "mục II.2.b.24" in cited


def test_every_indicator_of_a_target_names_who_reports_and_who_approves(plan: Plan) -> None:
    measured = Indicator.objects.filter(measurements__isnull=False)
    assert not measured.filter(reporter=None).exists()
    assert not measured.filter(approver=None).exists()


def test_people_and_households_are_not_merged_though_both_are_rural_clean_water(plan: Plan) -> None:
    of = {m.target.code: m.indicator_id for m in TargetMeasurement.objects.select_related("target")}
    assert of["II.2.a.9"] != of["II.2.b.34"]
    assert of["II.2.a.4"] != of["II.2.b.30"]
    assert of["II.2.a.3"] == of["II.2.b.24"]


def test_published_history_is_recorded_as_a_batch_with_source_and_vintage(plan: Plan) -> None:
    province = AdministrativeUnit.objects.get(level=UnitLevel.PROVINCE)
    points = series_of(Indicator.objects.get(code="dien-tich-nha-o-binh-quan"), province.pk)
    assert [point.period for point in points] == ["2014", "2016", "2018", "2020", "2022", "2024"]
    assert (points[-1].value, points[-1].vintage) == (Decimal("29.41"), "preliminary")
    batch = Batch.objects.get()
    assert batch.kind == Batch.Kind.LOAD
    assert batch.count == Observation.objects.filter(is_current=True).count() == 100
    assert not Observation.objects.filter(comment="").exists()


def test_baselines_are_figures_that_were_published(plan: Plan) -> None:
    for measurement in TargetMeasurement.objects.exclude(baseline_value=None):
        published = Observation.objects.get(indicator=measurement.indicator, period=measurement.baseline_period)
        assert published.value == measurement.baseline_value


def test_a_series_that_only_resembles_a_target_says_in_what_it_differs(plan: Plan) -> None:
    related = RelatedSeries.objects.select_related("target")
    assert {row.target.code for row in related} >= {"II.2.b.28", "II.2.b.33", "II.2.a.10"}
    for row in related:
        assert row.difference
        measured = TargetMeasurement.objects.filter(target=row.target, indicator=row.indicator)
        assert not measured.exists()


def test_loading_again_changes_nothing_and_keeps_what_an_officer_changed(plan: Plan) -> None:
    Indicator.objects.filter(code="tiem-chung-mo-rong").update(definition="Cán bộ đã sửa")
    entries = AuditEntry.objects.count()
    call_command("load_indicators")
    assert AuditEntry.objects.count() == entries
    assert Indicator.objects.get(code="tiem-chung-mo-rong").definition == "Cán bộ đã sửa"
    assert DataSource.objects.count() == 1


def test_organisations_and_dimensions_that_definitions_name_exist(plan: Plan) -> None:
    rows = read_indicators()
    named = {row.reporter for row in rows} | {row.approver for row in rows if row.approver}
    assert named - set(Organisation.objects.values_list("code", flat=True)) == set()
    assert {d for row in rows for d in row.dimensions} - {d.code for d in read_dimensions()} == set()


def test_published_figures_are_of_indicators_that_are_defined() -> None:
    assert {row.indicator for row in read_series()} - {row.code for row in read_indicators()} == set()


def test_source_page_counts_what_the_files_hold() -> None:
    page = (DATA / "SOURCE.md").read_text(encoding="utf-8")
    rows = read_indicators()
    bindings, related = (sum(len(getattr(row, name)) for row in rows) for name in ("bindings", "related"))
    assert f"{len(rows)} indicators, {bindings} bindings, {related} related series" in page
    assert f"{len(read_series())} figures" in page


def test_everything_wrong_with_a_definition_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(
        "a: {name: A, unit: '%', definition: x, direction: up, frequency: year, over_place: ratio_of_sums,\n"
        "    over_time: last, reporter: so-y-te, source: x, numerator: y, colour: red,\n"
        "    targets: {II.1: {shape: stage}, II.2: {shape: benchmark, benchmark: c, baseline: {period: '2023'}}}}\n"
        "b: {name: B, unit: người, targets: {II.1: {shape: lines}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(DataProblems) as refused:
        read_indicators(file)
    text = "\n".join(refused.value.problems)
    for part in (
        "không có mục nào tên «colour»",
        "«direction» là «up»; chọn một trong: higher, lower, neither",
        "phải có cả tử số và mẫu số",
        "a, II.1: dạng «stage» phải nêu các bước",
        "mức so sánh «c» chưa được định nghĩa",
        "mức nền phải có đủ kỳ, số và nguồn",
        "b: thiếu «definition»",
        "dạng chỉ tiêu «lines» không có",
        "Chỉ tiêu II.1 được đo bằng cả a và b",
    ):
        assert part in text


def test_everything_wrong_with_a_series_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(
        "indicator,period,value,numerator,denominator,vintage,table\na,20240,1,,,final,T\nb,2024,1,5,,sure,T\n"
        "c,2024,x,,,final,T\n",
        encoding="utf-8",
    )
    with pytest.raises(DataProblems) as refused:
        read_series(file)
    assert [problem.split(":")[0] for problem in refused.value.problems] == [
        "Dòng 2, cột period",
        "Dòng 3, cột vintage",
        "Dòng 4, cột value",
    ]
