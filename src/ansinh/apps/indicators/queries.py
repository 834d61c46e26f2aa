"""Reads of figures: rules of indicators, series, current values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ansinh.apps.indicators.models import Indicator, Observation
from ansinh.domain.figures_recorded import IndicatorRules
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page


def rules_of(indicator_ids: Iterable[int]) -> dict[int, IndicatorRules]:
    """What figures of these indicators must keep to: one query."""
    return {indicator.pk: rules_for(indicator) for indicator in Indicator.objects.filter(pk__in=set(indicator_ids))}


def rules_for(indicator: Indicator) -> IndicatorRules:
    return IndicatorRules(
        name=indicator.name,
        unit=indicator.unit,
        is_ratio=indicator.is_ratio,
        scale=indicator.scale,
        floor=indicator.floor,
        ceiling=indicator.ceiling,
        is_share=indicator.is_ratio and indicator.unit == "%",
    )


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value of a series."""

    period: str
    value: Decimal
    vintage: str
    source: str


def series_of(indicator: Indicator, unit_id: int, category_id: int | None = None) -> tuple[Point, ...]:
    """The current figures of an indicator for one unit, oldest first: one query."""
    rows = (
        Observation.objects.filter(indicator=indicator, unit_id=unit_id, category_id=category_id, is_current=True)
        .select_related("source")
        .order_by("period")
    )
    return tuple(Point(row.period, row.value, row.vintage, row.source.name) for row in rows if row.value is not None)


@dataclass(frozen=True, kw_only=True)
class IndicatorListPage(Page):
    indicators: tuple[Indicator, ...]


def indicator_list_page(actor: Actor) -> IndicatorListPage:
    indicators = tuple(Indicator.objects.select_related("reporter"))
    title = f"{len(indicators)} chỉ số đã định nghĩa" if indicators else "Chưa định nghĩa chỉ số nào"
    return IndicatorListPage(title=title, crumbs=(Crumb("Chỉ số"),), module="chi-so", indicators=indicators)


@dataclass(frozen=True, kw_only=True)
class IndicatorPage(Page):
    indicator: Indicator


def indicator_page(indicator: Indicator) -> IndicatorPage:
    return IndicatorPage(
        title=indicator.name,
        crumbs=(Crumb("Chỉ số", "/chi-so/"), Crumb(indicator.code)),
        module="chi-so",
        indicator=indicator,
    )
