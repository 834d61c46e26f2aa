"""One figure of the province, typed by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, count

from django.utils.text import slugify

from ansinh.apps.indicators.access import RECORD
from ansinh.apps.indicators.models import Batch, DataSource, Indicator
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import search_key, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Done, Problem, action, subject_of

from .figures import record_batch


@dataclass(frozen=True, slots=True)
class HandEntry:
    """One figure as typed; its source is a known one or the name of a new one."""

    figure: Figure  # its unit and source are not set yet
    source: DataSource | None = None
    new_source: str = ""


@action("indicators.record_by_hand", "Ghi số liệu bằng tay", needs=RECORD)
def record_by_hand(
    *, actor: Actor, indicator: Indicator, unit: AdministrativeUnit | None, entry: HandEntry
) -> Done[Batch]:
    """Record one figure of the province as a batch of its own; a new source is added with it."""
    if unit is None:
        raise ActionRefused(
            "Danh mục địa bàn chưa có đơn vị cấp tỉnh nên chưa ghi được số của tỉnh. Nạp danh mục trước."
        )
    source = entry.source or source_named(entry.new_source)
    figure = replace(entry.figure, unit_id=unit.pk, source_id=source.pk)
    title = f"{indicator.name}, {Period.parse(figure.period).label}"
    batch = record_batch(actor=actor, kind=Batch.Kind.HAND, title=title, figures=[figure])
    words = "không áp dụng" if figure.is_not_applicable else "không phát sinh" if figure.is_nil else ""
    written = words or str(batch.observations.get().value)
    return Done(
        batch,
        subject_of(indicator),
        f"Ghi số liệu {title} theo nguồn {source.name}.",
        after={"period": figure.period, "value": written, "source": source.name},
    )


def source_named(name: str) -> DataSource:
    """The known source of this name, or a new one with the usual rank."""
    name = squeeze(name)[:300]
    if not name:
        raise ActionRefused(Problem("Chưa có nguồn. Chọn một nguồn hoặc ghi tên nguồn mới.", "source"))
    known = DataSource.objects.filter(name=name).first()
    if known is not None:
        return known
    base = slugify(search_key(name))[:50] or "nguon"
    taken = set(DataSource.objects.filter(code__startswith=base).values_list("code", flat=True))
    code = next(c for c in chain([base], (f"{base}-{n}" for n in count(2))) if c not in taken)
    return DataSource.objects.create(code=code, name=name)
