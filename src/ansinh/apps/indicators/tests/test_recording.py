from decimal import Decimal

import pytest

from ansinh.apps.indicators.actions import record_figures, reverse_batch
from ansinh.apps.indicators.models import Batch, DataSource, Indicator, Observation
from ansinh.apps.indicators.queries import series_of
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.indicators import Vintage
from ansinh.kit.access import system_actor
from ansinh.kit.actions import ActionRefused, Conflict

ACTOR = system_actor("Thử")


@pytest.fixture
def coverage(db):
    return Indicator.objects.create(
        code="bhyt-thu", name="Tỷ lệ tham gia bảo hiểm y tế", definition="x", unit="%", is_ratio=True, scale=100,
        direction="higher", floor=0, ceiling=100, frequency="year", over_place="ratio_of_sums", over_time="last",
        search_key="bhyt",
    )  # fmt: skip


@pytest.fixture
def insurer(db):
    return DataSource.objects.create(code="bhxh", name="BHXH tỉnh", rank=10)


@pytest.fixture
def statistics(db):
    return DataSource.objects.create(code="nso", name="Niên giám", rank=20)


def record(*figures, title="Số liệu năm"):
    return record_figures(actor=ACTOR, kind=Batch.Kind.IMPORT, title=title, figures=figures)


def figure(coverage, province, source, **changes):
    given = {"numerator": Decimal(94), "denominator": Decimal(100), **changes}
    return Figure(coverage.pk, province.unit.pk, "2024", source_id=source.pk, **given)


def current(coverage, province):
    return [point.value for point in series_of(coverage, province.unit.pk)]


def test_a_rate_is_computed_from_its_parts_and_keeps_them(coverage, province, insurer):
    record(figure(coverage, province, insurer, numerator=Decimal(1), denominator=Decimal(3)))
    row = Observation.objects.get()
    assert (row.value, row.numerator, row.denominator) == (Decimal("33.333333"), 1, 3)


def test_a_correction_is_a_new_row_and_the_old_one_stays(coverage, province, insurer):
    record(figure(coverage, province, insurer))
    record(figure(coverage, province, insurer, numerator=Decimal(95)))
    assert current(coverage, province) == [95]
    assert Observation.objects.count() == 2
    assert Observation.objects.get(numerator=94).superseded_at is not None


def test_the_better_source_stays_in_force_whatever_comes_later(coverage, province, insurer, statistics):
    record(figure(coverage, province, insurer))
    record(figure(coverage, province, statistics, numerator=Decimal(90)))
    assert current(coverage, province) == [94]


def test_a_final_figure_is_not_replaced_by_a_later_estimate(coverage, province, insurer):
    record(figure(coverage, province, insurer))
    record(figure(coverage, province, insurer, numerator=Decimal(99), vintage=Vintage.ESTIMATE))
    assert current(coverage, province) == [94]


def test_reversing_a_batch_brings_back_what_it_superseded(coverage, province, insurer):
    record(figure(coverage, province, insurer))
    batch = record(figure(coverage, province, insurer, numerator=Decimal(50)))
    reverse_batch(actor=ACTOR, batch=batch, reason="nhầm tệp")
    assert current(coverage, province) == [94]
    with pytest.raises(Conflict):
        reverse_batch(actor=ACTOR, batch=batch, reason="lần nữa")


def test_wrong_figures_are_refused_together_and_nothing_is_recorded(coverage, province, insurer):
    with pytest.raises(ActionRefused) as refused:
        record(
            figure(coverage, province, insurer, numerator=Decimal(101)),
            Figure(coverage.pk, province.unit.pk, "2023", source_id=insurer.pk),
        )
    messages = [problem.message for problem in refused.value.problems]
    assert any("lớn hơn mẫu số" in message for message in messages)
    assert any("Chưa có số" in message for message in messages)
    assert not Observation.objects.exists()
    assert not Batch.objects.exclude(pk=province.batch.pk).exists()


def test_nothing_occurred_is_zero_and_is_told_from_missing(coverage, province, insurer):
    record(Figure(coverage.pk, province.unit.pk, "2024", is_nil=True, source_id=insurer.pk))
    assert current(coverage, province) == [0]
    assert Observation.objects.get().is_nil


def test_a_cell_named_twice_in_one_batch_is_refused(coverage, province, insurer):
    with pytest.raises(ActionRefused, match="hai số"):
        record(figure(coverage, province, insurer), figure(coverage, province, insurer, numerator=Decimal(90)))
