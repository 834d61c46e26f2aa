"""`ansinh load_indicators_demo`: sample figures of districts and sheets under way; only in a demonstration.

Everything is visibly a sample: the source, the batch and each figure's comment say so, and so does every page of a
demonstration. The figures are the same each time they are made for the same day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators import actions
from ansinh.apps.indicators.entry_grid import CellChange, read_grid, units_of
from ansinh.apps.indicators.imports import DATA
from ansinh.apps.indicators.models import Batch, DataSource, EntryForm, EntrySheet, Indicator, Observation
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel
from ansinh.domain.figures import write_number
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period, PeriodKind
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.clock import today
from ansinh.kit.strict_yaml import load_yaml_file

SOURCE_CODE = "so-lieu-mau"
COMMENT = "số liệu mẫu"
#: Periods that have ended, back from today.
_PERIODS = {PeriodKind.YEAR: 4, PeriodKind.HALF: 4, PeriodKind.QUARTER: 8, PeriodKind.MONTH: 12}
#: Published statistics and reports stand before samples wherever there are any.
_RANK = 90
_FORM = "bieu-01-y-te"
_EXPLANATION = "Mẫu: đã đối chiếu với sổ của trạm y tế."
_REPORTER, _COORDINATOR = "daumoi.soyte@mau.example", "tonghop@mau.example"


class Command(BaseCommand):
    help = "Nạp số liệu mẫu theo huyện và phiếu nhập dở cho bản trình diễn. Làm lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Số liệu mẫu chỉ nạp vào bản trình diễn. Dùng «make demo».")
        if DataSource.objects.filter(code=SOURCE_CODE).exists():
            return
        samples = load_yaml_file(DATA / "demo.yaml")
        unknown = sorted(samples.keys() - set(Indicator.objects.values_list("code", flat=True)))
        if unknown:
            raise CommandError(f"Chưa có chỉ số: {', '.join(unknown)}. Chạy «ansinh load_indicators» trước.")
        count = _record(samples)
        sheets = _sheets()
        self.stdout.write(f"Đã nạp {write_number(count)} số liệu mẫu theo huyện và {sheets} phiếu nhập mẫu.")


# Figures of districts --------------------------------------------------------------------------------------------


def _record(samples: Mapping[str, Mapping[str, Any]]) -> int:
    actor = system_actor("Nạp số liệu mẫu")
    source = actions.add_source(
        actor=actor, code=SOURCE_CODE, name="Số liệu mẫu, không có thật", publisher="Bản trình diễn",
        citation="Sinh tự động để xem thử; không dùng vào việc gì khác.", rank=_RANK,
    )  # fmt: skip
    indicators = Indicator.objects.filter(code__in=samples).prefetch_related("dimensions__categories")
    districts = list(AdministrativeUnit.objects.in_force_on(today()).filter(level=UnitLevel.DISTRICT).order_by("code"))
    figures = [
        figure
        for indicator in indicators.order_by("code")
        for figure in _figures(indicator, samples[indicator.code], districts, source)
    ]
    title = "Số liệu mẫu theo huyện, không có thật"
    return actions.record_figures(actor=actor, kind=Batch.Kind.LOAD, title=title, figures=figures).count


def _figures(
    indicator: Indicator, sample: Mapping[str, Any], districts: Sequence[AdministrativeUnit], source: DataSource
) -> Iterator[Figure]:
    periods = _ended(PeriodKind(indicator.frequency))
    for district in districts:
        dice = Random(f"{indicator.code}/{district.code}")  # noqa: S311 (a sample, no secret)
        high, size = dice.uniform(-1, 1), dice.uniform(0.6, 1.4)
        for step, period in enumerate(periods):
            if district.code in sample.get("missing", ()) and period == periods[-1]:
                continue
            if district.code in sample.get("not_applicable", ()):
                yield _figure(indicator, district, period, source, is_not_applicable=True)
                continue
            way = step / max(1, len(periods) - 1)
            level = _number(sample["from"]) + (_number(sample["to"]) - _number(sample["from"])) * way
            level += _number(sample["spread"]) / 2 * high + dice.uniform(-0.1, 0.1) * (1 - way)
            yield from _parted(indicator, district, period, source, sample, max(0.0, level), size)


def _parted(
    indicator: Indicator,
    district: AdministrativeUnit,
    period: Period,
    source: DataSource,
    sample: Mapping[str, Any],
    level: float,
    size: float,
) -> Iterator[Figure]:
    """The figure, and its parts by group where the sample has some; the parts make the whole."""
    if not indicator.is_ratio:
        yield _figure(indicator, district, period, source, value=Decimal(round(level)))
        return
    scale = float(indicator.scale)
    most = scale * 0.999 if indicator.unit == "%" else scale
    denominator = round(float(sample["size"]) * size)
    numerator = round(denominator * min(level, most) / scale)
    yield _ratio(indicator, district, period, source, numerator, denominator)
    if "groups" not in sample:
        return
    categories = list(indicator.dimensions.get(code=sample["groups"]).categories.all())
    for place, category in enumerate(categories):
        upper, lower = (_share(whole, place, len(categories)) for whole in (numerator, denominator))
        yield _ratio(indicator, district, period, source, upper, lower, category.pk)


def _share(whole: int, place: int, count: int) -> int:
    """Whole numbers that make ``whole``: about equal, the last takes the rest."""
    part = whole // count
    return part if place < count - 1 else whole - part * (count - 1)


def _ratio(
    indicator: Indicator,
    district: AdministrativeUnit,
    period: Period,
    source: DataSource,
    numerator: int,
    denominator: int,
    category_id: int | None = None,
) -> Figure:
    return _figure(
        indicator, district, period, source, category_id=category_id, numerator=Decimal(numerator),
        denominator=Decimal(denominator),
    )  # fmt: skip


def _figure(
    indicator: Indicator, district: AdministrativeUnit, period: Period, source: DataSource, **given: Any
) -> Figure:
    return Figure(
        indicator.pk,
        district.pk,
        period.code,
        vintage=Vintage.PRELIMINARY,
        source_id=source.pk,
        comment=COMMENT,
        **given,
    )


def _ended(kind: PeriodKind) -> tuple[Period, ...]:
    """The last periods of a kind that are over, oldest first."""
    period = next(p for p in _from(Period(kind, today().year, 12 // Period(kind, 2000).months)) if p.end < today())
    back = _from(period)
    return tuple(reversed([next(back) for _ in range(_PERIODS[kind])]))


def _from(period: Period) -> Iterator[Period]:
    while True:
        yield period
        period = period.previous()


def _number(given: float | str | Decimal) -> float:
    return float(given)


# Sheets under way ------------------------------------------------------------------------------------------------


def _sheets() -> int:
    """Of one form: last year's half filled in with an error, the year before's sent and given back."""
    form = EntryForm.objects.get(code=_FORM)
    reporter, coordinator = _person(_REPORTER), _person(_COORDINATOR)
    last = _ended(PeriodKind(form.frequency))[-1]
    before, now = (_opened(coordinator, form, period) for period in (last.previous(), last))
    _fill(reporter, before, rows=len(units_of(before)))
    _explain(reporter, before)
    actions.submit_sheet(actor=reporter, sheet=before)
    reason = "Mẫu: số bác sĩ của huyện Sơn Hà khác báo cáo đã gửi tháng trước. Kiểm tra lại rồi gửi."
    actions.return_sheet(actor=coordinator, sheet=before, reason=reason)
    _fill(reporter, now, rows=len(units_of(now)) // 2)
    _mistype(reporter, now)
    return 2


def _person(email: str) -> Actor:
    return actor_for(User.objects.get(email=email), today())


def _opened(actor: Actor, form: EntryForm, period: Period) -> EntrySheet:
    (sheet,) = actions.open_sheets(actor=actor, form=form, period=period, vintage=Vintage.PRELIMINARY)
    return sheet


def _fill(actor: Actor, sheet: EntrySheet, rows: int) -> None:
    """Figures about the recorded ones of the same period."""
    columns = list(sheet.columns.select_related("indicator").order_by("order"))
    recorded = {
        (row.unit_id, row.indicator_id): row
        for row in Observation.objects.filter(
            period__in=[sheet.period, f"{sheet.period}Q4"],
            is_current=True,
            category=None,
            indicator__in=[column.indicator_id for column in columns],
        )
    }
    changes = []
    for unit in units_of(sheet)[:rows]:
        dice = Random(f"{sheet.period}/{unit.code}")  # noqa: S311 (a sample, no secret)
        for column in columns:
            found = recorded.get((unit.pk, column.indicator_id))
            if found is not None:
                changes.append(CellChange(unit.pk, column.pk, 0, *_typed(found, dice.uniform(0.98, 1.0))))
    actions.save_cells(actor=actor, sheet=sheet, changes=changes)


def _typed(found: Observation, near: float) -> tuple[str, str | None]:
    if found.numerator is None or found.denominator is None:
        return write_number(found.value or 0, 0), None
    return write_number(round(float(found.numerator) * near)), write_number(found.denominator)


def _explain(actor: Actor, sheet: EntrySheet) -> None:
    grid = read_grid(sheet)
    changes = [CellChange(*key, grid.cells[key].version, comment=_EXPLANATION) for key in grid.unexplained]
    actions.save_cells(actor=actor, sheet=sheet, changes=changes)


def _mistype(actor: Actor, sheet: EntrySheet) -> None:
    """Numerator and denominator of one cell changed places."""
    first = sheet.cells.filter(column__order=1).order_by("pk").first()
    if first is not None:
        change = CellChange(first.unit_id, first.column_id, first.version, first.raw_denominator, first.raw)
        actions.save_cells(actor=actor, sheet=sheet, changes=[change])
