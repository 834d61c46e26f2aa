"""`ansinh load_indicators`: the indicators of Plan 65/KH-UBND and the published history of those that have one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.indicators import actions
from ansinh.apps.indicators.imports import (
    BindingRow,
    DataProblems,
    IndicatorRow,
    read_dimensions,
    read_indicators,
    read_series,
)
from ansinh.apps.indicators.models import Batch, DataSource, Dimension, Indicator, RelatedSeries, TargetMeasurement
from ansinh.apps.orgs.models import AdministrativeUnit, Organisation, UnitLevel
from ansinh.apps.plans.models import Target, TargetWording
from ansinh.domain.figures import write_short_date
from ansinh.domain.figures_recorded import Figure
from ansinh.kit.access import system_actor
from ansinh.kit.strict_yaml import YamlError

#: The plan that the definitions are of.
PLAN_NUMBER = "65/KH-UBND"
SOURCE_CODE = "thong-ke-tong-hop"


class Command(BaseCommand):
    help = (
        "Nạp định nghĩa chỉ số của Kế hoạch 65/KH-UBND và các chuỗi số liệu đã công bố. "
        "Làm lại không đổi gì; định nghĩa mà cán bộ đã sửa được giữ nguyên."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.actor = system_actor("Nạp dữ liệu ban đầu")
        try:
            dimensions, rows = read_dimensions(), read_indicators()
        except (DataProblems, YamlError) as error:
            raise CommandError(str(error)) from error
        known = set(Dimension.objects.values_list("code", flat=True))
        for row in dimensions:
            if row.code not in known:
                actions.define_dimension(
                    actor=self.actor, code=row.code, name=row.name, is_complete=row.is_complete,
                    categories=row.categories,
                )  # fmt: skip
        made = self._define(rows)
        self._bind(rows)
        self._relate(rows)
        recorded = self._record_history()
        if made or recorded:
            self.stdout.write(f"Đã định nghĩa {made} chỉ số, ghi nhận {recorded} số liệu đã công bố.")

    def _define(self, rows: Iterable[IndicatorRow]) -> int:
        """The indicators that are not there yet; their number."""
        organisations = {row.code: row for row in Organisation.objects.all()}
        dimensions = {row.code: row for row in Dimension.objects.all()}
        sentences = _sentences_of_the_plan()
        known = set(Indicator.objects.values_list("code", flat=True))
        missing = [row for row in rows if row.code not in known]
        for row in missing:
            fields = dict(row.fields) | {
                "reporter": organisations.get(row.reporter),
                "approver": organisations.get(row.approver),
                "cited_from": "\n".join(sentences[b.target] for b in row.bindings if b.target in sentences),
            }
            chosen = [dimensions[code] for code in row.dimensions]
            actions.define_indicator(actor=self.actor, code=row.code, fields=fields, dimensions=chosen)
        return len(missing)

    def _bind(self, rows: Iterable[IndicatorRow]) -> None:
        indicators = {row.code: row for row in Indicator.objects.all()}
        targets = _targets()
        bound = set(TargetMeasurement.objects.values_list("target__code", flat=True))
        for row in rows:
            for binding in row.bindings:
                if binding.target in targets and binding.target not in bound:
                    actions.bind_target(
                        actor=self.actor,
                        target=targets[binding.target],
                        indicator=indicators[row.code],
                        shape=binding.shape,
                        fields=_binding_fields(binding, indicators),
                    )

    def _relate(self, rows: Iterable[IndicatorRow]) -> None:
        indicators = {row.code: row for row in Indicator.objects.all()}
        targets = _targets()
        known = set(RelatedSeries.objects.values_list("target__code", "indicator__code"))
        for row in rows:
            for code, difference in row.related:
                if code in targets and (code, row.code) not in known:
                    actions.relate_series(
                        actor=self.actor, target=targets[code], indicator=indicators[row.code], difference=difference
                    )

    def _record_history(self) -> int:
        """Once: the presence of the source says that it was done. The number of figures."""
        province = AdministrativeUnit.objects.filter(level=UnitLevel.PROVINCE).first()
        if province is None or DataSource.objects.filter(code=SOURCE_CODE).exists():
            return 0
        source = actions.add_source(
            actor=self.actor,
            code=SOURCE_CODE,
            name="Tổng hợp số liệu thống kê đã công bố đến năm 2024",
            publisher="Tổng cục Thống kê, Cục Thống kê tỉnh",
            citation="Số liệu của Tổng cục Thống kê và Cục Thống kê, theo bản tổng hợp công khai; số biểu ghi ở từng số.",
            rank=30,
        )
        keys = dict(Indicator.objects.values_list("code", "pk"))
        figures = [
            Figure(
                indicator_id=keys[row.indicator],
                unit_id=province.pk,
                period=row.period,
                value=row.value,
                numerator=row.numerator,
                denominator=row.denominator,
                vintage=row.vintage,
                source_id=source.pk,
                comment=row.table,
            )
            for row in read_series()
        ]
        title = "Chuỗi số liệu thống kê đã công bố của tỉnh"
        batch = actions.record_figures(actor=self.actor, kind=Batch.Kind.LOAD, title=title, figures=figures)
        return batch.count


def _targets() -> dict[str, Target]:
    return {target.code: target for target in Target.objects.filter(plan__number=PLAN_NUMBER)}


def _sentences_of_the_plan() -> dict[str, str]:
    """By code of target: the plan's own words, as a definition cites them."""
    wordings = TargetWording.objects.filter(target__plan__number=PLAN_NUMBER).select_related("target__plan")
    found: dict[str, list[TargetWording]] = defaultdict(list)
    for wording in wordings.order_by("valid_from"):
        found[wording.target.code].append(wording)
    return {code: _citation(rows[0]) for code, rows in found.items()}


def _citation(wording: TargetWording) -> str:
    plan = wording.target.plan
    return (
        f"Kế hoạch số {plan.number} ngày {write_short_date(plan.issued_on)}, mục {wording.target.code}: "
        f"«{wording.quote}»"
    )


def _binding_fields(binding: BindingRow, indicators: dict[str, Indicator]) -> dict[str, Any]:
    return {
        "benchmark": indicators.get(binding.benchmark),
        "stages": list(binding.stages),
        "baseline_period": binding.baseline_period,
        "baseline_value": binding.baseline_value,
        "baseline_source": binding.baseline_source,
        "note": binding.note,
    }
