"""The pages of indicators: definitions, figures with their history, batches; one frozen dataclass each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.urls import reverse

from ansinh.apps.indicators.access import DEFINE, RECORD
from ansinh.apps.indicators.categories import Groups, groups_of
from ansinh.apps.indicators.models import Batch, Indicator, Observation, RelatedSeries, TargetMeasurement
from ansinh.apps.indicators.queries import Figures, sources_below
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel
from ansinh.apps.plans.models import PromiseKind
from ansinh.apps.plans.queries import promise_url
from ansinh.domain.figures import NO_DATA, NOT_APPLICABLE_WORDS, with_unit, write_number
from ansinh.domain.indicators import (
    DIRECTION_LABELS,
    PLACE_RULE_LABELS,
    TIME_RULE_LABELS,
    VINTAGE_LABELS,
    Direction,
    PlaceRule,
    TimeRule,
    Vintage,
)
from ansinh.domain.periods import PERIOD_KIND_LABELS, Period, PeriodKind
from ansinh.domain.rollup import RolledUp, gaps_in_words, reported_words
from ansinh.domain.vietnamese import search_key
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging

_MODULE = "chi-so"
_ALL = Crumb("Chỉ số", "/chi-so/")
_BATCHES = Crumb("Đợt ghi nhận", "/dot-ghi-nhan/")
_FALLING = "-gia-tri"
_SORTS_BY_VALUE = ("gia-tri", _FALLING)


def province_unit() -> AdministrativeUnit | None:
    """The unit whose figures the plan is about. One query."""
    return AdministrativeUnit.objects.filter(level=UnitLevel.PROVINCE).order_by("-valid_from").first()


# The list -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class IndicatorFilter:
    """What the list is narrowed to; empty means all. ``figures``: "co" with figures, "khong" without."""

    text: str = ""
    reporter: str = ""  # code
    figures: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    indicator: Indicator
    targets: tuple[Link, ...]
    figure_count: int
    latest: str  # label of the latest period; empty without figures


@dataclass(frozen=True, kw_only=True)
class IndicatorListPage(Page):
    lines: tuple[IndicatorLine, ...]
    pager: Pager
    is_filtered: bool
    may_define: bool
    may_record: bool


def indicator_list_page(actor: Actor, wanted: IndicatorFilter, paging: Paging) -> IndicatorListPage:
    """Four queries besides the frame's."""
    current = Q(observations__is_current=True)
    first_target = TargetMeasurement.objects.filter(indicator=OuterRef("pk")).order_by("target__order")
    found = Indicator.objects.annotate(
        figure_count=Count("observations", filter=current),
        latest=Max("observations__period", filter=current),
        place=Subquery(first_target.values("target__order")[:1]),
    ).order_by(F("place").asc(nulls_last=True), "code")  # as the plan has them, then those that measure no target
    for word in search_key(wanted.text).split():
        found = found.filter(search_key__contains=word)
    if wanted.reporter:
        found = found.filter(reporter__code=wanted.reporter)
    if wanted.figures:
        found = found.filter(figure_count=0) if wanted.figures == "khong" else found.filter(figure_count__gt=0)
    counts = list(found.values_list("figure_count", flat=True))
    pager = Pager.over(len(counts), paging, unit="chỉ số", size=100)
    rows = list(found.select_related("reporter")[pager.slice])
    targets = _targets_of(row.pk for row in rows)
    with_figures = sum(1 for count in counts if count)
    return IndicatorListPage(
        title=f"{len(counts)} chỉ số, {with_figures} chỉ số đã có số liệu",
        crumbs=(Crumb("Chỉ số"),),
        module=_MODULE,
        lines=tuple(
            IndicatorLine(
                row, targets.get(row.pk, ()), row.figure_count, Period.parse(row.latest).label if row.latest else ""
            )
            for row in rows
        ),
        pager=pager,
        is_filtered=bool(wanted.text or wanted.reporter or wanted.figures),
        may_define=actor.can(DEFINE),
        may_record=actor.can(RECORD),
    )


def _targets_of(indicator_ids: Iterable[int]) -> dict[int, tuple[Link, ...]]:
    rows = TargetMeasurement.objects.filter(indicator_id__in=list(indicator_ids)).select_related("target__plan")
    found: dict[int, list[Link]] = defaultdict(list)
    for row in rows.order_by("target__order"):
        found[row.indicator_id].append(
            Link(row.target.code, promise_url(row.target.plan, PromiseKind.TARGET, row.target.code))
        )
    return {key: tuple(links) for key, links in found.items()}


# One indicator ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A recorded figure in words. ``standing`` says why one is not in force; empty for the one that is."""

    value: str
    parts: str
    vintage: str
    source: str
    comment: str
    batch: Batch
    standing: str = ""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    period: str
    current: FigureLine | None
    others: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit's figure of the period; ``reported`` is "17/19", ``gaps`` names what is missing."""

    name: str
    value: str
    parts: str
    reported: str
    gaps: str
    is_complete: bool


@dataclass(frozen=True, slots=True)
class RelatedLine:
    target: Link
    difference: str


@dataclass(frozen=True, kw_only=True)
class IndicatorPage(Page):
    indicator: Indicator
    facts: tuple[tuple[str, str], ...]
    targets: tuple[Link, ...]
    related: tuple[RelatedLine, ...]
    unit_name: str
    series: tuple[SeriesLine, ...]
    period: str  # label of the period that the breakdown is of
    period_code: str
    periods: tuple[Link, ...]
    whole: UnitLine | None
    units: tuple[UnitLine, ...]
    sources: str  # of the units' figures in the period
    groups: Groups | None
    sort: str
    may_define: bool
    may_record: bool


def indicator_page(actor: Actor, indicator: Indicator, wanted_period: Period | None, sort: str = "") -> IndicatorPage:
    """``sort`` is "ten" (the order without one), "gia-tri" (lowest first) or "-gia-tri".

    A fixed number of queries, however many units and years.
    """
    province = province_unit()
    recorded = tuple(dict.fromkeys(indicator.observations.filter(is_current=True).values_list("period", flat=True)))
    period = wanted_period or max((Period.parse(code) for code in recorded), default=None)
    whole, units = _breakdown(indicator, province, period, sort) if province and period else (None, ())
    return IndicatorPage(
        title=indicator.name,
        crumbs=(_ALL, Crumb(indicator.code)),
        module=_MODULE,
        indicator=indicator,
        facts=_facts(indicator),
        targets=_targets_of([indicator.pk]).get(indicator.pk, ()),
        related=_related(indicator),
        unit_name=province.name if province else "",
        series=_series(indicator, province) if province else (),
        period=period.label if period else "",
        period_code=period.code if period else "",
        periods=tuple(Link(p.label, f"?ky={p.code}#theo-dia-ban") for p in sorted(map(Period.parse, recorded))),
        whole=whole,
        units=units,
        sources="; ".join(sources_below(indicator, province, [period.code])) if units and province and period else "",
        groups=groups_of(indicator, province, period) if province and period else None,
        sort=sort if sort in _SORTS_BY_VALUE else "ten",
        may_define=actor.can(DEFINE),
        may_record=actor.can(RECORD),
    )


def _facts(indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """What the definition says, line by line; empty lines are left out."""
    limits = [
        f"{word} {with_unit(write_number(limit), indicator.unit)}"
        for word, limit in (("không dưới", indicator.floor), ("không quá", indicator.ceiling))
        if limit is not None
    ]
    facts = (
        ("Khái niệm", indicator.definition),
        ("Đơn vị tính", indicator.unit),
        ("Tử số", indicator.numerator),
        ("Mẫu số", indicator.denominator),
        ("Hệ số nhân", write_number(indicator.scale) if indicator.is_ratio and indicator.scale != 1 else ""),
        ("Chiều tốt", DIRECTION_LABELS[Direction(indicator.direction)]),
        ("Giới hạn", ", ".join(limits)),
        ("Kỳ thu thập", PERIOD_KIND_LABELS[PeriodKind(indicator.frequency)]),
        ("Cộng theo địa bàn", PLACE_RULE_LABELS[PlaceRule(indicator.over_place)]),
        ("Cộng theo thời gian", TIME_RULE_LABELS[TimeRule(indicator.over_time)]),
        ("Phân tổ", ", ".join(dimension.name.lower() for dimension in indicator.dimensions.all())),
        ("Cơ quan báo cáo", indicator.reporter.name if indicator.reporter else "chưa giao"),
        ("Cơ quan duyệt", indicator.approver.name if indicator.approver else "chưa giao"),
        ("Nguồn số liệu", indicator.source),
        ("Cách tính", indicator.method),
        ("Căn cứ định nghĩa", indicator.cited_from),
    )
    return tuple((label, text) for label, text in facts if text)


def _related(indicator: Indicator) -> tuple[RelatedLine, ...]:
    rows = RelatedSeries.objects.filter(indicator=indicator).select_related("target__plan")
    return tuple(
        RelatedLine(
            Link(row.target.code, promise_url(row.target.plan, PromiseKind.TARGET, row.target.code)), row.difference
        )
        for row in rows
    )


def _series(indicator: Indicator, unit: AdministrativeUnit) -> tuple[SeriesLine, ...]:
    """Every figure ever recorded for the unit, by period, latest first."""
    rows = (
        Observation.objects.filter(indicator=indicator, unit=unit, category=None)
        .select_related("source", "batch")
        .order_by("-pk")
    )
    by_period: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        by_period[row.period].append(row)
    lines = []
    for period in sorted(map(Period.parse, by_period), reverse=True):
        found = by_period[period.code]
        current = next((figure_line(indicator, row) for row in found if row.is_current), None)
        others = tuple(figure_line(indicator, row) for row in found if not row.is_current)
        lines.append(SeriesLine(period.label, current, others))
    return tuple(lines)


def figure_line(indicator: Indicator, row: Observation) -> FigureLine:
    return FigureLine(
        value=_recorded(indicator, row),
        parts=_parts(row.numerator, row.denominator),
        vintage=VINTAGE_LABELS[Vintage(row.vintage)],
        source=row.source.name,
        comment=row.comment,
        batch=row.batch,
        standing=_standing(row),
    )


def _standing(row: Observation) -> str:
    """Why a figure is not in force; empty for the one that is."""
    if row.is_current:
        return ""
    if row.batch.reversed_at:
        return "đã đảo lại"
    return "đã thay bằng số khác" if row.superseded_at else "không dùng, nguồn hoặc loại số khác được ưu tiên"


def _recorded(indicator: Indicator, row: Observation) -> str:
    if row.is_not_applicable:
        return NOT_APPLICABLE_WORDS
    return "không phát sinh" if row.is_nil else _value(indicator, row.value)


def _value(indicator: Indicator, value: Decimal | None) -> str:
    return NO_DATA if value is None else with_unit(write_number(value, indicator.places), indicator.unit)


def _parts(numerator: Decimal | None, denominator: Decimal | None) -> str:
    if numerator is None or denominator is None:
        return ""
    return f"{write_number(numerator)}/{write_number(denominator)}"


def _breakdown(
    indicator: Indicator, province: AdministrativeUnit, period: Period, sort: str
) -> tuple[UnitLine, tuple[UnitLine, ...]]:
    figures = Figures.gathered([indicator], [period], province.pk)
    whole = figures.of_period(period, province.pk)[indicator.pk]
    by_unit = figures.of_children(indicator.pk, period) if indicator.over_place != PlaceRule.NOT_ADDITIVE else {}
    wanted = {province.pk, *by_unit, *whole.gaps, *(gap for made in by_unit.values() for gap in made.gaps)}
    units = AdministrativeUnit.objects.in_bulk(wanted)
    names = {key: unit.name for key, unit in units.items()}
    in_order = sorted(by_unit, key=lambda key: units[key].sort_key)
    if sort in _SORTS_BY_VALUE:
        in_order.sort(key=lambda key: _by_value(by_unit[key].value, falling=sort == _FALLING))
    if not any(by_unit[key].present for key in by_unit):
        in_order = []  # nobody below has a figure: one line says so, not thirteen
    return (
        _unit_line(indicator, province.pk, whole, names),
        tuple(_unit_line(indicator, key, by_unit[key], names) for key in in_order),
    )


def _by_value(value: Decimal | None, *, falling: bool) -> tuple[bool, Decimal]:
    """Units without a figure come last either way."""
    return value is None, Decimal(0) if value is None else -value if falling else value


def _unit_line(indicator: Indicator, unit_id: int, made: RolledUp, names: Mapping[int, str]) -> UnitLine:
    others = {key: name for key, name in names.items() if key != unit_id}
    return UnitLine(
        name=names[unit_id],
        value=NOT_APPLICABLE_WORDS if made.is_not_applicable else _value(indicator, made.value),
        parts=_parts(made.numerator, made.denominator),
        reported=reported_words(made),
        gaps=gaps_in_words(made, others),
        is_complete=made.is_complete,
    )


def work_page(indicator: Indicator, title: str) -> Page:
    """A form about an indicator."""
    address = reverse("indicators:indicator", args=[indicator.code])
    return Page(
        title=title, crumbs=(_ALL, Crumb(indicator.name, address), Crumb(title)), module=_MODULE, note=indicator.name
    )


def recorded_message(batch: Batch) -> str:
    """Says when a better source or a later vintage stays in force. One query."""
    if batch.observations.filter(is_current=True).exists():
        return f"Đã ghi nhận: {batch.title}."
    return (
        f"Đã ghi nhận: {batch.title}. Số đang dùng của kỳ này vẫn là số cũ vì nguồn được ưu tiên hơn hoặc là số chính thức "
        "hơn."
    )


# Batches ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BatchLine:
    batch: Batch
    kind: str
    by: str
    recorded_at: datetime
    state: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class BatchListPage(Page):
    lines: tuple[BatchLine, ...]
    pager: Pager


def batch_list_page(paging: Paging) -> BatchListPage:
    """Two queries besides the frame's."""
    count = Batch.objects.count()
    pager = Pager.over(count, paging, unit="đợt")
    return BatchListPage(
        title=f"{write_number(count)} đợt ghi nhận số liệu" if count else "Chưa có đợt ghi nhận nào",
        crumbs=(_ALL, Crumb("Đợt ghi nhận")),
        module=_MODULE,
        lines=tuple(_batch_line(row) for row in Batch.objects.all()[pager.slice]),
        pager=pager,
    )


def _batch_line(batch: Batch) -> BatchLine:
    return BatchLine(
        batch=batch,
        kind=batch.get_kind_display(),
        by=batch.recorded_by_name,
        recorded_at=batch.recorded_at,
        state="đã đảo lại" if batch.reversed_at else "đang dùng",
        mark="none" if batch.reversed_at else "ok",
    )


@dataclass(frozen=True, slots=True)
class BatchFigure:
    indicator: Link
    unit: str
    period: str
    figure: FigureLine


@dataclass(frozen=True, kw_only=True)
class BatchPage(Page):
    line: BatchLine
    figures: tuple[BatchFigure, ...]
    pager: Pager
    may_reverse: bool


def batch_page(actor: Actor, batch: Batch, paging: Paging) -> BatchPage:
    """Two queries besides the frame's."""
    rows = batch.observations.select_related("indicator", "unit", "source", "batch").order_by("pk")
    pager = Pager.over(batch.count, paging, unit="số liệu", size=100)
    return BatchPage(
        title=batch.title,
        crumbs=(_ALL, _BATCHES, Crumb(f"Đợt {batch.pk}")),
        module=_MODULE,
        line=_batch_line(batch),
        figures=tuple(
            BatchFigure(
                Link(row.indicator.name, reverse("indicators:indicator", args=[row.indicator.code])),
                row.unit.name,
                Period.parse(row.period).label,
                figure_line(row.indicator, row),
            )
            for row in rows[pager.slice]
        ),
        pager=pager,
        may_reverse=actor.can(RECORD) and batch.reversed_at is None,
    )
