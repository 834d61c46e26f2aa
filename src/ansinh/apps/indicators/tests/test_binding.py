"""Defining an indicator, binding a target to one, and what that does to the target's status."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.actions import (
    bind_target,
    define_dimension,
    define_indicator,
    end_binding,
    record_figures,
)
from ansinh.apps.indicators.models import Batch, DataSource, Dimension, Indicator, TargetMeasurement
from ansinh.apps.plans.models import Target
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.indicators import Shape
from ansinh.domain.roles import Role
from ansinh.kit.access import Denied, system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from tests.province import Province

SYSTEM = system_actor("Thử")
BACKEND = "django.contrib.auth.backends.ModelBackend"
FORM = {"shape": "level", "version": "0", "do": "preview"}


@pytest.fixture
def target(province: Province) -> Target:
    TargetMeasurement.objects.all().delete()
    return Target.objects.get(pk=province.target.pk)


@pytest.fixture
def measured(province: Province) -> Indicator:
    source = DataSource.objects.create(code="bao-cao", name="Báo cáo")
    figures = [
        Figure(province.indicator.pk, province.unit.pk, str(year), None, Decimal(value), source_id=source.pk)
        for year, value in ((2022, 90), (2023, 93), (2024, 99))
    ]
    record_figures(actor=SYSTEM, kind=Batch.Kind.LOAD, title="Thử", figures=figures)
    return province.indicator


@pytest.fixture
def coordinator(client: Client, province: Province) -> Client:
    client.force_login(province.person(Role.COORDINATOR), BACKEND)
    return client


def address(province: Province, name: str = "bind") -> str:
    return reverse(f"indicators:{name}", args=[province.plan.slug, province.target.code])


# An indicator ------------------------------------------------------------------------------------------------------

NEW = {
    "code": "Ti-Le-Moi", "name": "Tỷ lệ mới", "definition": "x", "unit": "%", "scale": "100", "direction": "higher",
    "places": "1", "frequency": "year", "numerator": "Số có", "denominator": "Tổng số", "over_place": "ratio_of_sums",
    "over_time": "last", "floor": "0", "ceiling": "100",
}  # fmt: skip


def test_a_new_indicator_is_defined_with_all_its_fields(coordinator: Client, province: Province) -> None:
    sex = define_dimension(actor=SYSTEM, code="gioi", name="Giới tính", is_complete=True, categories=[("nam", "Nam")])
    given = NEW | {"dimensions": [str(sex.pk)], "reporter": str(province.other.pk), "approver": str(province.own.pk)}
    answer = coordinator.post(reverse("indicators:new_indicator"), given)
    made = Indicator.objects.get(code="ti-le-moi")
    assert answer["Location"] == reverse("indicators:indicator", args=["ti-le-moi"])
    assert (made.is_ratio, made.reporter, made.approver) == (True, province.other, province.own)
    assert list(made.dimensions.all()) == [sex]
    assert AuditEntry.objects.latest("pk").summary == "Định nghĩa chỉ số ti-le-moi: Tỷ lệ mới."


def test_everything_wrong_with_a_new_indicator_is_said_at_once_and_what_was_typed_is_kept(
    coordinator: Client, province: Province
) -> None:
    given = NEW | {"code": province.indicator.code, "denominator": "", "ceiling": "-1"}
    answer = coordinator.post(reverse("indicators:new_indicator"), given)
    said = answer.content.decode()
    assert answer.status_code == 400
    for words in ("đã dùng cho", "Tỷ lệ phải nêu cả tử số và mẫu số", "phải lớn hơn số nhỏ nhất", "Số có"):
        assert words in said


def test_the_form_says_what_each_way_of_adding_means(coordinator: Client) -> None:
    said = coordinator.get(reverse("indicators:new_indicator")).content.decode()
    assert "tỷ lệ các huyện không bao giờ cộng hay chia đều" in said
    assert "chỉ chọn khi văn bản quy định như vậy" in said


def test_a_code_taken_meanwhile_is_a_conflict_and_changes_nothing(province: Province) -> None:
    with pytest.raises(Conflict):
        define_indicator(actor=SYSTEM, code=province.indicator.code, fields={"name": "Khác"}, version=0)
    assert Indicator.objects.get(pk=province.indicator.pk).name == province.indicator.name


def test_changing_the_breakdowns_stands_in_the_log(province: Province) -> None:
    sex = Dimension.objects.create(code="gioi", name="Giới tính")
    fields = {"name": province.indicator.name}
    define_indicator(actor=SYSTEM, code=province.indicator.code, fields=fields, dimensions=[sex])
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"dimensions": ""}, {"dimensions": "Giới tính"})


# A binding ---------------------------------------------------------------------------------------------------------


def test_the_consequence_is_shown_before_anything_is_saved(
    coordinator: Client, province: Province, target: Target, measured: Indicator
) -> None:
    answer = coordinator.post(address(province), FORM | {"indicator": str(measured.pk)})
    consequence = answer.context["page"].consequence
    assert answer.status_code == 200
    assert (consequence.now.word, consequence.differs) == ("chưa đo", True)
    assert consequence.figures == "3 số đo của tỉnh, năm 2022 đến năm 2024"
    assert not TargetMeasurement.objects.exists()


def test_saving_tells_the_status_before_and_after(
    coordinator: Client, province: Province, target: Target, measured: Indicator
) -> None:
    given = FORM | {"indicator": str(measured.pk), "do": "save"}
    answer = coordinator.post(address(province), given, follow=True)
    assert TargetMeasurement.objects.get().indicator == measured
    assert "Tình trạng đổi từ «chưa đo» thành" in answer.content.decode()


def test_a_binding_that_does_not_fit_together_is_refused_with_every_reason(
    coordinator: Client, province: Province, target: Target, measured: Indicator
) -> None:
    sex = define_dimension(actor=SYSTEM, code="gioi", name="Giới tính", is_complete=True, categories=[("nam", "Nam")])
    given = FORM | {
        "indicator": str(measured.pk), "shape": "stage", "benchmark": str(measured.pk), "baseline_period": "2023X",
        "category": str(sex.categories.get().pk),
    }  # fmt: skip
    answer = coordinator.post(address(province), given)
    said = answer.content.decode()
    assert answer.status_code == 400
    for words in (
        "phải nêu các bước", "phải chọn mức so sánh", "phải là chỉ số khác", "đủ kỳ, số và nguồn",
        "«2023X» không phải", "không phân tổ theo nhóm",
    ):  # fmt: skip
        assert words in said


def test_two_who_bind_at_once_do_not_overwrite_each_other(target: Target, measured: Indicator) -> None:
    bound = bind_target(actor=SYSTEM, target=target, indicator=measured, shape=Shape.LEVEL, fields={}, version=0)
    with pytest.raises(Conflict):
        bind_target(actor=SYSTEM, target=target, indicator=measured, shape=Shape.MAINTAIN, fields={}, version=0)
    bind_target(actor=SYSTEM, target=target, indicator=measured, shape=Shape.MAINTAIN, fields={}, version=bound.version)
    with pytest.raises(Conflict):
        end_binding(actor=SYSTEM, target=target, version=bound.version, reason="Thử")


def test_an_ended_binding_stays_in_the_log_with_its_reason(
    coordinator: Client, province: Province, target: Target, measured: Indicator
) -> None:
    bound = bind_target(actor=SYSTEM, target=target, indicator=measured, shape=Shape.LEVEL, fields={})
    refused = coordinator.post(address(province, "end_binding"), {"reason": "", "version": bound.version})
    assert refused.status_code == 400
    coordinator.post(address(province, "end_binding"), {"reason": "Đổi chỉ số", "version": bound.version})
    assert not TargetMeasurement.objects.exists()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before["indicator"], entry.after["reason"]) == (measured.code, "Đổi chỉ số")


def test_a_target_that_nothing_measures_offers_a_binding_to_those_who_may(
    coordinator: Client, province: Province, target: Target
) -> None:
    url = reverse("plans:target", args=[province.plan.slug, province.target.code])
    assert address(province) in coordinator.get(url).content.decode()
    coordinator.force_login(province.person(Role.FOCAL), BACKEND)
    assert address(province) not in coordinator.get(url).content.decode()


def test_only_who_may_define_binds(province: Province, target: Target, measured: Indicator) -> None:
    nobody = actor_for(province.person(Role.FOCAL), today())
    with pytest.raises(Denied):
        bind_target(actor=nobody, target=target, indicator=measured, shape=Shape.LEVEL, fields={})


def test_stages_and_a_benchmark_ask_for_their_own(target: Target, measured: Indicator) -> None:
    with pytest.raises(ActionRefused, match="phải nêu các bước"):
        bind_target(actor=SYSTEM, target=target, indicator=measured, shape=Shape.STAGE, fields={"stages": []})
    with pytest.raises(ActionRefused, match="phải chọn mức so sánh"):
        bind_target(actor=SYSTEM, target=target, indicator=measured, shape=Shape.BENCHMARK, fields={})
