"""Defining indicators and breakdowns, and binding targets to what measures them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansinh.apps.indicators.access import DEFINE
from ansinh.apps.indicators.models import Category, Dimension, Indicator, RelatedSeries, TargetMeasurement
from ansinh.apps.plans.models import Target
from ansinh.domain.indicators import SHAPE_LABELS, Shape
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import search_key, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.locking import update_if_unchanged


@action("indicators.define_dimension", "Định nghĩa phân tổ", needs=DEFINE)
def define_dimension(
    *, actor: Actor, code: str, name: str, is_complete: bool, categories: Sequence[tuple[str, str]]
) -> Done[Dimension]:
    """A new way of breaking figures down; ``categories`` are codes and names in order."""
    dimension = Dimension.objects.create(code=code, name=name, is_complete=is_complete)
    Category.objects.bulk_create(
        Category(dimension=dimension, code=category, name=label, order=order)
        for order, (category, label) in enumerate(categories, 1)
    )
    names = ", ".join(label for _, label in categories)
    return Done(dimension, subject_of(dimension), f"Định nghĩa phân tổ {name}: {names}.")


@action("indicators.define", "Định nghĩa chỉ số", needs=DEFINE)
def define_indicator(
    *,
    actor: Actor,
    code: str,
    fields: Mapping[str, Any],
    version: int | None = None,
    dimensions: Iterable[Dimension] | None = None,
) -> Done[Indicator]:
    """Make an indicator, or change the definition that ``version`` was seen of (0: there was none yet).

    ``dimensions`` are its breakdowns; None leaves them as they are.
    """
    existing = Indicator.objects.filter(code=code).first()
    values = dict(fields) | {"search_key": search_key(f"{code} {fields['name']}")[:400]}
    if existing is None:
        made = Indicator.objects.create(code=code, **values)
        made.dimensions.set(dimensions or ())
        return Done(made, subject_of(made), f"Định nghĩa chỉ số {code}: {made.name}.")
    before = _defined(existing, fields)
    seen = existing.version if version is None else version
    if not update_if_unchanged(Indicator.objects.all(), existing.pk, seen, **values):
        raise Conflict(f"Định nghĩa chỉ số «{existing.name}» vừa được người khác sửa. Mở lại để xem rồi sửa tiếp.")
    existing.refresh_from_db()
    if dimensions is not None:
        existing.dimensions.set(dimensions)
    after = _defined(existing, fields)
    changed = [key for key in before if before[key] != after[key]]
    return Done(
        existing,
        subject_of(existing),
        f"Sửa định nghĩa chỉ số {code}.",
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )


def _defined(indicator: Indicator, fields: Mapping[str, Any]) -> dict[str, str]:
    names = ", ".join(indicator.dimensions.order_by("pk").values_list("name", flat=True))
    return {key: str(getattr(indicator, key)) for key in fields} | {"dimensions": names}


@action("indicators.bind_target", "Gắn chỉ tiêu với chỉ số", needs=DEFINE)
def bind_target(
    *,
    actor: Actor,
    target: Target,
    indicator: Indicator,
    shape: Shape,
    fields: Mapping[str, Any],
    version: int | None = None,
) -> Done[TargetMeasurement]:
    """Say by which indicator a target is measured and as which shape it is judged.

    ``version`` is that of the binding that was seen, 0 for none; None takes whatever there is. Refused with all
    problems at once where shape, baseline, benchmark, stages and group do not fit together.
    """
    problems = list(binding_problems(indicator, shape, fields))
    if problems:
        raise ActionRefused(*problems)
    before = TargetMeasurement.objects.select_related("indicator").filter(target=target).first()
    seen = version if version is not None else before.version if before else 0
    values = {"indicator": indicator, "shape": shape.value, **fields}
    if before is None and seen == 0:
        bound = TargetMeasurement.objects.create(target=target, **values)
    elif before and update_if_unchanged(TargetMeasurement.objects.all(), before.pk, seen, **values):
        bound = TargetMeasurement.objects.get(pk=before.pk)
    else:
        raise Conflict(f"Cách đo chỉ tiêu {target.code} vừa được người khác sửa. Mở lại để xem rồi sửa tiếp.")
    return Done(
        bound,
        subject_of(target, target.code),
        f"Đo chỉ tiêu {target.code} bằng chỉ số {indicator.code}, dạng {SHAPE_LABELS[shape]}.",
        before=_bound(before) if before else {},
        after=_bound(bound),
    )


def binding_problems(indicator: Indicator, shape: Shape, fields: Mapping[str, Any]) -> Iterable[Problem]:
    """Everything that does not fit together, each with its field. At most one query."""
    if (shape == Shape.STAGE) != bool(fields.get("stages")):
        yield Problem("Dạng «qua các bước» phải nêu các bước; dạng khác thì bỏ trống.", "stages")
    benchmark = fields.get("benchmark")
    if (shape == Shape.BENCHMARK) != bool(benchmark):
        yield Problem("Dạng «so với mức bình quân khác» phải chọn mức so sánh; dạng khác thì bỏ trống.", "benchmark")
    if benchmark is not None and benchmark.pk == indicator.pk:
        yield Problem("Mức so sánh phải là chỉ số khác với chỉ số đo.", "benchmark")
    given = [fields.get(f"baseline_{name}") not in (None, "") for name in ("period", "value", "source")]
    if any(given) and not all(given):
        yield Problem("Mức nền phải có đủ kỳ, số và nguồn; chưa có thì bỏ trống cả ba.", "baseline_value")
    if given[0] and not _is_period(str(fields["baseline_period"])):
        yield Problem(
            f"«{fields['baseline_period']}» không phải là một kỳ. Viết như 2023 hoặc 2023Q4.", "baseline_period"
        )
    category: Category | None = fields.get("category")
    if category is not None and not indicator.dimensions.filter(pk=category.dimension_id).exists():
        yield Problem(f"Chỉ số «{indicator.name}» không phân tổ theo nhóm đã chọn. Chọn nhóm khác.", "category")


def _is_period(code: str) -> bool:
    try:
        Period.parse(code)
    except ValueError:
        return False
    return True


def _bound(bound: TargetMeasurement) -> dict[str, str]:
    value = bound.baseline_value
    return {
        "indicator": bound.indicator.code,
        "shape": bound.shape,
        "category": str(bound.category or ""),
        "baseline": "" if value is None else f"{bound.baseline_period}: {value:f} ({bound.baseline_source})",
        "benchmark": str(bound.benchmark or ""),
        "stages": "; ".join(bound.stages),
        "note": bound.note,
    }


@action("indicators.end_binding", "Bỏ cách đo của chỉ tiêu", needs=DEFINE)
def end_binding(*, actor: Actor, target: Target, version: int, reason: str) -> Done[Target]:
    """The target is measured by nothing from now on. Figures stay; what it was measured by stays in the log."""
    reason = squeeze(reason)
    if not reason:
        raise ActionRefused(Problem("Chưa có lý do bỏ cách đo. Ghi ngắn gọn vì sao.", "reason"))
    bound = TargetMeasurement.objects.select_related("indicator").filter(target=target, version=version).first()
    if bound is None:
        raise Conflict(f"Cách đo chỉ tiêu {target.code} vừa được người khác sửa hoặc bỏ. Mở lại để xem.")
    before = _bound(bound)
    bound.delete()
    summary = f"Bỏ cách đo chỉ tiêu {target.code}: {reason}"
    return Done(target, subject_of(target, target.code), summary, before=before, after={"reason": reason})


@action("indicators.relate_series", "Đặt chuỗi liên quan cạnh chỉ tiêu", needs=DEFINE)
def relate_series(*, actor: Actor, target: Target, indicator: Indicator, difference: str) -> Done[RelatedSeries]:
    """Show a series beside a target that it resembles, with what makes it another thing."""
    difference = squeeze(difference)
    if not difference:
        raise ActionRefused(Problem("Chưa ghi chuỗi này khác chỉ tiêu ở chỗ nào.", "difference"))
    related, _ = RelatedSeries.objects.update_or_create(
        target=target, indicator=indicator, defaults={"difference": difference}
    )
    summary = f"Đặt chuỗi «{indicator.name}» cạnh chỉ tiêu {target.code}."
    return Done(related, subject_of(target, target.code), summary, after={"difference": difference})
